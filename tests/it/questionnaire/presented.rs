//! Documents of the shipped kinds behind answers of the shipped packs: the document decides over the words.

use std::collections::BTreeMap;

use waarborg::domain::answer::{Decision, Evidence, Review};
use waarborg::domain::finding::{Confidence, Outcome};
use waarborg::domain::id::{KindId, KnockOutId};
use waarborg::domain::pack::{EvidenceKind, KnockOut, KnockOutKind, Strength};
use waarborg::questionnaire::Judged;

use super::{World, day, parsed, plain, word};

fn kinds() -> BTreeMap<KindId, EvidenceKind> {
    #[derive(serde::Deserialize)]
    struct File {
        kind: Vec<EvidenceKind>,
    }
    let file: File =
        toml::from_str(include_str!("../../../data/attestations/kinds.toml")).expect("kinds");
    let rows = file.kind.into_iter();
    rows.map(|kind| (kind.id.clone(), kind)).collect()
}

fn knock_outs() -> BTreeMap<KnockOutId, KnockOut> {
    #[derive(serde::Deserialize)]
    struct File {
        knock_out: Vec<KnockOut>,
    }
    let file: File =
        toml::from_str(include_str!("../../../data/policy/knock-outs.toml")).expect("knock-outs");
    let rows = file.knock_out.into_iter();
    rows.map(|row| (row.id.clone(), row)).collect()
}

/// The quick scan on 30 November 2026, with a register in TOML.
fn world(register: &str) -> World {
    let mut world = World::new();
    world.packs = vec![parsed(
        "quick.toml",
        include_str!("../../../questionnaires/quick.toml"),
    )];
    for set in &mut world.answers {
        set.pack = "quick".parse().expect("id");
        set.version.clone_from(&world.packs[0].pack.pack.version);
    }
    world.kinds = kinds();
    world.knock_outs = knock_outs();
    world.as_of = day("2026-11-30");
    let register: toml::Table = register.parse().expect("a register");
    world.evidence = register
        .into_iter()
        .map(|(id, row)| {
            let mut row = row.as_table().expect("a row").clone();
            row.insert("id".to_owned(), id.into());
            row.try_into::<Evidence>().expect("a document")
        })
        .collect();
    world
}

fn judged(question: &str, said: &str, register: &str) -> Judged {
    let mut world = world(register);
    let mut answer = plain(word(said));
    answer.evidence = world.evidence.iter().map(|d| d.id.clone()).collect();
    world.answer(question, answer);
    world.judge()
}

fn outcome(judged: &Judged, question: &str) -> (Outcome, Confidence, String) {
    let found = super::finding(judged, question);
    (found.outcome, found.confidence, found.detail.en.clone())
}

fn raised(judged: &Judged) -> Vec<&str> {
    let raised = judged.knock_outs.iter();
    raised.map(|raised| raised.knock_out.id.as_str()).collect()
}

const COVERS: &str = "covers_service = true\naccredited = true\n";

#[test]
fn the_stricter_of_both_ends_counts() {
    let worth = |kind: &str, dates: &str| {
        let judged = judged(
            "sec.soc2",
            "type-i",
            &format!("[paper]\nkind = '{kind}'\n{COVERS}{dates}"),
        );
        let judged = &judged.evidence[0];
        (judged.strength, judged.note.en.clone())
    };
    let (strength, note) = worth("soc2-t2", "issued = 2019-10-01\nexpires = 2099-01-01");
    assert_eq!(strength, Strength::Asserted, "{note}");
    assert!(note.contains("30 September 2020"), "{note}");
    let (strength, note) = worth("soc2-t2", "expires = 2099-01-01");
    assert_eq!(strength, Strength::Asserted, "of unknown age: {note}");
    let (strength, note) = worth("soc2-t2", "issued = 2026-06-30\nexpires = 2099-01-01");
    assert_eq!(strength, Strength::Attested);
    assert!(
        note.contains("30 June 2027") && note.contains("1 January 2099"),
        "both dates are told: {note}"
    );
    let (strength, note) = worth("soc2-t2", "issued = 2026-06-30\nexpires = 2026-11-29");
    assert_eq!(strength, Strength::Asserted, "its own end: {note}");
    let (strength, note) = worth("iso27001-2022", "expires = 2099-01-01");
    assert_eq!(strength, Strength::Asserted);
    assert!(note.contains("1 January 2099"), "{note}");
    let (strength, _) = worth("iso27001-2022", "issued = 2020-01-01\nexpires = 2099-01-01");
    assert_eq!(strength, Strength::Asserted, "three years at most");
    let (strength, _) = worth("iso27001-2022", "issued = 2025-01-01\nexpires = 2027-12-31");
    assert_eq!(strength, Strength::Attested);
    let (strength, _) = worth("iso27001-2022", "issued = 2026-01-01\nexpires = 2025-12-31");
    assert_eq!(strength, Strength::Asserted, "ends before it begins");
}

#[test]
fn a_letter_carries_a_report_over_three_months_at_most() {
    let worth = |ended: &str, written: &str| {
        let register = format!(
            "[letter]\nkind = 'soc2-bridge-letter'\nissued = {written}\n\
             [report]\nkind = 'soc2-t2'\nissued = {ended}\n{COVERS}"
        );
        let judged = judged("sec.soc2", "type-ii", &register);
        let report = judged
            .evidence
            .iter()
            .find(|d| d.evidence.id.as_str() == "report");
        report.map(|d| d.strength)
    };
    assert_eq!(
        worth("2025-10-31", "2026-11-02"),
        Some(Strength::Documented)
    );
    assert_eq!(
        worth("2025-10-31", "2025-10-01"),
        Some(Strength::Asserted),
        "written before the period ended"
    );
    assert_eq!(
        worth("2025-10-31", "2026-07-01"),
        Some(Strength::Asserted),
        "the letter itself is too old"
    );
    assert_eq!(
        worth("2025-08-01", "2026-11-02"),
        Some(Strength::Asserted),
        "more than three months over"
    );
    assert_eq!(worth("2025-12-31", "2026-11-02"), Some(Strength::Attested));
}

#[test]
fn only_a_certificate_supports_the_question_about_the_certificate() {
    let report = format!("[report]\nkind = 'soc2-t2'\nissued = 2026-06-30\n{COVERS}");
    let judged = judged("sec.iso27001", "in-scope", &report);
    let (outcome, confidence, _) = outcome(&judged, "sec.iso27001");
    assert_eq!((outcome, confidence), (Outcome::Conforms, Confidence::Low));
    let quote = &super::finding(&judged, "sec.iso27001").evidence[0].quote;
    assert!(
        quote.contains("onderwerp") || quote.contains("Says nothing"),
        "{quote}"
    );
}

#[test]
fn a_certificate_that_is_none_refutes_the_answer_that_presents_it() {
    let certificate =
        |shape: &str| judged("sec.iso27001", "in-scope", &format!("[paper]\n{shape}"));
    for (shape, knock_out) in [
        (
            "kind = 'iso27001-2013'\nexpires = 2027-06-30\ncovers_service = true",
            true,
        ),
        (
            "kind = 'iso27001-2022'\nexpires = 2026-06-30\ncovers_service = true",
            true,
        ),
        (
            "kind = 'iso27001-2022'\nexpires = 2027-06-30\ncovers_service = false",
            false,
        ),
        (
            "kind = 'iso27001-2022'\nexpires = 2027-06-30\naccredited = false",
            false,
        ),
    ] {
        let judged = certificate(shape);
        let (outcome, confidence, detail) = outcome(&judged, "sec.iso27001");
        assert_eq!(
            (outcome, confidence),
            (Outcome::Deviates, Confidence::High),
            "{shape}"
        );
        assert!(
            detail.contains("Its own evidence refutes this answer"),
            "{detail}"
        );
        let expected: &[&str] = if knock_out {
            &["expired-certificate"]
        } else {
            &[]
        };
        assert_eq!(raised(&judged), expected, "{shape}");
        assert!(
            judged
                .knock_outs
                .iter()
                .all(|k| k.knock_out.kind == KnockOutKind::Soft)
        );
    }
    let unreviewed = certificate("kind = 'iso27001-2022'\nexpires = 2027-06-30");
    assert_eq!(
        outcome(&unreviewed, "sec.iso27001").0,
        Outcome::Conforms,
        "what nobody looked at refutes nothing"
    );
}

#[test]
fn one_valid_certificate_is_enough_and_an_accepted_explanation_settles_it() {
    let both = "[old]\nkind = 'iso27001-2013'\nexpires = 2024-06-30\n\
                [new]\nkind = 'iso27001-2022'\nexpires = 2027-06-30\ncovers_service = true\naccredited = true\n";
    let judged = judged("sec.iso27001", "in-scope", both);
    let (found, confidence, _) = outcome(&judged, "sec.iso27001");
    assert_eq!((found, confidence), (Outcome::Conforms, Confidence::High));
    let mut world = world("[old]\nkind = 'iso27001-2022'\nexpires = 2026-06-30\n");
    let mut answer = plain(word("in-scope"));
    answer.evidence = vec!["old".parse().expect("id")];
    answer.explanation = Some("The renewal is in the post.".to_owned());
    answer.review = Some(Review {
        decision: Decision::ContradictionExplained,
        by: "FG".to_owned(),
        at: day("2026-11-29"),
        reason: "Seen at the issuer.".to_owned(),
    });
    world.answer("sec.iso27001", answer);
    let judged = world.judge();
    assert_eq!(outcome(&judged, "sec.iso27001").0, Outcome::Conforms);
    assert!(raised(&judged).is_empty());
}

#[test]
fn a_refuted_certificate_averts_no_refused_audit() {
    let mut world = world("[old]\nkind = 'iso27001-2022'\nexpires = 2026-06-30\n");
    let mut answer = plain(word("in-scope"));
    world.answer("sec.iso27001", answer.clone());
    world.answer("con.audit", plain(word("refused")));
    world.answer("sec.soc2", plain(word("none")));
    let averted = world.judge();
    assert!(
        !raised(&averted).contains(&"audit-refused"),
        "a bare word still averts it"
    );
    answer.evidence = vec!["old".parse().expect("id")];
    world.answer("sec.iso27001", answer);
    let struck = world.judge();
    assert!(
        raised(&struck).contains(&"audit-refused"),
        "{:?}",
        raised(&struck)
    );
}

#[test]
fn every_letter_that_bridges_is_in_the_catalogue() {
    let kinds = kinds();
    let bridges = kinds.values().filter_map(|kind| kind.bridge.as_ref());
    let mut found = 0;
    for bridge in bridges {
        found += 1;
        assert!(kinds.contains_key(&bridge.by), "{}", bridge.by);
    }
    assert!(found > 0);
    for kind in kinds.values().filter(|kind| kind.needs_expiry) {
        assert!(kind.valid_days.is_some(), "{} has no longest term", kind.id);
    }
}
