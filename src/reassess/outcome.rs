//! What came of a run, dossier by dossier.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use super::due::{Appointment, Due};
use crate::domain::assessment::Assessment;
use crate::domain::baseline::Held;
use crate::domain::day::Day;
use crate::domain::delta::Delta;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::finding::{Outcome as Result_, Severity};
use crate::domain::phrase::Phrases;
use crate::domain::score::RiskLevel;
use crate::domain::text::{Lang, Params, Text};
use crate::domain::verdict::Advice;

/// What came of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// The portfolio.
    pub portfolio: PathBuf,
    /// The moment that its assessments speak for.
    pub as_of: Timestamp,
    /// True when a run that was cut off was taken up again.
    pub resumed: bool,
    /// True when it was told to stop before everything was done.
    pub stopped: bool,
    /// Every dossier that was done, by name.
    pub dossiers: Vec<DossierOutcome>,
}

/// What came of one dossier.
#[derive(Debug, Clone, Serialize)]
pub struct DossierOutcome {
    /// Its path below the portfolio, with `/`.
    pub dossier: String,
    /// The provider; absent when the dossier could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// The service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Language of its reports.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lang: Option<Lang>,
    /// What came of it.
    #[serde(flatten)]
    pub state: State,
}

/// What came of a dossier.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum State {
    /// It was assessed in this run, or in the part of it before it was cut off.
    Assessed(Box<Assessed>),
    /// It is not due.
    Current {
        /// Its last assessment.
        standing: Standing,
        /// The next day on which it will be due, when that is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        next: Option<Day>,
    },
    /// It is due, and nothing was done: a trial run.
    Due {
        /// Its last assessment, when there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        standing: Option<Standing>,
        /// Why it is due; empty when it is not and everything was asked for.
        reasons: Vec<Appointment>,
    },
    /// It could not be assessed.
    Broken {
        /// What is wrong.
        #[serde(serialize_with = "told")]
        faults: Vec<Diagnostic>,
    },
}

/// A new assessment.
#[derive(Debug, Clone, Serialize)]
pub struct Assessed {
    /// The folder that it was written to.
    pub folder: PathBuf,
    /// Why it was due; empty when it was not, and everything was asked for.
    pub reasons: Vec<Appointment>,
    /// The new assessment in figures.
    pub standing: Standing,
    /// The one before, in figures; absent for a first assessment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Standing>,
    /// What changed since the one before; absent for a first assessment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delta: Option<Delta>,
}

/// An assessment in figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The moment it speaks for.
    pub as_of: Timestamp,
    /// What the controller is advised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
    /// Until when it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Day>,
    /// Level of the residual risk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<RiskLevel>,
    /// Residual risk in basis points, conservatively.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residual: Option<u32>,
    /// The same in the best case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residual_best: Option<u32>,
    /// Share of weight that was answered or observed, in basis points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<u32>,
    /// The gravest deviation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worst: Option<Severity>,
    /// True when servers were looked at and nothing at all could be seen.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub blind: bool,
    /// What limits look at instead, where the dossier has a baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<Open>,
}

/// What is left of an assessment for limits when its dossier accepts findings in a baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Open {
    /// Findings that are accepted.
    pub accepted: usize,
    /// Entries that no longer hold.
    pub stale: usize,
    /// The advice without what is accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
    /// The gravest deviation that nobody accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worst: Option<Severity>,
}

impl Standing {
    /// The figures of an assessment.
    #[must_use]
    pub fn of(assessment: &Assessment) -> Self {
        let score = assessment.score.as_ref();
        let verdict = assessment.verdict.as_ref();
        Self {
            as_of: assessment.as_of,
            advice: verdict.map(|verdict| verdict.advice),
            valid_until: verdict.map(|verdict| verdict.valid_until),
            level: score.map(|score| score.level),
            residual: score.map(|score| score.residual),
            residual_best: score.map(|score| score.residual_best),
            coverage: score.map(|score| score.coverage),
            worst: assessment
                .findings
                .iter()
                .filter(|finding| finding.outcome == Result_::Deviates)
                .map(|finding| finding.severity)
                .max(),
            blind: assessment.is_blind(),
            open: None,
        }
    }

    /// The same, and what limits look at when the dossier has a baseline.
    #[must_use]
    pub fn held(assessment: &Assessment, held: Option<&Held>) -> Self {
        let open = held.map(|held| Open {
            accepted: held.accepted.len(),
            stale: held.stale.len(),
            advice: assessment
                .verdict
                .as_ref()
                .map(|verdict| held.advice(&verdict.reasons)),
            worst: assessment
                .findings
                .iter()
                .filter(|finding| held.counts(finding, Severity::Info))
                .map(|finding| finding.severity)
                .max(),
        });
        Self {
            open,
            ..Self::of(assessment)
        }
    }

    /// The advice that limits look at.
    #[must_use]
    pub fn limited_advice(&self) -> Option<Advice> {
        self.open.map_or(self.advice, |open| open.advice)
    }

    /// The gravest deviation that limits look at.
    #[must_use]
    pub fn limited_worst(&self) -> Option<Severity> {
        self.open.map_or(self.worst, |open| open.worst)
    }
}

impl DossierOutcome {
    /// The newest assessment of the dossier in figures, whether or not it was made in this run.
    #[must_use]
    pub const fn standing(&self) -> Option<&Standing> {
        match &self.state {
            State::Assessed(assessed) => Some(&assessed.standing),
            State::Current { standing, .. } => Some(standing),
            State::Due { standing, .. } => standing.as_ref(),
            State::Broken { .. } => None,
        }
    }

    /// What is wrong with it.
    #[must_use]
    pub fn faults(&self) -> &[Diagnostic] {
        match &self.state {
            State::Broken { faults } => faults,
            _ => &[],
        }
    }
}

impl Appointment {
    /// The reason in words: `due.<kind>` of the texts.
    #[must_use]
    pub fn words(&self, phrases: &Phrases) -> Text {
        let params: Params = [("what", self.what.clone()), ("day", self.day.to_string())]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), Text::same(value)))
            .collect();
        phrases
            .text(&format!("due.{}", self.kind.as_str()))
            .fill(&params)
    }
}

impl Due {
    /// Each reason in words.
    #[must_use]
    pub fn words(&self, phrases: &Phrases) -> Vec<Text> {
        self.reasons
            .iter()
            .map(|reason| reason.words(phrases))
            .collect()
    }
}

/// Faults as programs read them.
fn told<S: Serializer>(faults: &[Diagnostic], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Told<'a> {
        file: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        line: Option<usize>,
        message: &'a Text,
        #[serde(skip_serializing_if = "Option::is_none")]
        hint: Option<&'a Text>,
    }
    serializer.collect_seq(faults.iter().map(|fault| Told {
        file: &fault.file,
        line: fault.position().map(|(line, _)| line),
        message: &fault.message,
        hint: fault.hint.as_ref(),
    }))
}
