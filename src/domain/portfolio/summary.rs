//! What a portfolio needs of an assessment: a few kilobytes instead of megabytes. Stored beside it as `summary.json`.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::finding::{Outcome, Severity};
use crate::domain::location::LocationStatus;
use crate::domain::score::RiskLevel;
use crate::domain::text::Text;
use crate::domain::verdict::Advice;

/// The format of `summary.json`.
pub const SUMMARY_FORMAT: &str = "waarborg/summary/1";

/// One assessment in short. Everything in it can be read back from `assessment.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AssessmentSummary {
    /// [`SUMMARY_FORMAT`].
    pub format: String,
    /// Size in bytes of the `assessment.json` that it was read from: with another size beside it, it is not believed.
    pub bytes: u64,
    /// The moment the assessment speaks for.
    pub as_of: Timestamp,
    /// Version of the program.
    pub tool_version: String,
    /// Name of the TLS policy.
    pub policy: String,
    /// True when nothing was looked at.
    #[serde(default)]
    pub offline: bool,
    /// What it came to.
    #[serde(flatten)]
    pub standing: Standing,
    /// Risk before any measure, in basis points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inherent: Option<u32>,
    /// Strength of the evidence, in basis points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u32>,
    /// Open contradictions.
    #[serde(default)]
    pub contradictions: u32,
    /// Until when it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Day>,
    /// The questions behind knock-outs in law.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub knock_outs: Vec<String>,
    /// Findings that deviate.
    pub deviates: FindingCounts,
    /// Findings that are partly as they should be.
    pub partial: FindingCounts,
    /// Checks that could not see, and questions without an answer.
    pub unknown: u32,
    /// What the question for a processor agreement (GDPR art. 28(3)) came to; absent when it was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Outcome>,
    /// What the question for an exit plan came to (DORA art. 28(8)); absent when it was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_plan: Option<Outcome>,
    /// Parties behind the provider.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<PartyNamed>,
    /// Who operates the networks of its addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub networks: Vec<NetworkNamed>,
    /// The countries that its addresses point to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<PlaceCount>,
    /// When the certificates of its endpoints expire.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<CertificateTerm>,
    /// Risks that a named owner accepted with an answer, and until when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<AcceptanceTerm>,
}

/// What an assessment came to, in numbers. Shares in basis points.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
pub struct Standing {
    /// The verdict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
    /// Risk that remains, conservatively.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residual: Option<u32>,
    /// Risk that would remain in the best case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residual_best: Option<u32>,
    /// Level of `residual`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<RiskLevel>,
    /// Share that was answered or observed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<u32>,
}

/// How many findings of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct FindingCounts {
    /// Critical.
    pub critical: u32,
    /// High.
    pub high: u32,
    /// Medium.
    pub medium: u32,
    /// Low.
    pub low: u32,
    /// For information.
    pub info: u32,
}

impl FindingCounts {
    /// Counts one more.
    pub const fn take(&mut self, severity: Severity) {
        let count = match severity {
            Severity::Critical => &mut self.critical,
            Severity::High => &mut self.high,
            Severity::Medium => &mut self.medium,
            Severity::Low => &mut self.low,
            Severity::Info => &mut self.info,
        };
        *count = count.saturating_add(1);
    }

    /// Each severity by its stored name, worst first.
    #[must_use]
    pub const fn by_severity(self) -> [(&'static str, u32); 5] {
        [
            ("critical", self.critical),
            ("high", self.high),
            ("medium", self.medium),
            ("low", self.low),
            ("info", self.info),
        ]
    }
}

/// A party behind a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartyNamed {
    /// Name.
    pub name: String,
    /// Id in the table of companies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Its seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// The top of its group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ultimate_parent: Option<String>,
    /// The seat of the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ultimate_parent_country: Option<Country>,
    /// True when the provider named it.
    pub declared: bool,
    /// True when records show it.
    pub seen: bool,
}

/// Who operates a network.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct NetworkNamed {
    /// The operator, or else the holder of the number.
    pub name: String,
    /// Its ultimate parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ultimate_parent: Option<String>,
    /// The country of that parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
}

/// How many addresses point to a country.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct PlaceCount {
    /// The country; absent when the evidence does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// What may be said of it on the day of the assessment.
    pub status: LocationStatus,
    /// Addresses.
    pub addresses: u32,
}

/// A finding or a risk that somebody accepted, with the last day on which it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct AcceptanceTerm {
    /// The day.
    pub until: Day,
    /// Id of the finding or claim; of a risk, that of the question.
    pub finding: String,
}

/// The certificate of an endpoint with the day it expires.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct CertificateTerm {
    /// The day, in UTC.
    pub expires: Day,
    /// The endpoint as people read it: `host`, or `host:port` when the port is not 443.
    pub host: String,
}

/// A document with the day it expires.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentTerm {
    /// Last day of validity.
    pub expires: Day,
    /// Its id in the register.
    pub id: String,
    /// Name of its kind.
    pub title: Text,
}
