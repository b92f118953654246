//! Certificates of endpoints. One that was renewed as usual, by the same issuer for the same names, is one calm line; another
//! issuer, another key or other names are said as such.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use x509_parser::prelude::FromDer as _;

use super::seen::pictures;
use super::{SeenChange, SeenKind};
use crate::domain::assessment::Assessment;
use crate::domain::day::Day;
use crate::domain::fact::Certificate;
use crate::domain::hexadecimal::hex;
use crate::domain::subject::SubjectId;

/// The most names that are told of one certificate.
const NAMES: usize = 20;

/// What the certificates of an endpoint say, over all its addresses that showed one.
#[derive(Default)]
struct Served {
    digests: BTreeSet<String>,
    issuers: BTreeSet<String>,
    keys: BTreeSet<String>,
    names: BTreeSet<String>,
    ends: BTreeSet<String>,
}

/// What changed about the certificates of endpoints that showed one both times.
pub(super) fn changes(then: &Assessment, now: &Assessment, changes: &mut Vec<SeenChange>) {
    let (old, new) = (served(then), served(now));
    for (subject, was) in &old {
        let Some(is) = new.get(subject) else { continue };
        // An address that could not be looked at this time shows nothing new.
        if is.digests.is_subset(&was.digests) {
            continue;
        }
        let mut tell = |kind, then: Vec<String>, now: Vec<String>| {
            changes.push(SeenChange {
                kind,
                subject: subject.clone(),
                then,
                now,
                ours: false,
            });
        };
        let list = |set: &BTreeSet<String>| set.iter().cloned().collect();
        let (issuer, key, names) = (
            was.issuers != is.issuers,
            was.keys != is.keys,
            was.names != is.names,
        );
        if !issuer && !names {
            let kind = if key {
                SeenKind::CertificateRekeyed
            } else {
                SeenKind::CertificateRenewed
            };
            tell(kind, list(&was.ends), list(&is.ends));
            continue;
        }
        if issuer {
            let kind = SeenKind::CertificateIssuer;
            tell(kind, list(&was.issuers), list(&is.issuers));
        }
        if key {
            tell(SeenKind::CertificateKey, list(&was.keys), list(&is.keys));
        }
        if names {
            let kind = SeenKind::CertificateNames;
            tell(
                kind,
                only(&was.names, &is.names),
                only(&is.names, &was.names),
            );
        }
    }
}

/// The names that only one of two has; how many more there are when they are many.
fn only(these: &BTreeSet<String>, others: &BTreeSet<String>) -> Vec<String> {
    let mut names: Vec<String> = these.difference(others).cloned().collect();
    let over = names.len().saturating_sub(NAMES);
    if over > 0 {
        names.truncate(NAMES);
        names.push(format!("+{over}"));
    }
    names
}

fn served(assessment: &Assessment) -> BTreeMap<SubjectId, Served> {
    let mut all: BTreeMap<SubjectId, Served> = BTreeMap::new();
    for (subject, tls) in pictures(assessment) {
        let Some(leaf) = tls.leaf() else { continue };
        let Some((issuer, key)) = issuer_and_key(leaf) else {
            continue;
        };
        let served = all.entry(subject.clone()).or_default();
        served.digests.insert(leaf.sha256.clone());
        served.issuers.insert(issuer);
        served.keys.insert(key);
        let names = leaf.names.iter().map(|name| name.to_lowercase());
        served.names.extend(names);
        served.ends.insert(Day::of(leaf.not_after).to_string());
    }
    all
}

/// The organisation that issued a certificate, since its intermediates come and go, and the beginning of the digest of the
/// public key.
fn issuer_and_key(certificate: &Certificate) -> Option<(String, String)> {
    let der = STANDARD.decode(&certificate.der).ok()?;
    let (_, parsed) = x509_parser::certificate::X509Certificate::from_der(&der).ok()?;
    let organisation = parsed
        .issuer()
        .iter_organization()
        .find_map(|name| name.as_str().ok().map(str::to_owned));
    let digest: [u8; 32] = Sha256::digest(parsed.public_key().raw).into();
    Some((
        organisation.unwrap_or_else(|| certificate.issuer.clone()),
        hex(&digest[..8]),
    ))
}
