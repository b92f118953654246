//! Whether the holder of an address block signed in the RPKI which networks may announce it, and whether the network of
//! the address is one of them (RFC 6811).

use super::place::{addresses, unresolved};
use super::{Check, Context, Judgement};
use crate::domain::day::Day;
use crate::domain::fact::{HostingFact, RouteOrigins};
use crate::domain::finding::Confidence;
use crate::domain::observation::Probe;
use crate::domain::route_origin::{RouteState, state_of};
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "hosting-route-origin",
    subject: SubjectKind::Host,
    needs: &[Probe::Hosting, Probe::DnsA, Probe::DnsAaaa],
    reasons: &[
        "authorised",
        "not-signed",
        "not-authorised",
        "origin-unknown",
        "no-list",
        "not-resolved",
    ],
    judge,
};

/// Days after which a list, or the table of networks, says less: both change every day.
const DATED_LIST: i64 = 30;
const DATED_TABLE: i64 = 270;

fn judge(context: &Context<'_>) -> Judgement {
    let found = addresses(context);
    if found.is_empty() {
        return unresolved(context);
    }
    let seen: Vec<(&HostingFact, &RouteOrigins)> = found
        .iter()
        .filter_map(|(_, fact)| Some((*fact, fact.routes.as_ref()?)))
        .collect();
    let Some((_, first)) = seen.first() else {
        return Judgement::not_applicable("no-list");
    };
    let on = context.material.as_of;
    let (mut good, mut bad, mut unsigned, mut unknown): (Vec<_>, Vec<_>, Vec<_>, Vec<_>) =
        Default::default();
    let mut confidence = Confidence::High;
    for (fact, routes) in &seen {
        confidence = confidence.min(certainty(routes, on));
        let list = match state_of(fact.canonical, routes) {
            Some(RouteState::Valid) => &mut good,
            Some(RouteState::Invalid) => &mut bad,
            Some(RouteState::NotFound) => &mut unsigned,
            // Without a payload it makes no difference whose network it is.
            None if routes.payloads.is_empty() && !routes.truncated => &mut unsigned,
            None => &mut unknown,
        };
        list.push(shown(fact, routes));
    }
    let complete = context
        .material
        .observations
        .located_completely(&context.subject.id);
    let judgement = if !bad.is_empty() {
        Judgement::deviates("not-authorised").with("list", bad.join("; "))
    } else if !unknown.is_empty() || !complete {
        let open = if unknown.is_empty() {
            vec![context.subject.name.clone()]
        } else {
            unknown
        };
        Judgement::not_observed("origin-unknown").with("list", open.join("; "))
    } else if !unsigned.is_empty() {
        Judgement::partial("not-signed").with("list", unsigned.join("; "))
    } else {
        Judgement::conforms("authorised").with("list", good.join("; "))
    };
    let date = first.dated.map_or("—".to_owned(), |day| day.to_string());
    found
        .iter()
        .filter_map(|(observation, fact)| Some((observation, fact, fact.routes.as_ref()?)))
        .fold(
            judgement
                .with("source", format!("{}, {date}", first.source))
                .confident(confidence),
            |judgement, (observation, fact, routes)| {
                judgement.because(observation, quote(fact, routes))
            },
        )
}

/// Not seen is which network announces the address now: the table tells what it was.
fn certainty(routes: &RouteOrigins, on: Day) -> Confidence {
    let older = |day: Option<Day>, days| day.is_none_or(|day| day.days_until(on) > days);
    if older(routes.dated, DATED_LIST) || older(routes.origin_dated, DATED_TABLE) {
        Confidence::Low
    } else {
        Confidence::Medium
    }
}

/// "192.0.2.7 (AS64500)".
fn shown(fact: &HostingFact, routes: &RouteOrigins) -> String {
    match routes.origin {
        Some(asn) => format!("{} (AS{asn})", fact.canonical),
        None => fact.canonical.to_string(),
    }
}

/// The address with every payload that holds it.
fn quote(fact: &HostingFact, routes: &RouteOrigins) -> String {
    let payloads: Vec<String> = routes
        .payloads
        .iter()
        .map(|payload| {
            format!(
                "{}-{} AS{}",
                payload.prefix, payload.max_length, payload.asn
            )
        })
        .collect();
    let payloads = if payloads.is_empty() {
        "—".to_owned()
    } else {
        payloads.join(", ")
    };
    format!("{}: {payloads}", shown(fact, routes))
}
