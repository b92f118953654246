//! Key identifiers, uses, purposes, constraints.

use super::super::element::{BOOLEAN, INTEGER, OCTET_STRING};
use super::super::oid;
use super::mint::{
    Mint, bits, dns, element, general, modulus, null, other_key, purposes, rsa_key, sequence,
};
use super::{Case, as_is, intermediate, leaf, root};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = identifiers();
    cases.extend(authority_uses());
    cases.extend(server_uses());
    cases.extend(key_purposes());
    cases.extend(basic());
    cases.extend(names());
    cases
}

/// The key usages: first the unused bits, then the octets.
fn usage(mint: &mut Mint, content: &[u8]) {
    mint.set(oid::KEY_USAGE, true, &bits(content));
}

fn authority(mint: &mut Mint, parts: &[(u8, &[u8])]) {
    let parts: Vec<Vec<u8>> = parts
        .iter()
        .map(|(tag, part)| element(*tag, part))
        .collect();
    mint.set(oid::AUTHORITY_KEY_IDENTIFIER, false, &sequence(&parts));
}

const KEY: (u8, &[u8]) = (0x80, &[1; 20]);
const SERIAL: (u8, &[u8]) = (0x82, &[1]);
/// A name as `GeneralNames`: dNSName `ca`.
const ISSUER: (u8, &[u8]) = (0xa1, &[0x82, 2, b'c', b'a']);

fn identifiers() -> Vec<Case> {
    vec![
        leaf("authority-key-present", as_is, |m| {
            m.remove(oid::AUTHORITY_KEY_IDENTIFIER);
        }),
        leaf("authority-key-not-critical", as_is, |m| {
            m.set(
                oid::AUTHORITY_KEY_IDENTIFIER,
                true,
                &sequence(&[element(0x80, &[1; 20])]),
            );
        }),
        leaf("authority-key-names-key", as_is, |m| {
            authority(m, &[ISSUER, SERIAL]);
        }),
        leaf(
            "authority-key-pair-complete",
            |m| authority(m, &[KEY, ISSUER, SERIAL]),
            |m| authority(m, &[KEY, SERIAL]),
        ),
        leaf("authority-key-pair-complete", as_is, |m| {
            authority(m, &[KEY, ISSUER]);
        }),
        leaf("authority-key-names-only-key", as_is, |m| {
            authority(m, &[KEY, ISSUER, SERIAL]);
        }),
        intermediate("subject-key-present", as_is, |m| {
            m.remove(oid::SUBJECT_KEY_IDENTIFIER);
        }),
        intermediate("subject-key-not-critical", as_is, |m| {
            m.set(
                oid::SUBJECT_KEY_IDENTIFIER,
                true,
                &element(OCTET_STRING, &[1; 20]),
            );
        }),
        root(
            "root-points-to-itself",
            |m| authority(m, &[(0x80, &[2; 20])]),
            |m| authority(m, &[(0x80, &[3; 20])]),
        ),
    ]
}

fn authority_uses() -> Vec<Case> {
    vec![
        intermediate("authority-has-key-usage", as_is, |m| {
            m.remove(oid::KEY_USAGE);
        }),
        leaf("key-usage-critical", as_is, |m| {
            m.set(oid::KEY_USAGE, false, &bits(&[7, 0x80]));
        }),
        leaf("key-usage-not-empty", as_is, |m| usage(m, &[0])),
        leaf("only-authorities-sign-certificates", as_is, |m| {
            usage(m, &[2, 0x84]);
        }),
        intermediate("authority-signs-certificates", as_is, |m| {
            usage(m, &[1, 0x02]);
        }),
        intermediate("public-authority-signs-lists", as_is, |m| {
            usage(m, &[2, 0x04]);
        }),
        intermediate(
            "public-authority-does-nothing-else",
            |m| usage(m, &[1, 0x86]),
            |m| usage(m, &[1, 0x26]),
        ),
    ]
}

fn rsa(mint: &mut Mint) {
    mint.key = rsa_key(&modulus(), &[1, 0, 1]);
}

fn edwards(mint: &mut Mint) {
    mint.key = other_key(oid::ED25519, 32);
}

fn montgomery(mint: &mut Mint) {
    mint.key = other_key(oid::X25519, 32);
}

fn server_uses() -> Vec<Case> {
    vec![
        leaf("ec-key-does-not-encipher", as_is, |m| usage(m, &[5, 0xa0])),
        leaf(
            "rsa-key-does-not-agree",
            |m| {
                rsa(m);
                usage(m, &[5, 0xa0]);
            },
            |m| {
                rsa(m);
                usage(m, &[3, 0x88]);
            },
        ),
        leaf("edwards-key-does-one-thing", edwards, |m| {
            edwards(m);
            usage(m, &[3, 0x88]);
        }),
        leaf(
            "edwards-key-does-one-thing",
            |m| {
                montgomery(m);
                usage(m, &[3, 0x08]);
            },
            montgomery,
        ),
        leaf(
            "narrowing-has-something-to-narrow",
            |m| usage(m, &[0, 0x09]),
            |m| usage(m, &[0, 0x81]),
        ),
        leaf("server-key-signs", as_is, |m| {
            rsa(m);
            usage(m, &[5, 0x20]);
        }),
        leaf("public-server-key-uses", as_is, |m| usage(m, &[6, 0xc0])),
        leaf("public-server-key-uses", as_is, |m| usage(m, &[3, 0x08])),
        leaf(
            "public-server-key-uses",
            |m| {
                rsa(m);
                usage(m, &[4, 0xb0]);
            },
            |m| {
                rsa(m);
                usage(m, &[6, 0xc0]);
            },
        ),
        leaf("public-server-is-no-authority", as_is, |m| {
            usage(m, &[1, 0x82]);
        }),
    ]
}

fn meant_for(mint: &mut Mint, ids: &[&[u8]]) {
    mint.set(oid::EXTENDED_KEY_USAGE, false, &purposes(ids));
}

fn key_purposes() -> Vec<Case> {
    vec![
        leaf(
            "server-purpose-included",
            |m| meant_for(m, &[oid::ANY_EXTENDED_KEY_USAGE]),
            |m| meant_for(m, &[oid::CLIENT_AUTH]),
        ),
        leaf("purposes-present", as_is, |m| {
            m.remove(oid::EXTENDED_KEY_USAGE);
        }),
        leaf("purposes-not-critical", as_is, |m| {
            m.set(
                oid::EXTENDED_KEY_USAGE,
                true,
                &purposes(&[oid::SERVER_AUTH]),
            );
        }),
        leaf(
            "any-purpose-not-critical",
            |m| meant_for(m, &[oid::ANY_EXTENDED_KEY_USAGE]),
            |m| {
                let any = purposes(&[oid::ANY_EXTENDED_KEY_USAGE]);
                m.set(oid::EXTENDED_KEY_USAGE, true, &any);
            },
        ),
        leaf(
            "public-server-purposes",
            |m| meant_for(m, &[oid::SERVER_AUTH, oid::CLIENT_AUTH]),
            |m| meant_for(m, &[oid::SERVER_AUTH, oid::EMAIL_PROTECTION]),
        ),
        leaf("public-server-purposes", as_is, |m| {
            meant_for(m, &[oid::CLIENT_AUTH]);
        }),
        leaf("public-server-no-other-purposes", as_is, |m| {
            meant_for(m, &[oid::SERVER_AUTH, &[0x2a, 3, 4]]);
        }),
        intermediate("server-authority-purposes", as_is, |m| {
            meant_for(m, &[oid::SERVER_AUTH, oid::CODE_SIGNING]);
        }),
        root("root-without-purposes", as_is, |m| {
            meant_for(m, &[oid::SERVER_AUTH]);
        }),
    ]
}

/// basicConstraints of an authority or not, with a number of authorities below.
fn constrained(mint: &mut Mint, ca: bool, length: Option<u8>) {
    let flag = ca.then(|| element(BOOLEAN, &[0xff]));
    let length = length.map(|length| element(INTEGER, &[length]));
    let parts: Vec<Vec<u8>> = flag.into_iter().chain(length).collect();
    mint.set(oid::BASIC_CONSTRAINTS, true, &sequence(&parts));
}

fn basic() -> Vec<Case> {
    vec![
        intermediate("authority-says-so", as_is, |m| {
            m.remove(oid::BASIC_CONSTRAINTS);
        }),
        root("authority-says-so", as_is, |m| constrained(m, false, None)),
        intermediate("authority-says-so-critically", as_is, |m| {
            let ca = sequence(&[element(BOOLEAN, &[0xff])]);
            m.set(oid::BASIC_CONSTRAINTS, false, &ca);
        }),
        intermediate("path-length-only-for-authorities", as_is, |m| {
            usage(m, &[1, 0x02]);
        }),
        leaf(
            "path-length-only-for-authorities",
            |m| {
                constrained(m, true, Some(0));
                m.remove(oid::KEY_USAGE);
            },
            |m| constrained(m, false, Some(0)),
        ),
        intermediate("path-length-not-negative", as_is, |m| {
            constrained(m, true, Some(0xff));
        }),
        leaf("public-server-is-no-ca", as_is, |m| {
            constrained(m, true, None);
        }),
    ]
}

/// nameConstraints with permitted subtrees of these bases.
fn permitted(mint: &mut Mint, subtrees: &[Vec<u8>]) {
    let value = sequence(&[element(0xa0, &subtrees.concat())]);
    mint.set(oid::NAME_CONSTRAINTS, true, &value);
}

fn subtree(tag: u8, content: &[u8]) -> Vec<u8> {
    sequence(&[general(tag, content)])
}

fn below_a_domain(mint: &mut Mint) {
    permitted(mint, &[subtree(0x82, b"fictief.example")]);
}

fn names() -> Vec<Case> {
    vec![
        leaf(
            "name-constraints-only-for-authorities",
            as_is,
            below_a_domain,
        ),
        intermediate("name-constraints-critical", below_a_domain, |m| {
            let value = sequence(&[element(0xa0, &subtree(0x82, b"fictief.example"))]);
            m.set(oid::NAME_CONSTRAINTS, false, &value);
        }),
        intermediate("name-constraints-not-empty", below_a_domain, |m| {
            m.set(oid::NAME_CONSTRAINTS, true, &sequence(&[]));
        }),
        intermediate("name-constraints-plain", below_a_domain, |m| {
            let bounded = sequence(&[general(0x82, b"fictief.example"), element(0x80, &[1])]);
            permitted(m, &[bounded]);
        }),
        intermediate(
            "name-constraints-addresses-with-mask",
            |m| permitted(m, &[subtree(0x87, &[10, 0, 0, 0, 255, 0, 0, 0])]),
            |m| permitted(m, &[subtree(0x87, &[10, 0, 0, 0])]),
        ),
        intermediate(
            "name-constraints-masks-whole",
            |m| permitted(m, &[subtree(0x87, &[10, 0, 0, 0, 255, 0xf0, 0, 0])]),
            |m| permitted(m, &[subtree(0x87, &[10, 0, 0, 0, 255, 0xf1, 0, 0])]),
        ),
        intermediate(
            "name-constraints-masks-whole",
            |m| permitted(m, &[subtree(0x87, &[0; 8]), subtree(0x87, &[0xff; 32])]),
            |m| permitted(m, &[subtree(0x87, &[10, 0, 0, 0, 255, 0, 255, 0])]),
        ),
    ]
}

#[test]
fn a_certificate_that_names_itself_needs_no_pointer_to_its_issuer() {
    let mut mint = Mint::leaf();
    mint.remove(oid::AUTHORITY_KEY_IDENTIFIER);
    mint.issuer = mint.subject.clone();
    let result = super::run("authority-key-present", &mint);
    assert_eq!(result, super::LintResult::Inapplicable);
}

#[test]
fn extensions_that_are_something_else_are_no_ground() {
    for kind in [
        oid::KEY_USAGE,
        oid::EXTENDED_KEY_USAGE,
        oid::NAME_CONSTRAINTS,
    ] {
        let mut mint = Mint::intermediate();
        mint.set(kind, true, &null());
        for lint in [
            "server-authority-purposes",
            "name-constraints-plain",
            "key-usage-not-empty",
        ] {
            let result = super::run(lint, &mint);
            assert!(
                !matches!(result, super::LintResult::Fails(_)),
                "{lint}: {result:?}"
            );
        }
    }
    let mut mint = Mint::leaf();
    mint.set(oid::SUBJECT_ALT_NAME, false, &dns(&[]));
    assert_eq!(
        super::run("dns-names-not-blank", &mint),
        super::LintResult::Inapplicable
    );
}
