//! A row for each finding and claim, as text with commas (RFC 4180), with a mark that tells spreadsheets it is UTF-8.

use super::Export;
use super::entry::Entry;
use crate::report::ReportError;

/// The columns: keys of their headings below `report.export.column.`.
pub(super) const COLUMNS: [&str; 15] = [
    "id",
    "source",
    "rule",
    "title",
    "subject",
    "outcome",
    "severity",
    "confidence",
    "detail",
    "remedy",
    "references",
    "evidence",
    "seen-at",
    "accepted",
    "reason",
];

/// The cells of a row, in the order of [`COLUMNS`].
pub(super) fn cells(export: &Export<'_>, entry: &Entry) -> [String; COLUMNS.len()] {
    let evidence: Vec<String> = entry
        .proofs
        .iter()
        .map(|proof| {
            if proof.quote.is_empty() {
                proof.source.clone()
            } else {
                format!("{}: {}", proof.source, proof.quote)
            }
        })
        .collect();
    [
        entry.id.clone(),
        export.say(&format!("source.{}", entry.kind.as_str())),
        entry.rule.clone(),
        entry.title.clone(),
        entry.shown.clone(),
        entry.outcome_word.clone(),
        entry.severity_word.clone(),
        entry.confidence_word.clone(),
        entry.detail.clone(),
        entry.remedy.clone().unwrap_or_default(),
        entry.provisions.join("; "),
        evidence.join("\n"),
        entry.at.to_string(),
        entry.accepted.clone().unwrap_or_default(),
        entry.reason.clone(),
    ]
}

pub(super) fn render(export: &Export<'_>) -> Result<Vec<u8>, ReportError> {
    let heads = COLUMNS.map(|key| export.say(&format!("column.{key}")));
    let rows = export.entries.iter().map(|entry| cells(export, entry));
    write(std::iter::once(heads).chain(rows))
}

/// Writes rows. A cell that a spreadsheet would run is begun with an apostrophe, as people do by hand.
pub(super) fn write<const N: usize>(
    rows: impl Iterator<Item = [String; N]>,
) -> Result<Vec<u8>, ReportError> {
    let broken = |error: &dyn std::fmt::Display| ReportError::Export {
        format: "CSV",
        reason: error.to_string(),
    };
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    for row in rows {
        writer
            .write_record(row.iter().map(|cell| harmless(cell)))
            .map_err(|error| broken(&error))?;
    }
    writer.into_inner().map_err(|error| broken(&error))
}

/// A cell that begins no formula.
fn harmless(cell: &str) -> String {
    let begins = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
    if cell.trim_start().starts_with(begins) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_a_formula() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            (" \n@SUM(A1)", "' \n@SUM(A1)"),
            ("+31 20 1234567", "'+31 20 1234567"),
            ("＝1", "'＝1"),
            ("TLS 1.2 = good", "TLS 1.2 = good"),
        ] {
            assert_eq!(harmless(cell), written);
        }
    }
}
