//! Where to find out about revocation, and the certificate of the issuer.

use super::authority_key::not_critical;
use super::element::{Element, OBJECT_IDENTIFIER, dotted, hex};
use super::specimen::{Specimen, URI_NAME};
use super::{LintResult, oid};

const DAY: i64 = 86_400;
/// 2026-03-15T00:00:00Z, from when on "short-lived" is seven days instead of ten.
const SHORTER: i64 = 1_773_532_800;

const LOCATION: u8 = 0xa0;
const FULL_NAME: u8 = 0xa0;
const REASONS: u8 = 0x81;
const LIST_ISSUER: u8 = 0xa2;

pub(super) fn points_not_critical(specimen: &Specimen<'_>) -> LintResult {
    not_critical(specimen, oid::CRL_POINTS)
}

/// The places of revocation lists.
fn points<'a>(specimen: &Specimen<'a>) -> Vec<Element<'a>> {
    specimen
        .value(oid::CRL_POINTS)
        .map(|list| list.children().collect())
        .unwrap_or_default()
}

/// A place, or who else issues the list: reasons alone lead nowhere.
pub(super) fn points_lead_somewhere(specimen: &Specimen<'_>) -> LintResult {
    let points = points(specimen);
    if points.is_empty() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        points
            .into_iter()
            .find(|point| point.tagged(LOCATION).is_none() && point.tagged(LIST_ISSUER).is_none())
            .map(|point| hex(point.whole)),
    )
}

/// Each place is a full name, each name an address of the web without TLS: whoever fetches it cannot check TLS yet.
pub(super) fn points_on_the_web(specimen: &Specimen<'_>) -> LintResult {
    let points = points(specimen);
    if points.is_empty() {
        return LintResult::Inapplicable;
    }
    for point in points {
        let names: Vec<Element<'_>> = point
            .tagged(LOCATION)
            .and_then(|location| location.tagged(FULL_NAME))
            .map(|names| names.children().collect())
            .unwrap_or_default();
        if names.is_empty() {
            return LintResult::Fails("no full name".to_owned());
        }
        if let Some(name) = names.into_iter().find(|name| !is_web(*name)) {
            return LintResult::Fails(shown(name));
        }
    }
    LintResult::Passes
}

pub(super) fn points_whole(specimen: &Specimen<'_>) -> LintResult {
    let points = points(specimen);
    if points.is_empty() {
        return LintResult::Inapplicable;
    }
    LintResult::of(points.into_iter().find_map(|point| {
        if point.tagged(REASONS).is_some() {
            Some("reasons")
        } else if point.tagged(LIST_ISSUER).is_some() {
            Some("cRLIssuer")
        } else {
            None
        }
    }))
}

pub(super) fn points_present(specimen: &Specimen<'_>) -> LintResult {
    LintResult::when(specimen.has(oid::CRL_POINTS), || {
        "no cRLDistributionPoints".to_owned()
    })
}

fn is_web(name: Element<'_>) -> bool {
    name.is(URI_NAME)
        && name
            .content
            .get(..7)
            .is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"http://"))
}

fn shown(name: Element<'_>) -> String {
    if name.is(URI_NAME) {
        String::from_utf8_lossy(name.content).into_owned()
    } else {
        format!("name of type {}", name.tag & 0x1f)
    }
}

/// What authorityInfoAccess lists: the kind, and the place.
fn descriptions<'a>(specimen: &Specimen<'a>) -> Vec<(&'a [u8], Element<'a>)> {
    specimen
        .value(oid::AUTHORITY_INFORMATION)
        .into_iter()
        .flat_map(Element::children)
        .filter_map(|description| {
            let kind = description.child(0).filter(|e| e.is(OBJECT_IDENTIFIER))?;
            Some((kind.content, description.child(1)?))
        })
        .collect()
}

fn has_kind(specimen: &Specimen<'_>, kind: &[u8]) -> bool {
    descriptions(specimen)
        .into_iter()
        .any(|(found, _)| found == kind)
}

pub(super) fn information_not_critical(specimen: &Specimen<'_>) -> LintResult {
    not_critical(specimen, oid::AUTHORITY_INFORMATION)
}

pub(super) fn information_not_empty(specimen: &Specimen<'_>) -> LintResult {
    match specimen.value(oid::AUTHORITY_INFORMATION) {
        Some(value) => LintResult::when(!value.content.is_empty(), || {
            "nothing in the list".to_owned()
        }),
        None => LintResult::Inapplicable,
    }
}

pub(super) fn information_on_the_web(specimen: &Specimen<'_>) -> LintResult {
    let descriptions = descriptions(specimen);
    if descriptions.is_empty() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        descriptions
            .into_iter()
            .find(|(_, place)| !is_web(*place))
            .map(|(_, place)| shown(place)),
    )
}

pub(super) fn information_of_known_kinds(specimen: &Specimen<'_>) -> LintResult {
    let descriptions = descriptions(specimen);
    if descriptions.is_empty() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        descriptions
            .into_iter()
            .find(|(kind, _)| ![oid::OCSP, oid::CA_ISSUERS].contains(kind))
            .map(|(kind, _)| dotted(kind)),
    )
}

pub(super) fn issuer_certificate_findable(specimen: &Specimen<'_>) -> LintResult {
    LintResult::when(has_kind(specimen, oid::CA_ISSUERS), || {
        "no place for the issuer's certificate".to_owned()
    })
}

/// Before March 2024 every server certificate named a responder.
pub(super) fn responder_named(specimen: &Specimen<'_>) -> LintResult {
    LintResult::when(has_kind(specimen, oid::OCSP), || {
        "no OCSP responder".to_owned()
    })
}

/// A list or a responder, unless the certificate ends before either would help.
pub(super) fn revocation_findable(specimen: &Specimen<'_>) -> LintResult {
    let (from, until) = specimen.seconds();
    let days = if from < SHORTER { 10 } else { 7 };
    let lifetime = until.saturating_sub(from).saturating_add(1);
    if lifetime <= days * DAY {
        return LintResult::Inapplicable;
    }
    LintResult::when(
        specimen.has(oid::CRL_POINTS) || has_kind(specimen, oid::OCSP),
        || "neither a revocation list nor a responder".to_owned(),
    )
}

/// "Must staple" without a responder asks the server for what it cannot get.
pub(super) fn stapling_possible(specimen: &Specimen<'_>) -> LintResult {
    let Some(features) = specimen.value(oid::TLS_FEATURE) else {
        return LintResult::Inapplicable;
    };
    if !features.children().any(|feature| feature.content == [5]) {
        return LintResult::Inapplicable;
    }
    LintResult::when(has_kind(specimen, oid::OCSP), || {
        "no OCSP responder".to_owned()
    })
}

pub(super) fn tls_feature_not_critical(specimen: &Specimen<'_>) -> LintResult {
    not_critical(specimen, oid::TLS_FEATURE)
}

pub(super) fn subject_information_not_critical(specimen: &Specimen<'_>) -> LintResult {
    not_critical(specimen, oid::SUBJECT_INFORMATION)
}

pub(super) fn freshest_list_not_critical(specimen: &Specimen<'_>) -> LintResult {
    not_critical(specimen, oid::FRESHEST_CRL)
}

pub(super) fn issuer_names_not_critical(specimen: &Specimen<'_>) -> LintResult {
    not_critical(specimen, oid::ISSUER_ALT_NAME)
}

pub(super) fn directory_attributes_not_critical(specimen: &Specimen<'_>) -> LintResult {
    not_critical(specimen, oid::SUBJECT_DIRECTORY_ATTRIBUTES)
}
