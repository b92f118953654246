//! The time that looking may take.

use std::time::Duration;

use tokio::time::Instant;

use crate::domain::observation::{Failure, FailureReason};

/// Time left for one chain of steps, and the limit of one step. Only time spent inside [`spend`](Self::spend) counts,
/// so that waiting for our own limits never makes a target look slow.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    left: Duration,
    step: Duration,
    slow: bool,
}

impl Budget {
    pub(super) const fn new(deadline: Duration, step: Duration) -> Self {
        Self {
            left: deadline,
            step,
            slow: false,
        }
    }

    /// From here on steps may take twice as long: for the second try, which is the slower one.
    pub(super) const fn slow_down(&mut self) {
        self.slow = true;
    }

    /// Runs one step within its limit and the time left.
    pub(super) async fn spend<T>(
        &mut self,
        what: &str,
        step: impl Future<Output = T>,
    ) -> Result<T, Failure> {
        let step_limit = if self.slow {
            self.step.saturating_mul(2)
        } else {
            self.step
        };
        let limit = step_limit.min(self.left);
        let start = Instant::now();
        let done = tokio::time::timeout(limit, step).await;
        self.left = self.left.saturating_sub(start.elapsed());
        done.map_err(|_| {
            let detail = if limit.is_zero() {
                format!("no time left for {what}")
            } else {
                format!("no {what} within {} ms", limit.as_millis())
            };
            Failure::new(FailureReason::TimedOut, &detail)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_second_try_may_take_twice_as_long() {
        let ms = Duration::from_millis;
        let mut budget = Budget::new(ms(1000), ms(100));
        let slow = || tokio::time::sleep(ms(150));
        assert!(budget.spend("x", slow()).await.is_err());
        budget.slow_down();
        assert!(budget.spend("x", slow()).await.is_ok());
    }

    #[tokio::test]
    async fn steps_share_the_deadline_and_waiting_between_them_is_free() {
        let ms = Duration::from_millis;
        let mut budget = Budget::new(ms(300), ms(200));
        let first = budget.spend("x", tokio::time::sleep(ms(150))).await;
        assert!(first.is_ok());
        tokio::time::sleep(ms(400)).await;
        let start = Instant::now();
        let late = budget.spend("answer", std::future::pending::<()>()).await;
        assert!((ms(100)..ms(190)).contains(&start.elapsed()));
        assert!(late.is_err_and(|failure| failure.detail.starts_with("no answer within 1")));
        budget.slow_down();
        let none = budget.spend("answer", std::future::pending::<()>()).await;
        assert_eq!(
            none.map_err(|failure| (failure.reason, failure.detail)),
            Err((
                FailureReason::TimedOut,
                "no time left for answer".to_owned()
            ))
        );
    }
}
