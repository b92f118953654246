//! Suites and groups of TLS 1.3, without any key: to a hello without key share the server answers with a request that
//! names both (RFC 8446 §4.1.4).

use super::alert::PROTOCOL_VERSION;
use super::ask::{Reply, View};
use super::hello::Hello;
use super::notes::Notes;
use super::older::alpn;
use super::registry;
use crate::domain::fact::{Intolerance, Order, TlsVersion, VersionState};
use crate::domain::observation::{Failure, FailureReason};

/// What is known of TLS 1.3.
#[derive(Debug)]
pub(super) struct Modern {
    pub(super) state: VersionState,
    pub(super) suites: Found,
    pub(super) groups: Found,
    pub(super) intolerance: Option<Intolerance>,
}

impl Modern {
    /// Only a state: nothing of suites and groups.
    pub(super) fn only(state: VersionState) -> Self {
        Self {
            state,
            suites: Found::default(),
            groups: Found::default(),
            intolerance: None,
        }
    }
}

/// One list.
#[derive(Debug, Default, Clone)]
pub(super) struct Found {
    pub(super) codes: Vec<u16>,
    pub(super) order: Order,
    pub(super) incomplete: Option<Failure>,
}

impl Found {
    fn add(&mut self, code: u16) {
        if !self.codes.contains(&code) {
            self.codes.push(code);
        }
    }

    fn finish(&mut self) {
        if self.codes.len() == 1 {
            self.order = Order::Single;
        }
    }
}

/// What one answer chose.
struct Choice {
    suite: u16,
    group: Option<u16>,
}

/// Why there is no choice.
enum Nothing {
    Declined(u8),
    Failed(Failure),
}

/// Whether TLS 1.3 is offered, by one or two hellos.
pub(super) async fn is_offered(view: &View<'_>, notes: &Notes) -> VersionState {
    let hunt = Hunt { view, notes };
    let mut reply = hunt.ask(EVERYTHING).await;
    if matches!(reply, Err(Nothing::Declined(code)) if code != PROTOCOL_VERSION) {
        reply = hunt
            .ask(Question {
                share: true,
                ..EVERYTHING
            })
            .await;
    }
    state(&reply)
}

fn state(reply: &Result<Choice, Nothing>) -> VersionState {
    match reply {
        Ok(_) => VersionState::Offered,
        Err(Nothing::Declined(_)) => VersionState::Refused,
        Err(Nothing::Failed(failure)) => VersionState::Inconclusive(failure.clone()),
    }
}

/// Finds every suite and every group. Once the version is known to be offered, `beside` is done at the same time.
pub(super) async fn hunt<T>(
    view: &View<'_>,
    notes: &Notes,
    beside: impl Future<Output = T>,
) -> (Modern, Option<T>) {
    let hunt = Hunt { view, notes };
    let mut out = Modern::only(VersionState::Refused);
    let (likely, unlikely) = tokio::join!(
        hunt.ask(EVERYTHING),
        hunt.ask(Question {
            turned: true,
            ..EVERYTHING
        }),
    );
    if let (Err(Nothing::Declined(code)), Err(_)) = (&likely, &unlikely)
        && *code != PROTOCOL_VERSION
    {
        out = hunt.by_shares(out).await;
        let done = match out.state {
            VersionState::Offered => Some(beside.await),
            VersionState::Inconclusive(_) | VersionState::Refused => None,
        };
        return (out, done);
    }
    out.state = state(if likely.is_ok() { &likely } else { &unlikely });
    if let (Ok(a), Ok(b)) = (&likely, &unlikely) {
        out.suites.order = order(a.suite == b.suite);
        out.groups.order = order(a.group == b.group);
    }
    for choice in [likely, unlikely].into_iter().flatten() {
        out.suites.add(choice.suite);
        match choice.group {
            Some(group) => out.groups.add(group),
            None => out.groups.incomplete = Some(nameless()),
        }
    }
    if out.suites.codes.is_empty() {
        return (out, None);
    }
    let (suites, groups) = (out.suites.clone(), out.groups.clone());
    let ((mut groups, passing), mut suites, done) = tokio::join!(
        hunt.groups(groups, &suites.codes),
        hunt.suites(suites.clone(), &out.groups.codes),
        beside,
    );
    for suite in passing {
        suites.add(suite);
    }
    suites.finish();
    groups.finish();
    let modern = Modern {
        suites,
        groups,
        ..out
    };
    (modern, Some(done))
}

const fn order(same: bool) -> Order {
    if same { Order::Server } else { Order::Client }
}

fn nameless() -> Failure {
    Failure::new(
        FailureReason::ProtocolError,
        "the server did not name its group",
    )
}

/// What one hello offers.
#[derive(Debug, Clone, Copy)]
struct Question<'q> {
    /// Suites that were found: offered last, or not at all when the groups are fixed.
    known: &'q [u16],
    groups: Groups<'q>,
    /// Unlikely ones first.
    turned: bool,
    share: bool,
    /// Another question follows the answer. While both ends are worked at, the next two go out together anyway.
    in_row: bool,
}

#[derive(Debug, Clone, Copy)]
enum Groups<'q> {
    Only(&'q [u16]),
    Without(&'q [u16]),
}

/// Everything, likeliest first.
const EVERYTHING: Question<'static> = Question {
    known: &[],
    groups: Groups::Without(&[]),
    turned: false,
    share: false,
    in_row: false,
};

struct Hunt<'a, 'v> {
    view: &'a View<'v>,
    notes: &'a Notes,
}

impl Hunt<'_, '_> {
    async fn ask(&self, question: Question<'_>) -> Result<Choice, Nothing> {
        let turn = |mut list: Vec<u16>| {
            if question.turned {
                list.reverse();
            }
            list
        };
        let left = |all: &[u16], found: &[u16]| -> Vec<u16> {
            all.iter()
                .copied()
                .filter(|code| !found.contains(code))
                .collect()
        };
        let mut suites = turn(left(&registry::suites(TlsVersion::Tls13), question.known));
        let groups = match question.groups {
            Groups::Only(groups) => groups.to_vec(),
            Groups::Without(groups) => {
                // The groups are the question, so no suite may be what the server declines.
                suites.extend(question.known);
                turn(left(&registry::MODERN_GROUPS, groups))
            }
        };
        if suites.is_empty() || groups.is_empty() {
            return Err(Nothing::Declined(PROTOCOL_VERSION));
        }
        let hello = Hello {
            suites,
            groups,
            share: question.share,
            alpn: alpn(self.view, !question.turned),
            ..Hello::new(TlsVersion::Tls13, self.view.name)
        };
        let reply = if question.in_row {
            self.view.ask_in_row(&hello).await
        } else {
            self.view.ask(&hello).await
        };
        self.choice(reply, &hello)
    }

    fn choice(&self, reply: Reply, hello: &Hello<'_>) -> Result<Choice, Nothing> {
        let answer = match reply {
            Reply::Declined(code) => return Err(Nothing::Declined(code)),
            Reply::Failed(failure) => return Err(Nothing::Failed(failure)),
            Reply::Chosen(answer) => answer,
        };
        let Some(chosen) = &answer.hello else {
            return Err(Nothing::Declined(PROTOCOL_VERSION));
        };
        if chosen.version != TlsVersion::Tls13.number() {
            return Err(Nothing::Declined(PROTOCOL_VERSION));
        }
        let odd_group = chosen.group.is_some_and(|g| !hello.groups.contains(&g));
        if odd_group || !hello.suites.contains(&chosen.suite) {
            return Err(Nothing::Failed(Failure::new(
                FailureReason::ProtocolError,
                "the server chose a suite or group that was not offered",
            )));
        }
        self.notes.take(TlsVersion::Tls13, &answer, false);
        Ok(Choice {
            suite: chosen.suite,
            group: chosen.group,
        })
    }

    /// The groups, and the suites that showed in passing.
    async fn groups(&self, mut found: Found, suites: &[u16]) -> (Found, Vec<u16>) {
        let mut known = suites.to_vec();
        let mut ends_met = found.order != Order::Client;
        while found.incomplete.is_none() {
            let question = Question {
                known: &known,
                groups: Groups::Without(&found.codes),
                ..EVERYTHING
            };
            let replies = if ends_met {
                vec![
                    self.ask(Question {
                        in_row: found.order == Order::Server,
                        ..question
                    })
                    .await,
                ]
            } else {
                let (a, b) = tokio::join!(
                    self.ask(question),
                    self.ask(Question {
                        turned: true,
                        ..question
                    }),
                );
                vec![a, b]
            };
            let (before, asked) = (found.codes.len(), replies.len());
            let mut failure = None;
            for reply in replies {
                match reply {
                    Ok(choice) => {
                        if !known.contains(&choice.suite) {
                            known.push(choice.suite);
                        }
                        match choice.group {
                            Some(group) => found.add(group),
                            None => failure = Some(nameless()),
                        }
                    }
                    Err(Nothing::Declined(_)) => {}
                    Err(Nothing::Failed(why)) => failure = Some(why),
                }
            }
            let new = found.codes.len() - before;
            if new == 0 {
                found.incomplete = failure;
                break;
            }
            ends_met |= new < asked;
        }
        self.view.end_row();
        known.drain(..suites.len());
        (found, known)
    }

    /// The suites, with groups that are known to be taken.
    async fn suites(&self, mut found: Found, groups: &[u16]) -> Found {
        loop {
            match self
                .ask(Question {
                    known: &found.codes,
                    groups: Groups::Only(groups),
                    in_row: found.order == Order::Server,
                    ..EVERYTHING
                })
                .await
            {
                Ok(choice) if !found.codes.contains(&choice.suite) => found.add(choice.suite),
                Ok(_) | Err(Nothing::Declined(_)) => break,
                Err(Nothing::Failed(failure)) => {
                    found.incomplete = Some(failure);
                    break;
                }
            }
        }
        found
    }

    /// For servers that do not ask for a key share: with shares that cost nothing. Other groups stay unseen.
    async fn by_shares(&self, mut out: Modern) -> Modern {
        let mut left = vec![29, 23];
        while !left.is_empty() {
            let hello = Hello {
                suites: registry::suites(TlsVersion::Tls13),
                groups: left.clone(),
                share: true,
                alpn: alpn(self.view, true),
                ..Hello::new(TlsVersion::Tls13, self.view.name)
            };
            let reply = self.choice(self.view.ask(&hello).await, &hello);
            if out.suites.codes.is_empty() {
                out.state = state(&reply);
            }
            let Ok(Choice {
                suite,
                group: Some(group),
            }) = reply
            else {
                break;
            };
            out.suites.add(suite);
            out.groups.add(group);
            left.retain(|code| *code != group);
        }
        if out.suites.codes.is_empty() {
            return out;
        }
        out.intolerance = Some(Intolerance::EmptyKeyShare);
        out.groups.incomplete = Some(Failure::new(
            FailureReason::TlsRejected,
            "the server asks for no other key share",
        ));
        loop {
            let known = out.suites.codes.clone();
            let groups = out.groups.codes.clone();
            match self
                .ask(Question {
                    known: &known,
                    groups: Groups::Only(&groups),
                    share: true,
                    in_row: true,
                    ..EVERYTHING
                })
                .await
            {
                Ok(choice) => out.suites.add(choice.suite),
                Err(Nothing::Declined(_)) => break,
                Err(Nothing::Failed(failure)) => {
                    out.suites.incomplete = Some(failure);
                    break;
                }
            }
        }
        out.suites.order = Order::Unknown;
        out.suites.finish();
        out
    }
}
