//! Credit: value × strength of evidence, summed by topic, and the overall credit of both ends of the interval.

use super::{FULL, is_contradicted, is_known};
use crate::domain::id::TopicId;
use crate::domain::item::{Item, ItemReading};
use crate::domain::pack::{Importance, Strength};
use crate::domain::policy::ScorePolicy;

/// Full credit: hundred-millionths.
pub(super) const WHOLE: u64 = FULL as u64 * FULL as u64;

/// An end of the interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// What is unknown turns out well.
    High,
    /// What is unknown earns nothing.
    Low,
}

/// The credit of one item, in hundred-millionths.
#[derive(Debug, Clone, Copy)]
pub(super) struct Credit {
    /// Conservative.
    pub(super) low: u64,
    /// Best case.
    pub(super) high: u64,
    /// Strength in basis points after distrust and age; 0 when unknown.
    pub(super) strength: u32,
}

/// Trust in bare claims: every contradiction costs, by the importance of what was contradicted.
pub(super) fn trust(items: &[&Item], policy: &ScorePolicy) -> u32 {
    let points: u32 = items
        .iter()
        .filter(|item| is_contradicted(item))
        .map(|item| match item.importance {
            Importance::Minor | Importance::Normal => 1,
            Importance::Major => 2,
            Importance::Critical => 4,
        })
        .sum();
    FULL.saturating_sub(points.saturating_mul(policy.distrust_step))
        .max(policy.distrust_floor)
        .min(FULL)
}

/// The credit of an item.
pub(super) fn of(item: &Item, trust: u32, policy: &ScorePolicy) -> Credit {
    match item.reading {
        ItemReading::Unknown { best } => Credit {
            low: 0,
            high: u64::from(best.min(FULL)) * u64::from(FULL),
            strength: 0,
        },
        ItemReading::Known {
            value,
            strength,
            indicated,
            carried,
            contradicted,
        } => {
            let strength = strength_points(strength, indicated, carried, trust, policy);
            let value = u64::from(value.min(FULL));
            if contradicted {
                Credit {
                    low: 0,
                    high: 0,
                    strength,
                }
            } else {
                Credit {
                    low: value * u64::from(strength),
                    high: value * u64::from(FULL),
                    strength,
                }
            }
        }
    }
}

fn strength_points(
    strength: Strength,
    indicated: bool,
    carried: bool,
    trust: u32,
    policy: &ScorePolicy,
) -> u32 {
    let table = &policy.strengths;
    let points = match strength {
        Strength::Asserted => table.asserted * trust / FULL,
        Strength::Documented => table.documented,
        Strength::Attested => table.attested,
        Strength::Observed if indicated => table.indicated,
        Strength::Observed => table.observed,
    };
    // An answer of last year is no more than a statement, and half of one, until someone confirms it.
    if carried {
        points.min(table.asserted * trust / FULL) * policy.carried_share / FULL
    } else {
        points
    }
}

/// Sums of one topic.
#[derive(Debug, Clone)]
pub(super) struct TopicSums {
    pub(super) topic: TopicId,
    /// Weight of the topic in the overall credit.
    pub(super) share_weight: u64,
    /// Sum of item weights.
    pub(super) weight: u64,
    /// Sum of weights of known items.
    pub(super) known: u64,
    /// Number of items.
    pub(super) items: u32,
    /// Sum of weight × credit at both ends.
    low: u64,
    high: u64,
}

impl TopicSums {
    /// Mean credit in hundred-millionths, rounded down.
    pub(super) fn credit(&self, end: End) -> u64 {
        (match end {
            End::High => self.high,
            End::Low => self.low,
        }) / self.weight.max(1)
    }

    /// Mean credit in basis points, rounded down.
    pub(super) fn share(&self, end: End) -> u32 {
        u32::try_from(self.credit(end) / u64::from(FULL)).unwrap_or(FULL)
    }

    /// The same topic with more credit at the low end.
    pub(super) fn raised(&self, extra: u64) -> Self {
        Self {
            low: self.low + extra,
            ..self.clone()
        }
    }
}

/// All topics that have something to judge.
#[derive(Debug, Clone)]
pub(super) struct Overall {
    pub(super) topics: Vec<TopicSums>,
    mean_share: u128,
}

impl Overall {
    /// Sums items by topic, in the order of the policy.
    pub(super) fn new(items: &[&Item], credits: &[Credit], policy: &ScorePolicy) -> Self {
        let topics = policy
            .topic
            .iter()
            .map(|topic| {
                let mut sums = TopicSums {
                    topic: topic.id.clone(),
                    share_weight: u64::from(topic.weight),
                    weight: 0,
                    known: 0,
                    items: 0,
                    low: 0,
                    high: 0,
                };
                for (item, credit) in items
                    .iter()
                    .zip(credits)
                    .filter(|(item, _)| item.topic == topic.id)
                {
                    let weight = u64::from(item.weight);
                    sums.weight += weight;
                    sums.known += if is_known(item) { weight } else { 0 };
                    sums.items += 1;
                    sums.low += weight * credit.low;
                    sums.high += weight * credit.high;
                }
                sums
            })
            .filter(|sums| sums.weight > 0)
            .collect();
        Self {
            topics,
            mean_share: u128::from(policy.mean_share.min(FULL)),
        }
    }

    pub(super) fn topic(&self, id: &TopicId) -> Option<&TopicSums> {
        self.topics.iter().find(|sums| sums.topic == *id)
    }

    /// The topic that drags the score down, first in the order of the policy among equals.
    pub(super) fn weakest(&self, end: End) -> Option<usize> {
        (0..self.topics.len()).min_by_key(|i| self.topics[*i].credit(end))
    }

    /// Sum of the topics' weights.
    pub(super) fn share_weight(&self) -> u64 {
        self.topics.iter().map(|t| t.share_weight).sum()
    }

    pub(super) fn mean_share(&self) -> u128 {
        self.mean_share
    }

    /// `mean_share × weighted mean + rest × weakest topic`, in hundred-millionths, rounded down.
    pub(super) fn credit(&self, end: End) -> u64 {
        let Some(weakest) = self.weakest(end) else {
            return 0;
        };
        let weights = u128::from(self.share_weight().max(1));
        let sum: u128 = self
            .topics
            .iter()
            .map(|t| u128::from(t.share_weight) * u128::from(t.credit(end)))
            .sum();
        let rest = u128::from(FULL) - self.mean_share;
        let mixed =
            self.mean_share * (sum / weights) + rest * u128::from(self.topics[weakest].credit(end));
        u64::try_from(mixed / u128::from(FULL))
            .unwrap_or(WHOLE)
            .min(WHOLE)
    }

    /// Overall credit in basis points, rounded down.
    pub(super) fn share(&self, end: End) -> u32 {
        u32::try_from(self.credit(end) / u64::from(FULL)).unwrap_or(FULL)
    }

    /// Basis points that the credit takes off an inherent risk, rounded down.
    pub(super) fn reduction(&self, inherent: u32, policy: &ScorePolicy, end: End) -> u32 {
        let most = u128::from(policy.max_reduction.min(FULL));
        let taken = u128::from(inherent) * most * u128::from(self.credit(end))
            / (u128::from(FULL) * u128::from(WHOLE));
        u32::try_from(taken).unwrap_or(inherent).min(inherent)
    }
}
