//! The SPF test suite that the authors of RFC 7208 point at, over a resolver that serves its zones.
//!
//! `rfc7208.jsonl` is `rfc7208-tests.yml` of the package pyspf 2.0.14, one scenario a line, without PTR records and
//! explanations; its licence is in `rfc7208.LICENSE`. The suite asks about one sender at a time, and we judge a record for
//! all of them: what has to be an error there has to deviate here, and what is none must not be called one.

use std::collections::BTreeMap;
use std::path::Path;

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::Name;
use serde::Deserialize;
use serde_json::Value;
use waarborg::assess::clock;
use waarborg::check::{Material, judge};
use waarborg::domain::day::Day;
use waarborg::domain::party::Parties;
use waarborg::domain::subject::Subject;
use waarborg::probe::{Settings, observe};

use super::{catalogue, lookout};
use crate::support::dns::{Resolver, Zone};

#[derive(Deserialize)]
struct Scenario {
    #[serde(rename = "scenario")]
    title: String,
    /// Domain of the sender, and results that are right.
    tests: BTreeMap<String, (String, Vec<String>)>,
    zone: BTreeMap<String, Vec<Vec<Value>>>,
}

/// Reasons for a record that receivers cannot work with.
const BROKEN: [&str; 6] = [
    "syntax",
    "several",
    "too-many-lookups",
    "too-many-hosts",
    "loop",
    "broken-include",
];

/// In the first a sender matches before the limit is reached, and others do not. In the second a limit is passed that
/// receivers should have and need not; that is partial here, and its record says nothing about other senders besides.
const OTHERWISE: [&str; 2] = ["include-at-limit", "void-over-limit"];

fn zone(scenario: &Scenario) -> Zone {
    let mut zone = Zone::default();
    for (name, records) in &scenario.zone {
        if Name::from_ascii(name).is_err() {
            continue;
        }
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        for record in records {
            zone = match record[0].as_str() {
                Some("A" | "AAAA") => zone.address(name, &text(&record[1])),
                Some("CNAME") => zone.alias(name, &text(&record[1])),
                Some("MX") if !text(&record[2]).is_empty() => {
                    let preference = record[1].as_u64().and_then(|n| n.try_into().ok());
                    zone.mail(name, preference.expect("a preference"), &text(&record[2]))
                }
                Some("TXT") => {
                    let parts: Vec<String> = record[1..].iter().map(text).collect();
                    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                    zone.text(name, &parts)
                }
                Some("TIMEOUT") if records.len() == 1 => zone.failing(name, ResponseCode::ServFail),
                _ => zone,
            };
        }
        if records.is_empty() || records.iter().all(|record| record[0] == "BARE") {
            zone = zone.bare(name);
        }
    }
    zone
}

#[tokio::test]
async fn records_are_broken_where_the_suite_says_so() {
    let catalogue = catalogue();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/assess/rfc7208.jsonl");
    let file = std::fs::read_to_string(file).expect("the suite");
    let (mut judged, mut wrong) = (0, Vec::new());
    for line in file.lines() {
        let scenario: Scenario = serde_json::from_str(line).expect("a scenario");
        let resolver = Resolver::start(zone(&scenario)).await;
        let settings = Settings {
            dns: Some(resolver.address),
            ..Settings::default()
        };
        let mut subjects: Vec<Subject> = Vec::new();
        for (domain, _) in scenario.tests.values() {
            let subject = Subject::domain(&domain.to_lowercase());
            if !subjects.contains(&subject) {
                subjects.push(subject);
            }
        }
        let lookout = lookout(&catalogue, settings, None);
        let observations = observe(&lookout.network, &subjects, &|_| {}).await;
        let findings = judge(
            &subjects,
            &Material {
                observations: &observations,
                policy: &catalogue.policy,
                areas: &catalogue.areas,
                phrases: &catalogue.phrases,
                sheets: &catalogue.sheets,
                parties: &Parties::default(),
                declared: None,
                regions: None,
                as_of: Day::of(clock::now()),
            },
        );
        for (name, (domain, results)) in &scenario.tests {
            if OTHERWISE.contains(&name.as_str()) {
                continue;
            }
            let id = Subject::domain(&domain.to_lowercase()).id;
            let finding = findings
                .iter()
                .find(|finding| finding.check == "mail-spf" && finding.subject == id)
                .expect("a finding");
            let reason = finding.reason.as_str();
            let is = |result: &str| results.iter().any(|r| r == result);
            let fits = match (is("permerror"), results.len()) {
                (true, 1) => BROKEN.contains(&reason),
                (true, _) => true,
                (false, _) if is("none") => matches!(reason, "missing" | "lookup-failed"),
                (false, _) if is("temperror") => {
                    matches!(reason, "branch-unseen" | "lookup-failed")
                }
                (false, _) => !BROKEN.contains(&reason) && reason != "missing",
            };
            judged += 1;
            if !fits {
                let shown = &finding.detail.en;
                wrong.push(format!(
                    "{}/{name}: {results:?} — {reason}: {shown}",
                    scenario.title
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(judged > 150, "{judged}");
}
