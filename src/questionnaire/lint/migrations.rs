//! What became of questions: each change has the ids that it needs, and leads to what the pack asks.

use super::{Desk, Remark, Step};
use crate::domain::migration::{Change, Migration};
use crate::questionnaire::pack::version;

pub(super) fn pack(desk: &mut Desk) {
    let parsed = desk.parsed;
    for (index, step) in parsed.pack.migrations.iter().enumerate() {
        migration(desk, index, step);
    }
}

fn migration(desk: &mut Desk, index: usize, step: &Migration) {
    let pack = &desk.parsed.pack;
    let way = |key: &str| -> Vec<Step> { vec!["migration".into(), index.into(), key.into()] };
    match version(&step.to) {
        None => desk.say(
            &way("to"),
            Remark::error(
                "bad-version",
                format!("`{}` is geen versie zoals 1.0.0", step.to),
                format!("`{}` is not a version such as 1.0.0", step.to),
            ),
        ),
        Some(to) if version(&pack.pack.version).is_some_and(|now| to > now) => {
            let now = &pack.pack.version;
            desk.say(
                &way("to"),
                Remark::error(
                    "future-migration",
                    format!("deze verandering hoort bij een latere versie dan die van de vragenlijst ({now})"),
                    format!("this change belongs to a later version than that of the questionnaire ({now})"),
                ),
            );
        }
        Some(_) => {}
    }
    if !step.change.suits(step.from.len(), step.into.len()) {
        let word = step.change.as_str();
        let remark = Remark::error(
            "odd-migration",
            format!("`{word}` past niet bij dit aantal vragen in `from` en `into`"),
            format!("`{word}` does not suit this number of questions in `from` and `into`"),
        );
        desk.say(
            &way("change"),
            remark.hint(
                "same, reworded en meaning-changed: één naar één; split: één naar meer; merged: meer naar één; removed: zonder into",
                "same, reworded and meaning-changed: one to one; split: one to several; merged: several to one; removed: without into",
            ),
        );
    }
    // A later change may have renamed or removed an id again: only the last one has to lead somewhere.
    let renamed_later = |id: &str| {
        let later = pack
            .migrations
            .iter()
            .filter(|other| version(&other.to) > version(&step.to));
        later
            .into_iter()
            .any(|other| other.from.iter().any(|from| from == id))
    };
    for (place, id) in step.into.iter().enumerate() {
        let known = pack.questions.iter().any(|question| question.id == *id);
        if !known && !renamed_later(id.as_str()) {
            let ids: Vec<&str> = pack.questions.iter().map(|q| q.id.as_str()).collect();
            let remark = Remark::error(
                "unknown-question",
                format!("`{id}` is geen vraag van deze vragenlijst"),
                format!("`{id}` is not a question of this questionnaire"),
            )
            .nearest(id.as_str(), ids.into_iter());
            let mut at = way("into");
            at.push(place.into());
            desk.say(&at, remark);
        }
    }
    for (place, id) in step.from.iter().enumerate() {
        let stays = step.into.iter().any(|into| into.as_str() == id);
        let asked = pack
            .questions
            .iter()
            .any(|question| question.id.as_str() == id);
        if asked && !stays {
            let mut at = way("from");
            at.push(place.into());
            desk.say(
                &at,
                Remark::error(
                    "still-asked",
                    format!(
                        "`{id}` wordt nog gevraagd: een naam die is vervallen, komt niet terug"
                    ),
                    format!("`{id}` is still asked: an id that went does not come back"),
                ),
            );
        }
    }
    let changed = step
        .into
        .first()
        .filter(|_| step.change == Change::MeaningChanged);
    let question = changed.and_then(|id| pack.questions.iter().find(|q| q.id == *id));
    if let Some(question) = question
        && step.from.iter().any(|id| id == question.id.as_str())
        && question.rev < 2
    {
        desk.say(
            &way("change"),
            Remark::error(
                "rev-not-raised",
                format!(
                    "de betekenis van `{}` is veranderd: verhoog `rev`",
                    question.id
                ),
                format!("the meaning of `{}` has changed: raise `rev`", question.id),
            ),
        );
    }
    for (old, new) in &step.values {
        let known = step.into.iter().any(|id| {
            let question = pack.questions.iter().find(|question| question.id == *id);
            question.is_none_or(|question| question.choices.iter().any(|c| c.id == *new))
        });
        if !known {
            let mut at = way("values");
            at.push(old.as_str().into());
            desk.say(
                &at,
                Remark::error(
                    "unknown-choice",
                    format!("`{new}` is geen keuze van de vraag"),
                    format!("`{new}` is not a choice of the question"),
                ),
            );
        }
    }
    super::texts::both(desk, &way("note"), &step.note, true);
}
