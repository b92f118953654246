//! Runs that were cut off and not taken up again on their day: what they assessed counts, and people hear of it.

use std::path::Path;

use jiff::{Timestamp, ToSpan as _};

use super::due::due;
use super::outcome::{Assessed, DossierOutcome, Standing, State};
use crate::assess::compare;
use crate::catalogue::Catalogue;
use crate::domain::review::ReviewPolicy;
use crate::dossier::{self, Place, StoreError};

/// Days after which a run is history. What was told is known for longer than that.
const DAYS: i64 = 60;

/// What earlier runs assessed before they were cut off, without what `told` says was told already: it is asked for the name
/// of a dossier and the moment of an assessment. Dossiers that cannot be read are left out: the run itself names them.
#[must_use]
pub fn cut_off(
    portfolio: &Path,
    catalogue: &Catalogue,
    policy: &ReviewPolicy,
    now: Timestamp,
    told: &dyn Fn(&str, Timestamp) -> bool,
) -> Vec<DossierOutcome> {
    let oldest = now
        .checked_sub((DAYS * 24).hours())
        .unwrap_or(Timestamp::MIN);
    let moments: Vec<Timestamp> = dossier::cut_off(portfolio)
        .into_iter()
        .filter(|at| *at >= oldest && *at <= now)
        .collect();
    if moments.is_empty() {
        return Vec::new();
    }
    let places = dossier::shelf(portfolio).map_or_else(|_| Vec::new(), |shelf| shelf.places);
    moments
        .into_iter()
        .flat_map(|at| places.iter().map(move |place| (place, at)))
        .filter(|(place, at)| !told(&place.name, *at))
        .filter_map(|(place, at)| assessed(place, at, catalogue, policy))
        .collect()
}

/// What a dossier came to at a moment; nothing when it was not assessed for it.
fn assessed(
    place: &Place,
    at: Timestamp,
    catalogue: &Catalogue,
    policy: &ReviewPolicy,
) -> Option<DossierOutcome> {
    let Err(StoreError::Exists(done)) = dossier::vacancy(&place.root, at) else {
        return None;
    };
    let now = dossier::read_assessment(&done).ok()?;
    let before = match dossier::before(&place.root, at).ok()? {
        Some(stored) => Some(dossier::read_assessment(&stored.folder).ok()?),
        None => None,
    };
    let folder = dossier::read(
        &place.root,
        &catalogue.packs,
        &catalogue.kinds,
        &catalogue.areas,
    )
    .ok()?;
    let due = due(&folder, before.as_ref(), &[], catalogue, policy, at);
    Some(DossierOutcome {
        dossier: place.name.clone(),
        vendor: Some(folder.dossier.vendor.name.clone()),
        service: Some(folder.dossier.service.name.clone()),
        lang: Some(folder.dossier.language),
        state: State::Assessed(Box::new(Assessed {
            folder: done,
            reasons: due.reasons,
            standing: Standing::of(&now),
            before: before.as_ref().map(Standing::of),
            delta: before.map(|before| compare(&before, &now, catalogue)),
        })),
    })
}
