//! What was seen and said, taken apart into files that a person can read without this program. All of it follows from
//! the assessment, so that a verifier can hold one against the other.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::SealFault;
use crate::domain::assessment::Assessment;
use crate::domain::evidence_pack::hex;
use crate::domain::fact::{ChainEntry, DnsFact, HttpFact, TlsFact};
use crate::domain::observation::{Observation, Reading};
use crate::domain::text::Text;

/// Files by path.
pub(super) type Parts = BTreeMap<String, Vec<u8>>;

/// Every file that follows from the assessment, itself left out.
pub(super) fn take_apart(assessment: &Assessment) -> Result<Parts, SealFault> {
    let mut parts = Parts::new();
    parts.insert("method/method.json".to_owned(), json(&assessment.method)?);
    if let Some(dossier) = &assessment.dossier {
        parts.insert("answers/dossier.json".to_owned(), json(dossier)?);
    }
    for set in &assessment.answers {
        parts.insert(format!("answers/{}.answers.json", set.pack), json(set)?);
    }
    if !assessment.evidence.is_empty() {
        let register: Vec<_> = assessment.evidence.iter().map(|e| &e.evidence).collect();
        parts.insert("evidence/register.json".to_owned(), json(&register)?);
        let sums: String = register
            .iter()
            .filter_map(|document| {
                let (sum, file) = (document.sha256.as_ref()?, document.file.as_ref()?);
                Some(format!("{sum}  {}\n", legible(file)))
            })
            .collect();
        if !sums.is_empty() {
            parts.insert("evidence/SHA256SUMS".to_owned(), sums.into_bytes());
        }
    }
    let mut index = String::new();
    let mut texts = [String::new(), String::new(), String::new()];
    for observation in &assessment.observations.0 {
        let name = format!("observations/{}-{}.json", observation.id, observation.probe);
        parts.insert(name, json(observation)?);
        note(observation, &mut index);
        let [dns, headers, handshakes] = &mut texts;
        if let Some(fact) = observation.dns() {
            answer(observation, fact, dns);
        }
        if let Some(fact) = observation.http() {
            exchange(observation, fact, headers);
        }
        if let Some(fact) = observation.tls() {
            handshake(observation, fact, handshakes);
            for (sha256, der) in certificates(fact) {
                parts.insert(format!("observations/certificates/{sha256}.der"), der);
            }
        }
    }
    let names = ["dns.txt", "headers.txt", "handshakes.txt"];
    for (name, text) in names.into_iter().zip(texts).chain([("index.txt", index)]) {
        if !text.is_empty() {
            parts.insert(format!("observations/{name}"), text.into_bytes());
        }
    }
    Ok(parts)
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, SealFault> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .map_err(|error| SealFault::Assessment(Text::same(error.to_string())))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// One line: what was looked at, when, how long it took, and whether anything was seen.
fn note(observation: &Observation, out: &mut String) {
    let came = match &observation.reading {
        Reading::Observed(_) => "observed".to_owned(),
        Reading::Failed(failure) => format!("failed: {:?}: {}", failure.reason, failure.detail),
    };
    let _ = writeln!(
        out,
        "{}\t{}\t{}\t{}\t{} ms\t{}",
        legible(&observation.id),
        observation.probe,
        legible(&observation.subject.0),
        observation.at,
        observation.took_ms,
        legible(&came)
    );
}

/// An answer of the domain name system, as `dig` shows it.
fn answer(observation: &Observation, fact: &DnsFact, out: &mut String) {
    let _ = writeln!(
        out,
        "; {} {} at {} via {}",
        legible(&observation.id),
        legible(&observation.subject.0),
        observation.at,
        legible(&fact.resolver)
    );
    let mut owner = &fact.name;
    for alias in &fact.cname_chain {
        let _ = writeln!(out, "{}.\tCNAME\t{}.", legible(owner), legible(alias));
        owner = alias;
    }
    for record in &fact.records {
        let value = serde_json::to_value(&record.value).unwrap_or_default();
        // `{"mx": {…}}`: the kind stands before the data already.
        let data = value
            .as_object()
            .and_then(|map| map.values().next())
            .map(|data| match data {
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            })
            .unwrap_or_default();
        let _ = writeln!(
            out,
            "{}.\t{}\t{}\t{}",
            legible(owner),
            record.ttl,
            legible(&fact.record_type),
            legible(&data)
        );
    }
    if fact.records.is_empty() {
        let _ = writeln!(
            out,
            "; {}. {}: -",
            legible(owner),
            legible(&fact.record_type)
        );
    }
    out.push('\n');
}

/// Requests and the header fields that came back, in their order.
fn exchange(observation: &Observation, fact: &HttpFact, out: &mut String) {
    let _ = writeln!(
        out,
        "# {} {} {} at {}",
        legible(&observation.id),
        observation.probe,
        legible(&observation.subject.0),
        observation.at
    );
    for hop in &fact.hops {
        let _ = writeln!(out, "> GET {} ({})", legible(&hop.url), hop.address);
        if let Some(origin) = &hop.origin {
            let _ = writeln!(out, "> origin: {}", legible(origin));
        }
        let _ = writeln!(out, "< {} {}", legible(&hop.version), hop.status);
        for (name, value) in &hop.headers {
            let _ = writeln!(out, "< {}: {}", legible(name), legible(value));
        }
    }
    if let Some(why) = &fact.stopped {
        let _ = writeln!(out, "# {}", legible(why));
    }
    out.push('\n');
}

/// A TLS picture in a few lines.
fn handshake(observation: &Observation, fact: &TlsFact, out: &mut String) {
    let _ = writeln!(
        out,
        "# {} {} ({}) SNI {} at {}",
        legible(&observation.id),
        legible(&observation.subject.0),
        fact.address,
        legible(&fact.server_name),
        observation.at
    );
    for trial in &fact.versions {
        let state = serde_json::to_string(&trial.state).unwrap_or_default();
        let _ = writeln!(out, "{}\t{}", trial.version.name(), legible(&state));
    }
    if let Some(negotiated) = &fact.negotiated {
        let _ = writeln!(
            out,
            "negotiated\t{} {} {} {}",
            negotiated.version.name(),
            legible(&negotiated.cipher_suite),
            legible(negotiated.group.as_deref().unwrap_or("-")),
            legible(negotiated.alpn.as_deref().unwrap_or("-"))
        );
    }
    if let Some(picture) = &fact.picture {
        for list in &picture.suites {
            for suite in &list.suites {
                let (version, name) = (list.version.name(), legible(&suite.name));
                let _ = writeln!(out, "suite\t{version}\t{:04x}\t{name}", suite.code);
            }
        }
        for list in &picture.groups {
            for group in &list.groups {
                let group = serde_json::to_string(group).unwrap_or_default();
                let _ = writeln!(out, "group\t{}\t{}", list.version.name(), legible(&group));
            }
        }
    }
    for entry in &fact.chain {
        let _ = match entry {
            ChainEntry::Parsed(certificate) => writeln!(
                out,
                "certificate\t{}\t{}\t{}..{}",
                legible(&certificate.sha256),
                legible(&certificate.subject),
                certificate.not_before,
                certificate.not_after
            ),
            ChainEntry::Unparsable { sha256, error } => {
                writeln!(
                    out,
                    "no certificate\t{}\t{}",
                    legible(sha256),
                    legible(error)
                )
            }
        };
    }
    for path in &fact.trust {
        let error = path.error.as_deref().unwrap_or("-");
        let (store, error) = (legible(&path.store), legible(error));
        let _ = writeln!(out, "trust\t{store}\t{}\t{error}", path.trusted);
    }
    out.push('\n');
}

/// The bytes of every certificate that was shown, by the digest of those very bytes.
fn certificates(fact: &TlsFact) -> Vec<(String, Vec<u8>)> {
    let others = fact.picture.iter().flat_map(|p| &p.other_chains);
    fact.chain
        .iter()
        .chain(others.flat_map(|other| &other.chain))
        .filter_map(|entry| match entry {
            ChainEntry::Parsed(certificate) => STANDARD.decode(&certificate.der).ok(),
            ChainEntry::Unparsable { .. } => None,
        })
        .map(|der| (hex(&der), der))
        .collect()
}

/// Words of someone else on one line: what acts or hides is written out.
fn legible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let acts = c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
        if acts {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}
