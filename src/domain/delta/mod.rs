//! What changed between two assessments of one dossier, and through whom.
//!
//! Everything here compares what was stored. [`Delta::between`] says *what* differs; *why* takes judging the older facts
//! again, which is for a higher floor: it fills in [`Delta::split`] and the causes of each finding.
//!
//! Two rules keep it honest. What could not be looked at is no change: it is told as lost sight ([`Delta::lost`]), never as
//! something that left or got worse. And two assessments of the same facts by the same rules give an empty difference, however
//! often and in whatever order the servers answered.

mod certificates;
mod change;
mod findings;
mod parties;
mod record;
mod seen;
mod tree;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::assessment::Assessment;
use super::score::RiskLevel;
use super::verdict::Advice;

pub use change::{
    AnswerChange, AnswerTurn, ClaimChange, DocumentChange, DocumentTurn, FindingChange,
    FindingState, LostSight, RuleChange, SeenChange, SeenKind, Shift, StatedChange,
};

pub use findings::{FindingPair, paired};

/// The format that this version writes.
pub const FORMAT: &str = "waarborg/delta/1";

/// The most rows of one list; what is above it is counted in [`Delta::left_out`].
const LIMIT: usize = 500;

/// What changed between two assessments of one dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Delta {
    /// Name and version of this format.
    pub format: String,
    /// The older assessment in a few figures.
    pub then: Standpoint,
    /// The newer one.
    pub now: Standpoint,
    /// What moved the residual risk, by cause; absent where the older facts could not be judged again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<Split>,
    /// Findings that came to another result, worst news first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<FindingChange>,
    /// Claims that stand otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<ClaimChange>,
    /// Answers that are not what they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<AnswerChange>,
    /// Documents that came, went, or are worth more or less.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentChange>,
    /// What was seen otherwise: hosting, parties, certificates, TLS, DNS.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<SeenChange>,
    /// What `dossier.toml` says otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stated: Vec<StatedChange>,
    /// Program and data files that judge otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleChange>,
    /// Looks that succeeded then and failed now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<LostSight>,
    /// Rows that were left out of a list because it was too long.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub left_out: usize,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the serialiser hands over a reference"
)]
const fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// An assessment in a few figures; risks in basis points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Standpoint {
    /// The moment it speaks for.
    pub as_of: Timestamp,
    /// What the controller was advised; absent in a scan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
    /// Level of the residual risk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<RiskLevel>,
    /// Residual risk, conservatively.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residual: Option<u32>,
    /// Residual risk in the best case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residual_best: Option<u32>,
    /// Share of weight that was answered or observed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<u32>,
}

impl Standpoint {
    /// The figures of an assessment.
    #[must_use]
    pub fn of(assessment: &Assessment) -> Self {
        let score = assessment.score.as_ref();
        Self {
            as_of: assessment.as_of,
            advice: assessment.verdict.as_ref().map(|verdict| verdict.advice),
            level: score.map(|score| score.level),
            residual: score.map(|score| score.residual),
            residual_best: score.map(|score| score.residual_best),
            coverage: score.map(|score| score.coverage),
        }
    }

    fn says_the_same(&self, other: &Self) -> bool {
        let moment = other.as_of;
        *other
            == Self {
                as_of: moment,
                ..self.clone()
            }
    }
}

/// Who or what made a difference.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The provider: its servers show, or its answers say, something else.
    Provider,
    /// Time: the same facts, later.
    Age,
    /// The controller: another intake, other questionnaires or endpoints, or a reviewer who decided otherwise.
    Controller,
    /// Nobody: what could be looked at then could not be looked at now.
    Sight,
    /// Us: other rules, another version of the program, or newer location data.
    Rules,
}

impl Cause {
    /// Every cause, in the order in which they are told.
    pub const ALL: [Self; 5] = [
        Self::Provider,
        Self::Age,
        Self::Controller,
        Self::Sight,
        Self::Rules,
    ];

    /// The stored value, which is also the last part of the key of its words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Age => "age",
            Self::Controller => "controller",
            Self::Sight => "sight",
            Self::Rules => "rules",
        }
    }
}

/// What moved the verdict and the residual risk, by cause. The effects add up exactly to the whole difference. They are
/// measured one after another on the older facts: first the rules of now, then the day of now, then what the controller
/// states and decides now, then without what could not be looked at now, then what the provider shows and says now. Where two causes work on the same thing the order decides who
/// gets it, so read small effects with care.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Split {
    /// One entry for each cause that did something, in the order of [`Cause`].
    pub effects: Vec<Effect>,
}

/// What one cause did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Effect {
    /// The cause.
    pub cause: Cause,
    /// What it added to the residual risk, in basis points; negative when it took risk away.
    pub residual: i64,
    /// The same for the best case.
    pub residual_best: i64,
    /// The verdict before and after, when this cause changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<(Advice, Advice)>,
}

impl Delta {
    /// What differs between an older and a newer assessment of one dossier.
    #[must_use]
    pub fn between(then: &Assessment, now: &Assessment) -> Self {
        let mut delta = Self {
            format: FORMAT.to_owned(),
            then: Standpoint::of(then),
            now: Standpoint::of(now),
            split: None,
            findings: findings::changes(&then.findings, &now.findings),
            claims: record::claims(&then.claims, &now.claims),
            answers: record::answers(then, now),
            documents: record::documents(&then.evidence, &now.evidence),
            seen: seen::changes(then, now),
            stated: tree::changes(then.dossier.as_ref(), now.dossier.as_ref()),
            rules: record::rules(&then.method, &now.method),
            lost: seen::lost(then, now),
            left_out: 0,
        };
        delta.left_out = cut(&mut delta.findings)
            + cut(&mut delta.claims)
            + cut(&mut delta.answers)
            + cut(&mut delta.documents)
            + cut(&mut delta.seen)
            + cut(&mut delta.stated)
            + cut(&mut delta.rules)
            + cut(&mut delta.lost);
        delta
    }

    /// True when nothing differs but the moment.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.then.says_the_same(&self.now)
            && self.findings.is_empty()
            && self.claims.is_empty()
            && self.answers.is_empty()
            && self.documents.is_empty()
            && self.seen.is_empty()
            && self.stated.is_empty()
            && self.rules.is_empty()
            && self.lost.is_empty()
    }

    /// True when something differs that a person who answers for the service wants to hear of: another verdict or level, a
    /// finding that is new, worse or solved, a claim or a sight that changed. Newer rules alone, or a
    /// certificate that was renewed, are not.
    #[must_use]
    pub fn is_news(&self) -> bool {
        self.then.advice != self.now.advice
            || self.then.level != self.now.level
            || !self.claims.is_empty()
            || self.findings.iter().any(|change| {
                !matches!(change.shift, Shift::InSight | Shift::Changed)
                    && change.causes != [Cause::Rules]
            })
            || self
                .seen
                .iter()
                .any(|change| !change.ours && !change.kind.is_routine())
    }

    /// The findings that changed in one way.
    pub fn shifted(&self, shift: Shift) -> impl Iterator<Item = &FindingChange> {
        self.findings
            .iter()
            .filter(move |change| change.shift == shift)
    }
}

/// Shortens a list to what a reader can take in, and tells how much that left out.
fn cut<T>(list: &mut Vec<T>) -> usize {
    let over = list.len().saturating_sub(LIMIT);
    list.truncate(LIMIT);
    over
}
