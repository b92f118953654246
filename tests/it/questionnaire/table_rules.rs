//! The rules for decision tables.

use waarborg::questionnaire::{Lint, LintLevel};

use super::linting::{lints, one};
use super::tables::TABLE;
use super::{PACK, parsed};

/// Lints the table with one piece of text replaced.
fn with(old: &str, new: &str) -> Vec<Lint> {
    assert!(TABLE.contains(old), "`{old}` is in the table");
    lints(&[&parsed("basis.toml", &TABLE.replacen(old, new, 1))])
}

/// The rule fires, with these words, in the line that holds `at`.
#[track_caller]
fn fires(rule: &str, old: &str, new: &str, at: &str, words: &str) {
    let found = one(&with(old, new), rule);
    assert!(found.contains(words), "{found}");
    let text = TABLE.replacen(old, new, 1);
    let from = TABLE.find(old).expect(old);
    let line = text[..from + new.find(at).expect(at)].matches('\n').count() + 1;
    assert!(found.starts_with(&format!("{line}:")), "{found} at {line}");
}

#[test]
fn a_good_table_is_left_alone() {
    assert_eq!(lints(&[&parsed("leak.toml", TABLE)]), []);
}

#[test]
fn names_in_rules_are_looked_up() {
    let condition = "answers[\"leak.risk\"] == \"high\"";
    fires(
        "unknown-question",
        condition,
        "answers[\"leak.rsik\"] == \"high\"",
        "leak",
        "did you mean `leak.risk`?",
    );
    fires(
        "unknown-choice",
        condition,
        "answers[\"leak.risk\"] == \"hihg\"",
        "hihg",
        "did you mean `high`?",
    );
    fires(
        "condition",
        condition,
        "value",
        "value",
        "no answer of its own",
    );
    fires(
        "condition",
        condition,
        "\"leak.risk\" in answers",
        "in",
        "without an answer the table stays open",
    );
    fires(
        "unknown-norm",
        "refs = [\"gdpr:28(3)\"]\nnext = \"tell\"",
        "refs = [\"gdpr:29\"]\nnext = \"tell\"",
        "gdpr",
        "provision `29` does not exist",
    );
    fires(
        "unknown-rule",
        "next = \"tell\"",
        "next = \"tel\"",
        "tel",
        "did you mean `tell`?",
    );
    fires(
        "next-backwards",
        "next = \"tell\"",
        "next = \"no-leak\"",
        "no-leak",
        "not stand further down",
    );
    fires(
        "duplicate-id",
        "id = \"keep\"",
        "id = \"notify\"",
        "notify",
        "occurs before",
    );
}

#[test]
fn the_law_is_known_to_rules_only() {
    let lints = lints(&[&parsed(
        "basis.toml",
        &PACK.replacen("'value <= 24'", "'\"x\" in NOTIFIABLE'", 1),
    )]);
    assert!(one(&lints, "condition").contains("in a rule of a decision table only"));
}

#[test]
fn a_deadline_starts_with_a_day_or_a_moment_and_has_one_length() {
    fires(
        "deadline-from",
        "from = \"leak.aware\"",
        "from = \"leak.risk\"",
        "leak",
        "not about a day or a moment",
    );
    fires(
        "unknown-question",
        "done = \"leak.notified\"",
        "done = \"leak.notifed\"",
        "leak",
        "did you mean `leak.notified`?",
    );
    fires(
        "unknown-period",
        "period = \"notice\"",
        "period = \"notise\"",
        "notise",
        "did you mean `notice`?",
    );
    fires(
        "deadline-length",
        "period = \"notice\", ",
        "",
        "",
        "one length",
    );
    fires(
        "deadline-length",
        "period = \"notice\"",
        "period = \"notice\", hours = 72",
        "hours",
        "one length",
    );
    fires(
        "same-text",
        "note = { nl = \"melden\", en = \"notify\" }",
        "note = { nl = \"melden\", en = \"melden\" }",
        "melden",
        "are the same",
    );
}

#[test]
fn every_rule_can_decide_and_every_answer_is_decided() {
    fires(
        "never-decides",
        "answers[\"leak.risk\"] == \"high\"",
        "answers[\"leak.risk\"] == \"high\" && !answers[\"leak.personal\"]",
        "leak",
        "never decides",
    );
    // Behind a rule that always holds.
    let lints = with("if = '!answers[\"leak.personal\"]'", "if = 'true'");
    let never = lints.iter().filter(|lint| lint.rule == "never-decides");
    assert_eq!(never.count(), 4);
}

#[test]
fn what_no_rule_decides_is_told() {
    let lints = with(
        "if = 'true'\noutcome = { nl = \"Niet melden\"",
        "if = 'answers[\"leak.risk\"] == \"high\"'\noutcome = { nl = \"Niet melden\"",
    );
    assert!(lints.iter().any(|lint| lint.rule == "never-decides"));
    let table = TABLE.replace("if = 'true'", "if = 'answers[\"leak.risk\"] == \"high\"'");
    let lints = super::linting::lints(&[&parsed("basis.toml", &table)]);
    let words = one(&lints, "uncovered-answers");
    assert!(
        words.contains("leak.personal = yes, leak.risk = unlikely"),
        "{words}"
    );
}

#[test]
fn a_rule_waits_for_no_question_that_is_not_asked() {
    let table = TABLE.replace(
        "if = '!answers[\"leak.personal\"]'",
        "if = 'answers[\"leak.risk\"] == \"unlikely\" && !answers[\"leak.personal\"]'",
    );
    let lints = lints(&[&parsed("basis.toml", &table)]);
    let words = one(&lints, "unasked");
    assert!(words.contains("waits for `leak.risk`"), "{words}");
}

#[test]
fn what_belongs_to_scores_does_not_belong_to_tables() {
    fires(
        "stray-score",
        "type = \"yes-no\"",
        "type = \"yes-no\"\nseverity = \"major\"",
        "severity",
        "`severity` has no place",
    );
    let scored = PACK.replacen("severity = \"critical\"\n", "", 1);
    let lints_of = |text: &str| lints(&[&parsed("basis.toml", text)]);
    assert!(one(&lints_of(&scored), "missing-key").contains("`severity` is missing"));
    let mixed = format!(
        "{PACK}\n[[rule]]\nid = \"a\"\nif = 'true'\noutcome = {{ nl = \"a\", en = \"b\" }}\ndo = {{ nl = \"a\", en = \"b\" }}\n"
    );
    assert!(one(&lints_of(&mixed), "stray-rules").contains("only a decision table"));
    let (head, _) = TABLE.split_once("[[rule]]").expect("rules");
    assert!(one(&lints_of(head), "no-rules").contains("has rules"));
    let collects = with("kind = \"decision\"", "kind = \"decision\"\ncollect = true");
    let stray = collects.iter().filter(|lint| lint.rule == "stray-next");
    assert_eq!(stray.count(), 3);
}

#[test]
fn a_rule_names_its_basis() {
    let lints = with(
        "refs = [\"gdpr:28(3)\"]\nnext = \"tell\"",
        "next = \"tell\"",
    );
    assert!(one(&lints, "rule-without-basis").contains("no legal basis"));
    assert!(lints.iter().all(|lint| lint.level == LintLevel::Warning));
}
