//! Names of subject and issuer.

use super::super::element::{
    BMP_STRING, IA5_STRING, PRINTABLE_STRING, SET, TELETEX_STRING, UTF8_STRING,
};
use super::super::oid;
use super::mint::{
    Mint, attribute, dns, element, general, name, policies, sequence, subject, typed, utc,
};
use super::{Case, as_is, intermediate, leaf, root};

const DOMAIN: (&[u8], &str) = (oid::COMMON_NAME, "www.fictief.example");
const COUNTRY: (&[u8], &str) = (oid::COUNTRY, "NL");
const STATE: (&[u8], &str) = (oid::STATE, "Utrecht");
const PLACE: (&[u8], &str) = (oid::LOCALITY, "Utrecht");
const HOLDER: (&[u8], &str) = (oid::ORGANIZATION, "Fictief B.V.");

pub(super) fn cases() -> Vec<Case> {
    let mut cases = everywhere();
    cases.extend(public());
    cases.extend(verified());
    cases
}

fn no_name(mint: &mut Mint) {
    mint.subject = sequence(&[]);
}

/// A subject of one attribute.
fn one(mint: &mut Mint, kind: &[u8], tag: u8, text: &str) {
    mint.subject = name(&[typed(kind, tag, text)]);
}

fn organization(mint: &mut Mint, attributes: &[(&[u8], &str)]) {
    mint.set(
        oid::POLICIES,
        false,
        &policies(&[oid::ORGANIZATION_VALIDATED]),
    );
    mint.subject = subject(attributes);
}

fn everywhere() -> Vec<Case> {
    vec![
        leaf("issuer-not-empty", as_is, |m| m.issuer = sequence(&[])),
        intermediate("authority-subject-not-empty", as_is, no_name),
        leaf(
            "empty-subject-has-critical-names",
            |m| {
                no_name(m);
                m.set(oid::SUBJECT_ALT_NAME, true, &dns(&["www.fictief.example"]));
            },
            no_name,
        ),
        leaf(
            "empty-subject-has-critical-names",
            |m| {
                no_name(m);
                m.set(oid::SUBJECT_ALT_NAME, true, &dns(&["www.fictief.example"]));
            },
            |m| {
                no_name(m);
                m.remove(oid::SUBJECT_ALT_NAME);
            },
        ),
        leaf("named-subject-has-plain-names", as_is, |m| {
            m.set(oid::SUBJECT_ALT_NAME, true, &dns(&["www.fictief.example"]));
        }),
        leaf("country-two-letters", as_is, |m| {
            one(m, oid::COUNTRY, PRINTABLE_STRING, "NLD");
        }),
        leaf("country-two-letters", as_is, |m| {
            one(m, oid::COUNTRY, UTF8_STRING, "NL");
        }),
        leaf("country-two-letters", as_is, |m| {
            one(m, oid::COUNTRY, PRINTABLE_STRING, "31");
        }),
        leaf(
            "attributes-within-bounds",
            |m| one(m, oid::COMMON_NAME, UTF8_STRING, &"é".repeat(64)),
            |m| one(m, oid::COMMON_NAME, UTF8_STRING, &"e".repeat(65)),
        ),
        leaf(
            "attributes-within-bounds",
            |m| one(m, oid::LOCALITY, UTF8_STRING, &"e".repeat(128)),
            |m| one(m, oid::LOCALITY, UTF8_STRING, &"e".repeat(129)),
        ),
        leaf("attributes-not-empty", as_is, |m| {
            one(m, oid::ORGANIZATION, UTF8_STRING, "");
        }),
        leaf("attributes-in-current-types", as_is, |m| {
            one(m, oid::COMMON_NAME, TELETEX_STRING, "www.fictief.example");
        }),
        leaf("attributes-in-current-types", as_is, |m| {
            one(m, oid::COMMON_NAME, BMP_STRING, "\0w\0w\0w");
        }),
        leaf("attributes-in-permitted-types", as_is, |m| {
            one(m, oid::COMMON_NAME, IA5_STRING, "www.fictief.example");
        }),
        leaf(
            "attributes-in-their-one-type",
            |m| one(m, oid::EMAIL_ADDRESS, IA5_STRING, "a@fictief.example"),
            |m| one(m, oid::EMAIL_ADDRESS, UTF8_STRING, "a@fictief.example"),
        ),
        leaf(
            "attributes-in-their-one-type",
            |m| one(m, oid::SERIAL_NUMBER, PRINTABLE_STRING, "1"),
            |m| one(m, oid::SERIAL_NUMBER, UTF8_STRING, "1"),
        ),
    ]
}

fn public() -> Vec<Case> {
    vec![
        leaf(
            "address-has-holder",
            |m| m.subject = subject(&[COUNTRY, PLACE, HOLDER]),
            |m| m.subject = subject(&[COUNTRY, PLACE]),
        ),
        leaf("no-organizational-unit", as_is, |m| {
            m.subject = subject(&[(oid::ORGANIZATIONAL_UNIT, "IT"), DOMAIN]);
        }),
        leaf(
            "attributes-say-something",
            |m| m.subject = subject(&[(oid::STATE, "-a-"), HOLDER]),
            |m| m.subject = subject(&[(oid::STATE, "-. "), HOLDER]),
        ),
        leaf("one-attribute-each-part", as_is, |m| {
            let both = [attribute(COUNTRY.0, "NL"), attribute(HOLDER.0, "Fictief")].concat();
            m.subject = sequence(&[element(SET, &both)]);
        }),
        leaf(
            "attributes-not-repeated",
            |m| m.subject = subject(&[(oid::STREET, "1"), (oid::STREET, "2"), HOLDER]),
            |m| m.subject = subject(&[HOLDER, HOLDER]),
        ),
        leaf(
            "attributes-in-order",
            |m| m.subject = subject(&[COUNTRY, STATE, PLACE, HOLDER, DOMAIN]),
            |m| m.subject = subject(&[DOMAIN, COUNTRY]),
        ),
        leaf("attributes-in-public-types", as_is, |m| {
            one(m, oid::COMMON_NAME, IA5_STRING, "www.fictief.example");
        }),
        leaf("common-name-is-alternative-name", as_is, |m| {
            m.subject = subject(&[(oid::COMMON_NAME, "fictief.example")]);
        }),
        leaf(
            "common-name-is-alternative-name",
            |m| {
                m.subject = subject(&[(oid::COMMON_NAME, "8.8.4.4")]);
                m.set(
                    oid::SUBJECT_ALT_NAME,
                    false,
                    &sequence(&[general(0x87, &[8, 8, 4, 4])]),
                );
            },
            |m| {
                m.subject = subject(&[(oid::COMMON_NAME, "8.8.4.5")]);
                m.set(
                    oid::SUBJECT_ALT_NAME,
                    false,
                    &sequence(&[general(0x87, &[8, 8, 4, 4])]),
                );
            },
        ),
        leaf(
            "common-name-is-alternative-name",
            |m| m.subject = subject(&[(oid::COMMON_NAME, "WWW.Fictief.EXAMPLE")]),
            |m| m.remove(oid::SUBJECT_ALT_NAME),
        ),
        leaf("common-name-is-alternative-name", as_is, |m| {
            m.subject = subject(&[DOMAIN, (oid::COMMON_NAME, "fictief.example")]);
        }),
        intermediate("authority-names-itself", as_is, |m| {
            m.subject = subject(&[HOLDER, (oid::COMMON_NAME, "CA")]);
        }),
        root("authority-names-itself", as_is, |m| {
            m.subject = subject(&[COUNTRY]);
        }),
        intermediate("authority-has-common-name", as_is, |m| {
            m.subject = subject(&[COUNTRY, HOLDER]);
        }),
    ]
}

fn verified() -> Vec<Case> {
    vec![
        leaf("domain-validated-names-no-holder", as_is, |m| {
            m.subject = subject(&[COUNTRY, HOLDER, DOMAIN]);
        }),
        leaf("domain-validated-names-country-at-most", as_is, |m| {
            m.subject = subject(&[(oid::SERIAL_NUMBER, "1"), DOMAIN]);
        }),
        leaf(
            "organization-validated-names-organization",
            |m| organization(m, &[COUNTRY, STATE, HOLDER]),
            |m| organization(m, &[COUNTRY, STATE]),
        ),
        leaf(
            "organization-validated-names-organization",
            |m| organization(m, &[COUNTRY, STATE, HOLDER]),
            |m| organization(m, &[STATE, HOLDER]),
        ),
        leaf(
            "holder-has-place",
            |m| organization(m, &[COUNTRY, PLACE, HOLDER]),
            |m| organization(m, &[COUNTRY, HOLDER]),
        ),
        leaf(
            "individual-validated-names-person",
            |m| {
                m.set(
                    oid::POLICIES,
                    false,
                    &policies(&[oid::INDIVIDUAL_VALIDATED]),
                );
                m.subject = subject(&[
                    COUNTRY,
                    PLACE,
                    (oid::SURNAME, "Jansen"),
                    (oid::GIVEN_NAME, "Jan"),
                ]);
            },
            |m| {
                m.set(
                    oid::POLICIES,
                    false,
                    &policies(&[oid::INDIVIDUAL_VALIDATED]),
                );
                m.subject = subject(&[COUNTRY, PLACE, (oid::SURNAME, "Jansen")]);
            },
        ),
        leaf(
            "extended-validation-names-holder",
            |m| extended(m, Some("1")),
            |m| extended(m, None),
        ),
    ]
}

/// A subject after extended validation, with its registration number.
fn extended(mint: &mut Mint, number: Option<&str>) {
    mint.set(oid::POLICIES, false, &policies(&[oid::EXTENDED_VALIDATION]));
    let mut attributes = vec![
        COUNTRY,
        PLACE,
        HOLDER,
        (oid::BUSINESS_CATEGORY, "Private Organization"),
        (oid::JURISDICTION_COUNTRY, "NL"),
    ];
    attributes.extend(number.map(|number| (oid::SERIAL_NUMBER, number)));
    mint.subject = subject(&attributes);
}

#[test]
fn a_readable_internationalised_name_of_before_is_left_alone() {
    let mut mint = Mint::leaf();
    mint.from = utc("200101000000Z");
    mint.subject = subject(&[(oid::COMMON_NAME, "www.fictíef.example")]);
    let result = super::run("common-name-is-alternative-name", &mint);
    assert_eq!(result, super::LintResult::Inapplicable);
}
