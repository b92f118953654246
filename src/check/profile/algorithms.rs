//! The identifiers of algorithms, and the parameters that go with them.

use super::element::{Element, OBJECT_IDENTIFIER, dotted, hex};
use super::specimen::{Key, Specimen};
use super::{LintResult, oid};

const NULL: &[u8] = &[0x05, 0x00];

/// Identifier and parameters.
fn parts(algorithm: Element<'_>) -> (&[u8], Option<Element<'_>>) {
    let id = algorithm.child(0).filter(|e| e.is(OBJECT_IDENTIFIER));
    (id.map_or(&[], |id| id.content), algorithm.child(1))
}

fn key_algorithm<'a>(specimen: &Specimen<'a>) -> (&'a [u8], Option<Element<'a>>) {
    specimen.key.child(0).map_or((&[], None), parts)
}

fn null(parameters: Option<Element<'_>>) -> LintResult {
    match parameters {
        Some(parameters) => LintResult::when(parameters.whole == NULL, || hex(parameters.whole)),
        None => LintResult::Fails("no parameters".to_owned()),
    }
}

fn absent(parameters: Option<Element<'_>>) -> LintResult {
    LintResult::of(parameters.map(|parameters| hex(parameters.whole)))
}

pub(super) fn rsa_key_parameters_null(specimen: &Specimen<'_>) -> LintResult {
    match key_algorithm(specimen) {
        (oid::RSA, parameters) => null(parameters),
        _ => LintResult::Inapplicable,
    }
}

pub(super) fn rsa_signature_parameters_null(specimen: &Specimen<'_>) -> LintResult {
    match parts(specimen.outer_algorithm) {
        (
            oid::RSA_MD2
            | oid::RSA_MD5
            | oid::RSA_SHA1
            | oid::RSA_SHA224
            | oid::RSA_SHA256
            | oid::RSA_SHA384
            | oid::RSA_SHA512,
            parameters,
        ) => null(parameters),
        _ => LintResult::Inapplicable,
    }
}

pub(super) fn ecdsa_signature_parameters_absent(specimen: &Specimen<'_>) -> LintResult {
    match parts(specimen.outer_algorithm) {
        (
            oid::ECDSA_SHA1
            | oid::ECDSA_SHA224
            | oid::ECDSA_SHA256
            | oid::ECDSA_SHA384
            | oid::ECDSA_SHA512,
            parameters,
        ) => absent(parameters),
        _ => LintResult::Inapplicable,
    }
}

pub(super) fn edwards_parameters_absent(specimen: &Specimen<'_>) -> LintResult {
    let all = [key_algorithm(specimen), parts(specimen.outer_algorithm)];
    let mut edwards = all
        .into_iter()
        .filter(|(id, _)| [oid::ED25519, oid::ED448, oid::X25519, oid::X448].contains(id))
        .peekable();
    if edwards.peek().is_none() {
        return LintResult::Inapplicable;
    }
    absent(edwards.find_map(|(_, parameters)| parameters))
}

/// The curve is named, not spelled out.
pub(super) fn curve_named(specimen: &Specimen<'_>) -> LintResult {
    match specimen.public_key() {
        Key::Ec { parameters, .. } => match parameters {
            Some(curve) => LintResult::when(curve.is(OBJECT_IDENTIFIER), || hex(curve.whole)),
            None => LintResult::Fails("no curve".to_owned()),
        },
        _ => LintResult::Inapplicable,
    }
}

/// RSA with null parameters, or one of the three curves: octet by octet as section 7.1.3.1 writes them.
pub(super) fn public_key_algorithm_permitted(specimen: &Specimen<'_>) -> LintResult {
    let permitted = match key_algorithm(specimen) {
        (oid::RSA, Some(parameters)) => parameters.whole == NULL,
        (oid::EC, Some(curve)) => {
            curve.is(OBJECT_IDENTIFIER)
                && [oid::P256, oid::P384, oid::P521].contains(&curve.content)
        }
        _ => false,
    };
    LintResult::when(permitted, || shown(specimen.key.child(0)))
}

/// The signatures of section 7.1.3.2: RSA with SHA-2 in both paddings, and ECDSA with SHA-2.
pub(super) fn public_signature_permitted(specimen: &Specimen<'_>) -> LintResult {
    let algorithm = specimen.outer_algorithm;
    let permitted = match parts(algorithm) {
        (oid::RSA_SHA256 | oid::RSA_SHA384 | oid::RSA_SHA512, Some(parameters)) => {
            parameters.whole == NULL
        }
        (oid::ECDSA_SHA256 | oid::ECDSA_SHA384 | oid::ECDSA_SHA512, None) => true,
        (oid::RSA_PSS, Some(parameters)) => [(1, 32), (2, 48), (3, 64)]
            .into_iter()
            .any(|(hash, salt)| pss(hash, salt) == parameters.whole),
        _ => false,
    };
    LintResult::when(permitted, || shown(Some(algorithm)))
}

/// The parameters of PSS with one hash throughout: the last arc of the hash, and the length of the salt.
fn pss(hash: u8, salt: u8) -> Vec<u8> {
    let hash = [
        0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, hash, 0x05, 0x00,
    ];
    let mask = [
        0x30, 0x1a, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x08,
    ];
    [
        &[0x30, 0x34, 0xa0, 0x0f][..],
        &hash,
        &[0xa1, 0x1c],
        &mask,
        &hash,
        &[0xa2, 0x03, 0x02, 0x01, salt],
    ]
    .concat()
}

pub(super) fn public_signature_without_sha1(specimen: &Specimen<'_>) -> LintResult {
    const OLD: [&[u8]; 4] = [oid::RSA_MD2, oid::RSA_MD5, oid::RSA_SHA1, oid::ECDSA_SHA1];
    let (id, _) = parts(specimen.outer_algorithm);
    LintResult::when(!OLD.contains(&id), || dotted(id))
}

fn shown(algorithm: Option<Element<'_>>) -> String {
    algorithm.map_or_else(String::new, |algorithm| {
        let (id, parameters) = parts(algorithm);
        match parameters {
            Some(parameters) => format!("{} with {}", dotted(id), hex(parameters.whole)),
            None => format!("{} without parameters", dotted(id)),
        }
    })
}
