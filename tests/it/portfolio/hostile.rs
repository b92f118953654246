//! Names that strangers chose, in every format: they stay text.

use std::fs;
use std::io::Cursor;

use calamine::{Reader as _, Xlsx};

use super::{Run, Yard};
use crate::support::calendar::unfolded;

const NAMES: [&str; 9] = [
    "<script>alert('pay01')</script>",
    "=HYPERLINK(\"https://evil.example\",\"pay02\")",
    "\u{202e}30yap pay03\u{2066}",
    "pay04\"} 1\nwaarborg_fake{x=\"",
    "pay05\r\nBEGIN:VEVENT\r\nSUMMARY:fake;x,y\\n",
    "| pay06 | [x](javascript:alert(1))",
    "{{css}} {{{css}}} pay07",
    "\u{1b}[31mpay08\u{1b}[0m",
    "@pay09 +cmd|'/c calc'!A0",
];

fn yard() -> Yard {
    let yard = Yard::empty();
    for (number, name) in NAMES.iter().enumerate() {
        let run = Run {
            parties: vec![(NAMES[number], false)],
            networks: vec![(NAMES[number], "US")],
            ..Run::new("2026-10-01T09:00:00Z", "hold", (1_000, 5_000))
        };
        yard.dossier(&format!("d{number}"), name, "high", &[run]);
    }
    yard
}

#[test]
fn names_stay_text_in_pages_and_tables() {
    let yard = yard();
    let show = |format: &str| yard.show(&["--format", format]).ends(0).out;
    let html = show("html");
    assert!(!html.contains("<script") && !html.contains("javascript:alert(1)\""));
    assert!(
        html.contains("{{css}} {{{css}}} pay07"),
        "no template of theirs is filled in"
    );
    let markdown = show("md");
    assert!(!markdown.contains("[x](javascript"), "{markdown}");
    assert!(!markdown.contains("| pay06 |"), "a bar begins no cell");
    for format in ["html", "md", "table", "csv", "ics", "prometheus"] {
        let out = show(format);
        for number in 1..=NAMES.len() {
            assert!(
                out.contains(&format!("pay{number:02}")),
                "{format} lost pay{number:02}"
            );
        }
        let acts =
            |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{1b}');
        assert!(!out.contains(acts), "{format} holds characters that act");
    }
}

#[test]
fn spreadsheets_run_nothing() {
    let yard = yard();
    let csv = yard.show(&["--format", "csv"]).ends(0).out;
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let mut cells = 0;
    for row in reader.records() {
        for cell in &row.expect("a row") {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
            cells += 1;
        }
    }
    assert_eq!(cells, 52 * NAMES.len());
    yard.show(&["--format", "xlsx", "--output", "r.xlsx"])
        .ends(0);
    let bytes = fs::read(yard.place.at("r.xlsx")).expect("a file");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).expect("a sheet");
        assert!(formulas.rows().flatten().all(String::is_empty), "{name}");
    }
}

#[test]
fn nobody_adds_an_event_or_a_sample() {
    let yard = yard();
    let calendar = yard.show(&["--format", "ics"]).ends(0).out;
    let begun = unfolded(&calendar)
        .lines()
        .filter(|line| *line == "BEGIN:VEVENT")
        .count();
    assert_eq!(begun, NAMES.len(), "one review each");
    let metrics = yard.show(&["--format", "prometheus"]).ends(0).out;
    assert!(
        !metrics
            .lines()
            .any(|line| line.starts_with("waarborg_fake")),
        "{metrics}"
    );
}

#[test]
fn folders_whose_names_look_alike_stay_apart_in_metrics() {
    let yard = Yard::empty();
    let run = || Run::new("2026-10-01T09:00:00Z", "hold", (1_000, 5_000));
    for folder in ["acme", "ac\u{200b}me", "acme (2)"] {
        yard.dossier(folder, "Acme", "high", &[run()]);
    }
    let metrics = yard.show(&["--format", "prometheus"]).ends(0).out;
    let mut samples: Vec<&str> = metrics
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.rsplit_once(' ').map(|(name, _)| name))
        .collect();
    let all = samples.len();
    samples.sort_unstable();
    samples.dedup();
    assert_eq!(samples.len(), all, "{metrics}");
}
