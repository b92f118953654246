//! Politeness: how many connections one address gets at once and a second.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The limits of every address dialled so far.
#[derive(Debug)]
pub(super) struct Gates {
    seats: usize,
    quota: Quota,
    by_address: Mutex<HashMap<IpAddr, Arc<Gate>>>,
}

#[derive(Debug)]
struct Gate {
    seats: Arc<Semaphore>,
    pace: DefaultDirectRateLimiter,
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

    /// Waits until one more connection may be made. The seat is taken until the permit is dropped.
    pub(super) async fn enter(&self, address: IpAddr) -> Option<OwnedSemaphorePermit> {
        let gate = Arc::clone(
            self.by_address
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(address.to_canonical())
                .or_insert_with(|| {
                    Arc::new(Gate {
                        seats: Arc::new(Semaphore::new(self.seats)),
                        pace: RateLimiter::direct(self.quota),
                    })
                }),
        );
        let seat = Arc::clone(&gate.seats).acquire_owned().await.ok()?;
        gate.pace.until_ready().await;
        Some(seat)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    #[tokio::test]
    async fn a_burst_passes_and_the_rest_waits_its_turn() {
        let rate = NonZeroU32::new(20).expect("not zero");
        let gates = Gates::new(100, rate);
        let start = Instant::now();
        for _ in 0..40 {
            gates.enter(IpAddr::from([192, 0, 2, 1])).await;
        }
        assert!(start.elapsed() < Duration::from_millis(40));
        for _ in 0..4 {
            gates.enter(IpAddr::from([192, 0, 2, 1])).await;
        }
        assert!(start.elapsed() >= Duration::from_millis(150));
    }

    #[tokio::test]
    async fn seats_are_counted_per_address_and_given_back() {
        let gates = Gates::new(1, NonZeroU32::MAX);
        let first = gates.enter(IpAddr::from([192, 0, 2, 1])).await;
        let wait = Duration::from_millis(20);
        let mapped: IpAddr = "::ffff:192.0.2.1".parse().expect("address");
        assert!(
            tokio::time::timeout(wait, gates.enter(mapped))
                .await
                .is_err()
        );
        assert!(
            tokio::time::timeout(wait, gates.enter(IpAddr::from([192, 0, 2, 2])))
                .await
                .is_ok()
        );
        drop(first);
        assert!(
            tokio::time::timeout(wait, gates.enter(mapped))
                .await
                .is_ok()
        );
    }
}
