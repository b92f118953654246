//! Whether signatures prove what name servers say of a domain and of its hosts (RFC 4033 to 4035, RFC 9364), and whether
//! the keys are of a kind that is still advised (RFC 8624).

use super::{Check, Context, Judgement};
use crate::domain::fact::{DnssecFact, DnssecFaultKind, DnssecState, SignedZone};
use crate::domain::finding::Confidence;
use crate::domain::observation::{Observation, Probe};
use crate::domain::policy::{DnsPolicy, DnssecNumber, Level};
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "dns-dnssec",
    subject: SubjectKind::Domain,
    needs: &[Probe::Dnssec, Probe::DnsA, Probe::DnsAaaa],
    reasons: &[
        "secure",
        "weak",
        "host-outside",
        "host-bogus",
        "unsigned",
        "no-ds",
        "bogus",
        "no-signatures",
        "unsupported",
        "lookup-failed",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let Some((observation, fact)) = context
        .of(Probe::Dnssec)
        .find_map(|o| Some((o, o.dnssec()?)))
    else {
        return context.unseen("lookup-failed", Probe::Dnssec);
    };
    let own = fact.zones.iter().find(|zone| zone.zone == fact.name);
    let judgement = match fact.state {
        DnssecState::Indeterminate => unknown(context, fact),
        DnssecState::Bogus => bogus(context, fact),
        DnssecState::Insecure => {
            // Keys that no parent vouches for protect nobody.
            if own.is_some_and(|zone| !zone.keys.is_empty() && zone.ds.is_empty()) {
                Judgement::deviates("no-ds")
            } else {
                Judgement::deviates("unsigned")
            }
        }
        DnssecState::Secure => {
            return secure(context, fact, own).because(observation, quote(context, fact));
        }
    };
    judgement.because(observation, quote(context, fact))
}

fn unknown(context: &Context<'_>, fact: &DnssecFact) -> Judgement {
    let kind = fact.fault.as_ref().map(|fault| fault.kind);
    let zone = fact.fault.as_ref().map_or("", |fault| &fault.zone);
    match kind {
        Some(DnssecFaultKind::NoSignatures) => Judgement::not_observed("no-signatures"),
        Some(DnssecFaultKind::Unsupported) => {
            Judgement::not_observed("unsupported").with("zone", zone)
        }
        _ => Judgement::not_observed("lookup-failed").with_text("failure", why(context, fact)),
    }
}

fn bogus(context: &Context<'_>, fact: &DnssecFact) -> Judgement {
    let zone = fact.fault.as_ref().map_or("", |fault| &fault.zone);
    Judgement::deviates("bogus")
        .with("zone", zone)
        .with_text("why", why(context, fact))
}

/// What is the matter, as a part of a sentence.
fn why(context: &Context<'_>, fact: &DnssecFact) -> Text {
    let kind = fact
        .fault
        .as_ref()
        .map_or(DnssecFaultKind::Unproven, |fault| fault.kind);
    let key = serde_json::to_value(kind)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default();
    context.material.phrases.text(&format!("dnssec.{key}"))
}

fn secure(context: &Context<'_>, fact: &DnssecFact, own: Option<&SignedZone>) -> Judgement {
    let policy = &context.material.policy.dns;
    let hosts = hosts(context);
    let named = |state: DnssecState| {
        let names: Vec<&str> = hosts
            .iter()
            .filter(|host| host.state == state)
            .map(|host| host.shown.as_str())
            .collect();
        names.join(", ")
    };
    let (bogus, outside) = (named(DnssecState::Bogus), named(DnssecState::Insecure));
    let weak = own.map(|zone| weaknesses(zone, policy)).unwrap_or_default();
    let judgement = if !bogus.is_empty() {
        Judgement::deviates("host-bogus").with("hosts", bogus)
    } else if !weak.is_empty() {
        Judgement::partial("weak").with("what", weak.join(", "))
    } else if !outside.is_empty() {
        Judgement::partial("host-outside").with("hosts", outside)
    } else {
        Judgement::conforms("secure")
    };
    let certain = hosts
        .iter()
        .all(|host| host.state != DnssecState::Indeterminate);
    let judgement = hosts.iter().fold(judgement, |judgement, host| {
        let state = format!("{:?}", host.state).to_lowercase();
        judgement.because(host.observation, format!("{}: {state}", host.shown))
    });
    judgement
        .confident(if certain {
            Confidence::High
        } else {
            Confidence::Medium
        })
        .with("domain", &fact.name)
        .with(
            "keys",
            own.map(|zone| keys(zone, policy)).unwrap_or_default(),
        )
}

/// A host of the domain, and what is proven of its addresses.
struct Host<'a> {
    observation: &'a Observation,
    shown: String,
    state: DnssecState,
}

/// The hosts that were looked at, each by the worse of its two families of addresses.
fn hosts<'a>(context: &Context<'a>) -> Vec<Host<'a>> {
    let domain = &context.subject.name;
    let below = |name: &str| {
        name == domain
            || name
                .strip_suffix(domain.as_str())
                .is_some_and(|rest| rest.ends_with('.'))
    };
    let mut hosts: Vec<Host<'a>> = Vec::new();
    for observation in &context.material.observations.0 {
        if !matches!(observation.probe, Probe::DnsA | Probe::DnsAaaa) {
            continue;
        }
        let Some(dns) = observation.dns().filter(|dns| below(&dns.name)) else {
            continue;
        };
        let Some(state) = dns.dnssec else { continue };
        let shown = match dns.cname_chain.last() {
            Some(end) => format!("{} → {end}", dns.name),
            None => dns.name.clone(),
        };
        match hosts.iter_mut().find(|host| host.shown == shown) {
            Some(host) if state < host.state => {
                (host.state, host.observation) = (state, observation);
            }
            Some(_) => {}
            None => hosts.push(Host {
                observation,
                shown,
                state,
            }),
        }
    }
    hosts
}

/// What is no longer advised about the keys of a zone, and about what its parent holds of them.
fn weaknesses(zone: &SignedZone, policy: &DnsPolicy) -> Vec<String> {
    let mut found = Vec::new();
    let mut add = |words: String| {
        if !found.contains(&words) {
            found.push(words);
        }
    };
    for key in &zone.keys {
        if level(&policy.algorithm, key.algorithm) > Some(Level::Sufficient) {
            add(name(&policy.algorithm, key.algorithm));
        }
        let short =
            is_rsa(key.algorithm) && key.bits.is_some_and(|bits| bits < policy.rsa_min_bits);
        if short {
            add(format!("RSA {}", key.bits.unwrap_or_default()));
        }
    }
    // A good digest beside a bad one is the one that counts (RFC 4509 §3).
    let good = |number: u8| level(&policy.digest, number) <= Some(Level::Sufficient);
    if !zone.ds.is_empty() && !zone.ds.iter().any(|ds| good(ds.digest_type)) {
        for ds in &zone.ds {
            add(format!("DS {}", name(&policy.digest, ds.digest_type)));
        }
    }
    found
}

fn is_rsa(algorithm: u8) -> bool {
    matches!(algorithm, 1 | 5 | 7 | 8 | 10)
}

fn level(table: &[DnssecNumber], number: u8) -> Option<Level> {
    table
        .iter()
        .find(|row| row.number == number)
        .map(|row| row.level)
}

fn name(table: &[DnssecNumber], number: u8) -> String {
    table
        .iter()
        .find(|row| row.number == number)
        .map_or_else(|| number.to_string(), |row| row.name.clone())
}

/// The keys of a zone: algorithm and length of each kind once.
fn keys(zone: &SignedZone, policy: &DnsPolicy) -> String {
    let mut shown: Vec<String> = Vec::new();
    for key in &zone.keys {
        let bits = key.bits.map_or_else(String::new, |bits| format!(" {bits}"));
        let words = format!("{}{bits}", name(&policy.algorithm, key.algorithm));
        if !shown.contains(&words) {
            shown.push(words);
        }
    }
    shown.join(", ")
}

/// The chain in one line.
fn quote(context: &Context<'_>, fact: &DnssecFact) -> Text {
    let mut parts = vec![format!(
        "{}: {}",
        fact.name,
        format!("{:?}", fact.state).to_lowercase()
    )];
    for zone in &fact.zones {
        let ds: Vec<String> = zone
            .ds
            .iter()
            .map(|ds| format!("{} {} {}", ds.key_tag, ds.algorithm, ds.digest_type))
            .collect();
        let keys: Vec<String> = zone
            .keys
            .iter()
            .map(|key| format!("{} {} {}", key.key_tag, key.flags, key.algorithm))
            .collect();
        let list = |list: &[String]| {
            if list.is_empty() {
                "—".to_owned()
            } else {
                list.join(", ")
            }
        };
        parts.push(format!(
            "{} DS {}, DNSKEY {}",
            zone.zone,
            list(&ds),
            list(&keys)
        ));
    }
    let mut parts = vec![Text::same(parts.join("; "))];
    if let Some(fault) = &fact.fault {
        let mut words = why(context, fact);
        if !fault.detail.is_empty() {
            words = Text::join(&[words, context.technical(&fault.detail)], "; ");
        }
        parts.push(words.after(&format!("{}: ", fault.zone)));
    }
    Text::join(&parts, "; ")
}
