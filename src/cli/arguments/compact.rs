//! The options of `compact`.

use std::path::PathBuf;

use clap::Args;

/// Options of `compact`.
#[derive(Debug, Args)]
pub struct Compact {
    /// A folder of dossiers, or one dossier
    pub portfolio: PathBuf,
    /// Only assessments that are older than so many days
    #[arg(long, value_name = "DAYS", default_value_t = 730, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    pub older_than: u32,
    /// Leave so many of the newest assessments of each dossier as they are
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub keep: u32,
    /// Who decided it; goes into the register
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// Why; goes into the register
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,
}
