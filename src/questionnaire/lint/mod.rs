//! Holds packs to their rules before anyone answers them.

mod choices;
mod circles;
mod conditions;
mod migrations;
mod names;
mod options;
mod samples;
mod shape;
mod table;
mod texts;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::expression::{Compiler, Engine, Fault};
use super::pack::ParsedPack;
use super::places::{Document, Step};
use crate::domain::day::Day;
use crate::domain::diagnostic::{Diagnostic, nearest};
use crate::domain::id::KnockOutId;
use crate::domain::location::Areas;
use crate::domain::pack::{KnockOut, Question};
use crate::domain::text::Text;

/// The names that packs may refer to.
#[derive(Debug, Clone)]
pub struct Vocabulary<'a> {
    /// Ids of checks.
    pub checks: BTreeSet<&'a str>,
    /// Ids of kinds of evidence.
    pub kinds: BTreeSet<&'a str>,
    /// Knock-outs.
    pub knock_outs: &'a BTreeMap<KnockOutId, KnockOut>,
    /// Ids of topics.
    pub topics: BTreeSet<&'a str>,
    /// Ids of the rules that hold claims against observations.
    pub rules: BTreeSet<&'a str>,
    /// Ids of the periods that the law sets.
    pub periods: BTreeSet<&'a str>,
    /// The lists of degrees of risk from which the authority is notified, one after the other in time.
    pub notifiable: Vec<&'a [String]>,
    /// Norms with their provisions.
    pub norms: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

/// How bad a lint is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LintLevel {
    /// The pack cannot be used like this.
    Error,
    /// Worth a look.
    Warning,
}

/// One remark about a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lint {
    /// How bad it is.
    pub level: LintLevel,
    /// Stable name of the rule, such as `uncovered`.
    pub rule: &'static str,
    /// What is the matter, and where.
    pub diagnostic: Diagnostic,
}

/// Holds packs, together, to their rules. Remarks come by pack as given, then by place.
#[must_use]
pub fn lint(packs: &[&ParsedPack], vocabulary: &Vocabulary) -> Vec<Lint> {
    let mut questions: BTreeMap<&str, &Question> = BTreeMap::new();
    for question in packs.iter().flat_map(|parsed| &parsed.pack.questions) {
        questions.entry(question.id.as_str()).or_insert(question);
    }
    let compiler = Compiler::default();
    let house = House {
        vocabulary,
        circles: circles::find(&questions, &compiler),
        questions,
        compiler,
        engine: engine(&[]),
        engines: vocabulary
            .notifiable
            .iter()
            .map(|list| engine(list))
            .collect(),
    };
    let mut out = Vec::new();
    let mut seen = shape::Seen::default();
    for parsed in packs {
        let mut desk = Desk {
            house: &house,
            parsed,
            document: Document::read(&parsed.source),
            overlays: parsed
                .parts
                .iter()
                .map(|part| Document::read(&part.source))
                .collect(),
            lints: Vec::new(),
        };
        shape::pack(&mut desk, &mut seen);
        for (index, question) in parsed.pack.questions.iter().enumerate() {
            shape::question(&mut desk, index, question);
            names::question(&mut desk, index, question);
            texts::question(&mut desk, index, question);
            conditions::question(&mut desk, index, question);
            if !parsed.pack.is_decision() {
                options::question(&mut desk, index, question);
            }
        }
        migrations::pack(&mut desk);
        table::pack(&mut desk);
        desk.lints
            .sort_by_key(|lint| lint.diagnostic.span.as_ref().map(|span| span.start));
        out.append(&mut desk.lints);
    }
    out
}

/// What all packs share.
struct House<'a> {
    vocabulary: &'a Vocabulary<'a>,
    questions: BTreeMap<&'a str, &'a Question>,
    /// Conditions that wait for each other, by the first question of each circle.
    circles: BTreeMap<&'a str, Vec<&'a str>>,
    compiler: Compiler,
    /// Where the law on notices makes no difference.
    engine: Engine,
    /// One for each list of degrees of risk that was or is law.
    engines: Vec<Engine>,
}

/// What conditions come to on this day is never reported, only whether they can be evaluated.
fn engine(notifiable: &[String]) -> Engine {
    Engine::new(&Areas::default(), Day(jiff::civil::date(2026, 1, 1))).with_notifiable(notifiable)
}

/// The pack that is being looked at.
struct Desk<'a> {
    house: &'a House<'a>,
    parsed: &'a ParsedPack,
    document: Document<'a>,
    overlays: Vec<Document<'a>>,
    lints: Vec<Lint>,
}

/// A remark, before it has a place.
struct Remark {
    level: LintLevel,
    rule: &'static str,
    message: Text,
    hint: Option<Text>,
}

impl Remark {
    fn error(rule: &'static str, nl: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            level: LintLevel::Error,
            rule,
            message: Text::new(nl, en),
            hint: None,
        }
    }

    fn warning(rule: &'static str, nl: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            level: LintLevel::Warning,
            ..Self::error(rule, nl, en)
        }
    }

    fn hint(mut self, nl: impl Into<String>, en: impl Into<String>) -> Self {
        self.hint = Some(Text::new(nl, en));
        self
    }

    /// Advice to use the nearest known name.
    fn nearest<'k>(self, found: &str, known: impl Iterator<Item = &'k str>) -> Self {
        match nearest(found, known) {
            Some(near) => self.hint(
                format!("bedoelde u `{near}`?"),
                format!("did you mean `{near}`?"),
            ),
            None => self,
        }
    }
}

impl Desk<'_> {
    /// The file in which a way leads somewhere, 0 for that of the pack, and the way there.
    fn part(&self, way: &[Step]) -> (usize, Vec<Step>) {
        let places = match way.first() {
            Some(Step::Key(key)) if key == "question" => &self.parsed.places,
            Some(Step::Key(key)) if key == "section" => &self.parsed.section_places,
            _ => return (0, way.to_vec()),
        };
        let place = match way.get(1) {
            Some(Step::Item(index)) => places.get(*index),
            _ => None,
        };
        let mut way = way.to_vec();
        let Some((part, index)) = place else {
            return (0, way);
        };
        if let Some(step) = way.get_mut(1) {
            *step = Step::Item(*index);
        }
        (*part, way)
    }

    fn document(&self, part: usize) -> &Document<'_> {
        let overlay = part
            .checked_sub(1)
            .and_then(|index| self.overlays.get(index));
        overlay.unwrap_or(&self.document)
    }

    /// The name and the text of a file.
    fn file(&self, part: usize) -> (&str, &Arc<str>) {
        let overlay = part
            .checked_sub(1)
            .and_then(|index| self.parsed.parts.get(index));
        overlay.map_or((&self.parsed.file, &self.parsed.source), |part| {
            (&part.file, &part.source)
        })
    }

    /// True when something is written at the end of the way.
    fn has(&self, way: &[Step]) -> bool {
        let (part, way) = self.part(way);
        self.document(part).holds(&way)
    }

    /// Makes a remark at the value at the end of the way.
    fn say(&mut self, way: &[Step], remark: Remark) {
        let (part, way) = self.part(way);
        let span = self.document(part).value(&way);
        self.put(part, span, remark);
    }

    /// Makes a remark about part of a condition: the span counts bytes of the condition.
    fn say_inside(
        &mut self,
        way: &[Step],
        text: &str,
        inside: Option<Range<usize>>,
        remark: Remark,
    ) {
        let (part, way) = self.part(way);
        let whole = self.document(part).value(&way);
        let (_, source) = self.file(part);
        let inner = whole.clone().and_then(|whole| {
            // Written with escapes, the condition is not found word for word, and the whole of it is shown.
            let start = whole.start + source.get(whole)?.find(text)?;
            let inside = inside?;
            Some(start + inside.start..start + inside.end)
        });
        self.put(part, inner.or(whole), remark);
    }

    /// Passes on why a condition cannot be used.
    fn say_fault(&mut self, way: &[Step], text: &str, fault: &Fault) {
        let mut remark = Remark::error("condition", &fault.message.nl, &fault.message.en);
        remark.hint.clone_from(&fault.hint);
        self.say_inside(way, text, fault.span.clone(), remark);
    }

    fn put(&mut self, part: usize, span: Option<Range<usize>>, remark: Remark) {
        let (file, source) = self.file(part);
        let diagnostic = Diagnostic::new(file, remark.message).at(source, span);
        self.lints.push(Lint {
            level: remark.level,
            rule: remark.rule,
            diagnostic: match remark.hint {
                Some(hint) => diagnostic.with_hint(hint),
                None => diagnostic,
            },
        });
    }
}

/// The way to something in a question.
fn way(index: usize, steps: &[&str]) -> Vec<Step> {
    let mut way = vec!["question".into(), index.into()];
    way.extend(steps.iter().map(|step| (*step).into()));
    way
}

/// The way to something in a rule of a decision table.
fn rule_way(index: usize, steps: &[&str]) -> Vec<Step> {
    let mut way = vec!["rule".into(), index.into()];
    way.extend(steps.iter().map(|step| (*step).into()));
    way
}

/// The way to something in an option of a question.
fn option_way(index: usize, option: usize, key: &str) -> Vec<Step> {
    let mut way = way(index, &["option"]);
    way.push(option.into());
    way.push(key.into());
    way
}
