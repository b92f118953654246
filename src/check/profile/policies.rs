//! certificatePolicies and the extensions about policies.

use std::collections::BTreeSet;

use super::authority_key::critical;
use super::element::IA5_STRING;
use super::element::{
    BMP_STRING, Element, OBJECT_IDENTIFIER, SEQUENCE, UTF8_STRING, VISIBLE_STRING, dotted,
};
use super::specimen::Specimen;
use super::{LintResult, oid};

pub(super) fn policies_not_repeated(specimen: &Specimen<'_>) -> LintResult {
    let ids = specimen.policy_ids();
    if ids.is_empty() {
        return LintResult::Inapplicable;
    }
    let mut seen = BTreeSet::new();
    LintResult::of(ids.into_iter().find(|id| !seen.insert(*id)).map(dotted))
}

pub(super) fn policies_present(specimen: &Specimen<'_>) -> LintResult {
    LintResult::when(specimen.has(oid::POLICIES), || {
        "no certificatePolicies".to_owned()
    })
}

pub(super) fn policies_not_critical(specimen: &Specimen<'_>) -> LintResult {
    super::authority_key::not_critical(specimen, oid::POLICIES)
}

const RESERVED: [&[u8]; 4] = [
    oid::EXTENDED_VALIDATION,
    oid::DOMAIN_VALIDATED,
    oid::ORGANIZATION_VALIDATED,
    oid::INDIVIDUAL_VALIDATED,
];

/// Exactly one of the Forum's policies says how the holder was verified.
pub(super) fn one_reserved_policy(specimen: &Specimen<'_>) -> LintResult {
    if !specimen.has(oid::POLICIES) {
        return LintResult::Inapplicable;
    }
    let ids: BTreeSet<&[u8]> = specimen.policy_ids().into_iter().collect();
    let count = RESERVED.iter().filter(|id| ids.contains(*id)).count();
    LintResult::when(count == 1, || {
        format!("{count} policies of the CA/Browser Forum")
    })
}

pub(super) fn reserved_policy_first(specimen: &Specimen<'_>) -> LintResult {
    let ids = specimen.policy_ids();
    match ids.first() {
        Some(first) if ids.iter().any(|id| RESERVED.contains(id)) => {
            LintResult::when(RESERVED.contains(first), || dotted(first))
        }
        _ => LintResult::Inapplicable,
    }
}

pub(super) fn no_any_policy(specimen: &Specimen<'_>) -> LintResult {
    if !specimen.has(oid::POLICIES) {
        return LintResult::Inapplicable;
    }
    LintResult::when(!specimen.has_policy(oid::ANY_POLICY), || {
        "anyPolicy".to_owned()
    })
}

/// Qualifiers of a policy: what kind, and the content.
fn qualifiers(policy: Element<'_>) -> Vec<(&[u8], Option<Element<'_>>)> {
    policy
        .tagged(SEQUENCE)
        .into_iter()
        .flat_map(Element::children)
        .filter_map(|qualifier| {
            let kind = qualifier.child(0).filter(|e| e.is(OBJECT_IDENTIFIER))?;
            Some((kind.content, qualifier.child(1)))
        })
        .collect()
}

fn all_qualifiers<'a>(specimen: &Specimen<'a>) -> Vec<(&'a [u8], Option<Element<'a>>)> {
    specimen
        .policies()
        .into_iter()
        .flat_map(qualifiers)
        .collect()
}

/// The qualifiers of "any policy" are the two that everybody knows.
pub(super) fn any_policy_qualifiers_known(specimen: &Specimen<'_>) -> LintResult {
    let any: Vec<_> = specimen
        .policies()
        .into_iter()
        .filter(|policy| {
            policy
                .child(0)
                .is_some_and(|id| id.content == oid::ANY_POLICY)
        })
        .flat_map(qualifiers)
        .collect();
    if any.is_empty() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        any.into_iter()
            .find(|(kind, _)| ![oid::CPS_QUALIFIER, oid::USER_NOTICE].contains(kind))
            .map(|(kind, _)| dotted(kind)),
    )
}

pub(super) fn qualifiers_only_of_statements(specimen: &Specimen<'_>) -> LintResult {
    let found = all_qualifiers(specimen);
    if found.is_empty() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        found
            .into_iter()
            .find(|(kind, _)| *kind != oid::CPS_QUALIFIER)
            .map(|(kind, _)| dotted(kind)),
    )
}

/// The place of the practice statement is one for a browser.
pub(super) fn statement_on_the_web(specimen: &Specimen<'_>) -> LintResult {
    let places: Vec<String> = all_qualifiers(specimen)
        .into_iter()
        .filter(|(kind, _)| *kind == oid::CPS_QUALIFIER)
        .map(|(_, place)| place.and_then(Element::text).unwrap_or_default())
        .collect();
    if places.is_empty() {
        return LintResult::Inapplicable;
    }
    LintResult::of(places.into_iter().find(|place| {
        let place = place.to_ascii_lowercase();
        !place.starts_with("http://") && !place.starts_with("https://")
    }))
}

/// The texts of user notices.
fn notices(specimen: &Specimen<'_>) -> Vec<String> {
    all_qualifiers(specimen)
        .into_iter()
        .filter(|(kind, _)| *kind == oid::USER_NOTICE)
        .filter_map(|(_, notice)| {
            notice?
                .children()
                .find(|part| {
                    matches!(
                        part.tag,
                        UTF8_STRING | BMP_STRING | VISIBLE_STRING | IA5_STRING
                    )
                })?
                .text()
        })
        .collect()
}

pub(super) fn notices_at_most_200_characters(specimen: &Specimen<'_>) -> LintResult {
    let notices = notices(specimen);
    if notices.is_empty() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        notices
            .into_iter()
            .map(|notice| notice.chars().count())
            .find(|length| *length > 200)
            .map(|length| format!("{length} characters")),
    )
}

pub(super) fn mappings_critical(specimen: &Specimen<'_>) -> LintResult {
    critical(specimen, oid::POLICY_MAPPINGS)
}

/// "Any policy" is neither mapped nor mapped to.
pub(super) fn mappings_without_any_policy(specimen: &Specimen<'_>) -> LintResult {
    match specimen.value(oid::POLICY_MAPPINGS) {
        Some(value) => LintResult::when(
            !value
                .children()
                .flat_map(Element::children)
                .any(|id| id.content == oid::ANY_POLICY),
            || "anyPolicy".to_owned(),
        ),
        None => LintResult::Inapplicable,
    }
}

pub(super) fn policy_constraints_critical(specimen: &Specimen<'_>) -> LintResult {
    critical(specimen, oid::POLICY_CONSTRAINTS)
}

pub(super) fn policy_constraints_not_empty(specimen: &Specimen<'_>) -> LintResult {
    match specimen.value(oid::POLICY_CONSTRAINTS) {
        Some(value) => LintResult::when(!value.content.is_empty(), || {
            "no constraint in the list".to_owned()
        }),
        None => LintResult::Inapplicable,
    }
}

pub(super) fn inhibit_any_policy_critical(specimen: &Specimen<'_>) -> LintResult {
    critical(specimen, oid::INHIBIT_ANY_POLICY)
}

/// Mappings and constraints of policies are for authorities.
pub(super) fn policy_rules_only_for_authorities(specimen: &Specimen<'_>) -> LintResult {
    LintResult::of(
        [
            oid::POLICY_MAPPINGS,
            oid::POLICY_CONSTRAINTS,
            oid::INHIBIT_ANY_POLICY,
        ]
        .into_iter()
        .find(|id| specimen.has(id))
        .map(dotted),
    )
}
