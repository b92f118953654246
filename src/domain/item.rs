//! A question or check as scoring sees it.

use super::finding::FindingSource;
use super::id::TopicId;
use super::pack::{Importance, KnockOut, Strength};
use super::text::Text;

/// Something that earns credit: an applicable question, or a check over all its subjects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Check id, or `<pack>/<question>`.
    pub id: String,
    /// A question or a check.
    pub source: FindingSource,
    /// Topic it counts for.
    pub topic: TopicId,
    /// Weight within the topic: 1, 2, 4 or 8; an item of weight 0 is left out of the score.
    pub weight: u32,
    /// What it asks or looks at.
    pub title: Text,
    /// What to do when it falls short.
    pub remedy: Option<Text>,
    /// Whether its being unknown holds the verdict.
    pub importance: Importance,
    /// What is known.
    pub reading: ItemReading,
}

/// What is known about an item. Values in basis points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemReading {
    /// Answered or observed.
    Known {
        /// Value of the answer or outcome.
        value: u32,
        /// Strength of the best valid evidence.
        strength: Strength,
        /// True when the strength `observed` rests on an indication only.
        indicated: bool,
        /// True for an answer carried over from an earlier assessment and not confirmed since.
        carried: bool,
        /// True when an observation refutes the answer: it earns nothing.
        contradicted: bool,
    },
    /// Not answered or not seen.
    Unknown {
        /// The value if what is unknown turns out well: less than full where a part that was seen falls short.
        best: u32,
    },
}

/// A knock-out that an answer raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaisedKnockOut {
    /// The knock-out.
    pub knock_out: KnockOut,
    /// `<pack>/<question>` whose answer raised it.
    pub item: String,
}
