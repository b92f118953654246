//! extendedKeyUsage: the purposes of a certificate.

use super::authority_key::not_critical;
use super::element::dotted;
use super::specimen::Specimen;
use super::{LintResult, oid};

/// The first of the unwanted purposes that is there.
fn without(purposes: &[&[u8]], unwanted: &[&[u8]]) -> LintResult {
    LintResult::of(
        unwanted
            .iter()
            .find(|purpose| purposes.contains(purpose))
            .map(|purpose| dotted(purpose)),
    )
}

fn shown(purposes: &[&[u8]]) -> String {
    let shown: Vec<String> = purposes.iter().map(|purpose| dotted(purpose)).collect();
    shown.join(", ")
}

/// Clients refuse a server whose certificate is for something else.
pub(super) fn server_purpose_included(specimen: &Specimen<'_>) -> LintResult {
    match specimen.extended_key_usages() {
        Some(purposes) => LintResult::when(
            purposes.contains(&oid::SERVER_AUTH) || purposes.contains(&oid::ANY_EXTENDED_KEY_USAGE),
            || shown(&purposes),
        ),
        None => LintResult::Inapplicable,
    }
}

pub(super) fn purposes_present(specimen: &Specimen<'_>) -> LintResult {
    LintResult::when(specimen.has(oid::EXTENDED_KEY_USAGE), || {
        "no extendedKeyUsage".to_owned()
    })
}

pub(super) fn purposes_not_critical(specimen: &Specimen<'_>) -> LintResult {
    not_critical(specimen, oid::EXTENDED_KEY_USAGE)
}

/// "Any purpose" and "critical" take each other's meaning away.
pub(super) fn any_purpose_not_critical(specimen: &Specimen<'_>) -> LintResult {
    match specimen.extended_key_usages() {
        Some(purposes) if purposes.contains(&oid::ANY_EXTENDED_KEY_USAGE) => {
            not_critical(specimen, oid::EXTENDED_KEY_USAGE)
        }
        _ => LintResult::Inapplicable,
    }
}

pub(super) fn public_server_purposes(specimen: &Specimen<'_>) -> LintResult {
    match specimen.extended_key_usages() {
        Some(purposes) if purposes.contains(&oid::SERVER_AUTH) => without(
            &purposes,
            &[
                oid::ANY_EXTENDED_KEY_USAGE,
                oid::CODE_SIGNING,
                oid::EMAIL_PROTECTION,
                oid::TIME_STAMPING,
                oid::OCSP_SIGNING,
            ],
        ),
        Some(purposes) => LintResult::Fails(format!("no serverAuth: {}", shown(&purposes))),
        None => LintResult::Inapplicable,
    }
}

/// Besides serverAuth and clientAuth, other purposes are not recommended.
pub(super) fn public_server_no_other_purposes(specimen: &Specimen<'_>) -> LintResult {
    const COVERED: [&[u8]; 7] = [
        oid::SERVER_AUTH,
        oid::CLIENT_AUTH,
        oid::ANY_EXTENDED_KEY_USAGE,
        oid::CODE_SIGNING,
        oid::EMAIL_PROTECTION,
        oid::TIME_STAMPING,
        oid::OCSP_SIGNING,
    ];
    match specimen.extended_key_usages() {
        Some(purposes) => LintResult::of(
            purposes
                .into_iter()
                .find(|purpose| !COVERED.contains(purpose))
                .map(dotted),
        ),
        None => LintResult::Inapplicable,
    }
}

/// An authority that issues for servers issues for nothing that a stranger could use to sign code or mail.
pub(super) fn server_authority_purposes(specimen: &Specimen<'_>) -> LintResult {
    match specimen.extended_key_usages() {
        Some(purposes) if purposes.contains(&oid::SERVER_AUTH) => without(
            &purposes,
            &[
                oid::ANY_EXTENDED_KEY_USAGE,
                oid::CODE_SIGNING,
                oid::EMAIL_PROTECTION,
                oid::OCSP_SIGNING,
            ],
        ),
        _ => LintResult::Inapplicable,
    }
}

pub(super) fn root_without_purposes(specimen: &Specimen<'_>) -> LintResult {
    LintResult::when(!specimen.has(oid::EXTENDED_KEY_USAGE), || {
        "extendedKeyUsage is present".to_owned()
    })
}
