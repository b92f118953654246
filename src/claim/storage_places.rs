//! "The personal data are kept in these countries."
//!
//! An address never shows where data are kept, so nothing here confirms. It can refute: a server of the service outside
//! the legal area that was named handles data there. In another country of the same legal position, or behind the edge of
//! a delivery network, it is a question to the provider.

use super::place::{countries, evidence, of_endpoints, tell, tell_open};
use super::{Match, Rule, Sight, sentences};
use crate::domain::answer::AnswerValue;
use crate::domain::assessment::Located;
use crate::domain::claim::ClaimStatus;
use crate::domain::finding::Confidence;
use crate::domain::location::{LocationStatus, Rung};
use crate::domain::text::Text;

pub(super) static RULE: Rule = Rule {
    id: "storage-places",
    hold,
};

fn hold(value: &AnswerValue, sight: &Sight<'_>) -> Match {
    let declared = countries(value);
    let (located, _) = of_endpoints(sight);
    let Some(furthest) = declared
        .iter()
        .map(|country| sight.areas.status(*country, sight.as_of))
        .max()
    else {
        let seen = sight.phrases.text("claim.nothing-seen");
        return Match::new(ClaimStatus::NotObservable, seen, Vec::new());
    };
    let (mut refuting, mut elsewhere, mut edges, mut within, mut open): (
        Vec<&Located>,
        Vec<_>,
        Vec<_>,
        Vec<_>,
        Vec<_>,
    ) = Default::default();
    for place in located {
        let verdict = &place.verdict;
        let certain = verdict.confidence >= Confidence::Medium
            && verdict.status != LocationStatus::NotDeterminable;
        let list = match verdict.country {
            _ if verdict.rung == Rung::N1 => &mut edges,
            Some(country) if certain && declared.contains(&country) => &mut within,
            Some(_) if certain && verdict.status > furthest => &mut refuting,
            Some(_) if certain => &mut elsewhere,
            _ => &mut open,
        };
        list.push(place);
    }
    if !refuting.is_empty() {
        return Match::new(
            ClaimStatus::Contradicted,
            tell(&refuting, sight),
            evidence(&refuting),
        );
    }
    let mut told: Vec<Text> = Vec::new();
    for (places, question) in [
        (&elsewhere, Some("claim.storage-elsewhere")),
        (&edges, Some("claim.storage-edge")),
        (&within, Some("claim.storage-within")),
        (&open, None),
    ] {
        if places.is_empty() {
            continue;
        }
        told.push(match question {
            Some(_) => tell(places, sight),
            None => tell_open(places, sight),
        });
        told.extend(question.map(|key| sight.phrases.text(key)));
    }
    if told.is_empty() {
        told.push(tell_open(&[], sight));
    }
    let all: Vec<&Located> = [elsewhere, edges, within, open].concat();
    Match::new(
        ClaimStatus::NotObservable,
        sentences(told.into_iter()),
        evidence(&all),
    )
}
