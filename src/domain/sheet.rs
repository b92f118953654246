//! The sheet of a check: everything about it that is data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::finding::Severity;
use super::id::{CheckId, TopicId};
use super::text::Text;

/// One file of `data/checks/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckSheet {
    /// Id of the check.
    pub id: CheckId,
    /// Raised when the meaning changes.
    pub rev: u32,
    /// First word of the id.
    pub family: String,
    /// Topic of the score it counts for.
    pub topic: TopicId,
    /// Harm when it deviates.
    pub severity: Severity,
    /// Weight in the score: 0, 1, 2, 4 or 8.
    pub weight: u32,
    /// How settled the check is.
    pub lifecycle: Lifecycle,
    /// First day it judges.
    pub effective_from: Day,
    /// Norms as `norm:provision`.
    pub refs: Vec<String>,
    /// What is looked at, in a few words.
    pub title: Text,
    /// What is looked at.
    pub what: Text,
    /// Why it matters.
    pub why: Text,
    /// How it is judged.
    pub how: Text,
    /// What an administrator does.
    pub remedy: Text,
    /// The text of each result.
    pub reason: BTreeMap<String, Text>,
}

/// How settled a check is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lifecycle {
    /// On its way out.
    Deprecated,
    /// May still change.
    Experimental,
    /// Settled.
    Stable,
}
