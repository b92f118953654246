//! "The service runs in these countries."

use super::place::{countries, evidence, of_endpoints, refute_by_time, tell, tell_open};
use super::{Match, Rule, Sight};
use crate::domain::answer::AnswerValue;
use crate::domain::assessment::Located;
use crate::domain::claim::ClaimStatus;
use crate::domain::finding::Confidence;
use crate::domain::location::LocationStatus;

pub(super) static RULE: Rule = Rule {
    id: "declared-regions",
    hold,
};

fn hold(value: &AnswerValue, sight: &Sight<'_>) -> Match {
    let declared = countries(value);
    let (located, complete) = of_endpoints(sight);
    let placed = |p: &&Located| {
        p.verdict.status != LocationStatus::NotDeterminable && p.verdict.country.is_some()
    };
    let certain = |p: &&Located| p.verdict.confidence >= Confidence::Medium;
    let declared_place = |p: &&Located| {
        p.verdict
            .country
            .is_some_and(|country| declared.contains(&country))
    };
    let refuting: Vec<&Located> = located
        .iter()
        .copied()
        .filter(|p| placed(p) && certain(p) && !declared_place(p))
        .collect();
    if !refuting.is_empty() {
        return Match::new(
            ClaimStatus::Contradicted,
            tell(&refuting, sight),
            evidence(&refuting),
        );
    }
    if let Some(refuted) = refute_by_time(&located, &declared, sight) {
        return refuted;
    }
    if complete && !declared.is_empty() && located.iter().all(|p| placed(p) && certain(p)) {
        return Match::new(
            ClaimStatus::Confirmed,
            tell(&located, sight),
            evidence(&located),
        );
    }
    let open: Vec<&Located> = located
        .iter()
        .copied()
        .filter(|p| !(placed(p) && certain(p)))
        .collect();
    Match::new(
        ClaimStatus::NotObservable,
        tell_open(&open, sight),
        evidence(&open),
    )
}
