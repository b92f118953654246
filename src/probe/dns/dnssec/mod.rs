//! Whether signatures prove an answer: the verdict of the validating library, and the chain of keys that it followed.
//!
//! What the library will ask is asked beforehand, all at once: the keys of every zone from the anchor down to the
//! registered domain. Names below a domain that is proven to be unsigned are not looked into any further.

mod anchor;
mod fault;
mod link;
mod verdict;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::future::join_all;
use hickory_resolver::net::dnssec::DnssecDnsHandle;
use hickory_resolver::net::xfer::{DnsHandle as _, FirstAnswer as _};
use hickory_resolver::proto::dnssec::TrustAnchors;
use hickory_resolver::proto::dnssec::rdata::DNSKEY;
use hickory_resolver::proto::op::{DnsRequestOptions, Query};
use hickory_resolver::proto::rr::{Name, RecordType};
use jiff::Timestamp;
use tokio::sync::OnceCell;

use self::anchor::shown;
pub use self::anchor::{Anchor, DnssecAnchorError, read_dnssec_anchors};
use self::link::{Link, signatures};
use self::verdict::read;
use super::questions::{Outcome, Questions};
use super::records::text;
use crate::domain::fact::{DnssecFact, DnssecFault, DnssecFaultKind, DnssecState};
use crate::domain::observation::Failure;

/// For one name, waiting for questions included.
const DEADLINE: Duration = Duration::from_secs(20);
/// Zones between an anchor and a name.
const MAX_ZONES: usize = 10;

/// A fact, or why nothing at all was seen.
type Sight = Result<DnssecFact, Failure>;
type Verdicts = HashMap<Name, Arc<OnceCell<Sight>>>;
type Library = DnssecDnsHandle<Questions>;

/// Finds out what signatures prove, each zone once a run.
pub(super) struct Prover {
    questions: Questions,
    clock: fn() -> Timestamp,
    library: OnceCell<Library>,
    zones: Mutex<Verdicts>,
}

/// What was answered about one zone between the anchor and a name; the anchor has no parent to ask.
struct Rung {
    zone: Name,
    ds: Option<Outcome>,
    keys: Outcome,
}

impl Rung {
    fn link(&self) -> Link<'_> {
        Link {
            zone: &self.zone,
            ds: self.ds.as_ref().and_then(|ds| ds.as_deref().ok()),
            keys: self.keys.as_deref().ok(),
        }
    }
}

/// The keys of an anchor that are trusted, or what stands in the way of any proof.
type Trusted = Result<Vec<DNSKEY>, (DnssecState, DnssecFault)>;

impl std::fmt::Debug for Prover {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Prover").finish_non_exhaustive()
    }
}

impl Prover {
    pub(super) fn new(questions: Questions, clock: fn() -> Timestamp) -> Self {
        Self {
            questions,
            clock,
            library: OnceCell::new(),
            zones: Mutex::default(),
        }
    }

    /// What signatures prove of the domain that a name lies in, with the keys on the way.
    pub(super) async fn domain(&self, name: &Name) -> Sight {
        let zone = self.zone_of(name);
        let cell = Arc::clone(
            self.zones
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(zone.clone())
                .or_default(),
        );
        cell.get_or_init(|| Box::pin(self.look(&zone)))
            .await
            .clone()
    }

    /// What signatures prove of the answers to one question. `asked` are the names for which it was put, one leading to
    /// the next; `owners` all names that the answers are about.
    pub(super) async fn answers(
        &self,
        asked: &[Name],
        owners: &[Name],
        kind: RecordType,
    ) -> DnssecState {
        let mut zones: Vec<Name> = owners.iter().map(|name| self.zone_of(name)).collect();
        zones.sort();
        zones.dedup();
        let facts = join_all(zones.iter().map(|zone| self.domain(zone))).await;
        let seen = facts.iter().map(|fact| match fact {
            Ok(fact) => fact.state,
            Err(_) => DnssecState::Indeterminate,
        });
        let worst = seen.min();
        if worst != Some(DnssecState::Secure) {
            return worst.unwrap_or(DnssecState::Indeterminate);
        }
        let verdicts = join_all(asked.iter().map(|name| self.verdict(name, kind))).await;
        let worst = verdicts.into_iter().min();
        worst.unwrap_or(DnssecState::Indeterminate)
    }

    /// The zone by which a name is judged first: its registered domain, or a zone below it that the user trusts.
    fn zone_of(&self, name: &Name) -> Name {
        let registered = psl::domain_str(&text(name))
            .and_then(|domain| Name::from_ascii(domain).ok())
            .map_or_else(
                || name.to_lowercase(),
                |mut domain| {
                    domain.set_fqdn(true);
                    domain
                },
            );
        match self.anchor_above(name) {
            Some(anchor) if anchor.zone.num_labels() > registered.num_labels() => {
                anchor.zone.clone()
            }
            _ => registered,
        }
    }

    /// The closest zone at or above a name that the user trusts.
    fn anchor_above(&self, name: &Name) -> Option<&Anchor> {
        self.questions
            .resolver()
            .anchors
            .iter()
            .filter(|anchor| anchor.zone.zone_of(name))
            .max_by_key(|anchor| anchor.zone.num_labels())
    }

    async fn look(&self, zone: &Name) -> Sight {
        let top = self
            .anchor_above(zone)
            .map_or_else(Name::root, |anchor| anchor.zone.clone());
        let mut fact = DnssecFact {
            name: text(zone),
            state: DnssecState::Indeterminate,
            anchor: shown(&top),
            zones: Vec::new(),
            fault: None,
        };
        let (rungs, servers) = tokio::join!(
            self.rungs(&top, zone),
            self.questions.put(zone, RecordType::NS)
        );
        let Some(first) = rungs.first() else {
            return Ok(fact);
        };
        let trusted = self.trusted(&top, &first.keys);
        let vouched: &[DNSKEY] = trusted.as_deref().unwrap_or_default();
        let answer = servers.as_deref().ok();
        fact.zones = rungs
            .iter()
            .filter_map(|rung| {
                let trusted = if rung.zone == top { vouched } else { &[] };
                rung.link().fact(answer, trusted)
            })
            .collect();
        if let Err((state, fault)) = trusted {
            (fact.state, fact.fault) = (state, Some(fault));
            return match &first.keys {
                Err(failure) if fact.zones.is_empty() => Err(failure.clone()),
                _ => Ok(fact),
            };
        }
        let verdict = self.verdict(zone, RecordType::NS);
        let verdict = tokio::time::timeout(DEADLINE, verdict).await;
        let silence = match verdict {
            Ok(_) => "what was answered allows no verdict",
            Err(_) => "no verdict within the deadline",
        };
        fact.state = verdict.unwrap_or(DnssecState::Indeterminate);
        let failed = rungs.iter().skip(1).find_map(|rung| {
            let ds = rung.ds.as_ref().and_then(|ds| ds.as_ref().err());
            Some((&rung.zone, ds.or(rung.keys.as_ref().err())?))
        });
        fact.fault = match (fact.state, failed, &servers) {
            (DnssecState::Secure, _, _) => None,
            // The library takes what it cannot get for wrong; that is not for us to say.
            (DnssecState::Bogus | DnssecState::Indeterminate, Some((at, failure)), _) => {
                fact.state = DnssecState::Indeterminate;
                Some(lookup_failed(at, &failure.detail))
            }
            (DnssecState::Indeterminate, None, Err(failure)) => {
                Some(lookup_failed(zone, &failure.detail))
            }
            (DnssecState::Indeterminate, None, Ok(_)) => Some(lookup_failed(zone, silence)),
            (DnssecState::Bogus, None, Err(failure)) => {
                fact.state = DnssecState::Indeterminate;
                Some(lookup_failed(zone, &failure.detail))
            }
            (DnssecState::Bogus, None, Ok(servers)) => {
                let chain: Vec<Link<'_>> = rungs.iter().map(Rung::link).collect();
                let answer = (zone, RecordType::NS, servers.as_ref());
                Some(fault::explain(&chain, vouched, answer, self.now()))
            }
            (DnssecState::Insecure, _, _) => {
                let unknown = rungs.iter().find_map(|rung| unsupported(&rung.link()));
                if unknown.is_some() {
                    // Signed in a way that is not known here: neither proven nor unproven.
                    fact.state = DnssecState::Indeterminate;
                }
                unknown
            }
        };
        Ok(fact)
    }

    /// The zones from an anchor down to a name, with what is answered about each: all asked at once.
    async fn rungs(&self, top: &Name, zone: &Name) -> Vec<Rung> {
        let below = zone.num_labels().saturating_sub(top.num_labels());
        let labels = usize::from(top.num_labels());
        let ladder = (0..=usize::from(below).min(MAX_ZONES)).map(|n| {
            let mut name = zone.trim_to(labels + n);
            name.set_fqdn(true);
            name
        });
        join_all(ladder.map(|zone| async move {
            let (keys, ds) = tokio::join!(self.questions.put(&zone, RecordType::DNSKEY), async {
                if zone == *top {
                    return None;
                }
                Some(self.questions.put(&zone, RecordType::DS).await)
            });
            Rung { zone, ds, keys }
        }))
        .await
    }

    /// The keys of an anchor that can be built on.
    fn trusted(&self, zone: &Name, keys: &Outcome) -> Trusted {
        let blind = |fault| Err((DnssecState::Indeterminate, fault));
        let reply = match keys {
            Ok(reply) => reply,
            Err(failure) => return blind(lookup_failed(zone, &failure.detail)),
        };
        let link = Link {
            zone,
            ds: None,
            keys: Some(reply),
        };
        if signatures(reply).next().is_none() {
            return blind(told(zone, DnssecFaultKind::NoSignatures));
        }
        let anchor = self
            .questions
            .resolver()
            .anchors
            .iter()
            .find(|anchor| anchor.zone == *zone);
        let root = TrustAnchors::default();
        let vouched: Vec<DNSKEY> = link
            .keys()
            .filter(|key| match anchor {
                Some(anchor) => anchor.vouches_for(key),
                None => root.contains(key.public_key()),
            })
            .cloned()
            .collect();
        if vouched.is_empty() {
            return blind(told(zone, DnssecFaultKind::DsMismatch));
        }
        match fault::holds(zone, RecordType::DNSKEY, reply, &vouched, self.now()) {
            Ok(()) => Ok(vouched),
            Err((kind, detail)) => Err((
                DnssecState::Bogus,
                DnssecFault {
                    detail,
                    ..told(zone, kind)
                },
            )),
        }
    }

    /// The verdict of the library on the answer to one question.
    async fn verdict(&self, name: &Name, kind: RecordType) -> DnssecState {
        let library = self.library.get_or_init(|| self.prepare()).await;
        let query = Query::query(name.clone(), kind);
        let answer = library.lookup(query, DnsRequestOptions::default());
        let state = read(answer.first_answer().await, kind);
        if state != DnssecState::Bogus {
            return state;
        }
        let Ok(reply) = self.questions.put(name, kind).await else {
            return DnssecState::Indeterminate;
        };
        let mut answers = reply.answers.iter();
        let records = reply.answers.iter().chain(&reply.authorities);
        let met = records.map(|record| &record.name).chain([name]);
        // The library does not know aliases of whole trees (RFC 6672), and takes what it cannot get for wrong.
        if answers.any(|record| record.record_type() == RecordType::DNAME)
            || self.questions.wanted(met, kind)
        {
            return DnssecState::Indeterminate;
        }
        state
    }

    /// The library with its anchors. It looks for a parent of every key that is not an anchor itself: so all keys of a
    /// zone whose set is in order are given to it.
    async fn prepare(&self) -> Library {
        let anchors = &self.questions.resolver().anchors;
        let mut trust = if anchors.iter().any(|anchor| anchor.zone.is_root()) {
            TrustAnchors::empty()
        } else {
            TrustAnchors::default()
        };
        let sets = join_all(anchors.iter().map(|anchor| async move {
            let keys = self.questions.put(&anchor.zone, RecordType::DNSKEY).await;
            (anchor, self.trusted(&anchor.zone, &keys), keys)
        }))
        .await;
        for (anchor, trusted, keys) in sets {
            let (Ok(_), Ok(reply)) = (trusted, keys) else {
                continue;
            };
            let link = Link {
                zone: &anchor.zone,
                ds: None,
                keys: Some(&reply),
            };
            for key in link.keys() {
                trust.insert_with_name(key.public_key(), (&anchor.zone).into());
            }
        }
        DnssecDnsHandle::with_trust_anchor(self.questions.clone(), Arc::new(trust))
    }

    fn now(&self) -> u32 {
        u32::try_from((self.clock)().as_second()).unwrap_or(u32::MAX)
    }
}

fn told(zone: &Name, kind: DnssecFaultKind) -> DnssecFault {
    DnssecFault {
        zone: shown(zone),
        kind,
        detail: String::new(),
    }
}

fn lookup_failed(zone: &Name, detail: &str) -> DnssecFault {
    DnssecFault {
        detail: detail.to_owned(),
        ..told(zone, DnssecFaultKind::LookupFailed)
    }
}

/// A zone whose parent vouches only for keys and digests that are not known here.
fn unsupported(link: &Link<'_>) -> Option<DnssecFault> {
    let mut ds = link.ds().peekable();
    ds.peek()?;
    let known = ds.any(|ds| ds.algorithm().is_supported() && ds.digest_type().is_supported());
    (!known).then(|| told(link.zone, DnssecFaultKind::Unsupported))
}
