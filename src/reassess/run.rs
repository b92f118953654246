//! The run over a portfolio.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use jiff::Timestamp;
use tokio::runtime::Handle;

use super::gate::Gate;
use super::outcome::{DossierOutcome, Outcome, State};
use super::turn::{broken, look_ahead, turn};
use crate::assess::{Lookout, clock};
use crate::catalogue::Catalogue;
use crate::domain::assessment::Assessment;
use crate::domain::baseline::Held;
use crate::domain::day::Day;
use crate::domain::delta::Delta;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::portfolio::{AcceptanceTerm, SkipReason, Skipped};
use crate::domain::review::ReviewPolicy;
use crate::domain::text::Text;
use crate::dossier::{self, Folder, Journal, Place, RunHead, RunLine, Shelf};

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

/// Holds the baseline of the dossier in a folder against an assessment of it: entries that no longer hold become findings of
/// the assessment. Nothing when the dossier has no baseline.
pub type HeldOf<'a> =
    dyn Fn(&Path, &mut Assessment) -> Result<Option<Held>, Vec<Diagnostic>> + Sync + 'a;

/// Findings of the dossier in a folder that somebody accepted.
pub type AcceptedOf<'a> = dyn Fn(&Path) -> Result<Vec<AcceptanceTerm>, Vec<Diagnostic>> + Sync + 'a;

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
    /// What the baseline of a dossier comes to.
    pub held: &'a HeldOf<'a>,
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
    let Shelf { places, skipped } = dossier::shelf(portfolio)?;
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
    dossiers.extend(unseen(portfolio, &skipped));
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
    let Shelf { places, skipped } = dossier::shelf(portfolio)?;
    let mut dossiers = each(&places, order, tools, &|place| {
        look_ahead(place, order, tools)
    });
    let stopped = dossiers.len() < places.len();
    dossiers.extend(unseen(portfolio, &skipped));
    Ok(Outcome {
        portfolio: portfolio.to_path_buf(),
        as_of: order.as_of,
        resumed: false,
        stopped,
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

/// Folders and links that could not be looked into: there may be dossiers that nobody sees. A link to a dossier that was
/// found already is no trouble.
fn unseen(portfolio: &Path, skipped: &[Skipped]) -> Vec<DossierOutcome> {
    let folders = skipped
        .iter()
        .filter(|one| one.reason == SkipReason::Folder);
    folders
        .map(|one| {
            let shown = portfolio.join(&one.path).display().to_string();
            broken(&one.path, vec![Diagnostic::new(shown, one.words.clone())])
        })
        .collect()
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
