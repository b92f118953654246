//! What the location rules share: each address of each host of an endpoint, with what its evidence amounts to.

use super::Sight;
use crate::domain::assessment::Located;
use crate::domain::finding::EvidenceItem;
use crate::domain::location::LocationStatus;
use crate::domain::subject::{Subject, SubjectKind};
use crate::domain::text::Text;

/// Addresses of the hosts of endpoints, and whether every such host has at least one and none was missed.
pub(super) fn of_endpoints<'a>(sight: &Sight<'a>) -> (Vec<&'a Located>, bool) {
    let hosts = hosts(sight);
    let located: Vec<&Located> = sight
        .located
        .iter()
        .filter(|l| hosts.iter().any(|host| host.id == l.subject))
        .collect();
    let complete = !hosts.is_empty()
        && hosts
            .iter()
            .all(|host| sight.observations.located_completely(&host.id));
    (located, complete)
}

/// The hosts of endpoints.
fn hosts<'a>(sight: &Sight<'a>) -> Vec<&'a Subject> {
    let subjects = sight.subjects;
    subjects
        .iter()
        .filter(|host| host.kind == SubjectKind::Host)
        .filter(|host| {
            subjects
                .iter()
                .any(|e| e.kind == SubjectKind::Endpoint && e.name == host.name)
        })
        .collect()
}

/// Why nothing follows: what the addresses that are not certain amount to, and which hosts were not seen in full.
pub(super) fn tell_open(open: &[&Located], sight: &Sight<'_>) -> Text {
    let unseen: Vec<String> = hosts(sight)
        .into_iter()
        .filter(|host| !sight.observations.located_completely(&host.id))
        .map(Subject::shown)
        .collect();
    let unseen = (!unseen.is_empty()).then(|| {
        sight
            .phrases
            .fill("claim.places-open", &[("hosts", &unseen.join(", "))])
    });
    let told = (!open.is_empty()).then(|| tell(open, sight));
    if told.is_none() && unseen.is_none() {
        return sight.phrases.text("claim.nothing-seen");
    }
    super::sentences(told.into_iter().chain(unseen))
}

/// "host (address): registered in Germany" for some addresses.
pub(super) fn tell(places: &[&Located], sight: &Sight<'_>) -> Text {
    super::sentences(places.iter().map(|place| {
        let host = sight.shown(&place.subject);
        let address = place.fact.canonical;
        let what = match (place.verdict.status, place.verdict.country) {
            (LocationStatus::NotDeterminable, _) => sight
                .phrases
                .text(&format!("rung.{:?}", place.verdict.rung).to_lowercase()),
            (_, Some(country)) => {
                let name = sight.areas.name(country);
                sight
                    .phrases
                    .text("claim.address-in")
                    .fill(&[("place".to_owned(), name)].into())
            }
            (_, None) => sight.phrases.text("place.undivided"),
        };
        Text::new(
            format!("{host} ({address}): {}.", what.nl),
            format!("{host} ({address}): {}.", what.en),
        )
    }))
}

/// The observations behind some addresses.
pub(super) fn evidence(places: &[&Located]) -> Vec<EvidenceItem> {
    places
        .iter()
        .map(|place| {
            let sources: Vec<String> = place
                .fact
                .claims
                .iter()
                .map(|c| {
                    format!(
                        "{} {}: {}",
                        c.source,
                        c.region.as_deref().unwrap_or(""),
                        c.country.map_or("—".to_owned(), |x| x.to_string())
                    )
                })
                .collect();
            EvidenceItem::new(
                &place.observation,
                format!("{} — {}", place.fact.canonical, sources.join("; ")),
            )
        })
        .collect()
}
