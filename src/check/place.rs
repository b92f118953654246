//! What the hosting checks share: every address is judged, the worst counts, and every source is shown.

use std::collections::BTreeSet;

use super::{Context, Judgement};
use crate::domain::fact::{GeoClaim, GeoKind, HostingFact};
use crate::domain::finding::Confidence;
use crate::domain::location::{LocationStatus, LocationVerdict, Rung};
use crate::domain::observation::{Observation, Probe};
use crate::domain::subject::SubjectId;
use crate::domain::text::Text;

/// An address with its evidence.
pub(super) type Address<'a> = (&'a Observation, &'a HostingFact);

/// The addresses of the host with their evidence.
pub(super) fn addresses<'a>(context: &Context<'a>) -> Vec<Address<'a>> {
    addresses_of(context, &context.subject.id)
}

/// The addresses of any host that was looked at.
pub(super) fn addresses_of<'a>(context: &Context<'a>, host: &'a SubjectId) -> Vec<Address<'a>> {
    context
        .material
        .observations
        .of(Probe::Hosting, host)
        .filter_map(|o| Some((o, o.hosting()?)))
        .collect()
}

/// No address was found: because of the name, or because the tables could not be read.
pub(super) fn unresolved(context: &Context<'_>) -> Judgement {
    unresolved_of(context, &context.subject.id)
}

/// The same of any host.
pub(super) fn unresolved_of(context: &Context<'_>, host: &SubjectId) -> Judgement {
    let failed = [Probe::Hosting, Probe::DnsA, Probe::DnsAaaa]
        .into_iter()
        .flat_map(|probe| context.material.observations.of(probe, host))
        .find_map(|o| o.failure().map(|failure| (o, failure)));
    match failed {
        Some((observation, failure)) => Judgement::not_observed("not-resolved")
            .with_text("failure", context.words(failure))
            .because(observation, context.failed(failure)),
        None => Judgement::not_observed("not-resolved").with_text(
            "failure",
            context.material.phrases.text("failure.no-address"),
        ),
    }
}

/// What the evidence about an address amounts to on the day that is judged for. `observation` is the one that shows it.
pub(super) fn verdict(context: &Context<'_>, (observation, fact): Address<'_>) -> LocationVerdict {
    let reach = context.reach(&observation.subject, fact.address);
    context
        .material
        .areas
        .judge_timed(fact, context.material.as_of, reach)
}

/// The reasons that [`locate`] can give.
pub(super) const REASONS: [&str; 6] = [
    "in-eea",
    "adequate",
    "conditional",
    "outside",
    "not-determinable",
    "not-resolved",
];

/// Where some addresses are, the worst of them counting. `complete` says that there are no more of them.
/// The texts of its reasons mention `places`, `scope` or `reason`, and `sources`.
pub(super) fn locate(context: &Context<'_>, found: &[Address<'_>], complete: bool) -> Judgement {
    let (areas, on) = (context.material.areas, context.material.as_of);
    let judged: Vec<LocationVerdict> = found
        .iter()
        .map(|address| verdict(context, *address))
        .collect();
    let Some(worst) = judged.iter().map(|verdict| verdict.status).max() else {
        return unresolved(context);
    };
    let mut places: Vec<Text> = Vec::new();
    let mut scopes: Vec<Text> = Vec::new();
    let mut confidence = Confidence::High;
    for verdict in judged.iter().filter(|verdict| verdict.status == worst) {
        confidence = confidence.min(verdict.confidence);
        let country = verdict.country;
        let place = country.map_or_else(
            || context.material.phrases.text("place.undivided"),
            |country| areas.name(country),
        );
        if !places.contains(&place) {
            places.push(place);
        }
        if let Some(scope) = country
            .and_then(|country| areas.at(country, on))
            .and_then(|area| area.scope.clone())
            && !scopes.contains(&scope)
        {
            scopes.push(scope);
        }
    }
    let places = Context::list(&places);
    let scope = if scopes.is_empty() {
        context.material.phrases.text("place.whole")
    } else {
        Context::list(&scopes)
    };
    let judgement = match worst {
        LocationStatus::InEea if complete => {
            Judgement::conforms("in-eea").with_text("places", places)
        }
        LocationStatus::Adequacy if complete => Judgement::conforms("adequate")
            .with_text("places", places)
            .with_text("scope", scope),
        LocationStatus::AdequacyConditional => Judgement::partial("conditional")
            .with_text("places", places)
            .with_text("scope", scope),
        LocationStatus::Outside => Judgement::deviates("outside").with_text("places", places),
        LocationStatus::NotDeterminable | LocationStatus::InEea | LocationStatus::Adequacy => {
            let rung = judged
                .iter()
                .find(|verdict| verdict.status == LocationStatus::NotDeterminable)
                .map(|verdict| verdict.rung);
            return Judgement::not_observed("not-determinable")
                .with_text("reason", undetermined(context, rung))
                .with_text("sources", agreement(context, found, Openness::by(rung)))
                .confident(confidence);
        }
    };
    judgement
        .with_text("sources", agreement(context, found, Openness::Determined))
        .confident(confidence)
}

/// Why no place can be named, in words: by the evidence of an address that has none, or because an address was not looked at.
pub(super) fn undetermined(context: &Context<'_>, rung: Option<Rung>) -> Text {
    let key = match rung {
        Some(rung) => format!("rung.{rung:?}").to_lowercase(),
        None => "rung.incomplete".to_owned(),
    };
    context.material.phrases.text(&key)
}

/// The countries of the addresses, as far as they could be named, for a sentence.
pub(super) fn places(context: &Context<'_>, found: &[Address<'_>]) -> Text {
    let mut places: Vec<Text> = Vec::new();
    for address in found {
        let place = match verdict(context, *address).country {
            Some(country) => context.material.areas.name(country),
            None => context.material.phrases.text("place.undivided"),
        };
        if !places.contains(&place) {
            places.push(place);
        }
    }
    Context::list(&places)
}

/// Whether a place can be determined. Where it cannot, that sources agree must not sound like a place.
#[derive(Clone, Copy)]
enum Openness {
    Determined,
    /// Not, for want of evidence.
    Unsupported,
    /// Not, though there is evidence.
    Undecided,
}

impl Openness {
    /// Of a place that cannot be determined, by the evidence that there is.
    const fn by(rung: Option<Rung>) -> Self {
        match rung {
            None => Self::Unsupported,
            Some(_) => Self::Undecided,
        }
    }
}

/// Whether the sources that name a place name the same one, with those that do not side by side.
fn agreement(context: &Context<'_>, found: &[Address<'_>], open: Openness) -> Text {
    let phrases = context.material.phrases;
    let mut differing: Vec<String> = Vec::new();
    let mut sources = BTreeSet::new();
    for (_, fact) in found {
        let placed: Vec<&GeoClaim> = fact
            .claims
            .iter()
            .filter(|claim| claim.kind != GeoKind::Registry && claim.country.is_some())
            .collect();
        sources.extend(placed.iter().map(|claim| &*claim.source));
        let countries: BTreeSet<_> = placed.iter().map(|claim| claim.country).collect();
        if countries.len() > 1 {
            let listed: Vec<String> = placed.iter().map(|claim| told(claim)).collect();
            differing.push(format!("{} ({})", fact.canonical, listed.join("; ")));
        }
    }
    match sources.len() {
        0 => phrases.text("place.sources-none"),
        _ if !differing.is_empty() => {
            phrases.fill("place.sources-differ", &[("list", &differing.join(", "))])
        }
        1 => phrases.text("place.sources-one"),
        _ => phrases.text(match open {
            Openness::Determined => "place.sources-agree",
            Openness::Unsupported => "place.sources-agree-seen",
            Openness::Undecided => "place.sources-agree-though",
        }),
    }
}

/// What one source says: its name, its date, and the country.
fn told(claim: &GeoClaim) -> String {
    let mut words = vec![claim.source.to_string()];
    for extra in [&claim.region, &claim.zone].into_iter().flatten() {
        words.push(extra.to_string());
    }
    words.extend(claim.dated.map(|dated| format!("({dated})")));
    let country = claim.country.as_ref().map_or("—", |country| country.code());
    format!("{}: {country}", words.join(" "))
}

/// The evidence about one address in one line: every source beside every other.
pub(super) fn quote(fact: &HostingFact) -> String {
    let mut parts = vec![fact.canonical.to_string()];
    parts.extend(fact.claims.iter().map(told));
    parts.join("; ")
}
