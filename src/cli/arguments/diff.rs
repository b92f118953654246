//! The options of `diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Options of `diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// The older assessment: its folder or assessment.json, or a dossier for its last but one
    pub old: PathBuf,
    /// The newer assessment, or a dossier for its last one (default: that of OLD)
    pub new: Option<PathBuf>,
    /// Format of the difference
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: DiffFormat,
    /// File to write instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Exit with 5 when something changed
    #[arg(long)]
    pub exit_code: bool,
}

/// A format of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// A page for a browser.
    Html,
    /// For programs.
    Json,
    /// Markdown.
    Md,
    /// For the terminal.
    Text,
}
