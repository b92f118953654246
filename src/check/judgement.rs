//! What a check comes to, and which of several counts.

use crate::domain::finding::{Confidence, EvidenceItem, Outcome};
use crate::domain::observation::Observation;
use crate::domain::text::{Params, Text};

/// What a check comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The result.
    pub outcome: Outcome,
    /// Its stable name.
    pub reason: &'static str,
    /// What the text of the reason mentions.
    pub params: Params,
    /// How certain.
    pub confidence: Confidence,
    /// What it rests on.
    pub evidence: Vec<EvidenceItem>,
}

impl Judgement {
    pub(super) fn new(outcome: Outcome, reason: &'static str) -> Self {
        Self {
            outcome,
            reason,
            params: Params::new(),
            confidence: Confidence::High,
            evidence: Vec::new(),
        }
    }

    pub(super) fn conforms(reason: &'static str) -> Self {
        Self::new(Outcome::Conforms, reason)
    }

    pub(super) fn partial(reason: &'static str) -> Self {
        Self::new(Outcome::Partial, reason)
    }

    pub(super) fn deviates(reason: &'static str) -> Self {
        Self::new(Outcome::Deviates, reason)
    }

    pub(super) fn not_applicable(reason: &'static str) -> Self {
        Self::new(Outcome::NotApplicable, reason)
    }

    pub(super) fn not_observed(reason: &'static str) -> Self {
        Self {
            confidence: Confidence::Low,
            ..Self::new(Outcome::NotObserved, reason)
        }
    }

    pub(super) fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.params
            .insert(name.to_owned(), Text::same(value.to_string()));
        self
    }

    pub(super) fn with_text(mut self, name: &str, value: Text) -> Self {
        self.params.insert(name.to_owned(), value);
        self
    }

    pub(super) fn because(mut self, observation: &Observation, quote: impl AsRef<str>) -> Self {
        self.evidence
            .push(EvidenceItem::new(&observation.id, quote));
        self
    }

    pub(super) fn confident(mut self, confidence: Confidence) -> Self {
        self.confidence = self.confidence.min(confidence);
        self
    }
}

/// The judgement that counts when several were made about one subject: the worst.
pub(super) fn worst(judgements: impl IntoIterator<Item = Judgement>) -> Option<Judgement> {
    judgements.into_iter().reduce(|a, b| {
        if rank(b.outcome) > rank(a.outcome) {
            b
        } else {
            a
        }
    })
}

fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::NotApplicable => 0,
        Outcome::Conforms => 1,
        Outcome::Partial => 2,
        Outcome::NotAnswered | Outcome::NotObserved => 3,
        Outcome::Deviates => 4,
    }
}
