//! A file becomes a document in the evidence register, and stands behind the answer.

use std::fmt;
use std::path::{Path, PathBuf};

use inquire::validator::Validation;
use inquire::{Select, Text};

use super::menu::Step;
use super::screen::Screen;
use super::{Asked, Halt, Talk};
use crate::domain::answer::{Confidentiality, Evidence};
use crate::domain::day::Day;
use crate::domain::id::{EvidenceId, KindId};
use crate::dossier;

/// A kind of evidence as one chooses it.
struct Kind {
    id: KindId,
    title: String,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

/// Asks for the file and what it is, copies it into the dossier, and puts it behind the answer.
pub(super) fn attach(talk: &Talk<'_>, asked: &Asked) -> Result<Step, Halt> {
    let no_file = talk.phrase("attach.no-file", &[]);
    let exists = move |text: &str| {
        Ok(if Path::new(&unquoted(text)).is_file() {
            Validation::Valid
        } else {
            Validation::Invalid(no_file.clone().into())
        })
    };
    let Some(path) = Text::new(&talk.phrase("attach.file", &[]))
        .with_validator(exists)
        .with_help_message(&talk.phrase("attach.file-help", &[]))
        .prompt_skippable()?
    else {
        return Ok(Step::Again);
    };
    let path = PathBuf::from(unquoted(&path));
    let Some(kind) = Select::new(&talk.phrase("attach.kind", &[]), kinds(talk, asked))
        .with_page_size(12)
        .with_help_message(&talk.phrase("keys.select", &[]))
        .prompt_skippable()?
    else {
        return Ok(Step::Again);
    };
    let Said::Day(issued) = day(talk, "attach.issued")? else {
        return Ok(Step::Again);
    };
    let Said::Day(expires) = day(talk, "attach.expires")? else {
        return Ok(Step::Again);
    };
    let Some(id) = identifier(talk, &path) else {
        Screen::new(talk).remark(&talk.phrase("attach.no-id", &[]));
        return Ok(Step::Again);
    };
    let document = Evidence {
        id: id.clone(),
        kind: kind.id,
        file: None,
        sha256: None,
        issuer: None,
        subject: None,
        scope: None,
        covers_service: None,
        accredited: None,
        issued,
        expires,
        confidentiality: Confidentiality::Confidential,
    };
    dossier::attach(&talk.folder.root, &path, document)?;
    Screen::new(talk).remark(&talk.phrase("attach.done", &[("id", id.as_str())]));
    let mut answer = asked.answer.clone().unwrap_or_default();
    answer.evidence.push(id);
    Ok(Step::Beside(Box::new(answer)))
}

/// Terminals put quotes around a path that is dragged into them.
fn unquoted(text: &str) -> String {
    let text = text.trim();
    text.strip_prefix('\'')
        .and_then(|rest| rest.strip_suffix('\''))
        .or_else(|| text.strip_prefix('"')?.strip_suffix('"'))
        .unwrap_or(text)
        .replace("\\ ", " ")
}

/// The kinds that the question wants first, then all others by name.
fn kinds(talk: &Talk<'_>, asked: &Asked) -> Vec<Kind> {
    let all = &talk.session.catalogue.kinds;
    let title = |id: &KindId| {
        all.get(id)
            .map(|kind| kind.title.in_lang(talk.lang).to_owned())
    };
    let mut kinds: Vec<Kind> = asked
        .question
        .evidence
        .iter()
        .filter_map(|id| {
            Some(Kind {
                id: id.clone(),
                title: title(id)?,
            })
        })
        .collect();
    let mut others: Vec<Kind> = all
        .keys()
        .filter(|id| !asked.question.evidence.contains(id))
        .filter_map(|id| {
            Some(Kind {
                id: id.clone(),
                title: title(id)?,
            })
        })
        .collect();
    others.sort_by(|a, b| a.title.cmp(&b.title));
    kinds.extend(others);
    kinds
}

/// What came of asking for a day.
enum Said {
    /// A day, or nothing when it was left blank.
    Day(Option<Day>),
    /// The person gave up.
    GaveUp,
}

/// A day that may be left blank.
fn day(talk: &Talk<'_>, key: &str) -> Result<Said, Halt> {
    let odd = talk.phrase("attach.no-day", &[]);
    let check = move |text: &str| {
        let text = text.trim();
        Ok(if text.is_empty() || text.parse::<Day>().is_ok() {
            Validation::Valid
        } else {
            Validation::Invalid(odd.clone().into())
        })
    };
    let text = Text::new(&talk.phrase(key, &[]))
        .with_validator(check)
        .with_help_message(&talk.phrase("attach.day-help", &[]))
        .prompt_skippable()?;
    Ok(text.map_or(Said::GaveUp, |text| Said::Day(text.trim().parse().ok())))
}

/// An id from the name of the file that the register does not have yet.
fn identifier(talk: &Talk<'_>, path: &Path) -> Option<EvidenceId> {
    let stem = path.file_stem()?.to_string_lossy().to_lowercase();
    let plain: String = stem
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let mut words = plain.split('-').filter(|word| !word.is_empty());
    let first = words.next().unwrap_or("document").to_owned();
    let base: String = words
        .fold(first, |id, word| format!("{id}-{word}"))
        .chars()
        .take(60)
        .collect();
    let taken = |id: &str| {
        talk.folder
            .evidence
            .iter()
            .any(|document| document.id.as_str() == id)
    };
    (1..1_000)
        .map(|number| {
            if number == 1 {
                base.clone()
            } else {
                format!("{base}-{number}")
            }
        })
        .find(|id| !taken(id))
        .and_then(|id| id.parse().ok())
}
