//! The papers of a breach: the decision with its clocks, data for the form of an authority, a notice, the letter, and
//! the entry in the register. Plain text, to read and to copy from; only answers that count stand in it.

mod overview;
mod papers;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Timestamp;

use crate::domain::answer::{AnswerSet, AnswerValue, Evidence};
use crate::domain::dossier::Dossier;
use crate::domain::method::NormFile;
use crate::domain::moment::Moment;
use crate::domain::pack::Question;
use crate::domain::text::{Lang, Text};
use crate::questionnaire::{Decided, Standing, Stands, Words};

use super::plain::Plain;

pub use overview::render_overview;
pub use papers::{Filled, fill_entry, fill_form, fill_letter};

/// A breach, as the answers tell it at a moment.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// What the table comes to.
    pub decided: &'a Decided<'a>,
    /// How its questions stand.
    pub standings: &'a [Standing<'a>],
    /// The answers.
    pub answers: Option<&'a AnswerSet>,
    /// The dossier.
    pub dossier: &'a Dossier,
    /// Documents that answers may name.
    pub evidence: &'a [Evidence],
    /// Words for answers and moments.
    pub words: Words<'a>,
    /// Norms by id.
    pub norms: &'a BTreeMap<String, NormFile>,
    /// The version of the periods.
    pub deadlines: &'a str,
    /// The moment that it speaks for.
    pub now: Timestamp,
}

/// What is known about a question.
enum Known {
    /// Its answer in words.
    Answer(Text),
    /// Asked, without an answer.
    Open,
    /// Not asked, or not in the pack.
    Nothing,
}

impl<'a> Case<'a> {
    fn standing(&self, id: &str) -> Option<&Standing<'a>> {
        let own = &self.decided.pack.pack.id;
        self.standings
            .iter()
            .find(|standing| standing.pack.pack.id == *own && standing.question.id.as_str() == id)
    }

    fn question(&self, id: &str) -> Option<&'a Question> {
        self.standing(id).map(|standing| standing.question)
    }

    /// The answer to a question that is asked and answered: what was hidden by another answer never leaks out.
    #[must_use]
    pub fn value(&self, id: &str) -> Option<&'a AnswerValue> {
        let standing = self.standing(id)?;
        let answered = matches!(standing.stands, Stands::Answered | Stands::ToConfirm);
        self.answers?
            .answers
            .get(id)
            .filter(|_| answered)?
            .value
            .as_ref()
    }

    fn known(&self, id: &str) -> Known {
        let Some(standing) = self.standing(id) else {
            return Known::Nothing;
        };
        match (standing.stands, self.value(id)) {
            (Stands::Answered | Stands::ToConfirm, Some(value)) => {
                Known::Answer(self.words.answer(standing.question, value, self.evidence))
            }
            (Stands::Open | Stands::ToApprove, _) => Known::Open,
            _ => Known::Nothing,
        }
    }

    fn say(&self, key: &str, lang: Lang) -> String {
        self.fill(key, &[], lang)
    }

    fn fill(&self, key: &str, params: &[(&str, &str)], lang: Lang) -> String {
        let text = self.words.phrases.fill(&format!("breach.{key}"), params);
        text.in_lang(lang).to_owned()
    }

    fn count(&self, key: &str, n: i64, lang: Lang) -> String {
        let n = usize::try_from(n).unwrap_or(0);
        let text = self.words.phrases.count(&format!("breach.{key}"), n, &[]);
        text.in_lang(lang).to_owned()
    }

    /// A moment on the clock of the Netherlands and Belgium, and in UTC.
    fn both_clocks(&self, moment: Timestamp, lang: Lang) -> (String, String) {
        let local = self.words.moment(Moment::of(moment));
        let utc = moment.to_zoned(jiff::tz::TimeZone::UTC);
        let date = self.words.date(crate::domain::day::Day(utc.date()));
        let time = format!("{:02}:{:02}", utc.hour(), utc.minute());
        let utc = self.fill(
            "clock.utc",
            &[("date", date.in_lang(lang)), ("time", &time)],
            lang,
        );
        (local.in_lang(lang).to_owned(), utc)
    }
}

/// A text of someone else without characters that act.
fn clean(text: &str) -> String {
    Plain::new(text).to_string()
}

/// Lines behind an indent: what someone wrote can never pass for a heading or a label.
fn indented(text: &str, indent: &str) -> String {
    let mut out = String::new();
    for line in clean(text).lines() {
        let _ = writeln!(out, "{indent}{}", line.trim_end());
    }
    out
}

/// Words wrapped at a width behind an indent.
pub(super) fn wrapped(text: &str, indent: &str, width: usize) -> String {
    let mut out = String::new();
    for paragraph in clean(text).lines() {
        let mut line = indent.to_owned();
        for word in paragraph.split_whitespace() {
            let long = line.chars().count() + word.chars().count() + 1 > width;
            if long && line.len() > indent.len() {
                out.push_str(line.trim_end());
                out.push('\n');
                indent.clone_into(&mut line);
            }
            if line.len() > indent.len() {
                line.push(' ');
            }
            line.push_str(word);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
