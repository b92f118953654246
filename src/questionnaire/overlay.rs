//! Lays an organisation's changes over a pack.

use std::sync::Arc;

use super::pack::{ParsedPack, Part, version};
use super::places::{Document, Step};
use crate::domain::diagnostic::{Diagnostic, nearest};
use crate::domain::id::QuestionId;
use crate::domain::overlay::{Overlay, PackChange, PackChangeKind};
use crate::domain::pack::{Pack, Question};
use crate::domain::text::Text;

/// An overlay with the text it was read from.
#[derive(Debug, Clone)]
pub struct ParsedOverlay {
    /// The file, as the user knows it.
    pub file: String,
    /// Its text.
    pub source: Arc<str>,
    /// What it changes.
    pub overlay: Overlay,
}

/// True when a file is an overlay and no pack: it says so in its first table.
#[must_use]
pub fn is_overlay(source: &str) -> bool {
    let tables = source
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with('['));
    tables
        .map(|line| line.replace(' ', ""))
        .next()
        .is_some_and(|line| line.starts_with("[overlay]"))
}

/// Reads an overlay. Whether it fits its pack is for [`ParsedPack::lay`] to say.
///
/// # Errors
/// When it is not what an overlay is, with the place.
pub fn parse_overlay(file: &str, source: &Arc<str>) -> Result<ParsedOverlay, Diagnostic> {
    let overlay =
        toml::from_str(source).map_err(|error| Diagnostic::from_toml(file, source, &error))?;
    Ok(ParsedOverlay {
        file: file.to_owned(),
        source: Arc::clone(source),
        overlay,
    })
}

impl ParsedPack {
    /// Lays an overlay over the pack, and names every change that it makes.
    ///
    /// # Errors
    /// What does not fit, with its place; then the pack is as it was.
    pub fn lay(&mut self, parsed: &ParsedOverlay) -> Result<Vec<PackChange>, Vec<Diagnostic>> {
        let faults = Fitting::new(parsed, &self.pack).faults();
        if !faults.is_empty() {
            return Err(faults);
        }
        if self.places.is_empty() {
            self.places = (0..self.pack.questions.len())
                .map(|index| (0, index))
                .collect();
            self.section_places = (0..self.pack.sections.len())
                .map(|index| (0, index))
                .collect();
        }
        self.parts.push(Part {
            file: parsed.file.clone(),
            source: Arc::clone(&parsed.source),
        });
        let part = self.parts.len();
        let (overlay, mut changes) = (&parsed.overlay, Vec::new());
        let change = |question: &Question, change, reason: Option<&Text>| PackChange {
            file: parsed.file.clone(),
            pack: self.pack.pack.id.clone(),
            question: question.id.clone(),
            change,
            reason: reason.cloned(),
            knock_outs: Vec::new(),
            refs: Vec::new(),
            weights: None,
        };
        for drop in &overlay.drops {
            let questions = &self.pack.questions;
            let Some(index) = questions.iter().position(|q| q.id == drop.question) else {
                continue;
            };
            let question = &questions[index];
            let mut knock_outs: Vec<_> = question
                .options
                .iter()
                .filter_map(|option| option.knock_out.clone())
                .collect();
            knock_outs.sort();
            knock_outs.dedup();
            changes.push(PackChange {
                knock_outs,
                refs: question.refs.clone(),
                ..change(question, PackChangeKind::Dropped, Some(&drop.reason))
            });
        }
        for weigh in &overlay.weights {
            let asked = self.pack.questions.iter().find(|q| q.id == weigh.question);
            if let Some(question) = asked {
                changes.push(PackChange {
                    weights: Some((question.severity, weigh.severity)),
                    ..change(question, PackChangeKind::Reweighed, Some(&weigh.reason))
                });
            }
        }
        changes.extend(
            overlay
                .questions
                .iter()
                .map(|q| change(q, PackChangeKind::Added, None)),
        );
        let dropped = overlay.drops.iter().map(|drop| drop.question.clone());
        self.dropped.extend(dropped);
        self.put(overlay, part);
        Ok(changes)
    }

    fn put(&mut self, overlay: &Overlay, part: usize) {
        let dropped = |id: &QuestionId| overlay.drops.iter().any(|drop| drop.question == *id);
        let kept: Vec<bool> = self
            .pack
            .questions
            .iter()
            .map(|q| !dropped(&q.id))
            .collect();
        let mut keep = kept.iter().copied();
        self.pack.questions.retain(|_| keep.next().unwrap_or(true));
        let mut keep = kept.iter().copied();
        self.places.retain(|_| keep.next().unwrap_or(true));
        for weigh in &overlay.weights {
            let asked = self
                .pack
                .questions
                .iter_mut()
                .find(|q| q.id == weigh.question);
            if let Some(question) = asked {
                question.severity = weigh.severity;
            }
        }
        for (index, question) in overlay.questions.iter().enumerate() {
            self.pack.questions.push(question.clone());
            self.places.push((part, index));
        }
        for (index, section) in overlay.sections.iter().enumerate() {
            self.pack.sections.push(section.clone());
            self.section_places.push((part, index));
        }
        // A section of which every question was dropped is no longer one.
        let used = |id: &str| {
            self.pack
                .questions
                .iter()
                .any(|question| question.section == id)
        };
        let kept: Vec<bool> = self
            .pack
            .sections
            .iter()
            .map(|section| used(&section.id))
            .collect();
        let mut keep = kept.iter().copied();
        self.pack.sections.retain(|_| keep.next().unwrap_or(true));
        let mut keep = kept.iter().copied();
        self.section_places.retain(|_| keep.next().unwrap_or(true));
    }
}

/// An overlay held against its pack.
struct Fitting<'a> {
    parsed: &'a ParsedOverlay,
    document: Document<'a>,
    pack: &'a Pack,
    faults: Vec<Diagnostic>,
}

impl<'a> Fitting<'a> {
    fn new(parsed: &'a ParsedOverlay, pack: &'a Pack) -> Self {
        Self {
            parsed,
            document: Document::read(&parsed.source),
            pack,
            faults: Vec::new(),
        }
    }

    fn say(&mut self, way: &[Step], nl: String, en: String, hint: Option<Text>) {
        let span = self.document.value(way);
        let mut fault =
            Diagnostic::new(&self.parsed.file, Text::new(nl, en)).at(&self.parsed.source, span);
        fault.hint = hint;
        self.faults.push(fault);
    }

    fn faults(mut self) -> Vec<Diagnostic> {
        let overlay = &self.parsed.overlay;
        let number = &overlay.overlay.version;
        if version(number).is_none() {
            self.say(
                &["overlay".into(), "version".into()],
                format!("`{number}` is geen versie zoals 1.0.0"),
                format!("`{number}` is not a version such as 1.0.0"),
                None,
            );
        }
        for (index, drop) in overlay.drops.iter().enumerate() {
            self.known("drop", index, &drop.question);
            self.reasoned("drop", index, &drop.reason);
        }
        for (index, weigh) in overlay.weights.iter().enumerate() {
            self.known("weight", index, &weigh.question);
            self.reasoned("weight", index, &weigh.reason);
            if overlay
                .drops
                .iter()
                .any(|drop| drop.question == weigh.question)
            {
                let id = &weigh.question;
                self.say(
                    &["weight".into(), index.into(), "question".into()],
                    format!("`{id}` is ook weggelaten"),
                    format!("`{id}` is dropped as well"),
                    None,
                );
            }
        }
        for (index, question) in overlay.questions.iter().enumerate() {
            if self
                .pack
                .questions
                .iter()
                .any(|other| other.id == question.id)
            {
                let id = &question.id;
                self.say(
                    &["question".into(), index.into(), "id".into()],
                    format!("`{id}` is al een vraag van de vragenlijst"),
                    format!("`{id}` is a question of the questionnaire already"),
                    Some(Text::new(
                        "laat de vraag weg met [[drop]], en geef de nieuwe een eigen naam",
                        "drop the question with [[drop]], and give the new one an id of its own",
                    )),
                );
            }
        }
        self.faults
    }

    fn known(&mut self, table: &str, index: usize, id: &QuestionId) {
        let ids: Vec<&str> = self.pack.questions.iter().map(|q| q.id.as_str()).collect();
        if ids.contains(&id.as_str()) {
            return;
        }
        let pack = &self.pack.pack.id;
        let hint = nearest(id.as_str(), ids.into_iter()).map(|near| {
            Text::new(
                format!("bedoelde u `{near}`?"),
                format!("did you mean `{near}`?"),
            )
        });
        self.say(
            &[table.into(), index.into(), "question".into()],
            format!("`{id}` is geen vraag van {pack}"),
            format!("`{id}` is not a question of {pack}"),
            hint,
        );
    }

    fn reasoned(&mut self, table: &str, index: usize, reason: &Text) {
        if reason.nl.trim().is_empty() || reason.en.trim().is_empty() {
            self.say(
                &[table.into(), index.into(), "reason".into()],
                "geef de reden, in beide talen: zij staat in elk rapport".to_owned(),
                "give the reason, in both languages: it stands in every report".to_owned(),
                None,
            );
        }
    }
}
