//! Without a network: only failures of one kind, nothing confirmed, and the same answer every time.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use waarborg::assess::{assess, judge, look, targets};
use waarborg::domain::assessment::Assessment;
use waarborg::domain::claim::ClaimStatus;
use waarborg::domain::finding::{FindingSource, Outcome};
use waarborg::domain::observation::FailureReason;
use waarborg::domain::verdict::ReasonRule;
use waarborg::probe::Settings;

use super::{catalogue, folder, lookout};
use crate::support::demo;

fn noon() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().expect("a moment")
}

fn offline() -> Settings {
    Settings {
        offline: true,
        ..Settings::default()
    }
}

pub(super) async fn assessed() -> Assessment {
    let catalogue = catalogue();
    let (_root, folder) = folder(&catalogue, &demo::files(noon()).await);
    let lookout = lookout(&catalogue, offline(), None);
    assess(&folder, &catalogue, &lookout, noon(), &|_| {})
        .await
        .expect("an assessment")
}

#[tokio::test]
async fn offline_gives_only_offline_failures() {
    let assessment = assessed().await;
    assert!(assessment.observations.0.len() > 30);
    for observation in &assessment.observations.0 {
        assert_eq!(
            observation.failure().map(|f| f.reason),
            Some(FailureReason::Offline)
        );
    }
    assert!(assessment.locations.is_empty());
    for finding in assessment
        .findings
        .iter()
        .filter(|f| f.source == FindingSource::Check)
    {
        assert_eq!(finding.outcome, Outcome::NotObserved, "{}", finding.id);
    }
    assert!(assessment.method.network.offline);
}

#[tokio::test]
async fn what_was_not_looked_at_confirms_and_refutes_nothing() {
    let assessment = assessed().await;
    assert!(assessment.claims.len() >= 4);
    for claim in &assessment.claims {
        assert_eq!(claim.status, ClaimStatus::NotObservable, "{}", claim.id);
    }
    let score = assessment.score.expect("a score");
    assert_eq!(score.contradictions, 0);
    assert!(score.coverage > 0, "answers count");
    let verdict = assessment.verdict.expect("a verdict");
    assert!(
        verdict
            .reasons
            .iter()
            .any(|r| r.rule == ReasonRule::NothingObserved)
    );
}

#[tokio::test]
async fn the_same_input_gives_the_same_assessment() {
    let catalogue = catalogue();
    let (_root, folder) = folder(&catalogue, &demo::files(noon()).await);
    let lookout = lookout(&catalogue, offline(), None);
    let sighting = look(&targets(&folder).expect("targets"), &lookout, &|_| {}).await;
    let first = serde_json::to_string(&judge(Some(&folder), sighting.clone(), &catalogue, noon()))
        .expect("JSON");
    let other_catalogue = super::catalogue();
    let second = serde_json::to_string(&judge(
        Some(&folder),
        sighting.clone(),
        &other_catalogue,
        noon(),
    ))
    .expect("JSON");
    assert_eq!(first, second);

    // Another day is another judgement: evidence ages.
    let later: Timestamp = "2029-11-22T12:00:00Z".parse().expect("a moment");
    let aged = judge(Some(&folder), sighting, &catalogue, later);
    let fresh: Assessment = serde_json::from_str(&first).expect("an assessment");
    let credit = |a: &Assessment| a.score.as_ref().map(|s| s.credit);
    assert!(
        credit(&aged) < credit(&fresh),
        "{:?} {:?}",
        credit(&aged),
        credit(&fresh)
    );
}

#[tokio::test]
async fn a_scan_has_no_verdict() {
    let catalogue = catalogue();
    let (_root, folder) = folder(&catalogue, &demo::files(noon()).await);
    let lookout = lookout(&catalogue, offline(), None);
    let targets = targets(&folder).expect("targets");
    let scan = waarborg::assess::scan(&targets, &catalogue, &lookout, noon(), &|_| {}).await;
    assert!(scan.verdict.is_none() && scan.score.is_none() && scan.claims.is_empty());
    assert!(
        scan.findings
            .iter()
            .all(|f| f.source == FindingSource::Check)
    );
}

#[tokio::test]
async fn a_machine_without_network_is_done_in_seconds() {
    let catalogue = catalogue();
    let (_root, folder) = folder(&catalogue, &demo::files(noon()).await);
    // Nobody answers at that name server: what a cut cable looks like.
    let settings = Settings {
        dns: Some(([127, 0, 0, 1], 9).into()),
        ..Settings::default()
    };
    let lookout = lookout(&catalogue, settings, None);
    let started = Instant::now();
    let assessment = assess(&folder, &catalogue, &lookout, noon(), &|_| {})
        .await
        .expect("an assessment");
    assert!(
        started.elapsed() < Duration::from_secs(30),
        "{:?}",
        started.elapsed()
    );
    assert!(assessment.observations.saw_nothing());
    let rules = assessment.verdict.expect("a verdict").reasons;
    assert!(rules.iter().any(|r| r.rule == ReasonRule::NothingObserved));
}
