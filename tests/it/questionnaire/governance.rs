//! Decisions about answers: who takes a risk, and answers that are about the controller itself.

use waarborg::domain::acceptance::Acceptance;
use waarborg::domain::answer::{Answer, AnswerValue};
use waarborg::domain::finding::Outcome;
use waarborg::domain::pack::About;

use super::{World, day, finding, plain};

fn taken() -> Acceptance {
    Acceptance {
        owner: "Director".to_owned(),
        reason: "small service".to_owned(),
        at: day("2026-06-01"),
        until: day("2026-12-31"),
        risk: 3_400,
    }
}

#[test]
fn an_acceptance_changes_nothing_that_is_scored() {
    let mut world = World::new();
    world.say("agr.signed", AnswerValue::Flag(false));
    let before = world.judge();
    let answer = Answer {
        acceptance: Some(taken()),
        ..plain(AnswerValue::Flag(false))
    };
    world.answer("agr.signed", answer);
    let after = world.judge();
    assert_eq!(
        after.acceptances,
        [("basis/agr.signed".to_owned(), taken())]
    );
    assert_eq!(
        (before.items, before.findings, before.knock_outs),
        (after.items, after.findings, after.knock_outs)
    );
}

#[test]
fn what_is_not_asked_brings_no_acceptance() {
    let mut world = World::new();
    let hidden = world.packs[0]
        .pack
        .questions
        .iter()
        .find(|question| question.id.as_str() == "agr.signed")
        .expect("a question")
        .clone();
    let mut hidden = hidden;
    hidden.when = Some("false".to_owned());
    hidden.id = "agr.hidden".parse().expect("an id");
    world.packs[0].pack.questions.push(hidden);
    let answer = Answer {
        acceptance: Some(taken()),
        ..plain(AnswerValue::Flag(false))
    };
    world.answer("agr.hidden", answer);
    let judged = world.judge();
    assert_eq!(
        finding(&judged, "agr.hidden").outcome,
        Outcome::NotApplicable
    );
    assert!(judged.acceptances.is_empty());
}

#[test]
fn what_the_controller_does_itself_is_shown_and_not_counted() {
    let mut world = World::new();
    world.say("agr.signed", AnswerValue::Flag(true));
    let counted = world.judge();
    world.packs[0].pack.pack.about = About::Controller;
    let own = world.judge();
    assert_eq!(counted.findings, own.findings);
    assert!(!counted.items.is_empty());
    assert!(own.items.is_empty(), "{:?}", own.items);
}
