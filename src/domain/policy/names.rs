//! Letters for names and mail as dated data.

use serde::{Deserialize, Serialize};

use super::{Letter, Provenance};
use crate::domain::day::Day;
use crate::domain::finding::{Finding, Outcome};
use crate::domain::text::Text;

/// Letters for names and mail, which follow from findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamePolicy {
    /// Provenance.
    pub policy: Provenance,
    /// What nobody looks at yet, so that the letter of a name is the best it can be.
    #[serde(default)]
    pub dns_unseen: Option<Text>,
    /// The same for mail; absent when everything is looked at.
    #[serde(default)]
    pub mail_unseen: Option<Text>,
    /// Limits.
    pub rule: Vec<NameRule>,
}

impl NameRule {
    /// True when a finding limits the letter.
    #[must_use]
    pub fn limits(&self, finding: &Finding) -> bool {
        self.check == finding.check
            && self.outcome == finding.outcome
            && (self.reasons.is_empty() || self.reasons.contains(&finding.reason))
    }
}

/// A limit to the letter of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameRule {
    /// The check.
    pub check: String,
    /// Its outcome.
    pub outcome: Outcome,
    /// Its reasons, when only some of them limit the letter; empty for all.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// Best letter then.
    pub cap: Letter,
    /// First day.
    pub from: Day,
    /// What is the matter, as a part of a sentence.
    pub text: Text,
}
