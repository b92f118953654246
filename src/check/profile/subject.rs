//! Names of subject and issuer, as RFC 5280 asks of every certificate.

use super::element::{
    BMP_STRING, Element, IA5_STRING, PRINTABLE_STRING, TELETEX_STRING, UTF8_STRING, dotted,
};
use super::specimen::{Attribute, Specimen, flat};
use super::{LintResult, oid};

pub(super) fn issuer_not_empty(specimen: &Specimen<'_>) -> LintResult {
    LintResult::when(!specimen.issuer.content.is_empty(), || {
        "the issuer has no name".to_owned()
    })
}

pub(super) fn authority_subject_not_empty(specimen: &Specimen<'_>) -> LintResult {
    LintResult::when(!specimen.subject.content.is_empty(), || {
        "the subject has no name".to_owned()
    })
}

/// An attribute as `2.5.4.6=NL`.
fn shown(attribute: Attribute<'_>) -> String {
    let text = attribute.value.text();
    let text = text.unwrap_or_else(|| super::element::hex(attribute.value.content));
    format!("{}={text}", dotted(attribute.oid))
}

/// The first attribute of a kind that falls short, in the subject and the issuer.
fn each(
    specimen: &Specimen<'_>,
    kind: impl Fn(&Attribute<'_>) -> bool,
    holds: impl Fn(&Attribute<'_>) -> bool,
) -> LintResult {
    let mut found = flat(specimen.subject)
        .chain(flat(specimen.issuer))
        .filter(|attribute| kind(attribute))
        .peekable();
    if found.peek().is_none() {
        return LintResult::Inapplicable;
    }
    LintResult::of(found.find(|attribute| !holds(attribute)).map(shown))
}

/// Attributes whose value is a text in one of the types of `DirectoryString`.
const DIRECTORY_STRINGS: [&[u8]; 14] = [
    oid::COMMON_NAME,
    oid::SURNAME,
    oid::LOCALITY,
    oid::STATE,
    oid::STREET,
    oid::ORGANIZATION,
    oid::ORGANIZATIONAL_UNIT,
    oid::TITLE,
    oid::POSTAL_CODE,
    oid::NAME,
    oid::GIVEN_NAME,
    oid::INITIALS,
    oid::GENERATION,
    oid::PSEUDONYM,
];

/// Two letters, as a printable string.
pub(super) fn country_two_letters(specimen: &Specimen<'_>) -> LintResult {
    each(
        specimen,
        |attribute| attribute.oid == oid::COUNTRY,
        |attribute| {
            let Element { tag, content, .. } = attribute.value;
            tag == PRINTABLE_STRING
                && content.len() == 2
                && content.iter().all(u8::is_ascii_alphabetic)
        },
    )
}

/// The upper bounds of RFC 5280, appendix A.1, in characters.
pub(super) fn attributes_within_bounds(specimen: &Specimen<'_>) -> LintResult {
    let bound = |oid: &[u8]| match oid {
        oid::COMMON_NAME
        | oid::ORGANIZATION
        | oid::ORGANIZATIONAL_UNIT
        | oid::TITLE
        | oid::SERIAL_NUMBER => Some(64),
        oid::LOCALITY | oid::STATE | oid::PSEUDONYM => Some(128),
        oid::EMAIL_ADDRESS => Some(255),
        oid::NAME | oid::SURNAME | oid::GIVEN_NAME | oid::INITIALS | oid::GENERATION => {
            Some(32_768)
        }
        _ => None,
    };
    each(
        specimen,
        |attribute| bound(attribute.oid).is_some(),
        |attribute| {
            let length = attribute
                .value
                .text()
                .map_or(0, |text| text.chars().count());
            bound(attribute.oid).is_none_or(|bound| length <= bound)
        },
    )
}

pub(super) fn attributes_not_empty(specimen: &Specimen<'_>) -> LintResult {
    each(
        specimen,
        |attribute| {
            DIRECTORY_STRINGS.contains(&attribute.oid) || attribute.oid == oid::SERIAL_NUMBER
        },
        |attribute| !attribute.value.content.is_empty(),
    )
}

/// Texts are UTF-8 or printable; the older types remain for what already existed.
pub(super) fn attributes_in_current_types(specimen: &Specimen<'_>) -> LintResult {
    each(
        specimen,
        |attribute| DIRECTORY_STRINGS.contains(&attribute.oid),
        |attribute| {
            !matches!(
                attribute.value.tag,
                BMP_STRING | TELETEX_STRING | UNIVERSAL_STRING
            )
        },
    )
}

const UNIVERSAL_STRING: u8 = 0x1c;

/// A `DirectoryString` is one of five types, and no other.
pub(super) fn attributes_in_permitted_types(specimen: &Specimen<'_>) -> LintResult {
    each(
        specimen,
        |attribute| DIRECTORY_STRINGS.contains(&attribute.oid),
        |attribute| {
            matches!(
                attribute.value.tag,
                PRINTABLE_STRING | UTF8_STRING | BMP_STRING | TELETEX_STRING | UNIVERSAL_STRING
            )
        },
    )
}

/// Serial number and qualifier of a name are printable strings; mail addresses and domain components IA5.
pub(super) fn attributes_in_their_one_type(specimen: &Specimen<'_>) -> LintResult {
    let wanted = |oid: &[u8]| match oid {
        oid::SERIAL_NUMBER | oid::DN_QUALIFIER => Some(PRINTABLE_STRING),
        oid::EMAIL_ADDRESS | oid::DOMAIN_COMPONENT => Some(IA5_STRING),
        _ => None,
    };
    each(
        specimen,
        |attribute| wanted(attribute.oid).is_some(),
        |attribute| wanted(attribute.oid) == Some(attribute.value.tag),
    )
}

/// Without a name for the subject, the alternative names are all there is: they are present and critical.
pub(super) fn empty_subject_has_critical_names(specimen: &Specimen<'_>) -> LintResult {
    if !specimen.subject.content.is_empty() {
        return LintResult::Inapplicable;
    }
    match specimen.extension(oid::SUBJECT_ALT_NAME) {
        Some(names) => LintResult::when(names.critical, || {
            "subjectAltName is not critical".to_owned()
        }),
        None => LintResult::Fails("no subjectAltName".to_owned()),
    }
}

pub(super) fn named_subject_has_plain_names(specimen: &Specimen<'_>) -> LintResult {
    match specimen.extension(oid::SUBJECT_ALT_NAME) {
        Some(names) if !specimen.subject.content.is_empty() => {
            LintResult::when(!names.critical, || "subjectAltName is critical".to_owned())
        }
        _ => LintResult::Inapplicable,
    }
}
