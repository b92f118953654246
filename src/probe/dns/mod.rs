//! Questions to the domain name system: each asked once a run.

pub(super) mod direct;
mod dnssec;
mod questions;
mod records;
mod resolver;

use std::net::IpAddr;
use std::sync::Arc;

use futures::future::{FutureExt as _, join_all};
use hickory_resolver::proto::op::ResponseCode;
pub(super) use hickory_resolver::proto::rr::{Name, RecordType};
use jiff::Timestamp;

use self::dnssec::Prover;
pub use self::dnssec::{Anchor as DnssecAnchor, DnssecAnchorError, read_dnssec_anchors};
use self::questions::{Questions, Reply};
pub(super) use self::resolver::Resolver;
use crate::domain::fact::{DnsFact, DnsValue, DnssecFact};
use crate::domain::observation::{Failure, FailureReason};

/// Names that are asked for on the way along a chain of aliases that no answer tells in full.
const MAX_ASKED: usize = 8;

type Outcome = Result<DnsFact, Failure>;

/// The questions and answers of one run.
#[derive(Debug)]
pub(super) struct Names {
    questions: Questions,
    prover: Prover,
}

/// A fact, and which names were asked for and met.
struct Trail {
    fact: DnsFact,
    /// False when the name does not exist.
    exists: bool,
    asked: Vec<Name>,
    owners: Vec<Name>,
}

impl Names {
    pub(super) fn new(resolver: &Arc<Resolver>, clock: fn() -> Timestamp) -> Self {
        let questions = Questions::new(resolver);
        Self {
            prover: Prover::new(questions.clone(), clock),
            questions,
        }
    }

    /// The records of one type of a name. No such name is a failure; no such record is a fact without records, and so is
    /// an alias that leads to a name that does not exist.
    pub(super) async fn ask(&self, name: &str, kind: RecordType) -> Outcome {
        let name = complete(name)?;
        existing(self.trail(&name, kind).await?)
    }

    /// The same, and whether signatures prove the answer.
    pub(super) async fn ask_proven(&self, name: &str, kind: RecordType) -> Outcome {
        existing(self.proven(name, kind).await?)
    }

    /// A record that may well not be there, proven: a name that does not exist is a fact without records too.
    pub(super) async fn ask_optional(&self, name: &str, kind: RecordType) -> Outcome {
        Ok(self.proven(name, kind).await?.fact)
    }

    async fn proven(&self, name: &str, kind: RecordType) -> Result<Trail, Failure> {
        let name = complete(name)?;
        // The keys do not depend on the answer.
        let (trail, _) = tokio::join!(self.trail(&name, kind), self.prover.domain(&name));
        let Trail {
            mut fact,
            exists,
            mut asked,
            owners,
        } = trail?;
        // Behind an alias, that there is nothing is proven by the answer about the name itself.
        if let Some(end) = owners.last()
            && fact.records.is_empty()
            && !asked.contains(end)
        {
            asked.push(end.clone());
        }
        fact.dnssec = Some(self.prover.answers(&asked, &owners, kind).await);
        Ok(Trail {
            fact,
            exists,
            asked,
            owners,
        })
    }

    /// What signatures prove of the domain that a name lies in.
    pub(super) async fn prove(&self, name: &str) -> Result<DnssecFact, Failure> {
        self.prover.domain(&complete(name)?).await
    }

    async fn trail(&self, name: &Name, kind: RecordType) -> Result<Trail, Failure> {
        let mut asked = vec![name.clone()];
        let mut reply = self.questions.put(name, kind).await?;
        let mut answers = reply.answers.clone();
        loop {
            let chain = records::chain(name, &answers);
            let Some(end) = chain.last().filter(|end| goes_on(&reply, end, kind)) else {
                break;
            };
            if asked.len() == MAX_ASKED || asked.contains(end) {
                break;
            }
            asked.push(end.clone());
            reply = self.questions.put(end, kind).await?;
            answers.extend(reply.answers.iter().cloned());
        }
        let mut fact = records::fact(name, kind, &answers, self.questions.resolver().label());
        if reply.code == ResponseCode::NXDomain {
            fact.missing = fact.cname_chain.last().cloned();
        }
        let mut owners = vec![name.clone()];
        owners.extend(records::chain(name, &answers));
        Ok(Trail {
            exists: reply.code != ResponseCode::NXDomain || fact.missing.is_some(),
            fact,
            asked,
            owners,
        })
    }

    /// All addresses of a host, IPv4 first; at least one. One family failing does not hide the other.
    pub(super) async fn addresses(&self, host: &str) -> Result<Vec<IpAddr>, Failure> {
        let (v4, v6) = tokio::join!(
            self.ask(host, RecordType::A),
            self.ask(host, RecordType::AAAA)
        );
        addresses(&v4, &v6)
    }

    /// CAA records from a host upward (RFC 8659 §3): one outcome for each name, ending at the first with records. All names
    /// are asked at once, since each step of a climb would be a round trip.
    pub(super) async fn climb(&self, host: &str) -> Vec<Outcome> {
        let names = ladder(host);
        let mut asking = Vec::with_capacity(names.len());
        for name in &names {
            asking.push(self.ask(name, RecordType::CAA).boxed());
        }
        let asked = join_all(asking).await;
        let mut climb = Vec::new();
        for (name, outcome) in names.into_iter().zip(asked) {
            let outcome = match outcome {
                // On the way up it does not matter whether the name or only the record is missing.
                Err(failure) if failure.reason == FailureReason::NameNotFound => {
                    let label = self.questions.resolver().label();
                    Ok(records::empty(name, RecordType::CAA, label))
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

/// A name that is asked for as it is: no search list.
pub(super) fn complete(name: &str) -> Result<Name, Failure> {
    match Name::from_ascii(name) {
        Ok(mut name) => {
            name.set_fqdn(true);
            Ok(name)
        }
        Err(error) => Err(Failure::new(
            FailureReason::NameNotFound,
            &format!("not a domain name: {error}"),
        )),
    }
}

fn existing(trail: Trail) -> Outcome {
    if trail.exists {
        Ok(trail.fact)
    } else {
        Err(Failure::new(
            FailureReason::NameNotFound,
            "the name does not exist",
        ))
    }
}

/// True when a reply ends at an alias and tells nothing of the name behind it, as a server does that does not look
/// further. One that did look names the zone of that name when it found no record.
fn goes_on(reply: &Reply, end: &Name, kind: RecordType) -> bool {
    let found = |record: &hickory_resolver::proto::rr::Record| {
        record.name == *end && record.record_type() == kind
    };
    reply.code == ResponseCode::NoError
        && !reply.answers.iter().any(found)
        && !reply
            .authorities
            .iter()
            .any(|record| record.record_type() == RecordType::SOA && record.name.zone_of(end))
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
