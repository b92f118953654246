//! Rules for the profile of certificates, as dated data.

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::policy::Provenance;
use super::text::Text;

/// `data/policy/certificate-lints.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateLintPolicy {
    /// Provenance.
    pub policy: Provenance,
    /// One row for each lint of the program.
    pub lint: Vec<CertificateLint>,
}

/// What a certificate is expected to be, from whom this comes and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateLint {
    /// Id of the lint in the program.
    pub id: String,
    /// How strong the source puts it.
    pub level: LintLevel,
    /// True when ordinary software may refuse or misread a certificate that falls short; false for a matter of form.
    #[serde(default)]
    pub breaks: bool,
    /// Norm as `norm:provision`.
    pub source: String,
    /// First notBefore day it applies to.
    pub effective_from: Day,
    /// Last notBefore day it applies to.
    #[serde(default)]
    pub effective_until: Option<Day>,
    /// The certificates it is about.
    pub applies_to: Vec<CertificateRole>,
    /// True for a rule that only binds publicly trusted authorities.
    pub public_only: bool,
    /// What is expected, in one sentence without a full stop.
    pub title: Text,
}

impl CertificateLint {
    /// Whether it was in effect for a certificate that starts on this day.
    #[must_use]
    pub fn in_effect(&self, not_before: Day) -> bool {
        self.effective_from <= not_before
            && self.effective_until.is_none_or(|last| not_before <= last)
    }
}

/// How strong a source puts a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LintLevel {
    /// Worth knowing; no rule is broken.
    Notice,
    /// The source advises it.
    Warning,
    /// The source demands it.
    Error,
}

/// The place of a certificate in its chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CertificateRole {
    /// Of the server itself.
    Leaf,
    /// Of an authority that another authority vouches for.
    Intermediate,
    /// Of an authority that vouches for itself.
    Root,
}
