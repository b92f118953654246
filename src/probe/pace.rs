//! How fast addresses answer, noted along the way by the looks that connect to them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::target::Target;
use crate::domain::country::Country;
use crate::domain::fact::RoundTripFact;

/// Addresses whose times are kept.
const REMEMBERED: usize = 100_000;

/// The shortest times of every address so far. Kept only when the user said from where is looked: else they tell nothing.
#[derive(Debug)]
pub(super) struct Pace {
    vantage: Option<Country>,
    by_target: Mutex<HashMap<Target, Times>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Times {
    connections: u32,
    connect: Option<Duration>,
    answers: u32,
    answer: Option<Duration>,
}

impl Pace {
    pub(super) fn new(vantage: Option<Country>) -> Self {
        Self {
            vantage,
            by_target: Mutex::default(),
        }
    }

    /// A connection was had after this long.
    pub(super) fn note_connection(&self, target: Target, took: Duration) {
        self.note(target, |times| {
            times.connections = times.connections.saturating_add(1);
            times.connect = Some(shorter(times.connect, took));
        });
    }

    /// The first words of TLS had been answered after this long.
    pub(super) fn note_answer(&self, target: Target, took: Duration) {
        self.note(target, |times| {
            times.answers = times.answers.saturating_add(1);
            times.answer = Some(shorter(times.answer, took));
        });
    }

    fn note(&self, target: Target, add: impl FnOnce(&mut Times)) {
        if self.vantage.is_none() {
            return;
        }
        let mut known = self.lock();
        if known.len() < REMEMBERED || known.contains_key(&target) {
            add(known.entry(target).or_default());
        }
    }

    /// The times of an address; absent when it never accepted a connection, or when nobody wants to know.
    pub(super) fn of(&self, target: Target) -> Option<RoundTripFact> {
        let vantage = self.vantage?;
        let times = *self.lock().get(&target)?;
        Some(RoundTripFact {
            address: target.address,
            dialled: target.instead,
            vantage,
            connections: times.connections,
            connect_us: micros(times.connect?),
            answers: times.answers,
            answer_us: times.answer.map(micros),
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Target, Times>> {
        self.by_target
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn shorter(known: Option<Duration>, took: Duration) -> Duration {
    known.map_or(took, |known| known.min(took))
}

/// Rounded up: the way took at most as long.
fn micros(took: Duration) -> u64 {
    u64::try_from(took.as_nanos().div_ceil(1_000)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target() -> Target {
        Target {
            address: "192.0.2.1:443".parse().expect("an address"),
            instead: None,
        }
    }

    #[test]
    fn the_shortest_times_are_kept_and_rounded_up() {
        let pace = Pace::new("NL".parse().ok());
        assert_eq!(pace.of(target()), None);
        for nanos in [5_000_001, 3_000_001, 4_000_000] {
            pace.note_connection(target(), Duration::from_nanos(nanos));
        }
        let fact = pace.of(target()).expect("times");
        assert_eq!((fact.connections, fact.connect_us), (3, 3_001));
        assert_eq!((fact.answers, fact.at_most()), (0, None));
        pace.note_answer(target(), Duration::from_millis(9));
        pace.note_answer(target(), Duration::from_millis(7));
        let fact = pace.of(target()).expect("times");
        assert_eq!((fact.answers, fact.at_most()), (2, Some(7_000)));
    }

    #[test]
    fn nothing_is_kept_when_nobody_said_from_where() {
        let pace = Pace::new(None);
        pace.note_connection(target(), Duration::from_millis(1));
        assert_eq!(pace.of(target()), None);
        assert!(pace.lock().is_empty());
    }
}
