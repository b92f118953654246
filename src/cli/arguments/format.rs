//! Formats of what comes out.

use clap::ValueEnum;

/// A format of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Findings as a table of text.
    Csv,
    /// `CycloneDX` attestations.
    Cyclonedx,
    /// Fields of the register of information under DORA, as a table of text.
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
    /// For the file: PDF/A with the assessment inside.
    Pdf,
    /// For viewers of code scanning.
    Sarif,
    /// For the terminal.
    Text,
    /// Findings as a workbook.
    Xlsx,
}

impl Format {
    /// The format of other tools that this is, if it is one.
    #[must_use]
    pub const fn export(self) -> Option<crate::report::ExportFormat> {
        use crate::report::ExportFormat as Other;
        match self {
            Self::Csv => Some(Other::Csv),
            Self::Cyclonedx => Some(Other::Cyclonedx),
            Self::Dora => Some(Other::Dora),
            Self::Junit => Some(Other::Junit),
            Self::Oscal => Some(Other::Oscal),
            Self::Sarif => Some(Other::Sarif),
            Self::Xlsx => Some(Other::Xlsx),
            _ => None,
        }
    }
}

/// A format of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScanFormat {
    /// Findings as a table of text.
    Csv,
    /// `CycloneDX` attestations.
    Cyclonedx,
    /// A page for a browser.
    Html,
    /// The whole assessment, for programs.
    Json,
    /// One JSON object a target, as soon as it is done.
    Jsonl,
    /// Tests of a pipeline.
    Junit,
    /// Markdown.
    Md,
    /// OSCAL assessment results.
    Oscal,
    /// For the file: PDF/A with the assessment inside.
    Pdf,
    /// For viewers of code scanning.
    Sarif,
    /// For the terminal.
    Text,
    /// Findings as a workbook.
    Xlsx,
}

impl ScanFormat {
    /// The format of one report on all targets; none when each target stands for itself.
    #[must_use]
    pub const fn whole(self) -> Option<Format> {
        match self {
            Self::Csv => Some(Format::Csv),
            Self::Cyclonedx => Some(Format::Cyclonedx),
            Self::Html => Some(Format::Html),
            Self::Json => Some(Format::Json),
            Self::Jsonl => None,
            Self::Junit => Some(Format::Junit),
            Self::Md => Some(Format::Md),
            Self::Pdf => Some(Format::Pdf),
            Self::Oscal => Some(Format::Oscal),
            Self::Sarif => Some(Format::Sarif),
            Self::Text => Some(Format::Text),
            Self::Xlsx => Some(Format::Xlsx),
        }
    }
}
