//! Options of `notify`.

use std::path::PathBuf;

use clap::Args;

/// Options of `notify`.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub struct Notify {
    /// The portfolio: a folder of dossiers with a portfolio.toml
    pub dir: PathBuf,
    /// Send a test notice to every receiver
    #[arg(long, conflicts_with = "retry")]
    pub test: bool,
    /// Send the notices that wait
    #[arg(long)]
    pub retry: bool,
    /// Also send what was given up and what may have arrived already
    #[arg(long, requires = "retry")]
    pub all: bool,
    /// Let go of what may have arrived already and of what was given up, without sending it
    #[arg(long, conflicts_with_all = ["test", "retry"])]
    pub settle: bool,
}
