//! Options of `questionnaire`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::domain::day::Day;

/// What to do with questionnaires.
#[derive(Debug, Subcommand)]
pub enum Questionnaire {
    /// Record who takes the risk of an answer, why and until when
    Accept(Accept),
    /// Mark the answers of the last assessment as answers to be confirmed again
    Carry(Carry),
    /// Show what answers each row of the seed requirements, or each subject of the cross-map of norms
    Coverage(Coverage),
    /// Write the questions of a dossier, with the answers so far, for a provider to fill in
    Export(Export),
    /// Read back what a provider filled in, and show what changes before anything is written
    Import(Import),
    /// Check questionnaires: the shipped ones, or files of your own
    Lint {
        /// Files to check
        files: Vec<PathBuf>,
    },
    /// List them
    List,
    /// Bring answers to an earlier version of a questionnaire into this one, and show what becomes of each
    Migrate(Migrate),
    /// Write a questionnaire of your own to start from, or an overlay over a shipped one
    New(New),
    /// Record what a reviewer decides about an answer
    Review(Review),
    /// Show one with its questions
    Show {
        /// Its id
        id: String,
    },
}

/// Options of `questionnaire accept`.
#[derive(Debug, Args)]
pub struct Accept {
    /// The dossier
    pub dir: PathBuf,
    /// The question, such as con.audit
    pub question: String,
    /// Who takes the risk: a function with the authority to do so
    #[arg(long, value_name = "NAME")]
    pub owner: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// The last day on which it counts, such as 2027-06-30
    #[arg(long, value_name = "DATE")]
    pub until: Day,
}

/// Options of `questionnaire carry`.
#[derive(Debug, Args)]
pub struct Carry {
    /// The dossier
    pub dir: PathBuf,
    /// Answers given up to this day (default: the day of the last assessment)
    #[arg(long, value_name = "DATE")]
    pub from: Option<Day>,
    /// Show what would change and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Options of `questionnaire migrate`.
#[derive(Debug, Args)]
pub struct Migrate {
    /// The dossier
    pub dir: PathBuf,
    /// Write without asking, also when answers are left behind
    #[arg(long)]
    pub yes: bool,
    /// Show what would change and write nothing
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,
}

/// Options of `questionnaire new`.
#[derive(Debug, Args)]
pub struct New {
    /// Its name, such as house-rules
    pub name: String,
    /// Change this questionnaire instead: add, drop or weigh questions
    #[arg(long, value_name = "ID")]
    pub overlay: Option<String>,
    /// File to write (default: the name with .toml)
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// Options of `questionnaire review`.
#[derive(Debug, Args)]
pub struct Review {
    /// The dossier
    pub dir: PathBuf,
    /// The question, such as con.audit
    pub question: String,
    /// Decision: confirm, reject, approve-not-applicable or explained
    #[arg(long, value_name = "DECISION")]
    pub decision: ReviewDecision,
    /// Who decides
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

/// What a reviewer can decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReviewDecision {
    /// It rightly does not apply.
    ApproveNotApplicable,
    /// The answer still holds.
    Confirm,
    /// The provider's explanation of a contradiction holds.
    Explained,
    /// The answer is not accepted.
    Reject,
}

/// Options of `questionnaire coverage`.
#[derive(Debug, Args)]
pub struct Coverage {
    /// Format: text, csv, json or md
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: CoverageFormat,
    /// Show the 84 subjects of the cross-map of norms instead
    #[arg(long)]
    pub cross_map: bool,
    /// Only these rows or subjects, or those that begin so, such as S0 or DPA-01
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub rows: Vec<String>,
    /// File to write instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// How coverage is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CoverageFormat {
    /// A table of text.
    Csv,
    /// For other programs.
    Json,
    /// Markdown.
    Md,
    /// For people.
    Text,
}

/// Options of `questionnaire export`.
#[derive(Debug, Args)]
pub struct Export {
    /// The dossier
    pub dir: PathBuf,
    /// Format: xlsx, csv or json
    #[arg(long, value_name = "FORMAT", default_value = "xlsx")]
    pub format: TravelFormat,
    /// File to write; a workbook goes to questionnaire.xlsx in the dossier, other formats to standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Only these questionnaires of the dossier
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub packs: Vec<String>,
}

/// Options of `questionnaire import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The dossier
    pub dir: PathBuf,
    /// What was filled in: xlsx, csv or json
    pub file: PathBuf,
    /// Write without asking, also over answers that were there
    #[arg(long)]
    pub yes: bool,
    /// Show what would change and write nothing
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,
    /// Who filled it in, where the file does not say
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Mapping for a list of others, such as a filled-in CAIQ
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
}

/// Options of `interview`.
#[derive(Debug, Args)]
pub struct Interview {
    /// The dossier
    pub dir: PathBuf,
    /// Only these questionnaires of the dossier
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub packs: Vec<String>,
    /// Who answers; stands with each answer
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Ask every question that applies, also those that are answered
    #[arg(long)]
    pub all: bool,
}

/// How questions travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TravelFormat {
    /// A table of text.
    Csv,
    /// For other programs.
    Json,
    /// A workbook for spreadsheet programs.
    Xlsx,
}
