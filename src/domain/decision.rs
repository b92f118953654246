//! Decision tables: ordered rules over answers, and what they decide.

use serde::{Deserialize, Serialize};

use super::id::{QuestionId, RuleId};
use super::text::Text;

/// A rule of a decision table. The first that holds decides; where it names a next one, the table is read on from there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Permanent id within the pack.
    pub id: RuleId,
    /// CEL condition over answers and context; true when the rule holds.
    #[serde(rename = "if")]
    pub condition: String,
    /// What is decided.
    pub outcome: Text,
    /// What to do.
    #[serde(rename = "do")]
    pub action: Text,
    /// Legal basis as `norm:provision`.
    #[serde(default)]
    pub refs: Vec<String>,
    /// When it is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<RuleDeadline>,
    /// The rule, further down, from which the table is read on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<RuleId>,
    /// Papers that the decision asks for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<Paper>,
    /// Rows of the seed requirements it answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origin: Vec<String>,
}

/// The deadline of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleDeadline {
    /// The question, about a day or a moment, whose answer starts the clock.
    pub from: QuestionId,
    /// Length in hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// Length in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// Length by the law of the day: a period of `data/policy/deadlines.toml`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// The question, about a day or a moment, whose answer says when it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<QuestionId>,
    /// What has to be done by then.
    pub note: Text,
    /// What to do once it has passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late: Option<Text>,
}

/// A paper that a decision asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paper {
    /// The data for the form of the authority.
    Form,
    /// The letter to the people concerned.
    Letter,
    /// The notice of a processor to its controller.
    Notice,
    /// The entry in the register.
    Register,
}
