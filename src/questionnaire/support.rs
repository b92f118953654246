//! The documents behind one answer: what they lend it, and what would lend more.

use super::evidence::is_relevant;
use super::sheet::Sheet;
use super::words::{Words, join};
use crate::domain::answer::AnswerValue;
use crate::domain::assessment::JudgedEvidence;
use crate::domain::finding::EvidenceItem;
use crate::domain::pack::{Question, Strength};
use crate::domain::text::Text;

/// The best strength that the documents behind an answer lend, and why each counts or not.
pub(super) fn support(
    sheet: &Sheet,
    value: &AnswerValue,
    register: &[JudgedEvidence],
    words: Words,
) -> (Strength, Vec<EvidenceItem>) {
    let mut named: Vec<&str> = Vec::new();
    let own = match value {
        AnswerValue::Text(id) if sheet.question.is_document() => Some(id.as_str()),
        _ => None,
    };
    let listed = sheet.answer.into_iter().flat_map(|answer| &answer.evidence);
    for id in own
        .into_iter()
        .chain(listed.map(super::super::domain::id::EvidenceId::as_str))
    {
        if !named.contains(&id) {
            named.push(id);
        }
    }
    let mut best = Strength::Asserted;
    let items = named
        .into_iter()
        .map(|id| {
            let judged = register
                .iter()
                .find(|judged| judged.evidence.id.as_str() == id);
            let note = match judged {
                None => words.say("evidence.unknown"),
                Some(judged) if !is_relevant(&judged.evidence, sheet.question, words) => {
                    words.say("evidence.other-topic")
                }
                Some(judged) => {
                    best = best.max(judged.strength);
                    judged.note.clone()
                }
            };
            EvidenceItem::told(id, &note)
        })
        .collect();
    (best, items)
}

/// Advice to support a good answer with evidence that would count for more.
pub(super) fn advice(question: &Question, strength: Strength, words: Words) -> Option<Text> {
    let mut stronger = question
        .evidence
        .iter()
        .filter(|id| {
            words
                .kinds
                .get(*id)
                .is_some_and(|kind| kind.strength > strength)
        })
        .map(|id| words.kind(id))
        .peekable();
    stronger.peek()?;
    let kinds = join(stronger, "; ");
    Some(words.fill("remedy.evidence", &[("kinds", kinds)]))
}
