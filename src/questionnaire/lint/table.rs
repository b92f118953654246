//! Decision tables: rules that can be read and reached, that leave no answer undecided, and deadlines that start
//! somewhere.

use std::collections::BTreeSet;

use super::tree::{self, Tree};
use super::{Desk, Remark, Step, conditions, names, rule_way, texts, way};
use crate::domain::decision::{Rule, RuleDeadline};
use crate::domain::id::QuestionId;
use crate::domain::pack::{NotApplicableRule, QuestionKind};
use crate::questionnaire::expression::{Compiled, Slot};

pub(super) fn pack(desk: &mut Desk) {
    let pack = &desk.parsed.pack;
    if !pack.is_decision() {
        assessment(desk);
        return;
    }
    for index in 0..pack.questions.len() {
        stray_score(desk, index);
    }
    if pack.rules.is_empty() {
        desk.say(
            &["pack".into(), "kind".into()],
            Remark::error(
                "no-rules",
                "een beslistabel heeft regels (`[[rule]]`)",
                "a decision table has rules (`[[rule]]`)",
            ),
        );
        return;
    }
    let mut seen = BTreeSet::new();
    let mut compiled = Vec::new();
    for (index, rule) in pack.rules.iter().enumerate() {
        if !seen.insert(&rule.id) {
            desk.say(
                &rule_way(index, &["id"]),
                Remark::error(
                    "duplicate-id",
                    format!("`{}` komt al eerder voor", rule.id),
                    format!("`{}` occurs before", rule.id),
                ),
            );
        }
        compiled.push(self::rule(desk, index, rule));
    }
    walk(desk, &compiled);
}

/// A pack that is scored: no rules, and each question says what it counts for.
fn assessment(desk: &mut Desk) {
    let pack = &desk.parsed.pack;
    if !pack.rules.is_empty() {
        desk.say(
            &rule_way(0, &["id"]),
            Remark::error(
                "stray-rules",
                "alleen een beslistabel heeft regels",
                "only a decision table has rules",
            )
            .hint(
                "zet `kind = \"decision\"` in [pack]",
                "put `kind = \"decision\"` in [pack]",
            ),
        );
    }
    for index in 0..pack.questions.len() {
        for key in ["topic", "severity"] {
            if !desk.has(&way(index, &[key])) {
                desk.say(
                    &way(index, &["id"]),
                    Remark::error(
                        "missing-key",
                        format!("`{key}` ontbreekt"),
                        format!("`{key}` is missing"),
                    ),
                );
            }
        }
    }
}

/// What only makes sense where answers are scored.
fn stray_score(desk: &mut Desk, index: usize) {
    let Some(question) = desk.parsed.pack.questions.get(index) else {
        return;
    };
    let mut stray = vec![
        ("option", !question.options.is_empty()),
        ("claim", question.claim.is_some()),
        ("observe", !question.observe.is_empty()),
        ("na", question.na != NotApplicableRule::Never),
    ];
    for key in ["topic", "severity"] {
        stray.push((key, desk.has(&way(index, &[key]))));
    }
    for (key, there) in stray {
        if there {
            desk.say(
                &way(index, &[key]),
                Remark::error(
                    "stray-score",
                    format!("`{key}` hoort niet in een beslistabel: daarin telt geen antwoord mee voor de score"),
                    format!("`{key}` has no place in a decision table: no answer in it counts for the score"),
                ),
            );
        }
    }
}

fn rule(desk: &mut Desk, index: usize, rule: &Rule) -> Compiled {
    for (key, text) in [("outcome", &rule.outcome), ("do", &rule.action)] {
        texts::both(desk, &rule_way(index, &[key]), text, true);
    }
    if rule.refs.is_empty() {
        desk.say(
            &rule_way(index, &["id"]),
            Remark::warning(
                "rule-without-basis",
                "deze regel noemt geen grondslag (`refs`)",
                "this rule names no legal basis (`refs`)",
            ),
        );
    }
    for (place, reference) in rule.refs.iter().enumerate() {
        let mut way = rule_way(index, &["refs"]);
        way.push(place.into());
        names::norm(desk, &way, reference);
    }
    if let Some(deadline) = &rule.deadline {
        self::deadline(desk, index, deadline);
    }
    next(desk, index, rule);
    let place = rule_way(index, &["if"]);
    conditions::condition(desk, &place, &rule.condition, Slot::Rule, None)
}

fn deadline(desk: &mut Desk, index: usize, deadline: &RuleDeadline) {
    let at = |key: &str| rule_way(index, &["deadline", key]);
    starts(desk, &at("from"), &deadline.from);
    if let Some(done) = &deadline.done {
        starts(desk, &at("done"), done);
    }
    texts::both(desk, &at("note"), &deadline.note, true);
    if let Some(late) = &deadline.late {
        texts::both(desk, &at("late"), late, true);
    }
    let lengths = [
        deadline.hours.is_some(),
        deadline.days.is_some(),
        deadline.period.is_some(),
    ];
    if lengths.into_iter().filter(|given| *given).count() != 1 {
        desk.say(
            &rule_way(index, &["deadline"]),
            Remark::error(
                "deadline-length",
                "een termijn noemt één lengte: `hours`, `days` of `period`",
                "a deadline names one length: `hours`, `days` or `period`",
            ),
        );
    }
    if let Some(period) = &deadline.period {
        let periods = desk.house.vocabulary.periods.iter().copied();
        names::known(
            desk,
            &at("period"),
            ("unknown-period", "wettelijke termijn", "period"),
            period,
            periods,
        );
    }
}

/// A clock starts, and stops, with the answer to a question about a day or a moment.
fn starts(desk: &mut Desk, place: &[Step], id: &QuestionId) {
    let house = desk.house;
    let timed = |kind: QuestionKind| matches!(kind, QuestionKind::Date | QuestionKind::Moment);
    let candidates = house
        .questions
        .iter()
        .filter(|(_, question)| timed(question.kind))
        .map(|(id, _)| *id);
    let remark = match house.questions.get(id.as_str()) {
        None => Remark::error(
            "unknown-question",
            format!("vraag `{id}` bestaat niet"),
            format!("question `{id}` does not exist"),
        ),
        Some(question) if !timed(question.kind) => Remark::error(
            "deadline-from",
            format!("vraag `{id}` gaat niet over een dag of moment"),
            format!("question `{id}` is not about a day or a moment"),
        ),
        Some(_) => return,
    };
    desk.say(place, remark.nearest(id.as_str(), candidates));
}

/// The table is read on further down only: then reading it always ends.
fn next(desk: &mut Desk, index: usize, rule: &Rule) {
    let Some(next) = &rule.next else { return };
    let pack = &desk.parsed.pack;
    let place = rule_way(index, &["next"]);
    if pack.pack.collect {
        desk.say(
            &place,
            Remark::error(
                "stray-next",
                "met `collect` beslist elke regel die geldt; `next` heeft dan geen zin",
                "with `collect` every rule that holds decides; then `next` has no meaning",
            ),
        );
        return;
    }
    let found = pack.rules.iter().position(|other| other.id == *next);
    match found {
        None => names::known(
            desk,
            &place,
            ("unknown-rule", "regel", "rule"),
            next.as_str(),
            pack.rules.iter().map(|rule| rule.id.as_str()),
        ),
        Some(found) if found <= index => desk.say(
            &place,
            Remark::error(
                "next-backwards",
                format!("regel `{next}` staat niet verderop"),
                format!("rule `{next}` does not stand further down"),
            ),
        ),
        Some(_) => {}
    }
}

/// Reads the table for every combination of answers that makes a difference.
fn walk(desk: &mut Desk, compiled: &[Compiled]) {
    let Some(Tree {
        reached,
        uncovered,
        unasked,
        exact,
    }) = tree::walk(desk.house, &desk.parsed.pack, compiled)
    else {
        return;
    };
    for index in 0..compiled.len() {
        if let Some(question) = unasked.get(&index) {
            desk.say(
                &rule_way(index, &["if"]),
                Remark::error(
                    "unasked",
                    format!("deze regel wacht op `{question}` waar die vraag niet wordt gesteld"),
                    format!("this rule waits for `{question}` where that question is not asked"),
                )
                .hint(
                    "herhaal de voorwaarde van die vraag vóór `&&`",
                    "repeat the condition of that question before `&&`",
                ),
            );
        } else if !reached.contains(&index) {
            let remark = if exact {
                Remark::error(
                    "never-decides",
                    "deze regel beslist nooit: zij geldt nooit, of een eerdere gaat voor",
                    "this rule never decides: it never holds, or an earlier one comes first",
                )
            } else {
                Remark::warning(
                    "never-decides",
                    "deze regel lijkt nooit te beslissen",
                    "this rule seems never to decide",
                )
            };
            desk.say(&rule_way(index, &["if"]), remark);
        }
    }
    if let Some(case) = uncovered {
        let last = compiled.len().saturating_sub(1);
        desk.say(
            &rule_way(last, &["id"]),
            Remark::error(
                "uncovered-answers",
                format!("geen regel geldt bij: {case}"),
                format!("no rule holds for: {case}"),
            )
            .hint(
                "sluit af met een regel `if = 'true'`",
                "end with a rule `if = 'true'`",
            ),
        );
    }
}
