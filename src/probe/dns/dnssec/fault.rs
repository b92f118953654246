//! Why signatures prove nothing. The verdict is that of the validating library, which keeps its reasons to itself; this
//! walks the same chain once more, from the anchor down, to the first link that does not hold.

use hickory_resolver::proto::dnssec::rdata::{DNSKEY, RRSIG};
use hickory_resolver::proto::dnssec::{PublicKey as _, Verifier as _};
use hickory_resolver::proto::rr::{DNSClass, Name, Record, RecordType};

use super::super::questions::Reply;
use super::anchor::shown;
use super::link::{Link, signature_of};
use crate::domain::fact::{DnssecFault, DnssecFaultKind as Kind};

/// Signatures and keys of one set that are tried.
const TRIED: usize = 8;

/// The first link that does not hold. `chain` begins with the zone whose keys are trusted; `answer` is about the last.
pub(super) fn explain(
    chain: &[Link<'_>],
    trusted: &[DNSKEY],
    answer: (&Name, RecordType, &Reply),
    now: u32,
) -> DnssecFault {
    let mut holders: Vec<DNSKEY> = trusted.to_vec();
    let mut zone = chain.first().map_or(answer.0, |link| link.zone);
    let mut first = true;
    for link in chain {
        let has_ds = link.ds().next().is_some();
        if !first && !has_ds {
            // No zone of its own, or one that its parent does not vouch for: then nothing below can be wrong, unless the
            // parent did not prove it either.
            continue;
        }
        if !first {
            if let Some(reply) = link.ds
                && let Err((kind, detail)) = holds(link.zone, RecordType::DS, reply, &holders, now)
            {
                return told(zone, kind, detail);
            }
            if link.keys().next().is_none() {
                return told(link.zone, Kind::NoKeys, String::new());
            }
            holders = link
                .keys()
                .filter(|key| link.vouched(key))
                .take(TRIED)
                .cloned()
                .collect();
            if holders.is_empty() {
                let known = link
                    .ds()
                    .any(|ds| ds.algorithm().is_supported() && ds.digest_type().is_supported());
                let kind = if known {
                    Kind::DsMismatch
                } else {
                    Kind::Unsupported
                };
                return told(link.zone, kind, tags(link));
            }
        }
        zone = link.zone;
        if let Some(reply) = link.keys
            && let Err((kind, detail)) = holds(zone, RecordType::DNSKEY, reply, &holders, now)
        {
            return told(zone, kind, detail);
        }
        holders = link.keys().take(4 * TRIED).cloned().collect();
        first = false;
    }
    let (name, kind, reply) = answer;
    let there = reply
        .answers
        .iter()
        .any(|record| record.name == *name && record.record_type() == kind);
    if there && let Err((kind, detail)) = holds(name, kind, reply, &holders, now) {
        return told(zone, kind, detail);
    }
    told(zone, Kind::Unproven, String::new())
}

fn told(zone: &Name, kind: Kind, detail: String) -> DnssecFault {
    DnssecFault {
        zone: shown(zone),
        kind,
        detail,
    }
}

fn tags(link: &Link<'_>) -> String {
    let list = |tags: Vec<String>| tags.join(", ");
    let ds = list(
        link.ds()
            .take(TRIED)
            .map(|ds| ds.key_tag().to_string())
            .collect(),
    );
    let keys = link.keys().take(TRIED);
    let keys = keys.map(|key| key.calculate_key_tag().unwrap_or_default().to_string());
    format!("DS {ds}; DNSKEY {}", list(keys.collect()))
}

/// Whether a signature over a set of records holds, or why none does. Of no records there is nothing to say.
pub(super) fn holds(
    owner: &Name,
    kind: RecordType,
    reply: &Reply,
    keys: &[DNSKEY],
    now: u32,
) -> Result<(), (Kind, String)> {
    let of_owner = |record: &&Record| record.name == *owner;
    let records: Vec<&Record> = reply
        .answers
        .iter()
        .filter(of_owner)
        .filter(|record| record.record_type() == kind)
        .collect();
    if records.is_empty() {
        return Ok(());
    }
    let mut found: Option<(Kind, String)> = None;
    let signatures = reply
        .answers
        .iter()
        .filter(of_owner)
        .filter_map(signature_of)
        .filter(|signature| signature.input().type_covered == kind);
    for signature in signatures.take(TRIED) {
        match one(owner, &records, signature, keys, now) {
            Ok(()) => return Ok(()),
            Err(fault) => {
                // What ended or has yet to begin tells more than a key that is not there.
                if found
                    .as_ref()
                    .is_none_or(|known| rank(fault.0) > rank(known.0))
                {
                    found = Some(fault);
                }
            }
        }
    }
    Err(found.unwrap_or_else(|| (Kind::Unsigned, format!("{kind}: no signature"))))
}

const fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Expired | Kind::NotYetValid => 3,
        Kind::WrongSignature => 2,
        Kind::Unsupported => 1,
        _ => 0,
    }
}

fn one(
    owner: &Name,
    records: &[&Record],
    signature: &RRSIG,
    keys: &[DNSKEY],
    now: u32,
) -> Result<(), (Kind, String)> {
    let input = signature.input();
    let what = format!("{} by key {}", input.type_covered, input.key_tag);
    if !input.algorithm.is_supported() {
        let number = u8::from(input.algorithm);
        return Err((Kind::Unsupported, format!("{what}: algorithm {number}")));
    }
    let mut known = false;
    for key in keys {
        let right = key.public_key().algorithm() == input.algorithm
            && key
                .calculate_key_tag()
                .is_ok_and(|tag| tag == input.key_tag);
        if !right {
            continue;
        }
        known = true;
        let until = input.sig_expiration.get();
        if until < now {
            return Err((
                Kind::Expired,
                format!("{what}: ended {} s ago", now - until),
            ));
        }
        let from = input.sig_inception.get();
        if from > now {
            return Err((
                Kind::NotYetValid,
                format!("{what}: begins in {} s", from - now),
            ));
        }
        let records = records.iter().copied();
        if key
            .verify_rrsig(owner, DNSClass::IN, signature, records)
            .is_ok()
        {
            return Ok(());
        }
    }
    Err(if known {
        (Kind::WrongSignature, what)
    } else {
        (Kind::Unproven, format!("{what}: no such key"))
    })
}
