//! What servers and name servers answered, as facts.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Plain, Row, Scribe};
use crate::domain::assessment::Assessment;
use crate::domain::fact::{
    Certificate, ChainEntry, DnsFact, DnsValue, HttpFact, TlsFact, TlsVersion, VersionState,
};
use crate::domain::observation::{Observation, Probe};
use crate::domain::subject::{Subject, SubjectKind};
use crate::report::scribe::named;

/// How many names of a certificate are shown.
const NAMES: usize = 12;

/// One endpoint.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct EndpointView {
    pub(crate) name: Plain,
    pub(crate) blocks: Vec<Block>,
}

/// What was seen at one or more addresses alike.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Block {
    pub(crate) title: Plain,
    pub(crate) rows: Vec<Row>,
}

/// What name servers answered about one name.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct NameView {
    pub(crate) name: Plain,
    pub(crate) rows: Vec<Row>,
}

/// The endpoints in the order of the plan.
pub(super) fn endpoints(assessment: &Assessment, scribe: &Scribe) -> Vec<EndpointView> {
    let by_subject = by_subject(assessment);
    assessment
        .subjects
        .iter()
        .filter(|subject| subject.kind == SubjectKind::Endpoint)
        .filter_map(|subject| {
            let observations = by_subject.get(subject.id.0.as_str())?;
            let mut blocks = handshakes(observations, scribe);
            let exchanges: Vec<Row> = observations
                .iter()
                .filter_map(|observation| exchange(observation, scribe))
                .collect();
            if !exchanges.is_empty() {
                blocks.push(Block {
                    title: scribe.word("endpoint.http"),
                    rows: exchanges,
                });
            }
            (!blocks.is_empty()).then(|| EndpointView {
                name: named(subject),
                blocks,
            })
        })
        .collect()
}

fn by_subject(assessment: &Assessment) -> BTreeMap<&str, Vec<&Observation>> {
    let mut map: BTreeMap<&str, Vec<&Observation>> = BTreeMap::new();
    for observation in &assessment.observations.0 {
        map.entry(observation.subject.0.as_str())
            .or_default()
            .push(observation);
    }
    map
}

/// The TLS picture; addresses that show the same are told once.
fn handshakes(observations: &[&Observation], scribe: &Scribe) -> Vec<Block> {
    let mut pictures: Vec<(Vec<Row>, Vec<String>)> = Vec::new();
    for observation in observations.iter().filter(|o| o.probe == Probe::Tls) {
        let (rows, address) = match (observation.tls(), observation.failure()) {
            (Some(tls), _) => (picture(tls, scribe), address(tls, scribe)),
            (None, Some(failure)) => {
                let row = scribe.row("endpoint.not-seen", super::unseen::why(failure, scribe));
                (vec![row], scribe.word("endpoint.no-address").to_string())
            }
            (None, None) => continue,
        };
        match pictures.iter_mut().find(|(known, _)| *known == rows) {
            Some((_, addresses)) => addresses.push(address),
            None => pictures.push((rows, vec![address])),
        }
    }
    pictures
        .into_iter()
        .map(|(rows, addresses)| Block {
            title: scribe.fill("endpoint.tls", &[("addresses", &addresses.join(", "))]),
            rows,
        })
        .collect()
}

fn address(tls: &TlsFact, scribe: &Scribe) -> String {
    match tls.dialled {
        Some(dialled) => scribe
            .fill(
                "endpoint.dialled",
                &[
                    ("address", &tls.address.to_string()),
                    ("dialled", &dialled.to_string()),
                ],
            )
            .to_string(),
        None => tls.address.to_string(),
    }
}

fn picture(tls: &TlsFact, scribe: &Scribe) -> Vec<Row> {
    let mut rows = Vec::new();
    let by_state = |wanted: fn(&VersionState) -> bool| -> Vec<TlsVersion> {
        tls.versions
            .iter()
            .rev()
            .filter(|trial| wanted(&trial.state))
            .map(|trial| trial.version)
            .collect()
    };
    for (key, versions) in [
        (
            "endpoint.offered",
            by_state(|s| *s == VersionState::Offered),
        ),
        (
            "endpoint.refused",
            by_state(|s| *s == VersionState::Refused),
        ),
        (
            "endpoint.inconclusive",
            by_state(|s| matches!(s, VersionState::Inconclusive(_))),
        ),
    ] {
        if !versions.is_empty() {
            let names: Vec<&str> = versions.iter().map(|version| version.name()).collect();
            rows.push(scribe.row(key, names.join(", ")));
        }
    }
    if let Some(negotiated) = &tls.negotiated {
        let parts: Vec<&str> = [
            Some(negotiated.version.name()),
            Some(negotiated.cipher_suite.as_str()),
            negotiated.group.as_deref(),
            negotiated.alpn.as_deref(),
        ]
        .into_iter()
        .flatten()
        .collect();
        rows.push(scribe.row("endpoint.negotiated", parts.join(", ")));
    }
    if let Some(failure) = &tls.handshake_failure {
        rows.push(scribe.row("endpoint.handshake", super::unseen::why(failure, scribe)));
    }
    match tls.chain.first() {
        Some(ChainEntry::Parsed(leaf)) => certificate(leaf, tls, scribe, &mut rows),
        Some(ChainEntry::Unparsable { error, .. }) => {
            rows.push(scribe.row("endpoint.unreadable", error.as_str()));
        }
        None => {}
    }
    rows
}

fn certificate(leaf: &Certificate, tls: &TlsFact, scribe: &Scribe, rows: &mut Vec<Row>) {
    let (start, end) = (
        scribe.moment(leaf.not_before),
        scribe.moment(leaf.not_after),
    );
    rows.push(scribe.row("endpoint.subject", leaf.subject.as_str()));
    rows.push(scribe.row("endpoint.issuer", leaf.issuer.as_str()));
    rows.push(scribe.row(
        "endpoint.validity",
        scribe.fill(
            "endpoint.from-until",
            &[("from", start.as_str()), ("until", end.as_str())],
        ),
    ));
    let mut names: Vec<&str> = leaf.names.iter().take(NAMES).map(String::as_str).collect();
    let more = format!("+{}", leaf.names.len().saturating_sub(NAMES));
    if leaf.names.len() > NAMES {
        names.push(&more);
    }
    let matches = scribe.word(if tls.name_matches {
        "endpoint.name-matches"
    } else {
        "endpoint.name-differs"
    });
    rows.push(scribe.row(
        "endpoint.names",
        format!("{} ({matches})", names.join(", ")),
    ));
    let key = &leaf.key;
    let curve = key
        .curve
        .as_ref()
        .map_or_else(String::new, |c| format!(" {c}"));
    rows.push(scribe.row(
        "endpoint.key",
        format!("{}{curve}, {} bits", key.algorithm.to_uppercase(), key.bits),
    ));
    rows.push(scribe.row("endpoint.signature", leaf.signature_algorithm.as_str()));
    let paths: Vec<String> = tls.trust.iter().map(|path| trust(path, scribe)).collect();
    if !paths.is_empty() {
        rows.push(scribe.row("endpoint.trust", paths.join("; ")));
    }
    rows.push(scribe.row("endpoint.chain", tls.chain.len().to_string()));
    rows.push(scribe.row("endpoint.fingerprint", leaf.sha256.as_str()));
}

fn trust(path: &crate::domain::fact::TrustPath, scribe: &Scribe) -> String {
    let key = match (path.trusted, path.only_dates) {
        (true, _) => "endpoint.path.trusted",
        (false, true) => "endpoint.path.dates",
        (false, false) => "endpoint.path.untrusted",
    };
    let store = scribe
        .words
        .find(&format!("endpoint.store.{}", path.store))
        .cloned()
        .unwrap_or_else(|| path.store.as_str().into());
    let line = scribe.fill(key, &[("store", store.as_str())]);
    match &path.error {
        Some(error) if !path.trusted => format!("{line} ({error})"),
        _ => line.to_string(),
    }
}

fn exchange(observation: &Observation, scribe: &Scribe) -> Option<Row> {
    let key = match observation.probe {
        Probe::Http => "endpoint.plain-http",
        Probe::Https => "endpoint.over-https",
        _ => return None,
    };
    let value = match (observation.http(), observation.failure()) {
        (Some(http), _) => hops(http, scribe),
        (None, Some(failure)) => super::unseen::why(failure, scribe),
        (None, None) => return None,
    };
    Some(scribe.row(key, value))
}

fn hops(http: &HttpFact, scribe: &Scribe) -> Plain {
    let mut parts: Vec<String> = http
        .hops
        .iter()
        .map(|hop| format!("{} → {} ({})", hop.url, hop.status, hop.version))
        .collect();
    if let Some(stopped) = &http.stopped {
        parts.push(stopped.clone());
    }
    if let Some(first) = http.first() {
        for value in first.header("strict-transport-security") {
            parts.push(format!("{}: {value}", scribe.word("endpoint.hsts")));
        }
    }
    parts.join("\n").into()
}

/// What name servers answered, by name: domains and hosts in the order of the plan.
pub(super) fn names(assessment: &Assessment, scribe: &Scribe) -> Vec<NameView> {
    let by_subject = by_subject(assessment);
    let view = |subject: &Subject| {
        let rows: Vec<Row> = by_subject
            .get(subject.id.0.as_str())?
            .iter()
            .filter_map(|observation| records(observation, &subject.name, scribe))
            .collect();
        (!rows.is_empty()).then(|| NameView {
            name: named(subject),
            rows,
        })
    };
    let of = |kind: SubjectKind| {
        assessment
            .subjects
            .iter()
            .filter(move |subject| subject.kind == kind)
    };
    of(SubjectKind::Domain)
        .chain(of(SubjectKind::Host))
        .filter_map(view)
        .collect()
}

fn records(observation: &Observation, name: &str, scribe: &Scribe) -> Option<Row> {
    let dns = observation.dns()?;
    let values: Vec<String> = dns.records.iter().filter_map(|r| shown(&r.value)).collect();
    // TXT records hold tokens of all kinds; only the mail policy is shown.
    if values.is_empty() && dns.record_type == "TXT" {
        return None;
    }
    let mut label = dns.record_type.clone();
    if !dns.name.eq_ignore_ascii_case(name) {
        label = format!("{label} ({})", dns.name);
    }
    Some(Row {
        label: label.into(),
        value: value(dns, &values, scribe),
    })
}

fn value(dns: &DnsFact, values: &[String], scribe: &Scribe) -> Plain {
    let mut text = if values.is_empty() {
        scribe.word("names.none").to_string()
    } else {
        values.join("\n")
    };
    if !dns.cname_chain.is_empty() {
        let chain = dns.cname_chain.join(" → ");
        text = format!("{}\n{text}", scribe.fill("names.via", &[("chain", &chain)]));
    }
    if dns.truncated {
        text = format!("{text}\n{}", scribe.word("names.truncated"));
    }
    text.into()
}

fn shown(value: &DnsValue) -> Option<String> {
    Some(match value {
        DnsValue::A(address) => address.to_string(),
        DnsValue::Aaaa(address) => address.to_string(),
        DnsValue::Caa {
            critical,
            tag,
            value,
        } => format!("{} {tag} \"{value}\"", if *critical { 128 } else { 0 }),
        DnsValue::Mx {
            preference,
            exchange,
        } if exchange.is_empty() => format!("{preference} ."),
        DnsValue::Mx {
            preference,
            exchange,
        } => format!("{preference} {exchange}"),
        DnsValue::Ns(host) => host.clone(),
        DnsValue::Txt(text) if text.to_ascii_lowercase().starts_with("v=spf1") => text.clone(),
        DnsValue::Txt(_) => return None,
    })
}
