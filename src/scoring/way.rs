//! What would change the verdict: for each better verdict a small set of things to put right.
//!
//! What stands in the way by a rule of its own has to be fixed, and there is nothing to choose. Coverage and residual risk
//! leave a choice: there the fix that brings most is taken first, until the limit is passed, and what turns out not to be
//! needed is dropped. So no member of a set can be missed; another set of the same size may exist, and for the risk a
//! second one, without the first choice of the first, is given when it is not larger.

use std::collections::BTreeSet;

use super::credit::{self, Credit, End, Overall};
use super::verdict::Grounds;
use super::{FULL, counted, coverage, is_known, level};
use crate::domain::finding::{FindingSource, Outcome};
use crate::domain::item::{Item, ItemReading};
use crate::domain::pack::Strength;
use crate::domain::score::RiskLevel;
use crate::domain::verdict::{Advice, Fix, Reason, ReasonRule, WayOut};

/// More fixes than this are no way, but a programme.
const LONGEST: usize = 60;

/// The ways to every better verdict, the nearest first.
pub(super) fn list(grounds: &Grounds<'_>, reasons: &[Reason]) -> Vec<WayOut> {
    let mut ways: Vec<WayOut> = Vec::new();
    if grounds.blind {
        return ways;
    }
    let now = reasons.first().map_or(Advice::Go, |reason| reason.caps_at);
    let mut reached = now;
    for target in [Advice::Hold, Advice::GoWithConditions, Advice::Go] {
        if target <= reached {
            continue;
        }
        // What is left decides; it may be better than what was aimed at.
        let left = reasons.iter().map(|reason| reason.caps_at);
        let leads_to = left
            .filter(|cap| *cap >= target)
            .min()
            .unwrap_or(Advice::Go);
        let in_the_way: Vec<&Reason> = reasons
            .iter()
            .filter(|reason| reason.caps_at < leads_to)
            .collect();
        let Some(start) = Plan::of(grounds, &in_the_way) else {
            break;
        };
        reached = leads_to;
        let has = |rule| in_the_way.iter().any(|reason| reason.rule == rule);
        let mut found = Vec::new();
        if has(ReasonRule::HighResidual) {
            if let Some((plan, first)) = start.clone().lowered(None) {
                let other = first.and_then(|first| start.lowered(Some(&first)));
                let size = plan.fixes.len();
                found.push(plan);
                found.extend(
                    other
                        .map(|(plan, _)| plan)
                        .filter(|plan| plan.fixes.len() <= size),
                );
            }
        } else {
            found.push(start);
        }
        for plan in found {
            let way = plan.way(leads_to);
            if let Some(known) = ways.iter_mut().find(|known| known.fixes == way.fixes) {
                // One fix can take away reasons of several kinds.
                known.advice = way.advice;
            } else if way.fixes.len() <= LONGEST {
                ways.push(way);
            }
        }
    }
    ways
}

/// Items as they would be, and what was done to them.
#[derive(Clone)]
struct Plan<'a> {
    grounds: &'a Grounds<'a>,
    items: Vec<Item>,
    fixes: Vec<Fix>,
    /// How many of the fixes reasons ask for by name: these come first, and none can be left out.
    named: usize,
    /// True when more has to be known as well.
    covers: bool,
}

impl<'a> Plan<'a> {
    /// Puts right what has to be; none when that cannot be done by anything that is known.
    fn of(grounds: &'a Grounds<'a>, reasons: &[&Reason]) -> Option<Self> {
        let mut plan = Self {
            grounds,
            items: grounds.items.to_vec(),
            fixes: Vec::new(),
            named: 0,
            covers: reasons
                .iter()
                .any(|reason| reason.rule == ReasonRule::LowCoverage),
        };
        let mut findings = BTreeSet::new();
        for reason in reasons {
            if matches!(
                reason.rule,
                ReasonRule::LowCoverage | ReasonRule::HighResidual | ReasonRule::NothingObserved
            ) || plan.fixes.iter().any(|fix| fix.item == reason.item)
            {
                continue;
            }
            let finding = grounds.findings.iter().find(|f| f.id == reason.item);
            let item = plan.items.iter().position(|item| item.id == reason.item);
            let title = match (item, finding) {
                (Some(at), _) => plan.items[at].title.clone(),
                (None, Some(finding)) => finding.title.clone(),
                (None, None) => reason.text.clone(),
            };
            plan.fixes.push(Fix {
                item: reason.item.clone(),
                title,
                text: reason.remedy.clone().unwrap_or_else(|| reason.text.clone()),
            });
            if let Some(at) = item {
                plan.mend(at);
            } else {
                findings.insert(reason.item.as_str());
            }
        }
        plan.mend_checks(&findings);
        plan.named = plan.fixes.len();
        if plan.covers {
            plan.cover()?;
        }
        Some(plan)
    }

    /// A check is in order when every finding of it that falls short is put right; until then nothing is counted on.
    fn mend_checks(&mut self, fixed: &BTreeSet<&str>) {
        for at in 0..self.items.len() {
            let item = &self.items[at];
            if item.source != FindingSource::Check {
                continue;
            }
            let mut short = self
                .grounds
                .findings
                .iter()
                .filter(|f| f.source == FindingSource::Check && f.check == item.id)
                .filter(|f| matches!(f.outcome, Outcome::Deviates | Outcome::Partial))
                .peekable();
            if short.peek().is_some() && short.all(|f| fixed.contains(f.id.as_str())) {
                self.mend(at);
            }
        }
    }

    fn mend(&mut self, at: usize) {
        if let Some(better) = mended(&self.items[at]) {
            self.items[at].reading = better;
        }
    }

    /// Answers and looks, the weightiest first, until enough is known.
    fn cover(&mut self) -> Option<()> {
        let policy = self.grounds.policy;
        while !self.is_known_enough() {
            let counts = |item: &Item| policy.topic.iter().any(|t| t.id == item.topic);
            let open = (0..self.items.len())
                .filter(|at| counts(&self.items[*at]) && self.items[*at].weight > 0)
                .filter(|at| !is_known(&self.items[*at]));
            let next = open.min_by_key(|at| {
                let item = &self.items[*at];
                (std::cmp::Reverse(item.weight), item.id.clone())
            })?;
            self.take(next);
        }
        Some(())
    }

    fn is_known_enough(&self) -> bool {
        let policy = self.grounds.policy;
        coverage(&counted(&self.items, policy)) >= policy.min_coverage
    }

    /// Puts an item right and notes what to do for it.
    fn take(&mut self, at: usize) {
        let (item, phrases) = (&self.items[at], self.grounds.phrases);
        let text = match (item.reading, &item.remedy) {
            (ItemReading::Unknown { .. }, _) if item.source == FindingSource::Check => {
                phrases.text("verdict.unseen-remedy")
            }
            (ItemReading::Unknown { .. }, _) => phrases.text("verdict.unanswered-remedy"),
            (ItemReading::Known { value, .. }, Some(remedy)) if value < FULL => remedy.clone(),
            (ItemReading::Known { contradicted, .. }, _) if contradicted => {
                phrases.text("verdict.contradiction-remedy")
            }
            (ItemReading::Known { .. }, _) => phrases.text("verdict.prove"),
        };
        self.fixes.push(Fix {
            item: item.id.clone(),
            title: item.title.clone(),
            text,
        });
        self.mend(at);
    }

    fn residual(&self) -> u32 {
        let (policy, inherent) = (self.grounds.policy, self.grounds.score.inherent.value);
        let counted = counted(&self.items, policy);
        let credits = credits(&counted, self.grounds);
        inherent - Overall::new(&counted, &credits, policy).reduction(inherent, policy, End::Low)
    }

    fn is_low(&self) -> bool {
        level(self.residual(), self.grounds.policy) < RiskLevel::High
    }

    /// Lowers the residual risk below the limit, without the item that is banned. Also tells what was taken first.
    fn lowered(mut self, banned: Option<&str>) -> Option<(Self, Option<String>)> {
        let forced = self.fixes.len();
        while !self.is_low() {
            if self.fixes.len() > LONGEST {
                return None;
            }
            let next = self.best(banned)?;
            self.take(next);
        }
        let first = self.fixes.get(forced).map(|fix| fix.item.clone());
        // The last ones may have made earlier ones superfluous, also those that were taken for coverage alone.
        let mut at = self.named;
        while at < self.fixes.len() {
            let without = self.without(at);
            if without.is_low() && (!self.covers || without.is_known_enough()) {
                self = without;
                at = self.named;
            } else {
                at += 1;
            }
        }
        Some((self, first))
    }

    /// The item that takes away most risk when it is put right; by id among equals.
    fn best(&self, banned: Option<&str>) -> Option<usize> {
        let (policy, inherent) = (self.grounds.policy, self.grounds.score.inherent.value);
        let counted = counted(&self.items, policy);
        let credits = credits(&counted, self.grounds);
        let overall = Overall::new(&counted, &credits, policy);
        let now = overall.reduction(inherent, policy, End::Low);
        let gains = counted.iter().zip(&credits).filter_map(|(item, credit)| {
            if banned == Some(item.id.as_str()) || self.fixes.iter().any(|f| f.item == item.id) {
                return None;
            }
            let better = Item {
                reading: mended(item)?,
                ..(*item).clone()
            };
            let trust = credit::trust(&counted, policy);
            let extra = credit::of(&better, trust, policy)
                .low
                .checked_sub(credit.low)?;
            let mut raised = overall.clone();
            let sums = raised
                .topics
                .iter_mut()
                .find(|sums| sums.topic == item.topic)?;
            *sums = sums.raised(u64::from(item.weight) * extra);
            let gain = raised
                .reduction(inherent, policy, End::Low)
                .saturating_sub(now);
            (gain > 0).then_some((gain, std::cmp::Reverse(&item.id)))
        });
        let (_, std::cmp::Reverse(id)) = gains.max()?;
        self.items.iter().position(|item| item.id == *id)
    }

    /// The same plan without one of its fixes.
    fn without(&self, at: usize) -> Self {
        let mut plan = self.clone();
        let fix = plan.fixes.remove(at);
        let was = self.grounds.items.iter().find(|item| item.id == fix.item);
        let there = plan.items.iter_mut().find(|item| item.id == fix.item);
        if let (Some(was), Some(there)) = (was, there) {
            there.reading = was.reading;
        }
        plan
    }

    fn way(self, advice: Advice) -> WayOut {
        WayOut {
            advice,
            residual: self.residual(),
            fixes: self.fixes,
        }
    }
}

fn credits(counted: &[&Item], grounds: &Grounds<'_>) -> Vec<Credit> {
    let trust = credit::trust(counted, grounds.policy);
    let credits = counted
        .iter()
        .map(|item| credit::of(item, trust, grounds.policy));
    credits.collect()
}

/// What an item would be when it is put right: fully in order, on no better evidence than there is; what was in order on
/// a bare word gets a document behind it. None when there is nothing to gain.
fn mended(item: &Item) -> Option<ItemReading> {
    let known = |strength, indicated, carried| ItemReading::Known {
        value: FULL,
        strength,
        indicated,
        carried,
        contradicted: false,
    };
    match item.reading {
        ItemReading::Unknown { .. } if item.source == FindingSource::Check => {
            Some(known(Strength::Observed, false, false))
        }
        ItemReading::Unknown { .. } => Some(known(Strength::Asserted, false, false)),
        ItemReading::Known {
            value,
            strength,
            indicated,
            carried,
            contradicted,
        } if value < FULL || contradicted => Some(known(strength, indicated, carried)),
        ItemReading::Known {
            strength: Strength::Asserted,
            ..
        }
        | ItemReading::Known { carried: true, .. } => {
            Some(known(Strength::Documented, false, false))
        }
        ItemReading::Known { .. } => None,
    }
}
