//! One page for a board: what was looked at, what it means, why, and what to do first.

use serde::Serialize;

use super::{Plain, Scribe};
use crate::domain::assessment::Assessment;
use crate::domain::claim::ClaimStatus;
use crate::domain::finding::{Finding, FindingSource, Outcome};
use crate::domain::score::Score;
use crate::domain::subject::SubjectKind;
use crate::domain::verdict::Verdict;

/// How many reasons and steps fit on one page.
const SHOWN: usize = 5;

/// The summary.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Summary {
    pub(crate) looked: Vec<Plain>,
    pub(crate) means: Vec<Plain>,
    pub(crate) reasons: Vec<Plain>,
    /// Said when there are more reasons than are shown.
    pub(crate) more: Option<Plain>,
    pub(crate) first: Vec<Plain>,
    /// How many reasons there are: as many as the chapter of the report lists.
    #[serde(skip)]
    pub(crate) all_reasons: usize,
    /// How many steps there are.
    #[serde(skip)]
    pub(crate) all_steps: usize,
}

impl Summary {
    /// The summary; absent in a scan.
    pub(super) fn new(assessment: &Assessment, scribe: &Scribe) -> Option<Self> {
        let verdict = assessment.verdict.as_ref()?;
        let mut seen: Vec<Plain> = Vec::new();
        for reason in &verdict.reasons {
            let text = scribe.text(&reason.text);
            if !seen.contains(&text) {
                seen.push(text);
            }
        }
        let more = seen.len().saturating_sub(SHOWN);
        seen.truncate(SHOWN);
        let mut steps = first(verdict, scribe);
        let all_steps = steps.len();
        steps.truncate(SHOWN);
        Some(Self {
            looked: looked(assessment, scribe),
            means: means(assessment, verdict, scribe),
            reasons: seen,
            more: (more > 0).then(|| scribe.count("summary.more", more)),
            first: steps,
            all_reasons: verdict.reasons.len(),
            all_steps,
        })
    }
}

/// How many questions about the provider, or about the controller's own organisation, were answered and asked.
fn answered(assessment: &Assessment, own: bool) -> (usize, usize) {
    let about = |finding: &&Finding| {
        let pack = finding.id.split_once('/').map_or("", |(pack, _)| pack);
        let mut packs = assessment.method.own_packs.iter();
        packs.any(|id| id.as_str() == pack) == own
    };
    let outcomes = assessment
        .findings
        .iter()
        .filter(|f| f.source == FindingSource::Question && f.outcome != Outcome::NotApplicable)
        .filter(about)
        .map(|finding| finding.outcome);
    let asked = outcomes.clone().count();
    let open = outcomes.filter(|o| *o == Outcome::NotAnswered).count();
    (asked - open, asked)
}

fn looked(assessment: &Assessment, scribe: &Scribe) -> Vec<Plain> {
    let mut lines = Vec::new();
    for (key, own) in [("summary.questions", false), ("own.questions", true)] {
        let (answered, asked) = answered(assessment, own);
        if asked > 0 {
            let params = [
                ("answered", &*answered.to_string()),
                ("asked", &*asked.to_string()),
            ];
            lines.push(scribe.fill(key, &params));
        }
    }
    if !assessment.evidence.is_empty() {
        lines.push(scribe.count("summary.documents", assessment.evidence.len()));
    }
    let endpoints = assessment
        .subjects
        .iter()
        .filter(|subject| subject.kind == SubjectKind::Endpoint)
        .count();
    let observations = &assessment.observations;
    if observations.saw_nothing() {
        lines.push(scribe.word("summary.saw-nothing"));
    } else {
        let seen = observations
            .0
            .iter()
            .filter(|observation| observation.failure().is_none())
            .count();
        lines.push(scribe.fill(
            "summary.observed",
            &[
                (
                    "endpoints",
                    scribe.count("summary.endpoints", endpoints).as_str(),
                ),
                ("day", scribe.day(scribe.as_of).as_str()),
                ("seen", &seen.to_string()),
                ("looks", &observations.0.len().to_string()),
            ],
        ));
    }
    lines
}

fn means(assessment: &Assessment, verdict: &Verdict, scribe: &Scribe) -> Vec<Plain> {
    let mut lines = Vec::new();
    if let Some(score) = &assessment.score {
        lines.push(risk(score, scribe));
        lines.push(scribe.fill(
            "summary.known",
            &[
                ("coverage", scribe.share(score.coverage).as_str()),
                ("confidence", scribe.share(score.confidence).as_str()),
            ],
        ));
    }
    let refuted = assessment
        .claims
        .iter()
        .filter(|claim| claim.status == ClaimStatus::Contradicted)
        .count();
    if refuted > 0 {
        lines.push(scribe.count("summary.contradicted", refuted));
    } else if !assessment.claims.is_empty() {
        lines.push(scribe.word("summary.no-contradictions"));
    }
    lines.push(scribe.fill(
        "summary.valid",
        &[("day", scribe.day(verdict.valid_until).as_str())],
    ));
    lines
}

fn risk(score: &Score, scribe: &Scribe) -> Plain {
    scribe.fill(
        "summary.risk",
        &[
            ("inherent", scribe.share(score.inherent.value).as_str()),
            (
                "inherent-level",
                scribe.level(score.inherent.level).word.as_str(),
            ),
            ("residual", scribe.share(score.residual).as_str()),
            ("level", scribe.level(score.level).word.as_str()),
            ("best", scribe.share(score.residual_best).as_str()),
        ],
    )
}

/// Remedies of the reasons first, then the cheapest improvements, each once.
fn first(verdict: &Verdict, scribe: &Scribe) -> Vec<Plain> {
    let remedies = verdict.reasons.iter().filter_map(|r| r.remedy.as_ref());
    let improvements = verdict.improvements.iter().map(|i| &i.text);
    let mut steps: Vec<Plain> = Vec::new();
    for text in remedies.chain(improvements) {
        let text = scribe.text(text);
        if !steps.contains(&text) {
            steps.push(text);
        }
    }
    steps
}
