//! Options of `breach`.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;

/// Options of `breach`.
#[derive(Debug, Args)]
pub struct Breach {
    /// The dossier
    pub dir: PathBuf,
    /// The day or moment to decide for, such as 2026-01-31 (then 12:00 UTC) or 2026-01-31T08:30:00Z (default: now)
    #[arg(long, value_name = "TIME", value_parser = super::parse_moment)]
    pub as_of: Option<Timestamp>,
    /// Show the decision and write nothing
    #[arg(long)]
    pub dry_run: bool,
}
