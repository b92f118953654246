//! A workbook: the findings, and what they are about. Every cell is text or a day: nothing is run.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

use super::Export;
use super::csv::{COLUMNS, cells};
use crate::domain::finding::{Outcome, Severity};
use crate::report::ReportError;

/// The most characters that a cell can hold, less a sign that there was more.
const LONGEST: usize = 32_000;
/// Widths of the columns, in characters.
const WIDTHS: [f64; COLUMNS.len()] = [
    34.0, 14.0, 26.0, 30.0, 30.0, 16.0, 20.0, 14.0, 60.0, 50.0, 30.0, 50.0, 22.0, 30.0, 20.0,
];

pub(super) fn render(export: &Export<'_>) -> Result<Vec<u8>, ReportError> {
    write(export).map_err(|error| ReportError::Export {
        format: "XLSX",
        reason: error.to_string(),
    })
}

fn write(export: &Export<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The time of making is not part of what is told: the same assessment gives the same bytes.
    let fixed = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&fixed));
    let text = Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0x00C8_CDD3));
    let head = text
        .clone()
        .set_bold()
        .set_background_color(Color::RGB(0x001F_3A5F))
        .set_font_color(Color::White);
    let sheet = workbook.add_worksheet();
    findings(export, sheet, &text, &head)?;
    let sheet = workbook.add_worksheet();
    about(export, sheet, &text)?;
    workbook.save_to_buffer()
}

fn findings(
    export: &Export<'_>,
    sheet: &mut Worksheet,
    text: &Format,
    head: &Format,
) -> Result<(), XlsxError> {
    sheet.set_name(name(&export.say("sheet.findings")))?;
    for ((number, key), width) in (0_u16..).zip(COLUMNS).zip(WIDTHS) {
        sheet.write_string_with_format(0, number, export.say(&format!("column.{key}")), head)?;
        sheet.set_column_width(number, width)?;
    }
    let mut last = 0;
    for (row, entry) in (1_u32..).zip(&export.entries) {
        let mark = match (entry.outcome, entry.severity) {
            (Outcome::Deviates, Severity::High | Severity::Critical) => Some(0x00F9_D9D6),
            (Outcome::Deviates, _) => Some(0x00FC_E8CF),
            (Outcome::Partial, _) => Some(0x00FF_F6D6),
            (Outcome::NotAnswered | Outcome::NotObserved, _) => Some(0x00E6_EAF0),
            _ => None,
        };
        for (number, cell) in (0_u16..).zip(cells(export, entry)) {
            let look = match mark {
                // Only the outcome is coloured; its word says the same.
                Some(colour) if number == 5 => {
                    text.clone().set_background_color(Color::RGB(colour))
                }
                _ => text.clone(),
            };
            sheet.write_string_with_format(row, number, fitting(&cell), &look)?;
        }
        last = row;
    }
    sheet.set_freeze_panes(1, 1)?;
    let columns = u16::try_from(COLUMNS.len() - 1).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, last, columns)?;
    Ok(())
}

fn about(export: &Export<'_>, sheet: &mut Worksheet, text: &Format) -> Result<(), XlsxError> {
    sheet.set_name(name(&export.say("sheet.about")))?;
    sheet.set_column_width(0, 30.0)?;
    sheet.set_column_width(1, 80.0)?;
    let assessment = export.assessment();
    let mut rows = vec![
        ("about.title", export.title()),
        ("about.as-of", assessment.as_of.to_string()),
        (
            "about.tool",
            format!("waarborg {}", assessment.method.tool_version),
        ),
        ("about.policy", assessment.method.policy.clone()),
    ];
    if let Some(dossier) = &assessment.dossier {
        rows.push(("about.controller", dossier.controller.name.clone()));
        rows.push(("about.vendor", dossier.vendor.name.clone()));
    }
    if let Some(verdict) = &assessment.verdict {
        let advice = serde_json::to_value(verdict.advice).ok();
        let advice = advice.as_ref().and_then(|v| v.as_str()).unwrap_or_default();
        let word = export.scribe.word(&format!("advice.{advice}"));
        rows.push(("about.verdict", word.to_string()));
        rows.push(("about.valid-until", verdict.valid_until.to_string()));
    }
    for (row, (key, value)) in (0_u32..).zip(rows) {
        sheet.write_string_with_format(row, 0, export.say(key), &text.clone().set_bold())?;
        let value = super::entry::clean(&value);
        sheet.write_string_with_format(row, 1, fitting(&value), text)?;
    }
    Ok(())
}

/// A text that a cell can hold.
fn fitting(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// A name that a sheet can have.
fn name(text: &str) -> String {
    text.chars()
        .filter(|c| !"[]:*?/\\'".contains(*c))
        .take(31)
        .collect()
}
