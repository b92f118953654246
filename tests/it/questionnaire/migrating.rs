//! Answers of an earlier version and of an earlier period: nothing is lost without being told, and nothing counts that
//! was about another question.

use std::sync::Arc;

use waarborg::domain::answer::{Answer, AnswerValue, Decision, Review, Source};
use waarborg::domain::migration::Change;
use waarborg::questionnaire::{
    LintLevel, Migrated, carry_over, lint, migrate, parse_earlier, parse_pack,
};

use super::{PACK, World, day, parsed};

/// The pack of these tests in its next version, with these changes.
fn next(changes: &str) -> String {
    PACK.replace("version = \"1.2.0\"", "version = \"2.0.0\"") + changes
}

fn change(kind: &str, from: &str, into: &str, rest: &str) -> String {
    format!(
        "\n[[migration]]\nto = \"2.0.0\"\nchange = \"{kind}\"\nfrom = {from}\ninto = {into}\n{rest}\n\
         note = {{ nl = \"Waarom het is veranderd.\", en = \"Why it has changed.\" }}\n"
    )
}

fn migrated(changes: &str, answers: &str) -> Migrated {
    let pack = parsed("next.toml", &next(changes));
    let source: Arc<str> = format!("pack = \"basis\"\nversion = \"1.2.0\"\n{answers}").into();
    let earlier = parse_earlier("answers.toml", &source).expect("answers");
    migrate(&pack.pack, &earlier, day("2026-11-22"))
}

fn after<'m>(migrated: &'m Migrated, id: &str) -> Option<&'m Answer> {
    migrated.set.answers.get(id)
}

const REVIEWED: &str =
    "review = { decision = \"confirmed\", by = \"Desk\", at = 2026-02-01, reason = \"seen\" }";

#[test]
fn another_id_or_other_words_keep_the_answer_and_the_review() {
    for kind in ["same", "reworded"] {
        let changes = change(kind, "[\"agr.old\"]", "[\"agr.signed\"]", "");
        let answers =
            format!("[answers.\"agr.old\"]\nvalue = \"yes\"\nat = 2026-01-01\n{REVIEWED}\n");
        let done = migrated(&changes, &answers);
        let answer = after(&done, "agr.signed").expect("the answer");
        assert_eq!(
            answer.value,
            Some(AnswerValue::Text("yes".to_owned())),
            "{kind}"
        );
        assert!(answer.review.is_some() && answer.source.is_none(), "{kind}");
        assert!(done.set.answers.len() == 1 && !done.moves[0].loses());
        assert_eq!(done.set.version, "2.0.0");
    }
}

#[test]
fn a_split_brings_the_answer_where_it_fits_to_be_confirmed() {
    let changes = change(
        "split",
        "[\"agr.old\"]",
        "[\"agr.signed\", \"loc.storage\"]",
        "",
    );
    let answers = format!("[answers.\"agr.old\"]\nvalue = \"yes\"\nat = 2026-01-01\n{REVIEWED}\n");
    let done = migrated(&changes, &answers);
    let answer = after(&done, "agr.signed").expect("the answer");
    assert_eq!(answer.source, Some(Source::CarriedFrom(day("2026-01-01"))));
    assert!(answer.review.is_none(), "the decision was about the whole");
    assert_eq!(
        after(&done, "loc.storage"),
        None,
        "yes is no list of countries"
    );
    assert_eq!(done.moves[0].after.len(), 2);
}

#[test]
fn a_merge_brings_what_agrees_and_asks_what_does_not() {
    let changes = change(
        "merged",
        "[\"agr.one\", \"agr.two\"]",
        "[\"agr.signed\"]",
        "",
    );
    let both = |one: &str, two: &str| {
        format!(
            "[answers.\"agr.one\"]\nvalue = \"{one}\"\n[answers.\"agr.two\"]\nvalue = \"{two}\"\n"
        )
    };
    let done = migrated(&changes, &both("yes", "yes"));
    let answer = after(&done, "agr.signed").expect("the answer");
    assert_eq!(answer.source, Some(Source::CarriedFrom(day("2026-11-22"))));
    let done = migrated(&changes, &both("yes", "no"));
    assert!(done.set.answers.is_empty() && done.moves[0].loses());
    assert_eq!(done.moves[0].before.len(), 2, "both are told");
    let done = migrated(&changes, "[answers.\"agr.one\"]\nvalue = \"yes\"\n");
    assert!(done.set.answers.is_empty(), "half an answer is none");
}

#[test]
fn what_went_or_means_something_else_is_left_behind() {
    let changes = change("removed", "[\"agr.old\"]", "[]", "")
        + &change(
            "meaning-changed",
            "[\"loc.storage\"]",
            "[\"loc.storage\"]",
            "",
        );
    let done = migrated(
        &changes,
        "[answers.\"agr.old\"]\nvalue = \"yes\"\n[answers.\"loc.storage\"]\nvalue = [\"NL\"]\n",
    );
    assert!(done.set.answers.is_empty());
    let kinds: Vec<_> = done.moves.iter().map(|step| step.change).collect();
    assert_eq!(kinds, [Some(Change::Removed), Some(Change::MeaningChanged)]);
    assert!(
        done.moves
            .iter()
            .all(|step| step.loses() && step.before.len() == 1)
    );
}

#[test]
fn choices_get_their_new_names_and_what_nobody_speaks_of_is_told() {
    let changes = change(
        "same",
        "[\"sec.old\"]",
        "[\"sec.iso\"]",
        "values = { nothing = \"none\" }",
    );
    let done = migrated(
        &changes,
        "[answers.\"sec.old\"]\nvalue = \"nothing\"\n[answers.\"not.known\"]\nvalue = 3\n[answers.\"inc.hours\"]\n",
    );
    let answer = after(&done, "sec.iso").expect("the answer");
    assert_eq!(answer.value, Some(AnswerValue::Text("none".to_owned())));
    assert!(
        done.set.answers.contains_key("inc.hours"),
        "a place to answer stays"
    );
    let stray = done.moves.last().expect("a move");
    assert_eq!(
        (stray.change, stray.before[0].0.as_str()),
        (None, "not.known")
    );
}

#[test]
fn changes_of_several_versions_come_after_one_another() {
    let second = change("same", "[\"agr.mid\"]", "[\"agr.signed\"]", "");
    let first = change("same", "[\"agr.old\"]", "[\"agr.mid\"]", "").replace("2.0.0", "1.3.0");
    let earlier = change("removed", "[\"agr.old\"]", "[]", "").replace("2.0.0", "1.2.0");
    let done = migrated(
        &(second + &first + &earlier),
        "[answers.\"agr.old\"]\nvalue = \"yes\"\n",
    );
    assert!(after(&done, "agr.signed").is_some(), "{done:?}");
    assert_eq!(
        done.moves.len(),
        2,
        "a change that was made before is not made again"
    );
}

#[test]
fn the_linter_holds_changes_to_what_the_pack_asks() {
    let rules = |changes: &str| -> Vec<&'static str> {
        let pack = parse_pack("next.toml", &Arc::from(next(changes))).expect("a pack");
        let catalogue =
            &waarborg::catalogue::Catalogue::load(None, waarborg::catalogue::DEFAULT_POLICY)
                .expect("the shipped data");
        let found = lint(&[&pack], &catalogue.vocabulary());
        let ours = [
            "bad-version",
            "future-migration",
            "odd-migration",
            "rev-not-raised",
            "still-asked",
            "unknown-choice",
        ];
        found
            .into_iter()
            .filter(|lint| lint.level == LintLevel::Error)
            .map(|lint| lint.rule)
            .filter(|rule| ours.contains(rule))
            .collect()
    };
    let fine = change("same", "[\"agr.old\"]", "[\"agr.signed\"]", "");
    assert!(rules(&fine).is_empty());
    assert_eq!(rules(&fine.replace("2.0.0", "2.0.1")), ["future-migration"]);
    assert_eq!(rules(&fine.replace("2.0.0", "two")), ["bad-version"]);
    assert_eq!(rules(&fine.replace("same", "split")), ["odd-migration"]);
    assert_eq!(
        rules(&fine.replace("agr.old", "loc.storage")),
        ["still-asked"]
    );
    let other = change(
        "meaning-changed",
        "[\"agr.signed\"]",
        "[\"agr.signed\"]",
        "",
    );
    assert_eq!(rules(&other), ["rev-not-raised"]);
    let choice = change(
        "same",
        "[\"sec.old\"]",
        "[\"sec.iso\"]",
        "values = { a = \"b\" }",
    );
    assert_eq!(rules(&choice), ["unknown-choice"]);
}

#[test]
fn answers_of_the_last_period_wait_for_a_word() {
    let mut world = World::new();
    let given = |at: &str| Answer {
        value: Some(AnswerValue::Flag(true)),
        at: Some(day(at)),
        ..Answer::default()
    };
    let confirmed = |at: &str| Answer {
        review: Some(Review {
            decision: Decision::Confirmed,
            by: "Desk".to_owned(),
            at: day(at),
            reason: "asked".to_owned(),
        }),
        ..given("2026-01-01")
    };
    let carried = |answer: Answer| {
        world.answer("agr.signed", answer);
        carry_over(&world.answers[0], day("2026-06-01"), day("2026-11-22"))
    };
    let mut carried = carried;
    let one = carried(given("2026-06-01"));
    assert_eq!(
        one[0].1.source,
        Some(Source::CarriedFrom(day("2026-06-01")))
    );
    assert!(
        carried(given("2026-06-02")).is_empty(),
        "it is of this period"
    );
    assert!(carried(one[0].1.clone()).is_empty(), "it waits already");
    assert!(carried(confirmed("2026-06-02")).is_empty());
    assert_eq!(carried(confirmed("2026-05-02")).len(), 1);
}
