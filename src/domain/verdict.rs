//! The verdict: a rule lattice, worst reason first.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::acceptance::JudgedAcceptance;
use super::day::Day;
use super::text::Text;

/// What the controller is advised to do. Worst first: the worst reason decides.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Advice {
    /// A legal defect that no score can outweigh.
    NoGo,
    /// Too little is known to decide.
    Hold,
    /// Acceptable once the conditions are met or accepted by name.
    GoWithConditions,
    /// Nothing stands in the way.
    Go,
}

/// The verdict and its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// What the controller is advised to do.
    pub advice: Advice,
    /// Every reason that keeps the verdict from `go`, worst first.
    pub reasons: Vec<Reason>,
    /// The cheapest changes, best first: questions and checks by the risk that full credit would take away.
    pub improvements: Vec<Improvement>,
    /// What would change the verdict: small sets of fixes, by the verdict that they lead to, worst first. Absent in
    /// assessments from before, and while nothing was observed at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ways: Vec<Way>,
    /// Until when the assessment holds.
    pub valid_until: Day,
    /// Risks that somebody took by name, and whether that counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acceptances: Vec<JudgedAcceptance>,
}

/// Why the verdict is not better.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reason {
    /// The rule.
    pub rule: ReasonRule,
    /// The best verdict that it allows.
    pub caps_at: Advice,
    /// The question, check, claim or knock-out that it is about.
    pub item: String,
    /// What is the matter.
    pub text: Text,
    /// What cures it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Text>,
    /// Legal basis.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refs: Vec<String>,
}

/// The rules of the lattice, worst first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonRule {
    /// A legal knock-out.
    LegalKnockOut,
    /// Nothing could be observed at all.
    NothingObserved,
    /// A critical question without an answer, or a critical check that could not see.
    CriticalUnknown,
    /// Coverage below the limit.
    LowCoverage,
    /// A soft knock-out.
    SoftKnockOut,
    /// A claim that observations refute.
    Contradiction,
    /// A deviation of high or critical severity.
    SevereDeviation,
    /// Residual risk at level high or above.
    HighResidual,
}

/// A change that would take risk away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Improvement {
    /// The question or check.
    pub item: String,
    /// What it asks or looks at.
    pub title: Text,
    /// What to do.
    pub text: Text,
    /// Risk that it would take away, in basis points.
    pub points: u32,
}

/// A set of fixes that leads to a better verdict; none of them can be left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Way {
    /// The verdict that it leads to, when each fix turns out well and nothing else changes.
    pub advice: Advice,
    /// What to do: first what every way to this verdict asks for, then what was chosen to get under a limit.
    pub fixes: Vec<Fix>,
    /// Residual risk afterwards, conservatively, in basis points.
    pub residual: u32,
}

/// Something to put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fix {
    /// The question, check or finding.
    pub item: String,
    /// What it asks or looks at.
    pub title: Text,
    /// What to do.
    pub text: Text,
}
