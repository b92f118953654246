//! "All endpoints are in the EEA."

use super::place::{evidence, of_endpoints, refute_by_time, tell, tell_open};
use super::{Match, Rule, Sight};
use crate::domain::answer::AnswerValue;
use crate::domain::assessment::Located;
use crate::domain::claim::ClaimStatus;
use crate::domain::finding::Confidence;
use crate::domain::location::LocationStatus;

pub(super) static RULE: Rule = Rule {
    id: "endpoints-in-eea",
    hold,
};

fn hold(_value: &AnswerValue, sight: &Sight<'_>) -> Match {
    let (located, complete) = of_endpoints(sight);
    let elsewhere = |place: &&&Located| {
        matches!(
            place.verdict.status,
            LocationStatus::Adequacy
                | LocationStatus::AdequacyConditional
                | LocationStatus::Outside
        )
    };
    let refuting: Vec<&Located> = located
        .iter()
        .filter(elsewhere)
        .filter(|p| p.verdict.confidence >= Confidence::Medium)
        .copied()
        .collect();
    if !refuting.is_empty() {
        return Match::new(
            ClaimStatus::Contradicted,
            tell(&refuting, sight),
            evidence(&refuting),
        );
    }
    let eea = sight.areas.codes(LocationStatus::InEea, sight.as_of);
    if let Some(refuted) = refute_by_time(&located, &eea, sight) {
        return refuted;
    }
    let sure = |p: &&Located| {
        p.verdict.status == LocationStatus::InEea && p.verdict.confidence >= Confidence::Medium
    };
    if complete && located.iter().all(sure) {
        return Match::new(
            ClaimStatus::Confirmed,
            tell(&located, sight),
            evidence(&located),
        );
    }
    let open: Vec<&Located> = located.iter().filter(|p| !sure(p)).copied().collect();
    Match::new(
        ClaimStatus::NotObservable,
        tell_open(&open, sight),
        evidence(&open),
    )
}
