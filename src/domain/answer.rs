//! Answers and the documents behind them.

use std::collections::BTreeMap;

use super::acceptance::Acceptance;
use super::day::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::id::{EvidenceId, KindId, PackId, QuestionId};
use super::pack::EvidenceKind;

/// The answers to one pack: one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerSet {
    /// The pack that was answered.
    pub pack: PackId,
    /// Its version at the time of answering.
    pub version: String,
    /// Answers by question.
    #[serde(default)]
    pub answers: BTreeMap<QuestionId, Answer>,
}

/// One answer with its provenance.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The value; absent means not answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<AnswerValue>,
    /// The provider's reason why the question does not apply; counts as unknown until a reviewer approves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<String>,
    /// Remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// What the provider says when something that was seen contradicts the answer, or when a reviewer did not accept it: its
    /// right of reply. It settles nothing until a reviewer decides anew, and stays in the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// Who answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Day>,
    /// Where the answer comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Documents behind it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceId>,
    /// A reviewer's decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<Review>,
    /// The day by which the provider promises what the answer does not give yet. It counts for nothing in the score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Day>,
    /// True when the answer is for the parties alone: a public edition leaves it out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confidential: bool,
    /// The risk of this answer, taken by a named owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<Acceptance>,
}

impl Answer {
    /// Takes another value: what was decided and said about the one before lapses.
    pub fn give(&mut self, value: AnswerValue) {
        if self.value.as_ref() != Some(&value) {
            self.review = None;
            self.explanation = None;
            self.acceptance = None;
        }
        self.value = Some(value);
    }

    /// Takes a reason why the question does not apply: what was decided before another one lapses.
    pub fn decline(&mut self, reason: String) {
        if self.not_applicable.as_ref() != Some(&reason) {
            self.review = None;
            self.acceptance = None;
        }
        self.not_applicable = Some(reason);
    }

    /// The answer as somebody gives it now. Without a name nobody is named: not who gave the one `before`. What it was
    /// read from stays only with the same answer, and that it was carried over never.
    #[must_use]
    pub fn given(mut self, before: Option<&Self>, by: Option<String>, today: Day) -> Self {
        let same = before.is_some_and(|before| {
            before.value == self.value && before.not_applicable == self.not_applicable
        });
        self.by = by;
        self.at = Some(today);
        self.source = self
            .source
            .filter(|source| same && matches!(source, Source::Document(_) | Source::Provider(_)));
        self
    }

    /// Takes what the provider says to what was seen or decided. That a reviewer found an earlier reply to hold lapses;
    /// that the answer was rejected stays until a reviewer decides anew.
    pub fn reply(&mut self, words: String) {
        let explained = |review: &Review| review.decision == Decision::ContradictionExplained;
        if self.explanation.as_ref() != Some(&words) {
            self.review = self.review.take().filter(|review| !explained(review));
        }
        self.explanation = Some(words);
    }
}

/// Where an answer comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum Source {
    /// Carried over from an earlier assessment (its date); half credit until confirmed again.
    CarriedFrom(Day),
    /// Read from a document: name, `#`, page.
    Document(String),
    /// Taken from a file.
    Import(String),
    /// The provider said so, in these words or this message.
    Provider(String),
}

/// A reviewer's decision on an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// The decision.
    pub decision: Decision,
    /// Who decided.
    pub by: String,
    /// When.
    pub at: Day,
    /// Why.
    pub reason: String,
}

/// What a reviewer can decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// The "not applicable" is right.
    ApprovedNotApplicable,
    /// The answer, carried over from an earlier assessment, still holds.
    Confirmed,
    /// The provider's explanation of a contradiction holds.
    ContradictionExplained,
    /// The answer is not accepted and counts as unknown.
    Rejected,
}

impl Decision {
    /// As it stands in a file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ApprovedNotApplicable => "approved-not-applicable",
            Self::Confirmed => "confirmed",
            Self::ContradictionExplained => "contradiction-explained",
            Self::Rejected => "rejected",
        }
    }
}

/// A value. TOML `yes`/`no` strings are read as yes and no for yes-no questions only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum AnswerValue {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A date.
    Day(Day),
    /// Text, a choice or an evidence id.
    Text(String),
    /// Several choices or countries.
    List(Vec<String>),
    /// Rows.
    Rows(Vec<BTreeMap<String, Cell>>),
}

/// A cell of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Cell {
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// A date.
    Day(Day),
    /// Text.
    Text(String),
}

/// A document in the evidence register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Id that answers refer to.
    pub id: EvidenceId,
    /// Kind, from the catalogue.
    pub kind: KindId,
    /// File below `evidence/`, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// SHA-256 of the file, lower-case hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Who issued it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The legal entity it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What it covers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// A reviewer's word on whether the scope covers the service bought; unknown until someone looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers_service: Option<bool>,
    /// True when the issuer is accredited for this; unknown until someone looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accredited: Option<bool>,
    /// Day of issue, or end of the period reported on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<Day>,
    /// Last day of validity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Day>,
    /// Who may see it.
    #[serde(default)]
    pub confidentiality: Confidentiality,
}

impl Evidence {
    /// The last day that it counts as current, when it has one: the earlier of its own last day and of so many days after
    /// its issue as its kind says.
    #[must_use]
    pub fn last_day(&self, kind: Option<&EvidenceKind>) -> Option<Day> {
        let days = kind.and_then(|kind| kind.valid_days).map(i64::from);
        let most = days
            .zip(self.issued)
            .map(|(days, issued)| issued.plus_days(days));
        match (self.expires, most) {
            (Some(own), Some(most)) => Some(own.min(most)),
            (own, most) => own.or(most),
        }
    }
}

/// Who may see a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidentiality {
    /// The parties.
    #[default]
    Confidential,
    /// Anyone.
    Public,
}
