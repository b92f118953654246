//! What an answer asserts, held against what was observed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::finding::EvidenceItem;
use super::id::{PackId, QuestionId};
use super::pack::Importance;
use super::text::Text;

/// What observations say about a claim.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimStatus {
    /// Everything that was looked at agrees.
    Confirmed,
    /// Something that was seen refutes it.
    Contradicted,
    /// It was refuted, and a reviewer accepted the provider's explanation.
    Explained,
    /// What was seen neither confirms nor refutes it.
    NotObservable,
}

/// One claim: said and seen, side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// `<pack>/<question>`.
    pub id: String,
    /// The pack.
    pub pack: PackId,
    /// The question whose answer asserts it.
    pub question: QuestionId,
    /// The matching rule, or `checks` when the checks that the question names decide.
    pub rule: String,
    /// Importance of the question.
    pub importance: Importance,
    /// What observations say.
    pub status: ClaimStatus,
    /// What the provider says.
    pub said: Text,
    /// What was seen.
    pub seen: Text,
    /// What it rests on.
    pub evidence: Vec<EvidenceItem>,
    /// The explanation that a reviewer accepted, with name and date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// What the provider says about it; kept of a refuted claim, whether or not a reviewer accepted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
}

/// An answer that asserts something observable: the input of claim matching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assertion {
    /// The pack.
    pub pack: PackId,
    /// The question.
    pub question: QuestionId,
    /// Importance of the question.
    pub importance: Importance,
    /// The answer.
    pub value: super::answer::AnswerValue,
    /// Question and answer in words.
    pub said: Text,
    /// The matching rule, when the question names one.
    pub rule: Option<String>,
    /// Checks that decide when there is no rule, and that are shown beside it.
    pub observe: Vec<super::id::CheckId>,
    /// The explanation that a reviewer accepted, with name and date.
    pub explained: Option<String>,
    /// What the provider says about a contradiction.
    pub response: Option<String>,
}
