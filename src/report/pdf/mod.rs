//! Paper: PDF/A-3a and PDF/UA-1 out of a template and data, by Typst.
//!
//! [`compose`] is the engine, for the report and for every other document. A template is Typst source; what it shows
//! comes in as `data.json` and is never spliced into source, so that an answer that looks like Typst stays text.
//! Nothing is read from disk or network, and there is no clock: the same paper gives the same bytes.

#![cfg_attr(
    not(feature = "pdf"),
    expect(
        dead_code,
        reason = "a build without PDF reads nothing of what a paper is made of"
    )
)]

#[cfg(feature = "pdf")]
mod engine;
#[cfg(feature = "pdf")]
mod fonts;
#[cfg(feature = "pdf")]
mod report;
#[cfg(feature = "pdf")]
mod text;

use jiff::Timestamp;
use serde_json::Value;

use super::{ReportError, Resources, View};
use crate::domain::assessment::Assessment;

/// What paper needs beside the words: sources out of `reports/`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Papers<'a> {
    /// Typst source of the report: `report.typ`.
    pub report: &'a str,
    /// Typst source of the look that all documents share: `paper.typ`.
    pub look: &'a str,
    /// Handlebars source of a map: `map.svg.hbs`.
    pub map: &'a str,
    /// The logo of the house, when it has one.
    pub logo: Option<Logo<'a>>,
}

/// A logo.
#[derive(Debug, Clone, Copy)]
pub struct Logo<'a> {
    /// `svg` or `png`.
    pub extension: &'a str,
    /// The file.
    pub bytes: &'a [u8],
}

/// The report as PDF/A-3a and PDF/UA-1. `attached` is the assessment as [`render_json`](super::render_json) writes it:
/// it travels inside the file. Without it nothing does, for readers who may not have it.
///
/// # Errors
/// [`ReportError::Template`] with file, line and column when a template is broken; [`ReportError::NoPdf`] in a build
/// without the feature `pdf`.
#[cfg(feature = "pdf")]
pub fn render_pdf(
    view: &View,
    assessment: &Assessment,
    attached: Option<&str>,
    resources: &Resources,
) -> Result<Vec<u8>, ReportError> {
    report::render(view, assessment, attached, resources)
}

/// Says that this build makes no PDF.
///
/// # Errors
/// Always [`ReportError::NoPdf`].
#[cfg(not(feature = "pdf"))]
pub fn render_pdf(
    _: &View,
    _: &Assessment,
    _: Option<&str>,
    _: &Resources,
) -> Result<Vec<u8>, ReportError> {
    Err(ReportError::NoPdf)
}

/// A document to be made.
#[derive(Debug, Clone)]
pub(crate) struct Paper<'a> {
    /// Name of the template, which errors show: `report.typ`.
    pub(crate) name: &'a str,
    /// Typst source. It finds its data with `json("/data.json")`, who and when with `json("/meta.json")`, and the
    /// files below by `"/" + name`.
    pub(crate) source: &'a str,
    /// Further files that the template reads: figures (`map.svg`), a logo, shared definitions (`paper.typ`).
    pub(crate) files: Vec<(String, Vec<u8>)>,
    /// What the template shows. Every string is made fit for paper first: letters that no font here has are shown as
    /// their code point, long words get places to break, and what is too long is cut off and says so. Fields that are
    /// called `link` or `code` stay as they are.
    pub(crate) data: Value,
    /// Files that travel inside the PDF.
    pub(crate) attachments: Vec<Attachment>,
    /// Who and when.
    pub(crate) meta: Meta,
}

/// A file that travels inside the PDF, as the source of the document (ISO 19005-3, annex E: `AFRelationship` `Source`).
#[derive(Debug, Clone)]
pub(crate) struct Attachment {
    /// Its name: `assessment.json`.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// Media type: `application/json`.
    pub(crate) kind: &'static str,
    /// What it is, for who opens the list of attachments.
    pub(crate) description: String,
}

/// What a document says about itself.
#[derive(Debug, Clone)]
pub(crate) struct Meta {
    pub(crate) title: String,
    pub(crate) author: String,
    pub(crate) description: String,
    /// `nl` or `en`.
    pub(crate) lang: &'static str,
    /// The only time that the document knows.
    pub(crate) as_of: Timestamp,
    /// Names the document for ever: two papers with the same name are versions of one document.
    pub(crate) ident: String,
    /// What is said where a text is cut off, with `{n}` for the number of letters that are left out.
    pub(crate) cut: String,
}

/// Makes the PDF.
///
/// # Errors
/// [`ReportError::Template`] with file, line and column when the template is broken or asks for what the data does not
/// have; [`ReportError::NoPdf`] in a build without the feature `pdf`.
#[cfg(feature = "pdf")]
pub(crate) fn compose(paper: Paper) -> Result<Vec<u8>, ReportError> {
    engine::compose(paper)
}

/// Says that this build makes no PDF.
///
/// # Errors
/// Always [`ReportError::NoPdf`].
#[cfg(not(feature = "pdf"))]
pub(crate) fn compose(_: Paper) -> Result<Vec<u8>, ReportError> {
    Err(ReportError::NoPdf)
}

#[cfg(all(test, feature = "pdf"))]
mod tests;
