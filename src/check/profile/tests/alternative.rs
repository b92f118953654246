//! subjectAltName, and the DNS names in it.

use super::super::oid;
use super::mint::{Mint, dns, general, policies, sequence, utc};
use super::{Case, as_is, leaf};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = lists();
    cases.extend(labels());
    cases.extend(wildcards());
    cases
}

/// The DNS names of a certificate.
fn named(mint: &mut Mint, names: &[&str]) {
    mint.set(oid::SUBJECT_ALT_NAME, false, &dns(names));
}

/// Other names: a tag and its octets each.
fn others(mint: &mut Mint, names: &[(u8, &[u8])]) {
    let names: Vec<Vec<u8>> = names
        .iter()
        .map(|(tag, name)| general(*tag, name))
        .collect();
    mint.set(oid::SUBJECT_ALT_NAME, false, &sequence(&names));
}

fn lists() -> Vec<Case> {
    vec![
        leaf("alternative-names-present", as_is, |m| {
            m.remove(oid::SUBJECT_ALT_NAME);
        }),
        leaf(
            "public-alternative-names-present",
            |m| m.from = utc("200101000000Z"),
            |m| {
                m.from = utc("200101000000Z");
                m.remove(oid::SUBJECT_ALT_NAME);
            },
        ),
        leaf("alternative-names-not-empty", as_is, |m| others(m, &[])),
        leaf("alternative-names-of-public-kinds", as_is, |m| {
            others(
                m,
                &[(0x82, b"www.fictief.example"), (0x81, b"a@fictief.example")],
            );
        }),
        leaf(
            "addresses-of-right-length",
            |m| others(m, &[(0x87, &[8; 16])]),
            |m| others(m, &[(0x87, &[8; 8])]),
        ),
        leaf(
            "addresses-public",
            |m| others(m, &[(0x87, &[8, 8, 8, 8]), (0x87, &[100, 128, 0, 1])]),
            |m| others(m, &[(0x87, &[8, 8, 8, 8]), (0x87, &[100, 127, 0, 1])]),
        ),
        leaf(
            "addresses-public",
            |m| others(m, &[(0x87, &address(0x2a01)), (0x87, &[198, 17, 0, 1])]),
            |m| others(m, &[(0x87, &address(0xfd00))]),
        ),
        leaf(
            "uris-absolute",
            |m| others(m, &[(0x86, b"spiffe://fictief.example/a")]),
            |m| others(m, &[(0x86, b"//fictief.example/a")]),
        ),
    ]
}

fn address(first: u16) -> [u8; 16] {
    let mut octets = [1; 16];
    octets[..2].copy_from_slice(&first.to_be_bytes());
    octets
}

fn labels() -> Vec<Case> {
    vec![
        leaf("dns-names-not-blank", as_is, |m| named(m, &[" "])),
        leaf(
            "dns-names-letters-digits-hyphens",
            |m| {
                named(
                    m,
                    &[
                        "a-1.fictief.example",
                        "*.fictief.example",
                        "_a.fictief.example",
                    ],
                );
            },
            |m| named(m, &["a b.fictief.example"]),
        ),
        leaf("dns-names-letters-digits-hyphens", as_is, |m| {
            named(m, &["www.fictief.example/a"]);
        }),
        leaf("dns-names-without-underscore", as_is, |m| {
            named(m, &["_a.fictief.example"]);
        }),
        leaf("dns-labels-not-empty", as_is, |m| {
            named(m, &["www..fictief.example"]);
        }),
        leaf("dns-labels-not-empty", as_is, |m| {
            named(m, &["www.fictief.example."]);
        }),
        leaf("dns-labels-not-empty", as_is, |m| {
            named(m, &[".fictief.example"]);
        }),
        leaf(
            "dns-labels-at-most-63",
            |m| named(m, &[&format!("{}.nl", "a".repeat(63))]),
            |m| named(m, &[&format!("{}.nl", "a".repeat(64))]),
        ),
        leaf(
            "dns-names-at-most-253",
            |m| named(m, &[&format!("{}a.nl", "a.".repeat(124))]),
            |m| named(m, &[&format!("{}aa.nl", "a.".repeat(125))]),
        ),
        leaf("dns-labels-without-outer-hyphens", as_is, |m| {
            named(m, &["-a.fictief.example"]);
        }),
        leaf("dns-labels-without-outer-hyphens", as_is, |m| {
            named(m, &["a-.fictief.example"]);
        }),
        leaf(
            "dns-labels-not-reserved",
            |m| named(m, &["xn--fictef-7va.nl", "a-b.nl", "XN--fictef-7va.nl"]),
            |m| named(m, &["ab--c.nl"]),
        ),
        leaf("dns-names-not-internal", as_is, |m| named(m, &["mail"])),
        leaf("dns-names-not-internal", as_is, |m| {
            named(m, &["mail.fictief.local"]);
        }),
        leaf(
            "dns-names-not-internal",
            |m| named(m, &["abcd.onion", "local.fictief.example"]),
            |m| named(m, &["*.internal"]),
        ),
        leaf(
            "dns-names-not-reverse",
            |m| named(m, &["notin-addr.arpa.nl", "xin-addr.arpa"]),
            |m| named(m, &["4.3.2.1.in-addr.arpa"]),
        ),
        leaf("dns-names-not-reverse", as_is, |m| named(m, &["IP6.ARPA"])),
        leaf("dns-names-not-addresses", as_is, |m| {
            named(m, &["192.0.2.1"]);
        }),
        leaf("dns-names-not-addresses", as_is, |m| {
            named(m, &["2001:db8::1"]);
        }),
    ]
}

fn wildcards() -> Vec<Case> {
    vec![
        leaf(
            "wildcard-is-first-label",
            |m| named(m, &["*.fictief.example", "www.fictief.example"]),
            |m| named(m, &["www.*.nl"]),
        ),
        leaf(
            "wildcard-is-first-label",
            |m| named(m, &["*.nl"]),
            |m| named(m, &["w*.fictief.example"]),
        ),
        leaf(
            "wildcard-is-first-label",
            |m| named(m, &["*.nl"]),
            |m| named(m, &["*"]),
        ),
        leaf(
            "wildcard-is-first-label",
            |m| named(m, &["*.nl"]),
            |m| named(m, &["*.*.nl"]),
        ),
        leaf(
            "wildcard-below-registered-domain",
            |m| named(m, &["*.fictief.example", "*.github.io"]),
            |m| named(m, &["*.co.uk"]),
        ),
        leaf(
            "extended-validation-without-wildcard",
            |m| extended(m, "www.fictief.example"),
            |m| extended(m, "*.fictief.example"),
        ),
    ]
}

fn extended(mint: &mut Mint, name: &str) {
    mint.set(oid::POLICIES, false, &policies(&[oid::EXTENDED_VALIDATION]));
    named(mint, &[name]);
}
