//! What documents are worth, and to which answers.

use waarborg::domain::answer::{AnswerValue, Evidence};
use waarborg::domain::finding::Confidence;
use waarborg::domain::pack::Strength;

use super::{World, document, finding, plain, strength, word};

/// The worth of one document of a kind, behind an answer about security.
fn worth(kind: &str, shape: impl Fn(&mut Evidence)) -> (Strength, String) {
    let mut world = World::new();
    let mut paper = document("paper", kind);
    shape(&mut paper);
    world.evidence = vec![paper];
    let mut answer = plain(word("in-scope"));
    answer.evidence = vec!["paper".parse().expect("id")];
    world.answer("sec.iso", answer);
    let judged = world.judge();
    let strength = strength(&judged, "sec.iso").expect("answered");
    assert_eq!(strength, judged.evidence[0].strength, "relevant here");
    assert_eq!(
        finding(&judged, "sec.iso").evidence[0].quote,
        judged.evidence[0].note.en
    );
    (strength, judged.evidence[0].note.en.clone())
}

#[test]
fn evidence_is_worth_what_it_shows_on_the_day() {
    let day = super::day;
    let certificate = |change: fn(&mut Evidence)| {
        worth("iso27001", |paper| {
            paper.expires = Some(day("2027-01-31"));
            paper.covers_service = Some(true);
            paper.accredited = Some(true);
            change(paper);
        })
    };
    assert_eq!(
        certificate(|_| {}),
        (
            Strength::Attested,
            "A statement by an independent third party. Valid up to and including 31 January 2027."
                .to_owned()
        )
    );
    assert_eq!(
        certificate(|p| p.covers_service = None).0,
        Strength::Documented
    );
    assert_eq!(certificate(|p| p.accredited = None).0, Strength::Documented);
    assert_eq!(
        certificate(|p| p.covers_service = Some(false)).0,
        Strength::Asserted
    );
    assert_eq!(
        certificate(|p| p.accredited = Some(false)).0,
        Strength::Asserted
    );
    assert_eq!(certificate(|p| p.expires = None).0, Strength::Asserted);
    assert_eq!(
        certificate(|p| p.expires = Some(super::day("2026-11-22"))).0,
        Strength::Attested,
        "the last day counts"
    );
    assert_eq!(
        certificate(|p| p.expires = Some(super::day("2026-11-21"))).0,
        Strength::Asserted
    );
    assert_eq!(
        certificate(|p| p.issued = Some(super::day("2026-11-23"))).0,
        Strength::Asserted
    );
    assert!(
        certificate(|p| p.subject = Some("Other B.V.".to_owned()))
            .1
            .contains("in the name of Other B.V.")
    );
    assert!(
        !certificate(|p| p.subject = Some("CLOUD LTD".to_owned()))
            .1
            .contains("in the name of")
    );
    assert_eq!(
        worth("iso27001-old", |p| p.expires = Some(day("2027-01-31"))).0,
        Strength::Asserted
    );

    let test = |issued: Option<&str>| {
        worth("pentest", |paper| {
            paper.issued = issued.map(day);
            paper.covers_service = Some(true);
        })
        .0
    };
    assert_eq!(
        test(Some("2025-11-22")),
        Strength::Attested,
        "365 days later, the last day"
    );
    assert_eq!(test(Some("2025-11-21")), Strength::Asserted);
    assert_eq!(test(None), Strength::Asserted, "of unknown age");
    assert_eq!(worth("website", |_| {}).0, Strength::Asserted);
}

#[test]
fn a_document_lends_nothing_to_another_topic() {
    let mut world = World::new();
    world.evidence = vec![document("dpa", "agreement"), document("pol", "policy")];
    let mut answer = plain(AnswerValue::Flag(true));
    answer.evidence = ["dpa", "pol", "lost"]
        .map(|id| id.parse().expect("id"))
        .to_vec();
    world.answer("agr.signed", answer.clone());
    answer.value = Some(AnswerValue::Number(24));
    world.answer("inc.hours", answer);
    let judged = world.judge();
    assert_eq!(strength(&judged, "agr.signed"), Some(Strength::Documented));
    assert_eq!(
        finding(&judged, "agr.signed").confidence,
        Confidence::Medium
    );
    let quotes: Vec<&str> = finding(&judged, "agr.signed")
        .evidence
        .iter()
        .map(|e| e.quote.as_str())
        .collect();
    assert!(
        quotes[1].contains("Says nothing") && quotes[2].contains("not in the evidence register"),
        "{quotes:?}"
    );
    assert_eq!(strength(&judged, "inc.hours"), Some(Strength::Asserted));
}

#[test]
fn a_document_that_is_not_there_answers_nothing() {
    let mut world = World::new();
    world.say("gov.policy", word("pol"));
    assert!(
        finding(&world.judge(), "gov.policy")
            .detail
            .en
            .contains("refers to document pol")
    );
    world.evidence = vec![document("pol", "policy")];
    let judged = world.judge();
    assert_eq!(
        strength(&judged, "gov.policy"),
        Some(Strength::Documented),
        "the answer is its own evidence"
    );
    assert_eq!(finding(&judged, "gov.policy").detail.nl, "Beleid (pol).");
}
