//! One run of the fictional case, to be judged again with one thing changed.

use jiff::{Span, Timestamp};
use waarborg::assess::{Sighting, clock, compare, judge, look, targets};
use waarborg::catalogue::Catalogue;
use waarborg::domain::assessment::Assessment;
use waarborg::domain::delta::{Cause, Delta, SeenKind};
use waarborg::domain::observation::Observation;
use waarborg::dossier::Folder;
use waarborg::probe::Settings;

use super::super::{catalogue, folder, lookout};
use crate::support::demo;

/// The case as it was seen, and what judges it.
pub(super) struct Scene {
    pub(super) catalogue: Catalogue,
    folder: Folder,
    sighting: Sighting,
    as_of: Timestamp,
    pub(super) then: Assessment,
}

impl Scene {
    /// The newer assessment, after `change` has had its way with dossier and sighting.
    pub(super) fn now(
        &self,
        days: i64,
        change: impl FnOnce(&mut Folder, &mut Sighting),
    ) -> Assessment {
        let (mut folder, mut sighting) = (self.folder.clone(), self.sighting.clone());
        change(&mut folder, &mut sighting);
        let at = self.as_of + Span::new().hours(days * 24);
        judge(Some(&folder), sighting, &self.catalogue, at)
    }

    pub(super) fn since(&self, now: &Assessment) -> Delta {
        let delta = compare(&self.then, now, &self.catalogue);
        sums_up(&delta);
        delta
    }
}

/// The effects of the causes add up to the whole difference.
pub(super) fn sums_up(delta: &Delta) {
    let (Some(split), Some(then), Some(now)) =
        (&delta.split, delta.then.residual, delta.now.residual)
    else {
        return;
    };
    let sum: i64 = split.effects.iter().map(|effect| effect.residual).sum();
    assert_eq!(sum, i64::from(now) - i64::from(then), "{split:?}");
    let best: i64 = split
        .effects
        .iter()
        .map(|effect| effect.residual_best)
        .sum();
    let of = |point: &waarborg::domain::delta::Standpoint| {
        i64::from(point.residual_best.expect("a score"))
    };
    assert_eq!(best, of(&delta.now) - of(&delta.then), "{split:?}");
}

pub(super) fn causes(delta: &Delta) -> Vec<Cause> {
    let split = delta.split.as_ref().expect("judged again");
    split.effects.iter().map(|effect| effect.cause).collect()
}

pub(super) fn seen(delta: &Delta, kind: SeenKind) -> Vec<(Vec<String>, Vec<String>)> {
    delta
        .seen
        .iter()
        .filter(|change| change.kind == kind)
        .map(|change| (change.then.clone(), change.now.clone()))
        .collect()
}

pub(super) fn facts(sighting: &mut Sighting) -> impl Iterator<Item = (&mut Observation, bool)> {
    sighting.observations.0.iter_mut().map(|look| {
        let seen = look.failure().is_none();
        (look, seen)
    })
}

pub(super) async fn scene() -> Scene {
    let catalogue = catalogue();
    let case = demo::case(clock::now()).await;
    let (_root, folder) = folder(&catalogue, &case.files);
    let settings = Settings {
        vantage: Some("NL".parse().expect("a country")),
        ..demo::settings(&case)
    };
    let lookout = lookout(&catalogue, settings, Some(&case.routes));
    let targets = targets(&folder).expect("targets");
    let sighting: Sighting = look(&targets, &lookout, &|_| {}).await;
    let as_of = clock::this_second();
    let then = judge(Some(&folder), sighting.clone(), &catalogue, as_of);
    Scene {
        catalogue,
        folder,
        sighting,
        as_of,
        then,
    }
}
