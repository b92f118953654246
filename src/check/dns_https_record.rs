//! Whether the HTTPS record of a web site says what is so (RFC 9460): browsers that know it go by it before they connect.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::{Check, Context, Judgement};
use crate::domain::fact::{DnsFact, DnsValue, ServiceBinding};
use crate::domain::observation::{Observation, Probe};
use crate::domain::service::Service;
use crate::domain::subject::{Subject, SubjectKind};

pub(super) static CHECK: Check = Check {
    id: "dns-https-record",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::DnsHttps, Probe::DnsA, Probe::DnsAaaa, Probe::Tls],
    reasons: &[
        "agrees",
        "hints-differ",
        "protocol-differs",
        "leads-nowhere",
        "absent",
        "not-a-website",
        "lookup-failed",
        "address",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    if context.subject.service() != Service::Https {
        return Judgement::not_applicable("not-a-website");
    }
    if context.subject.is_literal() {
        return Judgement::not_applicable("address");
    }
    let answers: Vec<(&Observation, &DnsFact)> = context
        .of(Probe::DnsHttps)
        .filter_map(|o| Some((o, o.dns()?)))
        .collect();
    let Some((observation, first)) = answers.first() else {
        return context.unseen("lookup-failed", Probe::DnsHttps);
    };
    let all: Vec<&ServiceBinding> = answers.iter().flat_map(|(_, dns)| bindings(dns)).collect();
    let quote = format!("{} HTTPS: {}", first.name, described(&all));
    if all.is_empty() {
        return Judgement::not_applicable("absent").because(observation, quote);
    }
    let offers: Vec<&ServiceBinding> = all.iter().copied().filter(|b| b.priority > 0).collect();
    let judgement = if offers.is_empty() {
        leads_nowhere(context, &answers)
    } else if let Some(hints) = stray_hints(context, &offers) {
        Judgement::partial("hints-differ").with("hints", hints)
    } else if let Some(protocol) = stray_protocol(context, &offers) {
        Judgement::partial("protocol-differs").with("protocol", protocol)
    } else {
        let alpn: BTreeSet<&str> = offers
            .iter()
            .flat_map(|b| &b.alpn)
            .map(String::as_str)
            .collect();
        let mut alpn: Vec<&str> = alpn.into_iter().collect();
        if alpn.is_empty() {
            alpn.push("http/1.1");
        }
        let ech = if offers.iter().any(|b| b.ech) {
            "ECH"
        } else {
            "—"
        };
        Judgement::conforms("agrees")
            .with("protocols", alpn.join(", "))
            .with("ech", ech)
    };
    judgement.because(observation, quote)
}

fn bindings(dns: &DnsFact) -> impl Iterator<Item = &ServiceBinding> {
    dns.records.iter().filter_map(|record| match &record.value {
        DnsValue::Https(binding) => Some(binding),
        _ => None,
    })
}

fn described(bindings: &[&ServiceBinding]) -> String {
    if bindings.is_empty() {
        return "—".to_owned();
    }
    let one = |b: &&ServiceBinding| {
        let target = if b.target.is_empty() { "." } else { &b.target };
        let mut text = format!("{} {target}", b.priority);
        if !b.alpn.is_empty() {
            text.push_str(" alpn=");
            text.push_str(&b.alpn.join(","));
        }
        if b.ech {
            text.push_str(" ech");
        }
        text
    };
    bindings.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// An alias alone: it may lead to a name without such records, and then its addresses count (RFC 9460 §3).
fn leads_nowhere(context: &Context<'_>, answers: &[(&Observation, &DnsFact)]) -> Judgement {
    if answers.len() < 2 {
        return match context.of(Probe::DnsHttps).nth(1) {
            Some(_) => context.unseen("lookup-failed", Probe::DnsHttps),
            None => Judgement::deviates("leads-nowhere"),
        };
    }
    Judgement::not_applicable("absent")
}

/// Hints about the name itself that are not among its addresses.
fn stray_hints(context: &Context<'_>, offers: &[&ServiceBinding]) -> Option<String> {
    let addresses = addresses(context)?;
    let stray: BTreeSet<IpAddr> = offers
        .iter()
        .filter(|b| b.target.is_empty() || b.target == context.subject.name)
        .flat_map(|b| {
            let v4 = b.ipv4_hints.iter().map(|a| IpAddr::V4(*a));
            v4.chain(b.ipv6_hints.iter().map(|a| IpAddr::V6(*a)))
        })
        .filter(|hint| !addresses.contains(hint))
        .collect();
    let list: Vec<String> = stray.iter().map(IpAddr::to_string).collect();
    (!list.is_empty()).then(|| list.join(", "))
}

/// All addresses of the host; nothing when a look-up failed or left some out.
fn addresses(context: &Context<'_>) -> Option<BTreeSet<IpAddr>> {
    let host = Subject::host(&context.subject.name).id;
    let mut found = BTreeSet::new();
    for probe in [Probe::DnsA, Probe::DnsAaaa] {
        let mut observations = context.material.observations.of(probe, &host);
        let dns = observations.next()?.dns().filter(|dns| !dns.truncated)?;
        found.extend(dns.records.iter().filter_map(|r| match r.value {
            DnsValue::A(v4) => Some(IpAddr::V4(v4)),
            DnsValue::Aaaa(v6) => Some(IpAddr::V6(v6)),
            _ => None,
        }));
    }
    Some(found)
}

/// HTTP/2 that is announced for every way in, and that no address chose when it was offered.
fn stray_protocol(context: &Context<'_>, offers: &[&ServiceBinding]) -> Option<&'static str> {
    if !offers.iter().all(|b| b.alpn.iter().any(|id| id == "h2")) {
        return None;
    }
    let mut chosen = context
        .of(Probe::Tls)
        .filter_map(|o| o.tls()?.negotiated.as_ref()?.alpn.as_deref())
        .peekable();
    chosen.peek()?;
    chosen.all(|id| id == "http/1.1").then_some("HTTP/2")
}
