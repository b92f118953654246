//! What became of a question when its pack changed: data in the pack, so that answers of earlier versions find their way.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::id::QuestionId;
use super::text::Text;

/// What a version of a pack did to questions of the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Migration {
    /// The version that made the change.
    pub to: String,
    /// What kind of change it is.
    pub change: Change,
    /// Ids in the version before.
    pub from: Vec<String>,
    /// Ids in the new version; none when the question went.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub into: Vec<QuestionId>,
    /// What a choice of before is called now; a choice that is not here kept its name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
    /// Why, for those who answered.
    pub note: Text,
}

/// The kinds of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// It asks something else now: the answer of before says nothing about it.
    MeaningChanged,
    /// Several became one: answers that agree come along, to be confirmed.
    Merged,
    /// It went.
    Removed,
    /// Other words for the same question, under the same or another id: the answer stands.
    Reworded,
    /// Another id, nothing else: the answer stands.
    Same,
    /// One became several: the answer comes along where it fits, to be confirmed.
    Split,
}

impl Change {
    /// The stored word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MeaningChanged => "meaning-changed",
            Self::Merged => "merged",
            Self::Removed => "removed",
            Self::Reworded => "reworded",
            Self::Same => "same",
            Self::Split => "split",
        }
    }

    /// True when `from` and `into` have the number of ids that the change needs.
    #[must_use]
    pub const fn suits(self, from: usize, into: usize) -> bool {
        match self {
            Self::MeaningChanged | Self::Reworded | Self::Same => from == 1 && into == 1,
            Self::Merged => from >= 2 && into == 1,
            Self::Removed => from >= 1 && into == 0,
            Self::Split => from == 1 && into >= 2,
        }
    }
}
