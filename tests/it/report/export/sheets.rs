//! Tables and tests of a pipeline: what they count and which fields they know.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Reader as _, Xlsx};
use waarborg::domain::answer::{Answer, AnswerSet, AnswerValue};
use waarborg::domain::finding::Outcome;
use waarborg::domain::text::Lang;
use waarborg::report::ExportFormat;

use super::{accepting, case, export};

fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes);
    reader
        .records()
        .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn a_row_for_each_finding_and_claim() {
    let case = case();
    let table = rows(&export(&case, ExportFormat::Csv, Lang::En));
    assert_eq!(table.len(), 1 + case.findings.len() + case.claims.len());
    assert_eq!(table[0][0], "Id");
    let ids: Vec<&str> = table[1..].iter().map(|row| row[0].as_str()).collect();
    for finding in &case.findings {
        assert!(ids.contains(&finding.id.as_str()), "{}", finding.id);
    }
    let bytes = export(&case, ExportFormat::Xlsx, Lang::Nl);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    assert_eq!(book.sheet_names(), ["Bevindingen", "Over deze lijst"]);
    let sheet = book.worksheet_range("Bevindingen").expect("the sheet");
    assert_eq!(sheet.height(), table.len());
    assert_eq!(sheet.width(), table[0].len());
}

#[test]
fn a_pipeline_counts_what_fails_and_passes_nothing_unknown() {
    let case = case();
    let text = String::from_utf8(export(&case, ExportFormat::Junit, Lang::En)).expect("text");
    let count = |outcome| {
        case.findings
            .iter()
            .filter(|f| f.outcome == outcome)
            .count()
    };
    let contradicted = 2;
    let failures = count(Outcome::Deviates) + contradicted;
    assert!(
        text.contains(&format!("failures=\"{failures}\"")),
        "{}",
        &text[..200]
    );
    let tests = case.findings.len() + case.claims.len();
    assert!(
        text.contains(&format!("tests=\"{tests}\"")),
        "{}",
        &text[..200]
    );
    let skipped = text.matches("<skipped").count();
    let unknown = count(Outcome::Partial)
        + count(Outcome::NotApplicable)
        + count(Outcome::NotAnswered)
        + count(Outcome::NotObserved)
        + 1;
    assert_eq!(skipped, unknown);
    let accepted = case
        .findings
        .iter()
        .filter(|f| f.outcome == Outcome::Deviates)
        .map(|f| (f.id.clone(), "known".to_owned()))
        .collect();
    let text = accepting(&case, ExportFormat::Junit, Lang::En, &accepted);
    let text = String::from_utf8(text).expect("text");
    assert!(text.contains(&format!("failures=\"{contradicted}\"")));
}

#[test]
fn the_register_knows_what_the_dossier_knows_and_lists_the_rest() {
    let mut case = case();
    case.answers.push(AnswerSet {
        pack: "location-and-transfers".parse().expect("an id"),
        version: "1.0.0".to_owned(),
        answers: BTreeMap::from([(
            "loc.primary".parse().expect("an id"),
            Answer {
                value: Some(AnswerValue::List(vec!["NL".to_owned(), "DE".to_owned()])),
                ..Answer::default()
            },
        )]),
    });
    let table = rows(&export(&case, ExportFormat::Dora, Lang::En));
    let value = |template: &str, column: &str| -> Vec<(&str, &str)> {
        table
            .iter()
            .filter(|row| row[0].trim_start_matches('\u{feff}') == template && row[3] == column)
            .map(|row| (row[5].as_str(), row[6].as_str()))
            .collect()
    };
    let open = "unknown, to be filled in";
    assert_eq!(
        value("B_05.01", "c0050"),
        [("Cloud & Co. B.V.", "from the dossier")]
    );
    assert_eq!(value("B_05.01", "c0010"), [("", open)]);
    assert_eq!(
        value("B_02.02", "c0060")[0],
        ("S19", "derived, to be checked")
    );
    let places: Vec<&str> = value("B_02.02", "c0150").iter().map(|(v, _)| *v).collect();
    assert!(
        places.contains(&"NL") && places.contains(&"DE"),
        "{places:?}"
    );
    let ranks: Vec<&str> = value("B_05.02", "c0050").iter().map(|(v, _)| *v).collect();
    assert_eq!(
        ranks,
        ["1", "2", "2"],
        "the provider and its two sub-processors"
    );
    // Nothing is left out: an empty value is always said to be unknown.
    for row in &table[1..] {
        assert_eq!(row[5].is_empty(), row[6] == open, "{row:?}");
    }
}
