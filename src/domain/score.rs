//! The score: an interval with everything that explains it. All shares in basis points (10,000 = 100 %).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::id::TopicId;
use super::pack::Strength;
use super::text::Text;

/// A level of risk, lowest first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum RiskLevel {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Very high.
    VeryHigh,
}

/// What may be said of the risk that remains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Score {
    /// Name of the method.
    pub method: String,
    /// Risk before any measure of the provider.
    pub inherent: InherentRisk,
    /// Risk that remains, conservatively: what is unknown earns nothing.
    pub residual: u32,
    /// Risk that would remain in the best case: what is unknown turns out well.
    pub residual_best: u32,
    /// Level of `residual`.
    pub level: RiskLevel,
    /// Overall credit, conservatively.
    pub credit: u32,
    /// Overall credit in the best case.
    pub credit_best: u32,
    /// Share of weight that was answered or observed.
    pub coverage: u32,
    /// Strength of the evidence, weighted; unknown counts nothing.
    pub confidence: u32,
    /// Trust in the provider's bare claims, lowered by contradictions.
    pub trust: u32,
    /// Open contradictions.
    pub contradictions: u32,
    /// Share of weight at each strength of evidence; what is missing to 10,000 is unknown.
    pub strengths: Vec<StrengthShare>,
    /// Topics in the order of the policy; those with nothing to judge are left out.
    pub topics: Vec<TopicScore>,
    /// What each question and check takes off the inherent risk; sums exactly to `inherent.value - residual`.
    pub contributions: Vec<Contribution>,
}

/// Risk before any measure of the provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InherentRisk {
    /// Value.
    pub value: u32,
    /// Level.
    pub level: RiskLevel,
    /// Factors in the order of the policy.
    pub factors: Vec<FactorValue>,
    /// True when a legal floor raised the value.
    pub raised: bool,
}

/// One factor of inherent risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FactorValue {
    /// The intake field.
    pub id: String,
    /// Name.
    pub title: Text,
    /// Weight.
    pub weight: u32,
    /// Value; 10,000 when the intake does not say.
    pub value: u32,
    /// False when the intake does not say.
    pub answered: bool,
}

/// Share of weight at one strength of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StrengthShare {
    /// Strength.
    pub strength: Strength,
    /// Share.
    pub share: u32,
}

/// One topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TopicScore {
    /// Id.
    pub topic: TopicId,
    /// Name.
    pub title: Text,
    /// Weight in the overall credit.
    pub weight: u32,
    /// Credit, conservatively.
    pub credit: u32,
    /// Credit in the best case.
    pub credit_best: u32,
    /// Share of weight that was answered or observed.
    pub coverage: u32,
    /// Questions and checks that count.
    pub items: u32,
}

/// What one question or check takes off the inherent risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Contribution {
    /// Check id, or `<pack>/<question>`.
    pub item: String,
    /// Topic.
    pub topic: TopicId,
    /// Weight.
    pub weight: u32,
    /// Value of the answer or outcome; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<u32>,
    /// Strength of the evidence; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strength: Option<Strength>,
    /// Credit earned: value times strength.
    pub credit: u32,
    /// Points taken off the inherent risk.
    pub points: u32,
    /// Points that full credit would take off in addition, other things equal.
    pub potential: u32,
}
