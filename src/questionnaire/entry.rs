//! The finding and the item of a question.

use super::sheet::Sheet;
use crate::domain::answer::{Answer, Decision, Source};
use crate::domain::day::Day;
use crate::domain::finding::{Confidence, Finding, FindingSource, Outcome};
use crate::domain::item::{Item, ItemReading};
use crate::domain::subject::SubjectId;
use crate::domain::text::Text;

/// `<pack>/<question>`.
pub(super) fn item_id(sheet: &Sheet) -> String {
    format!("{}/{}", sheet.pack.pack.id, sheet.question.id)
}

/// What a question comes to, without what supports it.
pub(super) fn finding(sheet: &Sheet, outcome: Outcome, reason: &str, detail: Text) -> Finding {
    Finding {
        id: item_id(sheet),
        source: FindingSource::Question,
        check: sheet.question.id.to_string(),
        subject: SubjectId("vendor".to_owned()),
        outcome,
        severity: sheet.question.severity.severity(),
        confidence: Confidence::High,
        reason: reason.to_owned(),
        title: sheet.question.text.clone(),
        detail,
        remediation: None,
        clause: None,
        refs: sheet.question.refs.clone(),
        evidence: Vec::new(),
    }
}

/// What counts for the score.
pub(super) fn item(sheet: &Sheet, remedy: Option<Text>, reading: ItemReading) -> Item {
    Item {
        id: item_id(sheet),
        source: FindingSource::Question,
        topic: sheet.question.topic.clone(),
        weight: sheet.question.severity.weight(),
        title: sheet.question.text.clone(),
        remedy,
        importance: sheet.question.severity,
        reading,
    }
}

/// The day an answer was carried over from, unless a reviewer confirmed it since. Carrying over takes an earlier
/// confirmation away, so one of the same day came after.
pub(super) fn unconfirmed(answer: &Answer) -> Option<Day> {
    let Some(Source::CarriedFrom(day)) = answer.source else {
        return None;
    };
    let confirmed = answer
        .review
        .as_ref()
        .is_some_and(|review| review.decision == Decision::Confirmed && review.at >= day);
    (!confirmed).then_some(day)
}

/// The explanation of a contradiction that a reviewer accepted.
pub(super) fn explanation(answer: &Answer) -> Option<String> {
    let review = answer.review.as_ref()?;
    (review.decision == Decision::ContradictionExplained)
        .then(|| format!("{}, {}: {}", review.by, review.at, review.reason))
}
