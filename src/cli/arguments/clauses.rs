//! Options of `clauses`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Options of `clauses`.
#[derive(Debug, Args)]
pub struct Clauses {
    /// The dossier, or a file with the agreement: PDF, DOCX or text
    #[arg(value_name = "FILE")]
    pub path: PathBuf,
    /// Norms to hold it against: gdpr, data-act, dora (default: the first two, and dora when the dossier says that it binds)
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub norm: Vec<String>,
    /// Format of the result
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ClausesFormat,
    /// File to write instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// A format of what was found in an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ClausesFormat {
    /// A page for a browser.
    Html,
    /// For programs.
    Json,
    /// Markdown.
    Md,
    /// For the terminal.
    Text,
}
