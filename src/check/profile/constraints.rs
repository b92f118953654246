//! basicConstraints and nameConstraints: what an authority may vouch for.

use super::authority_key::critical;
use super::element::{Element, INTEGER, hex};
use super::specimen::{ADDRESS_NAME, Specimen};
use super::{LintResult, oid};

pub(super) fn authority_says_so(specimen: &Specimen<'_>) -> LintResult {
    LintResult::when(specimen.is_ca(), || {
        if specimen.has(oid::BASIC_CONSTRAINTS) {
            "basicConstraints does not say CA".to_owned()
        } else {
            "no basicConstraints".to_owned()
        }
    })
}

pub(super) fn authority_says_so_critically(specimen: &Specimen<'_>) -> LintResult {
    if specimen.is_ca() {
        critical(specimen, oid::BASIC_CONSTRAINTS)
    } else {
        LintResult::Inapplicable
    }
}

/// A number of authorities below is only for authorities that sign certificates.
pub(super) fn path_length_only_for_authorities(specimen: &Specimen<'_>) -> LintResult {
    let Some(length) = path_length(specimen) else {
        return LintResult::Inapplicable;
    };
    let signs = specimen
        .key_usage()
        .is_none_or(|usage| usage.key_cert_sign());
    LintResult::when(specimen.is_ca() && signs, || {
        format!("pathLenConstraint {}", hex(length.content))
    })
}

pub(super) fn path_length_not_negative(specimen: &Specimen<'_>) -> LintResult {
    match path_length(specimen) {
        Some(length) => LintResult::when(
            length
                .content
                .first()
                .is_some_and(|octet| octet & 0x80 == 0),
            || format!("pathLenConstraint {}", hex(length.content)),
        ),
        None => LintResult::Inapplicable,
    }
}

fn path_length<'a>(specimen: &Specimen<'a>) -> Option<Element<'a>> {
    specimen.value(oid::BASIC_CONSTRAINTS)?.tagged(INTEGER)
}

pub(super) fn public_server_is_no_ca(specimen: &Specimen<'_>) -> LintResult {
    LintResult::when(!specimen.is_ca(), || "basicConstraints says CA".to_owned())
}

pub(super) fn name_constraints_only_for_authorities(specimen: &Specimen<'_>) -> LintResult {
    LintResult::when(!specimen.has(oid::NAME_CONSTRAINTS), || {
        "nameConstraints is present".to_owned()
    })
}

pub(super) fn name_constraints_critical(specimen: &Specimen<'_>) -> LintResult {
    critical(specimen, oid::NAME_CONSTRAINTS)
}

pub(super) fn name_constraints_not_empty(specimen: &Specimen<'_>) -> LintResult {
    match specimen.value(oid::NAME_CONSTRAINTS) {
        Some(value) => LintResult::when(!value.content.is_empty(), || {
            "neither permitted nor excluded names".to_owned()
        }),
        None => LintResult::Inapplicable,
    }
}

/// The subtrees, permitted and excluded.
fn subtrees<'a>(specimen: &Specimen<'a>) -> Vec<Element<'a>> {
    specimen
        .value(oid::NAME_CONSTRAINTS)
        .into_iter()
        .flat_map(Element::children)
        .flat_map(Element::children)
        .collect()
}

/// Minimum and maximum are not used: a base and nothing besides.
pub(super) fn name_constraints_plain(specimen: &Specimen<'_>) -> LintResult {
    let subtrees = subtrees(specimen);
    if subtrees.is_empty() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        subtrees
            .into_iter()
            .find(|subtree| subtree.child(1).is_some())
            .map(|subtree| hex(subtree.whole)),
    )
}

/// An address with its mask, twice four or twice sixteen octets.
pub(super) fn name_constraints_addresses_with_mask(specimen: &Specimen<'_>) -> LintResult {
    let mut addresses = subtrees(specimen)
        .into_iter()
        .filter_map(|subtree| subtree.child(0))
        .filter(|base| base.is(ADDRESS_NAME))
        .peekable();
    if addresses.peek().is_none() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        addresses
            .find(|address| !matches!(address.content.len(), 8 | 32))
            .map(|address| hex(address.content)),
    )
}

/// The ones of a mask come before the zeros.
pub(super) fn name_constraints_masks_whole(specimen: &Specimen<'_>) -> LintResult {
    let masks: Vec<&[u8]> = subtrees(specimen)
        .into_iter()
        .filter_map(|subtree| subtree.child(0))
        .filter(|base| base.is(ADDRESS_NAME) && matches!(base.content.len(), 8 | 32))
        .filter_map(|base| base.content.get(base.content.len() / 2..))
        .collect();
    if masks.is_empty() {
        return LintResult::Inapplicable;
    }
    let whole = |mask: &[u8]| {
        let mut rest = mask.iter().skip_while(|octet| **octet == 0xff);
        let edge = rest.next().copied().unwrap_or_default();
        edge.leading_ones() + edge.trailing_zeros() >= 8 && rest.all(|octet| *octet == 0)
    };
    LintResult::of(masks.into_iter().find(|mask| !whole(mask)).map(hex))
}
