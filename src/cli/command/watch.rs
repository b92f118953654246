//! `waarborg watch PORTFOLIO`: `reassess --due` on a schedule, in the foreground.

use std::hash::{BuildHasher as _, RandomState};
use std::str::FromStr as _;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use croner::Cron;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, Zoned};

use super::reassess::{Doing, carry_out, page, show_faults, stopped, stopper, workers};
use super::{Faults, Outcome};
use crate::assess::clock;
use crate::cli::arguments::Watch;
use crate::cli::{Exit, Session, diagnostic, output};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;
use crate::dossier;
use crate::reassess::Order;

/// How long a request to stop may go unnoticed.
const NAP: Duration = Duration::from_millis(200);

pub(super) fn run(session: &Session, options: &Watch) -> Outcome {
    let cron = read_cron(&options.cron)?;
    // A portfolio that is not there is told now and not tomorrow morning.
    dossier::shelf(&options.portfolio)?;
    let zone = options.timezone.clone().unwrap_or_else(TimeZone::system);
    let stop = stopper()?;
    loop {
        let now = clock::now().to_zoned(zone.clone());
        let next = next_time(&cron, &now, &options.cron)?;
        let start = delayed(&next, options.jitter);
        session.remark(&session.say(
            "watch.next",
            &[("at", &start.strftime("%F %T %Z").to_string())],
        ));
        if !wait_until(start.timestamp(), &stop) {
            break;
        }
        once(session, options, &stop)?;
        if stopped(&stop) {
            break;
        }
    }
    session.remark(&session.say("watch.stopped", &[]));
    Ok(Exit::Done)
}

/// One run. What goes wrong with it is told, and the watch goes on: the next run may find it mended.
fn once(session: &Session, options: &Watch, stop: &AtomicBool) -> Result<(), Faults> {
    let order = Order {
        as_of: clock::this_second(),
        given: false,
        due_only: true,
        offline: options.network.offline,
        workers: workers(&options.network),
    };
    let doing = if options.lean {
        Doing::Assessments
    } else {
        Doing::Everything
    };
    match carry_out(
        session,
        &options.portfolio,
        &order,
        &options.network,
        doing,
        stop,
    ) {
        Ok((outcome, _)) => {
            show_faults(session, &outcome);
            output::result(&page(session, &outcome))?;
        }
        Err(Faults::Input(faults)) => diagnostic::show(&faults, session.lang, session.colour),
        Err(Faults::Ours(words)) => {
            output::note(&session.say("our-fault", &[("error", &words)]));
        }
    }
    Ok(())
}

fn read_cron(text: &str) -> Result<Cron, Diagnostic> {
    Cron::from_str(text).map_err(|error| {
        Diagnostic::misuse(
            format!("--cron \"{}\"", output::plain(text)),
            Text::new(
                format!("geen geldig schema: {error}"),
                format!("no valid schedule: {error}"),
            ),
        )
        .with_hint(Text::new(
            "minuut, uur, dag, maand, weekdag: \"30 6 * * 1-5\" is op werkdagen om half zeven",
            "minute, hour, day, month, weekday: \"30 6 * * 1-5\" is half past six on weekdays",
        ))
    })
}

fn next_time(cron: &Cron, now: &Zoned, text: &str) -> Result<Zoned, Diagnostic> {
    cron.find_next_occurrence(now, false).map_err(|error| {
        Diagnostic::misuse(
            format!("--cron \"{}\"", output::plain(text)),
            Text::new(
                format!("dit schema komt nooit meer aan de beurt: {error}"),
                format!("this schedule never comes up again: {error}"),
            ),
        )
    })
}

/// Up to so many seconds later, another number each time.
fn delayed(next: &Zoned, jitter: u32) -> Zoned {
    let drawn = RandomState::new().hash_one(next.timestamp().as_second());
    let seconds = drawn % (u64::from(jitter) + 1);
    let later = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(0));
    next.checked_add(later).unwrap_or_else(|_| next.clone())
}

/// Waits; false when the program was asked to stop before.
fn wait_until(moment: Timestamp, stop: &AtomicBool) -> bool {
    // The clock is read again each time: it may be set, and a machine may sleep.
    while clock::now() < moment {
        if stopped(stop) {
            return false;
        }
        std::thread::sleep(NAP);
    }
    !stopped(stop)
}

#[cfg(test)]
mod tests {
    use super::{delayed, next_time, read_cron};

    #[test]
    fn the_schedule_keeps_to_its_zone_and_jitter_to_its_bounds() {
        let cron = read_cron("30 6 * * 1-5").expect("a schedule");
        // A Friday evening; the clock goes back on Sunday.
        let now: jiff::Zoned = "2026-10-23T20:00[Europe/Amsterdam]"
            .parse()
            .expect("a moment");
        let next = next_time(&cron, &now, "").expect("a Monday");
        assert_eq!(
            next.to_string(),
            "2026-10-26T06:30:00+01:00[Europe/Amsterdam]"
        );
        for _ in 0..50 {
            let start = delayed(&next, 60);
            let late = start.timestamp().as_second() - next.timestamp().as_second();
            assert!((0..=60).contains(&late));
        }
        assert_eq!(delayed(&next, 0), next);
        assert!(read_cron("every morning").is_err());
        assert!(read_cron("61 * * * *").is_err());
    }
}
