//! The verdict, its reasons, and what would change it.

use serde::Serialize;

use super::ways::{WayView, ways};
use super::{Badge, Plain, Reference, Scribe};
use crate::domain::acceptance::{AcceptanceStanding, JudgedAcceptance};
use crate::domain::assessment::Assessment;
use crate::domain::verdict::{Advice, Reason, ReasonRule, Verdict};

/// The verdict.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct VerdictView {
    pub(crate) advice: Badge,
    /// The verdict in one sentence.
    pub(crate) sentence: Plain,
    /// The figures beside it: a label, a value, and what it means.
    pub(crate) figures: Vec<Figure>,
    /// The interval of the residual risk; absent without a score.
    pub(crate) gauge: Option<Gauge>,
    pub(crate) knock_outs: Vec<ReasonView>,
    pub(crate) conditions: Vec<ReasonView>,
    pub(crate) improvements: Vec<ImprovementView>,
    pub(crate) ways: Vec<WayView>,
    pub(crate) valid_until: Plain,
}

/// A figure of the cover.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Figure {
    /// The name by which it can be traced.
    pub(crate) trace: &'static str,
    pub(crate) label: Plain,
    pub(crate) value: Plain,
    pub(crate) note: Plain,
}

/// A bar from 0 to 1,000.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Gauge {
    pub(crate) title: Plain,
    pub(crate) start: u32,
    pub(crate) width: u32,
    pub(crate) end: u32,
    /// Where the risk before measures stands.
    pub(crate) mark: u32,
    pub(crate) best: Plain,
    pub(crate) worst: Plain,
    pub(crate) inherent: Plain,
}

/// Why the verdict is not better.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ReasonView {
    /// The finding or claim that an entry of a baseline would name.
    #[serde(skip)]
    pub(crate) named: String,
    pub(crate) rule: Plain,
    /// What it is about.
    pub(crate) item: Plain,
    pub(crate) text: Plain,
    pub(crate) remedy: Option<Plain>,
    /// Who took the risk, or why that no longer counts.
    pub(crate) accepted: Vec<Plain>,
    /// The best verdict that it allows.
    pub(crate) cap: Badge,
    pub(crate) refs: Vec<Reference>,
}

/// A change that takes risk away.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ImprovementView {
    pub(crate) title: Plain,
    pub(crate) text: Plain,
    pub(crate) points: Plain,
}

impl VerdictView {
    pub(super) fn new(verdict: &Verdict, assessment: &Assessment, scribe: &Scribe) -> Self {
        let (knock_outs, conditions): (Vec<&Reason>, Vec<&Reason>) =
            verdict.reasons.iter().partition(|reason| {
                matches!(
                    reason.rule,
                    ReasonRule::LegalKnockOut | ReasonRule::SoftKnockOut
                )
            });
        let reasons = |list: Vec<&Reason>| {
            let view = |r: &&Reason| ReasonView {
                accepted: verdict
                    .acceptances
                    .iter()
                    .filter(|accepted| accepted.item == r.item)
                    .map(|accepted| acceptance(accepted, scribe))
                    .collect(),
                ..reason(r, scribe)
            };
            list.iter().map(view).collect()
        };
        let advice = advice(verdict.advice, scribe);
        Self {
            sentence: scribe.word(&format!("advice-sentence.{}", advice.code)),
            advice,
            figures: figures(verdict, assessment, scribe),
            gauge: gauge(assessment, scribe),
            knock_outs: reasons(knock_outs),
            conditions: reasons(conditions),
            improvements: verdict
                .improvements
                .iter()
                .map(|improvement| ImprovementView {
                    title: scribe.text(&improvement.title),
                    text: scribe.text(&improvement.text),
                    points: scribe.points(improvement.points),
                })
                .collect(),
            ways: ways(verdict, scribe),
            valid_until: scribe.day(verdict.valid_until),
        }
    }
}

fn advice(advice: Advice, scribe: &Scribe) -> Badge {
    let (code, sign) = match advice {
        Advice::NoGo => ("no-go", "✕"),
        Advice::Hold => ("hold", "?"),
        Advice::GoWithConditions => ("go-with-conditions", "◐"),
        Advice::Go => ("go", "✓"),
    };
    scribe.badge("advice", code, sign)
}

fn reason(reason: &Reason, scribe: &Scribe) -> ReasonView {
    let rule = match reason.rule {
        ReasonRule::LegalKnockOut => "legal-knock-out",
        ReasonRule::CriticalUnknown => "critical-unknown",
        ReasonRule::NothingObserved => "nothing-observed",
        ReasonRule::LowCoverage => "low-coverage",
        ReasonRule::SoftKnockOut => "soft-knock-out",
        ReasonRule::Contradiction => "contradiction",
        ReasonRule::SevereDeviation => "severe-deviation",
        ReasonRule::HighResidual => "high-residual",
    };
    // Rules about the whole assessment name themselves as their item: that says nothing to a reader.
    let whole = matches!(
        reason.rule,
        ReasonRule::NothingObserved | ReasonRule::LowCoverage | ReasonRule::HighResidual
    );
    ReasonView {
        named: match reason.rule {
            ReasonRule::Contradiction => format!("claim/{}", reason.item),
            _ => reason.item.clone(),
        },
        rule: scribe.word(&format!("rule.{rule}")),
        item: if whole {
            Plain::default()
        } else {
            scribe.item(&reason.item)
        },
        text: scribe.text(&reason.text),
        remedy: reason.remedy.as_ref().map(|text| scribe.text(text)),
        accepted: Vec::new(),
        cap: advice(reason.caps_at, scribe),
        refs: scribe.references(&reason.refs),
    }
}

/// Who took a risk, or why that does not count.
pub(super) fn acceptance(judged: &JudgedAcceptance, scribe: &Scribe) -> Plain {
    let key = match judged.standing {
        AcceptanceStanding::Expired => "acceptance.expired",
        AcceptanceStanding::Holds => "acceptance.holds",
        AcceptanceStanding::LegalDefect => "acceptance.legal-defect",
        AcceptanceStanding::NotYet => "acceptance.not-yet",
        AcceptanceStanding::NothingToAccept => "acceptance.nothing",
        AcceptanceStanding::RiskRose => "acceptance.risk-rose",
        AcceptanceStanding::Unknown => "acceptance.unknown",
    };
    let taken = &judged.acceptance;
    scribe.fill(
        key,
        &[
            ("owner", &taken.owner),
            ("reason", &taken.reason),
            ("at", scribe.day(taken.at).as_str()),
            ("until", scribe.day(taken.until).as_str()),
            ("risk", scribe.share(taken.risk).as_str()),
        ],
    )
}

fn figures(verdict: &Verdict, assessment: &Assessment, scribe: &Scribe) -> Vec<Figure> {
    let mut figures = Vec::new();
    let mut push = |key: &str, value: Plain, note: Plain| {
        figures.push(Figure {
            trace: match key {
                "confidence" => "confidence",
                "contradictions" => "trust",
                "coverage" => "coverage",
                "residual" => "residual",
                _ => "verdict",
            },
            label: scribe.word(&format!("figure.{key}.label")),
            value,
            note,
        });
    };
    if let Some(score) = &assessment.score {
        let level = scribe.level(score.level).word;
        push(
            "residual",
            scribe.share(score.residual),
            scribe.fill(
                "figure.residual.note",
                &[
                    ("best", scribe.share(score.residual_best).as_str()),
                    ("level", level.as_str()),
                ],
            ),
        );
        push(
            "coverage",
            scribe.share(score.coverage),
            scribe.word("figure.coverage.note"),
        );
        push(
            "confidence",
            scribe.share(score.confidence),
            scribe.word("figure.confidence.note"),
        );
        push(
            "contradictions",
            score.contradictions.to_string().into(),
            scribe.word("figure.contradictions.note"),
        );
    }
    push(
        "valid-until",
        scribe.day(verdict.valid_until),
        scribe.word("figure.valid-until.note"),
    );
    figures
}

fn gauge(assessment: &Assessment, scribe: &Scribe) -> Option<Gauge> {
    let score = assessment.score.as_ref()?;
    let (best, worst) = (
        scribe.share(score.residual_best),
        scribe.share(score.residual),
    );
    let inherent = scribe.share(score.inherent.value);
    let (start, end) = (score.residual_best / 10, score.residual / 10);
    Some(Gauge {
        title: scribe.fill(
            "gauge.title",
            &[
                ("best", best.as_str()),
                ("worst", worst.as_str()),
                ("inherent", inherent.as_str()),
            ],
        ),
        start,
        // An interval without width is still to be seen.
        width: end.saturating_sub(start).max(4),
        end,
        mark: score.inherent.value / 10,
        best,
        worst,
        inherent,
    })
}
