//! F1: `waarborg-score/1`: inherent risk, credit, the residual interval, contributions, and the verdict lattice.
//!
//! All in integers. Shares are basis points (10,000 = 100 %); credit is kept in hundred-millionths (value × strength)
//! so that nothing is rounded before the end. Every division rounds credit down: rounding never helps a provider.
//! How and why: `docs/scoring.md`.

mod acceptance;
mod contribution;
mod credit;
mod inherent;
mod verdict;
mod way;

use crate::domain::dossier::Intake;
use crate::domain::item::{Item, ItemReading};
use crate::domain::pack::Strength;
use crate::domain::policy::ScorePolicy;
use crate::domain::score::{RiskLevel, Score, StrengthShare, TopicScore};

pub use acceptance::hold_acceptances;
pub use inherent::assess as assess_inherent;
pub use verdict::{Grounds, decide};

/// Basis points of a whole.
const FULL: u32 = 10_000;

/// Scores items against what is at stake. Items of weight 0, and items whose topic the policy does not name, are left out
/// (the linter refuses packs that would cause the latter).
#[must_use]
pub fn score(items: &[Item], intake: &Intake, policy: &ScorePolicy) -> Score {
    let inherent = inherent::assess(intake, policy);
    let counted = counted(items, policy);
    let contradictions =
        u32::try_from(counted.iter().filter(|i| is_contradicted(i)).count()).unwrap_or(u32::MAX);
    let trust = credit::trust(&counted, policy);
    let credits: Vec<credit::Credit> = counted
        .iter()
        .map(|item| credit::of(item, trust, policy))
        .collect();
    let overall = credit::Overall::new(&counted, &credits, policy);
    let reduction = overall.reduction(inherent.value, policy, credit::End::Low);
    let residual = inherent.value - reduction;
    let residual_best =
        inherent.value - overall.reduction(inherent.value, policy, credit::End::High);
    let total: u64 = counted.iter().map(|i| u64::from(i.weight)).sum();
    Score {
        method: policy.policy.id.clone(),
        level: level(residual, policy),
        residual,
        residual_best,
        credit: overall.share(credit::End::Low),
        credit_best: overall.share(credit::End::High),
        coverage: coverage(&counted),
        confidence: share(
            counted
                .iter()
                .zip(&credits)
                .map(|(i, c)| u64::from(i.weight) * u64::from(c.strength))
                .sum(),
            total * u64::from(FULL),
        ),
        trust,
        contradictions,
        strengths: strengths(&counted, total),
        topics: policy
            .topic
            .iter()
            .filter_map(|topic| {
                let sums = overall.topic(&topic.id)?;
                Some(TopicScore {
                    topic: topic.id.clone(),
                    title: topic.title.clone(),
                    weight: topic.weight,
                    credit: sums.share(credit::End::Low),
                    credit_best: sums.share(credit::End::High),
                    coverage: share(sums.known, sums.weight),
                    items: sums.items,
                })
            })
            .collect(),
        contributions: contribution::list(&counted, &credits, &overall, inherent.value, policy),
        inherent,
    }
}

/// The items that count, by id.
fn counted<'a>(items: &'a [Item], policy: &ScorePolicy) -> Vec<&'a Item> {
    let mut counted: Vec<&Item> = items
        .iter()
        .filter(|i| i.weight > 0 && policy.topic.iter().any(|t| t.id == i.topic))
        .collect();
    counted.sort_by(|a, b| a.id.cmp(&b.id));
    counted
}

/// The share of weight that is known.
fn coverage(counted: &[&Item]) -> u32 {
    let weight = |items: &mut dyn Iterator<Item = &&Item>| items.map(|i| u64::from(i.weight)).sum();
    share(
        weight(&mut counted.iter().filter(|i| is_known(i))),
        weight(&mut counted.iter()),
    )
}

/// The level of a risk.
#[must_use]
pub fn level(risk: u32, policy: &ScorePolicy) -> RiskLevel {
    policy
        .level
        .iter()
        .rev()
        .find(|step| risk >= step.from)
        .map_or(RiskLevel::Low, |step| step.level)
}

fn is_known(item: &Item) -> bool {
    matches!(item.reading, ItemReading::Known { .. })
}

fn is_contradicted(item: &Item) -> bool {
    matches!(
        item.reading,
        ItemReading::Known {
            contradicted: true,
            ..
        }
    )
}

/// `part / whole` in basis points, rounded down; of nothing, nothing.
fn share(part: u64, whole: u64) -> u32 {
    u32::try_from((part * u64::from(FULL)).checked_div(whole).unwrap_or(0)).unwrap_or(FULL)
}

fn strengths(items: &[&Item], total: u64) -> Vec<StrengthShare> {
    [
        Strength::Asserted,
        Strength::Documented,
        Strength::Attested,
        Strength::Observed,
    ]
    .into_iter()
    .map(|wanted| {
        let weight = items
            .iter()
            .filter(
                |i| matches!(i.reading, ItemReading::Known { strength, .. } if strength == wanted),
            )
            .map(|i| u64::from(i.weight))
            .sum();
        StrengthShare {
            strength: wanted,
            share: share(weight, total),
        }
    })
    .collect()
}
