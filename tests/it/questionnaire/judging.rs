//! What answers come to.

use waarborg::domain::answer::{Answer, AnswerValue, Cell, Decision, Review, Source};
use waarborg::domain::dossier::ServiceModel;
use waarborg::domain::finding::{Outcome, Severity};
use waarborg::domain::item::ItemReading;

use super::{World, day, document, finding, list, plain, reading, value, word};

fn review(decision: Decision) -> Review {
    Review {
        decision,
        by: "Privacy desk".to_owned(),
        at: day("2026-11-02"),
        reason: "looked at it".to_owned(),
    }
}

#[test]
fn an_answer_falls_under_its_option() {
    let mut world = World::new();
    world
        .say("agr.signed", AnswerValue::Flag(true))
        .say("sec.iso", word("other"))
        .say("inc.hours", AnswerValue::Number(100));
    let judged = world.judge();
    assert_eq!(judged.findings.len(), 9, "one for each question");
    let good = finding(&judged, "agr.signed");
    assert_eq!(good.id, "basis/agr.signed");
    assert_eq!(
        (good.outcome, good.severity),
        (Outcome::Conforms, Severity::Critical)
    );
    assert_eq!(
        (good.detail.nl.as_str(), good.detail.en.as_str()),
        ("Ja.", "Yes.")
    );
    assert_eq!(good.remediation, None);
    let partial = finding(&judged, "sec.iso");
    assert_eq!(partial.outcome, Outcome::Partial);
    assert_eq!(partial.detail.nl, "Voor iets anders.");
    assert_eq!(
        partial.remediation.as_ref().map(|t| t.en.as_str()),
        Some("Ask for another scope.")
    );
    assert_eq!(finding(&judged, "inc.hours").outcome, Outcome::Deviates);
    assert_eq!(value(&judged, "sec.iso"), Some(4_000));
    let remedy = judged
        .items
        .iter()
        .find(|i| i.id == "basis/agr.signed")
        .and_then(|i| i.remedy.clone());
    assert!(
        remedy.is_some_and(|r| r.en.contains("Agreement")),
        "a good word still lacks evidence"
    );
}

#[test]
fn silence_is_unknown_and_says_what_to_fill_in() {
    let judged = World::new().judge();
    let open = finding(&judged, "inc.hours");
    assert_eq!(
        (open.outcome, open.reason.as_str()),
        (Outcome::NotAnswered, "not-answered")
    );
    assert!(
        open.remediation
            .as_ref()
            .is_some_and(|t| t.nl.contains("Het aantal in de overeenkomst."))
    );
    assert_eq!(
        reading(&judged, "inc.hours"),
        Some(ItemReading::Unknown { best: 10_000 })
    );
    assert!(judged.knock_outs.is_empty() && judged.assertions.is_empty());
}

#[test]
fn a_question_is_hidden_only_when_its_condition_is_known_to_fail() {
    let mut world = World::new();
    assert_eq!(
        finding(&world.judge(), "xfer.tool").outcome,
        Outcome::NotAnswered,
        "unknown is asked"
    );
    world
        .say("loc.storage", list(&["NL"]))
        .say("xfer.tool", list(&["scc"]));
    let judged = world.judge();
    assert_eq!(finding(&judged, "xfer.tool").reason, "hidden");
    assert_eq!(reading(&judged, "xfer.tool"), None, "it leaves the score");
    world.dossier.service.model = ServiceModel::Hosting;
    assert_eq!(
        finding(&world.judge(), "sec.test").outcome,
        Outcome::NotApplicable
    );
}

#[test]
fn a_missing_answer_elsewhere_earns_nothing() {
    let mut world = World::new();
    world.say("sec.test", AnswerValue::Day(day("2026-06-01")));
    assert_eq!(
        value(&world.judge(), "sec.test"),
        Some(6_000),
        "the better option is not certain"
    );
    world.say("sec.iso", word("in-scope"));
    assert_eq!(value(&world.judge(), "sec.test"), Some(10_000));
    world.as_of = day("2027-12-01");
    assert_eq!(value(&world.judge(), "sec.test"), Some(0), "time passes");
}

#[test]
fn a_knock_out_waits_for_the_answer_that_may_avert_it() {
    let mut world = World::new();
    world.say("loc.storage", list(&["NL", "IN"]));
    let judged = world.judge();
    assert!(
        judged.knock_outs.is_empty(),
        "the open critical question holds the verdict"
    );
    assert_eq!(value(&judged, "loc.storage"), Some(1_000));
    world.say("xfer.tool", list(&["consent"]));
    let raised = world.judge().knock_outs;
    assert_eq!(raised.len(), 1);
    assert_eq!(
        (raised[0].knock_out.id.as_str(), raised[0].item.as_str()),
        ("transfer", "basis/loc.storage")
    );
    world.say("xfer.tool", list(&["scc"]));
    assert!(world.judge().knock_outs.is_empty());
}

#[test]
fn a_knock_out_does_not_wait_for_what_nobody_is_asked() {
    let mut world = World::new();
    world.say("loc.storage", list(&["IN"]));
    let pack = &mut world.packs[0].pack;
    pack.questions
        .retain(|question| question.id.as_str() != "xfer.tool");
    assert_eq!(world.judge().knock_outs.len(), 1);
}

#[test]
fn a_knock_out_that_no_table_knows_is_raised_all_the_same() {
    let mut world = World::new();
    world.knock_outs.clear();
    world.say("agr.signed", AnswerValue::Flag(false));
    assert_eq!(world.judge().knock_outs.len(), 1);
}

#[test]
fn not_applicable_counts_only_once_approved() {
    let mut world = World::new();
    let claim = |decision| Answer {
        not_applicable: Some("we have none".to_owned()),
        review: decision,
        ..Answer::default()
    };
    world.answer("sec.iso", claim(None));
    assert_eq!(
        finding(&world.judge(), "sec.iso").outcome,
        Outcome::NotAnswered
    );
    world.answer(
        "sec.iso",
        claim(Some(review(Decision::ApprovedNotApplicable))),
    );
    let judged = world.judge();
    assert_eq!(finding(&judged, "sec.iso").reason, "not-applicable");
    assert_eq!(
        finding(&judged, "sec.iso").detail.en,
        "Not applicable: we have none. Approved by Privacy desk on 2 November 2026: looked at it."
    );
    assert_eq!(reading(&judged, "sec.iso"), None);
    world.answer(
        "inc.hours",
        claim(Some(review(Decision::ApprovedNotApplicable))),
    );
    let judged = world.judge();
    assert_eq!(
        finding(&judged, "inc.hours").outcome,
        Outcome::NotAnswered,
        "this one always applies"
    );
    assert!(
        finding(&judged, "inc.hours")
            .detail
            .en
            .starts_with("This question always applies.")
    );
}

#[test]
fn reviewers_reject_confirm_and_explain() {
    let mut world = World::new();
    let mut answer = plain(AnswerValue::Flag(true));
    answer.review = Some(review(Decision::Rejected));
    world.answer("tls.only", answer.clone());
    let judged = world.judge();
    assert_eq!(finding(&judged, "tls.only").reason, "rejected");
    assert!(judged.assertions.is_empty());
    answer.review = Some(review(Decision::ContradictionExplained));
    world.answer("tls.only", answer.clone());
    let judged = world.judge();
    assert_eq!(
        judged.assertions[0].explained.as_deref(),
        Some("Privacy desk, 2026-11-02: looked at it")
    );
    assert_eq!(
        judged.assertions[0].said.nl,
        "Is alleen TLS 1.2 of nieuwer mogelijk? Ja."
    );

    let carried = |world: &World| match reading(&world.judge(), "tls.only") {
        Some(ItemReading::Known { carried, .. }) => carried,
        other => panic!("{other:?}"),
    };
    answer.source = Some(Source::CarriedFrom(day("2025-11-01")));
    answer.review = None;
    world.answer("tls.only", answer.clone());
    assert!(carried(&world));
    answer.review = Some(review(Decision::Confirmed));
    world.answer("tls.only", answer.clone());
    assert!(!carried(&world));
    answer.source = Some(Source::CarriedFrom(day("2026-11-15")));
    world.answer("tls.only", answer);
    assert!(
        carried(&world),
        "an older confirmation says nothing about this carrying over"
    );
}

#[test]
fn only_good_observable_answers_are_asserted() {
    let mut world = World::new();
    world
        .say("tls.only", AnswerValue::Flag(false))
        .say("loc.storage", list(&["NL", "CH"]))
        .say("agr.signed", AnswerValue::Flag(true));
    let judged = world.judge();
    assert_eq!(judged.assertions.len(), 1);
    assert_eq!(
        judged.assertions[0].rule.as_deref(),
        Some("endpoints-in-eea")
    );
    assert_eq!(
        judged.assertions[0].said.en,
        "In which countries are the data kept? Netherlands, Switzerland."
    );
}

#[test]
fn answers_of_another_meaning_or_kind_count_as_unknown() {
    let mut world = World::new();
    world
        .say("agr.signed", AnswerValue::Number(3))
        .say("sec.iso", word("gold"));
    let judged = world.judge();
    assert!(
        finding(&judged, "agr.signed")
            .detail
            .en
            .contains("expected yes or no, found a number")
    );
    assert_eq!(
        reading(&judged, "sec.iso"),
        Some(ItemReading::Unknown { best: 10_000 })
    );
    world.say("agr.signed", AnswerValue::Flag(true));
    world.answers[0].version = "2.0.0".to_owned();
    let judged = world.judge();
    assert!(
        finding(&judged, "agr.signed")
            .detail
            .en
            .contains("belong to version 2.0.0")
    );
}

#[test]
fn a_pack_that_nobody_checked_does_no_harm() {
    let mut world = World::new();
    let question =
        |world: &mut World, id: &str, change: &dyn Fn(&mut waarborg::domain::pack::Question)| {
            let questions = &mut world.packs[0].pack.questions;
            change(
                questions
                    .iter_mut()
                    .find(|q| q.id.as_str() == id)
                    .expect(id),
            );
        };
    question(&mut world, "agr.signed", &|q| {
        q.when = Some("answers['tls.only']".to_owned());
    });
    question(&mut world, "tls.only", &|q| {
        q.when = Some("answers['agr.signed']".to_owned());
    });
    question(&mut world, "inc.hours", &|q| {
        q.when = Some("((((((((((".to_owned());
    });
    question(&mut world, "sec.iso", &|q| q.options.truncate(1));
    question(&mut world, "loc.storage", &|q| {
        q.options[2].knock_out_unless = Some("nonsense(".to_owned());
    });
    world
        .say("agr.signed", AnswerValue::Flag(true))
        .say("sec.iso", word("none"))
        .say("loc.storage", list(&["IN"]));
    let judged = world.judge();
    assert_eq!(
        finding(&judged, "agr.signed").outcome,
        Outcome::Conforms,
        "in a circle everything is asked"
    );
    assert_eq!(finding(&judged, "inc.hours").outcome, Outcome::NotAnswered);
    assert!(
        finding(&judged, "sec.iso")
            .detail
            .en
            .contains("does not say how this answer counts: None.")
    );
    assert_eq!(
        judged.knock_outs.len(),
        1,
        "an exception that cannot be read excepts nothing"
    );
}

#[test]
fn answers_are_put_into_words() {
    let mut world = World::new();
    let row = |name: &str, country: &str| {
        [("name", name), ("country", country)]
            .map(|(k, v)| (k.to_owned(), Cell::Text(v.to_owned())))
            .into_iter()
            .collect()
    };
    world.say(
        "sub.list",
        AnswerValue::Rows(vec![row("Rack", "NL"), row("{name}", "IN")]),
    );
    let mut dated = plain(AnswerValue::Day(day("2026-03-01")));
    dated.comment = Some("by {x}".to_owned());
    world.answer("sec.test", dated);
    let judged = world.judge();
    assert_eq!(
        finding(&judged, "sub.list").detail.nl,
        "Naam: Rack; Land: Nederland\nNaam: {name}; Land: India."
    );
    assert_eq!(
        finding(&judged, "sec.test").detail.nl,
        "1 maart 2026. Toelichting: by {x}."
    );
    assert_eq!(
        finding(&judged, "sec.test").detail.en,
        "1 March 2026. Comment: by {x}."
    );
}

#[test]
fn every_phrase_that_is_used_exists() {
    // A missing phrase shows its key.
    let mut world = World::new();
    world.evidence = vec![document("pol", "policy")];
    for id in ["sec.iso", "inc.hours", "agr.signed"] {
        let mut answer = plain(word("x"));
        answer.not_applicable = Some("no".to_owned());
        answer.evidence = vec!["pol".parse().expect("id")];
        world.answer(id, answer);
    }
    let judged = world.judge();
    for text in judged
        .findings
        .iter()
        .flat_map(|f| [Some(&f.detail), f.remediation.as_ref()])
        .flatten()
    {
        assert!(
            !text.nl.contains("questionnaire.") && !text.en.contains('{'),
            "{text:?}"
        );
    }
}
