//! Lints of certificates: what RFC 5280 and the CA/Browser Forum ask of the form and content of a certificate.
//!
//! A lint says whether one rule holds; since when the rule is there, whom it binds and what it rests on stand in
//! `data/policy/certificate-lints.toml`, one row a lint. Written from the sources, not from other linters; where a source
//! leaves room, a lint stays silent.

mod algorithms;
mod alternative_names;
mod authority_key;
mod constraints;
mod dns_names;
mod element;
mod encoding;
mod extended_key_usage;
mod key_usage;
mod lints;
mod oid;
mod pointers;
mod policies;
mod public_key;
mod public_subject;
mod specimen;
mod structure;
mod subject;
mod transparency;
mod validity;

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use crate::domain::certificate_lint::{
    CertificateLint, CertificateLintPolicy, CertificateRole, LintLevel,
};
use crate::domain::day::Day;
use specimen::Specimen;

pub(super) use lints::LINTS;

/// One rule.
#[derive(Debug)]
pub(super) struct Lint {
    /// Permanent id; its row in the table has the same.
    pub(super) id: &'static str,
    /// Whether the rule holds.
    run: fn(&Specimen<'_>) -> LintResult,
}

/// What a rule comes to for one certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
enum LintResult {
    /// There is nothing in the certificate that the rule is about.
    Inapplicable,
    /// It holds.
    Passes,
    /// It does not, and this was found.
    Fails(String),
}

impl LintResult {
    /// Fails with what was found, if anything was.
    fn of(found: Option<impl Into<String>>) -> Self {
        found.map_or(Self::Passes, |detail| Self::Fails(detail.into()))
    }

    /// Passes or fails with a detail.
    fn when(holds: bool, detail: impl FnOnce() -> String) -> Self {
        if holds {
            Self::Passes
        } else {
            Self::Fails(detail())
        }
    }
}

/// What the lints came to for one certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Inspection<'p> {
    /// How many rules had something to say.
    pub(super) applied: usize,
    /// The rules that do not hold, in the order of the report.
    pub(super) failures: Vec<Failure<'p>>,
}

/// A rule that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure<'p> {
    /// Its row.
    pub(super) row: &'p CertificateLint,
    /// What was found: one line, at most [`MAX_DETAIL`] characters.
    pub(super) detail: String,
}

const MAX_DETAIL: usize = 200;

/// Lints the bytes of a certificate: the rules of its role that were in effect on the day it starts, those for public
/// authorities only when it is publicly trusted. The error says why the bytes are no certificate.
pub(super) fn inspect<'p>(
    der: &[u8],
    role: CertificateRole,
    public: bool,
    policy: &'p CertificateLintPolicy,
) -> Result<Inspection<'p>, String> {
    let certificate = match X509Certificate::from_der(der) {
        Ok(([], certificate)) => certificate,
        Ok(_) => return Err("bytes left over after the certificate".to_owned()),
        Err(error) => return Err(line(&error.to_string())),
    };
    let specimen = Specimen::lay_out(&certificate, der, role)
        .ok_or_else(|| "the parts of the certificate are not where they belong".to_owned())?;
    let starts = Day::of(
        Timestamp::from_second(specimen.seconds().0).map_err(|error| line(&error.to_string()))?,
    );
    let mut inspection = Inspection {
        applied: 0,
        failures: Vec::new(),
    };
    for lint in LINTS {
        let row = policy.lint.iter().find(|row| row.id == lint.id);
        let Some(row) = row.filter(|row| {
            row.applies_to.contains(&role) && row.in_effect(starts) && (public || !row.public_only)
        }) else {
            continue;
        };
        match (lint.run)(&specimen) {
            LintResult::Inapplicable => {}
            LintResult::Passes => inspection.applied += 1,
            LintResult::Fails(detail) => {
                inspection.applied += 1;
                inspection.failures.push(Failure {
                    row,
                    detail: line(&detail),
                });
            }
        }
    }
    Ok(inspection)
}

/// A rule that a certificate does not keep, for who looks at certificates on their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LintFailure {
    /// Id of the lint, as in `data/policy/certificate-lints.toml`.
    pub id: String,
    /// How strong its source puts it.
    pub level: LintLevel,
    /// What was found: one line of at most 200 characters.
    pub detail: String,
}

/// Lints a certificate by its DER bytes: the rules of the table that were in effect on the day it starts and that bind
/// its role, those of the CA/Browser Forum only when it is `public`. Any bytes may be given.
///
/// # Errors
/// Why the bytes are no certificate, in one line.
pub fn lint_certificate(
    der: &[u8],
    role: CertificateRole,
    public: bool,
    policy: &CertificateLintPolicy,
) -> Result<Vec<LintFailure>, String> {
    let inspection = inspect(der, role, public, policy)?;
    let failures = inspection.failures.into_iter();
    Ok(failures
        .map(|failure| LintFailure {
            id: failure.row.id.clone(),
            level: failure.row.level,
            detail: failure.detail,
        })
        .collect())
}

/// One bounded line without control characters.
fn line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .take(MAX_DETAIL)
        .collect()
}
