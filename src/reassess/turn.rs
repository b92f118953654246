//! What a run does with one dossier.

use std::path::PathBuf;

use super::due::{Due, due};
use super::gate::Gate;
use super::outcome::{Assessed, DossierOutcome, Standing, State};
use super::run::{Order, Tools};
use crate::assess::{self, compare};
use crate::domain::assessment::Assessment;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;
use crate::dossier::{self, Folder, Place, StoreError};

/// A dossier that could not be assessed.
pub(super) fn broken(name: &str, faults: Vec<Diagnostic>) -> DossierOutcome {
    DossierOutcome {
        dossier: name.to_owned(),
        vendor: None,
        service: None,
        lang: None,
        state: State::Broken { faults },
    }
}

fn told(place: &Place, folder: &Folder, state: State) -> DossierOutcome {
    let dossier = &folder.dossier;
    DossierOutcome {
        dossier: place.name.clone(),
        vendor: Some(dossier.vendor.name.clone()),
        service: Some(dossier.service.name.clone()),
        lang: Some(dossier.language),
        state,
    }
}

fn read(place: &Place, tools: &Tools<'_>) -> Result<Folder, Vec<Diagnostic>> {
    let catalogue = tools.catalogue;
    dossier::read(
        &place.root,
        &catalogue.packs,
        &catalogue.kinds,
        &catalogue.areas,
    )
}

/// The newest assessment of a dossier, which must not be later than the moment of the run: then the clock was set back, or
/// an older moment was asked for, and nobody could tell which of the two is the newer.
fn last(place: &Place, order: &Order) -> Result<Option<Assessment>, Vec<Diagnostic>> {
    let newest = dossier::history(&place.root)
        .map_err(|fault| vec![fault])?
        .pop();
    let Some(newest) = newest else {
        return Ok(None);
    };
    if newest.as_of > order.as_of {
        let message = Text::new(
            format!(
                "de laatste beoordeling is van {}, later dan {}: staat de klok goed?",
                newest.as_of, order.as_of
            ),
            format!(
                "the last assessment is of {}, later than {}: is the clock right?",
                newest.as_of, order.as_of
            ),
        );
        let hint = Text::new(
            "zet de klok goed, of kies met --as-of een later moment",
            "set the clock right, or choose a later moment with --as-of",
        );
        let shown = newest.folder.display().to_string();
        return Err(vec![Diagnostic::new(shown, message).with_hint(hint)]);
    }
    dossier::read_assessment(&newest.folder)
        .map(Some)
        .map_err(|fault| vec![fault])
}

fn when(
    folder: &Folder,
    last: Option<&Assessment>,
    order: &Order,
    tools: &Tools<'_>,
) -> Result<Due, Vec<Diagnostic>> {
    let accepted = (tools.accepted)(&folder.root)?;
    Ok(due(
        folder,
        last,
        &accepted,
        tools.catalogue,
        tools.policy,
        order.as_of,
    ))
}

/// An assessment in figures, also as limits see it: what the baseline of the dossier accepts counts for none. Entries of it
/// that no longer hold become findings of the assessment.
fn standing(
    folder: &Folder,
    assessment: &mut Assessment,
    tools: &Tools<'_>,
) -> Result<Standing, Vec<Diagnostic>> {
    let held = (tools.held)(&folder.root, assessment)?;
    Ok(Standing::held(assessment, held.as_ref()))
}

/// What would be done with a dossier.
pub(super) fn look_ahead(place: &Place, order: &Order, tools: &Tools<'_>) -> DossierOutcome {
    let folder = match read(place, tools) {
        Ok(folder) => folder,
        Err(faults) => return broken(&place.name, faults),
    };
    let state = assess::targets(&folder)
        .and_then(|_| last(place, order))
        .and_then(|last| {
            let due = when(&folder, last.as_ref(), order, tools)?;
            let standing = last
                .map(|mut last| standing(&folder, &mut last, tools))
                .transpose()?;
            Ok(match standing {
                Some(standing) if order.due_only && !due.is_due() => State::Current {
                    standing,
                    next: due.next,
                },
                standing => State::Due {
                    standing,
                    reasons: due.reasons,
                },
            })
        })
        .unwrap_or_else(|faults| State::Broken { faults });
    told(place, &folder, state)
}

/// Everything that a run does with one dossier. It holds one assessment and, while judging, the one before.
pub(super) fn turn(place: &Place, order: &Order, tools: &Tools<'_>, gate: &Gate) -> DossierOutcome {
    match read(place, tools) {
        Ok(folder) => {
            let state = renewed(place, &folder, order, tools, gate)
                .unwrap_or_else(|faults| State::Broken { faults });
            told(place, &folder, state)
        }
        Err(faults) => broken(&place.name, faults),
    }
}

fn renewed(
    place: &Place,
    folder: &Folder,
    order: &Order,
    tools: &Tools<'_>,
    gate: &Gate,
) -> Result<State, Vec<Diagnostic>> {
    let one = |fault: Diagnostic| vec![fault];
    let targets = assess::targets(folder)?;
    let _lock = dossier::lock(&place.root).map_err(one)?;
    dossier::sweep(&place.root).map_err(one)?;
    if let Err(StoreError::Exists(done)) = dossier::vacancy(&place.root, order.as_of) {
        return earlier(place, folder, order, tools, done);
    }
    let (due, before) = gate.pass(|| -> Result<_, Vec<Diagnostic>> {
        let last = last(place, order)?;
        let due = when(folder, last.as_ref(), order, tools)?;
        let standing = last
            .map(|mut last| standing(folder, &mut last, tools))
            .transpose()?;
        Ok((due, standing))
    })?;
    if let (Some(standing), true, false) = (before, order.due_only, due.is_due()) {
        return Ok(State::Current {
            standing,
            next: due.next,
        });
    }
    let looking = assess::look(&targets, tools.lookout, &|_| {});
    let sighting = tools.runtime.block_on(looking);
    gate.pass(|| {
        let mut now = assess::judge(Some(folder), sighting, tools.catalogue, order.as_of);
        let standing = standing(folder, &mut now, tools)?;
        let delta = last(place, order)?.map(|last| compare(&last, &now, tools.catalogue));
        let written = (tools.keep)(folder, &now, delta.as_ref())?;
        Ok(State::Assessed(Box::new(Assessed {
            folder: written,
            reasons: due.reasons,
            standing,
            before,
            delta,
        })))
    })
}

/// A dossier that was assessed for this moment already: before the run was cut off, or by an earlier run for the same moment.
fn earlier(
    place: &Place,
    folder: &Folder,
    order: &Order,
    tools: &Tools<'_>,
    done: PathBuf,
) -> Result<State, Vec<Diagnostic>> {
    let one = |fault: Diagnostic| vec![fault];
    let mut now = dossier::read_assessment(&done).map_err(one)?;
    let standing = standing(folder, &mut now, tools)?;
    let before = dossier::before(&place.root, order.as_of)
        .and_then(|stored| {
            stored
                .map(|stored| dossier::read_assessment(&stored.folder))
                .transpose()
        })
        .map_err(one)?;
    // As they were before it was assessed: people may not have heard of them.
    let due = when(folder, before.as_ref(), order, tools)?;
    Ok(State::Assessed(Box::new(Assessed {
        folder: done,
        reasons: due.reasons,
        standing,
        before: before.as_ref().map(Standing::of),
        delta: before.map(|before| compare(&before, &now, tools.catalogue)),
    })))
}
