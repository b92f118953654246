//! Every lint on a certificate that keeps its rule and on one that does not.

mod alternative;
mod fields;
mod keys;
mod mint;
mod names;
mod pointers;
mod uses;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use proptest::prelude::*;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use super::specimen::Specimen;
use super::{LINTS, LintResult, inspect};
use crate::domain::certificate_lint::{CertificateLintPolicy, CertificateRole};
use mint::Mint;

/// A change to a certificate.
type Change = fn(&mut Mint);

/// A lint, and two certificates: one that keeps its rule, one that does not.
struct Case {
    lint: &'static str,
    role: CertificateRole,
    keeps: Change,
    breaks: Change,
}

/// The usual certificate keeps the rule.
fn as_is(_: &mut Mint) {}

fn leaf(lint: &'static str, keeps: Change, breaks: Change) -> Case {
    let role = CertificateRole::Leaf;
    Case {
        lint,
        role,
        keeps,
        breaks,
    }
}

fn intermediate(lint: &'static str, keeps: Change, breaks: Change) -> Case {
    let role = CertificateRole::Intermediate;
    Case {
        lint,
        role,
        keeps,
        breaks,
    }
}

fn root(lint: &'static str, keeps: Change, breaks: Change) -> Case {
    let role = CertificateRole::Root;
    Case {
        lint,
        role,
        keeps,
        breaks,
    }
}

fn cases() -> Vec<Case> {
    let mut cases = fields::cases();
    cases.extend(names::cases());
    cases.extend(alternative::cases());
    cases.extend(uses::cases());
    cases.extend(pointers::cases());
    cases.extend(keys::cases());
    cases
}

/// The shipped table, read once.
static POLICY: LazyLock<CertificateLintPolicy> = LazyLock::new(|| {
    toml::from_str(include_str!(
        "../../../../data/policy/certificate-lints.toml"
    ))
    .expect("the table of lints")
});

fn run(lint: &str, mint: &Mint) -> LintResult {
    let der = mint.der();
    let (rest, certificate) =
        X509Certificate::from_der(&der).unwrap_or_else(|error| panic!("{lint}: {error}"));
    assert!(rest.is_empty());
    let specimen = Specimen::lay_out(&certificate, &der, mint.role).expect("a certificate");
    let lint = LINTS.iter().find(|l| l.id == lint).expect("a known lint");
    (lint.run)(&specimen)
}

#[test]
fn every_lint_has_its_row_and_every_row_its_lint() {
    let rows: Vec<String> = POLICY.lint.iter().map(|row| row.id.clone()).collect();
    let lints: Vec<&str> = LINTS.iter().map(|lint| lint.id).collect();
    assert_eq!(rows, lints, "the same, in the same order");
    let unique: BTreeSet<&str> = lints.iter().copied().collect();
    assert_eq!(unique.len(), lints.len(), "no id twice");
}

#[test]
fn rows_are_about_something_and_end_after_they_begin() {
    for row in &POLICY.lint {
        let id = &row.id;
        assert!(!row.applies_to.is_empty(), "{id} is about nothing");
        assert!(
            row.effective_until
                .is_none_or(|last| last > row.effective_from),
            "{id}"
        );
        let forum = row.source.starts_with("cabf-");
        assert_eq!(
            forum, row.public_only,
            "{id}: the Forum binds public authorities only"
        );
        for text in [&row.title.nl, &row.title.en] {
            assert!(!text.is_empty() && !text.ends_with('.'), "{id}: {text}");
        }
    }
}

#[test]
fn every_lint_tells_right_from_wrong() {
    let mut faults = Vec::new();
    for case in cases() {
        let (mut kept, mut broken) = (Mint::of(case.role), Mint::of(case.role));
        (case.keeps)(&mut kept);
        (case.breaks)(&mut broken);
        let good = run(case.lint, &kept);
        if good != LintResult::Passes {
            faults.push(format!("{} on a good certificate: {good:?}", case.lint));
        }
        let bad = run(case.lint, &broken);
        if !matches!(&bad, LintResult::Fails(detail) if !detail.is_empty()) {
            faults.push(format!("{} on a wrong certificate: {bad:?}", case.lint));
        }
        let inspection = inspect(&broken.der(), case.role, true, &POLICY).expect("readable");
        if !inspection.failures.iter().any(|f| f.row.id == case.lint) {
            faults.push(format!("{} is not in effect for its case", case.lint));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_lint_has_a_case() {
    let tried: BTreeSet<&str> = cases().iter().map(|case| case.lint).collect();
    let lints: BTreeSet<&str> = LINTS.iter().map(|lint| lint.id).collect();
    assert_eq!(tried, lints);
}

#[test]
fn good_certificates_keep_every_rule() {
    for mint in [Mint::leaf(), Mint::intermediate(), Mint::root()] {
        let inspection = inspect(&mint.der(), mint.role, true, &POLICY).expect("readable");
        assert_eq!(inspection.failures, [], "{:?}", mint.role);
        assert!(
            inspection.applied > 40,
            "{:?}: {}",
            mint.role,
            inspection.applied
        );
    }
}

#[test]
fn rules_bind_whom_and_when_they_say() {
    let failing = |mint: &Mint, public: bool| -> BTreeSet<String> {
        let inspection = inspect(&mint.der(), mint.role, public, &POLICY).expect("readable");
        inspection
            .failures
            .iter()
            .map(|f| f.row.id.clone())
            .collect()
    };
    let mut bare = Mint::leaf();
    bare.remove(super::oid::POLICIES);
    bare.remove(super::oid::AUTHORITY_KEY_IDENTIFIER);
    assert_eq!(
        failing(&bare, false),
        BTreeSet::from(["authority-key-present".to_owned()])
    );
    assert!(failing(&bare, true).contains("policies-present"));
    bare.from = mint::utc("110101000000Z");
    assert!(!failing(&bare, true).contains("policies-present"));
    bare.from = mint::utc("080401000000Z");
    assert_eq!(
        failing(&bare, true),
        BTreeSet::new(),
        "older than every rule"
    );
}

#[test]
fn what_is_no_certificate_is_an_error() {
    let good = Mint::leaf().der();
    let longer = [&good[..], &[0]].concat();
    let short = &good[..good.len() - 1];
    for bytes in [&[][..], &[0x30], b"hello", &longer, short] {
        assert!(inspect(bytes, CertificateRole::Leaf, true, &POLICY).is_err());
    }
}

fn role() -> impl Strategy<Value = CertificateRole> {
    prop_oneof![
        Just(CertificateRole::Leaf),
        Just(CertificateRole::Intermediate),
        Just(CertificateRole::Root)
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Octets changed, left out and put in anywhere: an answer or an error, never a panic, and bounded details.
    #[test]
    fn nothing_makes_a_lint_panic(
        role in role(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..6),
    ) {
            let mut der = Mint::of(role).der();
        for (place, octet, kind) in changes {
            let place = place.index(der.len());
            match kind {
                0 => der.insert(place, octet),
                1 if der.len() > 1 => { der.remove(place); }
                _ => der[place] = octet,
            }
        }
        if let Ok(inspection) = inspect(&der, role, true, &POLICY) {
            for failure in inspection.failures {
                prop_assert!(failure.detail.chars().count() <= super::MAX_DETAIL);
                prop_assert!(!failure.detail.chars().any(char::is_control));
            }
        }
    }

    /// Changes inside the values of extensions, with all lengths around them right.
    #[test]
    fn no_extension_makes_a_lint_panic(
        role in role(),
        which in any::<prop::sample::Index>(),
        value in prop::collection::vec(any::<u8>(), 0..64),
        wrapped in any::<bool>(),
    ) {
            let mut mint = Mint::of(role);
        let kinds = [
            super::oid::SUBJECT_ALT_NAME, super::oid::KEY_USAGE, super::oid::BASIC_CONSTRAINTS,
            super::oid::NAME_CONSTRAINTS, super::oid::CRL_POINTS, super::oid::POLICIES,
            super::oid::AUTHORITY_KEY_IDENTIFIER, super::oid::EXTENDED_KEY_USAGE,
            super::oid::AUTHORITY_INFORMATION, super::oid::TIMESTAMPS, super::oid::TLS_FEATURE,
            super::oid::POLICY_MAPPINGS, super::oid::POLICY_CONSTRAINTS,
        ];
        let value = if wrapped { mint::element(0x30, &value) } else { value };
        mint.set(kinds[which.index(kinds.len())], false, &value);
        prop_assert!(inspect(&mint.der(), role, true, &POLICY).is_ok());
    }
}
