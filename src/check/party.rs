//! What the chain checks share: naming parties with what they do, and the records that show them.

use super::{Context, Judgement};
use crate::domain::finding::EvidenceItem;
use crate::domain::party::{Hit, KnownBy, Party, PartyRole};
use crate::domain::text::Text;

/// A party and the hits of the subject that show it.
pub(super) type Shown<'a> = (&'a Party, Vec<&'a Hit>);

/// Records of one party in the evidence of a finding.
const RECORDS: usize = 3;
/// Parties that a sentence names.
const NAMED: usize = 20;
/// Records in the evidence of a finding.
const EVIDENCE: usize = 50;

/// "Mailshield (mail gateway)" for some parties; of a name that nobody knows it is said that it is just a name.
pub(super) fn names(context: &Context<'_>, parties: &[&Shown<'_>]) -> Text {
    let phrases = context.material.phrases;
    let named: Vec<Text> = parties
        .iter()
        .take(NAMED)
        .map(|(party, hits)| {
            let mut words: Vec<Text> = Party::roles(hits.iter().copied())
                .into_iter()
                .filter(|role| *role != PartyRole::Other)
                .map(|role| phrases.text(&format!("party.role.{}", role.as_str())))
                .collect();
            if party.known_by == KnownBy::Domain {
                words.insert(0, phrases.text("party.unknown-owner"));
            }
            if words.is_empty() {
                return Text::same(&party.name);
            }
            let words = Context::list(&words);
            Text::new(
                format!("{} ({})", party.name, words.nl),
                format!("{} ({})", party.name, words.en),
            )
        })
        .collect();
    let text = Context::list(&named);
    match parties.len().checked_sub(NAMED) {
        Some(more @ 1..) => Text::new(
            format!("{} (+{more})", text.nl),
            format!("{} (+{more})", text.en),
        ),
        _ => text,
    }
}

/// Adds the records that show the parties, each record once.
pub(super) fn because<'a>(
    mut judgement: Judgement,
    parties: impl Iterator<Item = &'a Shown<'a>>,
) -> Judgement {
    let records = parties.flat_map(|(_, hits)| hits.iter().take(RECORDS));
    for hit in records {
        let item: &EvidenceItem = &hit.evidence;
        if judgement.evidence.len() < EVIDENCE && !judgement.evidence.contains(item) {
            judgement.evidence.push(item.clone());
        }
    }
    judgement
}
