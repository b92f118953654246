//! Results of checks and questions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::subject::SubjectId;
use super::text::{Lang, Text};

/// What a judgement comes to. "Could not look" and "not answered" are outcomes of their own, never a pass.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// As it should be.
    Conforms,
    /// Partly as it should be.
    Partial,
    /// Not as it should be.
    Deviates,
    /// The check or question does not apply here.
    NotApplicable,
    /// A question without an answer.
    NotAnswered,
    /// A check that could not see enough.
    NotObserved,
    /// No judgement: what a decision table comes to.
    Informs,
}

/// Harm that a deviation can do.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// For information; carries no weight.
    Info,
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

/// How certain a judgement is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// An indication.
    Low,
    /// Probable.
    Medium,
    /// Seen.
    High,
}

/// Where a finding comes from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum FindingSource {
    /// An entry of a baseline that no longer holds.
    Baseline,
    /// An active check.
    Check,
    /// A decision table of a pack.
    Decision,
    /// A question of a pack.
    Question,
}

/// Characters of a quote that are kept.
const MAX_QUOTE: usize = 500;

/// What a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceItem {
    /// Id of an observation (`o12`) or of a document in the evidence register.
    pub id: String,
    /// The words, records or values that convince a doubter; in English where words of ours stand in it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub quote: String,
    /// The same in both languages, when words of ours stand in it; absent for what is a record or a value and no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Text>,
}

impl EvidenceItem {
    /// An item with a quote of at most 500 characters.
    pub fn new(id: impl Into<String>, quote: impl AsRef<str>) -> Self {
        Self {
            id: id.into(),
            quote: quote.as_ref().chars().take(MAX_QUOTE).collect(),
            told: None,
        }
    }

    /// An item whose quote has words of ours in it; at most 500 characters of each language.
    pub fn told(id: impl Into<String>, quote: &Text) -> Self {
        let cut = |text: &str| text.chars().take(MAX_QUOTE).collect::<String>();
        let told = (quote.nl != quote.en).then(|| Text::new(cut(&quote.nl), cut(&quote.en)));
        Self {
            told,
            ..Self::new(id, &quote.en)
        }
    }

    /// The quote for a reader of a language.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> &str {
        match &self.told {
            Some(told) => told.in_lang(lang),
            None => &self.quote,
        }
    }
}

/// One judgement about one subject. There is exactly one for each check and subject, for each
/// question, and for each decision table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Stable: `<check>@<subject>`, `<pack>/<question>` or `<pack>/decision`.
    pub id: String,
    /// A check, a question or a decision table.
    pub source: FindingSource,
    /// Id of the check or question, or of the pack with the table.
    pub check: String,
    /// What it is about.
    pub subject: SubjectId,
    /// The result.
    pub outcome: Outcome,
    /// Harm when it deviates.
    pub severity: Severity,
    /// How certain.
    pub confidence: Confidence,
    /// Stable name of the result within the check, such as `expired`.
    pub reason: String,
    /// What was looked at or asked.
    pub title: Text,
    /// What was found.
    pub detail: Text,
    /// What to do about it; only when there is something to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remediation: Option<Text>,
    /// Sentence for the agreement that the answer feeds; of questions alone. Absent in assessments from before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<Text>,
    /// Norms as `norm:provision`.
    pub refs: Vec<String>,
    /// What it rests on.
    pub evidence: Vec<EvidenceItem>,
}
