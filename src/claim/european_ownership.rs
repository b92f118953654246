//! "The companies that run the servers and networks are controlled from within the EEA."

use super::place::of_endpoints;
use super::{Match, Rule, Sight, sentences};
use crate::domain::answer::AnswerValue;
use crate::domain::assessment::Located;
use crate::domain::claim::ClaimStatus;
use crate::domain::finding::EvidenceItem;
use crate::domain::location::LocationStatus;
use crate::domain::ownership::{describe, is_dated, seat_of_control};
use crate::domain::text::Text;

pub(super) static RULE: Rule = Rule {
    id: "european-ownership",
    hold,
};

fn hold(_value: &AnswerValue, sight: &Sight<'_>) -> Match {
    let (located, complete) = of_endpoints(sight);
    let (mut refuting, mut confirming, mut open): (Vec<&Located>, Vec<&Located>, Vec<&Located>) =
        Default::default();
    for place in &located {
        let control = place.fact.control.as_ref();
        let seat = control
            .filter(|control| !is_dated(control, sight.as_of))
            .and_then(|control| seat_of_control(control, sight.areas, sight.as_of));
        match seat {
            Some((_, LocationStatus::InEea)) => confirming.push(place),
            // A country whose position is unsettled refutes nothing.
            Some((_, LocationStatus::NotDeterminable)) | None => open.push(place),
            Some(_) => refuting.push(place),
        }
    }
    if !refuting.is_empty() {
        return Match::new(
            ClaimStatus::Contradicted,
            tell(&refuting, sight),
            evidence(&refuting),
        );
    }
    if complete && open.is_empty() && !confirming.is_empty() {
        return Match::new(
            ClaimStatus::Confirmed,
            tell(&confirming, sight),
            evidence(&confirming),
        );
    }
    let seen = if open.is_empty() {
        sight.phrases.text("claim.nothing-seen")
    } else {
        let mut hosts: Vec<String> = open
            .iter()
            .map(|place| sight.shown(&place.subject))
            .collect();
        hosts.dedup();
        sight
            .phrases
            .fill("claim.ownership-open", &[("hosts", &hosts.join(", "))])
    };
    Match::new(ClaimStatus::NotObservable, seen, evidence(&open))
}

/// "a.example (192.0.2.1): Hoster (parent: Top Inc., United States)."
fn tell(places: &[&Located], sight: &Sight<'_>) -> Text {
    sentences(places.iter().map(|place| {
        let host = sight.shown(&place.subject);
        let address = place.fact.canonical;
        let operator = place
            .fact
            .control
            .as_ref()
            .and_then(|control| describe(control, sight.areas))
            .unwrap_or_default();
        Text::new(
            format!("{host} ({address}): {}.", operator.nl),
            format!("{host} ({address}): {}.", operator.en),
        )
    }))
}

fn evidence(places: &[&Located]) -> Vec<EvidenceItem> {
    places
        .iter()
        .map(|place| {
            let control = place.fact.control.as_ref();
            let asn = control
                .and_then(|control| control.asn)
                .map_or_else(|| "—".to_owned(), |asn| format!("AS{asn}"));
            let parent = control
                .and_then(|control| control.ultimate_parent.as_deref())
                .unwrap_or("—");
            let country = control
                .and_then(|control| control.ultimate_parent_country)
                .map_or_else(|| "—".to_owned(), |country| country.to_string());
            let quote = format!("{} — {asn}; {parent}, {country}", place.fact.canonical);
            EvidenceItem::new(&place.observation, quote)
        })
        .collect()
}
