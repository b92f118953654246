//! Whether a served chain is the one that TLSA records announce (RFC 6698 §2, RFC 7671): pure matching, for the web and for
//! mail. Whether the records count, which asks for proof by signatures, is for the caller to say.

use sha2::{Digest as _, Sha256, Sha512};

use super::x509::{Chain, decode};
use crate::domain::fact::{DnsFact, DnsValue, TlsFact, TlsaRecord};

/// The kinds of records that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// All four.
    Any,
    /// Only those that make the record itself the anchor: mail does not look at public authorities (RFC 7672 §3.1.3).
    DaneOnly,
}

/// What the records come to for one chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// At least one announces what was served.
    Matches,
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

/// Holds records against the chain that one address served.
pub(super) fn fit(records: &[&TlsaRecord], fact: &TlsFact, kinds: Use) -> Fit {
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
        // PKIX-TA and DANE-TA: an authority on the way up from the leaf, which names the server.
        usage => {
            (usage == 2 || is_trusted(fact))
                && fact.name_matches
                && chain
                    .path()
                    .into_iter()
                    .filter(|position| *position != 0)
                    .any(|position| announces(record, &ders, &chain, position))
        }
    };
    if usable.into_iter().any(|record| matches(record)) {
        Fit::Matches
    } else {
        Fit::Differs
    }
}

fn is_trusted(fact: &TlsFact) -> bool {
    fact.name_matches && fact.trust.iter().any(|path| path.trusted)
}

fn is_usable(record: &TlsaRecord, kinds: Use) -> bool {
    let usage = match kinds {
        Use::Any => record.usage <= 3,
        Use::DaneOnly => matches!(record.usage, 2 | 3),
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

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a text cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
