//! The verdict: a lattice of rules. The worst reason decides; no score can outweigh a knock-out.

use super::FULL;
use crate::domain::claim::{Claim, ClaimStatus};
use crate::domain::day::Day;
use crate::domain::finding::{Finding, FindingSource, Outcome, Severity};
use crate::domain::item::{Item, ItemReading, RaisedKnockOut};
use crate::domain::pack::{Importance, KnockOutKind};
use crate::domain::phrase::Phrases;
use crate::domain::policy::ScorePolicy;
use crate::domain::score::{RiskLevel, Score};
use crate::domain::share::share_text;
use crate::domain::text::Text;
use crate::domain::verdict::{Advice, Improvement, Reason, ReasonRule, Verdict};

/// How many improvements are named.
const IMPROVEMENTS: usize = 10;

/// Everything that the verdict rests on.
#[derive(Debug, Clone, Copy)]
pub struct Grounds<'a> {
    /// The score.
    pub score: &'a Score,
    /// Questions and checks.
    pub items: &'a [Item],
    /// Knock-outs that answers raised.
    pub knock_outs: &'a [RaisedKnockOut],
    /// Claims held against observations.
    pub claims: &'a [Claim],
    /// Results of checks and questions.
    pub findings: &'a [Finding],
    /// True when nothing could be observed at all.
    pub blind: bool,
    /// Until when the assessment holds.
    pub valid_until: Day,
    /// Thresholds.
    pub policy: &'a ScorePolicy,
    /// Words.
    pub phrases: &'a Phrases,
}

/// Decides: the advice is the worst that any reason allows.
#[must_use]
pub fn decide(grounds: &Grounds<'_>) -> Verdict {
    let mut reasons = Vec::new();
    knock_outs(grounds, &mut reasons);
    unknowns(grounds, &mut reasons);
    contradictions(grounds, &mut reasons);
    deviations(grounds, &mut reasons);
    residual(grounds, &mut reasons);
    // Stable: within a rule, the order of the sources stays.
    reasons.sort_by_key(|reason| (reason.caps_at, reason.rule));
    let ways = super::way::list(grounds, &reasons);
    Verdict {
        advice: reasons.first().map_or(Advice::Go, |reason| reason.caps_at),
        reasons,
        improvements: improvements(grounds),
        ways,
        valid_until: grounds.valid_until,
        acceptances: Vec::new(),
    }
}

fn knock_outs(grounds: &Grounds<'_>, reasons: &mut Vec<Reason>) {
    for raised in grounds.knock_outs {
        let (rule, caps_at) = match raised.knock_out.kind {
            KnockOutKind::Legal => (ReasonRule::LegalKnockOut, Advice::NoGo),
            KnockOutKind::Soft => (ReasonRule::SoftKnockOut, Advice::GoWithConditions),
        };
        let (title, why) = (&raised.knock_out.title, &raised.knock_out.why);
        reasons.push(Reason {
            rule,
            caps_at,
            item: raised.item.clone(),
            text: Text::new(
                format!("{}: {}", title.nl, why.nl),
                format!("{}: {}", title.en, why.en),
            ),
            remedy: Some(raised.knock_out.remedy.clone()),
            refs: raised.knock_out.basis.clone(),
        });
    }
}

fn unknowns(grounds: &Grounds<'_>, reasons: &mut Vec<Reason>) {
    let hold = |rule, item: &str, text, remedy| Reason {
        rule,
        caps_at: Advice::Hold,
        item: item.to_owned(),
        text,
        remedy: Some(remedy),
        refs: Vec::new(),
    };
    if grounds.blind {
        let (text, remedy) = (
            grounds.phrases.text("verdict.blind"),
            grounds.phrases.text("verdict.blind-remedy"),
        );
        reasons.push(hold(ReasonRule::NothingObserved, "coverage", text, remedy));
    }
    if grounds.score.coverage < grounds.policy.min_coverage {
        let params = [
            ("coverage".to_owned(), share_text(grounds.score.coverage)),
            ("wanted".to_owned(), share_text(grounds.policy.min_coverage)),
        ]
        .into();
        let text = grounds.phrases.text("verdict.coverage").fill(&params);
        reasons.push(hold(
            ReasonRule::LowCoverage,
            "coverage",
            text,
            grounds.phrases.text("verdict.coverage-remedy"),
        ));
    }
    for item in grounds.items {
        let unknown = matches!(item.reading, ItemReading::Unknown { .. });
        // When nothing at all was seen, one reason says so for every check.
        if unknown
            && item.importance == Importance::Critical
            && !(grounds.blind && item.source == FindingSource::Check)
        {
            let key = if item.source == FindingSource::Check {
                "verdict.unseen"
            } else {
                "verdict.unanswered"
            };
            let text = grounds
                .phrases
                .text(key)
                .fill(&[("title".to_owned(), item.title.clone())].into());
            let remedy = grounds.phrases.text(&format!("{key}-remedy"));
            reasons.push(hold(ReasonRule::CriticalUnknown, &item.id, text, remedy));
        }
    }
}

fn contradictions(grounds: &Grounds<'_>, reasons: &mut Vec<Reason>) {
    for claim in grounds
        .claims
        .iter()
        .filter(|claim| claim.status == ClaimStatus::Contradicted)
    {
        let params = [
            ("said".to_owned(), claim.said.clone()),
            ("seen".to_owned(), claim.seen.clone()),
        ]
        .into();
        reasons.push(Reason {
            rule: ReasonRule::Contradiction,
            caps_at: Advice::GoWithConditions,
            item: claim.id.clone(),
            text: grounds.phrases.text("verdict.contradiction").fill(&params),
            remedy: Some(grounds.phrases.text("verdict.contradiction-remedy")),
            refs: Vec::new(),
        });
    }
}

fn deviations(grounds: &Grounds<'_>, reasons: &mut Vec<Reason>) {
    let severe = grounds
        .findings
        .iter()
        .filter(|f| f.severity >= Severity::High && falls_short(grounds, f));
    for finding in severe {
        if grounds
            .knock_outs
            .iter()
            .any(|raised| raised.item == finding.id)
        {
            continue;
        }
        let key = match finding.source {
            FindingSource::Check => "verdict.deviation",
            FindingSource::Baseline | FindingSource::Decision | FindingSource::Question => {
                "verdict.answer"
            }
        };
        let subject = finding
            .subject
            .0
            .split_once(':')
            .map_or("", |(_, name)| name);
        let params = [
            ("title".to_owned(), finding.title.clone()),
            ("detail".to_owned(), finding.detail.clone()),
            (
                "subject".to_owned(),
                Text::same(subject.strip_suffix(":443").unwrap_or(subject)),
            ),
        ]
        .into();
        reasons.push(Reason {
            rule: ReasonRule::SevereDeviation,
            caps_at: Advice::GoWithConditions,
            item: finding.id.clone(),
            text: grounds.phrases.text(key).fill(&params),
            remedy: finding.remediation.clone(),
            refs: finding.refs.clone(),
        });
    }
}

/// A deviation, or an answer that earns less than half: also a poor answer is no reason to go ahead.
fn falls_short(grounds: &Grounds<'_>, finding: &Finding) -> bool {
    match (finding.outcome, finding.source) {
        (Outcome::Deviates, _) => true,
        (Outcome::Partial, FindingSource::Question) => grounds.items.iter().any(|item| {
            item.id == finding.id
                && matches!(item.reading, ItemReading::Known { value, .. } if value < FULL / 2)
        }),
        _ => false,
    }
}

fn residual(grounds: &Grounds<'_>, reasons: &mut Vec<Reason>) {
    if grounds.score.level >= RiskLevel::High {
        let risk = share_text(grounds.score.residual);
        reasons.push(Reason {
            rule: ReasonRule::HighResidual,
            caps_at: Advice::GoWithConditions,
            item: "residual".to_owned(),
            text: grounds
                .phrases
                .text("verdict.residual")
                .fill(&[("risk".to_owned(), risk)].into()),
            remedy: Some(grounds.phrases.text("verdict.residual-remedy")),
            refs: Vec::new(),
        });
    }
}

/// The items whose full credit would take away most risk.
fn improvements(grounds: &Grounds<'_>) -> Vec<Improvement> {
    let mut open: Vec<_> = grounds
        .score
        .contributions
        .iter()
        .filter(|c| c.potential > 0)
        .collect();
    open.sort_by(|a, b| {
        b.potential
            .cmp(&a.potential)
            .then_with(|| a.item.cmp(&b.item))
    });
    open.into_iter()
        .take(IMPROVEMENTS)
        .filter_map(|contribution| {
            let item = grounds
                .items
                .iter()
                .find(|item| item.id == contribution.item)?;
            let text = match (item.reading, &item.remedy) {
                (ItemReading::Known { value, .. }, Some(remedy)) if value < FULL => remedy.clone(),
                (
                    ItemReading::Known {
                        contradicted: true, ..
                    },
                    _,
                ) => grounds.phrases.text("verdict.contradiction-remedy"),
                (ItemReading::Known { .. }, _) => grounds.phrases.text("verdict.prove"),
                (ItemReading::Unknown { .. }, _) if item.source == FindingSource::Check => {
                    grounds.phrases.text("verdict.unseen-remedy")
                }
                (ItemReading::Unknown { .. }, _) => {
                    grounds.phrases.text("verdict.unanswered-remedy")
                }
            };
            Some(Improvement {
                item: item.id.clone(),
                title: item.title.clone(),
                text,
                points: contribution.potential,
            })
        })
        .collect()
}
