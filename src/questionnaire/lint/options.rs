//! Options: every answer falls under one, every one can be reached, and what falls short says what to do.

use std::collections::BTreeSet;

use cel::Value;

use super::samples::Space;
use super::{Desk, Remark, names, option_way, way};
use crate::domain::pack::{AnswerOption, KnockOutKind, Question, QuestionKind};
use crate::questionnaire::expression::{Compiled, Expression, Given, Inputs, Slot, Truth};

/// The value from which an empty list is suspicious.
const GOOD: u8 = 50;

pub(super) fn question(desk: &mut Desk, index: usize, question: &Question) {
    for (place, option) in question.options.iter().enumerate() {
        self::option(desk, index, place, option);
    }
    if question.options.is_empty() {
        desk.say(
            &way(index, &["id"]),
            Remark::error(
                "no-options",
                "deze vraag heeft geen opties: geen enkel antwoord telt",
                "this question has no options: no answer counts",
            ),
        );
        return;
    }
    coverage(desk, index, question);
    empty_list(desk, index, question);
}

fn option(desk: &mut Desk, index: usize, place: usize, option: &AnswerOption) {
    let at = |key: &str| option_way(index, place, key);
    if option.value > 100 {
        desk.say(
            &at("value"),
            Remark::error(
                "value-range",
                "een waarde is ten hoogste 100",
                "a value is 100 at most",
            ),
        );
    }
    if option.value < 100 && option.fix.is_none() {
        desk.say(
            &at("value"),
            Remark::error(
                "missing-fix",
                "een optie onder de 100 zegt wat eraan te doen is (`fix`)",
                "an option below 100 says what to do about it (`fix`)",
            ),
        );
    }
    let Some(id) = &option.knock_out else {
        if option.knock_out_unless.is_some() {
            desk.say(
                &at("knock_out_unless"),
                Remark::error(
                    "stray-unless",
                    "deze optie heeft geen knock-out om van uit te zonderen",
                    "this option has no knock-out to except from",
                ),
            );
        }
        return;
    };
    let known = desk.house.vocabulary.knock_outs;
    match known.get(id) {
        None => names::known(
            desk,
            &at("knock_out"),
            ("unknown-knock-out", "knock-out", "knock-out"),
            id.as_str(),
            known.keys().map(crate::domain::id::KnockOutId::as_str),
        ),
        Some(knock_out) if knock_out.kind == KnockOutKind::Legal && knock_out.basis.is_empty() => {
            desk.say(
                &at("knock_out"),
                Remark::error(
                    "no-basis",
                    format!("knock-out `{id}` is juridisch maar noemt geen grondslag"),
                    format!("knock-out `{id}` is legal but names no legal basis"),
                ),
            );
        }
        Some(_) => {}
    }
}

/// Whether the options cover every answer, and whether each can be chosen.
fn coverage(desk: &mut Desk, index: usize, question: &Question) {
    let house = desk.house;
    let compiled: Vec<Compiled> = question
        .options
        .iter()
        .map(|option| house.compiler.compile(&option.condition, Slot::Option))
        .collect();
    let read: Vec<&Expression> = compiled
        .iter()
        .filter_map(|compiled| compiled.as_ref().as_ref().ok())
        .collect();
    if read.len() < compiled.len() {
        // Unreadable conditions are reported as such; what they would cover cannot be told.
        return;
    }
    let last = read
        .iter()
        .position(|condition| condition.fixed == Some(true));
    if let Some(last) = last {
        for place in last + 1..read.len() {
            desk.say(
                &option_way(index, place, "if"),
                Remark::error(
                    "unreachable",
                    "deze optie staat na `true` en wordt nooit gekozen",
                    "this option stands after `true` and is never chosen",
                ),
            );
        }
    }
    let Some(space) = Space::of(house, &read, Some(question)) else {
        if last.is_none() {
            desk.say(&way(index, &["id"]), uncovered(None));
        }
        return;
    };
    let mut chosen: BTreeSet<usize> = BTreeSet::new();
    let mut open = None;
    for case in space.cases() {
        let given = case.given();
        let truths = read
            .iter()
            .map(|condition| house.engine.truth(condition, &given));
        let mut found = false;
        for (place, truth) in truths.enumerate() {
            if truth == Truth::True {
                chosen.insert(place);
                found = true;
                break;
            }
        }
        if !found && open.is_none() {
            open = case.value;
        }
    }
    if let Some(value) = open {
        desk.say(&way(index, &["id"]), uncovered(Some(&value)));
    }
    if space.exact {
        for place in 0..last.unwrap_or(read.len()) {
            if !chosen.contains(&place) {
                desk.say(
                    &option_way(index, place, "if"),
                    Remark::warning(
                        "never-chosen",
                        "geen enkel antwoord valt onder deze optie",
                        "no answer falls under this option",
                    ),
                );
            }
        }
    }
}

fn uncovered(value: Option<&Value>) -> Remark {
    let example = match value {
        Some(Value::Bool(true)) => Some(("ja".to_owned(), "yes".to_owned())),
        Some(Value::Bool(false)) => Some(("nee".to_owned(), "no".to_owned())),
        Some(Value::String(word)) => Some((format!("`{word}`"), format!("`{word}`"))),
        _ => None,
    };
    let remark = match example {
        Some((nl, en)) => Remark::error(
            "uncovered",
            format!("geen optie dekt het antwoord {nl}"),
            format!("no option covers the answer {en}"),
        ),
        None => Remark::error(
            "uncovered",
            "de opties dekken niet elk antwoord",
            "the options do not cover every answer",
        ),
    };
    remark.hint(
        "sluit af met een optie `if = 'true'`",
        "end with an option `if = 'true'`",
    )
}

/// `value.all(…)` holds for an empty list: choosing nothing must not earn a good value by accident.
fn empty_list(desk: &mut Desk, index: usize, question: &Question) {
    if question.kind != QuestionKind::Multi {
        return;
    }
    let house = desk.house;
    let empty = Value::from(Vec::<Value>::new());
    let given = Given {
        inputs: &Inputs::default(),
        answers: &std::collections::BTreeMap::new(),
        value: Some(&empty),
    };
    for (place, option) in question.options.iter().enumerate() {
        let compiled = house.compiler.compile(&option.condition, Slot::Option);
        let Ok(condition) = compiled.as_ref() else {
            return;
        };
        if house.engine.truth(condition, &given) != Truth::True {
            continue;
        }
        let said = ["size(", ".size()", "[]"]
            .iter()
            .any(|word| option.condition.contains(word));
        if option.value >= GOOD && !said {
            desk.say(
                &option_way(index, place, "if"),
                Remark::warning(
                    "empty-list",
                    format!("wie niets kiest, krijgt hier {}", option.value),
                    format!("choosing nothing earns {} here", option.value),
                )
                .hint(
                    "voeg `size(value) > 0` toe, of geef de lege lijst een eigen optie",
                    "add `size(value) > 0`, or give the empty list an option of its own",
                ),
            );
        }
        return;
    }
}
