//! Suites and groups of TLS 1.3, without any key: to a hello without key share the server answers with a request that
//! names both (RFC 8446 §4.1.4).

mod rows;

use tokio::sync::SetOnce;

use super::alert::PROTOCOL_VERSION;
use super::ask::{Lane, Reply, View};
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

    fn take(&mut self, choice: &Choice) {
        self.suites.add(choice.suite);
        match choice.group {
            Some(group) => self.groups.add(group),
            None => self.groups.incomplete = Some(nameless()),
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

/// Finds every suite and every group. Says whether the version is `offered` as soon as that is known.
pub(super) async fn hunt(view: &View<'_>, notes: &Notes, offered: &SetOnce<bool>) -> Modern {
    view.begin_row();
    let found = Hunt { view, notes }.find(offered).await;
    // Told already where there was a row to look along.
    let _ = offered.set(found.state == VersionState::Offered);
    view.end_row();
    found
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
    lane: Lane,
}

#[derive(Debug, Clone, Copy)]
enum Groups<'q> {
    /// Without these, and with none of the known suites: an answer brings one of each.
    Both(&'q [u16]),
    Only(&'q [u16]),
    Without(&'q [u16]),
}

/// Everything, likeliest first.
const EVERYTHING: Question<'static> = Question {
    known: &[],
    groups: Groups::Without(&[]),
    turned: false,
    share: false,
    lane: Lane::Row,
};

struct Hunt<'a, 'v> {
    view: &'a View<'v>,
    notes: &'a Notes,
}

/// Suites that most servers have: where fewer were found, more are looked for together with the groups.
const USUAL: usize = 3;

impl Hunt<'_, '_> {
    async fn find(&self, offered: &SetOnce<bool>) -> Modern {
        let mut out = Modern::only(VersionState::Refused);
        let (likely, unlikely) = tokio::join!(
            self.ask(EVERYTHING),
            self.ask(Question {
                turned: true,
                ..EVERYTHING
            }),
        );
        if let (Err(Nothing::Declined(code)), Err(_)) = (&likely, &unlikely)
            && *code != PROTOCOL_VERSION
        {
            return self.by_shares(out).await;
        }
        out.state = state(if likely.is_ok() { &likely } else { &unlikely });
        let _ = offered.set(out.state == VersionState::Offered);
        if let (Ok(a), Ok(b)) = (&likely, &unlikely) {
            out.suites.order = order(a.suite == b.suite);
            out.groups.order = order(a.group == b.group);
        }
        for choice in [likely, unlikely].into_iter().flatten() {
            out.take(&choice);
        }
        if out.suites.codes.is_empty() {
            return out;
        }
        if out.suites.codes.len() < USUAL && out.groups.incomplete.is_none() {
            let both = Question {
                known: &out.suites.codes,
                groups: Groups::Both(&out.groups.codes),
                lane: Lane::RowOn,
                ..EVERYTHING
            };
            // Without an answer nothing is known: the rows find out which of the two there are no more of.
            if let Ok(choice) = self.ask(both).await {
                out.take(&choice);
            }
        }
        let (suites, groups) = (out.suites.clone(), out.groups.clone());
        let ((mut groups, passing), mut suites) = tokio::join!(
            self.groups(groups, &suites.codes),
            self.suites(suites.clone(), &out.groups.codes),
        );
        for suite in passing {
            suites.add(suite);
        }
        suites.finish();
        groups.finish();
        Modern {
            suites,
            groups,
            ..out
        }
    }

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
            Groups::Both(groups) => turn(left(&registry::MODERN_GROUPS, groups)),
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
        let reply = self.view.ask(&hello, question.lane).await;
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
}
