//! The score: topics with their interval, inherent risk, strength of evidence, and every contribution.

use serde::Serialize;

use super::{Badge, Plain, Scribe};
use crate::domain::pack::Strength;
use crate::domain::score::{Contribution, FactorValue, Score, TopicScore};

/// The score.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ScoreView {
    pub(crate) topics: Vec<TopicView>,
    pub(crate) inherent: Plain,
    pub(crate) inherent_level: Badge,
    /// True when a legal floor raised the inherent risk.
    pub(crate) raised: bool,
    pub(crate) factors: Vec<FactorView>,
    pub(crate) strengths: Vec<StrengthView>,
    pub(crate) trust: Plain,
    pub(crate) contributions: Vec<ContributionGroup>,
    /// The sum, in words and figures.
    pub(crate) sum: Plain,
}

/// One topic as a bar from 0 to 1,000.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TopicView {
    /// The name by which its numbers can be traced.
    pub(crate) id: Plain,
    pub(crate) title: Plain,
    /// For who cannot see the bar.
    pub(crate) description: Plain,
    pub(crate) credit: Plain,
    pub(crate) best: Plain,
    pub(crate) coverage: Plain,
    pub(crate) items: Plain,
    pub(crate) start: u32,
    pub(crate) width: u32,
}

/// One factor of inherent risk.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FactorView {
    pub(crate) title: Plain,
    /// Share of all weight.
    pub(crate) weight: Plain,
    pub(crate) value: Plain,
    /// Bar from 0 to 1,000.
    pub(crate) width: u32,
    pub(crate) answered: bool,
}

/// Share of weight at one strength of evidence.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct StrengthView {
    pub(crate) title: Plain,
    pub(crate) share: Plain,
    pub(crate) width: u32,
}

/// The contributions of one topic.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ContributionGroup {
    /// The name by which its sum can be traced: the topic.
    pub(crate) id: Plain,
    pub(crate) title: Plain,
    pub(crate) points: Plain,
    pub(crate) rows: Vec<ContributionView>,
}

/// What one question or check takes off.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ContributionView {
    /// The name by which its numbers can be traced.
    pub(crate) id: Plain,
    pub(crate) title: Plain,
    pub(crate) weight: u32,
    pub(crate) evidence: Plain,
    pub(crate) credit: Plain,
    pub(crate) points: Plain,
    pub(crate) potential: Plain,
}

impl ScoreView {
    pub(super) fn new(score: &Score, scribe: &Scribe) -> Self {
        let weights = score
            .inherent
            .factors
            .iter()
            .map(|f| u64::from(f.weight))
            .sum();
        Self {
            topics: score.topics.iter().map(|t| topic(t, scribe)).collect(),
            inherent: scribe.share(score.inherent.value),
            inherent_level: scribe.level(score.inherent.level),
            raised: score.inherent.raised,
            factors: score
                .inherent
                .factors
                .iter()
                .map(|f| factor(f, weights, scribe))
                .collect(),
            strengths: strengths(score, scribe),
            trust: scribe.share(score.trust),
            contributions: groups(score, scribe),
            sum: sum(score, scribe),
        }
    }
}

fn topic(topic: &TopicScore, scribe: &Scribe) -> TopicView {
    let (credit, best) = (scribe.share(topic.credit), scribe.share(topic.credit_best));
    let coverage = scribe.share(topic.coverage);
    let start = topic.credit / 10;
    TopicView {
        id: topic.topic.as_str().into(),
        title: scribe.text(&topic.title),
        description: scribe.fill(
            "score.bar",
            &[
                ("topic", topic.title.in_lang(scribe.lang)),
                ("credit", credit.as_str()),
                ("best", best.as_str()),
            ],
        ),
        credit,
        best,
        coverage,
        items: scribe.count(
            "score.items",
            usize::try_from(topic.items).unwrap_or(usize::MAX),
        ),
        start,
        width: (topic.credit_best / 10).saturating_sub(start),
    }
}

fn factor(factor: &FactorValue, weights: u64, scribe: &Scribe) -> FactorView {
    let share = (u64::from(factor.weight) * 10_000)
        .checked_div(weights)
        .unwrap_or_default();
    FactorView {
        title: scribe.text(&factor.title),
        weight: scribe.share(u32::try_from(share).unwrap_or(10_000)),
        value: scribe.share(factor.value),
        width: factor.value / 10,
        answered: factor.answered,
    }
}

fn strengths(score: &Score, scribe: &Scribe) -> Vec<StrengthView> {
    let known: u64 = score.strengths.iter().map(|s| u64::from(s.share)).sum();
    let unknown = u32::try_from(10_000_u64.saturating_sub(known)).unwrap_or(0);
    let mut rows: Vec<StrengthView> = score
        .strengths
        .iter()
        .rev()
        .map(|s| StrengthView {
            title: strength(s.strength, scribe),
            share: scribe.share(s.share),
            width: s.share / 10,
        })
        .collect();
    rows.push(StrengthView {
        title: scribe.word("strength.unknown"),
        share: scribe.share(unknown),
        width: unknown / 10,
    });
    rows
}

/// The name of a strength of evidence.
pub(super) fn strength(strength: Strength, scribe: &Scribe) -> Plain {
    scribe.word(match strength {
        Strength::Asserted => "strength.asserted",
        Strength::Documented => "strength.documented",
        Strength::Attested => "strength.attested",
        Strength::Observed => "strength.observed",
    })
}

/// Contributions by topic, in the order of the topics; those of a topic that is not listed come last.
fn groups(score: &Score, scribe: &Scribe) -> Vec<ContributionGroup> {
    let mut groups: Vec<(&str, Plain, Vec<&Contribution>)> = score
        .topics
        .iter()
        .map(|t| (t.topic.as_str(), scribe.text(&t.title), Vec::new()))
        .collect();
    for contribution in &score.contributions {
        let topic = contribution.topic.as_str();
        match groups.iter_mut().find(|(id, ..)| *id == topic) {
            Some((_, _, rows)) => rows.push(contribution),
            None => groups.push((topic, topic.into(), vec![contribution])),
        }
    }
    groups
        .into_iter()
        .filter(|(_, _, rows)| !rows.is_empty())
        .map(|(id, title, rows)| ContributionGroup {
            id: id.into(),
            title,
            points: {
                let sum: u64 = rows.iter().map(|row| u64::from(row.points)).sum();
                scribe.points(u32::try_from(sum).unwrap_or(u32::MAX))
            },
            rows: rows.into_iter().map(|c| contribution(c, scribe)).collect(),
        })
        .collect()
}

fn contribution(contribution: &Contribution, scribe: &Scribe) -> ContributionView {
    ContributionView {
        id: contribution.item.as_str().into(),
        title: scribe.item(&contribution.item),
        weight: contribution.weight,
        evidence: match contribution.strength {
            Some(known) => strength(known, scribe),
            None => scribe.word("strength.unknown"),
        },
        credit: scribe.share(contribution.credit),
        points: scribe.points(contribution.points),
        potential: scribe.points(contribution.potential),
    }
}

/// The sum line. A file that someone edited may not add up: then the line says so.
fn sum(score: &Score, scribe: &Scribe) -> Plain {
    let total: u64 = score
        .contributions
        .iter()
        .map(|c| u64::from(c.points))
        .sum();
    let taken = u64::from(score.inherent.value.saturating_sub(score.residual));
    let key = if total == taken && score.inherent.value >= score.residual {
        "score.sum"
    } else {
        "score.sum-differs"
    };
    scribe.fill(
        key,
        &[
            ("inherent", scribe.points(score.inherent.value).as_str()),
            (
                "total",
                scribe
                    .points(u32::try_from(total).unwrap_or(u32::MAX))
                    .as_str(),
            ),
            ("residual", scribe.points(score.residual).as_str()),
        ],
    )
}
