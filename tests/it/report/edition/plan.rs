//! The plan of the annexes: every id leads somewhere, and the structure of the law is there.

use std::collections::BTreeSet;

use waarborg::check::CHECKS;

use super::House;

#[test]
fn every_question_check_and_provision_exists() {
    let house = House::new();
    let questions: BTreeSet<String> = house
        .catalogue
        .packs
        .iter()
        .flat_map(|parsed| {
            let pack = &parsed.pack;
            let ids = pack.questions.iter();
            ids.map(|question| format!("{}/{}", pack.pack.id, question.id))
        })
        .collect();
    let provisions: BTreeSet<String> = house
        .catalogue
        .norms
        .iter()
        .flat_map(|(norm, file)| {
            let ids = file.provisions.iter();
            ids.map(move |provision| format!("{norm}:{}", provision.id))
        })
        .collect();
    let mut seen = 0;
    for annex in &house.plan.list {
        for reference in &annex.refs {
            assert!(provisions.contains(reference), "{reference}");
        }
        for line in annex.parts.iter().flat_map(|part| &part.lines) {
            let label = &line.label.en;
            for id in &line.questions {
                assert!(questions.contains(id), "{label}: {id}");
            }
            for check in &line.checks {
                let known = CHECKS.iter().any(|known| known.id == check.as_str());
                assert!(known, "{label}: {check}");
            }
            for reference in &line.refs {
                assert!(provisions.contains(reference), "{label}: {reference}");
            }
            let fed = line.blank
                || line.fact.is_some()
                || !line.questions.is_empty()
                || !line.checks.is_empty();
            assert!(fed, "nothing feeds {label}");
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn the_annexes_follow_the_decision_and_go_on_where_cloud_contracts_do() {
    let house = House::new();
    let annexes = house.plan.list.iter();
    let numbers: Vec<(&str, &str)> = annexes
        .map(|a| (a.number.as_str(), a.id.as_str()))
        .collect();
    assert_eq!(
        numbers,
        [
            ("I", "parties"),
            ("II", "processing"),
            ("III", "measures"),
            ("IV", "sub-processors"),
            ("V", "locations"),
            ("VI", "breaches"),
            ("VII", "exit"),
            ("VIII", "user-controls"),
        ]
    );
}

#[test]
fn both_languages_are_there() {
    let house = House::new();
    for (key, text) in &house.catalogue.phrases.0 {
        if key.starts_with("report.edition.") {
            assert!(!text.nl.is_empty() && !text.en.is_empty(), "{key}");
            let (nl, en) = text.placeholders();
            assert_eq!(nl, en, "{key}");
        }
    }
    for annex in &house.plan.list {
        let lines = annex.parts.iter().flat_map(|part| &part.lines);
        for label in lines
            .map(|line| &line.label)
            .chain([&annex.title, &annex.note])
        {
            assert!(!label.nl.is_empty() && !label.en.is_empty(), "{}", annex.id);
        }
    }
}
