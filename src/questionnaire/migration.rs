//! Brings answers along: from an earlier version of their pack, and from an earlier period.

use std::collections::BTreeMap;

use super::pack::version;
use super::value::fit;
use crate::domain::answer::{Answer, AnswerSet, AnswerValue, Decision, Source};
use crate::domain::day::Day;
use crate::domain::id::QuestionId;
use crate::domain::migration::{Change, Migration};
use crate::domain::pack::Pack;
use crate::domain::text::Text;

/// What became of answers under one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The change; nothing for an answer to a question that the pack does not know and no change speaks of.
    pub change: Option<Change>,
    /// Ids of before that had an answer, with it.
    pub before: Vec<(String, Answer)>,
    /// What stands under the new ids; nothing where the question has to be answered anew.
    pub after: Vec<(QuestionId, Option<Answer>)>,
    /// What the pack says about the change.
    pub note: Option<Text>,
}

impl Move {
    /// True when an answer of before is left behind.
    #[must_use]
    pub fn loses(&self) -> bool {
        self.after.iter().all(|(_, answer)| answer.is_none())
    }
}

/// Answers in the version of the pack, and how they came there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    /// The answers.
    pub set: AnswerSet,
    /// What changed, in the order of the changes.
    pub moves: Vec<Move>,
}

/// Applies the changes of a pack since the version of the answers. Values that no longer fit are left behind and told.
#[must_use]
pub fn migrate(pack: &Pack, earlier: &AnswerSet, today: Day) -> Migrated {
    // A table without anything in it is a place to answer, no answer.
    let (blank, given): (Vec<_>, Vec<_>) = earlier
        .answers
        .iter()
        .partition(|(_, answer)| **answer == Answer::default());
    let mut answers: BTreeMap<String, Answer> = given
        .into_iter()
        .map(|(id, answer)| (id.to_string(), answer.clone()))
        .collect();
    let mut due: Vec<&Migration> = pack
        .migrations
        .iter()
        .filter(|step| version(&step.to) > version(&earlier.version))
        .filter(|step| version(&step.to) <= version(&pack.pack.version))
        .collect();
    // Stable: the changes of one version stay in the order of the file.
    due.sort_by_key(|step| version(&step.to));
    let mut moves = Vec::new();
    for step in due {
        let before: Vec<(String, Answer)> = step
            .from
            .iter()
            .filter_map(|id| answers.remove_entry(id))
            .collect();
        if before.is_empty() {
            continue;
        }
        let after = step
            .into
            .iter()
            .map(|id| (id.clone(), brought(pack, step, id, &before, today)))
            .collect::<Vec<_>>();
        for (id, answer) in &after {
            if let Some(answer) = answer {
                answers.insert(id.to_string(), answer.clone());
            }
        }
        moves.push(Move {
            change: Some(step.change),
            before,
            after,
            note: Some(step.note.clone()),
        });
    }
    let mut kept = BTreeMap::new();
    for (id, answer) in answers {
        let question = pack.questions.iter().find(|q| q.id.as_str() == id);
        let fitting = question.filter(|question| {
            let value = answer.value.as_ref();
            value.is_none_or(|value| fit(question, value).is_ok())
        });
        if let Some(question) = fitting {
            kept.insert(question.id.clone(), answer);
        } else {
            let after = question.map(|question| (question.id.clone(), None));
            moves.push(Move {
                change: None,
                before: vec![(id, answer)],
                after: after.into_iter().collect(),
                note: None,
            });
        }
    }
    for (id, answer) in blank {
        if pack.questions.iter().any(|question| question.id == *id) {
            kept.entry(id.clone()).or_insert_with(|| answer.clone());
        }
    }
    Migrated {
        set: AnswerSet {
            pack: pack.pack.id.clone(),
            version: pack.pack.version.clone(),
            answers: kept,
        },
        moves,
    }
}

/// The answer under a new id; nothing when it has to be given anew.
fn brought(
    pack: &Pack,
    step: &Migration,
    id: &QuestionId,
    before: &[(String, Answer)],
    today: Day,
) -> Option<Answer> {
    let (_, first) = before.first()?;
    let mut answer = Answer {
        value: first.value.as_ref().map(|value| renamed(value, step)),
        ..first.clone()
    };
    match step.change {
        Change::MeaningChanged | Change::Removed => return None,
        Change::Same | Change::Reworded => {}
        Change::Split => answer = unconfirmed(answer, today),
        Change::Merged => {
            let same = |(_, other): &(String, Answer)| {
                (&other.value, &other.not_applicable) == (&first.value, &first.not_applicable)
            };
            if before.len() < step.from.len() || !before.iter().all(same) {
                return None;
            }
            answer = unconfirmed(answer, today);
        }
    }
    // A later change may speak of this id again; only what the pack asks now can be held against it.
    let question = pack.questions.iter().find(|question| question.id == *id);
    match (question, &answer.value) {
        (Some(question), Some(value)) => fit(question, value).is_ok().then_some(answer),
        _ => Some(answer),
    }
}

/// What somebody decided was about another question: the answer waits for a word about this one.
fn unconfirmed(answer: Answer, today: Day) -> Answer {
    Answer {
        source: Some(Source::CarriedFrom(answer.at.unwrap_or(today))),
        review: None,
        acceptance: None,
        ..answer
    }
}

fn renamed(value: &AnswerValue, step: &Migration) -> AnswerValue {
    let word = |word: &String| step.values.get(word).unwrap_or(word).clone();
    match value {
        AnswerValue::Text(text) => AnswerValue::Text(word(text)),
        AnswerValue::List(words) => AnswerValue::List(words.iter().map(word).collect()),
        other => other.clone(),
    }
}

/// The answers of an earlier period as answers to be confirmed: those given up to that day and not confirmed since. They
/// earn half until someone confirms them or answers anew.
#[must_use]
pub fn carry_over(set: &AnswerSet, from: Day, today: Day) -> Vec<(QuestionId, Answer)> {
    let due = |answer: &&Answer| {
        // A day that has not come yet makes nothing new.
        let newer = answer.at.is_some_and(|at| at > from && at <= today);
        let waits = matches!(answer.source, Some(Source::CarriedFrom(day)) if day >= from);
        let confirmed = answer
            .review
            .as_ref()
            .is_some_and(|review| review.decision == Decision::Confirmed && review.at > from);
        answer.value.is_some() && !newer && !waits && !confirmed
    };
    set.answers
        .iter()
        .filter(|(_, answer)| due(answer))
        .map(|(id, answer)| {
            let carried = Answer {
                source: Some(Source::CarriedFrom(from)),
                // That somebody confirmed it before says nothing about now.
                review: answer
                    .review
                    .clone()
                    .filter(|review| review.decision != Decision::Confirmed),
                ..answer.clone()
            };
            (id.clone(), carried)
        })
        .collect()
}
