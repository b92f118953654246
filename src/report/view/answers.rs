//! The answers, pack by pack, with who gave them and what stands behind them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::findings::{Count, counts, settled};
use super::verdict::acceptance;
use super::{Badge, Exhibit, Plain, Reference, Scribe};
use crate::domain::answer::{Answer, AnswerSet, Decision, Review, Source};
use crate::domain::assessment::Assessment;
use crate::domain::claim::{Claim, ClaimStatus};
use crate::domain::finding::{Finding, FindingSource, Outcome};

/// The answers to one pack.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PackView {
    pub(crate) title: Plain,
    pub(crate) counts: Vec<Count>,
    pub(crate) questions: Vec<QuestionView>,
    /// Questions that do not apply.
    pub(crate) skipped: Vec<Plain>,
}

/// One question and its answer.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct QuestionView {
    /// Pack and question.
    pub(crate) id: Plain,
    pub(crate) question: Plain,
    pub(crate) outcome: Badge,
    /// The weight of a bad answer; only where there is something to do.
    pub(crate) severity: Option<Badge>,
    pub(crate) answer: Plain,
    /// Who, when, from where, and what a reviewer decided.
    pub(crate) provenance: Vec<Plain>,
    pub(crate) evidence: Vec<Exhibit>,
    pub(crate) remedy: Option<Plain>,
    pub(crate) refs: Vec<Reference>,
    /// Who accepted it in a baseline, why and until when.
    pub(crate) accepted: Option<Plain>,
}

/// Whose doing answers speak of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// The controller's own.
    Own,
    /// The provider's.
    Provider,
}

/// The packs about one of the parties, in the order of the findings.
pub(super) fn packs(assessment: &Assessment, whose: Whose, scribe: &Scribe) -> Vec<PackView> {
    let own = |id: &str| {
        let mut own = assessment.method.own_packs.iter();
        own.any(|pack| pack.as_str() == id)
    };
    let sets: BTreeMap<&str, &AnswerSet> = assessment
        .answers
        .iter()
        .map(|set| (set.pack.as_str(), set))
        .collect();
    let mut packs: Vec<(&str, Vec<&Finding>)> = Vec::new();
    for finding in &assessment.findings {
        if matches!(
            finding.source,
            FindingSource::Baseline | FindingSource::Check
        ) {
            continue;
        }
        let pack = finding.id.split_once('/').map_or("", |(pack, _)| pack);
        if own(pack) != (whose == Whose::Own) {
            continue;
        }
        match packs.iter_mut().find(|(id, _)| *id == pack) {
            Some((_, list)) => list.push(finding),
            None => packs.push((pack, vec![finding])),
        }
    }
    packs
        .into_iter()
        .map(|(id, list)| {
            let set = sets.get(id).copied();
            pack(id, &list, set, assessment, (whose, scribe))
        })
        .collect()
}

fn pack(
    id: &str,
    list: &[&Finding],
    set: Option<&AnswerSet>,
    assessment: &Assessment,
    (whose, scribe): (Whose, &Scribe),
) -> PackView {
    let claims = &assessment.claims;
    let acceptances = assessment
        .verdict
        .as_ref()
        .map_or(&[][..], |verdict| &verdict.acceptances);
    let name = scribe
        .words
        .find(&format!("pack.{id}"))
        .cloned()
        .unwrap_or_else(|| id.into());
    let (skipped, asked): (Vec<&Finding>, Vec<&Finding>) = list
        .iter()
        .copied()
        .partition(|finding| finding.outcome == Outcome::NotApplicable);
    PackView {
        title: match set {
            Some(set) => scribe.fill(
                "answers.pack",
                &[("name", name.as_str()), ("version", &set.version)],
            ),
            None => name,
        },
        counts: counts(list, scribe),
        questions: asked
            .into_iter()
            .map(|finding| {
                let taken = acceptances.iter().filter(|taken| taken.item == finding.id);
                let answer = set.and_then(|set| set.answers.get(finding.check.as_str()));
                let mut view = question(finding, answer, whose, scribe);
                let refuted =
                    |c: &Claim| c.id == finding.id && c.status == ClaimStatus::Contradicted;
                if claims.iter().any(refuted) {
                    view.provenance
                        .insert(0, scribe.word("answers.contradicted"));
                }
                view.provenance
                    .extend(taken.map(|taken| acceptance(taken, scribe)));
                view
            })
            .collect(),
        skipped: skipped
            .into_iter()
            .map(|finding| scribe.text(&finding.title))
            .collect(),
    }
}

fn question(
    finding: &Finding,
    answer: Option<&Answer>,
    whose: Whose,
    scribe: &Scribe,
) -> QuestionView {
    let act = !settled(finding.outcome);
    QuestionView {
        id: finding.id.as_str().into(),
        question: scribe.text(&finding.title),
        outcome: scribe.outcome(finding.outcome),
        severity: act.then(|| scribe.severity(finding.severity)),
        answer: scribe.text(&finding.detail),
        provenance: answer.map_or_else(Vec::new, |answer| provenance(answer, whose, scribe)),
        evidence: scribe.exhibits(&finding.evidence),
        remedy: finding
            .remediation
            .as_ref()
            .filter(|_| act)
            .map(|text| scribe.text(text)),
        refs: scribe.references(&finding.refs),
        accepted: None,
    }
}

fn provenance(answer: &Answer, whose: Whose, scribe: &Scribe) -> Vec<Plain> {
    let mut lines = Vec::new();
    let day = answer.at.map(|at| scribe.day(at));
    match (&answer.by, &day) {
        (Some(by), Some(day)) => {
            lines.push(scribe.fill("answers.by-on", &[("by", by), ("day", day.as_str())]));
        }
        (Some(by), None) => lines.push(scribe.fill("answers.by", &[("by", by)])),
        (None, Some(day)) => lines.push(scribe.fill("answers.on", &[("day", day.as_str())])),
        (None, None) => {}
    }
    match &answer.source {
        Some(Source::CarriedFrom(day)) => {
            lines.push(scribe.fill("answers.carried", &[("day", scribe.day(*day).as_str())]));
        }
        Some(Source::Document(name)) => {
            lines.push(scribe.fill("answers.document", &[("name", name)]));
        }
        Some(Source::Import(name)) => lines.push(scribe.fill("answers.import", &[("name", name)])),
        Some(Source::Provider(words)) => {
            lines.push(scribe.fill("answers.provider", &[("words", words)]));
        }
        None => {}
    }
    if let Some(reason) = &answer.not_applicable {
        let key = match whose {
            Whose::Own => "own.not-applicable",
            Whose::Provider => "answers.not-applicable",
        };
        lines.push(scribe.fill(key, &[("reason", reason)]));
    }
    if let Some(day) = answer.planned {
        let day = scribe.day(day);
        lines.push(scribe.fill("beside.planned", &[("day", day.as_str())]));
    }
    if answer.confidential {
        lines.push(scribe.word("beside.confidential"));
    }
    if let Some(words) = &answer.explanation {
        lines.push(scribe.fill("acceptance.reply", &[("words", words)]));
    }
    if let Some(review) = &answer.review {
        lines.push(reviewed(review, scribe));
    }
    lines
}

fn reviewed(review: &Review, scribe: &Scribe) -> Plain {
    let key = match review.decision {
        Decision::ApprovedNotApplicable => "answers.review.approved-not-applicable",
        Decision::Confirmed => "answers.review.confirmed",
        Decision::ContradictionExplained => "answers.review.contradiction-explained",
        Decision::Rejected => "answers.review.rejected",
    };
    scribe.fill(
        key,
        &[
            ("by", &review.by),
            ("day", scribe.day(review.at).as_str()),
            ("reason", &review.reason),
        ],
    )
}
