//! Decision tables: which rules hold, what is awaited, and when it is due.

use proptest::prelude::*;
use waarborg::domain::answer::AnswerValue;
use waarborg::domain::deadline::{Clock, Deadlines};
use waarborg::domain::finding::{Finding, FindingSource, Outcome};
use waarborg::domain::moment::Moment;
use waarborg::questionnaire::{Decided, Law, decide_tables};

use super::{World, day, parsed, word};

/// The table that these tests are about.
pub(super) const TABLE: &str = include_str!("table.toml");

/// A law: 72 hours for what is a risk; from 2030 on 96 hours, for what is a high risk.
pub(super) fn deadlines() -> Deadlines {
    toml::from_str(
        "deadlines = { version = '1' }\n\
         [[period]]\nid = 'notice'\ntitle = { nl = 'a', en = 'b' }\nhours = 72\nvalid_from = 2018-05-25\n\
         [[period]]\nid = 'notice'\ntitle = { nl = 'a', en = 'b' }\nhours = 96\nvalid_from = 2030-01-01\n\
         [[threshold]]\nid = 'authority-notice'\ndegrees = ['risk', 'high']\nvalid_from = 2018-05-25\n\
         [[threshold]]\nid = 'authority-notice'\ndegrees = ['high']\nvalid_from = 2030-01-01\n",
    )
    .expect("deadlines")
}

fn world(table: &str, answers: &[(&str, AnswerValue)]) -> World {
    let mut world = World::new();
    world.packs = vec![parsed("leak.toml", table)];
    let set = world.answers.first_mut().expect("a set");
    set.pack = "leak".parse().expect("id");
    for (question, value) in answers {
        world.say(question, value.clone());
    }
    world
}

fn decide(world: &World) -> Decided<'_> {
    let packs: Vec<_> = world.packs.iter().map(|parsed| &parsed.pack).collect();
    let law = Law {
        areas: &world.areas,
        deadlines: &world.deadlines,
    };
    let mut tables = decide_tables(
        &packs,
        &world.answers,
        &world.evidence,
        &world.dossier,
        law,
        world.as_of,
    );
    assert_eq!(tables.len(), 1);
    tables.remove(0)
}

/// The rules that hold, and the questions that are awaited.
fn outcome(world: &World) -> (Vec<&str>, Vec<&str>) {
    let decided = decide(world);
    assert_eq!(decided.settled, decided.awaits.is_empty());
    (
        decided
            .steps
            .iter()
            .map(|step| step.rule.id.as_str())
            .collect(),
        decided
            .awaits
            .iter()
            .map(|question| question.id.as_str())
            .collect(),
    )
}

/// Answers by question.
type Given = Vec<(&'static str, AnswerValue)>;

const YES: AnswerValue = AnswerValue::Flag(true);
const NO: AnswerValue = AnswerValue::Flag(false);

#[test]
fn the_first_rule_that_holds_decides_and_says_where_to_read_on() {
    let cases: [(Given, &[&str]); 4] = [
        (vec![("leak.personal", NO)], &["no-leak"]),
        (
            vec![("leak.personal", YES), ("leak.risk", word("unlikely"))],
            &["keep", "register"],
        ),
        (
            vec![("leak.personal", YES), ("leak.risk", word("risk"))],
            &["notify", "register"],
        ),
        (
            vec![("leak.personal", YES), ("leak.risk", word("high"))],
            &["notify", "tell", "register"],
        ),
    ];
    for (answers, rules) in cases {
        assert_eq!(outcome(&world(TABLE, &answers)), (rules.to_vec(), vec![]));
    }
}

#[test]
fn a_missing_answer_leaves_the_table_open_where_it_is_needed() {
    assert_eq!(outcome(&world(TABLE, &[])), (vec![], vec!["leak.personal"]));
    let known = world(TABLE, &[("leak.personal", YES)]);
    assert_eq!(outcome(&known), (vec![], vec!["leak.risk"]));
    // An answer to a question that is not asked decides nothing.
    let stray = [("leak.personal", NO), ("leak.risk", word("high"))];
    assert_eq!(outcome(&world(TABLE, &stray)), (vec!["no-leak"], vec![]));
}

#[test]
fn the_law_of_the_day_decides() {
    let answers = [("leak.personal", YES), ("leak.risk", word("risk"))];
    let mut later = world(TABLE, &answers);
    later.as_of = day("2030-02-01");
    assert_eq!(outcome(&later).0, ["keep", "register"]);
}

#[test]
fn in_a_collecting_table_every_rule_that_holds_decides() {
    let table = TABLE
        .replace("kind = \"decision\"", "kind = \"decision\"\ncollect = true")
        .replace("next = \"tell\"\n", "")
        .replace("next = \"register\"\n", "");
    let known = world(
        &table,
        &[("leak.personal", YES), ("leak.risk", word("high"))],
    );
    assert_eq!(outcome(&known).0, ["notify", "keep", "tell", "register"]);
    let (rules, awaits) = {
        let known = world(&table, &[("leak.personal", YES)]);
        let decided = decide(&known);
        assert!(!decided.settled);
        (
            decided.steps.len(),
            decided
                .awaits
                .iter()
                .map(|question| question.id.to_string())
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!((rules, awaits), (2, vec!["leak.risk".to_owned()]));
}

#[test]
fn a_deadline_runs_from_the_moment_that_was_answered() {
    let mut answers = vec![
        ("leak.personal", YES),
        ("leak.risk", word("risk")),
        ("leak.aware", word("2026-11-20T16:20:00+01:00")),
    ];
    let known = world(TABLE, &answers);
    let decided = decide(&known);
    let due = decided.steps[0].due.clone().expect("a deadline");
    let at = due.at.expect("on the calendar");
    assert_eq!(Moment::of(at).to_string(), "2026-11-23T17:00:00+01:00");
    assert_eq!(due.clock(at), Clock::Running { left: 0 });

    answers.push(("leak.notified", word("2026-11-24T17:00:00+01:00")));
    let known = world(TABLE, &answers);
    let decided = decide(&known);
    let due = decided.steps[0].due.clone().expect("a deadline");
    let after = "2026-11-30T00:00:00Z".parse().expect("a moment");
    assert_eq!(due.clock(after), Clock::MetLate { by: 24 * 3600 });

    // Without the moment nothing is on the calendar.
    let known = world(TABLE, &answers[..2]);
    let due = decide(&known).steps[0].due.clone().expect("a deadline");
    assert_eq!((due.from, due.at), (None, None));
    assert_eq!(due.clock(after), Clock::Unknown);
}

#[test]
fn a_table_informs_and_counts_for_nothing() {
    let of = |world: &World| -> Finding {
        let judged = world.judge();
        assert!(judged.items.is_empty() && judged.knock_outs.is_empty());
        let [finding] = judged.findings.as_slice() else {
            panic!("one finding: {:#?}", judged.findings);
        };
        assert_eq!(finding.source, FindingSource::Decision);
        assert_eq!(finding.id, "leak/decision");
        finding.clone()
    };
    let open = of(&world(TABLE, &[]));
    assert_eq!(open.outcome, Outcome::NotAnswered);
    assert!(
        open.detail.en.contains("Were personal data hit?"),
        "{open:?}"
    );
    let known = [
        ("leak.personal", YES),
        ("leak.risk", word("risk")),
        ("leak.aware", word("2026-11-20T16:20:00+01:00")),
    ];
    let decided = of(&world(TABLE, &known));
    assert_eq!(decided.outcome, Outcome::Informs);
    assert_eq!(
        decided.detail.en,
        "Notify. Notify the authority. By 23 November 2026, 17:00 (UTC+01:00) at the latest.\n\
         Put it in the register. Now."
    );
}

fn answers() -> impl Strategy<Value = Given> {
    let personal = proptest::option::of(any::<bool>().prop_map(AnswerValue::Flag));
    let risk = proptest::option::of(
        proptest::sample::select(vec!["unlikely", "risk", "high", "huge"]).prop_map(word),
    );
    let moment = || {
        proptest::option::of(
            (1_500_000_000_i64..2_000_000_000)
                .prop_map(|second| jiff::Timestamp::from_second(second).expect("a moment"))
                .prop_map(|at| word(&Moment::of(at).to_string())),
        )
    };
    (personal, risk, moment(), moment()).prop_map(|(personal, risk, aware, notified)| {
        [
            ("leak.personal", personal),
            ("leak.risk", risk),
            ("leak.aware", aware),
            ("leak.notified", notified),
        ]
        .into_iter()
        .filter_map(|(id, value)| Some((id, value?)))
        .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn more_answers_never_take_back_what_was_decided(given in answers(), cut in 0_usize..5) {
        let fewer = given.get(..cut.min(given.len())).unwrap_or_default().to_vec();
        let before: Vec<String> = {
            let world = world(TABLE, &fewer);
            decide(&world).steps.iter().map(|step| step.rule.id.to_string()).collect()
        };
        let world = world(TABLE, &given);
        let after: Vec<String> = decide(&world).steps.iter().map(|step| step.rule.id.to_string()).collect();
        prop_assert!(after.starts_with(&before), "{before:?} {after:?}");
    }

    #[test]
    fn a_table_is_settled_or_says_what_it_awaits(given in answers()) {
        let world = world(TABLE, &given);
        let decided = decide(&world);
        prop_assert_eq!(decided.settled, decided.awaits.is_empty());
        prop_assert!(!decided.settled || !decided.steps.is_empty());
    }
}
