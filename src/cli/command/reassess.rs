//! `waarborg reassess PORTFOLIO`

use std::fmt::Write as _;
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
use crate::domain::delta::{Delta, Shift};
use crate::domain::diagnostic::Diagnostic;
use crate::probe::Depth;
use crate::reassess::{
    self, Accepted, Appointment, Assessed, DossierOutcome, Order, Standing, State, Tools,
};

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
    let write = |folder: &crate::dossier::Folder,
                 assessment: &crate::domain::assessment::Assessment,
                 delta: Option<&Delta>| {
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
fn accepted(session: &Session, root: &Path) -> Result<Vec<Accepted>, Vec<Diagnostic>> {
    let given = baseline::of_dossier(session, None, root)?;
    let entries = given.as_ref().map_or(&[][..], baseline::Given::accepted);
    Ok(entries
        .iter()
        .map(|entry| Accepted {
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
        Some(FailOn::Advice(worst)) => standing.advice.is_some_and(|advice| advice <= worst),
        Some(FailOn::Severity(worst)) => standing.worst.is_some_and(|severity| severity >= worst),
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

/// What a run came to, for the terminal: what was done or is wrong, then the numbers.
pub(super) fn page(session: &Session, outcome: &reassess::Outcome) -> String {
    let mut page = String::new();
    let (mut assessed, mut current, mut due, mut broken) = (0, 0, 0, 0);
    for dossier in &outcome.dossiers {
        match &dossier.state {
            State::Assessed(done) => {
                assessed += 1;
                head(&mut page, dossier);
                why(session, &mut page, &done.reasons);
                came_to(session, &mut page, done);
            }
            State::Current { .. } => current += 1,
            State::Due { reasons, .. } => {
                due += 1;
                head(&mut page, dossier);
                why(session, &mut page, reasons);
                if reasons.is_empty() {
                    line(&mut page, &session.say("reassess.asked", &[]));
                }
            }
            State::Broken { faults } => {
                broken += 1;
                head(&mut page, dossier);
                for fault in faults {
                    let words = output::plain(fault.message.in_lang(session.lang));
                    let file = output::plain(&fault.file);
                    line(
                        &mut page,
                        &session.say("reassess.broken", &[("file", &file), ("why", &words)]),
                    );
                }
            }
        }
    }
    if !page.is_empty() {
        page.push('\n');
    }
    let next = outcome
        .dossiers
        .iter()
        .filter_map(|dossier| match &dossier.state {
            State::Current { next, .. } => *next,
            _ => None,
        })
        .min();
    let at = outcome.as_of.to_string();
    let counts = [assessed, due, current, broken].map(|n: usize| n.to_string());
    let [assessed, due, current, broken] = &counts;
    let _ = writeln!(
        page,
        "{}",
        session.say(
            "reassess.counts",
            &[
                ("at", &at),
                ("assessed", assessed),
                ("due", due),
                ("current", current),
                ("broken", broken),
            ],
        )
    );
    if let Some(next) = next {
        let _ = writeln!(
            page,
            "{}",
            session.say("reassess.next", &[("day", &next.to_string())])
        );
    }
    if outcome.stopped {
        let _ = writeln!(page, "{}", session.say("reassess.stopped", &[]));
    }
    page
}

fn head(page: &mut String, dossier: &DossierOutcome) {
    let name = output::plain(&dossier.dossier);
    let _ = match (&dossier.vendor, &dossier.service) {
        (Some(vendor), Some(service)) => writeln!(
            page,
            "{name}: {}, {}",
            output::plain(vendor),
            output::plain(service)
        ),
        _ => writeln!(page, "{name}"),
    };
}

fn line(page: &mut String, text: &str) {
    let _ = writeln!(page, "  {text}");
}

fn why(session: &Session, page: &mut String, reasons: &[Appointment]) {
    for reason in reasons {
        let words = reason.words(&session.catalogue.phrases);
        line(page, &output::plain(words.in_lang(session.lang)));
    }
}

fn came_to(session: &Session, page: &mut String, done: &Assessed) {
    let advice = |standing: &Standing| {
        standing.advice.map_or_else(String::new, |advice| {
            let code = serde_json::to_value(advice).ok();
            let code = code
                .as_ref()
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default();
            let key = format!("report.advice.{code}");
            session.catalogue.phrases.get(&key, session.lang).to_owned()
        })
    };
    let percent = |points: Option<u32>| {
        points.map_or_else(String::new, |points| {
            format!("{}.{}", points / 100, points % 100 / 10)
        })
    };
    let now = &done.standing;
    let (best, worst) = (percent(now.residual_best), percent(now.residual));
    let words = advice(now);
    let was = done.before.as_ref().map(advice);
    let text = match was {
        Some(was) if was != words => session.say(
            "reassess.turned",
            &[
                ("now", &words),
                ("was", &was),
                ("best", &best),
                ("worst", &worst),
            ],
        ),
        _ => session.say(
            "reassess.stands",
            &[("now", &words), ("best", &best), ("worst", &worst)],
        ),
    };
    line(page, &text);
    match &done.delta {
        None => line(page, &session.say("reassess.first", &[])),
        Some(delta) if delta.is_empty() => line(page, &session.say("reassess.same", &[])),
        Some(delta) => {
            let count = |shift| delta.shifted(shift).count().to_string();
            line(
                page,
                &session.say(
                    "reassess.changed",
                    &[
                        ("new", &count(Shift::New)),
                        ("worse", &count(Shift::Worsened)),
                        ("better", &count(Shift::Improved)),
                        ("resolved", &count(Shift::Resolved)),
                        ("seen", &delta.seen.len().to_string()),
                        ("answers", &delta.answers.len().to_string()),
                    ],
                ),
            );
        }
    }
    line(page, &output::plain(&done.folder.display().to_string()));
}

/// Whether a run was told to stop.
pub(super) fn stopped(stop: &AtomicBool) -> bool {
    stop.load(Ordering::SeqCst)
}
