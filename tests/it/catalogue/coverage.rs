//! Every wish that the program started from lives somewhere real, and every question says which wish it answers.

use std::collections::{BTreeMap, BTreeSet};

use waarborg::catalogue::{Coverage, TraceKind};

use super::catalogue;

/// The seed texts with the number of the rows of each: 560 together.
const SEEDS: [(&str, usize, usize); 5] = [
    ("S0", 56, 2),
    ("S1", 118, 3),
    ("S2", 24, 2),
    ("S3", 147, 3),
    ("S4", 215, 3),
];
/// The subjects of the cross-map by theme: 84 together.
const SUBJECTS: [(&str, usize); 16] = [
    ("CON", 5),
    ("CRY", 3),
    ("DEV", 2),
    ("DPA", 13),
    ("EXI", 9),
    ("GOV", 10),
    ("HRS", 2),
    ("IAM", 4),
    ("INC", 5),
    ("LOC", 8),
    ("LOG", 2),
    ("NET", 4),
    ("PHY", 2),
    ("SEC", 8),
    ("SUB", 6),
    ("VUL", 1),
];

fn coverage() -> Coverage {
    Coverage::load(&catalogue()).expect("the tables")
}

#[test]
fn every_row_of_the_seeds_is_there_once_in_order_and_no_other() {
    let wanted: Vec<String> = SEEDS
        .iter()
        .flat_map(|(seed, count, digits)| {
            (1..=*count).map(move |number| format!("{seed}-{number:0digits$}"))
        })
        .collect();
    assert_eq!(wanted.len(), 560);
    let mut found: Vec<String> = coverage().rows.into_iter().map(|trace| trace.row).collect();
    found.dedup();
    assert_eq!(found, wanted);
}

#[test]
fn every_subject_of_the_cross_map_has_a_question() {
    let coverage = coverage();
    let mut asked: BTreeMap<&str, bool> = BTreeMap::new();
    for trace in &coverage.subjects {
        let asks = asked.entry(&trace.row).or_default();
        *asks |= trace.kind == TraceKind::Question;
        assert!(trace.subject.is_some(), "{}", trace.row);
    }
    let without: Vec<&&str> = asked
        .iter()
        .filter(|(_, asks)| !**asks)
        .map(|(id, _)| id)
        .collect();
    assert!(without.is_empty(), "{without:?}");
    let wanted: BTreeSet<String> = SUBJECTS
        .iter()
        .flat_map(|(theme, count)| (1..=*count).map(move |n| format!("{theme}-{n:02}")))
        .collect();
    assert_eq!(wanted.len(), 84);
    let found: BTreeSet<String> = asked.into_keys().map(str::to_owned).collect();
    assert_eq!(found, wanted);
}

#[test]
fn every_reference_leads_to_something_and_stands_once() {
    let coverage = coverage();
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for trace in coverage.rows.iter().chain(&coverage.subjects) {
        if trace.title.is_none() {
            faults.push(format!(
                "{}: {} {} is not there",
                trace.row,
                trace.kind.as_str(),
                trace.at
            ));
        }
        if !seen.insert((&trace.row, trace.kind, &trace.at)) {
            faults.push(format!("{}: {} stands twice", trace.row, trace.at));
        }
        let needs_reason = matches!(trace.kind, TraceKind::Context | TraceKind::Planned);
        let words = |text: &waarborg::domain::text::Text| !text.nl.is_empty() && text.nl != text.en;
        if needs_reason && !trace.reason.as_ref().is_some_and(words) {
            faults.push(format!(
                "{}: {} has no reason in both languages",
                trace.row, trace.at
            ));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// What still has to be made is counted, so that nothing joins it unseen.
#[test]
fn what_is_still_to_come_is_known() {
    let planned: Vec<String> = coverage()
        .rows
        .into_iter()
        .filter(|trace| trace.kind == TraceKind::Planned)
        .map(|trace| trace.row)
        .collect();
    assert_eq!(planned, PLANNED);
}

const PLANNED: [&str; 0] = [];

#[test]
fn questions_and_rules_name_the_rows_that_name_them() {
    let catalogue = catalogue();
    let traced: BTreeSet<(String, String)> = coverage()
        .rows
        .into_iter()
        .filter(|trace| matches!(trace.kind, TraceKind::Question | TraceKind::Rule))
        .map(|trace| (trace.row, trace.at))
        .collect();
    let mut named = BTreeSet::new();
    for pack in catalogue.all_packs() {
        let id = &pack.pack.id;
        for question in &pack.questions {
            let rows = question.origin.iter().cloned();
            named.extend(rows.map(|row| (row, format!("{id}/{}", question.id))));
        }
        for rule in &pack.rules {
            let rows = rule.origin.iter().cloned();
            named.extend(rows.map(|row| (row, format!("{id}/{}", rule.id))));
        }
    }
    let only = |a: &BTreeSet<_>, b: &BTreeSet<_>| -> Vec<(String, String)> {
        a.difference(b).cloned().collect()
    };
    assert!(
        only(&traced, &named).is_empty(),
        "no origin: {:?}",
        only(&traced, &named)
    );
    assert!(
        only(&named, &traced).is_empty(),
        "not in the table: {:?}",
        only(&named, &traced)
    );
}
