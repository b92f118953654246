//! The questions of one run: each is put once, whoever asks.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures::stream::{self, Stream};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::xfer::DnsHandle;
use hickory_resolver::proto::op::{
    DnsRequest, DnsResponse, Message, MessageType, OpCode, Query, ResponseCode,
};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};
use tokio::sync::{OnceCell, Semaphore};

use super::resolver::Resolver;
use crate::domain::observation::{Failure, FailureReason};

/// Questions under way at once.
const AT_ONCE: usize = 32;
/// Questions that are put before a resolver that answers none of them is given up.
const PATIENCE: u32 = 8;
/// Labels of a name below which answers are shared by all runs: the root and top-level domains.
const SHARED_LABELS: usize = 1;

/// What came back for one question.
#[derive(Debug)]
pub(super) struct Reply {
    /// `NoError` or `NXDomain`; other codes are failures.
    pub(super) code: ResponseCode,
    pub(super) answers: Vec<Record>,
    pub(super) authorities: Vec<Record>,
    /// Asked for without extensions: signatures may be there and were not sent.
    pub(super) plain: bool,
}

/// A reply, or why there is none.
pub(super) type Outcome = Result<Arc<Reply>, Failure>;

/// Answers by question; an empty cell is a question under way.
pub(super) type Answers = HashMap<(Name, RecordType), Arc<OnceCell<Outcome>>>;

/// The questions of a run. Copies share everything.
#[derive(Clone)]
pub(super) struct Questions(Arc<Inner>);

struct Inner {
    resolver: Arc<Resolver>,
    answers: Mutex<Answers>,
    seats: Semaphore,
    asked: AtomicU32,
    answered: AtomicBool,
    silent: AtomicBool,
    /// What the validating library asked for and did not get, or got without signatures because it was asked for so.
    wanting: Mutex<HashSet<(Name, RecordType)>>,
}

impl fmt::Debug for Questions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Questions").field(&self.0.resolver).finish()
    }
}

impl Questions {
    pub(super) fn new(resolver: &Arc<Resolver>) -> Self {
        Self(Arc::new(Inner {
            resolver: Arc::clone(resolver),
            answers: Mutex::default(),
            seats: Semaphore::new(AT_ONCE),
            asked: AtomicU32::new(0),
            answered: AtomicBool::new(false),
            silent: AtomicBool::new(false),
            wanting: Mutex::default(),
        }))
    }

    pub(super) fn resolver(&self) -> &Resolver {
        &self.0.resolver
    }

    /// The reply to a question; the name is complete.
    pub(super) async fn put(&self, name: &Name, kind: RecordType) -> Outcome {
        let name = name.to_lowercase();
        if let Some(reply) = known(&name, kind) {
            return Ok(Arc::new(reply));
        }
        let shared = name.iter().count() <= SHARED_LABELS;
        let store = if shared {
            &self.0.resolver.shared
        } else {
            &self.0.answers
        };
        let key = (name, kind);
        let cell = Arc::clone(
            store
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(key.clone())
                .or_default(),
        );
        let outcome = cell
            .get_or_init(|| self.put_anew(key.0.clone(), kind))
            .await
            .clone();
        if shared && outcome.is_err() {
            // Another run may have better luck.
            store
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .remove(&key);
        }
        outcome
    }

    /// True when the validating library lacked something that its verdict on these names may have been built on.
    pub(super) fn wanted<'a>(
        &self,
        names: impl IntoIterator<Item = &'a Name>,
        kind: RecordType,
    ) -> bool {
        let wanting = &self.0.wanting;
        let wanting = wanting.lock().unwrap_or_else(PoisonError::into_inner);
        names.into_iter().any(|name| {
            wanting.iter().any(|(at, of)| {
                let links = [RecordType::DNSKEY, RecordType::DS, RecordType::NS];
                at.zone_of(name) && (*of == kind || links.contains(of))
            })
        })
    }

    async fn put_anew(&self, name: Name, kind: RecordType) -> Outcome {
        let inner = &self.0;
        let _seat = inner.seats.acquire().await;
        if self.given_up() {
            return Err(Failure::new(
                FailureReason::TimedOut,
                "the resolver answered none of the earlier questions",
            ));
        }
        inner.asked.fetch_add(1, Ordering::Relaxed);
        let outcome = inner.resolver.exchange(name.clone(), kind).await;
        match &outcome {
            Err(failure) if failure.reason == FailureReason::TimedOut => &inner.silent,
            _ => &inner.answered,
        }
        .store(true, Ordering::Relaxed);
        outcome.map(|reply| Arc::new(pruned(reply, &name, kind)))
    }

    /// A dead resolver must not cost its time-out again for every name of a portfolio.
    fn given_up(&self) -> bool {
        let inner = &self.0;
        inner.silent.load(Ordering::Relaxed)
            && !inner.answered.load(Ordering::Relaxed)
            && inner.asked.load(Ordering::Relaxed) >= PATIENCE
    }
}

/// The reply about names that are the same everywhere and go to no resolver: `localhost`, and names that are never there
/// (RFC 6761 §6.3 and §6.4, RFC 7686 §2).
fn known(name: &Name, kind: RecordType) -> Option<Reply> {
    let top = name.iter().next_back()?;
    let (code, data) = match (top, kind) {
        (b"localhost", RecordType::A) => (
            ResponseCode::NoError,
            Some(RData::A(Ipv4Addr::LOCALHOST.into())),
        ),
        (b"localhost", RecordType::AAAA) => (
            ResponseCode::NoError,
            Some(RData::AAAA(Ipv6Addr::LOCALHOST.into())),
        ),
        (b"localhost", _) => (ResponseCode::NoError, None),
        (b"invalid" | b"onion", _) => (ResponseCode::NXDomain, None),
        _ => return None,
    };
    let answers = data.map(|data| Record::from_rdata(name.clone(), 0, data));
    Some(Reply {
        code,
        answers: answers.into_iter().collect(),
        authorities: Vec::new(),
        plain: false,
    })
}

/// The part of a reply that is about the question: what an answer brings along may be about anything, and checking its
/// signatures would lead to more questions.
fn pruned(reply: Reply, name: &Name, kind: RecordType) -> Reply {
    let mut chain = vec![name.clone()];
    while let Some(next) = chain.last().and_then(|last| alias(&reply.answers, last)) {
        if chain.len() > super::records::MAX_CHAIN || chain.contains(next) {
            break;
        }
        chain.push(next.clone());
    }
    let covers = |record: &Record, wanted: &[RecordType]| {
        wanted.contains(&record.record_type())
            || covered(record).is_some_and(|c| wanted.contains(&c))
    };
    Reply {
        code: reply.code,
        answers: reply
            .answers
            .into_iter()
            .filter(|record| {
                covers(record, &[RecordType::DNAME])
                    || (covers(record, &[kind, RecordType::CNAME]) && chain.contains(&record.name))
            })
            .collect(),
        authorities: reply
            .authorities
            .into_iter()
            .filter(|record| {
                covers(
                    record,
                    &[RecordType::NSEC, RecordType::NSEC3, RecordType::SOA],
                )
            })
            .collect(),
        plain: reply.plain,
    }
}

/// Where a name leads to, by the records of an answer.
pub(super) fn alias<'a>(answers: &'a [Record], name: &Name) -> Option<&'a Name> {
    answers.iter().find_map(|record| match &record.data {
        RData::CNAME(target) if record.name == *name => Some(&target.0),
        _ => None,
    })
}

/// The type that a signature is about.
pub(super) fn covered(record: &Record) -> Option<RecordType> {
    use hickory_resolver::proto::dnssec::rdata::DNSSECRData;
    match &record.data {
        RData::DNSSEC(DNSSECRData::RRSIG(signature)) => Some(signature.input().type_covered),
        _ => None,
    }
}

/// How the validating library reads: from what was asked already, as far as it goes.
impl DnsHandle for Questions {
    type Response = Pin<Box<dyn Stream<Item = Result<DnsResponse, NetError>> + Send>>;
    type Runtime = TokioRuntimeProvider;

    fn send(&self, request: DnsRequest) -> Self::Response {
        let questions = self.clone();
        Box::pin(stream::once(async move {
            let Some(query) = request.queries.first() else {
                return Err(NetError::from("no question"));
            };
            let outcome = questions.put(query.name(), query.query_type()).await;
            if outcome.as_ref().map_or(true, |reply| reply.plain) {
                let wanting = &questions.0.wanting;
                wanting
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert((query.name().to_lowercase(), query.query_type()));
            }
            match outcome {
                Ok(reply) => response(query, &reply),
                Err(failure) => Err(NetError::from(failure.detail)),
            }
        }))
    }
}

fn response(query: &Query, reply: &Reply) -> Result<DnsResponse, NetError> {
    let mut message = Message::new(0, MessageType::Response, OpCode::Query);
    message.metadata.response_code = reply.code;
    message.add_query(query.clone());
    message.insert_answers(reply.answers.clone());
    message.insert_authorities(reply.authorities.clone());
    Ok(DnsResponse::from_message(message)?)
}
