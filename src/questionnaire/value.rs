//! Whether an answer is of the kind that its question asks for, and its one way of writing.

use std::collections::BTreeMap;

use super::places::Step;
use crate::domain::answer::{AnswerValue, Cell};
use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::diagnostic::nearest;
use crate::domain::id::EvidenceId;
use crate::domain::moment::Moment;
use crate::domain::pack::{Choice, Column, ColumnKind, Question, QuestionKind};
use crate::domain::text::Text;

/// Longest text in an answer, in bytes.
const MAX_TEXT: usize = 64 * 1024;
/// Longest list in an answer.
pub(super) const MAX_LIST: usize = 1_000;

/// Why an answer does not suit its question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Misfit {
    /// The way to the part at fault, inside the value.
    pub(super) way: Vec<Step>,
    pub(super) message: Text,
    pub(super) hint: Option<Text>,
}

impl Misfit {
    fn new(nl: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            way: Vec::new(),
            message: Text::new(nl, en),
            hint: None,
        }
    }

    fn inside(mut self, step: impl Into<Step>) -> Self {
        self.way.insert(0, step.into());
        self
    }

    fn hint(mut self, hint: Option<Text>) -> Self {
        self.hint = hint;
        self
    }
}

/// The answer in its one way of writing, or nothing when the value is empty.
pub(super) fn fit(question: &Question, value: &AnswerValue) -> Result<Option<AnswerValue>, Misfit> {
    if let AnswerValue::Text(text) = value
        && text.trim().is_empty()
    {
        return Ok(None);
    }
    Ok(Some(match question.kind {
        QuestionKind::YesNo => AnswerValue::Flag(flag(value)?),
        QuestionKind::Choice => AnswerValue::Text(choice(&question.choices, &word(value)?)?),
        QuestionKind::Multi => {
            AnswerValue::List(list(value, |word| choice(&question.choices, word))?)
        }
        QuestionKind::Countries => {
            let codes = list(value, country)?;
            if codes.is_empty() && !settles_empty(question) {
                return Ok(None);
            }
            AnswerValue::List(codes)
        }
        QuestionKind::Number | QuestionKind::Days => match value {
            AnswerValue::Number(number) if *number >= 0 => AnswerValue::Number(*number),
            AnswerValue::Number(_) => {
                return Err(Misfit::new(
                    "een getal onder nul kan hier niet",
                    "a number below zero is not possible here",
                ));
            }
            other => return Err(wrong("een geheel getal", "a whole number", other)),
        },
        QuestionKind::Date => AnswerValue::Day(day(value)?),
        QuestionKind::Moment => AnswerValue::Text(moment(value)?),
        QuestionKind::Text => AnswerValue::Text(word(value)?),
        QuestionKind::Attestation | QuestionKind::File => {
            let id = word(value)?;
            if id.parse::<EvidenceId>().is_err() {
                return Err(Misfit::new(
                    format!("`{}` is geen id van een bewijsstuk", short(&id)),
                    format!("`{}` is not the id of a document", short(&id)),
                ));
            }
            AnswerValue::Text(id)
        }
        QuestionKind::Table => AnswerValue::Rows(rows(&question.columns, value)?),
    }))
}

/// True when the options of a question say what an empty list means; otherwise it is no answer.
fn settles_empty(question: &Question) -> bool {
    question.options.iter().any(|option| {
        let condition: String = option.condition.split_whitespace().collect();
        ["size(value)", "value.size()", "[]"]
            .iter()
            .any(|way| condition.contains(way))
    })
}

fn flag(value: &AnswerValue) -> Result<bool, Misfit> {
    match value {
        AnswerValue::Flag(flag) => Ok(*flag),
        AnswerValue::Text(text) => match text.trim().to_lowercase().as_str() {
            "ja" | "true" | "yes" => Ok(true),
            "false" | "nee" | "no" => Ok(false),
            other => Err(Misfit::new(
                format!("`{}` is geen ja of nee", short(other)),
                format!("`{}` is neither yes nor no", short(other)),
            )),
        },
        other => Err(wrong("ja of nee", "yes or no", other)),
    }
}

fn word(value: &AnswerValue) -> Result<String, Misfit> {
    match value {
        AnswerValue::Text(text) => bounded(text),
        // A quoted day is read as a day wherever it stands.
        AnswerValue::Day(day) => Ok(day.to_string()),
        other => Err(wrong("een tekst", "a text", other)),
    }
}

fn bounded(text: &str) -> Result<String, Misfit> {
    if text.len() > MAX_TEXT {
        return Err(Misfit::new(
            "deze tekst is langer dan 64 KiB",
            "this text is longer than 64 KiB",
        ));
    }
    Ok(text.trim().to_owned())
}

fn day(value: &AnswerValue) -> Result<Day, Misfit> {
    match value {
        AnswerValue::Day(day) => Ok(*day),
        AnswerValue::Text(text) => text.trim().parse().map_err(|_| {
            Misfit::new(
                format!("`{}` is geen dag zoals 2026-01-31", short(text)),
                format!("`{}` is not a day such as 2026-01-31", short(text)),
            )
        }),
        other => Err(wrong(
            "een dag zoals 2026-01-31",
            "a day such as 2026-01-31",
            other,
        )),
    }
}

fn moment(value: &AnswerValue) -> Result<String, Misfit> {
    let hint = Text::new(
        "schrijf datum, tijd en het verschil met UTC: 2026-01-31T14:30:00+01:00",
        "write date, time and the difference to UTC: 2026-01-31T14:30:00+01:00",
    );
    match value {
        AnswerValue::Text(text) => match text.parse::<Moment>() {
            Ok(moment) => Ok(moment.to_string()),
            Err(_) => Err(Misfit::new(
                format!("`{}` is geen moment", short(text)),
                format!("`{}` is not a moment", short(text)),
            )
            .hint(Some(hint))),
        },
        other => Err(wrong("een moment", "a moment", other).hint(Some(hint))),
    }
}

fn choice(choices: &[Choice], found: &str) -> Result<String, Misfit> {
    let found = found.trim();
    if choices.iter().any(|choice| choice.id == found) {
        return Ok(found.to_owned());
    }
    // By its id in a file, by its label in a workbook: whoever wrote it knows one of the two.
    let named = |choice: &Choice| {
        Text::new(
            format!("`{}` ({})", choice.id, choice.nl),
            format!("`{}` ({})", choice.id, choice.en),
        )
    };
    let words = choices
        .iter()
        .flat_map(|choice| [choice.id.as_str(), choice.nl.as_str(), choice.en.as_str()]);
    let near = nearest(found, words).and_then(|near| {
        choices
            .iter()
            .find(|choice| [&choice.id, &choice.nl, &choice.en].contains(&&near.to_owned()))
    });
    let hint = near.map_or_else(
        || {
            let (nl, en): (Vec<String>, Vec<String>) =
                choices.iter().map(named).map(|t| (t.nl, t.en)).unzip();
            Text::new(
                format!("kies uit: {}", nl.join(", ")),
                format!("choose from: {}", en.join(", ")),
            )
        },
        |near| {
            let near = named(near);
            Text::new(
                format!("bedoelde u {}?", near.nl),
                format!("did you mean {}?", near.en),
            )
        },
    );
    Err(Misfit::new(
        format!("`{}` is geen van de keuzes", short(found)),
        format!("`{}` is none of the choices", short(found)),
    )
    .hint(Some(hint)))
}

fn country(found: &str) -> Result<String, Misfit> {
    let upper = found.trim().to_ascii_uppercase();
    if let Some(country) = Country::of_place(&upper).filter(Country::is_assigned) {
        return Ok(country.code().to_owned());
    }
    let hint = if upper == "EU" {
        Text::new("noem de landen zelf", "name the countries themselves")
    } else {
        Text::new(
            "schrijf een land als code van twee letters, zoals NL",
            "write a country as a two-letter code such as NL",
        )
    };
    Err(Misfit::new(
        format!("`{}` is geen land", short(found)),
        format!("`{}` is not a country", short(found)),
    )
    .hint(Some(hint)))
}

/// A list without repetition; a single text counts as a list of one.
fn list(
    value: &AnswerValue,
    read: impl Fn(&str) -> Result<String, Misfit>,
) -> Result<Vec<String>, Misfit> {
    let words = match value {
        AnswerValue::List(words) => words,
        AnswerValue::Text(word) => return Ok(vec![read(word)?]),
        other => return Err(wrong("een lijst", "a list", other)),
    };
    check_length(words.len())?;
    let mut out: Vec<String> = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let word = read(word).map_err(|misfit| misfit.inside(index))?;
        if !out.contains(&word) {
            out.push(word);
        }
    }
    Ok(out)
}

fn check_length(length: usize) -> Result<(), Misfit> {
    if length > MAX_LIST {
        return Err(Misfit::new(
            format!("meer dan {MAX_LIST} regels"),
            format!("more than {MAX_LIST} entries"),
        ));
    }
    Ok(())
}

fn rows(columns: &[Column], value: &AnswerValue) -> Result<Vec<BTreeMap<String, Cell>>, Misfit> {
    let rows = match value {
        AnswerValue::Rows(rows) => rows,
        AnswerValue::List(list) if list.is_empty() => return Ok(Vec::new()),
        other => return Err(wrong("een tabel", "a table", other)),
    };
    check_length(rows.len())?;
    rows.iter()
        .enumerate()
        .map(|(index, row)| row_of(columns, row).map_err(|misfit| misfit.inside(index)))
        .collect()
}

fn row_of(
    columns: &[Column],
    row: &BTreeMap<String, Cell>,
) -> Result<BTreeMap<String, Cell>, Misfit> {
    let mut out = BTreeMap::new();
    for (id, cell) in row {
        let Some(column) = columns.iter().find(|column| column.id == *id) else {
            let hint = nearest(id, columns.iter().map(|column| column.id.as_str())).map(|near| {
                Text::new(
                    format!("bedoelde u `{near}`?"),
                    format!("did you mean `{near}`?"),
                )
            });
            return Err(Misfit::new(
                format!("onbekende kolom `{}`", short(id)),
                format!("unknown column `{}`", short(id)),
            )
            .hint(hint)
            .inside(id.as_str()));
        };
        if matches!(cell, Cell::Text(text) if text.trim().is_empty()) {
            continue;
        }
        let cell = cell_of(column.kind, cell).map_err(|misfit| misfit.inside(id.as_str()))?;
        out.insert(id.clone(), cell);
    }
    Ok(out)
}

fn cell_of(kind: ColumnKind, cell: &Cell) -> Result<Cell, Misfit> {
    let value = match cell {
        Cell::Flag(flag) => AnswerValue::Flag(*flag),
        Cell::Number(number) => AnswerValue::Number(*number),
        Cell::Day(day) => AnswerValue::Day(*day),
        Cell::Text(text) => AnswerValue::Text(text.clone()),
    };
    Ok(match kind {
        ColumnKind::Country => Cell::Text(country(&word(&value)?)?),
        ColumnKind::Date => Cell::Day(day(&value)?),
        ColumnKind::Number => match value {
            AnswerValue::Number(number) => Cell::Number(number),
            other => return Err(wrong("een geheel getal", "a whole number", &other)),
        },
        ColumnKind::Text => Cell::Text(word(&value)?),
        ColumnKind::YesNo => Cell::Flag(flag(&value)?),
    })
}

fn wrong(nl: &str, en: &str, found: &AnswerValue) -> Misfit {
    let (found_nl, found_en) = match found {
        AnswerValue::Flag(_) => ("ja of nee", "yes or no"),
        AnswerValue::Number(_) => ("een getal", "a number"),
        AnswerValue::Day(_) => ("een dag", "a day"),
        AnswerValue::Text(_) => ("een tekst", "a text"),
        AnswerValue::List(_) => ("een lijst", "a list"),
        AnswerValue::Rows(_) => ("een tabel", "a table"),
    };
    Misfit::new(
        format!("verwacht: {nl}; gevonden: {found_nl}"),
        format!("expected {en}, found {found_en}"),
    )
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
