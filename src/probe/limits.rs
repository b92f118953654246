//! Politeness: how many connections one address gets at once and a second; mail servers get one at a time.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The limits of every address dialled so far.
#[derive(Debug)]
pub(super) struct Gates {
    seats: usize,
    quota: Quota,
    by_address: Mutex<HashMap<IpAddr, Arc<Gate>>>,
}

/// A burst is two seconds' worth of connections: after as long without one, an address has its whole burst again.
const RECOVERED: Duration = Duration::from_secs(3);
/// So many addresses are remembered before those that are done with are forgotten.
const REMEMBERED: usize = 1_024;

#[derive(Debug)]
struct Gate {
    seats: Arc<Semaphore>,
    /// The one seat of the mail services.
    mail: Arc<Semaphore>,
    pace: DefaultDirectRateLimiter,
    /// When somebody was last let in.
    last: Mutex<Instant>,
}

impl Gate {
    /// True when nobody is inside and the pace has forgotten who was: a new gate would do the same.
    fn is_idle(gate: &Arc<Self>, recovered: Duration) -> bool {
        let last = *gate.last.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::strong_count(gate) == 1 && last.elapsed() > recovered
    }
}

/// The places of one connection, taken until it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    _gate: Arc<Gate>,
    _general: OwnedSemaphorePermit,
    _mail: Option<OwnedSemaphorePermit>,
}

impl Gates {
    /// `seats` connections at once, `rate` new ones a second, twice that in a burst.
    pub(super) fn new(seats: usize, rate: NonZeroU32) -> Self {
        Self {
            seats,
            quota: Quota::per_second(rate).allow_burst(rate.saturating_add(rate.get())),
            by_address: Mutex::default(),
        }
    }

    /// Waits until one more connection may be made; to a mail service, until no other one is open.
    pub(super) async fn enter(&self, address: IpAddr, mail: bool) -> Option<Seat> {
        let gate = self.gate(address);
        let mail = if mail {
            Some(Arc::clone(&gate.mail).acquire_owned().await.ok()?)
        } else {
            None
        };
        let general = Arc::clone(&gate.seats).acquire_owned().await.ok()?;
        gate.pace.until_ready().await;
        *gate.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        Some(Seat {
            _gate: gate,
            _general: general,
            _mail: mail,
        })
    }

    /// A place that is free right now, when nobody waits for it; not for mail services, which have one place only.
    pub(super) fn enter_if_free(&self, address: IpAddr) -> Option<Seat> {
        let gate = self.gate(address);
        let general = Arc::clone(&gate.seats).try_acquire_owned().ok()?;
        gate.pace.check().ok()?;
        *gate.last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        Some(Seat {
            _gate: gate,
            _general: general,
            _mail: None,
        })
    }

    /// The gate of an address. The number of gates stays in proportion to the addresses in use, however many were met.
    fn gate(&self, address: IpAddr) -> Arc<Gate> {
        let mut gates = self
            .by_address
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        // Looking through all of them is worth it only now and then: each time their number has doubled.
        if gates.len() >= REMEMBERED && gates.len().is_power_of_two() {
            gates.retain(|_, gate| !Gate::is_idle(gate, RECOVERED));
        }
        let gate = gates.entry(address.to_canonical()).or_insert_with(|| {
            Arc::new(Gate {
                seats: Arc::new(Semaphore::new(self.seats)),
                mail: Arc::new(Semaphore::new(1)),
                pace: RateLimiter::direct(self.quota),
                last: Mutex::new(Instant::now()),
            })
        });
        Arc::clone(gate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_burst_passes_and_the_rest_waits_its_turn() {
        let rate = NonZeroU32::new(20).expect("not zero");
        let gates = Gates::new(100, rate);
        let start = Instant::now();
        for _ in 0..40 {
            gates.enter(IpAddr::from([192, 0, 2, 1]), false).await;
        }
        assert!(start.elapsed() < Duration::from_millis(40));
        for _ in 0..4 {
            gates.enter(IpAddr::from([192, 0, 2, 1]), false).await;
        }
        assert!(start.elapsed() >= Duration::from_millis(150));
    }

    #[tokio::test]
    async fn seats_are_counted_per_address_and_given_back() {
        let gates = Gates::new(1, NonZeroU32::MAX);
        let first = gates.enter(IpAddr::from([192, 0, 2, 1]), false).await;
        let wait = Duration::from_millis(20);
        let mapped: IpAddr = "::ffff:192.0.2.1".parse().expect("address");
        assert!(
            tokio::time::timeout(wait, gates.enter(mapped, false))
                .await
                .is_err()
        );
        assert!(
            tokio::time::timeout(wait, gates.enter(IpAddr::from([192, 0, 2, 2]), false))
                .await
                .is_ok()
        );
        drop(first);
        assert!(
            tokio::time::timeout(wait, gates.enter(mapped, false))
                .await
                .is_ok()
        );
    }

    #[tokio::test]
    async fn mail_gets_one_connection_at_a_time_and_keeps_nobody_else_out() {
        let gates = Gates::new(5, NonZeroU32::MAX);
        let address = IpAddr::from([192, 0, 2, 1]);
        let wait = Duration::from_millis(20);
        let first = gates.enter(address, true).await;
        let second = tokio::time::timeout(wait, gates.enter(address, true)).await;
        assert!(second.is_err());
        let web = tokio::time::timeout(wait, gates.enter(address, false)).await;
        assert!(web.is_ok());
        drop(first);
        let second = tokio::time::timeout(wait, gates.enter(address, true)).await;
        assert!(second.is_ok());
    }

    #[tokio::test]
    async fn addresses_that_are_done_with_are_forgotten() {
        let gates = Gates::new(5, NonZeroU32::MAX);
        let kept = gates.enter(IpAddr::from([192, 0, 2, 1]), false).await;
        let long_ago = Instant::now().checked_sub(RECOVERED * 2).expect("a moment");
        for n in 0..20_000u32 {
            let gate = gates.gate(IpAddr::from((0x0a00_0000 + n).to_be_bytes()));
            *gate.last.lock().expect("a moment") = long_ago;
        }
        let known = gates.by_address.lock().expect("the gates");
        assert!(known.len() < 2 * REMEMBERED, "{}", known.len());
        assert!(known.contains_key(&IpAddr::from([192, 0, 2, 1])));
        drop(kept);
    }
}
