//! Kinds of evidence, what they are worth, and how answers present them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::day::Day;
use super::id::{CheckId, KindId, KnockOutId, TopicId};
use super::text::Text;

/// A kind of evidence and what it is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceKind {
    /// Permanent id.
    pub id: KindId,
    /// Name.
    pub title: Text,
    /// Strength it lends when valid and relevant.
    pub strength: Strength,
    /// Topics it can prove something about.
    #[serde(default)]
    pub proves: Vec<TopicId>,
    /// Days it can stay strong at most after its issue or the end of its period. An end date of its own makes that
    /// shorter, never longer.
    #[serde(default)]
    pub valid_days: Option<i32>,
    /// What carries it over a gap until the next one.
    #[serde(default)]
    pub bridge: Option<Bridge>,
    /// True when a document without an end date proves nothing.
    #[serde(default)]
    pub needs_expiry: bool,
    /// Day after which every document of this kind is worthless.
    #[serde(default)]
    pub superseded_on: Option<Day>,
    /// What to look out for.
    pub note: Text,
    /// Norms as `norm:provision`.
    #[serde(default)]
    pub refs: Vec<String>,
}

/// A letter that carries a report over the time until the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bridge {
    /// The kind of the letter.
    pub by: KindId,
    /// Days that it adds at most.
    pub days: i32,
}

/// What an answer presents as valid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Presented {
    /// The answers that do so, as choices of the question.
    pub answers: Vec<String>,
    /// The kinds of document that are meant.
    pub kinds: Vec<KindId>,
    /// What refutes the answer when every such document behind it has it; with none the question is only about them.
    pub faults: Vec<EvidenceFault>,
    /// What that raises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knock_out: Option<KnockOutId>,
}

/// What a document is found to be when it is presented as valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceFault {
    /// Past its end date, or older than its kind allows.
    Expired,
    /// By an issuer that is not accredited, in the word of a reviewer.
    NotAccredited,
    /// About something else than the service bought, in the word of a reviewer.
    OutOfScope,
    /// Of a kind that proves nothing any more.
    Superseded,
}

/// A result of a check that raises a knock-out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeenDefect {
    /// The check.
    pub check: CheckId,
    /// The reason that it gives.
    pub reason: String,
}

/// How strong the evidence behind an answer is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// Said, nothing more.
    Asserted,
    /// A document of the provider shows it.
    Documented,
    /// A third party attests it.
    Attested,
    /// Our own check saw it.
    Observed,
}
