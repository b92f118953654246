//! The cells of a workbook, read within bounds.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use calamine::{DataRef, Reader as _, Xlsx};

use super::{MAX_COLUMN, MAX_ROW};
use crate::domain::day::Day;
use crate::domain::text::Text;
use crate::questionnaire::Typed;

/// The most that all parts of a workbook may unpack to, in bytes.
const MAX_UNPACKED: u64 = 128 * 1024 * 1024;
/// Parts of a workbook.
const MAX_PARTS: usize = 5_000;
/// Sheets that are read.
const MAX_SHEETS: usize = 200;
/// Cells with content in one sheet.
const MAX_CELLS: usize = 200_000;
/// Text in one sheet, in bytes: a few long texts can be referred to from many cells.
const MAX_TEXT: usize = 32 * 1024 * 1024;

/// What an `OpenDocument` file begins with, after the name of its first part.
const OPEN_DOCUMENT: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument";

/// One cell with content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// What stands there; an error of the spreadsheet has no content that can be read.
    pub(super) typed: Option<Typed>,
    /// True when it was computed rather than typed.
    pub(super) formula: bool,
}

impl Found {
    /// The content as a text.
    pub(super) fn text(&self) -> String {
        match &self.typed {
            None => String::new(),
            Some(Typed::Day(day)) => day.to_string(),
            Some(Typed::Flag(flag)) => flag.to_string(),
            Some(Typed::Number(number)) => number.to_string(),
            Some(Typed::Text(text)) => text.clone(),
        }
    }
}

/// The cells of one sheet, by row and column from 0.
pub(super) struct Grid {
    pub(super) name: String,
    pub(super) cells: BTreeMap<(u32, u32), Found>,
}

/// Why a workbook is not read.
pub(super) struct Refusal {
    pub(super) message: Text,
    pub(super) hint: Option<Text>,
}

impl Refusal {
    fn new(nl: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            message: Text::new(nl, en),
            hint: None,
        }
    }
}

/// Reads the sheets of a workbook.
pub(super) fn open(bytes: &[u8]) -> Result<Vec<Grid>, Refusal> {
    if !bytes.starts_with(b"PK") {
        let mut refusal = Refusal::new("dit is geen XLSX-werkmap", "this is not an XLSX workbook");
        refusal.hint = Some(Text::new(
            "sla het bestand op als Excel-werkmap (.xlsx), zonder wachtwoord",
            "save the file as an Excel workbook (.xlsx), without a password",
        ));
        return Err(refusal);
    }
    // The first part of an OpenDocument file is its type, not packed (OpenDocument 1.3, part 2, 3.3).
    let head = bytes.get(..120).unwrap_or(bytes);
    if head
        .windows(OPEN_DOCUMENT.len())
        .any(|part| part == OPEN_DOCUMENT)
    {
        let mut refusal = Refusal::new(
            "dit is een OpenDocument-bestand (.ods), geen XLSX-werkmap",
            "this is an OpenDocument file (.ods), not an XLSX workbook",
        );
        refusal.hint = Some(Text::new(
            "kies in LibreOffice Opslaan als, Excel 2007-365 (.xlsx)",
            "in LibreOffice choose Save as, Excel 2007-365 (.xlsx)",
        ));
        return Err(refusal);
    }
    weigh(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| unread(&error))?;
    let names = workbook.sheet_names();
    if names.len() > MAX_SHEETS {
        return Err(Refusal::new(
            format!("meer dan {MAX_SHEETS} bladen"),
            format!("more than {MAX_SHEETS} sheets"),
        ));
    }
    names
        .into_iter()
        .map(|name| read_sheet(&mut workbook, name))
        .collect()
}

/// Unpacks everything into nothing: what a part says of its size cannot be trusted.
fn weigh(bytes: &[u8]) -> Result<(), Refusal> {
    let broken = |error: &dyn std::fmt::Display| {
        Refusal::new(
            format!("deze werkmap is beschadigd: {error}"),
            format!("this workbook is damaged: {error}"),
        )
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.len() > MAX_PARTS {
        return Err(Refusal::new(
            format!("meer dan {MAX_PARTS} onderdelen"),
            format!("more than {MAX_PARTS} parts"),
        ));
    }
    let mut left = MAX_UNPACKED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| broken(&error))?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|error| broken(&error))?;
        left = left.checked_sub(read).ok_or_else(|| {
            Refusal::new(
                format!("uitgepakt is dit meer dan {} MB", MAX_UNPACKED >> 20),
                format!("unpacked this is more than {} MB", MAX_UNPACKED >> 20),
            )
        })?;
    }
    Ok(())
}

fn unread(error: &calamine::XlsxError) -> Refusal {
    let words: String = error
        .to_string()
        .chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect();
    Refusal::new(
        format!("deze werkmap is niet te lezen: {words}"),
        format!("this workbook cannot be read: {words}"),
    )
}

fn read_sheet(workbook: &mut Xlsx<Cursor<&[u8]>>, name: String) -> Result<Grid, Refusal> {
    let mut cells = BTreeMap::new();
    let mut text = 0;
    // A sheet of a kind that holds no cells, such as a chart, has nothing for us.
    if let Ok(mut reader) = workbook.worksheet_cells_reader(&name) {
        while let Some(cell) = reader
            .next_cell_with_formula()
            .map_err(|error| unread(&error))?
        {
            let typed = typed(&cell.value);
            let formula = cell.formula.is_some();
            let empty = typed.is_none() && !formula && !matches!(cell.value, DataRef::Error(_));
            let (row, column) = cell.pos;
            if empty || row >= MAX_ROW || column >= MAX_COLUMN {
                continue;
            }
            if let Some(Typed::Text(content)) = &typed {
                text += content.len();
            }
            cells.insert((row, column), Found { typed, formula });
            if cells.len() > MAX_CELLS || text > MAX_TEXT {
                return Err(Refusal::new(
                    format!("het blad `{name}` is te groot"),
                    format!("the sheet `{name}` is too large"),
                ));
            }
        }
    }
    Ok(Grid { name, cells })
}

fn typed(value: &DataRef<'_>) -> Option<Typed> {
    let text = |text: &str| {
        let kept: String = text
            .chars()
            .filter(|c| !c.is_control() || *c == '\n')
            .collect();
        (!kept.trim().is_empty()).then_some(Typed::Text(kept))
    };
    match value {
        DataRef::Bool(flag) => Some(Typed::Flag(*flag)),
        DataRef::Int(number) => Some(Typed::Number(*number)),
        DataRef::Float(number) => Some(whole(*number)),
        DataRef::String(found) => text(found),
        DataRef::SharedString(found) => text(found),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
                .parse::<Day>()
                .ok()
                .map(Typed::Day)
        }
        DataRef::DateTimeIso(moment) | DataRef::DurationIso(moment) => moment
            .get(..10)
            .and_then(|day| day.parse::<Day>().ok())
            .map_or_else(|| text(moment), |day| Some(Typed::Day(day))),
        DataRef::Error(_) | DataRef::Empty => None,
    }
}

/// A spreadsheet has no whole numbers: 30 is 30.0 there. One with a fraction stays the text it looks like.
fn whole(number: f64) -> Typed {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "held to whole numbers that fit"
    )]
    if number.fract() == 0.0 && number.abs() < 9e15 {
        Typed::Number(number as i64)
    } else {
        Typed::Text(number.to_string())
    }
}
