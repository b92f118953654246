//! Said and seen, side by side.

use serde::Serialize;

use super::{Badge, Exhibit, Plain, Scribe};
use crate::domain::claim::{Claim, ClaimStatus};

/// The claims by what observations say, most telling first.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Claims {
    /// Contradicted, explained, not observable, confirmed; those with nothing in them are left out.
    pub(crate) groups: Vec<ClaimGroup>,
    /// The numbers in a sentence.
    pub(crate) counts: Plain,
}

/// Claims of one status.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ClaimGroup {
    pub(crate) status: Badge,
    /// The status as a heading.
    pub(crate) title: Plain,
    pub(crate) note: Plain,
    pub(crate) claims: Vec<ClaimView>,
}

/// One claim.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ClaimView {
    /// Pack and question.
    pub(crate) id: Plain,
    pub(crate) title: Plain,
    pub(crate) said: Plain,
    pub(crate) seen: Plain,
    pub(crate) evidence: Vec<Exhibit>,
    pub(crate) response: Option<Plain>,
    pub(crate) explanation: Option<Plain>,
    /// Who accepted it in a baseline, why and until when.
    pub(crate) accepted: Option<Plain>,
}

impl Claims {
    pub(super) fn new(claims: &[Claim], scribe: &Scribe) -> Self {
        let groups: Vec<ClaimGroup> = [
            (ClaimStatus::Contradicted, "contradicted", "≠"),
            (ClaimStatus::Explained, "explained", "≈"),
            (ClaimStatus::NotObservable, "not-observable", "?"),
            (ClaimStatus::Confirmed, "confirmed", "="),
        ]
        .into_iter()
        .filter_map(|(status, code, sign)| {
            let mut chosen: Vec<&Claim> = claims.iter().filter(|c| c.status == status).collect();
            if chosen.is_empty() {
                return None;
            }
            chosen.sort_by_key(|claim| std::cmp::Reverse(claim.importance));
            let status = scribe.badge("claim", code, sign);
            Some(ClaimGroup {
                title: heading(&status.word),
                status,
                note: scribe.word(&format!("claim-note.{code}")),
                claims: chosen.into_iter().map(|c| claim(c, scribe)).collect(),
            })
        })
        .collect();
        let counts = groups
            .iter()
            .map(|group| format!("{}: {}", group.status.word, group.claims.len()))
            .collect::<Vec<_>>()
            .join("; ");
        Self {
            groups,
            counts: counts.into(),
        }
    }
}

/// The words with a capital at the start.
fn heading(words: &Plain) -> Plain {
    let mut chars = words.as_str().chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect::<String>().into(),
        None => Plain::default(),
    }
}

fn claim(claim: &Claim, scribe: &Scribe) -> ClaimView {
    ClaimView {
        id: claim.id.as_str().into(),
        title: scribe.item(&claim.id),
        said: scribe.text(&claim.said),
        seen: scribe.text(&claim.seen),
        evidence: scribe.exhibits(&claim.evidence),
        response: claim.response.as_ref().map(Plain::from),
        explanation: claim.explanation.as_ref().map(Plain::from),
        accepted: None,
    }
}
