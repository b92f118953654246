//! Writing answers into the file of their pack. What people wrote there by hand, comments included, stays.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::folder::read_text;
use super::scaffold::answer_template;
use super::store::{make_folder, write_all, write_file};
use crate::domain::acceptance::Acceptance;
use crate::domain::answer::{Answer, AnswerValue, Cell, Decision, Review, Source};
use crate::domain::day::Day;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::id::QuestionId;
use crate::domain::text::{Lang, Text};
use crate::questionnaire::{ParsedPack, parse_answers};

/// The hint of a scaffolded file that an answer takes the place of.
const EXAMPLE: &str = "# value = ";

/// Writes answers into `answers/<pack>.toml`, whole or not at all; the file is made when there is none. An answer takes
/// the place of the one that was there, so give what stays of it too. The result is read back before it is written.
///
/// # Errors
/// When the file cannot be read or written, or is not what a file of answers is; then nothing has changed.
pub fn record(
    root: &Path,
    parsed: &ParsedPack,
    lang: Lang,
    answers: &[(QuestionId, Answer)],
) -> Result<PathBuf, Vec<Diagnostic>> {
    let (path, text) = prepare(root, parsed, lang, answers)?;
    let one = |fault: Diagnostic| vec![fault];
    if let Some(folder) = path.parent() {
        make_folder(folder).map_err(one)?;
    }
    write_file(&path, text.as_bytes()).map_err(one)?;
    Ok(path)
}

/// Writes answers to several packs: every file, or none.
///
/// # Errors
/// As [`record`], of any of them; then nothing has changed in any.
pub fn record_all(
    root: &Path,
    lang: Lang,
    changes: &[(&ParsedPack, Vec<(QuestionId, Answer)>)],
) -> Result<(), Vec<Diagnostic>> {
    let mut files = Vec::new();
    let mut faults = Vec::new();
    for (parsed, answers) in changes {
        match prepare(root, parsed, lang, answers) {
            Ok((path, text)) => files.push((path, text.as_bytes().to_vec())),
            Err(found) => faults.extend(found),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    make_folder(&root.join("answers")).map_err(|fault| vec![fault])?;
    write_all(&files).map_err(|fault| vec![fault])
}

/// The file with the answers in it, read back as proof that it is one.
fn prepare(
    root: &Path,
    parsed: &ParsedPack,
    lang: Lang,
    answers: &[(QuestionId, Answer)],
) -> Result<(PathBuf, Arc<str>), Vec<Diagnostic>> {
    let path = root
        .join("answers")
        .join(format!("{}.toml", parsed.pack.pack.id));
    let shown = path.display().to_string();
    let one = |fault: Diagnostic| vec![fault];
    let source = if path.exists() {
        read_text(&path).map_err(one)?
    } else {
        Arc::from(answer_template(&parsed.pack, lang))
    };
    let mut document = edit(&shown, &source).map_err(one)?;
    for (id, answer) in answers {
        if !enter(&mut document, id, answer) {
            let message = Text::new(
                format!("`answers.\"{id}\"` is geen tabel"),
                format!("`answers.\"{id}\"` is not a table"),
            );
            return Err(one(Diagnostic::new(&shown, message)));
        }
    }
    let text: Arc<str> = Arc::from(document.to_string());
    parse_answers(&shown, &text, &[parsed])?;
    Ok((path, text))
}

/// A file of answers as a document that keeps its comments.
pub(super) fn edit(shown: &str, source: &Arc<str>) -> Result<DocumentMut, Diagnostic> {
    source.parse().map_err(|error: toml_edit::TomlError| {
        Diagnostic::new(shown, Text::same(error.message())).at(source, error.span())
    })
}

/// Puts one answer in its place; false when something else is there.
pub(super) fn enter(document: &mut DocumentMut, id: &QuestionId, answer: &Answer) -> bool {
    let root = document.as_table_mut();
    let answers = root.entry("answers").or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let Some(answers) = answers.as_table_like_mut() else {
        return false;
    };
    let entry = answers
        .entry(id.as_str())
        .or_insert_with(|| Item::Table(Table::new()));
    let Some(entry) = entry.as_table_like_mut() else {
        return false;
    };
    fill(entry, answer);
    drop_example(document, id);
    true
}

fn fill(entry: &mut dyn TableLike, answer: &Answer) {
    let text = |text: &String| Item::Value(Value::from(text.as_str()));
    set(entry, "value", answer.value.as_ref().map(value_item));
    set(
        entry,
        "not_applicable",
        answer.not_applicable.as_ref().map(text),
    );
    set(entry, "explanation", answer.explanation.as_ref().map(text));
    set(entry, "comment", answer.comment.as_ref().map(text));
    set(entry, "by", answer.by.as_ref().map(text));
    set(
        entry,
        "at",
        answer.at.map(|day| Item::Value(day_value(day))),
    );
    set(entry, "source", answer.source.as_ref().map(source_item));
    let evidence = (!answer.evidence.is_empty()).then(|| {
        let ids = answer.evidence.iter().map(|id| Value::from(id.as_str()));
        Item::Value(Value::Array(ids.collect::<Array>()))
    });
    set(entry, "evidence", evidence);
    set(entry, "review", answer.review.as_ref().map(review_item));
    let planned = answer.planned.map(|day| Item::Value(day_value(day)));
    set(entry, "planned", planned);
    let confidential = answer.confidential;
    let confidential = confidential.then(|| Item::Value(Value::from(confidential)));
    set(entry, "confidential", confidential);
    let acceptance = answer.acceptance.as_ref().map(acceptance_item);
    set(entry, "acceptance", acceptance);
}

/// Keeps the comment at the end of the line when a value takes the place of another.
fn set(entry: &mut dyn TableLike, key: &str, item: Option<Item>) {
    match item {
        None => {
            entry.remove(key);
        }
        Some(mut item) => {
            if let (Some(Item::Value(old)), Item::Value(new)) = (entry.get(key), &mut item) {
                *new.decor_mut() = old.decor().clone();
            }
            match entry.get_mut(key) {
                Some(place) => *place = item,
                None => {
                    entry.insert(key, item);
                }
            }
        }
    }
}

fn value_item(value: &AnswerValue) -> Item {
    Item::Value(match value {
        AnswerValue::Flag(flag) => Value::from(if *flag { "yes" } else { "no" }),
        AnswerValue::Number(number) => Value::from(*number),
        AnswerValue::Day(day) => day_value(*day),
        AnswerValue::Text(text) => Value::from(text.as_str()),
        AnswerValue::List(words) => {
            Value::Array(words.iter().map(String::as_str).collect::<Array>())
        }
        AnswerValue::Rows(rows) => {
            let mut array = Array::new();
            for row in rows {
                let mut table = InlineTable::new();
                for (column, cell) in row {
                    table.insert(column, cell_value(cell));
                }
                let mut value = Value::InlineTable(table);
                value.decor_mut().set_prefix("\n  ");
                array.push_formatted(value);
            }
            array.set_trailing(if rows.is_empty() { "" } else { "\n" });
            array.set_trailing_comma(!rows.is_empty());
            Value::Array(array)
        }
    })
}

fn cell_value(cell: &Cell) -> Value {
    match cell {
        Cell::Flag(flag) => Value::from(*flag),
        Cell::Number(number) => Value::from(*number),
        Cell::Day(day) => day_value(*day),
        Cell::Text(text) => Value::from(text.as_str()),
    }
}

/// A bare date; a day that TOML cannot hold stays a text, which reads as the same day.
fn day_value(day: Day) -> Value {
    let text = day.to_string();
    text.parse::<toml_edit::Datetime>()
        .map_or_else(|_| Value::from(text), Value::from)
}

fn source_item(source: &Source) -> Item {
    let (key, value) = match source {
        Source::CarriedFrom(day) => ("carried-from", day_value(*day)),
        Source::Document(text) => ("document", Value::from(text.as_str())),
        Source::Import(text) => ("import", Value::from(text.as_str())),
        Source::Provider(text) => ("provider", Value::from(text.as_str())),
    };
    let mut table = InlineTable::new();
    table.insert(key, value);
    Item::Value(Value::InlineTable(table))
}

fn review_item(review: &Review) -> Item {
    let decision = match review.decision {
        Decision::ApprovedNotApplicable => "approved-not-applicable",
        Decision::Confirmed => "confirmed",
        Decision::ContradictionExplained => "contradiction-explained",
        Decision::Rejected => "rejected",
    };
    let mut table = InlineTable::new();
    table.insert("decision", Value::from(decision));
    table.insert("by", Value::from(review.by.as_str()));
    table.insert("at", day_value(review.at));
    table.insert("reason", Value::from(review.reason.as_str()));
    Item::Value(Value::InlineTable(table))
}

fn acceptance_item(acceptance: &Acceptance) -> Item {
    let mut table = InlineTable::new();
    table.insert("owner", Value::from(acceptance.owner.as_str()));
    table.insert("reason", Value::from(acceptance.reason.as_str()));
    table.insert("at", day_value(acceptance.at));
    table.insert("until", day_value(acceptance.until));
    table.insert("risk", Value::from(i64::from(acceptance.risk)));
    Item::Value(Value::InlineTable(table))
}

/// The example below the header of a scaffolded answer belongs, to the parser, to the table after it.
fn drop_example(document: &mut DocumentMut, id: &QuestionId) {
    let after = |answers: &Table| -> Option<Option<String>> {
        let own = answers.get(id.as_str())?.as_table()?.position()?;
        let next = answers
            .iter()
            .filter_map(|(key, item)| Some((item.as_table()?.position()?, key)))
            .filter(|(position, _)| *position > own)
            .min()
            .map(|(_, key)| key.to_owned());
        Some(next)
    };
    let Some(next) = document
        .get("answers")
        .and_then(Item::as_table)
        .and_then(after)
    else {
        return;
    };
    let strip = |text: &str| -> Option<String> {
        let rest = text.strip_prefix(EXAMPLE)?;
        Some(
            rest.split_once('\n')
                .map_or("", |(_, rest)| rest)
                .to_owned(),
        )
    };
    match next {
        Some(next) => {
            let table = document
                .get_mut("answers")
                .and_then(Item::as_table_mut)
                .and_then(|answers| answers.get_mut(&next))
                .and_then(Item::as_table_mut);
            if let Some(table) = table
                && let Some(rest) = table
                    .decor()
                    .prefix()
                    .and_then(|prefix| strip(prefix.as_str()?))
            {
                table.decor_mut().set_prefix(rest);
            }
        }
        None => {
            if let Some(rest) = document.trailing().as_str().and_then(strip) {
                document.set_trailing(rest);
            }
        }
    }
}
