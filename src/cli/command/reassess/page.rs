//! What a run came to, for the terminal.

use std::fmt::Write as _;

use crate::cli::{Session, output};
use crate::domain::delta::{Delta, Shift};
use crate::reassess::{self, Appointment, Assessed, DossierOutcome, Standing, State};

/// The most subjects that are named in one line.
const NAMED: usize = 3;

/// What was done or is wrong, then the numbers.
pub(in crate::cli::command) fn page(session: &Session, outcome: &reassess::Outcome) -> String {
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

/// What could be looked at then and not now.
fn lost(session: &Session, page: &mut String, delta: &Delta) {
    if delta.lost.is_empty() {
        return;
    }
    let mut names: Vec<String> = delta
        .lost
        .iter()
        .take(NAMED)
        .map(|sight| {
            let id = sight.subject.0.as_str();
            output::plain(id.split_once(':').map_or(id, |(_, name)| name))
        })
        .collect();
    if delta.lost.len() > NAMED {
        names.push(format!("+{}", delta.lost.len() - NAMED));
    }
    let names = names.join(", ");
    line(page, &session.say("reassess.lost", &[("what", &names)]));
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
    if let Some(open) = now.open {
        let (n, stale) = (open.accepted.to_string(), open.stale.to_string());
        let text = session.say("reassess.accepted", &[("n", &n), ("stale", &stale)]);
        line(page, &text);
    }
    if now.blind {
        line(page, &session.say("reassess.blind", &[]));
    }
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
                        ("unseen", &count(Shift::OutOfSight)),
                        ("seen", &delta.seen.len().to_string()),
                        ("answers", &delta.answers.len().to_string()),
                    ],
                ),
            );
            lost(session, page, delta);
        }
    }
    line(page, &output::plain(&done.folder.display().to_string()));
}
