//! Key identifiers: how a certificate points to the key of its issuer, and names its own.

use super::element::hex;
use super::specimen::Specimen;
use super::{LintResult, oid};
use crate::domain::certificate_lint::CertificateRole;

const KEY: u8 = 0x80;
const ISSUER: u8 = 0xa1;
const SERIAL: u8 = 0x82;

/// Only a certificate that vouches for itself may do without.
pub(super) fn authority_key_present(specimen: &Specimen<'_>) -> LintResult {
    if specimen.names_itself() {
        return LintResult::Inapplicable;
    }
    LintResult::when(specimen.has(oid::AUTHORITY_KEY_IDENTIFIER), || {
        "no authorityKeyIdentifier".to_owned()
    })
}

pub(super) fn authority_key_not_critical(specimen: &Specimen<'_>) -> LintResult {
    not_critical(specimen, oid::AUTHORITY_KEY_IDENTIFIER)
}

pub(super) fn subject_key_not_critical(specimen: &Specimen<'_>) -> LintResult {
    not_critical(specimen, oid::SUBJECT_KEY_IDENTIFIER)
}

/// For the extensions that must not, or should not, be critical.
pub(super) fn not_critical(specimen: &Specimen<'_>, oid: &[u8]) -> LintResult {
    match specimen.extension(oid) {
        Some(extension) => LintResult::when(!extension.critical, || "critical".to_owned()),
        None => LintResult::Inapplicable,
    }
}

/// For the extensions that must, or should, be critical.
pub(super) fn critical(specimen: &Specimen<'_>, oid: &[u8]) -> LintResult {
    match specimen.extension(oid) {
        Some(extension) => LintResult::when(extension.critical, || "not critical".to_owned()),
        None => LintResult::Inapplicable,
    }
}

pub(super) fn authority_key_names_key(specimen: &Specimen<'_>) -> LintResult {
    if specimen.names_itself() {
        return LintResult::Inapplicable;
    }
    match specimen.value(oid::AUTHORITY_KEY_IDENTIFIER) {
        Some(value) => LintResult::when(value.tagged(KEY).is_some(), || {
            "no keyIdentifier".to_owned()
        }),
        None => LintResult::Inapplicable,
    }
}

/// Issuer and serial number only say something together.
pub(super) fn authority_key_pair_complete(specimen: &Specimen<'_>) -> LintResult {
    let Some(value) = specimen.value(oid::AUTHORITY_KEY_IDENTIFIER) else {
        return LintResult::Inapplicable;
    };
    match (value.tagged(ISSUER), value.tagged(SERIAL)) {
        (Some(_), None) => LintResult::Fails("issuer without serial number".to_owned()),
        (None, Some(_)) => LintResult::Fails("serial number without issuer".to_owned()),
        _ => LintResult::Passes,
    }
}

pub(super) fn authority_key_names_only_key(specimen: &Specimen<'_>) -> LintResult {
    let Some(value) = specimen.value(oid::AUTHORITY_KEY_IDENTIFIER) else {
        return LintResult::Inapplicable;
    };
    let more = value.tagged(ISSUER).or(value.tagged(SERIAL));
    LintResult::of(more.map(|part| hex(part.whole)))
}

pub(super) fn subject_key_present(specimen: &Specimen<'_>) -> LintResult {
    LintResult::when(specimen.has(oid::SUBJECT_KEY_IDENTIFIER), || {
        "no subjectKeyIdentifier".to_owned()
    })
}

/// What vouches for itself points to itself.
pub(super) fn root_points_to_itself(specimen: &Specimen<'_>) -> LintResult {
    let authority = specimen
        .value(oid::AUTHORITY_KEY_IDENTIFIER)
        .and_then(|value| value.tagged(KEY));
    let subject = specimen.value(oid::SUBJECT_KEY_IDENTIFIER);
    match (specimen.role, authority, subject) {
        (CertificateRole::Root, Some(authority), Some(subject)) => {
            LintResult::when(authority.content == subject.content, || {
                format!("{} and {}", hex(authority.content), hex(subject.content))
            })
        }
        _ => LintResult::Inapplicable,
    }
}
