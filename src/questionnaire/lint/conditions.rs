//! Conditions: readable, about things that exist, of the right type, without circles, and not always false.

use std::collections::BTreeMap;

use cel::{ExecutionError, Value};

use super::samples::{Space, example, full_inputs};
use super::{Desk, Remark, Step, choices, option_way, way};
use crate::domain::diagnostic::nearest;
use crate::domain::pack::{Importance, Question};
use crate::domain::text::Text;
use crate::questionnaire::expression::{Compiled, Expression, Fault, Given, Slot, Truth};

/// Most questions of a circle that are named.
const SHOWN: usize = 12;

pub(super) fn question(desk: &mut Desk, index: usize, question: &Question) {
    if let Some(text) = &question.when {
        let place = way(index, &["when"]);
        if let Ok(when) = condition(desk, &place, text, Slot::When, Some(question)).as_ref() {
            never_asked(desk, &place, when);
            circle(desk, &place, question);
        }
    }
    for (place, option) in question.options.iter().enumerate() {
        let way = option_way(index, place, "if");
        condition(desk, &way, &option.condition, Slot::Option, Some(question));
        if let Some(text) = &option.knock_out_unless {
            let way = option_way(index, place, "knock_out_unless");
            let unless = condition(desk, &way, text, Slot::Option, Some(question));
            if let Ok(unless) = unless.as_ref() {
                averts(desk, &way, text, unless, question);
            }
        }
    }
}

/// Reads a condition and holds it to what it reads; a rule of a decision table belongs to no question.
pub(super) fn condition(
    desk: &mut Desk,
    place: &[Step],
    text: &str,
    slot: Slot,
    question: Option<&Question>,
) -> Compiled {
    let compiled = desk.house.compiler.compile(text, slot);
    match compiled.as_ref() {
        Err(fault) => {
            let fault = pointed(desk, text, fault);
            desk.say_fault(place, text, &fault);
        }
        Ok(read) => {
            let exists = answers_exist(desk, place, text, read);
            choices::check(desk, place, text, read, question);
            if exists {
                makes_sense(desk, place, read, slot, question);
            }
        }
    }
    compiled
}

/// A fault about a bare name that looks like a question gets the nearest question as its hint.
fn pointed(desk: &Desk, text: &str, fault: &Fault) -> Fault {
    let mut fault = fault.clone();
    let start = fault.span.as_ref().map(|span| span.start);
    let Some(rest) = start.and_then(|start| text.get(start..)) else {
        return fault;
    };
    let end = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')))
        .unwrap_or(rest.len());
    let name = rest.get(..end).unwrap_or_default();
    if fault.hint.is_none()
        && name.contains('.')
        && let Some(near) = nearest(name, desk.house.questions.keys().copied())
    {
        fault.hint = Some(Text::new(
            format!("bedoelde u `answers[\"{near}\"]`?"),
            format!("did you mean `answers[\"{near}\"]`?"),
        ));
    }
    fault
}

fn answers_exist(desk: &mut Desk, place: &[Step], text: &str, read: &Expression) -> bool {
    let house = desk.house;
    let mut all = true;
    for (id, span) in &read.uses.answers {
        if !house.questions.contains_key(id.as_str()) {
            all = false;
            let remark = Remark::error(
                "unknown-question",
                format!("vraag `{id}` bestaat niet"),
                format!("question `{id}` does not exist"),
            )
            .nearest(id, house.questions.keys().copied());
            desk.say_inside(place, text, span.clone(), remark);
        }
    }
    all
}

/// Tries the condition on example values: with everything known, it must come to yes or no.
fn makes_sense(
    desk: &mut Desk,
    place: &[Step],
    read: &Expression,
    slot: Slot,
    question: Option<&Question>,
) {
    let house = desk.house;
    let answers: BTreeMap<String, Value> = read
        .uses
        .answers
        .keys()
        .filter_map(|id| Some((id.clone(), example(house.questions.get(id.as_str())?))))
        .collect();
    let value = question.map(example);
    let given = Given {
        inputs: &full_inputs(),
        answers: &answers,
        value: value.as_ref().filter(|_| slot == Slot::Option),
    };
    let (nl, en) = match house.engine.evaluate(read, &given) {
        Ok(Value::Bool(_)) => return,
        Ok(_) => (
            "de voorwaarde komt niet op ja of nee uit".to_owned(),
            "the condition does not come to yes or no".to_owned(),
        ),
        Err(ExecutionError::NoSuchKey(name)) => (
            format!("kolom `{name}` bestaat niet"),
            format!("column `{name}` does not exist"),
        ),
        Err(error) => (
            format!("de voorwaarde past niet bij het soort antwoord: {error}"),
            format!("the condition does not suit the type of answer: {error}"),
        ),
    };
    desk.say(place, Remark::error("condition-type", nl, en));
}

fn never_asked(desk: &mut Desk, place: &[Step], when: &Expression) {
    let house = desk.house;
    let never = match when.fixed {
        Some(fixed) => (!fixed).then_some(true),
        None => Space::of(house, &[when], None).and_then(|space| {
            let never = space
                .cases()
                .all(|case| house.engine.truth(when, &case.given()) == Truth::False);
            never.then_some(space.exact)
        }),
    };
    let remark = match never {
        None => return,
        Some(true) => Remark::error(
            "never-asked",
            "deze voorwaarde is nooit waar: de vraag wordt nooit gesteld",
            "this condition is never true: the question is never asked",
        ),
        Some(false) => Remark::warning(
            "never-asked",
            "deze voorwaarde lijkt nooit waar te zijn",
            "this condition seems never to be true",
        ),
    };
    desk.say(place, remark);
}

/// Reports the circle that the question is the first of.
fn circle(desk: &mut Desk, place: &[Step], question: &Question) {
    let Some(path) = desk.house.circles.get(question.id.as_str()) else {
        return;
    };
    let circle = show(path);
    desk.say(
        place,
        Remark::error(
            "cycle",
            format!("deze voorwaarden wachten op elkaar: {circle}"),
            format!("these conditions wait for each other: {circle}"),
        ),
    );
}

/// A circle as a person reads it; of a long one both ends.
fn show(path: &[&str]) -> String {
    let start = path.first().copied().unwrap_or_default();
    if path.len() <= SHOWN {
        return format!("{} → {start}", path.join(" → "));
    }
    let head = path.get(..SHOWN - 1).unwrap_or_default();
    let last = path.last().copied().unwrap_or_default();
    format!("{} → … → {last} → {start}", head.join(" → "))
}

/// A knock-out waits for an answer only when that answer, still open, holds the verdict.
fn averts(desk: &mut Desk, place: &[Step], text: &str, unless: &Expression, own: &Question) {
    let house = desk.house;
    for (id, span) in &unless.uses.answers {
        let Some(other) = house.questions.get(id.as_str()) else {
            continue;
        };
        // A condition that asks whether there is an answer has settled what silence means.
        let settled = unless.uses.presence.contains(id);
        if settled || other.severity == Importance::Critical || other.id == own.id {
            continue;
        }
        let remark = Remark::warning(
            "averted-by-lesser",
            format!("vraag `{id}` is niet kritiek: zolang zij openstaat, geldt de knock-out"),
            format!("question `{id}` is not critical: while it is open, the knock-out stands"),
        )
        .hint(
            "maak die vraag kritiek als het oordeel op haar moet wachten",
            "make that question critical if the verdict is to wait for it",
        );
        desk.say_inside(place, text, span.clone(), remark);
    }
}
