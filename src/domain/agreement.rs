//! The text of a draft agreement, in passages that a person can find again.

use serde::{Deserialize, Serialize};

/// A draft agreement as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Agreement {
    /// The file, as the user knows it.
    pub file: String,
    /// What kind of file it is.
    pub form: Form,
    /// How many pages it has, when it has pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// Pages that hold no text, or text that could not be read: pictures and scans.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<u32>,
    /// What stands in the file but not in the agreement.
    #[serde(default, skip_serializing_if = "LeftOut::is_nothing")]
    pub left_out: LeftOut,
    /// What stands in it, in order.
    pub passages: Vec<Passage>,
}

/// Words that a file holds and that are no part of the agreement: how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LeftOut {
    /// Taken away by a tracked change.
    pub deleted: u32,
    /// Hidden.
    pub hidden: u32,
    /// Struck through.
    pub struck: u32,
}

impl LeftOut {
    /// True when nothing was left out.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// Kinds of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Word processing (ECMA-376).
    Docx,
    /// Pages.
    Pdf,
    /// Plain text or Markdown.
    #[default]
    Text,
}

/// A paragraph or clause.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Passage {
    /// The page, counted from 1, when there are pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// The paragraph on the page or in the document, counted from 1; in plain text its first line.
    pub number: u32,
    /// The heading it stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heading: Option<String>,
    /// The words.
    pub text: String,
}

/// The most characters of a passage: a longer paragraph is cut at a sentence.
const LONGEST: usize = 1_500;

impl Passage {
    /// Passages of running text: paragraphs are parted by empty lines, numbers of clauses and headings. `page` is absent
    /// in a text without pages; then passages are numbered by their first line. `heading` is the one that a text before
    /// this ended under.
    #[must_use]
    pub fn split(text: &str, page: Option<u32>, heading: &mut Option<String>) -> Vec<Self> {
        let mut parting = Parting {
            page,
            heading: heading.take(),
            ..Parting::default()
        };
        for (number, line) in (1_u32..).zip(text.lines()) {
            parting.line(number, line.trim());
        }
        parting.close();
        *heading = parting.heading;
        parting.passages
    }
}

/// A text on its way into passages.
#[derive(Default)]
struct Parting {
    page: Option<u32>,
    passages: Vec<Passage>,
    heading: Option<String>,
    /// The words that a list of items follows: `The provider shall:`.
    lead: Option<String>,
    /// The paragraph that is being read, and the line it began on.
    open: String,
    first: u32,
    /// True when it is a heading for certain.
    marked: bool,
}

impl Parting {
    fn line(&mut self, number: u32, line: &str) {
        let bare = line.trim_start_matches('#').trim();
        if bare.is_empty() {
            self.close();
            return;
        }
        let marked = line.starts_with('#');
        let below = starts_with_capital(bare) && stands_alone(&self.open);
        if !self.open.is_empty() && (marked || self.marked || begins_clause(bare) || below) {
            self.close();
        }
        if self.open.is_empty() {
            self.first = number;
            self.marked = marked;
        }
        append(&mut self.open, bare);
    }

    fn close(&mut self) {
        let text = std::mem::take(&mut self.open);
        let text = text.trim();
        let marked = std::mem::take(&mut self.marked);
        if text.is_empty() {
            return;
        }
        // Items under an open list are no headings, however short they are.
        let item = self.lead.is_some() && begins_clause(text) && !marked;
        if !item {
            self.lead = None;
        }
        let heads = marked || (!item && !is_bullet(text) && is_heading(text));
        if heads {
            self.heading = Some(text.to_owned());
        }
        let above = match (&self.heading, &self.lead) {
            _ if heads => None,
            (Some(heading), Some(lead)) => Some(format!("{heading} · {lead}")),
            (heading, lead) => heading.clone().or_else(|| lead.clone()),
        };
        for part in cut(text) {
            let number = match self.page {
                Some(_) => u32::try_from(self.passages.len() + 1).unwrap_or(u32::MAX),
                None => self.first,
            };
            self.passages.push(Passage {
                page: self.page,
                number,
                heading: above.clone(),
                text: part,
            });
        }
        if text.ends_with(':') && !item {
            self.lead = Some(text.to_owned());
        }
    }
}

/// True of an item of a list without numbers: `-`, `•`, `(a)`.
fn is_bullet(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let letter = first.trim_matches(['(', ')']);
    let lettered = first.ends_with(')') && letter.chars().all(|c| c.is_ascii_lowercase());
    lettered || matches!(first, "-" | "–" | "•" | "*" | "o")
}

/// Adds a line to a paragraph; a word that was broken over two lines is made whole.
fn append(open: &mut String, line: &str) {
    let broken = open.ends_with('-')
        && open.chars().rev().nth(1).is_some_and(char::is_alphabetic)
        && line.starts_with(char::is_lowercase);
    if broken {
        open.pop();
    } else if !open.is_empty() {
        open.push(' ');
    }
    open.push_str(line);
}

/// True of a line that begins an article, a clause or an item: `5.`, `5.1`, `Article 5`, `(a)`, `a)`, `-`, `•`.
fn begins_clause(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    let word = first.trim_matches(|c: char| !c.is_alphanumeric());
    let named = matches!(
        word.to_lowercase().as_str(),
        "artikel"
            | "article"
            | "clause"
            | "section"
            | "bijlage"
            | "annex"
            | "appendix"
            | "schedule"
    ) && line
        .split_whitespace()
        .nth(1)
        .is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit() || c.is_uppercase()));
    let digits = first.trim_end_matches(['.', ')', ':']);
    let numbered = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.len() <= 8
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && (first.len() > digits.len() || digits.contains('.') || starts_upper(line, first));
    let lettered = word.chars().count() <= 3
        && first.ends_with(')')
        && word.chars().all(|c| c.is_ascii_lowercase());
    named || numbered || lettered || matches!(first, "-" | "–" | "•" | "*" | "o")
}

/// True when the word behind the number begins with a capital: `5 Audit`, not `5 working days`.
fn starts_upper(line: &str, first: &str) -> bool {
    line.get(first.len()..)
        .and_then(|rest| rest.trim_start().chars().next())
        .is_some_and(char::is_uppercase)
}

/// True of a line that is a heading for certain: the first line of a wrapped paragraph is longer, or ends in the middle.
fn stands_alone(text: &str) -> bool {
    let last = text.split_whitespace().next_back().unwrap_or_default();
    let open = [
        "a", "aan", "an", "and", "by", "de", "een", "en", "for", "het", "in", "met", "of", "on",
        "op", "or", "te", "the", "to", "van", "voor", "with",
    ];
    is_heading(text) && text.split_whitespace().count() <= 8 && !open.contains(&last)
}

/// True of a short line without the end of a sentence.
fn is_heading(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    (1..=12).contains(&words)
        && text.chars().count() <= 90
        && letters >= 3
        && !text.ends_with(['.', ';', ',', ':'])
        && (begins_clause(text) || starts_with_capital(text))
}

fn starts_with_capital(text: &str) -> bool {
    text.chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(char::is_uppercase)
}

/// A paragraph in parts that are not too long, each ending with a sentence where there is one.
fn cut(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while rest.chars().count() > LONGEST {
        let end = rest
            .char_indices()
            .nth(LONGEST)
            .map_or(rest.len(), |(at, _)| at);
        let at = rest[..end]
            .rfind(". ")
            .map(|at| at + 1)
            .filter(|at| *at > end / 4)
            .or_else(|| rest[..end].rfind(' '))
            .filter(|at| *at > 0)
            .unwrap_or(end);
        parts.push(rest[..at].trim().to_owned());
        rest = rest[at..].trim_start();
    }
    if !rest.is_empty() {
        parts.push(rest.to_owned());
    }
    parts
}
