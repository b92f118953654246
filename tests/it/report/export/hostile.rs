//! Payloads in every place that a stranger can fill, in every export: they stay text.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use serde_json::Value;
use waarborg::domain::text::Lang;
use waarborg::report::ExportFormat;

use super::super::hostile::{PAYLOADS, poison};
use super::{case, export, json, objections};

#[test]
fn documents_stay_valid_whatever_was_answered() {
    for payload in PAYLOADS
        .iter()
        .copied()
        .chain(["", " ", "\n", "\u{ffff}\u{0}"])
    {
        let mut assessment = case();
        poison(&mut assessment, payload);
        for (format, schema, parts) in [
            (ExportFormat::Sarif, "sarif-2.1.0", &[][..]),
            (ExportFormat::Oscal, "oscal-complete", &[]),
            (
                ExportFormat::Cyclonedx,
                "cyclonedx-1.6",
                &["cyclonedx-spdx", "cyclonedx-jsf-0.82"],
            ),
        ] {
            let document = json(&assessment, format, Lang::En);
            let found = objections(schema, parts, &document);
            assert!(
                found.is_empty(),
                "{payload:?} in {format:?}:\n{}",
                found.join("\n")
            );
            let text = document.to_string();
            assert!(
                !text.contains(['\u{1b}', '\u{202e}', '\u{7}']),
                "{payload:?}"
            );
        }
    }
}

#[test]
fn no_cell_is_a_formula() {
    for payload in [
        "=HYPERLINK(\"https://evil.example\",\"x\")",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
    ] {
        let mut assessment = case();
        poison(&mut assessment, payload);
        for format in [ExportFormat::Csv, ExportFormat::Dora] {
            let bytes = export(&assessment, format, Lang::En);
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(bytes.as_slice());
            let mut cells = 0;
            for record in reader.records() {
                for cell in &record.expect("a row") {
                    cells += 1;
                    let first = cell
                        .trim_start_matches('\u{feff}')
                        .trim_start()
                        .chars()
                        .next();
                    assert!(!matches!(first, Some('=' | '+' | '-' | '@')), "{cell:?}");
                }
            }
            assert!(cells > 100);
        }
        let bytes = export(&assessment, ExportFormat::Xlsx, Lang::En);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        for name in book.sheet_names() {
            let formulas = book.worksheet_formula(&name).expect("a sheet");
            assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()));
            let sheet = book.worksheet_range(&name).expect("a sheet");
            assert!(
                sheet
                    .cells()
                    .all(|(_, _, cell)| matches!(cell, Data::String(_) | Data::Empty))
            );
        }
    }
}

#[test]
fn a_link_or_placeholder_of_sarif_is_text() {
    let mut assessment = case();
    poison(&mut assessment, "[click](https://evil.example) {0} \\");
    let document = json(&assessment, ExportFormat::Sarif, Lang::En);
    let text = document["runs"][0]["results"][0]["message"]["text"]
        .as_str()
        .expect("a message");
    assert!(
        text.contains("\\[click\\](https://evil.example) {{0}} \\\\"),
        "{text}"
    );
}

#[test]
fn xml_is_well_formed_and_its_text_is_text() {
    for payload in PAYLOADS
        .iter()
        .copied()
        .chain(["]]>", "\u{fffe}\u{0}\u{b}", "&amp;&nbsp;"])
    {
        let mut assessment = case();
        poison(&mut assessment, payload);
        let bytes = export(&assessment, ExportFormat::Junit, Lang::Nl);
        let text = String::from_utf8(bytes).expect("UTF-8");
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut elements = std::collections::BTreeSet::new();
        loop {
            match reader.read_event().expect("well-formed") {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Start(e) | quick_xml::events::Event::Empty(e) => {
                    elements.insert(e.name().as_ref().to_owned());
                }
                _ => {}
            }
        }
        for name in &elements {
            assert!(
                ["testsuites", "testsuite", "testcase", "failure", "skipped"]
                    .contains(&name.as_str()),
                "{name}"
            );
        }
    }
}

#[test]
fn a_very_long_answer_fits() {
    let mut assessment = case();
    poison(&mut assessment, &"é".repeat(1_000_000 / 2));
    let bytes = export(&assessment, ExportFormat::Xlsx, Lang::En);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let sheet = book.worksheet_range("Findings").expect("the sheet");
    let longest = sheet
        .cells()
        .filter_map(|(_, _, cell)| match cell {
            Data::String(text) => Some(text.chars().count()),
            _ => None,
        })
        .max();
    assert!(
        longest.is_some_and(|longest| longest <= 32_767),
        "{longest:?}"
    );
    let document: Value = json(&assessment, ExportFormat::Sarif, Lang::En);
    assert!(objections("sarif-2.1.0", &[], &document).is_empty());
}
