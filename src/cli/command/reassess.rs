//! `waarborg reassess PORTFOLIO`

mod page;

use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::assess::{Wanted, keep, moment};
use super::notify::Audience;
use super::{Faults, Outcome, runtime};
use crate::catalogue::load_reviews;
use crate::cli::arguments::{FailOn, Network, Reassess, RunFormat, RunLimits, Sealing};
use crate::cli::network::prepare;
use crate::cli::{Exit, Session, baseline, diagnostic, output};
use crate::domain::assessment::Assessment;
use crate::domain::delta::Delta;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::portfolio::AcceptanceTerm;
use crate::probe::Depth;
use crate::reassess::{self, DossierOutcome, Order, State, Tools};

pub(super) use page::page;

/// Dossiers at once when servers are looked at: waiting for them is most of the work.
const WORKERS: u16 = 8;

pub(super) fn run(session: &Session, options: &Reassess) -> Outcome {
    let as_of = moment(options.as_of, options.network.offline)?;
    let order = Order {
        as_of,
        given: options.as_of.is_some(),
        due_only: options.due,
        offline: options.network.offline,
        workers: workers(&options.network),
    };
    let stop = stopper()?;
    let doing = match (options.dry_run, options.lean) {
        (true, _) => Doing::Nothing,
        (false, true) => Doing::Assessments,
        (false, false) => Doing::Everything,
    };
    let (outcome, told) = carry_out(
        session,
        &options.portfolio,
        &order,
        &options.network,
        doing,
        &stop,
    )?;
    show_faults(session, &outcome);
    let text = match options.format {
        RunFormat::Json => {
            let mut text = serde_json::to_string_pretty(&outcome)
                .map_err(|error| Faults::Ours(error.to_string()))?;
            text.push('\n');
            text
        }
        RunFormat::Text => page(session, &outcome),
    };
    output::deliver(&text, options.output.as_deref())?;
    Ok(match exit(&options.limits, &outcome) {
        Exit::Done if !told => Exit::Fault,
        exit => exit,
    })
}

/// Dossiers at once.
pub(super) fn workers(network: &Network) -> usize {
    if network.offline {
        std::thread::available_parallelism().map_or(1, NonZero::get)
    } else {
        usize::from(network.concurrency.min(WORKERS))
    }
}

/// True once the program was asked to stop (SIGINT, SIGTERM). Asked twice, it ends at once.
pub(super) fn stopper() -> Result<Arc<AtomicBool>, Faults> {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        signal_hook::flag::register_conditional_default(signal, Arc::clone(&stop))
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&stop)))
            .map_err(|error| Faults::Ours(error.to_string()))?;
    }
    Ok(stop)
}

/// How much a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    /// It only tells what it would do.
    Nothing,
    /// It writes assessments, without reports.
    Assessments,
    /// It writes assessments with all their reports.
    Everything,
}

/// Runs over a portfolio, or tells what a run would do. False when people were to be told and were not.
pub(super) fn carry_out(
    session: &Session,
    portfolio: &Path,
    order: &Order,
    network: &Network,
    doing: Doing,
    stop: &AtomicBool,
) -> Result<(reassess::Outcome, bool), Faults> {
    let audience = Audience::of(portfolio)?;
    let policy = load_reviews(&session.catalogue.files)?;
    // Each dossier gets its share of what is looked at at once: all of them together stay within it.
    let share = usize::from(network.concurrency) / order.workers.max(1);
    let shared = Network {
        concurrency: u16::try_from(share).unwrap_or(u16::MAX).max(1),
        ..network.clone()
    };
    let lookout = prepare(session, &shared, Depth::Full)?;
    let runtime = runtime()?;
    let lean = doing == Doing::Assessments;
    let write =
        |folder: &crate::dossier::Folder, assessment: &Assessment, delta: Option<&Delta>| {
            let sealing = Sealing::default();
            let wanted = Wanted {
                sealing: &sealing,
                accepted: std::collections::BTreeMap::new(),
                summary: false,
                lean,
            };
            keep(session, folder, assessment, delta, wanted)
                .map(|(stored, _)| stored)
                .map_err(Vec::from)
        };
    let progress = |outcome: &DossierOutcome, done: usize, all: usize| {
        // On a terminal a count is enough; in the journal of a service each line is one dossier.
        if matches!(outcome.state, State::Assessed(_)) {
            let (done, all) = (done.to_string(), all.to_string());
            session.remark(&session.say(
                "reassess.done",
                &[
                    ("dossier", &output::plain(&outcome.dossier)),
                    ("n", &done),
                    ("all", &all),
                ],
            ));
        }
    };
    let tools = Tools {
        catalogue: &session.catalogue,
        policy: &policy,
        lookout: &lookout,
        runtime: runtime.handle(),
        keep: &write,
        accepted: &|root: &Path| accepted(session, root),
        held: &|root: &Path, assessment: &mut Assessment| {
            let given = baseline::of_dossier(session, None, root)?;
            Ok(given.map(|given| baseline::hold(session, Some(&given), assessment)))
        },
        progress: &progress,
        stop,
    };
    if doing == Doing::Nothing {
        return Ok((reassess::preview(portfolio, order, &tools)?, true));
    }
    let (outcome, journal) = reassess::work(portfolio, order, &tools)?;
    if outcome.resumed {
        let at = outcome.as_of.to_string();
        session.remark(&session.say("reassess.resumed", &[("at", &at)]));
    }
    // Also of a run that was stopped: the next one may be on another day, and would not find what this one found.
    let told = audience.is_none_or(|audience| audience.tell(session, &outcome, &runtime));
    // A run that was stopped half-way is taken up again by the next.
    if !outcome.stopped {
        journal.close()?;
    }
    Ok((outcome, told))
}

/// Findings of a dossier that somebody accepted, when it has a baseline of its own.
fn accepted(session: &Session, root: &Path) -> Result<Vec<AcceptanceTerm>, Vec<Diagnostic>> {
    let given = baseline::of_dossier(session, None, root)?;
    let entries = given.as_ref().map_or(&[][..], baseline::Given::accepted);
    Ok(entries
        .iter()
        .map(|entry| AcceptanceTerm {
            finding: entry.finding(),
            until: entry.until,
        })
        .collect())
}

/// What is wrong with dossiers, with the lines at fault.
pub(super) fn show_faults(session: &Session, outcome: &reassess::Outcome) {
    for dossier in &outcome.dossiers {
        if !dossier.faults().is_empty() {
            diagnostic::show(dossier.faults(), session.lang, session.colour);
        }
    }
}

/// How a run ends: the limit first, then what could not be assessed, then too little seen.
fn exit(limits: &RunLimits, outcome: &reassess::Outcome) -> Exit {
    let standings = || outcome.dossiers.iter().filter_map(DossierOutcome::standing);
    let reached = standings().any(|standing| match limits.fail_on {
        Some(FailOn::Advice(worst)) => standing
            .limited_advice()
            .is_some_and(|advice| advice <= worst),
        Some(FailOn::Severity(worst)) => standing
            .limited_worst()
            .is_some_and(|severity| severity >= worst),
        None => false,
    });
    let broken = outcome.dossiers.iter().any(|d| !d.faults().is_empty());
    let too_little = limits.min_coverage.is_some_and(|percent| {
        standings().any(|standing| standing.coverage.unwrap_or(0) < percent * 100)
    });
    if reached {
        Exit::Limit
    } else if broken {
        Exit::Input
    } else if too_little {
        Exit::Coverage
    } else {
        Exit::Done
    }
}

/// Whether a run was told to stop.
pub(super) fn stopped(stop: &AtomicBool) -> bool {
    stop.load(Ordering::SeqCst)
}
