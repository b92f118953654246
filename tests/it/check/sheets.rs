//! Sheets and checks say the same: one sheet a check, one text a reason, the same parameters in both languages.

use std::collections::BTreeSet;

use waarborg::check::CHECKS;

use super::catalogue;

#[test]
fn every_check_has_a_sheet_and_every_sheet_a_check() {
    let catalogue = catalogue();
    let sheets: BTreeSet<&str> = catalogue
        .sheets
        .keys()
        .map(waarborg::domain::id::CheckId::as_str)
        .collect();
    let checks: BTreeSet<&str> = CHECKS.iter().map(|check| check.id).collect();
    assert_eq!(sheets, checks);
}

#[test]
fn every_reason_has_a_text_and_every_text_a_reason() {
    let catalogue = catalogue();
    for check in CHECKS {
        let sheet = &catalogue.sheets[&check
            .id
            .parse::<waarborg::domain::id::CheckId>()
            .expect("an id")];
        let texts: BTreeSet<&str> = sheet.reason.keys().map(String::as_str).collect();
        let reasons: BTreeSet<&str> = check.reasons.iter().copied().collect();
        assert_eq!(texts, reasons, "{}", check.id);
        for (reason, text) in &sheet.reason {
            let (nl, en) = text.placeholders();
            assert_eq!(
                nl, en,
                "{}.{reason} mentions different things in Dutch and English",
                check.id
            );
        }
    }
}

#[test]
fn every_sheet_stands_on_norms_and_topics_that_exist() {
    let catalogue = catalogue();
    for sheet in catalogue.sheets.values() {
        assert!(sheet.id.as_str().starts_with(&sheet.family), "{}", sheet.id);
        assert!(
            [0, 1, 2, 4, 8].contains(&sheet.weight),
            "{}: weight {}",
            sheet.id,
            sheet.weight
        );
        assert!(
            catalogue
                .policy
                .score
                .topic
                .iter()
                .any(|t| t.id == sheet.topic),
            "{}: topic {}",
            sheet.id,
            sheet.topic
        );
        assert!(!sheet.refs.is_empty(), "{} stands on no norm", sheet.id);
        for reference in &sheet.refs {
            let (norm, provision) = reference.split_once(':').expect("norm:provision");
            let file = catalogue
                .norms
                .get(norm)
                .unwrap_or_else(|| panic!("{}: norm {norm}", sheet.id));
            assert!(
                file.provisions.iter().any(|p| p.id == provision),
                "{}: {reference}",
                sheet.id
            );
        }
    }
}
