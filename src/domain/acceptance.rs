//! A risk that somebody took, by name, for a time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::day::Day;

/// A named owner's acceptance of the risk that an answer stands for. It changes no score: it says in the report who took
/// the risk, why, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// Who took the risk: a function, with authority to do so.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Day,
    /// The last day on which it counts.
    pub until: Day,
    /// The residual risk on that day, in basis points (3,400 is 34.0). When the risk is higher, the acceptance no longer
    /// counts and has to be decided again.
    pub risk: u32,
}

/// An acceptance held against the assessment of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JudgedAcceptance {
    /// `<pack>/<question>`.
    pub item: String,
    /// What was accepted.
    pub acceptance: Acceptance,
    /// Whether it counts.
    pub standing: AcceptanceStanding,
}

/// Whether an acceptance counts, and why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AcceptanceStanding {
    /// Its last day has passed.
    Expired,
    /// It counts.
    Holds,
    /// It is about a legal defect, which nobody can accept.
    LegalDefect,
    /// It is dated after the day of the assessment.
    NotYet,
    /// Nothing about the answer keeps the verdict from being better.
    NothingToAccept,
    /// The residual risk is higher than when it was given.
    RiskRose,
    /// The question is open: what would be accepted is not known.
    Unknown,
}

impl AcceptanceStanding {
    /// True when its last day says something: there is a risk that somebody carries, or carried, until then.
    #[must_use]
    pub const fn has_a_term(self) -> bool {
        matches!(
            self,
            Self::Expired | Self::Holds | Self::NotYet | Self::RiskRose
        )
    }
}
