//! The questions as a table of text (CSV, RFC 4180), one a row.
//!
//! A spreadsheet runs what begins with `=`, `+`, `-` or `@`: such a text goes out behind an apostrophe, which is taken off
//! again on the way in.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Desk;
use super::intake::{Fill, Intake, Slip};
use super::outgoing::{Line, Outgoing};
use crate::domain::answer::AnswerValue;
use crate::domain::diagnostic::nearest;
use crate::domain::id::EvidenceId;
use crate::domain::pack::{Question, QuestionKind};
use crate::domain::text::{Lang, Text};
use crate::questionnaire::{Typed, accept, read_typed, show_typed};

/// Rows that are read.
const MAX_ROWS: usize = 50_000;
/// The columns of the file.
const COLUMNS: [&str; 16] = [
    "pack",
    "question",
    "section",
    "asked",
    "text_nl",
    "text_en",
    "help_nl",
    "help_en",
    "answer",
    "comment",
    "not_applicable",
    "evidence",
    "planned",
    "confidential",
    "seen",
    "explanation",
];

/// Writes the questions with what is answered. A table is JSON in its cell.
#[must_use]
pub fn write_csv(outgoing: &Outgoing<'_>) -> String {
    // The mark tells spreadsheets that the text is UTF-8.
    let mut out = String::from("\u{feff}");
    line(&mut out, COLUMNS.iter().map(|column| Cow::from(*column)));
    for pack in outgoing.packs() {
        for entry in outgoing.lines(pack) {
            line(
                &mut out,
                cells(&entry, outgoing.lang).iter().map(|cell| guard(cell)),
            );
        }
    }
    out
}

fn line<'c>(out: &mut String, cells: impl Iterator<Item = Cow<'c, str>>) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push('"');
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}

fn cells(line: &Line<'_>, lang: Lang) -> [String; 16] {
    let question = line.question;
    let answer = line.answer;
    let shown = answer
        .and_then(|answer| answer.value.as_ref())
        .map(|value| match value {
            AnswerValue::Rows(_) => serde_json::to_string(value).unwrap_or_default(),
            value => show_typed(question, value, lang),
        });
    let evidence = answer.map(|answer| {
        let ids: Vec<&str> = answer.evidence.iter().map(EvidenceId::as_str).collect();
        ids.join(", ")
    });
    [
        line.pack.pack.id.to_string(),
        question.id.to_string(),
        line.section.map_or_else(String::new, |section| {
            section.title.in_lang(lang).to_owned()
        }),
        if line.is_hidden() { "no" } else { "yes" }.to_owned(),
        question.text.nl.clone(),
        question.text.en.clone(),
        question.help.nl.clone(),
        question.help.en.clone(),
        shown.unwrap_or_default(),
        answer.and_then(|a| a.comment.clone()).unwrap_or_default(),
        answer
            .and_then(|a| a.not_applicable.clone())
            .unwrap_or_default(),
        evidence.unwrap_or_default(),
        answer
            .and_then(|a| a.planned)
            .map(|day| day.to_string())
            .unwrap_or_default(),
        // Silence is not a word about it: a blank cell leaves what was said.
        if answer.is_some_and(|a| a.confidential) {
            "yes".to_owned()
        } else {
            String::new()
        },
        line.dispute
            .map(|words| words.in_lang(lang).to_owned())
            .unwrap_or_default(),
        answer
            .and_then(|a| a.explanation.clone())
            .unwrap_or_default(),
    ]
}

/// A text that a spreadsheet does not run.
#[must_use]
pub fn guard(cell: &str) -> Cow<'_, str> {
    // An apostrophe that somebody wrote gets one more, so that the way back takes off only ours.
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) {
        format!("'{cell}").into()
    } else {
        cell.into()
    }
}

/// Takes the apostrophe of [`guard`] off again.
fn unguard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) => rest,
        _ => cell,
    }
}

/// Columns that are read.
const READ: [&str; 10] = [
    "pack",
    "question",
    "answer",
    "comment",
    "not_applicable",
    "evidence",
    "by",
    "explanation",
    "planned",
    "confidential",
];

/// Reads a table of text: columns by their names in the first row, in any order, others ignored; commas, semicolons or tabs.
#[must_use]
pub fn read_csv(file: &str, text: &str, desk: &Desk<'_>) -> Intake {
    let mut intake = Intake::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let separator = separator(text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_reader(text.as_bytes());
    let places: BTreeMap<String, usize> = match reader.headers() {
        Ok(heads) => heads
            .iter()
            .enumerate()
            .map(|(index, name)| (name.trim().to_lowercase(), index))
            .collect(),
        Err(error) => {
            intake.fault(file, Text::same(error.to_string()), None);
            return intake;
        }
    };
    if let Ok(heads) = reader.headers() {
        for name in READ {
            let count = heads
                .iter()
                .filter(|head| head.trim().eq_ignore_ascii_case(name))
                .count();
            if count > 1 {
                intake.fault(
                    &format!("{file}:1"),
                    Text::new(
                        format!("de kolom `{name}` staat er {count} keer: welke geldt, is niet te zeggen"),
                        format!("the column `{name}` is there {count} times: which one counts cannot be told"),
                    ),
                    Some(Text::new(
                        "geef de kolom die niet meetelt een andere naam",
                        "give the column that does not count another name",
                    )),
                );
            }
        }
    }
    if let Some(line) = unclosed(text, separator) {
        let (message, hint) = open_quote();
        intake.fault(&format!("{file}:{line}"), message, Some(hint));
    }
    for needed in ["pack", "question", "answer"] {
        if !places.contains_key(needed) {
            let near = nearest(needed, places.keys().map(String::as_str));
            intake.fault(
                &format!("{file}:1"),
                Text::new(
                    format!("de kolom `{needed}` ontbreekt in de eerste regel"),
                    format!("the column `{needed}` is missing from the first row"),
                ),
                near.map(|near| {
                    Text::new(
                        format!("is dat de kolom `{near}`?"),
                        format!("is that the column `{near}`?"),
                    )
                }),
            );
        }
    }
    if !intake.faults.is_empty() {
        return intake;
    }
    let mut lines = Lines::new(text);
    for (count, record) in reader.records().enumerate() {
        if count >= MAX_ROWS {
            intake.fault(
                file,
                Text::new(
                    format!("meer dan {MAX_ROWS} regels"),
                    format!("more than {MAX_ROWS} rows"),
                ),
                None,
            );
            break;
        }
        match record {
            Ok(record) => {
                let at = record.position().map_or(0, csv::Position::byte);
                let number = lines.of(at);
                let cell = |name: &str| {
                    let index = places.get(name)?;
                    record.get(*index).map(unguard)
                };
                read_row(&mut intake, desk, &format!("{file}:{number}"), &cell);
            }
            Err(error) => intake.fault(file, Text::same(error.to_string()), None),
        }
    }
    intake
}

/// Counts lines as an editor does. The reader counts one less when a line ends in CR LF.
struct Lines<'t> {
    rest: &'t [u8],
    at: u64,
    line: u64,
}

impl<'t> Lines<'t> {
    const fn new(text: &'t str) -> Self {
        Self {
            rest: text.as_bytes(),
            at: 0,
            line: 1,
        }
    }

    /// The line of a record that begins at a byte, or just before, in the end of the line above it. Only forwards.
    fn of(&mut self, byte: u64) -> u64 {
        while let Some((first, rest)) = self.rest.split_first() {
            if self.at >= byte && !matches!(first, b'\r' | b'\n') {
                break;
            }
            self.line += u64::from(*first == b'\n');
            (self.rest, self.at) = (rest, self.at + 1);
        }
        self.line
    }
}

/// The line of a quotation mark at the start of a cell that is never closed: all that follows would be one cell.
pub(super) fn unclosed(text: &str, separator: u8) -> Option<u64> {
    let (mut line, mut opened, mut starts) = (1_u64, None, true);
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if opened.is_some() {
            if byte == b'"' && bytes.next_if_eq(&b'"').is_none() {
                opened = None;
            }
        } else if byte == b'"' && starts {
            opened = Some(line);
        }
        starts = opened.is_none() && (byte == separator || matches!(byte, b'\r' | b'\n'));
        line += u64::from(byte == b'\n');
    }
    opened
}

/// What is said of such a mark.
pub(super) fn open_quote() -> (Text, Text) {
    (
        Text::new(
            "dit aanhalingsteken wordt nergens gesloten",
            "this quotation mark is never closed",
        ),
        Text::new(
            "sluit de cel met \", of schrijf een aanhalingsteken in de tekst twee keer",
            "close the cell with \", or write a quotation mark in the text twice",
        ),
    )
}

/// What stands between the cells, by what there is most of near the top; a comma when that tells nothing.
pub(super) fn separator(text: &str) -> u8 {
    let top: Vec<&str> = text.lines().take(20).collect();
    let count = |separator: u8| -> usize {
        let hits = |line: &&str| line.bytes().filter(|byte| *byte == separator).count();
        top.iter().map(hits).sum()
    };
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|separator| count(*separator))
        .unwrap_or(b',')
}

fn read_row<'r>(
    intake: &mut Intake,
    desk: &Desk<'_>,
    place: &str,
    cell: &dyn Fn(&str) -> Option<&'r str>,
) {
    let (Some(pack), Some(id)) = (cell("pack"), cell("question")) else {
        return;
    };
    if pack.trim().is_empty() && id.trim().is_empty() {
        return;
    }
    let Some((pack, question)) = intake.find(desk, pack.trim(), id.trim(), place) else {
        return;
    };
    let typed = cell("answer").unwrap_or_default();
    let value = match read_answer(question, typed, desk) {
        Ok(value) => value,
        Err((message, hint)) => {
            intake.fault(place, message, hint);
            return;
        }
    };
    let comment = intake.remark(cell("comment").unwrap_or_default(), place);
    let not_applicable = intake.remark(cell("not_applicable").unwrap_or_default(), place);
    let evidence = intake.documents(cell("evidence").unwrap_or_default(), place);
    let by = intake.remark(cell("by").unwrap_or_default(), place);
    let explanation = intake.remark(cell("explanation").unwrap_or_default(), place);
    let typed = |name: &str| Typed::Text(cell(name).unwrap_or_default().to_owned());
    let planned = intake.day(&typed("planned"), place);
    let confidential = intake.flag(&typed("confidential"), place);
    intake.add(Slip {
        pack: pack.pack.id.clone(),
        question: question.id.clone(),
        place: place.to_owned(),
        fill: Fill {
            value,
            not_applicable,
            comment,
            evidence,
            explanation,
            planned,
            confidential,
            by,
        },
    });
}

fn read_answer(
    question: &Question,
    typed: &str,
    desk: &Desk<'_>,
) -> Result<Option<AnswerValue>, (Text, Option<Text>)> {
    let read = if question.kind == QuestionKind::Table {
        if typed.trim().is_empty() {
            return Ok(None);
        }
        let rows: AnswerValue = serde_json::from_str(typed).map_err(|error| {
            let message = Text::new(
                format!("een tabel staat hier als JSON, zoals [{{\"naam\": \"…\"}}]: {error}"),
                format!("a table stands here as JSON, such as [{{\"name\": \"…\"}}]: {error}"),
            );
            (message, None)
        })?;
        accept(question, &rows)
    } else {
        read_typed(question, &Typed::Text(typed.to_owned()), desk.areas)
    };
    read.map_err(|fault| (fault.message, fault.hint))
}
