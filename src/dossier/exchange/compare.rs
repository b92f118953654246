//! What would change in a dossier.

use super::intake::Slip;
use crate::domain::answer::{Answer, Source};
use crate::domain::day::Day;
use crate::dossier::Folder;

/// What becomes of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// There was none.
    Added,
    /// There was another.
    Changed,
    /// It was there already.
    Same,
}

/// One question of the file beside the dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// What was filled in.
    pub slip: Slip,
    /// What the dossier holds.
    pub before: Option<Answer>,
    /// What it will hold: what the file leaves blank stays as it is.
    pub after: Answer,
    /// The difference.
    pub turn: Turn,
}

/// Holds what came in against what the dossier has. A new value drops a reviewer's decision, which was about the old one.
#[must_use]
pub fn compare(
    folder: &Folder,
    slips: &[Slip],
    file: &str,
    by: Option<&str>,
    today: Day,
) -> Vec<Delta> {
    slips
        .iter()
        .map(|slip| {
            let before = folder
                .answers
                .iter()
                .filter(|set| set.pack == slip.pack)
                .find_map(|set| set.answers.get(&slip.question))
                .cloned();
            let (after, turn) = merge(before.as_ref(), slip, file, by, today);
            Delta {
                slip: slip.clone(),
                before,
                after,
                turn,
            }
        })
        .collect()
}

fn merge(
    before: Option<&Answer>,
    slip: &Slip,
    file: &str,
    by: Option<&str>,
    today: Day,
) -> (Answer, Turn) {
    let fill = &slip.fill;
    let mut after = before.cloned().unwrap_or_default();
    if let Some(value) = &fill.value {
        after.give(value.clone());
    }
    if let Some(reason) = &fill.not_applicable {
        after.decline(reason.clone());
    }
    if let Some(comment) = &fill.comment {
        after.comment = Some(comment.clone());
    }
    for id in &fill.evidence {
        if !after.evidence.contains(id) {
            after.evidence.push(id.clone());
        }
    }
    // A reply to what was said about an earlier answer is none to this one.
    let stale = |words: &String| {
        before.is_some_and(|before| {
            before.value != after.value && before.explanation.as_ref() == Some(words)
        })
    };
    if let Some(words) = fill.explanation.as_ref().filter(|words| !stale(words)) {
        after.reply(words.clone());
    }
    after.planned = fill.planned.or(after.planned);
    after.confidential = fill.confidential.unwrap_or(after.confidential);
    if before == Some(&after) {
        return (after, Turn::Same);
    }
    let answered = |answer: &Answer| answer.value.is_some() || answer.not_applicable.is_some();
    let turn = if before.is_some_and(answered) {
        Turn::Changed
    } else {
        Turn::Added
    };
    // What stands beside an answer says nothing about it: who gave that, when, and from what it was carried over, stays.
    // A sheet that comes back with the answer that was filled in beforehand confirms nothing either.
    let anew = before
        .filter(|before| answered(before))
        .is_none_or(|before| {
            before.value != after.value || before.not_applicable != after.not_applicable
        });
    if anew {
        after.source = Some(Source::Import(file.to_owned()));
        // Never the name of whoever gave the answer before.
        after.by = fill.by.clone().or_else(|| by.map(str::to_owned));
        after.at = Some(today);
    }
    (after, turn)
}
