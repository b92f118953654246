//! Options of `report`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Format;
use crate::domain::day::Day;

/// Options of `report`.
#[derive(Debug, Args)]
pub struct Report {
    /// The assessment.json, or the folder that holds it
    pub assessment: PathBuf,
    /// For whom: board (one page), contract (annexes of the processor agreement), administrator (what to repair) or provider (a letter with a right of reply); default: the whole report
    #[arg(long = "for", value_name = "READER", hide_possible_values = true)]
    pub reader: Option<Reader>,
    /// Who may see it: confidential, or public, which leaves out security details
    #[arg(long, value_name = "EDITION", default_value = "confidential")]
    pub edition: EditionName,
    /// The day by which the provider is asked to reply, such as 2026-01-31; with --for provider
    #[arg(long, value_name = "DAY")]
    pub reply_by: Option<Day>,
    /// Format of the report: text, html, json, md or pdf, or for other tools sarif, junit, csv, xlsx, oscal, cyclonedx or dora; for a reader or the public: text, docx, html, md or pdf (default: text)
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<ReportFormat>,
    /// File to write instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// File with known findings that are accepted: exports show them as such
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
}

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Reader {
    /// Who repairs.
    Administrator,
    /// Who decides.
    Board,
    /// Who contracts.
    Contract,
    /// Who was assessed.
    Provider,
}

/// Who may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EditionName {
    /// The parties.
    Confidential,
    /// Anyone.
    Public,
}

/// A format of a report or a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Findings as a table.
    Csv,
    /// Claims and counter-claims.
    Cyclonedx,
    /// A Word document to edit.
    Docx,
    /// Fields of the register of information.
    Dora,
    /// A page for a browser.
    Html,
    /// The whole assessment, for programs.
    Json,
    /// Tests of a pipeline.
    Junit,
    /// Markdown.
    Md,
    /// OSCAL assessment results.
    Oscal,
    /// For the file: PDF/A.
    Pdf,
    /// For viewers of code scanning.
    Sarif,
    /// For the terminal.
    Text,
    /// Findings as a workbook.
    Xlsx,
}

impl ReportFormat {
    /// The format of the whole report; none when only papers have it.
    #[must_use]
    pub const fn whole(self) -> Option<Format> {
        match self {
            Self::Csv => Some(Format::Csv),
            Self::Cyclonedx => Some(Format::Cyclonedx),
            Self::Docx => None,
            Self::Dora => Some(Format::Dora),
            Self::Html => Some(Format::Html),
            Self::Json => Some(Format::Json),
            Self::Junit => Some(Format::Junit),
            Self::Md => Some(Format::Md),
            Self::Oscal => Some(Format::Oscal),
            Self::Pdf => Some(Format::Pdf),
            Self::Sarif => Some(Format::Sarif),
            Self::Text => Some(Format::Text),
            Self::Xlsx => Some(Format::Xlsx),
        }
    }
}
