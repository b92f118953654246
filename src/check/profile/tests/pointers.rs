//! Policies, places, timestamps.

use super::super::element::{BMP_STRING, IA5_STRING, INTEGER, OCTET_STRING, UTF8_STRING};
use super::super::oid;
use super::mint::{
    Mint, dns, element, general, id, information, null, point, policies, qualified, sequence,
    timestamp, timestamps, utc,
};
use super::{Case, as_is, intermediate, leaf};

pub(super) fn cases() -> Vec<Case> {
    let mut cases = named_policies();
    cases.extend(qualifiers());
    cases.extend(policy_rules());
    cases.extend(lists());
    cases.extend(issuers());
    cases.extend(not_critical());
    cases.extend(transparency());
    cases
}

const OWN: &[u8] = &[0x2a, 3, 4];

fn under(mint: &mut Mint, ids: &[&[u8]]) {
    mint.set(oid::POLICIES, false, &policies(ids));
}

fn named_policies() -> Vec<Case> {
    vec![
        leaf("policies-not-repeated", as_is, |m| {
            under(m, &[OWN, oid::DOMAIN_VALIDATED, OWN]);
        }),
        leaf("policies-present", as_is, |m| m.remove(oid::POLICIES)),
        leaf("policies-not-critical", as_is, |m| {
            m.set(oid::POLICIES, true, &policies(&[oid::DOMAIN_VALIDATED]));
        }),
        leaf("one-reserved-policy", as_is, |m| under(m, &[OWN])),
        leaf("one-reserved-policy", as_is, |m| {
            under(m, &[oid::DOMAIN_VALIDATED, oid::ORGANIZATION_VALIDATED]);
        }),
        leaf("reserved-policy-first", as_is, |m| {
            under(m, &[OWN, oid::DOMAIN_VALIDATED]);
        }),
        leaf("no-any-policy", as_is, |m| {
            under(m, &[oid::DOMAIN_VALIDATED, oid::ANY_POLICY]);
        }),
    ]
}

fn statement(place: &str) -> Vec<u8> {
    element(IA5_STRING, place.as_bytes())
}

fn notice(tag: u8, text: &[u8]) -> Vec<u8> {
    sequence(&[element(tag, text)])
}

fn qualify(mint: &mut Mint, policy: &[u8], kind: &[u8], qualifier: &[u8]) {
    mint.set(oid::POLICIES, false, &qualified(policy, kind, qualifier));
}

fn qualifiers() -> Vec<Case> {
    vec![
        intermediate(
            "any-policy-qualifiers-known",
            |m| {
                qualify(
                    m,
                    oid::ANY_POLICY,
                    oid::CPS_QUALIFIER,
                    &statement("http://a.example"),
                );
            },
            |m| qualify(m, oid::ANY_POLICY, OWN, &null()),
        ),
        leaf(
            "qualifiers-only-of-statements",
            |m| qualify(m, OWN, oid::CPS_QUALIFIER, &statement("http://a.example")),
            |m| qualify(m, OWN, oid::USER_NOTICE, &notice(UTF8_STRING, b"Hallo")),
        ),
        leaf(
            "statement-on-the-web",
            |m| qualify(m, OWN, oid::CPS_QUALIFIER, &statement("HTTPS://a.example")),
            |m| qualify(m, OWN, oid::CPS_QUALIFIER, &statement("www.a.example")),
        ),
        leaf(
            "notices-at-most-200-characters",
            |m| {
                qualify(
                    m,
                    OWN,
                    oid::USER_NOTICE,
                    &notice(UTF8_STRING, "é".repeat(200).as_bytes()),
                );
            },
            |m| qualify(m, OWN, oid::USER_NOTICE, &notice(UTF8_STRING, &[b'e'; 201])),
        ),
        leaf(
            "notices-at-most-200-characters",
            |m| {
                qualify(
                    m,
                    OWN,
                    oid::USER_NOTICE,
                    &notice(BMP_STRING, &[0, b'e'].repeat(200)),
                );
            },
            |m| {
                qualify(
                    m,
                    OWN,
                    oid::USER_NOTICE,
                    &notice(BMP_STRING, &[0, b'e'].repeat(201)),
                );
            },
        ),
    ]
}

fn mapping(from: &[u8], to: &[u8]) -> Vec<u8> {
    sequence(&[sequence(&[id(from), id(to)])])
}

fn policy_rules() -> Vec<Case> {
    vec![
        intermediate(
            "mappings-critical",
            |m| m.set(oid::POLICY_MAPPINGS, true, &mapping(OWN, OWN)),
            |m| m.set(oid::POLICY_MAPPINGS, false, &mapping(OWN, OWN)),
        ),
        intermediate(
            "mappings-without-any-policy",
            |m| m.set(oid::POLICY_MAPPINGS, true, &mapping(OWN, OWN)),
            |m| m.set(oid::POLICY_MAPPINGS, true, &mapping(OWN, oid::ANY_POLICY)),
        ),
        intermediate(
            "policy-constraints-critical",
            |m| {
                m.set(
                    oid::POLICY_CONSTRAINTS,
                    true,
                    &sequence(&[element(0x80, &[0])]),
                );
            },
            |m| {
                m.set(
                    oid::POLICY_CONSTRAINTS,
                    false,
                    &sequence(&[element(0x80, &[0])]),
                );
            },
        ),
        intermediate(
            "policy-constraints-not-empty",
            |m| {
                m.set(
                    oid::POLICY_CONSTRAINTS,
                    true,
                    &sequence(&[element(0x80, &[0])]),
                );
            },
            |m| m.set(oid::POLICY_CONSTRAINTS, true, &sequence(&[])),
        ),
        intermediate(
            "inhibit-any-policy-critical",
            |m| m.set(oid::INHIBIT_ANY_POLICY, true, &element(INTEGER, &[0])),
            |m| m.set(oid::INHIBIT_ANY_POLICY, false, &element(INTEGER, &[0])),
        ),
        leaf("policy-rules-only-for-authorities", as_is, |m| {
            m.set(oid::POLICY_MAPPINGS, true, &mapping(OWN, OWN));
        }),
    ]
}

fn lists() -> Vec<Case> {
    const LIST: &str = "http://crl.fictief.example/1.crl";
    vec![
        leaf("points-not-critical", as_is, |m| {
            m.set(oid::CRL_POINTS, true, &point(LIST, &[]));
        }),
        leaf("points-lead-somewhere", as_is, |m| {
            let reasons = sequence(&[sequence(&[element(0x81, &[1, 0x40])])]);
            m.set(oid::CRL_POINTS, false, &reasons);
        }),
        leaf(
            "points-on-the-web",
            |m| {
                m.set(
                    oid::CRL_POINTS,
                    false,
                    &point("HTTP://crl.fictief.example", &[]),
                );
            },
            |m| {
                m.set(
                    oid::CRL_POINTS,
                    false,
                    &point("ldap://crl.fictief.example", &[]),
                );
            },
        ),
        leaf("points-on-the-web", as_is, |m| {
            m.set(
                oid::CRL_POINTS,
                false,
                &sequence(&[sequence(&[element(0xa0, &[])])]),
            );
        }),
        leaf("points-whole", as_is, |m| {
            m.set(
                oid::CRL_POINTS,
                false,
                &point(LIST, &element(0x81, &[1, 0x40])),
            );
        }),
        leaf("points-whole", as_is, |m| {
            let issuer = element(0xa2, &general(0x82, b"ca"));
            m.set(oid::CRL_POINTS, false, &point(LIST, &issuer));
        }),
        intermediate("points-present", as_is, |m| m.remove(oid::CRL_POINTS)),
        leaf("revocation-findable", as_is, unfindable),
        leaf(
            "revocation-findable",
            |m| {
                m.remove(oid::CRL_POINTS);
            },
            |m| {
                unfindable(m);
                m.until = utc("260608000000Z");
            },
        ),
    ]
}

/// Neither a list nor a responder.
fn unfindable(mint: &mut Mint) {
    mint.remove(oid::CRL_POINTS);
    mint.remove(oid::AUTHORITY_INFORMATION);
}

fn informed(mint: &mut Mint, entries: &[(&[u8], &str)]) {
    mint.set(oid::AUTHORITY_INFORMATION, false, &information(entries));
}

fn issuers() -> Vec<Case> {
    const RESPONDER: (&[u8], &str) = (oid::OCSP, "http://ocsp.fictief.example");
    vec![
        leaf("information-not-critical", as_is, |m| {
            m.set(oid::AUTHORITY_INFORMATION, true, &information(&[RESPONDER]));
        }),
        leaf("information-not-empty", as_is, |m| informed(m, &[])),
        leaf("information-on-the-web", as_is, |m| {
            informed(
                m,
                &[RESPONDER, (oid::CA_ISSUERS, "https://ca.fictief.example")],
            );
        }),
        leaf("information-of-known-kinds", as_is, |m| {
            informed(m, &[RESPONDER, (OWN, "http://ca.fictief.example")]);
        }),
        leaf("issuer-certificate-findable", as_is, |m| {
            informed(m, &[RESPONDER]);
        }),
        leaf(
            "responder-named",
            |m| m.from = utc("230101000000Z"),
            |m| {
                m.from = utc("230101000000Z");
                informed(m, &[(oid::CA_ISSUERS, "http://ca.fictief.example")]);
            },
        ),
        leaf(
            "stapling-possible",
            |m| m.set(oid::TLS_FEATURE, false, &must_staple()),
            |m| {
                m.set(oid::TLS_FEATURE, false, &must_staple());
                m.remove(oid::AUTHORITY_INFORMATION);
            },
        ),
    ]
}

fn must_staple() -> Vec<u8> {
    sequence(&[element(INTEGER, &[5])])
}

fn not_critical() -> Vec<Case> {
    vec![
        leaf(
            "tls-feature-not-critical",
            |m| m.set(oid::TLS_FEATURE, false, &must_staple()),
            |m| m.set(oid::TLS_FEATURE, true, &must_staple()),
        ),
        leaf(
            "subject-information-not-critical",
            |m| {
                m.set(
                    oid::SUBJECT_INFORMATION,
                    false,
                    &information(&[(OWN, "http://a.example")]),
                );
            },
            |m| {
                m.set(
                    oid::SUBJECT_INFORMATION,
                    true,
                    &information(&[(OWN, "http://a.example")]),
                );
            },
        ),
        leaf(
            "freshest-list-not-critical",
            |m| m.set(oid::FRESHEST_CRL, false, &point("http://a.example", &[])),
            |m| m.set(oid::FRESHEST_CRL, true, &point("http://a.example", &[])),
        ),
        leaf(
            "issuer-names-not-critical",
            |m| m.set(oid::ISSUER_ALT_NAME, false, &dns(&["ca.fictief.example"])),
            |m| m.set(oid::ISSUER_ALT_NAME, true, &dns(&["ca.fictief.example"])),
        ),
        leaf(
            "directory-attributes-not-critical",
            |m| m.set(oid::SUBJECT_DIRECTORY_ATTRIBUTES, false, &sequence(&[])),
            |m| m.set(oid::SUBJECT_DIRECTORY_ATTRIBUTES, true, &sequence(&[])),
        ),
    ]
}

fn transparency() -> Vec<Case> {
    vec![
        leaf("no-precertificate", as_is, |m| {
            m.set(oid::POISON, true, &null());
        }),
        leaf("timestamps-readable", as_is, |m| {
            m.set(oid::TIMESTAMPS, false, &timestamps(&[]));
        }),
        leaf(
            "timestamps-readable",
            |m| {
                m.set(
                    oid::TIMESTAMPS,
                    false,
                    &timestamps(&[timestamp(0), timestamp(1)]),
                );
            },
            |m| {
                m.set(
                    oid::TIMESTAMPS,
                    false,
                    &timestamps(&[timestamp(0), vec![0; 20]]),
                );
            },
        ),
        leaf("timestamps-readable", as_is, |m| {
            m.set(oid::TIMESTAMPS, false, &element(OCTET_STRING, &[0, 9, 1]));
        }),
        leaf("timestamps-not-critical", as_is, |m| {
            m.set(oid::TIMESTAMPS, true, &timestamps(&[timestamp(0)]));
        }),
    ]
}

#[test]
fn a_certificate_of_a_week_needs_no_revocation() {
    for (from, until, expected) in [
        // Exactly seven days, both ends counted; ten until March 2026.
        (
            "260601000000Z",
            "260607235959Z",
            super::LintResult::Inapplicable,
        ),
        (
            "260301000000Z",
            "260310235959Z",
            super::LintResult::Inapplicable,
        ),
    ] {
        let mut mint = Mint::leaf();
        unfindable(&mut mint);
        (mint.from, mint.until) = (utc(from), utc(until));
        assert_eq!(super::run("revocation-findable", &mint), expected, "{from}");
    }
}
