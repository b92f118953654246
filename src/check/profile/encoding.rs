//! The distinguished encoding (DER) that RFC 5280 §4.1 demands: one way to write each value.

use super::LintResult;
use super::element::{
    BIT_STRING, BOOLEAN, Element, IA5_STRING, INTEGER, NUMERIC_STRING, OBJECT_IDENTIFIER,
    PRINTABLE_STRING, SET, UTF8_STRING, hex,
};
use super::oid;
use super::specimen::{Specimen, URI_NAME, flat};

/// Every element of the certificate, those inside the values of standard extensions and of an RSA key included.
fn elements<'a>(specimen: &Specimen<'a>) -> impl Iterator<Item = Element<'a>> {
    let values = specimen
        .extensions
        .iter()
        .filter(|extension| extension.is_standard())
        .filter_map(|extension| Element::only(extension.value));
    let bits = specimen.key.tagged(BIT_STRING).map(|bits| bits.content);
    let key = bits.and_then(|bits| Element::only(bits.get(1..)?));
    let roots: Vec<Element<'a>> = [specimen.root]
        .into_iter()
        .chain(values)
        .chain(key)
        .collect();
    roots.into_iter().flat_map(Element::descend)
}

/// The first element of a kind that falls short, or that there is none of the kind.
fn each(
    specimen: &Specimen<'_>,
    kind: impl Fn(&Element<'_>) -> bool,
    holds: impl Fn(&Element<'_>) -> bool,
) -> LintResult {
    let mut found = elements(specimen)
        .filter(|element| kind(element))
        .peekable();
    if found.peek().is_none() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        found
            .find(|element| !holds(element))
            .map(|element| hex(element.whole)),
    )
}

pub(super) fn lengths_shortest(specimen: &Specimen<'_>) -> LintResult {
    each(specimen, |_| true, |element| element.shortest)
}

pub(super) fn booleans_canonical(specimen: &Specimen<'_>) -> LintResult {
    each(
        specimen,
        |element| element.is(BOOLEAN),
        |element| matches!(element.content, [0x00 | 0xff]),
    )
}

pub(super) fn integers_shortest(specimen: &Specimen<'_>) -> LintResult {
    each(
        specimen,
        |element| element.is(INTEGER),
        |element| match element.content {
            [] => false,
            [0x00, second, ..] => second & 0x80 != 0,
            [0xff, second, ..] => second & 0x80 == 0,
            _ => true,
        },
    )
}

/// Identifiers end where they end, and no part of one begins with a zero digit.
pub(super) fn identifiers_well_formed(specimen: &Specimen<'_>) -> LintResult {
    each(
        specimen,
        |element| element.is(OBJECT_IDENTIFIER),
        |element| {
            let ends = element.content.last().is_some_and(|last| last & 0x80 == 0);
            let mut starts = true;
            let padded = element.content.iter().any(|octet| {
                let zero = starts && *octet == 0x80;
                starts = octet & 0x80 == 0;
                zero
            });
            ends && !padded
        },
    )
}

/// At most seven unused bits, all of them zero.
pub(super) fn bit_strings_padded_with_zeros(specimen: &Specimen<'_>) -> LintResult {
    each(
        specimen,
        |element| element.is(BIT_STRING),
        |element| match element.content {
            [0] => true,
            [unused @ 0..=7, .., last] => last.trailing_zeros() >= u32::from(*unused),
            _ => false,
        },
    )
}

/// Bits that have names are written without zeros at the end.
pub(super) fn key_usage_bits_trimmed(specimen: &Specimen<'_>) -> LintResult {
    let Some(value) = specimen.value(oid::KEY_USAGE).filter(|v| v.is(BIT_STRING)) else {
        return LintResult::Inapplicable;
    };
    let holds = match value.content {
        [0] => true,
        [unused, .., last] => last.trailing_zeros() == u32::from(*unused),
        _ => false,
    };
    LintResult::when(holds, || hex(value.whole))
}

/// The parts of a name that has several attributes stand in the order of their bytes.
pub(super) fn sets_in_order(specimen: &Specimen<'_>) -> LintResult {
    each(
        specimen,
        |element| element.is(SET) && element.child(1).is_some(),
        |element| {
            let parts: Vec<&[u8]> = element.children().map(|child| child.whole).collect();
            parts.is_sorted()
        },
    )
}

/// What is the default is left out: version 1, not critical, not a CA.
pub(super) fn defaults_left_out(specimen: &Specimen<'_>) -> LintResult {
    let version = specimen.version.and_then(|version| version.child(0));
    if version.is_some_and(|version| version.content == [0]) {
        return LintResult::Fails("version 1 is written".to_owned());
    }
    let is_false = |flag: Element<'_>| flag.content == [0];
    let extension = specimen
        .extensions
        .iter()
        .find(|extension| extension.critical.is_some_and(is_false));
    if let Some(extension) = extension {
        let id = super::element::dotted(extension.oid);
        return LintResult::Fails(format!("critical FALSE is written for {id}"));
    }
    let ca = specimen
        .value(oid::BASIC_CONSTRAINTS)
        .and_then(|value| value.tagged(BOOLEAN));
    LintResult::when(!ca.is_some_and(is_false), || {
        "cA FALSE is written in basicConstraints".to_owned()
    })
}

pub(super) fn printable_strings_printable(specimen: &Specimen<'_>) -> LintResult {
    each(
        specimen,
        |element| element.is(PRINTABLE_STRING),
        |element| {
            element
                .content
                .iter()
                .all(|octet| octet.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(octet))
        },
    )
}

pub(super) fn numeric_strings_numeric(specimen: &Specimen<'_>) -> LintResult {
    each(
        specimen,
        |element| element.is(NUMERIC_STRING),
        |element| {
            element
                .content
                .iter()
                .all(|octet| octet.is_ascii_digit() || *octet == b' ')
        },
    )
}

pub(super) fn utf8_strings_valid(specimen: &Specimen<'_>) -> LintResult {
    each(
        specimen,
        |element| element.is(UTF8_STRING),
        |element| std::str::from_utf8(element.content).is_ok(),
    )
}

/// IA5 is seven bits: attributes, and the mail, DNS and URI names of extensions.
pub(super) fn ia5_strings_seven_bits(specimen: &Specimen<'_>) -> LintResult {
    let attributes = flat(specimen.subject)
        .chain(flat(specimen.issuer))
        .map(|attribute| attribute.value)
        .filter(|value| value.is(IA5_STRING));
    // In these extensions the context tags 1, 2 and 6 are those of GeneralName; elsewhere they mean other things.
    let names = [
        oid::SUBJECT_ALT_NAME,
        oid::ISSUER_ALT_NAME,
        oid::AUTHORITY_INFORMATION,
        oid::SUBJECT_INFORMATION,
    ]
    .into_iter()
    .filter_map(|oid| specimen.value(oid))
    .flat_map(|value| {
        value
            .children()
            .flat_map(|child| [Some(child), child.child(1)])
            .flatten()
    })
    .filter(|name| matches!(name.tag, 0x81 | 0x82 | URI_NAME));
    let mut texts = attributes.chain(names).peekable();
    if texts.peek().is_none() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        texts
            .find(|text| !text.content.is_ascii())
            .map(|text| String::from_utf8_lossy(text.content).into_owned()),
    )
}
