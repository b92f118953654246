//! The TLS checks under each guideline, and over pictures that were not seen to their end.

use waarborg::catalogue::Catalogue;
use waarborg::domain::fact::TlsFact;
use waarborg::domain::finding::{
    Finding,
    Outcome::{self, Conforms, Deviates, NotObserved, Partial},
};
use waarborg::domain::observation::{Fact, Failure, FailureReason, Reading};

use super::{Case, cases, catalogue, judge_case};

fn case(check: &str, name: &str) -> Case {
    cases(check)
        .into_iter()
        .find(|(known, _)| known == name)
        .unwrap_or_else(|| panic!("{check}/{name}"))
        .1
}

fn finding(case: &Case, check: &str, catalogue: &Catalogue) -> Finding {
    judge_case(case, catalogue)
        .into_iter()
        .find(|finding| finding.check == check)
        .expect("a finding")
}

fn facts(case: &mut Case) -> impl Iterator<Item = &mut TlsFact> {
    case.observations
        .0
        .iter_mut()
        .filter_map(|observation| match &mut observation.reading {
            Reading::Observed(fact) => match fact.as_mut() {
                Fact::Tls(fact) => Some(fact),
                _ => None,
            },
            Reading::Failed(_) => None,
        })
}

#[test]
fn each_guideline_judges_by_its_own_tables() {
    let of = |policy: &str| Catalogue::load(None, policy).expect(policy);
    let (law, mozilla) = (of("nl-law-2.1.1"), of("mozilla-intermediate"));
    let rows: [(&str, &str, Outcome, Outcome); 8] = [
        ("tls-versions", "deviates", Partial, Deviates),
        ("tls-cipher-suites", "partial", Conforms, Deviates),
        ("tls-cipher-suites", "conforms", Conforms, Conforms),
        ("tls-key-exchange", "deviates-ffdhe2048", Partial, Deviates),
        ("tls-signature-hash", "deviates", Partial, Deviates),
        ("tls-extended-master-secret", "deviates", Conforms, Partial),
        ("tls-early-data", "deviates", Deviates, Partial),
        ("tls-compression", "deviates", Deviates, Deviates),
    ];
    for (check, name, by_law, by_mozilla) in rows {
        let case = case(check, name);
        for (catalogue, wanted) in [(&law, by_law), (&mozilla, by_mozilla)] {
            let found = finding(&case, check, catalogue);
            assert_eq!(found.outcome, wanted, "{check}/{name}: {}", found.detail.en);
        }
    }
}

#[test]
fn what_was_not_seen_to_its_end_is_never_in_order() {
    let catalogue = catalogue();
    for check in [
        "tls-cipher-suites",
        "tls-cipher-preference",
        "tls-key-exchange",
        "tls-forward-secrecy",
        "tls-known-weaknesses",
        "tls-signature-hash",
    ] {
        for (name, mut case) in cases(check) {
            let whole = finding(&case, check, &catalogue);
            for picture in facts(&mut case).filter_map(|fact| fact.picture.as_deref_mut()) {
                let failure = Failure::new(FailureReason::Closed, "reset");
                for list in &mut picture.suites {
                    list.incomplete = Some(failure.clone());
                }
                for list in &mut picture.groups {
                    list.incomplete = Some(failure.clone());
                }
            }
            let cut = finding(&case, check, &catalogue);
            assert_ne!(cut.outcome, Conforms, "{check}/{name}");
            if whole.outcome == Deviates && whole.reason != "never" {
                assert_eq!(cut.outcome, Deviates, "{check}/{name}: what was seen stays");
            }
        }
    }
}

#[test]
fn a_light_look_says_nothing_beyond_versions() {
    let catalogue = catalogue();
    let mut case = case("tls-known-weaknesses", "deviates");
    for fact in facts(&mut case) {
        fact.picture = None;
    }
    for found in judge_case(&case, &catalogue) {
        if found.check.starts_with("tls-") && found.check != "tls-versions" {
            assert_eq!(
                (found.outcome, found.reason.as_str()),
                (NotObserved, "light"),
                "{}",
                found.id
            );
        }
    }
}

#[test]
fn an_address_that_could_not_be_reached_lowers_the_certainty() {
    use waarborg::domain::finding::Confidence;
    let catalogue = catalogue();
    let mut case = case("tls-cipher-suites", "conforms");
    let mut other = case.observations.0[0].clone();
    other.id = "o2".to_owned();
    other.reading = Reading::Failed(Failure::new(FailureReason::TimedOut, "no answer"));
    case.observations.0.push(other);
    let found = finding(&case, "tls-cipher-suites", &catalogue);
    assert_eq!(found.outcome, Conforms);
    assert_eq!(found.confidence, Confidence::Medium);
}
