//! What a receiver meets in the records of a domain that say who may send (RFC 7208 §4.6, §5), in the worst case: when no
//! mechanism matches.

use super::mail::meant;
use super::spf_senders::Senders;
use crate::domain::fact::{SpfFact, SpfLookupKind};
use crate::domain::mail::{DomainSpec, Mechanism, Qualifier, SpfRecord};
use crate::domain::observation::Failure;
use crate::domain::policy::MailPolicy;

/// Counting goes no further: hostile records lead to each other without end.
const ENOUGH: u32 = 100;

/// Everything that the records lead to.
#[derive(Debug, Default)]
pub(super) struct SpfTree {
    /// Terms that make a receiver ask: `include`, `a`, `mx`, `ptr`, `exists` and `redirect`.
    pub(super) lookups: u32,
    /// Those of `a`, `mx` and `exists` that find nothing.
    pub(super) void: u32,
    /// A name that leads back to itself.
    pub(super) circle: Option<String>,
    /// A name whose record breaks the grammar, and the term.
    pub(super) broken: Option<(String, String)>,
    /// A name that is to have a record and has none, or several.
    pub(super) without: Option<String>,
    /// A name with macros, which is not followed.
    pub(super) macros: Option<String>,
    /// A name that could not be asked for, and why, when that is known.
    pub(super) unseen: Option<(String, Option<Failure>)>,
    /// A name whose record uses `ptr`.
    pub(super) reverse: Option<String>,
    /// A name with more mail hosts than a receiver looks at.
    pub(super) crowded: Option<String>,
    /// A name whose record lets everybody send.
    pub(super) everybody: Option<String>,
    /// Everybody whom the records let send by address, at the least.
    pub(super) senders: Senders,
    /// What holds for all other senders; nothing when the records do not say.
    pub(super) rest: Option<Qualifier>,
}

impl SpfTree {
    /// Follows the records from a domain.
    pub(super) fn of(domain: &str, fact: &SpfFact, policy: &MailPolicy) -> Self {
        let mut walk = Walk {
            fact,
            policy,
            tree: Self::default(),
        };
        let reach = walk.visit(domain, &mut Vec::new());
        Self {
            everybody: reach.everybody,
            senders: reach.senders,
            rest: reach.rest,
            ..walk.tree
        }
    }

    fn is_enough(&self) -> bool {
        self.lookups >= ENOUGH
    }
}

/// Whom a record lets pass.
#[derive(Default)]
struct Reach {
    everybody: Option<String>,
    senders: Senders,
    rest: Option<Qualifier>,
}

/// Whom one mechanism matches.
#[derive(Default)]
struct Matched {
    everybody: Option<String>,
    senders: Senders,
}

struct Walk<'a> {
    fact: &'a SpfFact,
    policy: &'a MailPolicy,
    tree: SpfTree,
}

impl Walk<'_> {
    fn visit(&mut self, name: &str, path: &mut Vec<String>) -> Reach {
        if path.iter().any(|known| known == name) {
            self.tree.circle.get_or_insert_with(|| name.to_owned());
            return Reach::default();
        }
        let Some(record) = self.record(name) else {
            return Reach::default();
        };
        path.push(name.to_owned());
        let mut reach = Reach {
            rest: record.all(),
            ..Reach::default()
        };
        let mut denied = Senders::default();
        for directive in record.reached() {
            if self.tree.is_enough() {
                break;
            }
            let matched = self.matched(name, &directive.mechanism, path);
            if directive.qualifier == Qualifier::Pass {
                reach.everybody = reach.everybody.or(matched.everybody);
                reach.senders.join(&matched.senders, &denied);
            } else {
                denied.join(&matched.senders, &Senders::default());
            }
        }
        if let Some(spec) = record.goes_on() {
            let further = self.follow(spec, path);
            reach.everybody = reach.everybody.or(further.everybody);
            reach.senders.join(&further.senders, &denied);
            reach.rest = further.rest;
        }
        reach.senders.settle();
        if reach.senders.are_everybody() {
            reach.everybody.get_or_insert_with(|| name.to_owned());
        }
        path.pop();
        reach
    }

    /// Whom a mechanism matches, as far as the fact shows it.
    fn matched(&mut self, name: &str, mechanism: &Mechanism, path: &mut Vec<String>) -> Matched {
        let everybody = || Matched {
            everybody: Some(name.to_owned()),
            ..Matched::default()
        };
        let senders = |senders| Matched {
            senders,
            ..Matched::default()
        };
        match mechanism {
            Mechanism::All | Mechanism::Ip4(_, 0) | Mechanism::Ip6(_, 0) => everybody(),
            Mechanism::Ip4(address, length) => senders(Senders::ip4(*address, *length)),
            Mechanism::Ip6(address, length) => senders(Senders::ip6(*address, *length)),
            Mechanism::Include(spec) => {
                let reach = self.follow(spec, path);
                Matched {
                    everybody: reach.everybody,
                    senders: reach.senders,
                }
            }
            mechanism => {
                let exists = self.ask(name, mechanism);
                match mechanism {
                    Mechanism::A(_, prefixes) | Mechanism::Mx(_, prefixes) if exists => {
                        senders(Senders::near(*prefixes))
                    }
                    // RFC 7208 §5.7: a name that is always there matches whoever sends.
                    Mechanism::Exists(_) if exists => everybody(),
                    _ => Matched::default(),
                }
            }
        }
    }

    /// The one record at a name.
    fn record(&mut self, name: &str) -> Option<SpfRecord> {
        let unseen = |tree: &mut SpfTree, failure: Option<Failure>| {
            tree.unseen
                .get_or_insert_with(|| (name.to_owned(), failure));
        };
        let Some(found) = self.fact.at(name) else {
            unseen(&mut self.tree, None);
            return None;
        };
        if found.failure.is_some() {
            unseen(&mut self.tree, found.failure.clone());
            return None;
        }
        match meant(found, SpfRecord::is_one)[..] {
            [text] => match SpfRecord::read(text) {
                Ok(record) => return Some(record),
                Err(fault) => {
                    let broken = (name.to_owned(), fault.term);
                    self.tree.broken.get_or_insert(broken);
                }
            },
            // It may be among the texts that were left out.
            [] if found.truncated => unseen(&mut self.tree, None),
            _ => {
                self.tree.without.get_or_insert_with(|| name.to_owned());
            }
        }
        None
    }

    fn follow(&mut self, spec: &DomainSpec, path: &mut Vec<String>) -> Reach {
        self.tree.lookups += 1;
        let Some(next) = spec.name() else {
            self.tree
                .macros
                .get_or_insert_with(|| spec.text().to_owned());
            return Reach::default();
        };
        self.visit(&next, path)
    }

    /// Counts a mechanism that asks for something else than a record; true when the name was asked for and there is something.
    fn ask(&mut self, here: &str, mechanism: &Mechanism) -> bool {
        let (spec, kind) = match mechanism {
            Mechanism::A(spec, _) => (spec.as_ref(), SpfLookupKind::A),
            Mechanism::Mx(spec, _) => (spec.as_ref(), SpfLookupKind::Mx),
            Mechanism::Exists(spec) => (Some(spec), SpfLookupKind::Exists),
            Mechanism::Ptr(_) => {
                self.tree.lookups += 1;
                self.tree.reverse.get_or_insert_with(|| here.to_owned());
                return false;
            }
            _ => return false,
        };
        self.tree.lookups += 1;
        let name = match spec {
            Some(spec) => spec.name(),
            None => Some(here.to_owned()),
        };
        let Some(name) = name else {
            // A name that is the same for every message may let everybody send, and was not asked for.
            if let Some(spec) = spec.filter(|spec| spec.is_fixed()) {
                self.tree
                    .macros
                    .get_or_insert_with(|| spec.text().to_owned());
            }
            return false;
        };
        let lookup = self
            .fact
            .lookups
            .iter()
            .find(|lookup| lookup.mechanism == kind && lookup.name == name);
        let Some(lookup) = lookup else { return false };
        if lookup.failure.is_some() {
            let unseen = (name, lookup.failure.clone());
            self.tree.unseen.get_or_insert(unseen);
            return false;
        }
        if lookup.found == 0 {
            self.tree.void += 1;
        }
        if kind == SpfLookupKind::Mx && lookup.found > self.policy.spf_mail_hosts {
            self.tree.crowded.get_or_insert(name);
        }
        lookup.found > 0
    }
}
