//! Reads a baseline, and tells what was accepted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Session;
use crate::catalogue::read_file;
use crate::domain::assessment::Assessment;
use crate::domain::baseline::{self, Acceptance, Baseline, Held};
use crate::domain::diagnostic::{Diagnostic, locate, nearest};
use crate::domain::finding::{FindingSource, Severity};
use crate::domain::text::{Lang, Text};

/// The largest baseline that is read, in bytes.
const LIMIT: u64 = 4 * 1024 * 1024;
/// The format that this version reads.
const FORMAT: u32 = 1;

/// A baseline with its place.
#[derive(Debug)]
pub(super) struct Given {
    path: PathBuf,
    baseline: Baseline,
}

impl Given {
    /// What is accepted.
    pub(super) fn accepted(&self) -> &[Acceptance] {
        &self.baseline.accepted
    }
}

/// Reads the baseline of a dossier: the file that was named, else the one that lies in it, if there is one.
///
/// # Errors
/// As [`read`].
pub(super) fn of_dossier(
    session: &Session,
    named: Option<&Path>,
    root: &Path,
) -> Result<Option<Given>, Vec<Diagnostic>> {
    let own = root.join(baseline::FILE);
    let own = own.is_file().then_some(own.as_path());
    read(session, named.or(own))
}

/// Reads the file, if one was named. What it names must exist.
///
/// # Errors
/// Every fault in it, with line and column.
pub(super) fn read(
    session: &Session,
    path: Option<&Path>,
) -> Result<Option<Given>, Vec<Diagnostic>> {
    let Some(path) = path else {
        return Ok(None);
    };
    let shown = path.display().to_string();
    let bytes = read_file(path, LIMIT).map_err(|fault| vec![fault])?;
    let source: Arc<str> = String::from_utf8_lossy(&bytes).into();
    let baseline: Baseline = toml::from_str(&source)
        .map_err(|error| vec![Diagnostic::from_toml(&shown, &source, &error)])?;
    let faults = faults(session, &baseline, &shown, &source);
    if faults.is_empty() {
        Ok(Some(Given {
            path: path.to_path_buf(),
            baseline,
        }))
    } else {
        Err(faults)
    }
}

fn faults(
    session: &Session,
    baseline: &Baseline,
    shown: &str,
    source: &Arc<str>,
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut report = |path: &[&str], message: Text, hint: Option<Text>| {
        let mut fault = Diagnostic::new(shown, message).at(source, locate(source, path));
        fault.hint = hint;
        faults.push(fault);
    };
    if baseline.format != FORMAT {
        report(
            &["format"],
            Text::new(
                format!("formaat {}; deze versie leest {FORMAT}", baseline.format),
                format!("format {}; this version reads {FORMAT}", baseline.format),
            ),
            None,
        );
    }
    let known = known(session);
    let mut seen: Vec<String> = Vec::new();
    for (number, entry) in baseline.accepted.iter().enumerate() {
        let number = number.to_string();
        let at = |key| ["accept", number.as_str(), key];
        let name = entry.check.strip_prefix("claim/").unwrap_or(&entry.check);
        if !known.iter().any(|id| id == name) {
            let found: String = entry.check.chars().take(80).collect();
            let hint = nearest(name, known.iter().map(String::as_str)).map(|near| {
                Text::new(
                    format!("bedoelde u `{near}`?"),
                    format!("did you mean `{near}`?"),
                )
            });
            report(
                &at("check"),
                Text::new(
                    format!("er is geen controle of vraag `{found}`"),
                    format!("there is no check or question `{found}`"),
                ),
                hint.or_else(|| Some(how())),
            );
        }
        for (key, text) in [("reason", &entry.reason), ("by", &entry.by)] {
            if text.trim().is_empty() {
                report(
                    &at(key),
                    Text::new("dit mag niet leeg zijn", "this may not be empty"),
                    None,
                );
            }
        }
        let id = entry.finding();
        if seen.contains(&id) {
            report(
                &at("check"),
                Text::new(
                    format!("`{id}` wordt al aanvaard"),
                    format!("`{id}` is accepted already"),
                ),
                None,
            );
        }
        seen.push(id);
    }
    faults
}

fn how() -> Text {
    Text::new(
        "schrijf een controle zoals tls-versions, een vraag als vragenlijst/vraag, of een tegenspraak als claim/vragenlijst/vraag",
        "write a check such as tls-versions, a question as questionnaire/question, or a contradiction as claim/questionnaire/question",
    )
}

/// Ids of checks and questions.
fn known(session: &Session) -> Vec<String> {
    let checks = session.catalogue.sheets.keys().map(ToString::to_string);
    let questions = session.catalogue.packs.iter().flat_map(|parsed| {
        let pack = &parsed.pack.pack.id;
        let questions = parsed.pack.questions.iter();
        questions.map(move |question| format!("{pack}/{}", question.id))
    });
    checks.chain(questions).collect()
}

/// Holds what was accepted against an assessment: the entries of the baseline that no longer hold become findings of it.
pub(super) fn hold(session: &Session, given: Option<&Given>, assessment: &mut Assessment) -> Held {
    let phrases = &session.catalogue.phrases;
    let Some(given) = given else {
        return Held::default().with_taken(assessment, phrases);
    };
    let severity = |check: &str| severity(session, check);
    // What an earlier baseline left in a stored assessment is held anew.
    assessment
        .findings
        .retain(|finding| finding.source != FindingSource::Baseline);
    let held = given.baseline.hold(assessment, phrases, severity);
    assessment.findings.extend(held.stale.iter().cloned());
    held.with_taken(assessment, phrases)
}

/// How grave a deviation of a check or question is; of one that the data do not know, medium.
fn severity(session: &Session, check: &str) -> Severity {
    if let Some(sheet) = session.catalogue.sheets.get(check) {
        return sheet.severity;
    }
    let name = check.strip_prefix("claim/").unwrap_or(check);
    name.split_once('/')
        .and_then(|(pack, question)| {
            let questions = &session.catalogue.pack(pack)?.pack.questions;
            let found = questions.iter().find(|q| q.id.as_str() == question)?;
            Some(found.severity.severity())
        })
        .unwrap_or(Severity::Medium)
}

/// Says on standard error what is accepted, and which entries no longer hold.
pub(super) fn tell(session: &Session, given: Option<&Given>, held: &Held) {
    let phrases = &session.catalogue.phrases;
    if !held.taken.is_empty() {
        let text = phrases.count("baseline.taken", held.taken.len(), &[]);
        session.remark(text.in_lang(session.lang));
    }
    let Some(given) = given else {
        return;
    };
    if !held.accepted.is_empty() {
        let count = held.accepted.len();
        let file = given.path.display().to_string();
        let text = phrases.count("baseline.counted", count, &[("file", &file)]);
        session.remark(text.in_lang(session.lang));
    }
    for finding in &held.stale {
        let (detail, remedy) = (&finding.detail, finding.remediation.as_ref());
        let remedy = remedy.map_or("", |text| text.in_lang(session.lang));
        let text = format!("{} {remedy}", detail.in_lang(session.lang));
        session.remark(&super::output::plain(&text));
    }
}

/// What the baseline accepts, in the words of a language: for a report, which tells itself who took a risk.
pub(super) fn words(held: &Held, lang: Lang) -> BTreeMap<String, String> {
    worded(&held.accepted, lang)
}

/// All that was accepted, in the baseline or as the risk of an answer: for other programs, which know one kind.
pub(super) fn all_words(held: &Held, lang: Lang) -> BTreeMap<String, String> {
    let mut all = worded(&held.taken, lang);
    all.extend(worded(&held.accepted, lang));
    all
}

fn worded(texts: &BTreeMap<String, Text>, lang: Lang) -> BTreeMap<String, String> {
    let entries = texts.iter();
    entries
        .map(|(id, text)| (id.clone(), text.in_lang(lang).to_owned()))
        .collect()
}
