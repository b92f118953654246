//! An assessment in the formats of other tools: code scanning, assessment results, attestations, sheets, pipelines.
//!
//! Every format is laid over the same [`Entry`] list: one row for each finding and each claim, worded in one language
//! and cleaned of characters that act. A format adds no fact; what it cannot say is left out, never guessed. Same input,
//! same bytes: times are those of the assessment, identifiers are digests of names.

mod csv;
mod cyclonedx;
mod entry;
mod identity;
mod junit;
mod oscal;
mod register;
mod rule;
mod sarif;
mod xlsx;

use std::collections::BTreeMap;

use super::scribe::Scribe;
use super::{ReportError, Resources};
use crate::domain::assessment::Assessment;
use crate::domain::id::CheckId;
use crate::domain::pack::Pack;
use crate::domain::sheet::CheckSheet;
use crate::domain::text::Lang;

use entry::{Entry, entries};

/// A format of other tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// A row for each finding, as text with commas (RFC 4180).
    Csv,
    /// `CycloneDX` 1.6 with declarations: claims, counter-claims, evidence and attestations.
    Cyclonedx,
    /// Fields of the register of information under DORA (ITS 2024/2956), one a row.
    Dora,
    /// `JUnit` XML: a test for each check and subject.
    Junit,
    /// OSCAL 1.1 assessment results.
    Oscal,
    /// SARIF 2.1.0.
    Sarif,
    /// A workbook with the findings.
    Xlsx,
}

/// What an export is made of.
#[derive(Debug, Clone, Copy)]
pub struct ExportInput<'a> {
    /// The assessment or scan.
    pub assessment: &'a Assessment,
    /// Words, countries and norms.
    pub resources: &'a Resources<'a>,
    /// Sheets of the checks, for the rules.
    pub sheets: &'a BTreeMap<CheckId, CheckSheet>,
    /// The questionnaires, for the rules.
    pub packs: &'a [&'a Pack],
    /// The columns of the register of information: `data/exports/dora-register.toml`.
    pub register: &'a str,
    /// Ids of findings that a baseline accepts, each with who accepted it, why and until when, in words.
    pub accepted: &'a BTreeMap<String, String>,
    /// The language.
    pub lang: Lang,
}

/// Writes an assessment in a format of other tools.
///
/// # Errors
/// When the format cannot hold what was given, or the columns of the register cannot be read.
pub fn render_export(
    input: &ExportInput<'_>,
    format: ExportFormat,
) -> Result<Vec<u8>, ReportError> {
    let export = Export::new(input);
    match format {
        ExportFormat::Csv => csv::render(&export),
        ExportFormat::Cyclonedx => json(&cyclonedx::render(&export)),
        ExportFormat::Dora => register::render(&export),
        ExportFormat::Junit => junit::render(&export),
        ExportFormat::Oscal => json(&oscal::render(&export)),
        ExportFormat::Sarif => json(&sarif::render(&export)),
        ExportFormat::Xlsx => xlsx::render(&export),
    }
}

/// Everything that a format reads.
struct Export<'a> {
    input: &'a ExportInput<'a>,
    scribe: Scribe<'a>,
    entries: Vec<Entry>,
}

impl<'a> Export<'a> {
    fn new(input: &'a ExportInput<'a>) -> Self {
        let scribe = Scribe::new(input.assessment, input.resources, input.lang);
        let entries = entries(input.assessment, &scribe, input.accepted);
        Self {
            input,
            scribe,
            entries,
        }
    }

    fn assessment(&self) -> &'a Assessment {
        self.input.assessment
    }

    /// The words of a key below `report.export.`.
    fn say(&self, key: &str) -> String {
        self.scribe.word(&format!("export.{key}")).to_string()
    }

    /// The same with parameters filled in.
    fn fill(&self, key: &str, params: &[(&str, &str)]) -> String {
        self.scribe
            .fill(&format!("export.{key}"), params)
            .to_string()
    }

    /// What the whole is called: provider and service, or that it is a scan.
    fn title(&self) -> String {
        match &self.assessment().dossier {
            Some(dossier) => self.fill(
                "title",
                &[
                    ("vendor", &entry::line(&dossier.vendor.name)),
                    ("service", &entry::line(&dossier.service.name)),
                ],
            ),
            None => self.say("title-scan"),
        }
    }

    /// A name for this assessment that no other of the same party and moment has.
    fn seed(&self) -> String {
        let assessment = self.assessment();
        let subjects: Vec<&str> = assessment
            .subjects
            .iter()
            .map(|subject| subject.id.0.as_str())
            .collect();
        let party = assessment
            .dossier
            .as_ref()
            .map_or("", |dossier| dossier.vendor.name.as_str());
        format!("{}\n{party}\n{}", assessment.as_of, subjects.join("\n"))
    }
}

fn json(value: &serde_json::Value) -> Result<Vec<u8>, ReportError> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(ReportError::Json)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Text as Markdown that shows what it says, for formats whose texts are Markdown. Never empty.
fn markdown(text: &str) -> String {
    let text = super::markdown::escape(&entry::clean(text));
    if text.trim().is_empty() {
        "–".to_owned()
    } else {
        text
    }
}
