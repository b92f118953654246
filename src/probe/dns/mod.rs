//! Questions to the domain name system: each asked once a run.

mod records;
mod resolver;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

pub(super) use hickory_resolver::proto::rr::RecordType;
use tokio::sync::{OnceCell, Semaphore};

use self::resolver::Answer;
pub(super) use self::resolver::Resolver;
use crate::domain::fact::{DnsFact, DnsValue};
use crate::domain::observation::{Failure, FailureReason};

/// Questions under way at once.
const AT_ONCE: usize = 32;
/// Questions that are put before a resolver that answers none of them is given up.
const PATIENCE: u32 = 8;

type Outcome = Result<DnsFact, Failure>;

/// Answers by question; an empty cell is a question under way.
type Answers = HashMap<(String, RecordType), Arc<OnceCell<Outcome>>>;

/// The questions and answers of one run.
#[derive(Debug)]
pub(super) struct Names<'a> {
    resolver: &'a Resolver,
    answers: Mutex<Answers>,
    seats: Semaphore,
    asked: AtomicU32,
    answered: AtomicBool,
    silent: AtomicBool,
}

impl<'a> Names<'a> {
    pub(super) fn new(resolver: &'a Resolver) -> Self {
        Self {
            resolver,
            answers: Mutex::default(),
            seats: Semaphore::new(AT_ONCE),
            asked: AtomicU32::new(0),
            answered: AtomicBool::new(false),
            silent: AtomicBool::new(false),
        }
    }

    /// The records of one type of a name. No such name is a failure; no such record is a fact without records.
    pub(super) async fn ask(&self, name: &str, kind: RecordType) -> Outcome {
        let cell = Arc::clone(
            self.answers
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry((name.to_owned(), kind))
                .or_default(),
        );
        cell.get_or_init(|| self.ask_anew(name, kind)).await.clone()
    }

    async fn ask_anew(&self, name: &str, kind: RecordType) -> Outcome {
        let _seat = self.seats.acquire().await;
        if self.given_up() {
            return Err(Failure::new(
                FailureReason::TimedOut,
                "the resolver answered none of the earlier questions",
            ));
        }
        self.asked.fetch_add(1, Ordering::Relaxed);
        let outcome = self.resolver.ask(name, kind).await;
        match &outcome {
            Err(failure) if failure.reason == FailureReason::TimedOut => &self.silent,
            _ => &self.answered,
        }
        .store(true, Ordering::Relaxed);
        let label = self.resolver.label();
        match outcome? {
            Answer::Found(Some(found)) => Ok(records::fact(name, kind, found.answers(), label)),
            Answer::Found(None) => Ok(records::empty(name, kind, label)),
            Answer::NoSuchName => Err(Failure::new(
                FailureReason::NameNotFound,
                "the name does not exist",
            )),
        }
    }

    /// A dead resolver must not cost its time-out again for every name of a portfolio.
    fn given_up(&self) -> bool {
        self.silent.load(Ordering::Relaxed)
            && !self.answered.load(Ordering::Relaxed)
            && self.asked.load(Ordering::Relaxed) >= PATIENCE
    }

    /// All addresses of a host, IPv4 first; at least one. One family failing does not hide the other.
    pub(super) async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, Failure> {
        let (v4, v6) = tokio::join!(
            self.ask(host, RecordType::A),
            self.ask(host, RecordType::AAAA)
        );
        addresses(&v4, &v6)
    }

    /// CAA records from a host upward (RFC 8659 §3): one outcome for each name asked, ending at the first with records.
    pub(super) async fn climb(&self, host: &str) -> Vec<Outcome> {
        let mut climb = Vec::new();
        for name in ladder(host) {
            let outcome = match self.ask(name, RecordType::CAA).await {
                // On the way up it does not matter whether the name or only the record is missing.
                Err(failure) if failure.reason == FailureReason::NameNotFound => {
                    Ok(records::empty(name, RecordType::CAA, self.resolver.label()))
                }
                outcome => outcome,
            };
            let go_on = matches!(&outcome, Ok(fact) if fact.records.is_empty());
            climb.push(outcome);
            if !go_on {
                break;
            }
        }
        climb
    }
}

/// The addresses in the answers of both families, or why there are none.
pub(super) fn addresses(v4: &Outcome, v6: &Outcome) -> Result<Vec<IpAddr>, Failure> {
    let found: Vec<IpAddr> = [v4, v6]
        .into_iter()
        .flatten()
        .flat_map(|fact| &fact.records)
        .filter_map(|record| match record.value {
            DnsValue::A(v4) => Some(IpAddr::V4(v4)),
            DnsValue::Aaaa(v6) => Some(IpAddr::V6(v6)),
            _ => None,
        })
        .collect();
    if !found.is_empty() {
        return Ok(found);
    }
    Err(match (v4, v6) {
        (Err(failure), _) | (_, Err(failure)) => failure.clone(),
        _ => Failure::new(FailureReason::NoAddress, "the name has no address"),
    })
}

/// The names to ask, from the host up to the top-level domain.
fn ladder(host: &str) -> Vec<&str> {
    let mut names = vec![host];
    let mut rest = host;
    while let Some((_, parent)) = rest.split_once('.') {
        names.push(parent);
        rest = parent;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_climb_ends_at_the_top_level_domain() {
        assert_eq!(
            ladder("a.example.co.uk"),
            ["a.example.co.uk", "example.co.uk", "co.uk", "uk"]
        );
        assert_eq!(ladder("localhost"), ["localhost"]);
    }

    #[test]
    fn a_failure_of_one_family_is_hidden_only_by_an_address() {
        let failed = Err(Failure::new(FailureReason::ServerFailure, "SERVFAIL"));
        let none = Ok(records::empty("x.nl", RecordType::A, "system"));
        assert_eq!(
            addresses(&none, &failed).map_err(|f| f.reason),
            Err(FailureReason::ServerFailure)
        );
        assert_eq!(
            addresses(&none, &none).map_err(|f| f.reason),
            Err(FailureReason::NoAddress)
        );
        let mut some = records::empty("x.nl", RecordType::AAAA, "system");
        some.records.push(crate::domain::fact::DnsRecord {
            value: DnsValue::Aaaa("2a01::1".parse().expect("address")),
            ttl: 1,
        });
        assert_eq!(
            addresses(&failed, &Ok(some)),
            Ok(vec!["2a01::1".parse().expect("address")])
        );
    }
}
