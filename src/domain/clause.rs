//! What an agreement must hold, how it is recognised, and what was found of it.

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::text::Text;

/// One file of `data/clauses/`: the clauses that one norm wants.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClauseFile {
    /// What the file is.
    pub clauses: ClauseHead,
    /// The clauses, in the order of the report.
    #[serde(rename = "clause")]
    pub list: Vec<Clause>,
    /// Words that turn the sense of a sentence; the same for every norm, from a file of their own.
    #[serde(skip)]
    pub wording: Wording,
}

/// `data/clauses/wording.toml`: words that turn the sense of a sentence, as patterns in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// Deny the sentence that they stand in: `niet`, `no`.
    pub denies: Vec<String>,
    /// Forbid: with a lack they demand, as denials do; alone they deny nothing.
    pub forbids: Vec<String>,
    /// Release from a duty or take a right away, whatever else the sentence says.
    pub releases: Vec<String>,
    /// Take something away: alone they deny it, with a denial they demand it.
    pub lacks: Vec<String>,
    /// Behind these, what was denied holds: `tenzij`, `except`.
    pub excepts: Vec<String>,
    /// Where such words deny nothing of a clause: `niet later dan`.
    pub harmless: Vec<String>,
    /// With these a new statement begins.
    pub begins: Vec<String>,
    /// Make a whole passage void.
    pub voids: Vec<String>,
    /// Promise an effort, not a result.
    pub efforts: Vec<String>,
    /// Before a number: it is the least there will be.
    pub least: Vec<String>,
    /// Before a number: it is the most there will be.
    pub most: Vec<String>,
    /// Before a number: something begins behind it.
    pub after: Vec<String>,
    /// What is said about them.
    pub notes: WordingNotes,
}

/// What is said about words that turn the sense.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordingNotes {
    /// The passage denies the clause.
    pub denied: Text,
    /// The passage says that it does not apply.
    pub void: Text,
    /// The passage promises an effort.
    pub effort: Text,
    /// A number in digits and one in words differ.
    pub differ: Text,
}

/// The head of a file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClauseHead {
    /// Id of the norm, as in `data/norms/`.
    pub norm: String,
    /// Version of the patterns.
    pub version: String,
    /// When they were last held against the norm.
    pub verified_on: Day,
    /// What a reader sees above them.
    pub title: Text,
}

/// A clause that an agreement should hold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// Permanent id.
    pub id: String,
    /// Provision as `norm:provision`.
    pub reference: String,
    /// In a few words.
    pub title: Text,
    /// What the agreement should say.
    pub wants: Text,
    /// What to ask for when it does not.
    pub ask: Text,
    /// The points from which it may be there.
    pub present: u32,
    /// The points from which something of it may be there.
    pub weak: u32,
    /// True when its parts may stand in several passages, which then count together.
    #[serde(default)]
    pub spread: bool,
    /// Words that speak for it.
    #[serde(rename = "term")]
    pub terms: Vec<Term>,
    /// Words that speak against it, or weaken it.
    #[serde(rename = "trap", default)]
    pub traps: Vec<Trap>,
    /// Numbers that it should keep to.
    #[serde(rename = "limit", default)]
    pub limits: Vec<Limit>,
}

/// Words that speak for a clause.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Points, once a passage.
    pub points: u32,
    /// True when a passage without it is about something else.
    #[serde(default)]
    pub anchor: bool,
    /// Patterns in both languages, any of which will do.
    pub any: Vec<String>,
}

/// Words that weaken a clause.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trap {
    /// Patterns in both languages.
    pub any: Vec<String>,
    /// True when it counts wherever it stands, not only in passages about the clause.
    #[serde(default)]
    pub anywhere: bool,
    /// What is the matter.
    pub note: Text,
}

/// A number that a clause should keep to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// What is counted.
    pub unit: Unit,
    /// The highest that will do.
    #[serde(default)]
    pub most: Option<u32>,
    /// The lowest that will do.
    #[serde(default)]
    pub least: Option<u32>,
    /// Patterns of which one stands in the same sentence as the number; none asks for nothing.
    #[serde(default)]
    pub beside: Vec<String>,
    /// Patterns of which none stands in the same sentence as the number: then it is about something else.
    #[serde(default)]
    pub unless: Vec<String>,
    /// True when the clause is weak without a number.
    #[serde(default)]
    pub wanted: bool,
    /// What the limit is.
    pub about: Text,
}

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Hours.
    Hours,
    /// Calendar days.
    Days,
    /// Days on which people work.
    WorkingDays,
    /// Weeks.
    Weeks,
    /// Months.
    Months,
    /// Years.
    Years,
    /// Hundredths.
    Percent,
}

impl Unit {
    /// Hours in one; a working day counts as the day itself, a month as 30 days. None for what is no time.
    #[must_use]
    pub const fn hours(self) -> Option<u64> {
        match self {
            Self::Hours => Some(1),
            Self::Days | Self::WorkingDays => Some(24),
            Self::Weeks => Some(7 * 24),
            Self::Months => Some(30 * 24),
            Self::Years => Some(365 * 24),
            Self::Percent => None,
        }
    }
}

/// What was found of a clause. A person confirms it: words are no meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// Nothing.
    NotFound,
    /// Something, but words are missing, speak against it, or a number is out of bounds.
    Weak,
    /// The words are there.
    Present,
}

/// Whether a number keeps to a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// It does.
    Within,
    /// It does not.
    Beyond,
    /// It depends: working days may run over a weekend, or something begins only after the number.
    Unclear,
}

/// A number that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// As it stands in the text.
    pub text: String,
    /// How many, in whole units.
    pub count: u32,
    /// The thousandths of a unit on top of that.
    pub thousandths: u32,
    /// Of what.
    pub unit: Unit,
    /// True when the same number stands there twice, in digits and in words, and the two differ.
    pub differs: bool,
    /// Against the limit.
    pub bound: Bound,
    /// What the limit is.
    pub about: Text,
}

/// A passage that may meet a clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Match {
    /// Which of the files, counted from 0.
    pub file: usize,
    /// Its place in the list of passages of that file, counted from 0.
    pub passage: usize,
    /// Points of the words that it does not deny.
    pub points: u32,
    /// The words in it that speak for the clause.
    pub because: Vec<String>,
    /// The numbers in it.
    pub figures: Vec<Figure>,
    /// What weakens it: the words, and what is the matter.
    pub traps: Vec<(String, Text)>,
}

/// What was found of one clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// Id of the clause.
    pub clause: String,
    /// What it comes to.
    pub presence: Presence,
    /// The best passages, best first; at most three.
    pub matches: Vec<Match>,
    /// Why no more than that.
    pub notes: Vec<Text>,
}
