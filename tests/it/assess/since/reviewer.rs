//! What the reviewer of the controller decides is no doing of the provider.

use waarborg::domain::answer::{Decision, Review};
use waarborg::domain::day::Day;
use waarborg::domain::delta::Cause;
use waarborg::domain::finding::{FindingSource, Outcome};

use super::scene::{Scene, causes};

/// A reviewer who no longer accepts an answer is no provider that changed it.
pub(super) fn a_reviewer_decides_otherwise(scene: &Scene) {
    let good = scene
        .then
        .findings
        .iter()
        .find(|f| f.source == FindingSource::Question && f.outcome == Outcome::Conforms)
        .expect("a good answer");
    let now = scene.now(0, |folder, _| {
        for set in &mut folder.answers {
            for (id, answer) in &mut set.answers {
                if good.id == format!("{}/{id}", set.pack) {
                    answer.review = Some(Review {
                        by: "J. Doe".to_owned(),
                        at: Day::of(scene.then.as_of),
                        decision: Decision::Rejected,
                        reason: "no document says so".to_owned(),
                    });
                }
            }
        }
    });
    let delta = scene.since(&now);
    assert_eq!(causes(&delta), [Cause::Controller]);
    let change = delta.findings.iter().find(|f| f.id == good.id);
    assert_eq!(change.expect("told").causes, [Cause::Controller]);
}
