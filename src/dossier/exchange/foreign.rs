//! Lists of others, such as a filled-in CAIQ, read by a mapping that the user writes: which column holds what, and which
//! of their questions says what of ours.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;

use super::Desk;
use super::intake::{Fill, Intake, Slip, short};
use super::table::{open_quote, separator, unclosed};
use super::workbook::foreign_rows;
use crate::domain::diagnostic::{Diagnostic, locate};
use crate::domain::text::Text;
use crate::questionnaire::{Typed, read_typed};

/// Columns of a list that are read.
const MAX_COLUMNS: usize = 200;

/// Most of their questions that are named in a remark.
const SHOWN: usize = 12;

/// A mapping file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Where the list stands.
    list: List,
    /// Their questions and ours.
    #[serde(rename = "row", default)]
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    /// The sheet; the first one when absent. Not for CSV.
    sheet: Option<String>,
    /// The row with the headings, from 1.
    #[serde(default = "one")]
    head: u32,
    /// Heading of the column that names their question.
    key: String,
    /// Heading of the column with their answer.
    answer: String,
    /// Heading of the column with their remark.
    comment: Option<String>,
}

const fn one() -> u32 {
    1
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// What stands in their key column.
    key: String,
    /// Our pack.
    pack: String,
    /// Our question.
    question: String,
    /// Their words and ours; a word that is not here is read as it stands.
    #[serde(default)]
    values: BTreeMap<String, String>,
    /// Their words that mean "not applicable".
    #[serde(default)]
    not_applicable: Vec<String>,
}

impl Mapping {
    /// Reads a mapping file and holds its rows against the packs.
    ///
    /// # Errors
    /// Every fault, with file, line and column.
    pub fn parse(file: &str, source: &Arc<str>, desk: &Desk<'_>) -> Result<Self, Vec<Diagnostic>> {
        let mapping: Self = toml::from_str(source)
            .map_err(|error| vec![Diagnostic::from_toml(file, source, &error)])?;
        let mut faults = Vec::new();
        for (number, row) in mapping.rows.iter().enumerate() {
            let mut probe = Intake::default();
            if let Some((_, question)) = probe.find(desk, &row.pack, &row.question, file) {
                for (theirs, ours) in &row.values {
                    let typed = Typed::Text(ours.clone());
                    let Err(fault) = read_typed(question, &typed, desk.areas) else {
                        continue;
                    };
                    let number = number.to_string();
                    let way = ["row", number.as_str(), "values", theirs.as_str()];
                    let mut told =
                        Diagnostic::new(file, fault.message).at(source, locate(source, &way));
                    told.hint = fault.hint;
                    faults.push(told);
                }
            } else {
                let number = number.to_string();
                let way = ["row", number.as_str(), "question"];
                faults.extend(
                    probe
                        .faults
                        .into_iter()
                        .map(|fault| fault.at(source, locate(source, &way))),
                );
            }
        }
        if faults.is_empty() {
            Ok(mapping)
        } else {
            Err(faults)
        }
    }

    /// Reads a list by the mapping: an XLSX workbook or CSV.
    #[must_use]
    pub fn read(&self, file: &str, bytes: &[u8], desk: &Desk<'_>) -> Intake {
        let mut intake = Intake::default();
        let rows = if bytes.starts_with(b"PK") {
            foreign_rows(bytes, self.list.sheet.as_deref())
        } else {
            text_rows(bytes)
        };
        let rows = match rows {
            Ok(rows) => rows,
            Err((message, hint)) => {
                intake.fault(file, message, hint);
                return intake;
            }
        };
        let head = rows.iter().find(|(number, _)| *number == self.list.head);
        let Some((_, heads)) = head else {
            let number = self.list.head;
            intake.fault(
                file,
                Text::new(
                    format!("regel {number} met de koppen is er niet"),
                    format!("row {number} with the headings is not there"),
                ),
                None,
            );
            return intake;
        };
        let mut place_of = |heading: &str, needed: bool| {
            let found = heads
                .iter()
                .find(|(_, text)| text.trim().eq_ignore_ascii_case(heading.trim()))
                .map(|(column, _)| *column);
            if found.is_none() && needed {
                intake.fault(
                    file,
                    Text::new(
                        format!("regel {} heeft geen kop `{heading}`", self.list.head),
                        format!("row {} has no heading `{heading}`", self.list.head),
                    ),
                    None,
                );
            }
            found
        };
        let key = place_of(&self.list.key, true);
        let answer = place_of(&self.list.answer, true);
        let comment = self
            .list
            .comment
            .as_deref()
            .and_then(|heading| place_of(heading, true));
        let (Some(key), Some(answer)) = (key, answer) else {
            return intake;
        };
        let (mut left, mut seen) = (Vec::new(), BTreeSet::new());
        for (number, cells) in rows.iter().filter(|(number, _)| *number > self.list.head) {
            let Some(theirs) = cells.get(&key).map(|text| text.trim()) else {
                continue;
            };
            let place = format!("{file}:{number}");
            let word = cells.get(&answer).map_or("", |text| text.trim());
            let mut mapped = self
                .rows
                .iter()
                .filter(|row| row.key.trim() == theirs)
                .peekable();
            if mapped.peek().is_none() && !theirs.is_empty() && !word.is_empty() {
                left.push(theirs);
            }
            seen.insert(theirs);
            for row in mapped {
                let remark = comment.and_then(|column| cells.get(&column));
                take(&mut intake, desk, row, word, remark, &place);
            }
        }
        let missing: Vec<&str> = self
            .rows
            .iter()
            .map(|row| row.key.trim())
            .filter(|key| !seen.contains(key))
            .collect();
        intake.remarks.extend(unmatched(file, &left, &missing));
        intake
    }
}

/// What the list answers and the mapping does not know, and the other way round: left aside, but told.
fn unmatched(file: &str, left: &[&str], missing: &[&str]) -> Vec<Diagnostic> {
    let named = |keys: &[&str]| {
        let more = if keys.len() > SHOWN { ", …" } else { "" };
        let shown: Vec<String> = keys.iter().take(SHOWN).map(|key| short(key)).collect();
        format!("{}{more}", shown.join(", "))
    };
    let mut told = Vec::new();
    if !left.is_empty() {
        let (count, named) = (left.len(), named(left));
        told.push(Diagnostic::new(
            file,
            Text::new(
                format!("beantwoord, maar niet in de toewijzing ({count}): {named}"),
                format!("answered, but not in the mapping ({count}): {named}"),
            ),
        ));
    }
    if !missing.is_empty() {
        let (count, named) = (missing.len(), named(missing));
        told.push(Diagnostic::new(
            file,
            Text::new(
                format!("in de toewijzing, maar niet in de lijst ({count}): {named}"),
                format!("in the mapping, but not in the list ({count}): {named}"),
            ),
        ));
    }
    told
}

/// One of their answers for one of our questions.
fn take(
    intake: &mut Intake,
    desk: &Desk<'_>,
    row: &Row,
    word: &str,
    remark: Option<&String>,
    place: &str,
) {
    let Some((pack, question)) = intake.find(desk, &row.pack, &row.question, place) else {
        return;
    };
    let comment = remark.and_then(|text| intake.remark(text, place));
    let mut fill = Fill {
        comment,
        ..Fill::default()
    };
    let same = |other: &str| other.trim().eq_ignore_ascii_case(word);
    if row.not_applicable.iter().any(|other| same(other)) {
        fill.not_applicable = fill.comment.clone().or_else(|| intake.remark(word, place));
    } else {
        let ours = row
            .values
            .iter()
            .find(|(theirs, _)| same(theirs))
            .map_or(word, |(_, ours)| ours);
        match read_typed(question, &Typed::Text(ours.to_owned()), desk.areas) {
            Ok(value) => fill.value = value,
            Err(fault) => {
                let hint = fault.hint.unwrap_or_else(|| {
                    Text::new(
                        format!(
                            "voeg bij `{}` in de toewijzing toe: values.\"{}\" = …",
                            row.key,
                            short(word)
                        ),
                        format!(
                            "add to `{}` in the mapping: values.\"{}\" = …",
                            row.key,
                            short(word)
                        ),
                    )
                });
                intake.fault(place, fault.message, Some(hint));
                return;
            }
        }
    }
    if fill.value.is_none() && fill.not_applicable.is_none() {
        return;
    }
    intake.add(Slip {
        pack: pack.pack.id.clone(),
        question: question.id.clone(),
        place: place.to_owned(),
        fill,
    });
}

/// Rows by number from 1, cells by column from 0.
pub(super) type Rows = Vec<(u32, BTreeMap<u32, String>)>;

fn text_rows(bytes: &[u8]) -> Result<Rows, (Text, Option<Text>)> {
    let text = std::str::from_utf8(bytes).map_err(|_| {
        let message = Text::new(
            "geen XLSX-werkmap en geen UTF-8-tekst",
            "neither an XLSX workbook nor UTF-8 text",
        );
        (message, None)
    })?;
    let separator = separator(text);
    if let Some(line) = unclosed(text, separator) {
        let (message, hint) = open_quote();
        let message = Text::new(
            format!("regel {line}: {}", message.nl),
            format!("line {line}: {}", message.en),
        );
        return Err((message, Some(hint)));
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut rows = Rows::new();
    for (number, record) in (1_u32..).zip(reader.records()) {
        let record = record.map_err(|error| (Text::same(error.to_string()), None))?;
        let cells = (0_u32..)
            .zip(record.iter().take(MAX_COLUMNS))
            .map(|(column, text)| (column, text.to_owned()))
            .collect();
        rows.push((number, cells));
    }
    Ok(rows)
}
