//! Whether the host has an IPv6 address, and whether the service answers there as it does over IPv4.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::{Check, Context, Judgement};
use crate::domain::fact::{DnsRecord, DnsValue, HttpFact, HttpHop, TlsFact, address_scope};
use crate::domain::observation::{FailureReason, Observation, Probe};
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "dns-ipv6",
    subject: SubjectKind::Host,
    needs: &[
        Probe::DnsAaaa,
        Probe::DnsA,
        Probe::Https,
        Probe::HttpsIpv6,
        Probe::Tls,
    ],
    reasons: &[
        "has-ipv6",
        "answers",
        "not-reached",
        "differs",
        "other-page",
        "no-ipv6",
        "lookup-failed",
        "address",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    if context.subject.is_literal() {
        return Judgement::not_applicable("address");
    }
    let Some((observation, dns)) = context.of(Probe::DnsAaaa).find_map(|o| Some((o, o.dns()?)))
    else {
        return context.unseen("lookup-failed", Probe::DnsAaaa);
    };
    let usable = |record: &DnsRecord| match record.value {
        // An address that nobody outside can reach is no IPv6 address of the service; one of a closed network may be.
        DnsValue::Aaaa(address) => {
            matches!(address_scope(address.into()), "public" | "unique-local")
        }
        _ => false,
    };
    let count = dns.records.iter().filter(|record| usable(record)).count();
    let judgement = if count == 0 {
        Judgement::deviates("no-ipv6")
    } else {
        match over_ipv6(context) {
            Sight::Answers => match other_page(context) {
                Some((v4, v6, quotes)) => Judgement::partial("other-page")
                    .because(v4, quotes.0)
                    .because(v6, quotes.1),
                None => Judgement::conforms("answers"),
            },
            Sight::Silent(seen, failure) => Judgement::partial("not-reached")
                .with_text("failure", failure)
                .because(seen, "TLS"),
            Sight::Differs(seen) => Judgement::partial("differs").because(seen, "subjectAltName"),
            Sight::Untried => Judgement::conforms("has-ipv6"),
        }
        .with("count", count)
    };
    judgement.because(observation, format!("{} AAAA: {count}", dns.name))
}

/// What was seen of the services of a host at its IPv6 addresses.
enum Sight<'a> {
    Answers,
    /// None answered, though IPv4 addresses did.
    Silent(&'a Observation, crate::domain::text::Text),
    /// The certificate there does not name the host, and that over IPv4 does.
    Differs(&'a Observation),
    /// Nobody looked, or there is no IPv6 on this side.
    Untried,
}

/// A page that is another over IPv6 than over IPv4. Only what does not change from one request to the next is compared: the
/// status, where it leads to, and whose hosts it fetches from.
fn other_page<'a>(
    context: &Context<'a>,
) -> Option<(&'a Observation, &'a Observation, (String, String))> {
    let shown = format!("endpoint:{}:", context.subject.name);
    let shown = shown.as_str();
    let all = &context.material.observations.0;
    let here = |probe: Probe| {
        all.iter()
            .filter(move |o| o.probe == probe && o.subject.0.starts_with(shown))
    };
    here(Probe::HttpsIpv6).find_map(|v6| {
        let v4 = here(Probe::Https).find(|v4| v4.subject == v6.subject)?;
        let (over_v4, over_v6) = (v4.http()?, v6.http()?);
        let (first, second) = (over_v4.first()?, over_v6.first()?);
        // What is sent when there was too much, or a fault of the moment, says nothing about the page.
        let passing = |hop: &HttpHop| hop.status == 429 || hop.status >= 500;
        if passing(first) || passing(second) {
            return None;
        }
        let place = |hop: &HttpHop| hop.header("location").next().map(str::to_owned);
        let same = first.status == second.status
            && place(first) == place(second)
            && (over_v4.hops.len() > 1 || hosts(over_v4) == hosts(over_v6));
        let quote = |hop: &HttpHop| {
            let to = place(hop).map(|to| format!(" → {to}")).unwrap_or_default();
            let to: String = to.chars().filter(|c| !c.is_control()).take(200).collect();
            format!(
                "GET {} ({}) → {}{to}",
                hop.url,
                hop.address.ip(),
                hop.status
            )
        };
        (!same).then(|| (v4, v6, (quote(first), quote(second))))
    })
}

/// Whose hosts a page fetches from; nothing when it is no page or was not read to its end.
fn hosts(fact: &HttpFact) -> Option<BTreeSet<&str>> {
    let page = fact.page.as_ref().filter(|page| !page.truncated)?;
    let party = |host| psl::domain_str(host).unwrap_or(host);
    let resources = page.resources.iter();
    Some(resources.map(|r| party(r.host.as_str())).collect())
}

fn over_ipv6<'a>(context: &Context<'a>) -> Sight<'a> {
    let host = &context.subject.name;
    let shown = format!("endpoint:{host}:");
    let mut by_endpoint: BTreeMap<&str, Vec<&Observation>> = BTreeMap::new();
    for observation in &context.material.observations.0 {
        if observation.probe == Probe::Tls && observation.subject.0.starts_with(&shown) {
            by_endpoint
                .entry(&observation.subject.0)
                .or_default()
                .push(observation);
        }
    }
    let mut looks: Vec<(&Observation, bool)> = Vec::new();
    for observations in by_endpoint.values() {
        looks.extend(families(context, observations));
    }
    let names_host = |fact: &TlsFact| fact.leaf().map(|_| fact.name_matches);
    let seen = |v6: bool| {
        looks
            .iter()
            .filter(move |(_, family)| *family == v6)
            .filter_map(|(o, _)| Some((*o, o.tls()?)))
    };
    let over_ipv4 = seen(false).find_map(|(_, fact)| names_host(fact));
    if seen(true).next().is_some() {
        let odd = seen(true).find(|(_, fact)| names_host(fact) == Some(false));
        return match odd {
            Some((observation, _)) if over_ipv4 == Some(true) => Sight::Differs(observation),
            _ => Sight::Answers,
        };
    }
    // Only where the same service answers over IPv4, and where the failure is not that of our own network.
    let failed = looks.iter().filter(|(_, v6)| *v6).find_map(|(o, _)| {
        let failure = o.failure()?;
        let theirs = !matches!(
            failure.reason,
            FailureReason::Unreachable
                | FailureReason::LocalFault
                | FailureReason::Blocked
                | FailureReason::OutOfBounds
                | FailureReason::Offline
        );
        theirs.then_some((*o, failure))
    });
    match failed {
        Some((observation, failure)) if over_ipv4.is_some() => {
            Sight::Silent(observation, context.words(failure))
        }
        _ => Sight::Untried,
    }
}

/// The looks at an endpoint, each with whether it was over IPv6. A failure does not say where it happened, but the looks stand
/// in the order of the addresses.
fn families<'a>(context: &Context<'a>, looks: &[&'a Observation]) -> Vec<(&'a Observation, bool)> {
    let of = |probe: Probe| {
        let found = context.of(probe).filter_map(|o| o.dns());
        found
            .flat_map(|dns| &dns.records)
            .filter(|record| matches!(record.value, DnsValue::A(_) | DnsValue::Aaaa(_)))
    };
    let v4 = of(Probe::DnsA).count();
    let v6 = of(Probe::DnsAaaa).count();
    let in_order = looks.len() == v4 + v6 || (looks.len() < v4 + v6 && looks.len() >= v4);
    looks
        .iter()
        .enumerate()
        .filter_map(|(place, observation)| {
            let family = match observation.tls() {
                Some(fact) => matches!(fact.address.ip().to_canonical(), IpAddr::V6(_)),
                None if in_order => place >= v4,
                None => return None,
            };
            Some((*observation, family))
        })
        .collect()
}
