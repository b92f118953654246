//! What was fetched in this run: every list once, every question once to each responder.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::FutureExt as _;
use tokio::sync::{OnceCell, Semaphore};
use url::Url;

use crate::domain::observation::{Failure, FailureReason};
use crate::probe::budget::Budget;
use crate::probe::http::{Asking, fetch};
use crate::probe::run::Run;

/// The largest list that is read.
const MAX_LIST: usize = 10 * 1024 * 1024;
/// The largest OCSP response that is read.
const MAX_REPLY: usize = 64 * 1024;
/// Lists on the way at once: together with the largest list, this bounds the memory.
const LISTS_AT_ONCE: usize = 4;
const REPLIES_AT_ONCE: usize = 32;
/// Bytes and answers that are kept; beyond that the oldest are fetched again when they are needed again.
const MAX_KEPT_BYTES: usize = 64 * 1024 * 1024;
const MAX_KEPT: usize = 4096;
/// Time-outs in a row after which a host is given up for this run.
const PATIENCE: u32 = 3;
const QUESTION: &str = "application/ocsp-request";

type Outcome = Result<Arc<Vec<u8>>, Failure>;
/// URL and question; a list has no question.
type Key = (String, Vec<u8>);

/// The answers of one run.
#[derive(Debug)]
pub(in crate::probe) struct Answers {
    kept: Mutex<Kept>,
    lists: Semaphore,
    replies: Semaphore,
    /// Time-outs in a row of each host.
    silent: Mutex<HashMap<String, u32>>,
}

#[derive(Debug, Default)]
struct Kept {
    cells: HashMap<Key, Arc<OnceCell<Outcome>>>,
    /// Finished answers with their size, oldest first.
    order: VecDeque<(Key, usize)>,
    bytes: usize,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            kept: Mutex::default(),
            lists: Semaphore::new(LISTS_AT_ONCE),
            replies: Semaphore::new(REPLIES_AT_ONCE),
            silent: Mutex::default(),
        }
    }
}

impl Answers {
    /// A revocation list.
    pub(super) async fn list(&self, run: &Run<'_>, url: &str) -> Outcome {
        self.once((url.to_owned(), Vec::new()), async {
            let _seat = self.lists.acquire().await;
            self.fetch(run, url, Asking::File, MAX_LIST).await
        })
        .await
    }

    /// The reply of a responder to a question.
    pub(super) async fn reply(&self, run: &Run<'_>, url: &str, question: Vec<u8>) -> Outcome {
        let key = (url.to_owned(), question.clone());
        self.once(key, async {
            let _seat = self.replies.acquire().await;
            let asking = Asking::Reply {
                kind: QUESTION,
                question: &question,
            };
            self.fetch(run, url, asking, MAX_REPLY).await
        })
        .await
    }

    /// Fetches at most once for each key, as long as the answer is kept.
    async fn once(&self, key: Key, fetching: impl Future<Output = Outcome>) -> Outcome {
        let cell = {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(kept.cells.entry(key.clone()).or_default())
        };
        cell.get_or_init(|| async {
            let outcome = fetching.await;
            let size = outcome.as_ref().map_or(0, |bytes| bytes.len());
            self.kept
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .remember(key, size);
            outcome
        })
        .await
        .clone()
    }

    async fn fetch(&self, run: &Run<'_>, url: &str, asking: Asking<'_>, limit: usize) -> Outcome {
        let host = Url::parse(url)
            .ok()
            .and_then(|url| url.host_str().map(str::to_owned))
            .unwrap_or_default();
        if self.times_out(&host) >= PATIENCE {
            return Err(Failure::new(
                FailureReason::TimedOut,
                "the host answered none of the earlier questions",
            ));
        }
        let settings = run.network.settings();
        let mut budget = Budget::new(settings.deadline, settings.timeout);
        let outcome = fetch(run, url, asking, limit, &mut budget).boxed().await;
        let mut silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        match &outcome {
            Err(failure) if failure.reason == FailureReason::TimedOut => {
                *silent.entry(host).or_default() += 1;
            }
            _ => {
                silent.remove(&host);
            }
        }
        outcome.map(Arc::new)
    }

    fn times_out(&self, host: &str) -> u32 {
        let silent = self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        silent.get(host).copied().unwrap_or(0)
    }
}

impl Kept {
    /// Counts a finished answer, and forgets the oldest beyond the limits.
    fn remember(&mut self, key: Key, size: usize) {
        self.order.push_back((key, size));
        self.bytes += size;
        while self.bytes > MAX_KEPT_BYTES || self.order.len() > MAX_KEPT {
            let Some((oldest, size)) = self.order.pop_front() else {
                break;
            };
            self.cells.remove(&oldest);
            self.bytes -= size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_answers_are_forgotten_beyond_the_limits() {
        let mut kept = Kept::default();
        let key = |n: usize| (format!("http://a.nl/{n}"), Vec::new());
        for n in 0..8 {
            kept.cells.entry(key(n)).or_default();
            kept.remember(key(n), 10 * 1024 * 1024);
        }
        assert_eq!(kept.cells.len(), 6);
        assert!(!kept.cells.contains_key(&key(1)) && kept.cells.contains_key(&key(2)));
        for n in 10..10 + MAX_KEPT {
            kept.remember(key(n), 1);
        }
        assert_eq!((kept.order.len(), kept.bytes), (MAX_KEPT, MAX_KEPT));
    }

    #[tokio::test]
    async fn a_question_under_way_is_not_put_again() {
        let answers = Answers::default();
        let count = std::sync::atomic::AtomicUsize::new(0);
        let ask = || {
            answers.once(("http://a.nl/".to_owned(), vec![1]), async {
                count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                tokio::task::yield_now().await;
                Ok(Arc::new(vec![2]))
            })
        };
        let (one, two) = tokio::join!(ask(), ask());
        assert_eq!((&one, one.is_ok()), (&two, true));
        assert_eq!(count.into_inner(), 1);
    }
}
