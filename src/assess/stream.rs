//! One target at a time, for runs over more targets than memory should hold.

use jiff::Timestamp;
use serde::Serialize;

use super::{Lookout, planned};
use crate::assess::plan::{self, Target};
use crate::catalogue::Catalogue;
use crate::check::{self, Material};
use crate::domain::day::Day;
use crate::domain::finding::Finding;
use crate::domain::observation::Observations;
use crate::domain::party::Parties;
use crate::domain::rating::Rating;
use crate::domain::subject::Subject;
use crate::probe::{self, Shared};
use crate::rating;

/// What one target came to: its endpoint, and everything seen of it, its host and its domain.
#[derive(Debug, Serialize)]
pub struct Glimpse {
    /// The endpoint.
    pub subject: Subject,
    /// What was seen; ids count from `o1` for each target.
    pub observations: Observations,
    /// Levels and letters, as in an assessment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ratings: Vec<Rating>,
    /// What the checks make of it.
    pub findings: Vec<Finding>,
}

/// Looks at one target and judges it by the active checks. Nothing is kept of it but what neighbours in the list may lead
/// to as well, in `shared`.
pub async fn glimpse(
    target: &Target,
    catalogue: &Catalogue,
    lookout: &Lookout,
    shared: &Shared,
    as_of: Timestamp,
) -> Glimpse {
    let subjects = planned(std::slice::from_ref(target), lookout);
    let seen = probe::follow_shared(&lookout.network, &subjects, &plan::lead, shared).await;
    let (subjects, observations) = (seen.subjects, seen.observations);
    let today = Day::of(as_of);
    let parties = Parties::of(
        &subjects,
        &observations,
        &catalogue.parties,
        None,
        &catalogue.areas,
        today,
    );
    let findings = check::judge(
        &subjects,
        &Material {
            observations: &observations,
            policy: &catalogue.policy,
            areas: &catalogue.areas,
            phrases: &catalogue.phrases,
            sheets: &catalogue.sheets,
            declared: None,
            regions: None,
            parties: &parties,
            as_of: today,
        },
    );
    let ratings = rating::rate(
        &subjects,
        &rating::Material {
            observations: &observations,
            findings: &findings,
            policy: &catalogue.policy,
            phrases: &catalogue.phrases,
            as_of: today,
        },
    );
    Glimpse {
        subject: target.subject(),
        observations,
        ratings,
        findings,
    }
}
