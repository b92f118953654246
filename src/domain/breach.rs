//! Papers of a breach as data: what the form of an authority, a notice, the letter and the register ask, in their order.

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::id::{QuestionId, RuleId};
use super::text::Text;

/// A form to copy into: `breach/<id>.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormTemplate {
    /// What it is.
    pub form: FormHead,
    /// Its sections, in order.
    #[serde(rename = "section")]
    pub sections: Vec<FormSection>,
}

/// The head of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormHead {
    /// Permanent id; a form that changes is a new file.
    pub id: String,
    /// Version of this file.
    pub version: String,
    /// Title.
    pub title: Text,
    /// How to use it.
    pub intro: Text,
    /// Page of the form itself.
    #[serde(default)]
    pub source: Option<String>,
    /// Day on which it was held against that page.
    #[serde(default)]
    pub verified_on: Option<Day>,
}

/// A section of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormSection {
    /// Title.
    pub title: Text,
    /// Its fields, in order.
    pub fields: Vec<FormField>,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormField {
    /// Dutch label.
    pub nl: String,
    /// English label.
    pub en: String,
    /// The questions whose answers go there.
    pub answers: Vec<QuestionId>,
    /// True when it stays empty unless it applies, such as the reason of a delay: then no answer is no gap.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

/// The letter to the people concerned: `breach/letter.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterTemplate {
    /// What it is.
    pub letter: LetterHead,
    /// Its paragraphs, in order.
    #[serde(rename = "paragraph")]
    pub paragraphs: Vec<Paragraph>,
}

/// The head of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterHead {
    /// Version of this file.
    pub version: String,
    /// Title.
    pub title: Text,
    /// How to use it.
    pub intro: Text,
}

/// A paragraph; `{question.id}` and `{controller}` in it are filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paragraph {
    /// Its words.
    pub text: Text,
    /// The questions whose answers it needs.
    #[serde(default)]
    pub answers: Vec<QuestionId>,
    /// It stands only where one of these rules decides.
    #[serde(default)]
    pub rules: Vec<RuleId>,
    /// It is left out when an answer is missing; otherwise the gap is shown.
    #[serde(default)]
    pub optional: bool,
}

/// The entry in the register: `breach/register.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterTemplate {
    /// What it is.
    pub register: RegisterHead,
    /// Its fields, in order.
    pub fields: Vec<RegisterField>,
}

/// The head of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterHead {
    /// Version of this file.
    pub version: String,
    /// Title.
    pub title: Text,
}

/// A field of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterField {
    /// Stored key.
    pub key: String,
    /// Dutch label.
    pub nl: String,
    /// English label.
    pub en: String,
    /// The questions whose answers go there.
    pub answers: Vec<QuestionId>,
}
