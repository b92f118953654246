//! What people wrote down: claims, answers, documents, and the rules that judged.

use std::collections::{BTreeMap, BTreeSet};

use super::{AnswerChange, AnswerTurn, ClaimChange, DocumentChange, DocumentTurn, RuleChange};
use crate::domain::answer::Answer;
use crate::domain::assessment::{Assessment, JudgedEvidence};
use crate::domain::claim::Claim;
use crate::domain::id::{PackId, QuestionId};
use crate::domain::method::{DataFile, Method};

/// Claims that stand otherwise, in the order of their ids.
pub(super) fn claims(then: &[Claim], now: &[Claim]) -> Vec<ClaimChange> {
    let old: BTreeMap<&str, &Claim> = then.iter().map(|c| (c.id.as_str(), c)).collect();
    let new: BTreeMap<&str, &Claim> = now.iter().map(|c| (c.id.as_str(), c)).collect();
    both(&old, &new)
        .filter_map(|(id, then, now)| {
            let shown = now.or(then)?;
            let (was, is) = (then.map(|c| c.status), now.map(|c| c.status));
            (was != is).then(|| ClaimChange {
                id: (*id).to_owned(),
                said: shown.said.clone(),
                seen: shown.seen.clone(),
                then: was,
                now: is,
            })
        })
        .collect()
}

/// Answers that are not what they were, in the order of packs and questions.
pub(super) fn answers(then: &Assessment, now: &Assessment) -> Vec<AnswerChange> {
    let (old, new) = (given(then), given(now));
    let titles: BTreeMap<String, _> = then
        .findings
        .iter()
        .chain(&now.findings)
        .map(|finding| (finding.id.clone(), finding.title.clone()))
        .collect();
    both(&old, &new)
        .filter_map(|((pack, question), then, now)| {
            Some(AnswerChange {
                pack: (*pack).clone(),
                question: (*question).clone(),
                title: titles.get(&format!("{pack}/{question}")).cloned(),
                turn: turn(then, now)?,
                then: then.and_then(|answer| answer.value.clone()),
                now: now.and_then(|answer| answer.value.clone()),
            })
        })
        .collect()
}

fn given(assessment: &Assessment) -> BTreeMap<(&PackId, &QuestionId), &Answer> {
    assessment
        .answers
        .iter()
        .flat_map(|set| {
            set.answers
                .iter()
                .map(|(question, answer)| ((&set.pack, question), answer))
        })
        .collect()
}

/// An answer says something when it has a value or says that the question does not apply.
fn says(answer: Option<&Answer>) -> bool {
    answer.is_some_and(|answer| answer.value.is_some() || answer.not_applicable.is_some())
}

fn turn(then: Option<&Answer>, now: Option<&Answer>) -> Option<AnswerTurn> {
    match (says(then), says(now)) {
        (false, true) => return Some(AnswerTurn::Given),
        (true, false) => return Some(AnswerTurn::Withdrawn),
        _ => {}
    }
    let (then, now) = (then?, now?);
    if (&then.value, &then.not_applicable) != (&now.value, &now.not_applicable) {
        return Some(AnswerTurn::Changed);
    }
    let support = |answer: &Answer| {
        let evidence: BTreeSet<String> = answer.evidence.iter().map(ToString::to_string).collect();
        (
            evidence,
            answer.review.clone(),
            answer.explanation.clone(),
            answer.source.clone(),
        )
    };
    (support(then) != support(now)).then_some(AnswerTurn::Support)
}

/// Documents that came, went, or are worth more or less, in the order of their ids.
pub(super) fn documents(then: &[JudgedEvidence], now: &[JudgedEvidence]) -> Vec<DocumentChange> {
    let by_id = |list: &'_ [JudgedEvidence]| -> BTreeMap<String, JudgedEvidence> {
        list.iter()
            .map(|document| (document.evidence.id.to_string(), document.clone()))
            .collect()
    };
    let (old, new) = (by_id(then), by_id(now));
    let old: BTreeMap<&str, &JudgedEvidence> = old.iter().map(|(id, d)| (id.as_str(), d)).collect();
    let new: BTreeMap<&str, &JudgedEvidence> = new.iter().map(|(id, d)| (id.as_str(), d)).collect();
    both(&old, &new)
        .filter_map(|(id, then, now)| {
            let turn = match (then, now) {
                (Some(then), Some(now)) if now.strength < then.strength => DocumentTurn::Weaker,
                (Some(then), Some(now)) if now.strength > then.strength => DocumentTurn::Stronger,
                (Some(then), Some(now)) if now.evidence != then.evidence => DocumentTurn::Changed,
                (None, Some(_)) => DocumentTurn::Added,
                (Some(_), None) => DocumentTurn::Removed,
                _ => return None,
            };
            Some(DocumentChange {
                id: (*id).to_owned(),
                title: now.or(then)?.title.clone(),
                turn,
                then: then.map(|document| document.strength),
                now: now.map(|document| document.strength),
            })
        })
        .collect()
}

/// Program, methods and data files that judge otherwise.
pub(super) fn rules(then: &Method, now: &Method) -> Vec<RuleChange> {
    let mut changes: Vec<RuleChange> = [
        ("waarborg", &then.tool_version, &now.tool_version),
        ("scoring", &then.scoring, &now.scoring),
        ("policy", &then.policy, &now.policy),
    ]
    .into_iter()
    .filter(|(_, then, now)| then != now)
    .map(|(what, then, now)| RuleChange {
        what: what.to_owned(),
        then: Some(then.clone()),
        now: Some(now.clone()),
    })
    .collect();
    let files = |method: &Method| -> BTreeMap<String, DataFile> {
        method
            .data
            .iter()
            .map(|file| (file.path.clone(), file.clone()))
            .collect()
    };
    let (old, new) = (files(then), files(now));
    let old: BTreeMap<&str, &DataFile> = old.iter().map(|(path, f)| (path.as_str(), f)).collect();
    let new: BTreeMap<&str, &DataFile> = new.iter().map(|(path, f)| (path.as_str(), f)).collect();
    changes.extend(both(&old, &new).filter_map(|(path, then, now)| {
        let same = then.map(|f| &f.sha256) == now.map(|f| &f.sha256);
        (!same).then(|| {
            let (then, now) = named(then, now);
            RuleChange {
                what: (*path).to_owned(),
                then,
                now,
            }
        })
    }));
    changes
}

/// Versions, or the beginnings of the digests where the versions do not tell two files apart.
fn named(then: Option<&DataFile>, now: Option<&DataFile>) -> (Option<String>, Option<String>) {
    let version = |file: Option<&DataFile>| file.and_then(|file| file.version.clone());
    let digest = |file: &DataFile| file.sha256.chars().take(12).collect::<String>();
    match (version(then), version(now)) {
        (Some(a), Some(b)) if a != b => (Some(a), Some(b)),
        _ => (then.map(digest), now.map(digest)),
    }
}

/// Every key of either side with what each has of it.
fn both<'a, K: Ord, V>(
    old: &'a BTreeMap<K, &'a V>,
    new: &'a BTreeMap<K, &'a V>,
) -> impl Iterator<Item = (&'a K, Option<&'a V>, Option<&'a V>)> {
    let keys: BTreeSet<&K> = old.keys().chain(new.keys()).collect();
    keys.into_iter()
        .map(|key| (key, old.get(key).copied(), new.get(key).copied()))
}
