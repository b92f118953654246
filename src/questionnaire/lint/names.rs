//! Names of things outside the pack: topics, checks, kinds of evidence, claim rules, norms.

use super::{Desk, Remark, Step, way};
use crate::domain::id::KnockOutId;
use crate::domain::pack::Question;

pub(super) fn question(desk: &mut Desk, index: usize, question: &Question) {
    let vocabulary = desk.house.vocabulary;
    let sections: Vec<&str> = desk
        .parsed
        .pack
        .sections
        .iter()
        .map(|section| section.id.as_str())
        .collect();
    known(
        desk,
        &way(index, &["section"]),
        ("unknown-section", "onderdeel", "section"),
        &question.section,
        sections.into_iter(),
    );
    if !desk.parsed.pack.is_decision() && desk.has(&way(index, &["topic"])) {
        known(
            desk,
            &way(index, &["topic"]),
            ("unknown-topic", "onderwerp", "topic"),
            question.topic.as_str(),
            vocabulary.topics.iter().copied(),
        );
    }
    for (place, kind) in question.evidence.iter().enumerate() {
        known(
            desk,
            &item_of(index, "evidence", place),
            ("unknown-kind", "soort bewijs", "kind of evidence"),
            kind.as_str(),
            vocabulary.kinds.iter().copied(),
        );
    }
    presented(desk, index, question);
    for (place, check) in question.observe.iter().enumerate() {
        known(
            desk,
            &item_of(index, "observe", place),
            ("unknown-check", "controle", "check"),
            check.as_str(),
            vocabulary.checks.iter().copied(),
        );
    }
    if let Some(rule) = &question.claim {
        known(
            desk,
            &way(index, &["claim"]),
            ("unknown-claim", "claimregel", "claim rule"),
            rule,
            vocabulary.rules.iter().copied(),
        );
    }
    for (place, reference) in question.refs.iter().enumerate() {
        norm(desk, &item_of(index, "refs", place), reference);
    }
}

/// What an answer presents as valid: choices, kinds of evidence, a knock-out.
fn presented(desk: &mut Desk, index: usize, question: &Question) {
    let vocabulary = desk.house.vocabulary;
    for (place, row) in question.presents.iter().enumerate() {
        let at = |key: &str, item: Option<usize>| {
            let mut way = item_of(index, "presents", place);
            way.push(key.into());
            way.extend(item.map(Step::from));
            way
        };
        for (item, answer) in row.answers.iter().enumerate() {
            known(
                desk,
                &at("answers", Some(item)),
                ("unknown-choice", "antwoord", "choice"),
                answer,
                question.choices.iter().map(|choice| choice.id.as_str()),
            );
        }
        for (item, kind) in row.kinds.iter().enumerate() {
            known(
                desk,
                &at("kinds", Some(item)),
                ("unknown-kind", "soort bewijs", "kind of evidence"),
                kind.as_str(),
                vocabulary.kinds.iter().copied(),
            );
        }
        if let Some(id) = &row.knock_out {
            known(
                desk,
                &at("knock_out", None),
                ("unknown-knock-out", "knock-out", "knock-out"),
                id.as_str(),
                vocabulary.knock_outs.keys().map(KnockOutId::as_str),
            );
        }
    }
}

fn item_of(index: usize, key: &str, place: usize) -> Vec<Step> {
    let mut way = way(index, &[key]);
    way.push(place.into());
    way
}

pub(super) fn known<'k>(
    desk: &mut Desk,
    place: &[Step],
    (rule, nl, en): (&'static str, &str, &str),
    found: &str,
    mut names: impl Iterator<Item = &'k str> + Clone,
) {
    let all = names.clone();
    if !names.any(|name| name == found) {
        desk.say(
            place,
            Remark::error(
                rule,
                format!("{nl} `{found}` bestaat niet"),
                format!("{en} `{found}` does not exist"),
            )
            .nearest(found, all),
        );
    }
}

pub(super) fn norm(desk: &mut Desk, place: &[Step], reference: &str) {
    let norms = &desk.house.vocabulary.norms;
    let Some((norm, provision)) = reference.split_once(':') else {
        desk.say(
            place,
            Remark::error(
                "unknown-norm",
                format!("`{reference}` is geen verwijzing zoals gdpr:28(3)"),
                format!("`{reference}` is not a reference such as gdpr:28(3)"),
            ),
        );
        return;
    };
    match norms.get(norm) {
        None => known(
            desk,
            place,
            ("unknown-norm", "norm", "norm"),
            norm,
            norms.keys().copied(),
        ),
        Some(provisions) => known(
            desk,
            place,
            ("unknown-norm", "bepaling", "provision"),
            provision,
            provisions.iter().copied(),
        ),
    }
}
