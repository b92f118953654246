//! The DNS names in subjectAltName.

use std::net::Ipv4Addr;

use super::specimen::Specimen;
use super::{LintResult, oid};

/// The first name that falls short, or that there is no DNS name.
fn each(specimen: &Specimen<'_>, holds: impl Fn(&str) -> bool) -> LintResult {
    let names = specimen.dns_names();
    if names.is_empty() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        names
            .into_iter()
            .find(|name| !holds(name))
            .map(|name| format!("{name:?}")),
    )
}

/// The name without the label `*` in front.
fn base(name: &str) -> &str {
    name.strip_prefix("*.").unwrap_or(name)
}

pub(super) fn not_blank(specimen: &Specimen<'_>) -> LintResult {
    each(specimen, |name| !name.trim().is_empty())
}

/// Letters, digits, hyphens and dots. Underscores and asterisks have lints of their own; names in other letters too.
pub(super) fn letters_digits_hyphens(specimen: &Specimen<'_>) -> LintResult {
    each(specimen, |name| {
        name.trim().is_empty()
            || name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || !c.is_ascii() || "-._*".contains(c))
    })
}

pub(super) fn no_underscore(specimen: &Specimen<'_>) -> LintResult {
    each(specimen, |name| !name.contains('_'))
}

pub(super) fn labels_not_empty(specimen: &Specimen<'_>) -> LintResult {
    each(specimen, |name| {
        name.trim().is_empty() || name.split('.').all(|label| !label.is_empty())
    })
}

pub(super) fn labels_at_most_63(specimen: &Specimen<'_>) -> LintResult {
    each(specimen, |name| {
        name.split('.').all(|label| label.len() <= 63)
    })
}

pub(super) fn names_at_most_253(specimen: &Specimen<'_>) -> LintResult {
    each(specimen, |name| name.len() <= 253)
}

pub(super) fn labels_without_outer_hyphens(specimen: &Specimen<'_>) -> LintResult {
    each(specimen, |name| {
        name.split('.')
            .all(|label| !label.starts_with('-') && !label.ends_with('-'))
    })
}

/// Hyphens in the third and fourth place are kept for internationalised names, which begin with `xn--`.
pub(super) fn labels_not_reserved(specimen: &Specimen<'_>) -> LintResult {
    each(specimen, |name| {
        name.split('.').all(|label| {
            let reserved = label.get(2..4) == Some("--");
            !reserved || label.get(..2).is_some_and(|s| s.eq_ignore_ascii_case("xn"))
        })
    })
}

/// An asterisk is a whole label, the first, and there are labels after it.
pub(super) fn wildcard_is_first_label(specimen: &Specimen<'_>) -> LintResult {
    if !specimen.dns_names().iter().any(|name| name.contains('*')) {
        return LintResult::Inapplicable;
    }
    each(specimen, |name| {
        let base = base(name);
        !base.contains('*') && !base.is_empty()
    })
}

/// A wildcard directly before a suffix under which anybody can register names.
pub(super) fn wildcard_below_registered_domain(specimen: &Specimen<'_>) -> LintResult {
    let wild: Vec<String> = specimen
        .dns_names()
        .into_iter()
        .filter_map(|name| name.strip_prefix("*."))
        .map(str::to_ascii_lowercase)
        .collect();
    if wild.is_empty() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        wild.into_iter()
            .find(|base| {
                psl::suffix(base.as_bytes()).is_some_and(|suffix| {
                    suffix.typ() == Some(psl::Type::Icann) && suffix.as_bytes() == base.as_bytes()
                })
            })
            .map(|base| format!("*.{base}")),
    )
}

/// Names of no one network: without a dot, or below a top-level name that is kept for other uses.
pub(super) fn names_not_internal(specimen: &Specimen<'_>) -> LintResult {
    // `example` is for documents, ours included; no authority could verify a name below it.
    const KEPT: [&str; 11] = [
        "corp",
        "home",
        "internal",
        "intranet",
        "invalid",
        "lan",
        "local",
        "localdomain",
        "localhost",
        "private",
        "test",
    ];
    each(specimen, |name| {
        let name = base(name).to_ascii_lowercase();
        let name = name.trim_end_matches('.');
        match name.rsplit_once('.') {
            Some((_, last)) => !KEPT.contains(&last) && !name.ends_with(".home.arpa"),
            None => name.trim().is_empty() || name == "*",
        }
    })
}

/// The zones that map addresses back to names.
pub(super) fn names_not_reverse(specimen: &Specimen<'_>) -> LintResult {
    each(specimen, |name| {
        let name = name.to_ascii_lowercase();
        let name = name.trim_end_matches('.');
        !["in-addr.arpa", "ip6.arpa"].iter().any(|zone| {
            name.strip_suffix(zone)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    })
}

/// An address belongs in iPAddress: clients do not look for it here.
pub(super) fn names_not_addresses(specimen: &Specimen<'_>) -> LintResult {
    each(specimen, |name| {
        name.parse::<Ipv4Addr>().is_err() && !name.contains(':')
    })
}

pub(super) fn extended_validation_without_wildcard(specimen: &Specimen<'_>) -> LintResult {
    if !specimen.has_policy(oid::EXTENDED_VALIDATION) {
        return LintResult::Inapplicable;
    }
    each(specimen, |name| {
        !name.starts_with('*') || name.to_ascii_lowercase().ends_with(".onion")
    })
}
