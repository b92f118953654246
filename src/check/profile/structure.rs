//! The fields of a certificate: version, serial number, signature algorithm, unique identifiers, extensions as a list.

use std::collections::BTreeSet;

use super::element::{Element, dotted, hex};
use super::specimen::Specimen;
use super::{LintResult, oid};

/// Extensions exist since version 3 (RFC 5280 §4.1.2.1).
pub(super) fn extensions_need_version_three(specimen: &Specimen<'_>) -> LintResult {
    if specimen.extensions.is_empty() {
        return LintResult::Inapplicable;
    }
    public_version_three(specimen)
}

pub(super) fn public_version_three(specimen: &Specimen<'_>) -> LintResult {
    let version = specimen.certificate.version().0;
    LintResult::when(version == 2, || {
        format!("version {}", u64::from(version) + 1)
    })
}

pub(super) fn algorithms_agree(specimen: &Specimen<'_>) -> LintResult {
    LintResult::when(
        specimen.inner_algorithm.whole == specimen.outer_algorithm.whole,
        || {
            format!(
                "inside {}, outside {}",
                hex(specimen.inner_algorithm.whole),
                hex(specimen.outer_algorithm.whole)
            )
        },
    )
}

pub(super) fn no_unique_identifiers(specimen: &Specimen<'_>) -> LintResult {
    let found = specimen.tail.iter().find_map(|field| match field.tag {
        0x81 | 0xa1 => Some("issuerUniqueID"),
        0x82 | 0xa2 => Some("subjectUniqueID"),
        _ => None,
    });
    LintResult::of(found)
}

pub(super) fn extensions_not_repeated(specimen: &Specimen<'_>) -> LintResult {
    if specimen.extensions.is_empty() {
        return LintResult::Inapplicable;
    }
    let mut seen = BTreeSet::new();
    LintResult::of(
        specimen
            .extensions
            .iter()
            .find(|extension| !seen.insert(extension.oid))
            .map(|extension| dotted(extension.oid)),
    )
}

pub(super) fn extension_list_not_empty(specimen: &Specimen<'_>) -> LintResult {
    let Some(list) = specimen.tail.iter().find(|field| field.is(0xa3)) else {
        return LintResult::Inapplicable;
    };
    let filled = list.child(0).is_some_and(|list| !list.content.is_empty());
    LintResult::when(filled, || "no extension in the list".to_owned())
}

/// Software has to refuse a certificate with a critical extension that it does not know.
pub(super) fn critical_extensions_known(specimen: &Specimen<'_>) -> LintResult {
    const KNOWN: [&[u8]; 12] = [
        oid::KEY_USAGE,
        oid::SUBJECT_ALT_NAME,
        oid::ISSUER_ALT_NAME,
        oid::BASIC_CONSTRAINTS,
        oid::NAME_CONSTRAINTS,
        oid::CRL_POINTS,
        oid::POLICIES,
        oid::POLICY_MAPPINGS,
        oid::POLICY_CONSTRAINTS,
        oid::EXTENDED_KEY_USAGE,
        oid::INHIBIT_ANY_POLICY,
        oid::TLS_FEATURE,
    ];
    // Extensions that must not be critical have lints of their own; the poison of a precertificate too.
    const ELSEWHERE: [&[u8]; 7] = [
        oid::SUBJECT_DIRECTORY_ATTRIBUTES,
        oid::SUBJECT_KEY_IDENTIFIER,
        oid::AUTHORITY_KEY_IDENTIFIER,
        oid::FRESHEST_CRL,
        oid::AUTHORITY_INFORMATION,
        oid::SUBJECT_INFORMATION,
        oid::POISON,
    ];
    let critical: Vec<_> = specimen
        .certificate
        .extensions()
        .iter()
        .filter(|extension| extension.critical)
        .map(|extension| extension.oid.as_bytes())
        .collect();
    if critical.is_empty() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        critical
            .into_iter()
            .find(|oid| !KNOWN.contains(oid) && !ELSEWHERE.contains(oid))
            .map(dotted),
    )
}

/// The value of a standard extension is one element, neither cut off nor followed by anything.
pub(super) fn extension_values_whole(specimen: &Specimen<'_>) -> LintResult {
    let mut standard = specimen
        .extensions
        .iter()
        .filter(|extension| extension.is_standard())
        .peekable();
    if standard.peek().is_none() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        standard
            .find(|extension| Element::only(extension.value).is_none())
            .map(|extension| dotted(extension.oid)),
    )
}

pub(super) fn signature_in_whole_octets(specimen: &Specimen<'_>) -> LintResult {
    let unused = specimen.signature.content.first().copied();
    LintResult::when(unused == Some(0), || match unused {
        Some(unused) => format!("{unused} unused bits"),
        None => "no signature".to_owned(),
    })
}

pub(super) fn serial_positive(specimen: &Specimen<'_>) -> LintResult {
    let digits = specimen.serial.content;
    let negative = digits.first().is_none_or(|octet| octet & 0x80 != 0);
    let zero = digits.iter().all(|octet| *octet == 0);
    LintResult::when(!negative && !zero, || {
        format!("serial number {}", hex(digits))
    })
}

pub(super) fn serial_at_most_twenty_octets(specimen: &Specimen<'_>) -> LintResult {
    let digits = specimen.serial.content;
    LintResult::when(digits.len() <= 20, || format!("{} octets", digits.len()))
}

/// At least 64 bits from a random source. Chance may begin with zeros, so only what chance does not make counts: one
/// random number of 64 bits in 65,536 is shorter than 48.
pub(super) fn serial_unpredictable(specimen: &Specimen<'_>) -> LintResult {
    let digits: Vec<u8> = specimen
        .serial
        .content
        .iter()
        .copied()
        .skip_while(|octet| *octet == 0)
        .collect();
    LintResult::when(digits.len() > 6, || {
        format!("serial number {}", hex(&digits))
    })
}
