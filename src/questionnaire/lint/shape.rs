//! The build of a pack: versions, ids, sections, choices, columns.

use std::collections::BTreeSet;

use super::{Desk, Remark, Step, way};
use crate::domain::pack::{Question, QuestionKind};
use crate::questionnaire::pack::major;

/// Ids met so far, over all packs.
#[derive(Default)]
pub(super) struct Seen {
    packs: BTreeSet<String>,
    questions: BTreeSet<String>,
}

pub(super) fn pack(desk: &mut Desk, seen: &mut Seen) {
    let pack = &desk.parsed.pack;
    let head = &pack.pack;
    if major(&head.version).is_none() {
        desk.say(
            &["pack".into(), "version".into()],
            Remark::error(
                "bad-version",
                format!("`{}` is geen versie zoals 1.0.0", head.version),
                format!("`{}` is not a version such as 1.0.0", head.version),
            ),
        );
    }
    if !seen.packs.insert(head.id.to_string()) {
        duplicate(desk, &["pack".into(), "id".into()], head.id.as_str());
    }
    for (key, text) in [("title", &head.title), ("purpose", &head.purpose)] {
        super::texts::both(desk, &["pack".into(), key.into()], text, key == "purpose");
    }
    let mut sections = BTreeSet::new();
    for (index, section) in pack.sections.iter().enumerate() {
        let place = |key: &str| -> Vec<Step> { vec!["section".into(), index.into(), key.into()] };
        if !sections.insert(section.id.as_str()) {
            duplicate(desk, &place("id"), &section.id);
        }
        if !pack.questions.iter().any(|q| q.section == section.id) {
            desk.say(
                &place("id"),
                Remark::warning(
                    "unused-section",
                    format!("in onderdeel `{}` staat geen vraag", section.id),
                    format!("no question stands in section `{}`", section.id),
                ),
            );
        }
        super::texts::both(desk, &place("title"), &section.title, false);
    }
    for (index, question) in pack.questions.iter().enumerate() {
        if !seen.questions.insert(question.id.to_string()) {
            duplicate(desk, &way(index, &["id"]), question.id.as_str());
        }
    }
}

fn duplicate(desk: &mut Desk, place: &[Step], id: &str) {
    desk.say(
        place,
        Remark::error(
            "duplicate-id",
            format!("`{id}` komt al eerder voor"),
            format!("`{id}` occurs before"),
        ),
    );
}

pub(super) fn question(desk: &mut Desk, index: usize, question: &Question) {
    let wants_choices = matches!(question.kind, QuestionKind::Choice | QuestionKind::Multi);
    let wants_columns = question.kind == QuestionKind::Table;
    let parts = [
        (
            "choices",
            "keuzes",
            wants_choices,
            question
                .choices
                .iter()
                .map(|c| c.id.as_str())
                .collect::<Vec<_>>(),
        ),
        (
            "columns",
            "kolommen",
            wants_columns,
            question.columns.iter().map(|c| c.id.as_str()).collect(),
        ),
    ];
    for (en, nl, wanted, ids) in parts {
        if wanted && ids.is_empty() {
            let rule = if wants_choices {
                "missing-choices"
            } else {
                "missing-columns"
            };
            desk.say(
                &way(index, &["type"]),
                Remark::error(
                    rule,
                    format!("bij dit soort vraag horen {nl} (`{en}`)"),
                    format!("this type of question needs {en}"),
                ),
            );
        }
        if !wanted && !ids.is_empty() {
            desk.say(
                &way(index, &[en]),
                Remark::error(
                    "stray-list",
                    format!("bij dit soort vraag horen geen {nl} (`{en}`)"),
                    format!("this type of question has no {en}"),
                ),
            );
        }
        let mut seen = BTreeSet::new();
        for (place, id) in ids.into_iter().enumerate() {
            let mut way = way(index, &[en]);
            way.extend([place.into(), "id".into()]);
            if !seen.insert(id) {
                duplicate(desk, &way, id);
            }
        }
    }
}
