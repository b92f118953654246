//! What can go wrong between an assessment and its report.

use handlebars::{RenderError, TemplateError};

/// Why a report could not be written; fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A format of other tools cannot hold what was given, or its columns cannot be read; whose fault: ours, or that of
    /// a user whose own columns are broken.
    #[error("write {format}: {reason}")]
    Export {
        /// The format.
        format: &'static str,
        /// Why, in the words of the writer.
        reason: String,
    },
    /// The assessment could not be written as JSON; whose fault: ours.
    #[error("write the assessment as JSON")]
    Json(#[source] serde_json::Error),
    /// The parts of a document could not be put in one file; whose fault: ours.
    #[error("pack the document: {0}")]
    Package(#[source] zip::result::ZipError),
    /// This build of the program makes no PDF; whose fault: of who built it without.
    #[error("make a PDF: this build of waarborg is without the feature `pdf`")]
    NoPdf,
    /// A template is broken; whose fault: the template's author.
    #[error("render the template `{name}` at line {line}, column {column}: {reason}")]
    Template {
        /// Name of the template.
        name: String,
        /// Line, counted from 1; 0 when the engine does not say.
        line: usize,
        /// Column, counted from 1; 0 when the engine does not say.
        column: usize,
        /// What is wrong, in the words of the template engine.
        reason: String,
    },
}

impl ReportError {
    /// A template that cannot be read.
    pub(super) fn unreadable(name: &str, error: &TemplateError) -> Self {
        let (line, column) = error.pos().unwrap_or_default();
        Self::Template {
            name: name.to_owned(),
            line,
            column,
            reason: error.reason().to_string(),
        }
    }

    /// A template that cannot be filled in.
    pub(super) fn unfilled(name: &str, error: &RenderError) -> Self {
        Self::Template {
            name: name.to_owned(),
            line: error.line_no.unwrap_or_default(),
            column: error.column_no.unwrap_or_default(),
            reason: error.reason().to_string(),
        }
    }
}
