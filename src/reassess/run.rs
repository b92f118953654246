//! The run over a portfolio.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use jiff::Timestamp;
use tokio::runtime::Handle;

use super::due::{Accepted, Due, due};
use super::gate::Gate;
use super::outcome::{Assessed, DossierOutcome, Outcome, Standing, State};
use crate::assess::{self, Lookout, clock, compare};
use crate::catalogue::Catalogue;
use crate::domain::assessment::Assessment;
use crate::domain::day::Day;
use crate::domain::delta::Delta;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::review::ReviewPolicy;
use crate::domain::text::Text;
use crate::dossier::{self, Folder, Journal, Place, RunHead, RunLine, StoreError};

/// The format of journals that this version writes.
const FORMAT: u32 = 1;

/// What a run is asked to do.
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// The moment to assess for.
    pub as_of: Timestamp,
    /// True when the user named that moment.
    pub given: bool,
    /// True when only what is due is assessed.
    pub due_only: bool,
    /// True when the network is not used.
    pub offline: bool,
    /// Dossiers at once.
    pub workers: usize,
}

/// How an assessment is written: into the folder of its dossier, with its reports. What changed since the one before goes
/// into them. Gives the folder that was written.
pub type Keep<'a> =
    dyn Fn(&Folder, &Assessment, Option<&Delta>) -> Result<PathBuf, Vec<Diagnostic>> + Sync + 'a;

/// Findings of the dossier in a folder that somebody accepted.
pub type AcceptedOf<'a> = dyn Fn(&Path) -> Result<Vec<Accepted>, Vec<Diagnostic>> + Sync + 'a;

/// What a run works with.
pub struct Tools<'a> {
    /// The data that judges.
    pub catalogue: &'a Catalogue,
    /// Periods of review.
    pub policy: &'a ReviewPolicy,
    /// The network: one for the whole run, so that its limits hold for every address over all dossiers.
    pub lookout: &'a Lookout,
    /// Where looking happens.
    pub runtime: &'a Handle,
    /// How an assessment is written.
    pub keep: &'a Keep<'a>,
    /// Findings of a dossier that somebody accepted.
    pub accepted: &'a AcceptedOf<'a>,
    /// Told of each dossier as soon as it is done: how many are, of how many.
    pub progress: &'a (dyn Fn(&DossierOutcome, usize, usize) + Sync),
    /// True when the run has to stop: what is at work is finished, nothing new is begun.
    pub stop: &'a AtomicBool,
}

/// Runs over a portfolio. Gives the outcome, and the journal to close once everybody has been told: until then a run that
/// is cut off is taken up again, and comes to the same outcome.
///
/// # Errors
/// When there is no dossier, another run is at work here, or the portfolio cannot be written. Trouble with one dossier is
/// part of the outcome.
pub fn work(
    portfolio: &Path,
    order: &Order,
    tools: &Tools<'_>,
) -> Result<(Outcome, Journal), Diagnostic> {
    let places = dossier::shelf(portfolio)?;
    let head = RunHead {
        format: FORMAT,
        as_of: order.as_of,
        given: order.given,
        due_only: order.due_only,
        offline: order.offline,
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let journal = Journal::open(portfolio, head, |old| takes_up(old, order))?;
    let order = Order {
        as_of: journal.head().as_of,
        ..*order
    };
    let trouble: Mutex<Option<Diagnostic>> = Mutex::new(None);
    let gate = Gate::new();
    let dossiers = each(&places, &order, tools, &|place| {
        let outcome = turn(place, &order, tools, &gate);
        let state = match outcome.state {
            State::Assessed(_) => "assessed",
            State::Current { .. } | State::Due { .. } => "current",
            State::Broken { .. } => "broken",
        };
        let line = RunLine {
            dossier: place.name.clone(),
            at: clock::now(),
            state: state.to_owned(),
        };
        // The assessment is there, and that counts; that the journal is not is told once.
        if let (Err(fault), Ok(mut trouble)) = (journal.note(&line), trouble.lock()) {
            trouble.get_or_insert(fault);
        }
        outcome
    });
    let stopped = dossiers.len() < places.len();
    let mut dossiers = dossiers;
    if let Some(fault) = trouble.into_inner().ok().flatten() {
        dossiers.push(broken(".waarborg", vec![fault]));
    }
    let outcome = Outcome {
        portfolio: portfolio.to_path_buf(),
        as_of: order.as_of,
        resumed: journal.resumed(),
        stopped,
        dossiers,
    };
    Ok((outcome, journal))
}

/// What a run would do, without doing or writing anything.
///
/// # Errors
/// When there is no dossier.
pub fn preview(portfolio: &Path, order: &Order, tools: &Tools<'_>) -> Result<Outcome, Diagnostic> {
    let places = dossier::shelf(portfolio)?;
    let dossiers = each(&places, order, tools, &|place| {
        look_ahead(place, order, tools)
    });
    Ok(Outcome {
        portfolio: portfolio.to_path_buf(),
        as_of: order.as_of,
        resumed: false,
        stopped: dossiers.len() < places.len(),
        dossiers,
    })
}

/// A run that was cut off is taken up again when it was asked for the same, on the same day: what is seen now says nothing
/// about an earlier one.
fn takes_up(old: &RunHead, order: &Order) -> bool {
    let same =
        old.due_only == order.due_only && old.offline == order.offline && old.given == order.given;
    let moment = if order.given {
        old.as_of == order.as_of
    } else {
        old.as_of <= order.as_of && Day::of(old.as_of) == Day::of(order.as_of)
    };
    same && moment
}

/// Does something for every dossier, several at once; stops when it has to. The outcomes come in the order of the places.
fn each(
    places: &[Place],
    order: &Order,
    tools: &Tools<'_>,
    act: &(dyn Fn(&Place) -> DossierOutcome + Sync),
) -> Vec<DossierOutcome> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, DossierOutcome)>> = Mutex::new(Vec::with_capacity(places.len()));
    std::thread::scope(|scope| {
        for _ in 0..order.workers.clamp(1, places.len().max(1)) {
            scope.spawn(|| {
                while !tools.stop.load(Ordering::SeqCst) {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    let Some(place) = places.get(number) else {
                        break;
                    };
                    // A fault of ours in one dossier is no reason to leave the others undone.
                    let outcome = catch_unwind(AssertUnwindSafe(|| act(place)))
                        .unwrap_or_else(|_| broken(&place.name, vec![ours(place)]));
                    let Ok(mut done) = done.lock() else { break };
                    (tools.progress)(&outcome, done.len() + 1, places.len());
                    done.push((number, outcome));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

fn broken(name: &str, faults: Vec<Diagnostic>) -> DossierOutcome {
    DossierOutcome {
        dossier: name.to_owned(),
        vendor: None,
        service: None,
        lang: None,
        state: State::Broken { faults },
    }
}

fn ours(place: &Place) -> Diagnostic {
    Diagnostic::new(
        place.root.display().to_string(),
        Text::new(
            "waarborg liep hier vast; dat is een fout van het programma, niet van het dossier",
            "waarborg stopped here; that is a fault of the program, not of the dossier",
        ),
    )
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

/// What would be done with a dossier.
fn look_ahead(place: &Place, order: &Order, tools: &Tools<'_>) -> DossierOutcome {
    let folder = match read(place, tools) {
        Ok(folder) => folder,
        Err(faults) => return broken(&place.name, faults),
    };
    let state = assess::targets(&folder)
        .and_then(|_| last(place, order))
        .and_then(|last| {
            let due = when(&folder, last.as_ref(), order, tools)?;
            let standing = last.as_ref().map(Standing::of);
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
fn turn(place: &Place, order: &Order, tools: &Tools<'_>, gate: &Gate) -> DossierOutcome {
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
    let (due, standing) = gate.pass(|| -> Result<_, Vec<Diagnostic>> {
        let last = last(place, order)?;
        let due = when(folder, last.as_ref(), order, tools)?;
        Ok((due, last.as_ref().map(Standing::of)))
    })?;
    if let (Some(standing), true, false) = (standing, order.due_only, due.is_due()) {
        return Ok(State::Current {
            standing,
            next: due.next,
        });
    }
    let looking = assess::look(&targets, tools.lookout, &|_| {});
    let sighting = tools.runtime.block_on(looking);
    gate.pass(|| {
        let now = assess::judge(Some(folder), sighting, tools.catalogue, order.as_of);
        let delta = last(place, order)?.map(|last| compare(&last, &now, tools.catalogue));
        let written = (tools.keep)(folder, &now, delta.as_ref())?;
        Ok(State::Assessed(Box::new(Assessed {
            folder: written,
            reasons: due.reasons,
            standing: Standing::of(&now),
            before: standing,
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
    let now = dossier::read_assessment(&done).map_err(one)?;
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
        standing: Standing::of(&now),
        before: before.as_ref().map(Standing::of),
        delta: before.map(|before| compare(&before, &now, tools.catalogue)),
    })))
}
