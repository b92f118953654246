//! Algorithms and keys.

use super::super::element::INTEGER;
use super::super::oid;
use super::mint::{Mint, bits, ec_key, element, id, modulus, null, other_key, rsa_key, sequence};
use super::{Case, as_is, leaf};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = algorithms();
    cases.extend(keys());
    cases
}

fn signed(mint: &mut Mint, algorithm: &[u8], parameters: &[u8]) {
    mint.algorithm = sequence(&[id(algorithm), parameters.to_vec()]);
}

fn rsa(mint: &mut Mint, modulus: &[u8], exponent: &[u8]) {
    mint.key = rsa_key(modulus, exponent);
}

fn usual(mint: &mut Mint) {
    rsa(mint, &modulus(), &[1, 0, 1]);
}

/// A key of a kind with parameters.
fn key(mint: &mut Mint, kind: &[u8], parameters: &[u8]) {
    let algorithm = sequence(&[id(kind), parameters.to_vec()]);
    mint.key = sequence(&[algorithm, bits(&[&[0, 4][..], &[1; 64]].concat())]);
}

/// The parameters of PSS with SHA-256, as section 7.1.3.2.1 writes them.
const PSS_SHA256: &str = "3034a00f300d06096086480165030402010500a11c301a06092a864886f70d010108\
                          300d06096086480165030402010500a203020120";

fn pss(salt: u8) -> Vec<u8> {
    let octets: Vec<char> = PSS_SHA256.chars().collect();
    let mut octets: Vec<u8> = octets
        .chunks(2)
        .map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).expect("digits"))
        .collect();
    if let Some(last) = octets.last_mut() {
        *last = salt;
    }
    octets
}

fn algorithms() -> Vec<Case> {
    vec![
        leaf("rsa-key-parameters-null", usual, |m| key(m, oid::RSA, &[])),
        leaf(
            "rsa-signature-parameters-null",
            |m| signed(m, oid::RSA_SHA256, &null()),
            |m| signed(m, oid::RSA_SHA256, &[]),
        ),
        leaf("ecdsa-signature-parameters-absent", as_is, |m| {
            signed(m, oid::ECDSA_SHA256, &null());
        }),
        leaf(
            "edwards-parameters-absent",
            |m| m.key = other_key(oid::ED25519, 32),
            |m| key(m, oid::ED25519, &null()),
        ),
        leaf(
            "edwards-parameters-absent",
            |m| signed(m, oid::ED448, &[]),
            |m| signed(m, oid::ED448, &null()),
        ),
        leaf("curve-named", as_is, |m| {
            key(m, oid::EC, &sequence(&[element(INTEGER, &[1])]));
        }),
        leaf("curve-named", as_is, |m| key(m, oid::EC, &[])),
        leaf("public-key-algorithm-permitted", usual, |m| {
            m.key = other_key(oid::ED25519, 32);
        }),
        leaf("public-key-algorithm-permitted", as_is, |m| {
            key(m, oid::RSA_PSS, &[]);
        }),
        leaf(
            "public-signature-permitted",
            |m| signed(m, oid::RSA_PSS, &pss(32)),
            |m| signed(m, oid::RSA_PSS, &pss(20)),
        ),
        leaf(
            "public-signature-permitted",
            |m| signed(m, oid::RSA_SHA512, &null()),
            |m| signed(m, oid::ED25519, &[]),
        ),
        leaf("public-signature-without-sha1", as_is, |m| {
            signed(m, oid::RSA_SHA1, &null());
        }),
    ]
}

fn keys() -> Vec<Case> {
    vec![
        leaf("rsa-modulus-long-enough", usual, |m| {
            rsa(m, &[0x7f; 128], &[1, 0, 1]);
        }),
        leaf("rsa-modulus-long-enough", usual, |m| {
            rsa(m, &[0x7f; 257], &[1, 0, 1]);
        }),
        leaf("rsa-exponent-odd", usual, |m| rsa(m, &modulus(), &[1])),
        leaf("rsa-exponent-odd", usual, |m| {
            rsa(m, &modulus(), &[1, 0, 0]);
        }),
        leaf("rsa-exponent-in-range", usual, |m| rsa(m, &modulus(), &[3])),
        leaf("rsa-exponent-in-range", usual, |m| {
            rsa(m, &modulus(), &[0, 0xff, 0xff]);
        }),
        leaf("rsa-modulus-without-small-factor", usual, |m| {
            // 0x33 is 3 × 17: so is every number of such octets.
            rsa(m, &[0x33; 256], &[1, 0, 1]);
        }),
        leaf("curve-permitted", as_is, |m| {
            m.key = ec_key(&[0x2b, 0x81, 4, 0, 0x0a], &[&[4][..], &[1; 64]].concat());
        }),
        leaf("point-fits-curve", as_is, |m| {
            m.key = ec_key(oid::P384, &[&[4][..], &[1; 64]].concat());
        }),
        leaf(
            "point-fits-curve",
            |m| m.key = ec_key(oid::P521, &[&[2][..], &[1; 66]].concat()),
            |m| m.key = ec_key(oid::P521, &[&[5][..], &[1; 66]].concat()),
        ),
    ]
}
