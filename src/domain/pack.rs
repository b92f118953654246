//! One questionnaire: a TOML file, read into these types.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use super::attestation::{
    Bridge, EvidenceFault, EvidenceKind, Presented, SeenDefect, Strength,
};
use super::decision::Rule;
use super::finding::Severity;
use super::id::{CheckId, KindId, KnockOutId, PackId, QuestionId, TopicId};
use super::migration::Migration;
use super::text::Text;

/// A pack file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// What the pack is.
    pub pack: PackHead,
    /// Sections in the order of asking.
    #[serde(rename = "section")]
    pub sections: Vec<Section>,
    /// Questions in the order of asking.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
    /// Rules of a decision table, first to last.
    #[serde(rename = "rule", default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
    /// What became of questions of earlier versions.
    #[serde(rename = "migration", default, skip_serializing_if = "Vec::is_empty")]
    pub migrations: Vec<Migration>,
}

impl Pack {
    /// True when the pack decides by rules and counts for nothing in the score.
    #[must_use]
    pub fn is_decision(&self) -> bool {
        self.pack.kind == PackKind::Decision
    }
}

/// The head of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackHead {
    /// Permanent id.
    pub id: PackId,
    /// Semantic version: patch for wording, minor for new questions, major for a change of meaning.
    pub version: String,
    /// Title.
    pub title: Text,
    /// When to use it.
    pub purpose: Text,
    /// Who answers.
    pub audience: Audience,
    /// Licence of the texts (SPDX).
    pub licence: String,
    /// What its answers are for.
    #[serde(default)]
    pub kind: PackKind,
    /// Whose doing its answers speak of.
    #[serde(default)]
    pub about: About,
    /// In a decision table: every rule that holds decides, not the first alone.
    #[serde(default)]
    pub collect: bool,
}

/// What the answers to a pack are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PackKind {
    /// They are judged and scored.
    #[default]
    Assessment,
    /// Rules decide by them.
    Decision,
}

/// Whose doing the answers to a pack speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// The controller's own: shown, never counted in the provider's score.
    Controller,
    /// The party assessed.
    #[default]
    Provider,
}

/// Who answers a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// The buyer itself.
    Controller,
    /// The party assessed.
    Provider,
}

/// A group of questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Id within the pack.
    pub id: String,
    /// Title.
    pub title: Text,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Permanent id, never reused.
    pub id: QuestionId,
    /// Raised when the meaning changes.
    pub rev: u32,
    /// Section it stands in.
    pub section: String,
    /// Topic of the score it counts for; none in a decision table.
    #[serde(default)]
    pub topic: TopicId,
    /// The question.
    pub text: Text,
    /// Why it matters.
    pub why: Text,
    /// What to fill in, and what good evidence is.
    pub help: Text,
    /// Kind of answer.
    #[serde(rename = "type")]
    pub kind: QuestionKind,
    /// Choices, for `choice` and `multi`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Columns, for `table`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column>,
    /// CEL condition; without one the question is always asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// Harm of a bad answer; of no meaning in a decision table.
    #[serde(default)]
    pub severity: Importance,
    /// Whether "not applicable" may be answered.
    #[serde(default)]
    pub na: NotApplicableRule,
    /// Evidence kinds wanted.
    #[serde(default)]
    pub evidence: Vec<KindId>,
    /// Documents that an answer presents as valid, and what of those refutes it. With any of these the question is
    /// about the documents themselves: only the kinds wanted support its answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub presents: Vec<Presented>,
    /// Checks that confirm or contradict the answer.
    #[serde(default)]
    pub observe: Vec<CheckId>,
    /// Matching rule that holds the answer against observations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<String>,
    /// Norms as `norm:provision`.
    #[serde(default)]
    pub refs: Vec<String>,
    /// Rows of the seed requirements it answers.
    #[serde(default)]
    pub origin: Vec<String>,
    /// Options: the first whose condition holds gives the value.
    #[serde(rename = "option", default)]
    pub options: Vec<AnswerOption>,
}

impl Question {
    /// True when the answer is the id of a document in the evidence register.
    #[must_use]
    pub const fn is_document(&self) -> bool {
        matches!(self.kind, QuestionKind::Attestation | QuestionKind::File)
    }
}

/// The kind of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionKind {
    /// Id of a document in the evidence register that is an attestation.
    Attestation,
    /// One of the choices.
    Choice,
    /// ISO 3166-1 alpha-2 codes.
    Countries,
    /// A date.
    Date,
    /// A whole number of days.
    Days,
    /// Id of a document in the evidence register.
    File,
    /// Date and time with the difference to UTC; stored as text by RFC 3339.
    Moment,
    /// Some of the choices.
    Multi,
    /// A whole number.
    Number,
    /// Rows.
    Table,
    /// Free text.
    Text,
    /// Yes or no.
    YesNo,
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Stored value.
    pub id: String,
    /// Dutch label.
    pub nl: String,
    /// English label.
    pub en: String,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Key in each row.
    pub id: String,
    /// Kind of cell.
    #[serde(rename = "type")]
    pub kind: ColumnKind,
    /// Dutch heading.
    pub nl: String,
    /// English heading.
    pub en: String,
}

/// The kind of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnKind {
    /// ISO 3166-1 alpha-2 code.
    Country,
    /// A date.
    Date,
    /// A whole number.
    Number,
    /// Free text.
    Text,
    /// Yes or no.
    YesNo,
}

/// Weight of a question: 1, 2, 4 or 8.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Importance {
    /// Weight 1.
    Minor,
    /// Weight 2.
    #[default]
    Normal,
    /// Weight 4.
    Major,
    /// Weight 8; unanswered, it holds the verdict.
    Critical,
}

impl Importance {
    /// The weight in the score.
    #[must_use]
    pub const fn weight(self) -> u32 {
        match self {
            Self::Minor => 1,
            Self::Normal => 2,
            Self::Major => 4,
            Self::Critical => 8,
        }
    }

    /// The severity of a bad answer.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::Minor => Severity::Low,
            Self::Normal => Severity::Medium,
            Self::Major => Severity::High,
            Self::Critical => Severity::Critical,
        }
    }
}

/// Whether "not applicable" may be answered. Applicability proper comes from conditions, never from the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotApplicableRule {
    /// With a reason and a reviewer's approval; until then it counts as unknown.
    Approval,
    /// Never.
    #[default]
    Never,
}

/// One option rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerOption {
    /// CEL condition over `value` and the context.
    #[serde(rename = "if")]
    pub condition: String,
    /// 0 (worst) to 100 (best).
    pub value: u8,
    /// Defect that no score can outweigh.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knock_out: Option<KnockOutId>,
    /// CEL condition under which the knock-out does not apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub knock_out_unless: Option<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Text>,
    /// Contract sentence that the answer feeds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<Text>,
}

/// A knock-out as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnockOut {
    /// Permanent id.
    pub id: KnockOutId,
    /// Legal knock-outs cannot be accepted away.
    pub kind: KnockOutKind,
    /// Name of the defect.
    pub title: Text,
    /// Why it weighs so much.
    pub why: Text,
    /// Legal basis as `norm:provision`.
    pub basis: Vec<String>,
    /// What cures it.
    pub remedy: Text,
    /// The result of a check that raises it as well, besides answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<SeenDefect>,
}

/// The kind of a knock-out.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum KnockOutKind {
    /// A legal defect: the verdict is no-go.
    Legal,
    /// Needs a named owner's signed acceptance: the verdict is at best conditional.
    Soft,
}
