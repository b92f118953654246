//! An organisation's changes to a shipped pack, without a copy of it: questions added, dropped or weighed otherwise.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::id::{KnockOutId, PackId, QuestionId};
use super::pack::{Importance, Question, Section};
use super::text::Text;

/// An overlay file. Questions that it adds stand behind those of the pack, in a section of the pack or of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// What it lies over.
    pub overlay: OverlayHead,
    /// Sections that it adds.
    #[serde(rename = "section", default)]
    pub sections: Vec<Section>,
    /// Questions that it adds.
    #[serde(rename = "question", default)]
    pub questions: Vec<Question>,
    /// Questions that it drops.
    #[serde(rename = "drop", default)]
    pub drops: Vec<Drop>,
    /// Questions that it weighs otherwise.
    #[serde(rename = "weight", default)]
    pub weights: Vec<Reweigh>,
}

/// The head of an overlay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverlayHead {
    /// The pack that it changes.
    pub of: PackId,
    /// Its own version, `major.minor.patch`.
    pub version: String,
}

/// A question that is not asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drop {
    /// Which one.
    pub question: QuestionId,
    /// Why: it stands in every report.
    pub reason: Text,
}

/// A question with another weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reweigh {
    /// Which one.
    pub question: QuestionId,
    /// Its weight from now on.
    pub severity: Importance,
    /// Why: it stands in every report.
    pub reason: Text,
}

/// One change that an overlay made, as the method of an assessment names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackChange {
    /// The overlay, as the user knows the file.
    pub file: String,
    /// The pack.
    pub pack: PackId,
    /// The question.
    pub question: QuestionId,
    /// What was done.
    pub change: PackChangeKind,
    /// Why; a question that was added speaks for itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Text>,
    /// Knock-outs that can no longer be raised by it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub knock_outs: Vec<KnockOutId>,
    /// Norms that it is no longer held against, as `norm:provision`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refs: Vec<String>,
    /// Weight before and after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<(Importance, Importance)>,
}

/// What an overlay can do to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PackChangeKind {
    /// It is asked besides those of the pack.
    Added,
    /// It is not asked.
    Dropped,
    /// It weighs more or less.
    Reweighed,
}
