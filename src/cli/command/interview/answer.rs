//! The prompt for each kind of question. Esc gives nothing: then the menu opens.

use std::collections::BTreeMap;
use std::fmt;

use inquire::list_option::ListOption;
use inquire::validator::Validation;
use inquire::{MultiSelect, Select, Text};

use super::{Asked, Halt, Talk};
use crate::domain::answer::{AnswerValue, Cell};
use crate::domain::location::Areas;
use crate::domain::pack::{Column, ColumnKind, Question, QuestionKind};
use crate::domain::text::Lang;
use crate::questionnaire::{
    Typed, TypedFault, accept, read_typed, read_typed_cell, show_cell, show_typed,
};

/// A choice with the value it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Offer {
    id: String,
    label: String,
}

impl fmt::Display for Offer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}

/// Lines of a list that are shown at once.
const PAGE: usize = 12;

/// Asks a question; nothing when the person wants something else first.
pub(super) fn ask(talk: &Talk<'_>, asked: &Asked) -> Result<Option<AnswerValue>, Halt> {
    let question = &asked.question;
    match question.kind {
        QuestionKind::YesNo => pick(talk, asked, flags(talk)),
        QuestionKind::Choice => pick(talk, asked, choices(talk, question)),
        QuestionKind::Attestation | QuestionKind::File => document(talk, asked),
        QuestionKind::Multi => several(talk, asked),
        QuestionKind::Table => table(talk, asked),
        QuestionKind::Countries
        | QuestionKind::Date
        | QuestionKind::Days
        | QuestionKind::Moment
        | QuestionKind::Number
        | QuestionKind::Text => typed(talk, asked),
    }
}

fn flags(talk: &Talk<'_>) -> Vec<Offer> {
    ["yes", "no"]
        .map(|id| Offer {
            id: id.to_owned(),
            label: talk.phrase(id, &[]),
        })
        .into()
}

fn choices(talk: &Talk<'_>, question: &Question) -> Vec<Offer> {
    question
        .choices
        .iter()
        .map(|choice| Offer {
            id: choice.id.clone(),
            label: match talk.lang {
                Lang::Nl => choice.nl.clone(),
                Lang::En => choice.en.clone(),
            },
        })
        .collect()
}

/// One of a list, with the present answer in front.
fn pick(talk: &Talk<'_>, asked: &Asked, offers: Vec<Offer>) -> Result<Option<AnswerValue>, Halt> {
    let present = asked
        .answer
        .as_ref()
        .and_then(|answer| answer.value.as_ref());
    let cursor = offers
        .iter()
        .position(|offer| match present {
            Some(AnswerValue::Flag(flag)) => offer.id == if *flag { "yes" } else { "no" },
            Some(AnswerValue::Text(text)) => offer.id == *text,
            _ => false,
        })
        .unwrap_or(0);
    let help = talk.phrase("keys.select", &[]);
    let chosen = Select::new(&talk.phrase("answer", &[]), offers)
        .with_starting_cursor(cursor)
        .with_page_size(PAGE)
        .with_help_message(&help)
        .prompt_skippable()?;
    Ok(chosen.and_then(|offer| accepted(asked, &AnswerValue::Text(offer.id))))
}

/// What the list offered always suits the question.
fn accepted(asked: &Asked, value: &AnswerValue) -> Option<AnswerValue> {
    accept(&asked.question, value).ok().flatten()
}

fn several(talk: &Talk<'_>, asked: &Asked) -> Result<Option<AnswerValue>, Halt> {
    let offers = choices(talk, &asked.question);
    let present: Vec<usize> = match asked.answer.as_ref().and_then(|a| a.value.as_ref()) {
        Some(AnswerValue::List(ids)) => offers
            .iter()
            .enumerate()
            .filter(|(_, offer)| ids.contains(&offer.id))
            .map(|(index, _)| index)
            .collect(),
        _ => Vec::new(),
    };
    let help = talk.phrase("keys.multi", &[]);
    let chosen = MultiSelect::new(&talk.phrase("answers", &[]), offers)
        .with_default(&present)
        .with_page_size(PAGE)
        .with_help_message(&help)
        .prompt_skippable()?;
    Ok(chosen.and_then(|offers| {
        let ids = offers.into_iter().map(|offer| offer.id).collect();
        accepted(asked, &AnswerValue::List(ids))
    }))
}

fn document(talk: &Talk<'_>, asked: &Asked) -> Result<Option<AnswerValue>, Halt> {
    let offers: Vec<Offer> = talk
        .folder
        .evidence
        .iter()
        .map(|document| Offer {
            id: document.id.to_string(),
            label: talk.document(document),
        })
        .collect();
    if offers.is_empty() {
        super::screen::Screen::new(talk).remark(&talk.phrase("no-documents", &[]));
        return Ok(None);
    }
    pick(talk, asked, offers)
}

/// Words that are read as the question asks; what does not fit is said at once.
fn typed(talk: &Talk<'_>, asked: &Asked) -> Result<Option<AnswerValue>, Halt> {
    let question = asked.question.clone();
    let areas = talk.session.catalogue.areas.clone();
    let lang = talk.lang;
    let empty = talk.phrase("empty", &[]);
    let check = move |text: &str| {
        let typed = Typed::Text(text.to_owned());
        Ok(match read_typed(&question, &typed, &areas) {
            Ok(Some(_)) => Validation::Valid,
            Ok(None) => Validation::Invalid(empty.clone().into()),
            Err(fault) => Validation::Invalid(words(&fault, lang).into()),
        })
    };
    let present = asked
        .answer
        .as_ref()
        .and_then(|answer| answer.value.as_ref())
        .map(|value| show_typed(&asked.question, value, talk.lang))
        .unwrap_or_default();
    let key = match asked.question.kind {
        QuestionKind::Countries => "keys.countries",
        QuestionKind::Date => "keys.date",
        QuestionKind::Days => "keys.days",
        QuestionKind::Moment => "keys.moment",
        QuestionKind::Number => "keys.number",
        _ => "keys.text",
    };
    let help = talk.phrase(key, &[]);
    let text = Text::new(&talk.phrase("answer", &[]))
        .with_initial_value(&present)
        .with_validator(check)
        .with_help_message(&help)
        .prompt_skippable()?;
    let areas = &talk.session.catalogue.areas;
    Ok(text.and_then(|text| {
        read_typed(&asked.question, &Typed::Text(text), areas)
            .ok()
            .flatten()
    }))
}

fn words(fault: &TypedFault, lang: Lang) -> String {
    match &fault.hint {
        Some(hint) => format!("{}; {}", fault.message.in_lang(lang), hint.in_lang(lang)),
        None => fault.message.in_lang(lang).to_owned(),
    }
}

/// Rows, one column at a time, until there are no more.
fn table(talk: &Talk<'_>, asked: &Asked) -> Result<Option<AnswerValue>, Halt> {
    let columns = &asked.question.columns;
    let mut rows = match asked.answer.as_ref().and_then(|a| a.value.as_ref()) {
        Some(AnswerValue::Rows(rows)) => rows.clone(),
        _ => Vec::new(),
    };
    let screen = super::screen::Screen::new(talk);
    loop {
        for (number, row) in (1..).zip(&rows) {
            screen.remark(&format!("{number}. {}", shown(columns, row, talk.lang)));
        }
        let steps: &[&str] = if rows.is_empty() {
            &["add-first", "none"]
        } else {
            &["add", "done", "remove"]
        };
        let offers: Vec<Offer> = steps
            .iter()
            .map(|step| Offer {
                id: (*step).to_owned(),
                label: talk.phrase(&format!("row.{step}"), &[]),
            })
            .collect();
        let chosen = Select::new(&talk.phrase("row.ask", &[]), offers)
            .with_starting_cursor(usize::from(!rows.is_empty()))
            .without_filtering()
            .with_help_message(&talk.phrase("keys.rows", &[]))
            .prompt_skippable()?;
        let Some(step) = chosen else {
            return Ok(None);
        };
        match step.id.as_str() {
            "add" | "add-first" => rows.extend(one_row(talk, asked, columns)?),
            "remove" => {
                if let Some(index) = which(talk, columns, &rows)? {
                    rows.remove(index);
                }
            }
            _ => break,
        }
        // Each row is kept at once, as every answer is.
        if let Some(value) = accepted(asked, &AnswerValue::Rows(rows.clone())) {
            let mut answer = asked.answer.clone().unwrap_or_default();
            answer.give(value);
            talk.write(asked, talk.given(asked, answer))?;
        }
    }
    Ok(accepted(asked, &AnswerValue::Rows(rows)))
}

/// The row that someone points at.
fn which(
    talk: &Talk<'_>,
    columns: &[Column],
    rows: &[BTreeMap<String, Cell>],
) -> Result<Option<usize>, Halt> {
    let offers: Vec<String> = rows
        .iter()
        .map(|row| crate::cli::output::plain(&shown(columns, row, talk.lang)))
        .collect();
    let chosen = Select::new(&talk.phrase("row.which", &[]), offers)
        .with_page_size(PAGE)
        .with_help_message(&talk.phrase("keys.rows", &[]))
        .raw_prompt_skippable()?;
    Ok(chosen.map(|option| option.index))
}

fn shown(columns: &[Column], row: &BTreeMap<String, Cell>, lang: Lang) -> String {
    columns
        .iter()
        .filter_map(|column| Some(show_cell(row.get(&column.id)?, lang)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// One row; nothing when the person gave up on it.
fn one_row(
    talk: &Talk<'_>,
    asked: &Asked,
    columns: &[Column],
) -> Result<Option<BTreeMap<String, Cell>>, Halt> {
    let mut row = BTreeMap::new();
    for column in columns {
        let label = match talk.lang {
            Lang::Nl => &column.nl,
            Lang::En => &column.en,
        };
        let (question, areas) = (asked.question.clone(), talk.session.catalogue.areas.clone());
        let (own, lang) = (column.clone(), talk.lang);
        let check = move |text: &str| Ok(judge_cell(&question, &own, text, &areas, lang));
        let key = match column.kind {
            ColumnKind::Country => "keys.country",
            ColumnKind::Date => "keys.date",
            ColumnKind::Number => "keys.number",
            ColumnKind::Text => "keys.cell",
            ColumnKind::YesNo => "keys.yes-no",
        };
        let help = talk.phrase(key, &[]);
        let Some(text) = Text::new(label)
            .with_validator(check)
            .with_help_message(&help)
            .prompt_skippable()?
        else {
            return Ok(None);
        };
        let cell = read_typed_cell(column, &Typed::Text(text), &talk.session.catalogue.areas);
        if let Some(cell) = cell {
            row.insert(column.id.clone(), cell);
        }
    }
    Ok((!row.is_empty()).then_some(row))
}

fn judge_cell(
    question: &Question,
    column: &Column,
    text: &str,
    areas: &Areas,
    lang: Lang,
) -> Validation {
    let Some(cell) = read_typed_cell(column, &Typed::Text(text.to_owned()), areas) else {
        return Validation::Valid;
    };
    let row = BTreeMap::from([(column.id.clone(), cell)]);
    match accept(question, &AnswerValue::Rows(vec![row])) {
        Ok(_) => Validation::Valid,
        Err(fault) => Validation::Invalid(words(&fault, lang).into()),
    }
}

/// Several documents of the register; nothing when the person changed their mind.
pub(super) fn documents(talk: &Talk<'_>, asked: &Asked) -> Result<Option<Vec<usize>>, Halt> {
    let offers: Vec<String> = talk
        .folder
        .evidence
        .iter()
        .map(|document| talk.document(document))
        .collect();
    let present: Vec<usize> = talk
        .folder
        .evidence
        .iter()
        .enumerate()
        .filter(|(_, document)| {
            asked
                .answer
                .as_ref()
                .is_some_and(|answer| answer.evidence.contains(&document.id))
        })
        .map(|(index, _)| index)
        .collect();
    let help = talk.phrase("keys.multi", &[]);
    let chosen = MultiSelect::new(&talk.phrase("documents", &[]), offers)
        .with_default(&present)
        .with_page_size(PAGE)
        .with_help_message(&help)
        .raw_prompt_skippable()?;
    Ok(chosen.map(|options: Vec<ListOption<String>>| {
        options.into_iter().map(|option| option.index).collect()
    }))
}
