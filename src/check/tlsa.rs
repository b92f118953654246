//! Whether a served chain is the one that TLSA records announce (RFC 6698 §2, RFC 7671): pure matching, for the web and for
//! mail. Whether the records count, which asks for proof by signatures, is for the caller to say.

use sha2::{Digest as _, Sha256, Sha512};

use jiff::Timestamp;

use super::x509::{Chain, decode};
use crate::domain::fact::{Certificate, DnsFact, DnsValue, TlsFact, TlsaRecord};
use crate::domain::hexadecimal::hex;

/// The kinds of records that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use<'a> {
    /// All four.
    Any,
    /// Only those that make the record itself the anchor: mail does not look at public authorities (RFC 7672 §3.1.3).
    /// For a host that takes in the mail of a domain, a certificate may name the domain instead (RFC 7672 §3.2.2).
    DaneOnly(Option<&'a str>),
}

/// What the records come to for one chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// At least one announces what was served: the leaf itself, so that its name and dates do not matter (DANE-EE).
    Leaf,
    /// At least one announces an authority over what was served, or asks for a public one as well; name and dates are right.
    Authority,
    /// None does.
    Differs,
    /// None can be used: unknown numbers, or a digest of the wrong length (RFC 7671 §4.1).
    Unusable,
}

/// The TLSA records in an answer.
pub(super) fn records(dns: &DnsFact) -> Vec<&TlsaRecord> {
    dns.records
        .iter()
        .filter_map(|record| match &record.value {
            DnsValue::Tlsa(tlsa) => Some(tlsa),
            _ => None,
        })
        .collect()
}

/// Holds records against the chain that one address served at a time.
pub(super) fn fit(records: &[&TlsaRecord], fact: &TlsFact, at: Timestamp, kinds: Use<'_>) -> Fit {
    let usable: Vec<&&TlsaRecord> = records
        .iter()
        .filter(|record| is_usable(record, kinds))
        .collect();
    if usable.is_empty() {
        return Fit::Unusable;
    }
    let ders = decode(fact);
    let Some(chain) = Chain::read(&ders) else {
        return Fit::Differs;
    };
    let matches = |record: &TlsaRecord| match record.usage {
        // PKIX-EE: the leaf, which public authorities have to vouch for as well.
        1 => is_trusted(fact) && announces(record, &ders, &chain, 0),
        // DANE-EE: the leaf, and its name and dates do not matter (RFC 7671 §5.1).
        3 => announces(record, &ders, &chain, 0),
        // PKIX-TA and DANE-TA: an authority on the way up from the leaf, which names the server and is within its dates
        // (RFC 7671 §5.2).
        usage => {
            let vouched = match usage {
                2 => fact.leaf().is_some_and(|leaf| {
                    (fact.name_matches || names_domain(leaf, kinds)) && is_valid(leaf, at)
                }),
                _ => is_trusted(fact),
            };
            vouched
                && chain
                    .path()
                    .into_iter()
                    .filter(|position| *position != 0)
                    .any(|position| announces(record, &ders, &chain, position))
        }
    };
    let matching = usable.into_iter().filter(|record| matches(record));
    match matching.map(|record| record.usage).max() {
        Some(3) => Fit::Leaf,
        Some(_) => Fit::Authority,
        None => Fit::Differs,
    }
}

fn is_valid(leaf: &Certificate, at: Timestamp) -> bool {
    leaf.not_before <= at && at <= leaf.not_after
}

/// True when a certificate names the mail domain, itself or by a wildcard for one label.
fn names_domain(leaf: &Certificate, kinds: Use<'_>) -> bool {
    let Use::DaneOnly(Some(domain)) = kinds else {
        return false;
    };
    let parent = domain.split_once('.').map(|(_, parent)| parent);
    leaf.names.iter().any(|name| {
        name.eq_ignore_ascii_case(domain)
            || name
                .strip_prefix("*.")
                .zip(parent)
                .is_some_and(|(base, parent)| base.eq_ignore_ascii_case(parent))
    })
}

fn is_trusted(fact: &TlsFact) -> bool {
    fact.name_matches && fact.trust.iter().any(|path| path.trusted)
}

fn is_usable(record: &TlsaRecord, kinds: Use<'_>) -> bool {
    let usage = match kinds {
        Use::Any => record.usage <= 3,
        Use::DaneOnly(_) => matches!(record.usage, 2 | 3),
    };
    let length = match record.matching {
        0 => !record.data.is_empty(),
        1 => record.data.len() == 64,
        2 => record.data.len() == 128,
        _ => false,
    };
    usage && length && record.selector <= 1
}

/// True when a record holds the certificate or key at a position.
fn announces(
    record: &TlsaRecord,
    ders: &[Option<Vec<u8>>],
    chain: &Chain<'_>,
    position: usize,
) -> bool {
    let bytes = match record.selector {
        0 => ders.get(position).and_then(|der| der.as_deref()),
        _ => chain
            .at(position)
            .map(|certificate| certificate.public_key().raw),
    };
    let Some(bytes) = bytes else { return false };
    let found = match record.matching {
        0 => hex(bytes),
        1 => hex(&Sha256::digest(bytes)),
        _ => hex(&Sha512::digest(bytes)),
    };
    // Long data is kept in part.
    found == record.data || (record.data.len() == 8_192 && found.starts_with(&record.data))
}
