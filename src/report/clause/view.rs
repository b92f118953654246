//! The view: every word cleaned, every place in words, in one language.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::plain::Plain;
use super::ClauseInput;
use crate::domain::agreement::{Agreement, LeftOut, Passage};
use crate::domain::clause::{Bound, Clause, Figure, Match, Presence, Reading, Unit};
use crate::domain::text::{Lang, Text};

/// Name and version of the JSON.
const FORMAT: &str = "waarborg/clauses/1";
/// The most characters of a passage that are shown.
const LONGEST: usize = 600;

/// Everything that is told.
#[derive(Debug, Serialize)]
pub(super) struct ClauseView {
    pub(super) format: &'static str,
    pub(super) lang: &'static str,
    pub(super) title: Plain,
    pub(super) caution: Plain,
    pub(super) files: Vec<FileView>,
    pub(super) groups: Vec<Group>,
    /// Words of headings.
    pub(super) words: BTreeMap<&'static str, Plain>,
}

#[derive(Debug, Serialize)]
pub(super) struct FileView {
    pub(super) file: Plain,
    pub(super) form: &'static str,
    pub(super) pages: Option<u32>,
    /// In a sentence.
    pub(super) about: Plain,
    /// Pages without text.
    pub(super) unread: Vec<u32>,
    #[serde(skip_serializing_if = "LeftOut::is_nothing")]
    pub(super) left_out: LeftOut,
    pub(super) warning: Option<Plain>,
}

/// The clauses of one norm.
#[derive(Debug, Serialize)]
pub(super) struct Group {
    pub(super) norm: Plain,
    pub(super) title: Plain,
    pub(super) counts: Vec<Count>,
    pub(super) clauses: Vec<Row>,
}

#[derive(Debug, Serialize)]
pub(super) struct Count {
    pub(super) code: &'static str,
    pub(super) sign: &'static str,
    pub(super) word: Plain,
    pub(super) n: usize,
}

/// One clause.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) id: Plain,
    pub(super) reference: Plain,
    pub(super) provision: Plain,
    pub(super) title: Plain,
    pub(super) presence: Presence,
    pub(super) code: &'static str,
    pub(super) sign: &'static str,
    pub(super) word: Plain,
    pub(super) wants: Plain,
    pub(super) notes: Vec<Plain>,
    /// What to ask for, unless the words are there.
    pub(super) ask: Option<Plain>,
    pub(super) passages: Vec<Place>,
}

/// One passage.
#[derive(Debug, Serialize)]
pub(super) struct Place {
    pub(super) file: Plain,
    pub(super) page: Option<u32>,
    pub(super) paragraph: u32,
    /// The place in words.
    #[serde(rename = "place")]
    pub(super) whereabouts: Plain,
    pub(super) heading: Option<Plain>,
    pub(super) text: Plain,
    pub(super) because: Vec<Plain>,
    /// The same on one line.
    pub(super) why: Plain,
    pub(super) points: u32,
    pub(super) figures: Vec<Number>,
}

/// A number that was read.
#[derive(Debug, Serialize)]
pub(super) struct Number {
    pub(super) text: Plain,
    pub(super) count: u32,
    #[serde(skip_serializing_if = "is_none")]
    pub(super) thousandths: u32,
    pub(super) unit: Unit,
    pub(super) bound: Bound,
    /// In a sentence.
    pub(super) told: Plain,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_none(count: &u32) -> bool {
    *count == 0
}

struct Writer<'a> {
    input: &'a ClauseInput<'a>,
}

const WORDS: [&str; 9] = [
    "read", "wants", "found", "why", "numbers", "notes", "ask", "summary", "nothing",
];

impl ClauseView {
    pub(super) fn new(input: &ClauseInput<'_>) -> Self {
        let writer = Writer { input };
        Self {
            format: FORMAT,
            lang: input.lang.tag(),
            title: writer.say("title"),
            caution: writer.say("caution"),
            files: input
                .agreement
                .iter()
                .map(|part| writer.file(part))
                .collect(),
            groups: input
                .found
                .iter()
                .map(|(file, readings)| {
                    let pairs = file.list.iter().zip(readings);
                    Group {
                        norm: file.clauses.norm.as_str().into(),
                        title: writer.text(&file.clauses.title),
                        counts: writer.counts(readings),
                        clauses: pairs
                            .map(|(clause, reading)| writer.row(clause, reading))
                            .collect(),
                    }
                })
                .collect(),
            words: WORDS
                .into_iter()
                .map(|key| (key, writer.say(&format!("word.{key}"))))
                .collect(),
        }
    }
}

impl Writer<'_> {
    fn say(&self, key: &str) -> Plain {
        self.text(&self.input.phrases.text(&format!("clauses.{key}")))
    }

    fn fill(&self, key: &str, params: &[(&str, &str)]) -> Plain {
        self.text(&self.input.phrases.fill(&format!("clauses.{key}"), params))
    }

    fn text(&self, text: &Text) -> Plain {
        Plain::new(text.in_lang(self.input.lang))
    }

    fn file(&self, part: &Agreement) -> FileView {
        let passages = part.passages.len().to_string();
        let form = match part.form {
            crate::domain::agreement::Form::Docx => "docx",
            crate::domain::agreement::Form::Pdf => "pdf",
            crate::domain::agreement::Form::Text => "text",
        };
        let pages = part.pages.map(|pages| pages.to_string());
        let about = match &pages {
            Some(pages) => self.fill("read.pages", &[("pages", pages), ("passages", &passages)]),
            None => self.fill("read.passages", &[("passages", &passages)]),
        };
        FileView {
            file: part.file.as_str().into(),
            form,
            pages: part.pages,
            about,
            unread: part.unread.clone(),
            left_out: part.left_out,
            warning: self.warning(part),
        }
    }

    /// What of a file was not searched.
    fn warning(&self, part: &Agreement) -> Option<Plain> {
        let mut told: Vec<Plain> = Vec::new();
        let pages: Vec<String> = part.unread.iter().map(ToString::to_string).collect();
        if !pages.is_empty() {
            told.push(self.fill("read.unread", &[("pages", &pages.join(", "))]));
        }
        let LeftOut {
            deleted,
            hidden,
            struck,
        } = part.left_out;
        let kinds = [("deleted", deleted), ("hidden", hidden), ("struck", struck)];
        let counts: Vec<String> = kinds
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(kind, count)| {
                let count = count.to_string();
                let told = self.fill(&format!("read.{kind}"), &[("count", &count)]);
                told.as_str().to_owned()
            })
            .collect();
        if !counts.is_empty() {
            told.push(self.fill("read.left-out", &[("counts", &counts.join(", "))]));
        }
        let told: Vec<&str> = told.iter().map(Plain::as_str).collect();
        (!told.is_empty()).then(|| Plain::new(told.join(" ")))
    }

    fn counts(&self, readings: &[Reading]) -> Vec<Count> {
        [Presence::Present, Presence::Weak, Presence::NotFound]
            .into_iter()
            .map(|presence| {
                let (code, sign) = sign(presence);
                Count {
                    code,
                    sign,
                    word: self.say(&format!("presence.{}", key(presence))),
                    n: readings.iter().filter(|r| r.presence == presence).count(),
                }
            })
            .collect()
    }

    fn row(&self, clause: &Clause, reading: &Reading) -> Row {
        let (code, sign) = sign(reading.presence);
        Row {
            id: clause.id.as_str().into(),
            reference: clause.reference.as_str().into(),
            provision: self.provision(&clause.reference),
            title: self.text(&clause.title),
            presence: reading.presence,
            code,
            sign,
            word: self.say(&format!("presence.{}", key(reading.presence))),
            wants: self.text(&clause.wants),
            notes: reading.notes.iter().map(|note| self.text(note)).collect(),
            ask: (reading.presence != Presence::Present).then(|| self.text(&clause.ask)),
            passages: reading
                .matches
                .iter()
                .filter_map(|found| self.place(found))
                .collect(),
        }
    }

    /// `gdpr:28(3)(a)` as a reader knows it.
    fn provision(&self, reference: &str) -> Plain {
        let Some((norm, article)) = reference.split_once(':') else {
            return reference.into();
        };
        match self.input.norms.get(norm) {
            Some(file) => {
                let short = file.norm.short.in_lang(self.input.lang);
                self.fill("provision", &[("norm", short), ("article", article)])
            }
            None => reference.into(),
        }
    }

    fn place(&self, found: &Match) -> Option<Place> {
        let part = self.input.agreement.get(found.file)?;
        let passage = part.passages.get(found.passage)?;
        let number = passage.number.to_string();
        let place = match (passage.page, part.form) {
            (Some(page), _) => self.fill(
                "spot.page",
                &[("page", &page.to_string()), ("paragraph", &number)],
            ),
            (None, crate::domain::agreement::Form::Text) => {
                self.fill("spot.line", &[("line", &number)])
            }
            (None, _) => self.fill("spot.paragraph", &[("paragraph", &number)]),
        };
        let place = match self.input.agreement.len() {
            1 => place,
            _ => self.fill(
                "spot.file",
                &[("file", &short(&part.file)), ("place", place.as_str())],
            ),
        };
        let because: Vec<Plain> = found.because.iter().map(Plain::new).collect();
        let quoted: Vec<String> = because.iter().map(|words| self.quoted(words)).collect();
        Some(Place {
            file: part.file.as_str().into(),
            page: passage.page,
            paragraph: passage.number,
            whereabouts: place,
            heading: passage.heading.as_ref().map(Plain::new),
            text: excerpt(passage),
            why: Plain::new(quoted.join(" · ")),
            because,
            points: found.points,
            figures: found
                .figures
                .iter()
                .map(|figure| self.number(figure))
                .collect(),
        })
    }

    fn quoted(&self, words: &Plain) -> String {
        match self.input.lang {
            Lang::Nl => format!("„{words}”"),
            Lang::En => format!("“{words}”"),
        }
    }

    fn number(&self, figure: &Figure) -> Number {
        let bound = match figure.bound {
            Bound::Within => "within",
            Bound::Beyond => "beyond",
            Bound::Unclear => "unclear",
        };
        let word = self.say(&format!("bound.{bound}"));
        let about = self.text(&figure.about);
        Number {
            text: figure.text.as_str().into(),
            count: figure.count,
            thousandths: figure.thousandths,
            unit: figure.unit,
            bound: figure.bound,
            told: self.fill(
                "number",
                &[
                    ("text", &figure.text),
                    ("bound", word.as_str()),
                    ("about", about.as_str()),
                ],
            ),
        }
    }
}

const fn key(presence: Presence) -> &'static str {
    match presence {
        Presence::Present => "present",
        Presence::Weak => "weak",
        Presence::NotFound => "not-found",
    }
}

/// The code of the colour, and a sign for those who see none.
const fn sign(presence: Presence) -> (&'static str, &'static str) {
    match presence {
        Presence::Present => ("conforms", "✓"),
        Presence::Weak => ("partial", "◐"),
        Presence::NotFound => ("deviates", "✕"),
    }
}

/// The name of a file without its folders.
fn short(file: &str) -> String {
    file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned()
}

fn excerpt(passage: &Passage) -> Plain {
    match passage.text.char_indices().nth(LONGEST) {
        Some((at, _)) => Plain::new(format!("{}…", &passage.text[..at])),
        None => Plain::new(&passage.text),
    }
}
