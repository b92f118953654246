//! When an assessment is made again: periods by level of risk, and time ahead of what ends.

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::policy::Provenance;
use super::score::RiskLevel;

/// The file `data/policy/review-intervals.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewPolicy {
    /// Where it comes from.
    pub policy: Provenance,
    /// Periods, each with its first day.
    #[serde(rename = "interval")]
    pub intervals: Vec<ReviewInterval>,
    /// Days ahead of what ends.
    pub lead: ReviewLead,
    /// What happens after a look that saw nothing.
    pub blind: BlindRule,
}

/// How long an assessment of one level stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewInterval {
    /// Level of the residual risk.
    pub level: RiskLevel,
    /// Days.
    pub days: u32,
    /// First day on which the period counts.
    pub valid_from: Day,
    /// Norms as `norm:provision`.
    #[serde(default)]
    pub refs: Vec<String>,
}

/// Days ahead of what ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewLead {
    /// A finding that somebody accepted until a day.
    pub acceptance: u32,
    /// An adequacy decision (GDPR art. 45) with a last day.
    pub adequacy: u32,
    /// A certificate of an endpoint.
    pub certificate: u32,
    /// The last day on which a contract can be ended.
    pub contract: u32,
    /// A document in the register.
    pub document: u32,
}

/// What happens after a look that saw nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlindRule {
    /// Days after which it is tried again.
    pub days: u32,
    /// Days after which it is tried again when a part could be seen.
    #[serde(default = "a_week")]
    pub part_days: u32,
}

const fn a_week() -> u32 {
    7
}

impl ReviewPolicy {
    /// How many days an assessment of a level stands, by the row that counts on a day.
    #[must_use]
    pub fn days(&self, level: RiskLevel, on: Day) -> Option<u32> {
        self.intervals
            .iter()
            .filter(|row| row.level == level && row.valid_from <= on)
            .max_by_key(|row| row.valid_from)
            .map(|row| row.days)
    }
}
