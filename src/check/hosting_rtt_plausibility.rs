//! Whether the addresses of a host answered too fast for the places that sources name: a place can be ruled out, never
//! shown.

use super::place::{addresses, unresolved};
use super::{Check, Context, Judgement};
use crate::domain::fact::{GeoKind, HostingFact};
use crate::domain::latency::{Reach, first_failure, reach, shortest_round_trip, timed};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;
use crate::domain::text::{Lang, Text};

pub(super) static CHECK: Check = Check {
    id: "hosting-rtt-plausibility",
    subject: SubjectKind::Host,
    needs: &[
        Probe::RoundTrip,
        Probe::Hosting,
        Probe::DnsA,
        Probe::DnsAaaa,
    ],
    reasons: &[
        "possible",
        "ruled-out",
        "source-ruled-out",
        "no-place",
        "no-vantage",
        "redirected",
        "not-timed",
        "not-resolved",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let found = addresses(context);
    let observations = context.material.observations;
    let trips = || timed(observations, &context.subject.name);
    if trips().next().is_none() {
        return if found.is_empty() {
            unresolved(context)
        } else {
            Judgement::not_applicable("no-vantage")
        };
    }
    if found.is_empty() {
        return unresolved(context);
    }
    let seen: Vec<(&HostingFact, &Reach)> = found
        .iter()
        .filter(|(_, fact)| &*fact.scope == "public")
        .filter_map(|(_, fact)| Some((*fact, context.reach(&context.subject.id, fact.address)?)))
        .collect();
    if seen.is_empty() {
        let elsewhere = trips().any(|o| o.round_trip().is_some_and(|trip| trip.dialled.is_some()));
        if elsewhere {
            return Judgement::not_applicable("redirected");
        }
        let untimed = Judgement::not_observed("not-timed");
        return match first_failure(trips()) {
            Some((observation, failure)) => untimed
                .with_text("failure", context.words(failure))
                .because(observation, context.failed(failure)),
            None => untimed.with_text(
                "failure",
                context.material.phrases.text("failure.no-observation"),
            ),
        };
    }
    tell(context, &seen)
}

fn tell(context: &Context<'_>, seen: &[(&HostingFact, &Reach)]) -> Judgement {
    let (areas, on) = (context.material.areas, context.material.as_of);
    let (mut refuted, mut sources, mut possible) = (Vec::new(), Vec::new(), Vec::new());
    for (fact, reach) in seen {
        let decided = areas.judge(fact, on).country;
        let mut countries: Vec<_> = fact
            .claims
            .iter()
            .filter(|claim| claim.kind != GeoKind::Registry)
            .filter_map(|claim| claim.country)
            .collect();
        countries.sort_unstable();
        countries.dedup();
        for country in countries {
            if !reach.rules_out(country, areas.distances()) {
                possible.push(within(context, fact, reach));
            } else if decided == Some(country) {
                refuted.push(too_fast(context, fact, reach, country));
            } else {
                sources.push(too_fast(context, fact, reach, country));
            }
        }
    }
    possible.dedup();
    let judgement = if !refuted.is_empty() {
        Judgement::deviates("ruled-out").with_text("list", listed(&refuted))
    } else if !sources.is_empty() {
        Judgement::partial("source-ruled-out").with_text("list", listed(&sources))
    } else if possible.is_empty() {
        Judgement::not_applicable("no-place")
    } else {
        Judgement::conforms("possible").with_text("list", listed(&possible))
    };
    seen.iter().fold(judgement, |judgement, (fact, reach)| {
        let quote = format!(
            "{} — {} µs, {}",
            fact.canonical, reach.micros, reach.vantage
        );
        let observation = context
            .material
            .observations
            .0
            .iter()
            .find(|o| o.id == reach.observation);
        match observation {
            Some(observation) => judgement.because(observation, quote),
            None => judgement,
        }
    })
}

/// "192.0.2.1: 3.1 ms, at most 465 km from Netherlands".
fn within(context: &Context<'_>, fact: &HostingFact, trip: &Reach) -> Text {
    let place = context.material.areas.name(trip.vantage);
    let (nl, en) = millis(trip.micros);
    let (address, km) = (fact.canonical, reach(trip.micros));
    Text::new(
        format!("{address}: {nl}, hoogstens {km} km van {}", place.nl),
        format!("{address}: {en}, at most {km} km from {}", place.en),
    )
}

/// "192.0.2.1: 3.1 ms, and to United States light needs 32.8 ms".
fn too_fast(
    context: &Context<'_>,
    fact: &HostingFact,
    trip: &Reach,
    country: crate::domain::country::Country,
) -> Text {
    let areas = context.material.areas;
    let (place, address) = (areas.name(country), fact.canonical);
    let least = areas
        .distances()
        .at_least(trip.vantage, country)
        .map_or(0, shortest_round_trip);
    let ((nl, en), (least_nl, least_en)) = (millis(trip.micros), millis(least));
    Text::new(
        format!(
            "{address}: {nl}; heen en weer naar {} kost het licht {least_nl}",
            place.nl
        ),
        format!(
            "{address}: {en}; to {} and back takes light {least_en}",
            place.en
        ),
    )
}

/// Milliseconds with one decimal, in both languages.
fn millis(micros: u64) -> (String, String) {
    let (whole, part) = (micros / 1_000, micros % 1_000 / 100);
    (format!("{whole},{part} ms"), format!("{whole}.{part} ms"))
}

fn listed(parts: &[Text]) -> Text {
    let join = |lang| {
        let parts: Vec<&str> = parts.iter().map(|part| part.in_lang(lang)).collect();
        parts.join("; ")
    };
    Text::new(join(Lang::Nl), join(Lang::En))
}
