//! `JUnit` XML: a suite for each subject, a test for each check, question or claim; for pipelines that show tests.
//!
//! A deviation fails, partly in order and accepted ones are skipped with the reason, as is what could not be seen:
//! nothing unknown passes.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::Export;
use super::entry::{Entry, Kind};
use crate::domain::finding::Outcome;
use crate::report::ReportError;

pub(super) fn render(export: &Export<'_>) -> Result<Vec<u8>, ReportError> {
    let mut report = Report::new(export.title());
    let mut order: Vec<&str> = Vec::new();
    let mut suites: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in &export.entries {
        let list = suites.entry(&entry.subject).or_default();
        if list.is_empty() {
            order.push(&entry.subject);
        }
        list.push(entry);
    }
    for subject in order {
        let list = suites.remove(subject).unwrap_or_default();
        let shown = list.first().map_or(subject, |entry| entry.shown.as_str());
        let mut suite = TestSuite::new(shown);
        suite.extra.insert(
            "timestamp".into(),
            export
                .assessment()
                .as_of
                .strftime("%Y-%m-%dT%H:%M:%S")
                .to_string()
                .into(),
        );
        suite.add_test_cases(list.into_iter().map(|entry| test(export, entry)));
        report.add_test_suite(suite);
    }
    report
        .to_string()
        .map(String::into_bytes)
        .map_err(|error| ReportError::Export {
            format: "JUnit",
            reason: error.to_string(),
        })
}

fn test(export: &Export<'_>, entry: &Entry) -> TestCase {
    let mut parts = vec![entry.detail.clone()];
    parts.extend(entry.remedy.clone());
    parts.extend(
        entry
            .proofs
            .iter()
            .map(|proof| format!("{}: {}", proof.source, proof.quote)),
    );
    let body = parts.join("\n");
    let brief = format!("{}: {}", entry.outcome_word, first_line(&entry.detail));
    let skipped = |words: String| {
        let mut status = TestCaseStatus::skipped();
        status.set_message(words);
        status.set_description(body.clone());
        status
    };
    let status = match (&entry.accepted, entry.outcome) {
        (Some(words), _) => skipped(export.fill("accepted", &[("text", words)])),
        (None, Outcome::Conforms | Outcome::Informs) => TestCaseStatus::success(),
        (None, Outcome::Deviates) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_message(brief);
            status.set_type(entry.severity_word.as_str());
            status.set_description(body.clone());
            status
        }
        (None, _) => skipped(brief),
    };
    let label = match entry.kind {
        Kind::Claim => entry.id.clone(),
        _ => entry.title.clone(),
    };
    let mut test = TestCase::new(label, status);
    test.set_classname(entry.rule.as_str());
    test
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
