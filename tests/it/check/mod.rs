//! Every check over recorded inputs: one that conforms, one that does not, one that could not be seen.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;
use waarborg::catalogue::Catalogue;
use waarborg::check::{CHECKS, Check, Material, judge, weigh};
use waarborg::domain::country::Country;
use waarborg::domain::day::Day;
use waarborg::domain::finding::{Finding, Outcome};
use waarborg::domain::item::ItemReading;
use waarborg::domain::observation::{Observations, Probe};
use waarborg::domain::party::{DeclaredPart, DeclaredParty, Parties};
use waarborg::domain::subject::Subject;
use waarborg::domain::transparency::LogList;

mod profile;
mod sheets;
mod tls;
mod told;
mod x509_status;

/// A recorded input and what it comes to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) subject: Subject,
    pub(crate) as_of: Day,
    #[serde(default)]
    pub(crate) declared: Option<Vec<String>>,
    /// Countries that the provider says the service answers from.
    #[serde(default)]
    regions: Option<Vec<Country>>,
    /// Other subjects that the observations are about.
    #[serde(default)]
    also: Vec<Subject>,
    /// Logs to judge by instead of the shipped ones: nobody but a log can make its promises.
    #[serde(default)]
    logs: Option<LogList>,
    pub(crate) observations: Observations,
    expect: Expectation,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    outcome: Outcome,
    reason: String,
    /// A part of the English text.
    #[serde(default)]
    says: Option<String>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/check/cases")
}

fn catalogue() -> Catalogue {
    Catalogue::load(None, waarborg::catalogue::DEFAULT_POLICY).expect("the shipped data")
}

fn judge_case(case: &Case, catalogue: &Catalogue) -> Vec<Finding> {
    let parties = parties(case, catalogue);
    let material = material(case, catalogue, &parties);
    judge(std::slice::from_ref(&case.subject), &material)
}

fn parties(case: &Case, catalogue: &Catalogue) -> Parties {
    let mut subjects = vec![case.subject.clone()];
    subjects.extend(case.also.iter().cloned());
    let declared: Option<Vec<DeclaredParty>> = case.declared.as_ref().map(|names| {
        let row = |name| DeclaredParty::new(DeclaredPart::SubProcessor, name, None, "");
        names.iter().map(|name| row(name)).collect()
    });
    Parties::of(
        &subjects,
        &case.observations,
        &catalogue.parties,
        declared.as_deref(),
        &catalogue.areas,
        case.as_of,
    )
}

fn material<'a>(case: &'a Case, catalogue: &'a Catalogue, parties: &'a Parties) -> Material<'a> {
    Material {
        observations: &case.observations,
        policy: &catalogue.policy,
        areas: &catalogue.areas,
        phrases: &catalogue.phrases,
        sheets: &catalogue.sheets,
        declared: case.declared.as_deref(),
        regions: case.regions.as_deref(),
        parties,
        as_of: case.as_of,
    }
}

fn cases(id: &str) -> Vec<(String, Case)> {
    let mut cases = Vec::new();
    for entry in
        fs::read_dir(folder().join(id)).unwrap_or_else(|_| panic!("no recorded cases for {id}"))
    {
        let path = entry.expect("entry").path();
        let text = fs::read_to_string(&path).expect("case");
        let case = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        cases.push((
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned(),
            case,
        ));
    }
    cases.sort_by(|a, b| a.0.cmp(&b.0));
    cases
}

#[test]
fn every_check_judges_its_recorded_cases() {
    let catalogue = catalogue();
    for check in CHECKS {
        let cases = cases(check.id);
        let names: BTreeSet<&str> = cases.iter().map(|(name, _)| name.as_str()).collect();
        assert!(
            names.contains("conforms") && names.contains("not-observed"),
            "{}: has {names:?}",
            check.id
        );
        assert!(
            names.contains("deviates") || names.contains("partial"),
            "{}: has {names:?}",
            check.id
        );
        for (name, case) in &cases {
            let own = case.logs.as_ref().map(|logs| {
                let mut own = catalogue.clone();
                own.policy.transparency.logs = logs.clone();
                own
            });
            let findings = judge_case(case, own.as_ref().unwrap_or(&catalogue));
            let finding = findings
                .iter()
                .find(|f| f.check == check.id)
                .unwrap_or_else(|| panic!("{}: no finding", check.id));
            let what = format!("{}/{name}: {}", check.id, finding.detail.en);
            assert_eq!(
                (finding.outcome, finding.reason.as_str()),
                (case.expect.outcome, case.expect.reason.as_str()),
                "{what}"
            );
            assert!(
                !finding.detail.en.contains('{') && !finding.detail.nl.contains('{'),
                "{what} leaves a gap"
            );
            assert_eq!(
                finding.remediation.is_some(),
                matches!(finding.outcome, Outcome::Deviates | Outcome::Partial),
                "{what}"
            );
            if let Some(part) = &case.expect.says {
                assert!(
                    finding.detail.en.contains(part),
                    "{what} does not say {part}"
                );
            }
            if finding.outcome != Outcome::NotObserved && finding.outcome != Outcome::NotApplicable
            {
                assert!(!finding.evidence.is_empty(), "{what} rests on nothing");
            }
        }
    }
}

#[test]
fn stores_that_differ_are_in_the_evidence() {
    let catalogue = catalogue();
    let quote = |name: &str| {
        let (_, case) = cases("certificate-trust")
            .into_iter()
            .find(|(found, _)| found == name)
            .expect("a case");
        let findings = judge_case(&case, &catalogue);
        let finding = findings
            .iter()
            .find(|finding| finding.check == "certificate-trust")
            .expect("a finding");
        finding.evidence[0].quote.clone()
    };
    let differ = quote("conforms-public-only");
    assert!(
        differ.contains("mozilla: trusted; werkgever: no path to a trusted issuer"),
        "{differ}"
    );
    assert!(!quote("conforms").contains("stores —"));
}

#[test]
fn no_folder_of_cases_is_left_over() {
    let known: BTreeSet<&str> = CHECKS.iter().map(|check| check.id).collect();
    for entry in fs::read_dir(folder()).expect("cases") {
        let name = entry
            .expect("entry")
            .file_name()
            .to_string_lossy()
            .into_owned();
        assert!(known.contains(name.as_str()), "{name} is no check");
    }
}

#[test]
fn every_check_answers_for_a_subject_without_any_observation() {
    let catalogue = catalogue();
    for check in CHECKS {
        for (_, mut case) in cases(check.id) {
            case.observations = Observations::default();
            let findings = judge_case(&case, &catalogue);
            // Nobody asked whether a host that was only met on the way serves pages.
            let about_pages = |check: &Check| {
                check
                    .needs
                    .iter()
                    .any(|probe| matches!(probe, Probe::Http | Probe::Https | Probe::SecurityTxt))
            };
            let expected = CHECKS
                .iter()
                .filter(|c| c.subject == case.subject.kind)
                .filter(|c| case.subject.role.is_none() || !about_pages(c))
                .count();
            assert_eq!(
                findings.len(),
                expected,
                "exactly one finding for each check and subject"
            );
            for finding in findings {
                let fine = matches!(
                    finding.outcome,
                    Outcome::NotObserved | Outcome::NotApplicable
                );
                assert!(
                    fine,
                    "{} claims to have seen something: {:?}",
                    finding.id, finding.outcome
                );
            }
        }
    }
}

#[test]
fn old_observations_show_nothing_any_more() {
    let catalogue = catalogue();
    let (_, mut case) = cases("https-hsts")
        .into_iter()
        .find(|(name, _)| name == "conforms")
        .expect("a case");
    let fresh = judge_case(&case, &catalogue);
    let parties = Parties::default();
    let items = weigh(&fresh, &material(&case, &catalogue, &parties));
    let of = |items: &[waarborg::domain::item::Item]| {
        items
            .iter()
            .find(|i| i.id == "https-hsts")
            .map(|i| i.reading)
    };
    assert!(matches!(
        of(&items),
        Some(ItemReading::Known { value: 10_000, .. })
    ));
    case.as_of = case.as_of.plus_days(91);
    let fresh = judge_case(&case, &catalogue);
    let items = weigh(&fresh, &material(&case, &catalogue, &parties));
    assert_eq!(of(&items), Some(ItemReading::Unknown { best: 10_000 }));
}
