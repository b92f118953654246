//! Whether the name servers of a domain can fail together: their number, networks and operators (RFC 2182 §3.1).

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::{Check, Context, Judgement};
use crate::domain::fact::{DnsValue, HostingFact};
use crate::domain::finding::Confidence;
use crate::domain::observation::{Observation, Probe};
use crate::domain::subject::{Subject, SubjectKind};

pub(super) static CHECK: Check = Check {
    id: "dns-nameserver-diversity",
    subject: SubjectKind::Domain,
    needs: &[Probe::DnsNs, Probe::DnsA, Probe::DnsAaaa, Probe::Hosting],
    reasons: &[
        "diverse",
        "one-operator",
        "one-network",
        "one-server",
        "no-zone",
        "not-resolved",
        "lookup-failed",
    ],
    judge,
};

/// A name server with what is known of its addresses.
struct Server<'a> {
    name: &'a str,
    addresses: Vec<(&'a Observation, &'a HostingFact)>,
}

fn judge(context: &Context<'_>) -> Judgement {
    let Some((observation, dns)) = context.of(Probe::DnsNs).find_map(|o| Some((o, o.dns()?)))
    else {
        return context.unseen("lookup-failed", Probe::DnsNs);
    };
    let servers: Vec<Server<'_>> = dns
        .records
        .iter()
        .filter_map(|record| match &record.value {
            DnsValue::Ns(name) => Some(server(context, name)),
            _ => None,
        })
        .collect();
    if servers.is_empty() {
        return Judgement::not_applicable("no-zone")
            .because(observation, format!("{} NS: —", dns.name));
    }
    let names: Vec<&str> = servers.iter().map(|server| server.name).collect();
    let quote = format!("{} NS: {}", dns.name, names.join(", "));
    if servers.len() == 1 {
        return Judgement::deviates("one-server")
            .with("server", servers[0].name)
            .because(observation, quote);
    }
    let known = || servers.iter().flat_map(|server| &server.addresses);
    let networks: BTreeSet<String> = known().map(|(_, fact)| network(fact.canonical)).collect();
    let unresolved = servers
        .iter()
        .filter(|server| server.addresses.is_empty())
        .count();
    let numbers: BTreeSet<u32> = known()
        .filter_map(|(_, fact)| fact.control.as_ref()?.asn)
        .collect();
    let numbered = known().all(|(_, fact)| fact.control.as_ref().is_some_and(|c| c.asn.is_some()));
    let operators: BTreeSet<&str> = known()
        .filter_map(|(_, fact)| {
            let control = fact.control.as_ref()?;
            control
                .operator_name
                .as_deref()
                .or(control.holder.as_deref())
        })
        .collect();
    let operators: Vec<&str> = operators.into_iter().collect();
    let judgement = if networks.is_empty() {
        Judgement::not_observed("not-resolved")
    } else if networks.len() == 1 && unresolved == 0 {
        Judgement::deviates("one-network")
    } else if numbers.len() == 1 && numbered && unresolved == 0 {
        Judgement::partial("one-operator")
    } else {
        Judgement::conforms("diverse").confident(if numbered && unresolved == 0 {
            Confidence::High
        } else {
            Confidence::Medium
        })
    };
    known().fold(
        judgement
            .with("servers", servers.len())
            .with(
                "networks",
                networks.iter().cloned().collect::<Vec<_>>().join(", "),
            )
            .with(
                "operators",
                if operators.is_empty() {
                    "—".to_owned()
                } else {
                    operators.join(", ")
                },
            )
            .because(observation, quote),
        |judgement, (observation, fact)| {
            let control = fact.control.as_ref();
            let asn = control
                .and_then(|c| c.asn)
                .map_or_else(|| "—".to_owned(), |asn| format!("AS{asn}"));
            let holder = control.and_then(|c| c.holder.as_deref()).unwrap_or("—");
            judgement.because(observation, format!("{} — {asn} {holder}", fact.canonical))
        },
    )
}

fn server<'a>(context: &Context<'a>, name: &'a str) -> Server<'a> {
    let host = Subject::host(name).id;
    let observations = context.material.observations.0.iter();
    Server {
        name,
        addresses: observations
            .filter(|o| o.probe == Probe::Hosting && o.subject == host)
            .filter_map(|o| Some((o, o.hosting()?)))
            .collect(),
    }
}

/// The network that is likely to fail as one: the smallest that is announced on its own.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{}/48", std::net::Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0))
        }
    }
}
