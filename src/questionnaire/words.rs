//! Answers in words, in both languages.

use std::collections::BTreeMap;

use crate::domain::answer::{AnswerValue, Cell, Evidence};
use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::id::KindId;
use crate::domain::location::Areas;
use crate::domain::moment::Moment;
use crate::domain::pack::{ColumnKind, EvidenceKind, Question, QuestionKind};
use crate::domain::phrase::Phrases;
use crate::domain::text::{Params, Text};

/// What it takes to put answers and moments into words.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// Words; those used here have keys that start with `questionnaire.`.
    pub phrases: &'a Phrases,
    /// Names of countries.
    pub areas: &'a Areas,
    /// Kinds of evidence.
    pub kinds: &'a BTreeMap<KindId, EvidenceKind>,
}

impl Words<'_> {
    /// A phrase; the key is below `questionnaire.`.
    pub(super) fn say(&self, key: &str) -> Text {
        self.phrases.text(&format!("questionnaire.{key}"))
    }

    /// A phrase with parameters that differ by language.
    pub(super) fn fill(&self, key: &str, params: &[(&str, Text)]) -> Text {
        let params: Params = params
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.clone()))
            .collect();
        self.say(key).fill(&params)
    }

    /// A day as people write it.
    #[must_use]
    pub fn date(&self, day: Day) -> Text {
        self.fill(
            "date",
            &[
                ("day", Text::same(day.0.day().to_string())),
                ("month", self.say(&format!("month.{}", day.0.month()))),
                ("year", Text::same(day.0.year().to_string())),
            ],
        )
    }

    /// A moment as people write it, with the difference to UTC.
    #[must_use]
    pub fn moment(&self, moment: Moment) -> Text {
        let local = moment.local();
        let text = moment.to_string();
        let offset = text.get(19..).unwrap_or_default();
        self.fill(
            "moment",
            &[
                ("date", self.date(moment.day())),
                (
                    "time",
                    Text::same(format!("{:02}:{:02}", local.hour(), local.minute())),
                ),
                ("offset", Text::same(offset)),
            ],
        )
    }

    /// The answer to a question.
    #[must_use]
    pub fn answer(&self, question: &Question, value: &AnswerValue, evidence: &[Evidence]) -> Text {
        match value {
            AnswerValue::Flag(flag) => self.flag(*flag),
            AnswerValue::Number(number) if question.kind == QuestionKind::Days => {
                self.days(*number)
            }
            AnswerValue::Number(number) => Text::same(number.to_string()),
            AnswerValue::Day(day) => self.date(*day),
            AnswerValue::Text(word) => self.word(question, word, evidence),
            AnswerValue::List(words) if words.is_empty() => self.say("none"),
            AnswerValue::List(words) => {
                let separator = if question.kind == QuestionKind::Countries {
                    ", "
                } else {
                    "; "
                };
                join(
                    words.iter().map(|word| self.word(question, word, evidence)),
                    separator,
                )
            }
            AnswerValue::Rows(rows) if rows.is_empty() => self.say("none"),
            AnswerValue::Rows(rows) => join(rows.iter().map(|row| self.row(question, row)), "\n"),
        }
    }

    /// The answer in one line: of a table the first column of each row, with the countries behind it.
    pub(super) fn brief(
        &self,
        question: &Question,
        value: &AnswerValue,
        evidence: &[Evidence],
    ) -> Text {
        let AnswerValue::Rows(rows) = value else {
            return self.answer(question, value, evidence);
        };
        let mut lines: Vec<Text> = Vec::new();
        for row in rows {
            let mut name = None;
            let mut countries = Vec::new();
            for column in &question.columns {
                match row.get(&column.id) {
                    Some(Cell::Text(code)) if column.kind == ColumnKind::Country => {
                        countries.push(self.country(code));
                    }
                    Some(Cell::Text(text)) if name.is_none() => name = Some(Text::same(text)),
                    _ => {}
                }
            }
            let name = name.unwrap_or_else(|| self.row(question, row));
            let line = if countries.is_empty() {
                name
            } else {
                let countries = join(countries.into_iter(), ", ");
                Text::new(
                    format!("{} ({})", name.nl, countries.nl),
                    format!("{} ({})", name.en, countries.en),
                )
            };
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        if lines.is_empty() {
            return self.say("none");
        }
        join(lines.into_iter(), ", ")
    }

    fn flag(&self, flag: bool) -> Text {
        self.say(if flag { "yes" } else { "no" })
    }

    fn days(&self, count: i64) -> Text {
        let form = if count == 1 { "one" } else { "many" };
        let n = [("n", Text::same(count.to_string()))];
        self.fill(&format!("days.{form}"), &n)
    }

    fn word(&self, question: &Question, word: &str, evidence: &[Evidence]) -> Text {
        match question.kind {
            QuestionKind::Choice | QuestionKind::Multi => question
                .choices
                .iter()
                .find(|choice| choice.id == word)
                .map_or_else(
                    || Text::same(word),
                    |choice| Text::new(&choice.nl, &choice.en),
                ),
            QuestionKind::Countries => self.country(word),
            QuestionKind::Moment => word
                .parse()
                .map_or_else(|_| Text::same(word), |moment| self.moment(moment)),
            QuestionKind::Attestation | QuestionKind::File => evidence
                .iter()
                .find(|document| document.id.as_str() == word)
                .map_or_else(|| Text::same(word), |document| self.document(document)),
            _ => Text::same(word),
        }
    }

    fn country(&self, code: &str) -> Text {
        code.parse::<Country>()
            .map_or_else(|_| Text::same(code), |country| self.areas.name(country))
    }

    /// A document as people name it.
    pub(super) fn document(&self, document: &Evidence) -> Text {
        self.fill(
            "document",
            &[
                ("kind", self.kind(&document.kind)),
                ("id", Text::same(document.id.as_str())),
            ],
        )
    }

    /// The name of a kind of evidence, or its id.
    pub(super) fn kind(&self, id: &KindId) -> Text {
        self.kinds
            .get(id)
            .map_or_else(|| Text::same(id.as_str()), |kind| kind.title.clone())
    }

    fn row(&self, question: &Question, row: &BTreeMap<String, Cell>) -> Text {
        let cells = question.columns.iter().filter_map(|column| {
            let cell = match row.get(&column.id)? {
                Cell::Flag(flag) => self.flag(*flag),
                Cell::Number(number) => Text::same(number.to_string()),
                Cell::Day(day) => self.date(*day),
                Cell::Text(code) if column.kind == ColumnKind::Country => self.country(code),
                Cell::Text(text) => Text::same(text),
            };
            Some(Text {
                nl: format!("{}: {}", column.nl, cell.nl),
                en: format!("{}: {}", column.en, cell.en),
            })
        });
        join(cells, "; ")
    }
}

/// Texts one after another.
pub(super) fn join(texts: impl Iterator<Item = Text>, separator: &str) -> Text {
    let (nl, en): (Vec<String>, Vec<String>) = texts.map(|text| (text.nl, text.en)).unzip();
    Text::new(nl.join(separator), en.join(separator))
}

/// The same text with its sentence closed.
pub(super) fn sentence(text: &Text) -> Text {
    let close = |text: &str| {
        if text.ends_with(['.', '!', '?', '\n']) {
            text.to_owned()
        } else {
            format!("{text}.")
        }
    };
    Text::new(close(&text.nl), close(&text.en))
}
