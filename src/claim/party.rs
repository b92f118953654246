//! What the rules about sub-processors share: telling which party was seen, and by which record.

use super::{Match, Sight};
use crate::domain::claim::ClaimStatus;
use crate::domain::finding::EvidenceItem;
use crate::domain::party::{Hit, KnownBy, Party};
use crate::domain::text::{Lang, Text};

/// Records that are told of one party.
const RECORDS: usize = 3;
/// Parties that are told of.
const PARTIES: usize = 20;

/// The hits that show a party at work on what customers send; none for a name of which nobody knows whose it is, as that
/// may be the provider's own.
pub(super) fn at_work(party: &Party) -> Vec<&Hit> {
    let certain = party.known_by != KnownBy::Domain;
    party
        .hits
        .iter()
        .filter(|hit| certain && hit.is_in_data_path())
        .collect()
}

/// A party with the hits that count.
pub(super) type Shown<'a> = (&'a Party, Vec<&'a Hit>);

/// What a rule comes to: contradicted by the first, a question about the second, and otherwise nothing that can be seen.
/// `words` are the keys for a question and for nothing.
pub(super) fn settle(
    refuting: &[Shown<'_>],
    open: &[Shown<'_>],
    words: (&str, &str),
    sight: &Sight<'_>,
) -> Match {
    if !refuting.is_empty() {
        return Match::new(
            ClaimStatus::Contradicted,
            tell(refuting.iter().cloned(), sight),
            evidence(refuting.iter().cloned()),
        );
    }
    let seen = if !open.is_empty() {
        let asked = [
            sight.phrases.text(words.0),
            tell(open.iter().cloned(), sight),
        ];
        super::sentences(asked.into_iter())
    } else if sight.observations.saw_nothing() {
        sight.phrases.text("claim.nothing-seen")
    } else {
        sight.phrases.text(words.1)
    };
    Match::new(
        ClaimStatus::NotObservable,
        seen,
        evidence(open.iter().cloned()),
    )
}

/// "Mailshield (mail gateway): example.nl MX 10 …" for some parties.
fn tell<'a>(parties: impl Iterator<Item = (&'a Party, Vec<&'a Hit>)>, sight: &Sight<'_>) -> Text {
    super::sentences(parties.take(PARTIES).map(|(party, hits)| {
        let roles = Party::roles(hits.iter().copied());
        let records: Vec<&str> = hits
            .iter()
            .take(RECORDS)
            .map(|hit| hit.evidence.quote.as_str())
            .collect();
        let records = records.join("; ");
        let words: Vec<Text> = roles
            .iter()
            .map(|role| sight.phrases.text(&format!("party.role.{}", role.as_str())))
            .collect();
        let line = |lang| {
            let words: Vec<&str> = words.iter().map(|word| word.in_lang(lang)).collect();
            format!("{} ({}): {records}.", party.name, words.join(", "))
        };
        Text::new(line(Lang::Nl), line(Lang::En))
    }))
}

/// The records behind some hits.
fn evidence<'a>(parties: impl Iterator<Item = (&'a Party, Vec<&'a Hit>)>) -> Vec<EvidenceItem> {
    let mut items: Vec<EvidenceItem> = Vec::new();
    for (_, hits) in parties {
        for hit in hits.into_iter().take(RECORDS) {
            if !items.contains(&hit.evidence) {
                items.push(hit.evidence.clone());
            }
        }
    }
    items
}
