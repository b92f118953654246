//! What answers each row of the seed requirements, and each subject of the cross-map of norms.
//!
//! The rows are the wishes that the program started from; they stand in `data/traceability.csv`, the subjects in
//! `data/cross-map.csv`. Whether what they point at is really there is looked up, not believed.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Catalogue;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::dossier::Dossier;
use crate::domain::pack::{Pack, Question};
use crate::domain::text::Text;

const ROWS: &str = "traceability.csv";
const SUBJECTS: &str = "cross-map.csv";

/// What can answer a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TraceKind {
    /// An active check.
    Check,
    /// A sentence for the contract that an answer feeds.
    Clause,
    /// Nothing of its own: law, history or data that others use.
    Context,
    /// Nothing yet.
    Planned,
    /// A question of a pack.
    Question,
    /// A field of the dossier or of the register of processing.
    Register,
    /// A part of the report or of the papers of a breach.
    Report,
    /// A rule of a decision table.
    Rule,
}

impl TraceKind {
    /// Every kind, in the order in which they are counted.
    pub const ALL: [Self; 8] = [
        Self::Question,
        Self::Check,
        Self::Rule,
        Self::Clause,
        Self::Report,
        Self::Register,
        Self::Context,
        Self::Planned,
    ];

    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Clause => "clause",
            Self::Context => "context",
            Self::Planned => "planned",
            Self::Question => "question",
            Self::Register => "register",
            Self::Report => "report",
            Self::Rule => "rule",
        }
    }
}

/// One thing that answers a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The row, such as `S0-03`, or the subject, such as `DPA-01`.
    pub row: String,
    /// What kind of thing answers it.
    pub kind: TraceKind,
    /// Which one: `pack/question`, a check, `dossier.intake.volume`, `report.summary`, `data/norms:gdpr` …
    pub at: String,
    /// Its title; nothing when it is not there.
    pub title: Option<Text>,
    /// Why it is context only, or what stands there.
    pub reason: Option<Text>,
    /// What the subject of the cross-map is about.
    pub subject: Option<Text>,
}

/// Both tables, with every reference looked up.
#[derive(Debug, Clone)]
pub struct Coverage {
    /// The rows of the seed requirements, in order; several lines may answer one row.
    pub rows: Vec<Trace>,
    /// The subjects of the cross-map, in order.
    pub subjects: Vec<Trace>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowLine {
    row: String,
    implemented_by: TraceKind,
    #[serde(rename = "where")]
    at: String,
    reason_nl: String,
    reason_en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SubjectLine {
    row: String,
    implemented_by: TraceKind,
    #[serde(rename = "where")]
    at: String,
    subject_nl: String,
    subject_en: String,
}

impl Coverage {
    /// Reads both tables and looks up what they point at.
    ///
    /// # Errors
    /// When a table cannot be read, with the line.
    pub fn load(catalogue: &Catalogue) -> Result<Self, Diagnostic> {
        let text = |nl: String, en: String| (!en.is_empty()).then(|| Text::new(nl, en));
        let rows = lines::<RowLine>(catalogue, ROWS)?
            .into_iter()
            .map(|line| Trace {
                title: resolve(catalogue, line.implemented_by, &line.at),
                row: line.row,
                kind: line.implemented_by,
                at: line.at,
                reason: text(line.reason_nl, line.reason_en),
                subject: None,
            });
        let subjects = lines::<SubjectLine>(catalogue, SUBJECTS)?;
        let subjects = subjects.into_iter().map(|line| Trace {
            title: resolve(catalogue, line.implemented_by, &line.at),
            row: line.row,
            kind: line.implemented_by,
            at: line.at,
            reason: None,
            subject: text(line.subject_nl, line.subject_en),
        });
        Ok(Self {
            rows: rows.collect(),
            subjects: subjects.collect(),
        })
    }
}

fn lines<T: DeserializeOwned>(catalogue: &Catalogue, path: &str) -> Result<Vec<T>, Diagnostic> {
    let source = catalogue.files.source(path)?;
    csv::Reader::from_reader(source.as_bytes())
        .deserialize()
        .collect::<Result<Vec<T>, _>>()
        .map_err(|error| {
            let line = error.position().map_or(1, csv::Position::line);
            let shown = format!("{}:{line}", catalogue.files.shown(path));
            Diagnostic::new(shown, Text::same(error.to_string()))
        })
}

/// The title of what a reference points at; nothing when it points at nothing.
fn resolve(catalogue: &Catalogue, kind: TraceKind, at: &str) -> Option<Text> {
    match kind {
        TraceKind::Check => Some(catalogue.sheets.get(at)?.title.clone()),
        TraceKind::Clause => {
            let question = question(catalogue, at)?;
            let feeds = question
                .options
                .iter()
                .any(|option| option.clause.is_some());
            feeds.then(|| question.text.clone())
        }
        TraceKind::Question => Some(question(catalogue, at)?.text.clone()),
        TraceKind::Rule => {
            let (pack, id) = pack(catalogue, at)?;
            let rule = pack.rules.iter().find(|rule| rule.id.as_str() == id)?;
            Some(rule.outcome.clone())
        }
        TraceKind::Report => paper(catalogue, at).or_else(|| field(catalogue, at)),
        TraceKind::Register => field(catalogue, at),
        TraceKind::Context => context(catalogue, at),
        TraceKind::Planned => Some(Text::same(at)),
    }
}

fn pack<'a, 'r>(catalogue: &'a Catalogue, at: &'r str) -> Option<(&'a Pack, &'r str)> {
    let (pack, id) = at.split_once('/')?;
    Some((&catalogue.pack(pack)?.pack, id))
}

fn question<'a>(catalogue: &'a Catalogue, at: &str) -> Option<&'a Question> {
    let (pack, id) = pack(catalogue, at)?;
    pack.questions
        .iter()
        .find(|question| question.id.as_str() == id)
}

/// A part of the report or a paper of a breach: a heading or a text that it has.
fn paper(catalogue: &Catalogue, at: &str) -> Option<Text> {
    let words = &catalogue.phrases.0;
    if at == "breach/form" {
        return words.get("breach.paper.form").cloned();
    }
    let name = at.strip_prefix("report.").unwrap_or(at);
    let heading = words.get(&format!("report.heading.{name}"));
    heading
        .or_else(|| words.get(&format!("report.{name}.title")))
        .or_else(|| words.get(&format!("report.{name}")))
        .cloned()
}

/// A field of the dossier, or a question of the register of processing.
fn field(catalogue: &Catalogue, at: &str) -> Option<Text> {
    let Some(way) = at.strip_prefix("dossier.") else {
        return Some(question(catalogue, at)?.text.clone());
    };
    let schema = schemars::schema_for!(Dossier).to_value();
    let mut place = &schema;
    for step in way.split('.') {
        place = follow(&schema, place.get("properties")?.get(step)?);
    }
    Some(Text::same(format!("dossier.toml: {way}")))
}

/// Where a schema says that another one stands for it, alone or beside nothing.
fn follow<'s>(root: &'s serde_json::Value, place: &'s serde_json::Value) -> &'s serde_json::Value {
    let target = place.get("$ref").or_else(|| {
        let any = place.get("anyOf")?.as_array()?;
        any.iter().find_map(|one| one.get("$ref"))
    });
    target
        .and_then(|target| target.as_str()?.strip_prefix('#'))
        .and_then(|way| root.pointer(way))
        .unwrap_or(place)
}

/// What informs without being asked or looked at: a file below `data/`, a row of it, a word of the glossary.
fn context(catalogue: &Catalogue, at: &str) -> Option<Text> {
    if at == "none" {
        return Some(Text::default());
    }
    if at == "glossary" {
        return paper(catalogue, at);
    }
    if at.starts_with("dossier.") {
        return field(catalogue, at);
    }
    let place = at.strip_prefix("data/")?;
    let (path, row) = place.split_once(':').unwrap_or((place, ""));
    if let ("norms", id) = (path, row)
        && !id.is_empty()
    {
        return Some(catalogue.norms.get(id)?.norm.title.clone());
    }
    if path == "attestations/kinds.toml" && !row.is_empty() {
        return Some(catalogue.kinds.get(row)?.title.clone());
    }
    let there = row.is_empty() && !catalogue.files.below(path).is_empty();
    there.then(|| Text::same(at))
}
