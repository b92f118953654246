//! Answers that present a document as valid, held against that document.

use std::collections::BTreeSet;

use super::evidence::{Shelf, fault};
use super::sheet::{Sheet, State};
use super::words::{Words, join};
use crate::domain::answer::{AnswerValue, Decision, Evidence};
use crate::domain::assessment::JudgedEvidence;
use crate::domain::id::KnockOutId;
use crate::domain::pack::EvidenceFault;
use crate::domain::text::Text;

/// An answer that its own documents refute.
pub(super) struct Refuted<'a> {
    /// What that raises.
    pub(super) knock_out: Option<&'a KnockOutId>,
    /// The documents.
    pub(super) documents: Vec<&'a Evidence>,
}

/// Whether the documents behind an answer refute it: they are of the kinds that it presents as valid, and none of them
/// is. One that holds is enough; an explanation that a reviewer accepted settles it.
pub(super) fn refuted<'a>(sheet: &Sheet<'a>, shelf: Shelf<'a>) -> Option<Refuted<'a>> {
    let question = sheet.question;
    let (State::Answered(AnswerValue::Text(said)), Some(answer)) = (&sheet.state, sheet.answer)
    else {
        return None;
    };
    let review = answer.review.as_ref();
    if review.is_some_and(|review| review.decision == Decision::ContradictionExplained) {
        return None;
    }
    let rows = || {
        let rows = question.presents.iter();
        rows.filter(|row| row.answers.iter().any(|word| word == said))
    };
    let kinds: BTreeSet<_> = rows().flat_map(|row| &row.kinds).collect();
    let documents: Vec<&Evidence> = answer
        .evidence
        .iter()
        .filter_map(|id| shelf.register.iter().find(|document| document.id == *id))
        .filter(|document| kinds.contains(&document.kind))
        .collect();
    let faults: Vec<Option<EvidenceFault>> = documents
        .iter()
        .map(|document| fault(document, shelf))
        .collect();
    let meant: BTreeSet<EvidenceFault> =
        rows().flat_map(|row| row.faults.iter().copied()).collect();
    if faults.is_empty()
        || !faults
            .iter()
            .all(|fault| fault.is_some_and(|fault| meant.contains(&fault)))
    {
        return None;
    }
    let knock_out = rows()
        .filter(|row| {
            let mut found = faults.iter().flatten();
            found.any(|fault| row.faults.contains(fault))
        })
        .find_map(|row| row.knock_out.as_ref());
    Some(Refuted {
        knock_out,
        documents,
    })
}

impl Refuted<'_> {
    /// What was said against what the documents show.
    pub(super) fn say(&self, judged: &[JudgedEvidence], words: Words) -> Text {
        let notes = self.documents.iter().map(|document| {
            let note = judged
                .iter()
                .find(|judged| judged.evidence.id == document.id)
                .map_or_else(Text::default, |judged| judged.note.clone());
            let params = [("document", words.document(document)), ("note", note)];
            words.fill("refuted.document", &params)
        });
        let notes = join(notes, " ");
        words.fill("refuted.detail", &[("documents", notes)])
    }
}
