//! What public authorities may say about the holder of a certificate, and about themselves.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::element::{PRINTABLE_STRING, UTF8_STRING, dotted};
use super::specimen::{ADDRESS_NAME, Attribute, Specimen, attribute, attributes, flat};
use super::{LintResult, oid};

/// A place without anybody who is there.
pub(super) fn address_has_holder(specimen: &Specimen<'_>) -> LintResult {
    let place = [oid::STREET, oid::LOCALITY, oid::STATE, oid::POSTAL_CODE]
        .into_iter()
        .find(|kind| attribute(specimen.subject, kind).is_some());
    let Some(place) = place else {
        return LintResult::Inapplicable;
    };
    let holder = [oid::ORGANIZATION, oid::GIVEN_NAME, oid::SURNAME]
        .into_iter()
        .any(|kind| attribute(specimen.subject, kind).is_some());
    LintResult::when(holder, || format!("{} without a holder", dotted(place)))
}

pub(super) fn no_organizational_unit(specimen: &Specimen<'_>) -> LintResult {
    LintResult::of(
        attribute(specimen.subject, oid::ORGANIZATIONAL_UNIT)
            .map(|unit| unit.value.text().unwrap_or_else(|| "OU".to_owned())),
    )
}

/// The first of the wanted attributes that is missing, for a certificate under a policy.
fn wanted(specimen: &Specimen<'_>, policy: &[u8], kinds: &[&[u8]]) -> LintResult {
    if !specimen.has_policy(policy) {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        kinds
            .iter()
            .find(|kind| attribute(specimen.subject, kind).is_none())
            .map(|kind| format!("no {}", dotted(kind))),
    )
}

/// Only the name of the domain was verified: nothing about a holder may be said.
pub(super) fn domain_validated_names_no_holder(specimen: &Specimen<'_>) -> LintResult {
    unwanted(specimen, oid::DOMAIN_VALIDATED, |kind| {
        [
            oid::ORGANIZATION,
            oid::GIVEN_NAME,
            oid::SURNAME,
            oid::STREET,
            oid::LOCALITY,
            oid::STATE,
            oid::POSTAL_CODE,
        ]
        .contains(&kind)
    })
}

pub(super) fn domain_validated_names_country_at_most(specimen: &Specimen<'_>) -> LintResult {
    unwanted(specimen, oid::DOMAIN_VALIDATED, |kind| {
        ![oid::COUNTRY, oid::COMMON_NAME].contains(&kind)
    })
}

fn unwanted(
    specimen: &Specimen<'_>,
    policy: &[u8],
    is_unwanted: impl Fn(&[u8]) -> bool,
) -> LintResult {
    if !specimen.has_policy(policy) {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        flat(specimen.subject)
            .find(|attribute| is_unwanted(attribute.oid))
            .map(|attribute| dotted(attribute.oid)),
    )
}

pub(super) fn organization_validated_names_organization(specimen: &Specimen<'_>) -> LintResult {
    wanted(
        specimen,
        oid::ORGANIZATION_VALIDATED,
        &[oid::ORGANIZATION, oid::COUNTRY],
    )
}

pub(super) fn individual_validated_names_person(specimen: &Specimen<'_>) -> LintResult {
    wanted(
        specimen,
        oid::INDIVIDUAL_VALIDATED,
        &[oid::GIVEN_NAME, oid::SURNAME, oid::COUNTRY],
    )
}

pub(super) fn extended_validation_names_holder(specimen: &Specimen<'_>) -> LintResult {
    wanted(
        specimen,
        oid::EXTENDED_VALIDATION,
        &[
            oid::ORGANIZATION,
            oid::BUSINESS_CATEGORY,
            oid::JURISDICTION_COUNTRY,
            oid::SERIAL_NUMBER,
            oid::COUNTRY,
        ],
    )
}

/// A verified holder is somewhere: a locality or a state is named.
pub(super) fn holder_has_place(specimen: &Specimen<'_>) -> LintResult {
    let verified = [
        oid::ORGANIZATION_VALIDATED,
        oid::INDIVIDUAL_VALIDATED,
        oid::EXTENDED_VALIDATION,
    ]
    .into_iter()
    .any(|policy| specimen.has_policy(policy));
    if !verified {
        return LintResult::Inapplicable;
    }
    let place = [oid::LOCALITY, oid::STATE]
        .into_iter()
        .any(|kind| attribute(specimen.subject, kind).is_some());
    LintResult::when(place, || "no locality and no state".to_owned())
}

/// Dots, dashes and blanks say nothing.
pub(super) fn attributes_say_something(specimen: &Specimen<'_>) -> LintResult {
    if specimen.subject.content.is_empty() {
        return LintResult::Inapplicable;
    }
    LintResult::of(flat(specimen.subject).find_map(|attribute| {
        let text = attribute.value.text()?;
        let nothing = text.chars().all(|c| matches!(c, '.' | '-' | ' '));
        nothing.then(|| format!("{}={text:?}", dotted(attribute.oid)))
    }))
}

pub(super) fn one_attribute_each_part(specimen: &Specimen<'_>) -> LintResult {
    if specimen.subject.content.is_empty() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        attributes(specimen.subject)
            .into_iter()
            .find(|part| part.len() != 1)
            .map(|part| format!("{} attributes in one part", part.len())),
    )
}

/// Each kind once, those apart that are made of several: domain components and street lines.
pub(super) fn attributes_not_repeated(specimen: &Specimen<'_>) -> LintResult {
    if specimen.subject.content.is_empty() {
        return LintResult::Inapplicable;
    }
    let mut seen = BTreeSet::new();
    LintResult::of(
        flat(specimen.subject)
            .map(|attribute| attribute.oid)
            .filter(|kind| ![oid::DOMAIN_COMPONENT, oid::STREET].contains(kind))
            .find(|kind| !seen.insert(*kind))
            .map(dotted),
    )
}

/// The order of the table in section 7.1.4.2; kinds that are not in it may stand anywhere.
pub(super) fn attributes_in_order(specimen: &Specimen<'_>) -> LintResult {
    const ORDER: [&[u8]; 11] = [
        oid::DOMAIN_COMPONENT,
        oid::COUNTRY,
        oid::STATE,
        oid::LOCALITY,
        oid::POSTAL_CODE,
        oid::STREET,
        oid::ORGANIZATION,
        oid::SURNAME,
        oid::GIVEN_NAME,
        oid::ORGANIZATIONAL_UNIT,
        oid::COMMON_NAME,
    ];
    let places: Vec<usize> = flat(specimen.subject)
        .filter_map(|attribute| ORDER.iter().position(|kind| *kind == attribute.oid))
        .collect();
    if places.len() < 2 {
        return LintResult::Inapplicable;
    }
    LintResult::when(places.is_sorted(), || {
        let kinds: Vec<String> = flat(specimen.subject)
            .map(|attribute| dotted(attribute.oid))
            .collect();
        kinds.join(", ")
    })
}

/// The kinds of the table are UTF-8 or printable strings.
pub(super) fn attributes_in_public_types(specimen: &Specimen<'_>) -> LintResult {
    const KINDS: [&[u8]; 9] = [
        oid::STATE,
        oid::LOCALITY,
        oid::POSTAL_CODE,
        oid::STREET,
        oid::ORGANIZATION,
        oid::SURNAME,
        oid::GIVEN_NAME,
        oid::COMMON_NAME,
        oid::BUSINESS_CATEGORY,
    ];
    let is_kind = |attribute: &Attribute<'_>| KINDS.contains(&attribute.oid);
    let mut found = flat(specimen.subject).filter(is_kind).peekable();
    if found.peek().is_none() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        found
            .find(|attribute| !matches!(attribute.value.tag, UTF8_STRING | PRINTABLE_STRING))
            .map(|attribute| {
                format!(
                    "{} of type {:#04x}",
                    dotted(attribute.oid),
                    attribute.value.tag
                )
            }),
    )
}

/// Each common name repeats one of the alternative names. A name in other than ASCII letters is left alone: older
/// certificates may show the readable form of an internationalised name.
pub(super) fn common_name_is_alternative_name(specimen: &Specimen<'_>) -> LintResult {
    let names: Vec<String> = flat(specimen.subject)
        .filter(|attribute| attribute.oid == oid::COMMON_NAME)
        .filter_map(|attribute| attribute.value.text())
        .filter(|name| name.is_ascii())
        .collect();
    if names.is_empty() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        names
            .into_iter()
            .find(|name| !is_alternative(specimen, name)),
    )
}

/// Whether a name is one of the DNS names or, written out, one of the addresses.
fn is_alternative(specimen: &Specimen<'_>, name: &str) -> bool {
    let dns = specimen
        .dns_names()
        .into_iter()
        .any(|other| other.eq_ignore_ascii_case(name));
    let address = || {
        let octets = match name.parse::<IpAddr>() {
            Ok(IpAddr::V4(address)) => address.octets().to_vec(),
            Ok(IpAddr::V6(address)) => address.octets().to_vec(),
            Err(_) => return false,
        };
        specimen
            .alternative_names()
            .into_iter()
            .any(|other| other.is(ADDRESS_NAME) && other.content == octets)
    };
    dns || address()
}

/// Country, organisation and own name of an authority.
pub(super) fn authority_names_itself(specimen: &Specimen<'_>) -> LintResult {
    missing(specimen, &[oid::COUNTRY, oid::ORGANIZATION])
}

pub(super) fn authority_has_common_name(specimen: &Specimen<'_>) -> LintResult {
    missing(specimen, &[oid::COMMON_NAME])
}

fn missing(specimen: &Specimen<'_>, kinds: &[&[u8]]) -> LintResult {
    LintResult::of(
        kinds
            .iter()
            .find(|kind| attribute(specimen.subject, kind).is_none())
            .map(|kind| format!("no {}", dotted(kind))),
    )
}
