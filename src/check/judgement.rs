//! What a check comes to, and the words for what could not be seen.

use super::Context;
use crate::domain::fact::{Halt, VersionState};
use crate::domain::finding::{Confidence, EvidenceItem, Outcome};
use crate::domain::observation::{Failure, FailureReason, Observation, Probe};
use crate::domain::text::{Params, Text};

/// The alert of a server that wants a certificate of the client (RFC 8446 §6.2), as probes note it.
const CERTIFICATE_WANTED: &str = "certificate_required";

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

    /// Adds what it rests on: records and values as they came, or a text where words of ours stand in it.
    pub(super) fn because(mut self, observation: &Observation, quote: impl Into<Text>) -> Self {
        self.evidence
            .push(EvidenceItem::told(&observation.id, &quote.into()));
        self
    }

    pub(super) fn confident(mut self, confidence: Confidence) -> Self {
        self.confidence = self.confidence.min(confidence);
        self
    }
}

impl<'a> Context<'a> {
    /// The observations of one probe about the subject.
    pub(super) fn of(&self, probe: Probe) -> impl Iterator<Item = &'a Observation> + use<'a> {
        self.material.observations.of(probe, &self.subject.id)
    }

    /// "Could not look", with the first failure in words; without any observation nothing was planned or kept, and `reason`
    /// is not the reason.
    pub(super) fn unseen(&self, reason: &'static str, probe: Probe) -> Judgement {
        let failed = self
            .of(probe)
            .find_map(|o| o.failure().map(|failure| (o, failure)));
        match failed {
            Some((observation, failure)) => Judgement::not_observed(reason)
                .with_text(
                    "failure",
                    match probe {
                        Probe::Cors | Probe::Https | Probe::SecurityTxt => self.web_words(failure),
                        _ => self.words(failure),
                    },
                )
                .because(observation, self.failed(failure)),
            // Nobody looked, as in light mode: then no look failed either.
            None => Judgement::not_observed("unlooked").with_text(
                "failure",
                self.material.phrases.text("failure.no-observation"),
            ),
        }
    }

    /// A failure in words that fit in a sentence.
    pub(super) fn words(&self, failure: &Failure) -> Text {
        let key = serde_json::to_value(failure.reason)
            .ok()
            .and_then(|v| v.as_str().map(str::to_owned))
            .unwrap_or_default();
        self.material.phrases.text(&format!("failure.{key}"))
    }

    /// A failure of the web client in words. Where the TLS picture shows that the server does speak TLS, the limit is on this
    /// side, and the words say so.
    pub(super) fn web_words(&self, failure: &Failure) -> Text {
        let phrases = self.material.phrases;
        match failure.reason {
            FailureReason::TlsRejected if failure.detail.contains(CERTIFICATE_WANTED) => {
                phrases.text("failure.client-certificate")
            }
            FailureReason::TlsRejected | FailureReason::ProtocolError
                if self.shows_tls().is_some() =>
            {
                phrases.text("failure.other-tls")
            }
            _ => self.words(failure),
        }
    }

    /// What shows that the server speaks TLS, and the versions that it took.
    pub(super) fn shows_tls(&self) -> Option<(&'a Observation, String)> {
        self.of(Probe::Tls).find_map(|observation| {
            let fact = observation.tls()?;
            let taken: Vec<&str> = fact
                .versions
                .iter()
                .filter(|trial| trial.state == VersionState::Offered)
                .map(|trial| trial.version.name())
                .collect();
            (!taken.is_empty()).then(|| (observation, taken.join(", ")))
        })
    }

    /// A failure as evidence: in words, and then what the system or a library said of it, marked as such.
    pub(super) fn failed(&self, failure: &Failure) -> Text {
        let words = self.words(failure);
        if failure.detail.is_empty() {
            return words;
        }
        let params = Params::from([
            ("failure".to_owned(), words),
            ("detail".to_owned(), Text::same(&*failure.detail)),
        ]);
        self.material
            .phrases
            .text("failure-told.technical")
            .fill(&params)
    }

    /// The words of a library or system where a sentence needs them, marked as such.
    pub(super) fn technical(&self, words: &str) -> Text {
        self.material
            .phrases
            .fill("failure-told.alone", &[("detail", words)])
    }

    /// Why redirects were followed no further.
    pub(super) fn halted(&self, halt: &Halt) -> Text {
        self.material
            .phrases
            .text(halt.kind.key())
            .fill(&Params::from([
                ("url".to_owned(), Text::same(&*halt.url)),
                (
                    "failure".to_owned(),
                    halt.failure
                        .as_ref()
                        .map(|failure| self.failed(failure))
                        .unwrap_or_default(),
                ),
            ]))
    }

    /// Words of ours that stand in evidence, by their whole key.
    pub(super) fn quote(&self, key: &str) -> Text {
        self.material.phrases.text(key)
    }

    /// The same with values in it.
    pub(super) fn quote_of(&self, key: &str, params: &[(&str, &str)]) -> Text {
        self.material.phrases.fill(key, params)
    }

    /// A list joined for a sentence.
    pub(super) fn list(parts: &[Text]) -> Text {
        Text::join(parts, ", ")
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

pub(super) fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Informs | Outcome::NotApplicable => 0,
        Outcome::Conforms => 1,
        Outcome::Partial => 2,
        Outcome::NotAnswered | Outcome::NotObserved => 3,
        Outcome::Deviates => 4,
    }
}
