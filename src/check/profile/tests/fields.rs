//! Structure, encoding, validity.

use super::super::element::{
    BOOLEAN, GENERALIZED_TIME, INTEGER, NUMERIC_STRING, OBJECT_IDENTIFIER, OCTET_STRING,
    PRINTABLE_STRING, SET, UTF8_STRING,
};
use super::super::oid;
use super::mint::{
    Mint, attribute, bits, dns, element, extension, general, id, name, null, sequence, typed, utc,
};
use super::{Case, as_is, intermediate, leaf, root};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = structure();
    cases.extend(encoding());
    cases.extend(validity());
    cases
}

fn version_one(mint: &mut Mint) {
    mint.version = Vec::new();
}

fn structure() -> Vec<Case> {
    vec![
        leaf("extensions-need-version-three", as_is, version_one),
        leaf("public-version-three", as_is, |m| {
            version_one(m);
            m.list_extensions = false;
        }),
        leaf("signature-algorithms-agree", as_is, |m| {
            m.outer_algorithm = Some(sequence(&[id(oid::ECDSA_SHA384)]));
        }),
        leaf("no-unique-identifiers", as_is, |m| {
            m.unique = element(0x81, &[0, 1]);
        }),
        leaf("no-unique-identifiers", as_is, |m| {
            m.unique = element(0x82, &[0, 1]);
        }),
        leaf("extensions-not-repeated", as_is, |m| {
            let again = m.extensions[0].clone();
            m.extensions.push(again);
        }),
        leaf("extension-list-not-empty", as_is, |m| m.extensions.clear()),
        leaf("critical-extensions-known", as_is, |m| {
            m.set(&[0x2a, 3, 4, 5], true, &null());
        }),
        leaf("extension-values-whole", as_is, |m| {
            m.set(oid::SUBJECT_KEY_IDENTIFIER, false, &[OCTET_STRING, 1, 1, 0]);
        }),
        leaf("extension-values-whole", as_is, |m| {
            m.set(oid::SUBJECT_KEY_IDENTIFIER, false, &[OCTET_STRING, 9, 1]);
        }),
        leaf("signature-in-whole-octets", as_is, |m| {
            m.signature = bits(&[4, 0x30, 0x10]);
        }),
        leaf("serial-positive", as_is, |m| {
            m.serial = element(INTEGER, &[0]);
        }),
        leaf("serial-positive", as_is, |m| {
            m.serial = element(INTEGER, &[0x8a; 16]);
        }),
        leaf(
            "serial-at-most-twenty-octets",
            |m| m.serial = element(INTEGER, &[0x7a; 20]),
            |m| m.serial = element(INTEGER, &[0x4a; 21]),
        ),
        // A random number of 64 bits that happens to begin with zeros is left alone.
        leaf(
            "serial-unpredictable",
            |m| m.serial = element(INTEGER, &[0x4a; 7]),
            |m| m.serial = element(INTEGER, &[0, 0xaa, 1, 2, 3, 4, 5]),
        ),
    ]
}

fn encoding() -> Vec<Case> {
    vec![
        leaf("lengths-shortest", as_is, |m| {
            m.set(
                oid::SUBJECT_KEY_IDENTIFIER,
                false,
                &[OCTET_STRING, 0x81, 1, 7],
            );
        }),
        leaf("booleans-canonical", as_is, |m| {
            m.extensions.push(sequence(&[
                id(oid::ISSUER_ALT_NAME),
                element(BOOLEAN, &[1]),
                element(OCTET_STRING, &dns(&["ca.fictief.example"])),
            ]));
        }),
        leaf("integers-shortest", as_is, |m| {
            m.serial = element(INTEGER, &[0, 0x4a, 1, 2, 3, 4, 5, 6, 7]);
        }),
        leaf("integers-shortest", as_is, |m| {
            m.serial = element(INTEGER, &[0xff, 0x8a, 1, 2, 3, 4, 5, 6, 7]);
        }),
        leaf("identifiers-well-formed", as_is, |m| {
            m.set(
                oid::EXTENDED_KEY_USAGE,
                false,
                &sequence(&[id(&[0x2a, 0x80, 1])]),
            );
        }),
        leaf("identifiers-well-formed", as_is, |m| {
            m.set(
                oid::EXTENDED_KEY_USAGE,
                false,
                &sequence(&[id(&[0x2a, 0x81])]),
            );
        }),
        leaf("bit-strings-padded-with-zeros", as_is, |m| {
            m.set(oid::KEY_USAGE, true, &bits(&[7, 0x81]));
        }),
        leaf("bit-strings-padded-with-zeros", as_is, |m| {
            m.set(oid::KEY_USAGE, true, &bits(&[8, 0x80]));
        }),
        leaf("key-usage-bits-trimmed", as_is, |m| {
            m.set(oid::KEY_USAGE, true, &bits(&[5, 0x80]));
        }),
        leaf(
            "sets-in-order",
            |m| m.subject = sequence(&[pair(oid::COMMON_NAME, oid::COUNTRY)]),
            |m| m.subject = sequence(&[pair(oid::COUNTRY, oid::COMMON_NAME)]),
        ),
        leaf("defaults-left-out", as_is, |m| {
            m.version = element(0xa0, &[INTEGER, 1, 0]);
        }),
        leaf("defaults-left-out", as_is, |m| {
            m.extensions.push(sequence(&[
                id(oid::SUBJECT_KEY_IDENTIFIER),
                element(BOOLEAN, &[0]),
                element(OCTET_STRING, &element(OCTET_STRING, &[1; 20])),
            ]));
        }),
        leaf("defaults-left-out", as_is, |m| {
            m.set(
                oid::BASIC_CONSTRAINTS,
                true,
                &sequence(&[element(BOOLEAN, &[0])]),
            );
        }),
        leaf("printable-strings-printable", as_is, |m| {
            m.subject = name(&[typed(
                oid::COMMON_NAME,
                PRINTABLE_STRING,
                "*.fictief.example",
            )]);
        }),
        leaf(
            "numeric-strings-numeric",
            |m| m.subject = name(&[typed(oid::COMMON_NAME, NUMERIC_STRING, "12 3")]),
            |m| m.subject = name(&[typed(oid::COMMON_NAME, NUMERIC_STRING, "12a")]),
        ),
        leaf("utf8-strings-valid", as_is, |m| {
            let broken = sequence(&[id(oid::COMMON_NAME), element(UTF8_STRING, &[0xc3, 0x28])]);
            m.subject = name(&[broken]);
        }),
        leaf("ia5-strings-seven-bits", as_is, |m| {
            m.set(oid::SUBJECT_ALT_NAME, false, &dns(&["www.fictíef.example"]));
        }),
        leaf("ia5-strings-seven-bits", as_is, |m| {
            let place = general(0x86, "http://ocsp.fictíef.example".as_bytes());
            let entry = sequence(&[id(oid::OCSP), place]);
            m.set(oid::AUTHORITY_INFORMATION, false, &sequence(&[entry]));
        }),
    ]
}

/// One part of a name with two attributes.
fn pair(first: &[u8], second: &[u8]) -> Vec<u8> {
    let shown = |kind: &[u8]| attribute(kind, "NL");
    element(SET, &[shown(first), shown(second)].concat())
}

fn validity() -> Vec<Case> {
    vec![
        leaf("starts-before-it-ends", as_is, |m| {
            m.until = utc("260531235959Z");
        }),
        leaf(
            "time-type-fits-year",
            |m| m.until = element(GENERALIZED_TIME, b"20500101000000Z"),
            |m| m.until = element(GENERALIZED_TIME, b"20491231235959Z"),
        ),
        leaf("utc-times-to-the-second", as_is, |m| {
            m.until = utc("260731235959+0100");
        }),
        leaf(
            "generalized-times-to-the-second",
            |m| m.until = element(GENERALIZED_TIME, b"20500101000000Z"),
            |m| m.until = element(GENERALIZED_TIME, b"20500101000000.5Z"),
        ),
        root("root-lifetime-in-bounds", as_is, |m| {
            m.until = utc("330531235959Z");
        }),
        root("root-lifetime-in-bounds", as_is, |m| {
            m.until = element(GENERALIZED_TIME, b"20560531235959Z");
        }),
        intermediate("starts-before-it-ends", as_is, |m| {
            m.from = utc("320531235959Z");
        }),
    ]
}

#[test]
fn an_identifier_of_an_extension_is_read_past_its_name() {
    let made = extension(&[0x2a, 3, 4, 5], false, &[OBJECT_IDENTIFIER, 0]);
    let mut mint = Mint::leaf();
    mint.extensions.push(made.clone());
    mint.remove(&[0x2a, 3, 4, 5]);
    assert!(!mint.extensions.contains(&made));
}
