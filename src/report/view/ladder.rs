//! The evidence ladder in words: what is registered or published about an address, never where data is.

use super::{Badge, Plain, Scribe};
use crate::domain::assessment::Located;
use crate::domain::country::Country;
use crate::domain::fact::{DeliveryClass, GeoClaim, GeoKind};
use crate::domain::location::{LocationStatus, Rung};

/// What may be said of an address, as a badge; the sign is also the shape on the map.
pub(super) fn status(status: LocationStatus, scribe: &Scribe) -> Badge {
    let (code, sign) = match status {
        LocationStatus::InEea => ("in-eea", "●"),
        LocationStatus::Adequacy => ("adequacy", "■"),
        LocationStatus::AdequacyConditional => ("adequacy-conditional", "◆"),
        LocationStatus::NotDeterminable => ("not-determinable", "?"),
        LocationStatus::Outside => ("outside", "▲"),
    };
    scribe.badge("location", code, sign)
}

/// What decided, in a sentence.
pub(in crate::report) fn sentence(located: &Located, scribe: &Scribe) -> Plain {
    let verdict = &located.verdict;
    let country = verdict.country.map(|country| scribe.country(country));
    let country = country.as_ref().map_or("", Plain::as_str);
    let claims = &located.fact.claims;
    let of = |kind: GeoKind| {
        claims
            .iter()
            .find(|c| c.kind == kind && c.country.is_some())
    };
    match verdict.rung {
        Rung::N0 => scribe.fill("ladder.special", &[("scope", &located.fact.scope)]),
        Rung::N1 => edge(located, scribe),
        Rung::R => scribe.word("ladder.too-fast"),
        Rung::L1 => match of(GeoKind::ProviderRegion) {
            Some(claim) => scribe.fill(
                "ladder.region",
                &[
                    ("provider", &provider(claim, located)),
                    ("region", &region(claim)),
                    ("country", country),
                ],
            ),
            None => scribe.fill("ladder.registered", &[("country", country)]),
        },
        Rung::L2 => scribe.fill("ladder.geofeed", &[("country", country)]),
        Rung::L3 => scribe.fill("ladder.two-databases", &[("country", country)]),
        Rung::L4 => scribe.fill("ladder.database-and-registry", &[("country", country)]),
        Rung::L5 if verdict.country.is_some() => {
            scribe.fill("ladder.one-database", &[("country", country)])
        }
        Rung::L5 => scribe.word("ladder.countries-differ"),
        Rung::L6 => scribe.fill("ladder.registry-only", &[("country", country)]),
        Rung::X => scribe.word("ladder.conflict"),
        Rung::None => scribe.word("ladder.no-source"),
    }
}

fn edge(located: &Located, scribe: &Scribe) -> Plain {
    let delivery = &located.fact.delivery;
    let key = match delivery.class {
        DeliveryClass::Anycast => "ladder.anycast",
        DeliveryClass::Cdn | DeliveryClass::Origin | DeliveryClass::Unknown => "ladder.cdn",
    };
    let unnamed = scribe.word("ladder.unnamed-operator");
    let operator = delivery
        .operator
        .as_deref()
        .map_or(unnamed.as_str(), |id| operator_name(id, located));
    scribe.fill(key, &[("operator", operator)])
}

/// The name of an operator, when the evidence about the address gives one; its id otherwise.
fn operator_name<'a>(id: &'a str, located: &'a Located) -> &'a str {
    let control = located.fact.control.as_ref();
    match control {
        Some(control) if control.operator.as_deref() == Some(id) => {
            control.operator_name.as_deref().unwrap_or(id)
        }
        _ => id,
    }
}

fn provider(claim: &GeoClaim, located: &Located) -> String {
    match claim.provider.as_deref() {
        Some(id) => operator_name(id, located).to_owned(),
        None => claim.source.to_string(),
    }
}

fn region(claim: &GeoClaim) -> String {
    match (claim.region.as_deref(), claim.zone.as_deref()) {
        (Some(region), Some(zone)) => format!("{region} ({zone})"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "?".to_owned(),
    }
}

/// What one source says, with its date.
pub(super) fn claim(claim: &GeoClaim, located: &Located, scribe: &Scribe) -> Plain {
    let key = match (claim.kind, claim.country) {
        (_, None) => "ladder.claim.silent",
        (GeoKind::ProviderRegion, _) => "ladder.claim.region",
        (GeoKind::Geofeed, _) => "ladder.claim.geofeed",
        (GeoKind::GeoDatabase, _) => "ladder.claim.database",
        (GeoKind::Registry, _) => "ladder.claim.registry",
    };
    let network = claim
        .network
        .map_or_else(|| located.fact.canonical.to_string(), |n| n.to_string());
    let country = claim.country.map(|country| scribe.country(country));
    let source = match claim.dated {
        Some(dated) => format!("{}, {}", claim.source, scribe.day(dated)),
        None => claim.source.to_string(),
    };
    scribe.fill(
        key,
        &[
            ("provider", &provider(claim, located)),
            ("region", &region(claim)),
            ("country", country.as_ref().map_or("", Plain::as_str)),
            ("network", &network),
            ("source", &source),
        ],
    )
}

/// The legal position of a country on the day of the assessment, with what limits it.
pub(super) fn position(country: Country, scribe: &Scribe) -> Plain {
    let code = status(scribe.areas.status(country, scribe.as_of), scribe).code;
    let mut text = scribe.word(&format!("position.{code}")).to_string();
    let area = scribe.areas.at(country, scribe.as_of);
    if let Some(basis) = area.and_then(|area| area.legal_ref.as_deref()) {
        text = format!("{text} ({basis})");
    }
    if let Some(scope) = area.and_then(|area| area.scope.as_ref()) {
        text = format!("{text}. {}", scope.in_lang(scribe.lang));
    }
    text.into()
}
