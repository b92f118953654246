//! Certificate transparency: the timestamps of logs, and the certificate that is only for logs (RFC 6962).

use super::authority_key::not_critical;
use super::element::{Element, OCTET_STRING};
use super::specimen::Specimen;
use super::{LintResult, oid};

/// A precertificate is for logs; it carries a critical mark so that nobody accepts it.
pub(super) fn no_precertificate(specimen: &Specimen<'_>) -> LintResult {
    LintResult::when(!specimen.has(oid::POISON), || {
        "the mark of a precertificate is present".to_owned()
    })
}

pub(super) fn timestamps_not_critical(specimen: &Specimen<'_>) -> LintResult {
    not_critical(specimen, oid::TIMESTAMPS)
}

pub(super) fn timestamps_readable(specimen: &Specimen<'_>) -> LintResult {
    let raw = specimen
        .extensions
        .iter()
        .find(|extension| extension.oid == oid::TIMESTAMPS);
    let Some(raw) = raw else {
        return LintResult::Inapplicable;
    };
    let list = Element::only(raw.value).filter(|value| value.is(OCTET_STRING));
    match list.and_then(|list| count(list.content)) {
        Some(0) => LintResult::Fails("no timestamp in the list".to_owned()),
        Some(_) => LintResult::Passes,
        None => LintResult::Fails("the list cannot be read".to_owned()),
    }
}

/// The number of timestamps in a list whose lengths fit exactly. Those of a version to come are counted and not opened.
fn count(list: &[u8]) -> Option<usize> {
    let (mut entries, []) = prefixed(list)? else {
        return None;
    };
    let mut count = 0;
    while !entries.is_empty() {
        let (entry, rest) = prefixed(entries)?;
        let (&version, body) = entry.split_first()?;
        if version == 0 {
            version_one(body)?;
        }
        count += 1;
        entries = rest;
    }
    Some(count)
}

/// The log's id, the time, extensions, hash and kind of the signature, the signature, and nothing after it.
fn version_one(body: &[u8]) -> Option<()> {
    let (_, body) = body.split_at_checked(32 + 8)?;
    let (_, body) = prefixed(body)?;
    let (_, body) = body.split_at_checked(2)?;
    match prefixed(body)? {
        ([_, ..], []) => Some(()),
        _ => None,
    }
}

/// What a length of two octets counts, and what follows.
fn prefixed(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_at_checked(2)?;
    let length = u16::from_be_bytes(length.try_into().ok()?);
    rest.split_at_checked(usize::from(length))
}
