//! keyUsage: what a key may be used for.

use x509_parser::extensions::KeyUsage;

use super::authority_key::critical;
use super::specimen::{Key, Specimen};
use super::{LintResult, oid};

const DIGITAL_SIGNATURE: u16 = 1;
const KEY_ENCIPHERMENT: u16 = 1 << 2;
const DATA_ENCIPHERMENT: u16 = 1 << 3;
const KEY_AGREEMENT: u16 = 1 << 4;
const CERTIFICATE_SIGN: u16 = 1 << 5;
const CRL_SIGN: u16 = 1 << 6;
const ENCIPHER_ONLY: u16 = 1 << 7;
const DECIPHER_ONLY: u16 = 1 << 8;

/// Passes when none of these uses is allowed.
fn without(usage: KeyUsage, unwanted: u16) -> LintResult {
    let found = KeyUsage {
        flags: usage.flags & unwanted,
    };
    LintResult::when(found.flags == 0, || found.to_string())
}

pub(super) fn authority_has_key_usage(specimen: &Specimen<'_>) -> LintResult {
    LintResult::when(specimen.has(oid::KEY_USAGE), || "no keyUsage".to_owned())
}

pub(super) fn key_usage_critical(specimen: &Specimen<'_>) -> LintResult {
    critical(specimen, oid::KEY_USAGE)
}

pub(super) fn key_usage_not_empty(specimen: &Specimen<'_>) -> LintResult {
    match specimen.key_usage() {
        Some(usage) => LintResult::when(usage.flags != 0, || "no use is allowed".to_owned()),
        None => LintResult::Inapplicable,
    }
}

/// Signing certificates is for authorities.
pub(super) fn only_authorities_sign_certificates(specimen: &Specimen<'_>) -> LintResult {
    match specimen.key_usage() {
        Some(usage) if !specimen.is_ca() => without(usage, CERTIFICATE_SIGN),
        _ => LintResult::Inapplicable,
    }
}

pub(super) fn authority_signs_certificates(specimen: &Specimen<'_>) -> LintResult {
    match specimen.key_usage() {
        Some(usage) => LintResult::when(usage.key_cert_sign(), || usage.to_string()),
        None => LintResult::Inapplicable,
    }
}

pub(super) fn public_authority_signs_lists(specimen: &Specimen<'_>) -> LintResult {
    match specimen.key_usage() {
        Some(usage) => LintResult::when(usage.crl_sign(), || usage.to_string()),
        None => LintResult::Inapplicable,
    }
}

/// Beside certificates and lists, an authority may sign answers about revocation, and nothing else.
pub(super) fn public_authority_does_nothing_else(specimen: &Specimen<'_>) -> LintResult {
    match specimen.key_usage() {
        Some(usage) => without(usage, !(CERTIFICATE_SIGN | CRL_SIGN | DIGITAL_SIGNATURE)),
        None => LintResult::Inapplicable,
    }
}

/// A key on an elliptic curve does not encipher by itself.
pub(super) fn ec_key_does_not_encipher(specimen: &Specimen<'_>) -> LintResult {
    match (specimen.key_usage(), specimen.public_key()) {
        (Some(usage), Key::Ec { .. }) => without(usage, KEY_ENCIPHERMENT | DATA_ENCIPHERMENT),
        _ => LintResult::Inapplicable,
    }
}

/// RSA signs and enciphers; it does not agree on keys.
pub(super) fn rsa_key_does_not_agree(specimen: &Specimen<'_>) -> LintResult {
    match (specimen.key_usage(), specimen.public_key()) {
        (Some(usage), Key::Rsa { .. }) => {
            without(usage, KEY_AGREEMENT | ENCIPHER_ONLY | DECIPHER_ONLY)
        }
        _ => LintResult::Inapplicable,
    }
}

/// Ed25519 and Ed448 only sign, X25519 and X448 only agree on keys.
pub(super) fn edwards_key_does_one_thing(specimen: &Specimen<'_>) -> LintResult {
    match (specimen.key_usage(), specimen.public_key()) {
        (Some(usage), Key::Edwards) => without(
            usage,
            KEY_ENCIPHERMENT | DATA_ENCIPHERMENT | KEY_AGREEMENT | ENCIPHER_ONLY | DECIPHER_ONLY,
        ),
        (Some(usage), Key::Montgomery) => {
            if usage.key_agreement() {
                without(usage, !(KEY_AGREEMENT | ENCIPHER_ONLY | DECIPHER_ONLY))
            } else {
                LintResult::Fails(usage.to_string())
            }
        }
        _ => LintResult::Inapplicable,
    }
}

/// "Only encipher" and "only decipher" narrow the agreement on keys; without it they mean nothing.
pub(super) fn narrowing_has_something_to_narrow(specimen: &Specimen<'_>) -> LintResult {
    match specimen.key_usage() {
        Some(usage) if usage.flags & (ENCIPHER_ONLY | DECIPHER_ONLY) != 0 => {
            LintResult::when(usage.key_agreement(), || usage.to_string())
        }
        _ => LintResult::Inapplicable,
    }
}

/// TLS 1.3 servers, and every modern suite of TLS 1.2, sign with the key.
pub(super) fn server_key_signs(specimen: &Specimen<'_>) -> LintResult {
    match specimen.key_usage() {
        Some(usage) => LintResult::when(usage.digital_signature(), || usage.to_string()),
        None => LintResult::Inapplicable,
    }
}

/// The uses that public authorities may give the key of a server.
pub(super) fn public_server_key_uses(specimen: &Specimen<'_>) -> LintResult {
    let Some(usage) = specimen.key_usage() else {
        return LintResult::Inapplicable;
    };
    match specimen.public_key() {
        Key::Rsa { .. } => without(
            usage,
            !(DIGITAL_SIGNATURE | KEY_ENCIPHERMENT | DATA_ENCIPHERMENT),
        ),
        Key::Ec { .. } if usage.digital_signature() => {
            without(usage, !(DIGITAL_SIGNATURE | KEY_AGREEMENT))
        }
        Key::Ec { .. } => LintResult::Fails(usage.to_string()),
        _ => LintResult::Inapplicable,
    }
}

/// Since the first edition: the key of a server signs neither certificates nor lists.
pub(super) fn public_server_is_no_authority(specimen: &Specimen<'_>) -> LintResult {
    match specimen.key_usage() {
        Some(usage) => without(usage, CERTIFICATE_SIGN | CRL_SIGN),
        None => LintResult::Inapplicable,
    }
}
