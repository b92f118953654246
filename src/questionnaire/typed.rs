//! Answers as people type them, in a cell or at a prompt: labels in either language, lists with commas or semicolons.

use super::value::fit;
use crate::domain::answer::{AnswerValue, Cell};
use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::location::Areas;
use crate::domain::moment::Moment;
use crate::domain::pack::{Choice, Column, ColumnKind, Question, QuestionKind};
use crate::domain::text::{Lang, Text};

/// What stood in a cell or came from a keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// A day.
    Day(Day),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Anything else.
    Text(String),
}

/// Why that is no answer to the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedFault {
    /// What is wrong.
    pub message: Text,
    /// What to write instead.
    pub hint: Option<Text>,
}

/// Reads what was typed as an answer to a question that is no table; nothing when it is blank.
///
/// # Errors
/// When it is not of the kind that the question asks for.
pub fn read_typed(
    question: &Question,
    typed: &Typed,
    areas: &Areas,
) -> Result<Option<AnswerValue>, TypedFault> {
    if let Typed::Text(text) = typed
        && question.kind == QuestionKind::Countries
    {
        match text.trim().to_lowercase().as_str() {
            // People answer with a word where countries are asked for; in capitals it is the code of Norway.
            "no" | "nee" | "yes" | "ja" if text.trim() != "NO" => return Err(no_country(text)),
            "geen" | "none" => return accept(question, &AnswerValue::List(Vec::new())),
            _ => {}
        }
    }
    let value = match typed {
        Typed::Text(text) if text.trim().is_empty() => return Ok(None),
        Typed::Text(text) => read_text(question, text.trim(), areas),
        Typed::Day(day) => AnswerValue::Day(*day),
        Typed::Flag(flag) => AnswerValue::Flag(*flag),
        Typed::Number(number) => match question.kind {
            QuestionKind::Days | QuestionKind::Number => AnswerValue::Number(*number),
            _ => AnswerValue::Text(number.to_string()),
        },
    };
    accept(question, &value)
}

fn no_country(text: &str) -> TypedFault {
    let shown: String = text.trim().chars().take(10).collect();
    TypedFault {
        message: Text::new(
            format!("`{shown}` is geen land"),
            format!("`{shown}` is not a country"),
        ),
        hint: Some(Text::new(
            "noem de landen, als naam of code; `geen` als er geen zijn",
            "name the countries, by name or code; `none` when there are none",
        )),
    }
}

/// Holds a value against its question: its one way of writing, or nothing when it is empty.
///
/// # Errors
/// When it is not of the kind that the question asks for.
pub fn accept(question: &Question, value: &AnswerValue) -> Result<Option<AnswerValue>, TypedFault> {
    fit(question, value).map_err(|misfit| TypedFault {
        message: misfit.message,
        hint: misfit.hint,
    })
}

/// Reads what was typed in one cell of a table; nothing when it is blank.
#[must_use]
pub fn read_typed_cell(column: &Column, typed: &Typed, areas: &Areas) -> Option<Cell> {
    Some(match typed {
        Typed::Day(day) => Cell::Day(*day),
        Typed::Flag(flag) => Cell::Flag(*flag),
        Typed::Number(number) if column.kind == ColumnKind::Number => Cell::Number(*number),
        Typed::Number(number) => Cell::Text(number.to_string()),
        Typed::Text(text) if text.trim().is_empty() => return None,
        Typed::Text(text) => match column.kind {
            ColumnKind::Country => Cell::Text(country(text.trim(), areas)),
            ColumnKind::Number => {
                number(text).map_or_else(|| Cell::Text(text.clone()), Cell::Number)
            }
            ColumnKind::YesNo => Cell::Text(plain_flag(text)),
            ColumnKind::Date | ColumnKind::Text => Cell::Text(text.trim().to_owned()),
        },
    })
}

fn read_text(question: &Question, text: &str, areas: &Areas) -> AnswerValue {
    match question.kind {
        QuestionKind::Choice => AnswerValue::Text(choice(&question.choices, text)),
        QuestionKind::Multi => AnswerValue::List(choices(&question.choices, text)),
        QuestionKind::Countries => AnswerValue::List(
            split(text, &[',', ';', '\n', '/'])
                .map(|part| country(part, areas))
                .collect(),
        ),
        QuestionKind::Days | QuestionKind::Number => {
            number(text).map_or_else(|| AnswerValue::Text(text.to_owned()), AnswerValue::Number)
        }
        QuestionKind::Moment => AnswerValue::Text(
            Moment::read_loosely(text).map_or_else(|| text.to_owned(), |moment| moment.to_string()),
        ),
        QuestionKind::YesNo => AnswerValue::Text(plain_flag(text)),
        _ => AnswerValue::Text(text.to_owned()),
    }
}

/// The drop-down of a workbook says "Ja / Yes".
fn plain_flag(text: &str) -> String {
    let first = text.split('/').next().unwrap_or(text).trim();
    let short = match first.to_lowercase().as_str() {
        "j" | "y" => "yes".to_owned(),
        "n" => "no".to_owned(),
        other => other.to_owned(),
    };
    match short.as_str() {
        "ja" | "nee" | "no" | "yes" | "true" | "false" => short,
        _ => text.trim().to_owned(),
    }
}

/// Yes or no as someone types it, in either language; nothing when it is neither.
#[must_use]
pub fn read_flag(typed: &Typed) -> Option<bool> {
    match typed {
        Typed::Flag(flag) => Some(*flag),
        Typed::Text(text) => match plain_flag(text).as_str() {
            "ja" | "yes" | "true" => Some(true),
            "nee" | "no" | "false" => Some(false),
            _ => None,
        },
        Typed::Day(_) | Typed::Number(_) => None,
    }
}

fn number(text: &str) -> Option<i64> {
    let mut words = text.split_whitespace();
    let number = words.next()?.parse().ok()?;
    let unit = words.next().is_none_or(|unit| {
        matches!(
            unit.to_lowercase().as_str(),
            "dag" | "dagen" | "day" | "days"
        )
    });
    (unit && words.next().is_none()).then_some(number)
}

/// The label of a choice as it stands in a drop-down: both languages when they differ.
#[must_use]
pub fn label(choice: &Choice) -> String {
    if choice.nl == choice.en {
        choice.nl.clone()
    } else {
        format!("{} / {}", choice.nl, choice.en)
    }
}

/// The choice that a text means: its id, its label in either language, or both labels as a drop-down shows them.
fn choice(choices: &[Choice], text: &str) -> String {
    let same = |label: &str| label.trim().to_lowercase() == text.to_lowercase();
    choices
        .iter()
        .find(|choice| {
            same(&choice.id) || same(&choice.nl) || same(&choice.en) || same(&label(choice))
        })
        .map_or_else(|| text.to_owned(), |choice| choice.id.clone())
}

/// Labels hold commas: only when a part between commas is no choice is the whole taken for one.
fn choices(choices_of: &[Choice], text: &str) -> Vec<String> {
    let read = |separators: &[char]| -> Vec<String> {
        split(text, separators)
            .map(|part| choice(choices_of, part))
            .collect()
    };
    let known = |ids: &[String]| {
        ids.iter()
            .all(|id| choices_of.iter().any(|choice| choice.id == *id))
    };
    let whole = read(&[';', '\n']);
    if known(&whole) {
        return whole;
    }
    let parts = read(&[';', '\n', ',']);
    if known(&parts) { parts } else { whole }
}

fn split<'t>(text: &'t str, separators: &'t [char]) -> impl Iterator<Item = &'t str> {
    text.split(separators)
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// The code of a country that is named in Dutch, English or by code; anything else as it stands.
fn country(text: &str, areas: &Areas) -> String {
    let upper = text.to_ascii_uppercase();
    if Country::of_place(&upper).is_some_and(|country| country.is_assigned()) {
        return upper;
    }
    areas
        .named(text)
        .map_or_else(|| text.to_owned(), |country| country.code().to_owned())
}

/// A value as someone would type it: labels of choices, codes of countries, days as 2026-01-31.
#[must_use]
pub fn show_typed(question: &Question, value: &AnswerValue, lang: Lang) -> String {
    let word = |word: &str| {
        question
            .choices
            .iter()
            .find(|choice| choice.id == word)
            .map_or_else(|| word.to_owned(), label)
    };
    match value {
        AnswerValue::Flag(flag) => show_flag(*flag, lang).to_owned(),
        AnswerValue::Number(number) => number.to_string(),
        AnswerValue::Day(day) => day.to_string(),
        AnswerValue::Text(text) => word(text),
        AnswerValue::List(words) if question.kind == QuestionKind::Countries => words.join(", "),
        AnswerValue::List(words) => words
            .iter()
            .map(|text| word(text))
            .collect::<Vec<_>>()
            .join("; "),
        AnswerValue::Rows(rows) => rows
            .iter()
            .map(|row| {
                question
                    .columns
                    .iter()
                    .filter_map(|column| Some(show_cell(row.get(&column.id)?, lang)))
                    .collect::<Vec<_>>()
                    .join(", ")
            })
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

/// A cell as someone would type it.
#[must_use]
pub fn show_cell(cell: &Cell, lang: Lang) -> String {
    match cell {
        Cell::Flag(flag) => show_flag(*flag, lang).to_owned(),
        Cell::Number(number) => number.to_string(),
        Cell::Day(day) => day.to_string(),
        Cell::Text(text) => text.clone(),
    }
}

const fn show_flag(flag: bool, lang: Lang) -> &'static str {
    match (flag, lang) {
        (true, Lang::Nl) => "Ja",
        (true, Lang::En) => "Yes",
        (false, Lang::Nl) => "Nee",
        (false, Lang::En) => "No",
    }
}
