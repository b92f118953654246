//! What the location rules share: each address of each host of an endpoint, with what its evidence amounts to.

use super::{Match, Sight};
use crate::domain::answer::AnswerValue;
use crate::domain::assessment::Located;
use crate::domain::claim::ClaimStatus;
use crate::domain::country::Country;
use crate::domain::finding::EvidenceItem;
use crate::domain::latency::Reaches;
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

/// The countries that an answer names.
pub(super) fn countries(value: &AnswerValue) -> Vec<Country> {
    match value {
        AnswerValue::List(codes) => codes.iter().filter_map(|code| code.parse().ok()).collect(),
        AnswerValue::Text(code) => code.parse().into_iter().collect(),
        _ => Vec::new(),
    }
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

/// Refutes a claim when an address answered too fast for every country that is claimed: wherever it is, it is not there.
/// Whatever a source says of the address makes no difference, and neither does an edge: this is where it answered.
pub(super) fn refute_by_time(
    located: &[&Located],
    claimed: &[Country],
    sight: &Sight<'_>,
) -> Option<Match> {
    let reaches = Reaches::of(sight.observations);
    let (mut told, mut evidence) = (Vec::new(), Vec::new());
    for place in located.iter().filter(|_| !claimed.is_empty()) {
        let Some(reach) = reaches.get(&place.subject, place.fact.address) else {
            continue;
        };
        let distances = sight.areas.distances();
        if &*place.fact.scope == "public"
            && claimed
                .iter()
                .all(|country| reach.rules_out(*country, distances))
        {
            let host = sight.shown(&place.subject);
            let address = place.fact.canonical;
            let micros = reach.micros.to_string();
            let from = sight.areas.name(reach.vantage);
            told.push(
                sight.phrases.text("claim.too-fast").fill(
                    &[
                        ("host".to_owned(), Text::same(host)),
                        ("address".to_owned(), Text::same(address.to_string())),
                        ("micros".to_owned(), Text::same(micros)),
                        ("from".to_owned(), from),
                    ]
                    .into(),
                ),
            );
            let quote = format!("{address} — {} µs, {}", reach.micros, reach.vantage);
            evidence.push(EvidenceItem::new(&reach.observation, quote));
        }
    }
    (!told.is_empty()).then(|| {
        Match::new(
            ClaimStatus::Contradicted,
            super::sentences(told.into_iter()),
            evidence,
        )
    })
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
                    let region = c.region.as_deref().map(|region| format!(" {region}"));
                    format!(
                        "{}{}: {}",
                        c.source,
                        region.unwrap_or_default(),
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
