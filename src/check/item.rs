//! Checks as items of the score: over all subjects, the worst counts.

use std::collections::BTreeMap;

use super::{CHECKS, Material};
use crate::domain::finding::{Confidence, Finding, FindingSource, Outcome, Severity};
use crate::domain::item::{Item, ItemReading};
use crate::domain::pack::{Importance, Strength};

const FULL: u32 = 10_000;

/// One item for each check that carries weight and applied to at least one subject.
///
/// The value is that of the worst subject. A subject that could not be seen makes the item unknown, unless another one
/// already deviates: what was not seen can then make it no worse.
#[must_use]
pub fn weigh(findings: &[Finding], material: &Material<'_>) -> Vec<Item> {
    let mut by_check: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings.iter().filter(|f| f.source == FindingSource::Check) {
        by_check.entry(&finding.check).or_default().push(finding);
    }
    let stale = material
        .observations
        .are_stale(material.as_of, material.policy.score.observation_days);
    CHECKS
        .iter()
        .filter_map(|check| {
            let sheet = material
                .sheets
                .get(check.id)
                .filter(|sheet| sheet.weight > 0)?;
            let reading = read(by_check.get(check.id)?, stale)?;
            Some(Item {
                id: check.id.to_owned(),
                source: FindingSource::Check,
                topic: sheet.topic.clone(),
                weight: sheet.weight,
                title: sheet.title.clone(),
                remedy: Some(sheet.remedy.clone()),
                importance: match sheet.severity {
                    Severity::Info | Severity::Low => Importance::Minor,
                    Severity::Medium => Importance::Normal,
                    Severity::High => Importance::Major,
                    Severity::Critical => Importance::Critical,
                },
                reading,
            })
        })
        .collect()
}

fn read(findings: &[&Finding], stale: bool) -> Option<ItemReading> {
    let value = |outcome| match outcome {
        Outcome::Conforms => Some(FULL),
        Outcome::Partial => Some(FULL / 2),
        Outcome::Deviates => Some(0),
        Outcome::Informs | Outcome::NotApplicable | Outcome::NotAnswered | Outcome::NotObserved => {
            None
        }
    };
    let applicable: Vec<_> = findings
        .iter()
        .filter(|f| f.outcome != Outcome::NotApplicable)
        .collect();
    if applicable.is_empty() {
        return None;
    }
    let seen = applicable.iter().filter_map(|f| value(f.outcome)).min();
    let unseen = stale || applicable.iter().any(|f| value(f.outcome).is_none());
    Some(match seen {
        Some(worst) if !unseen || (worst == 0 && !stale) => ItemReading::Known {
            value: worst,
            strength: Strength::Observed,
            indicated: applicable.iter().any(|f| f.confidence == Confidence::Low),
            carried: false,
            contradicted: false,
        },
        seen => ItemReading::Unknown {
            best: seen.unwrap_or(FULL),
        },
    })
}
