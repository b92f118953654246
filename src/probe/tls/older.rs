//! The cipher suites of one version up to TLS 1.2: offered all at once, and without those already taken, until the server
//! declines the rest.
//!
//! A flight of the server shows one suite at a time, so no strategy needs fewer hellos than suites, plus the one that is
//! declined. Two hellos in opposite order at the same time show at once whose order counts; after them, one question
//! follows the other on a connection that was opened ahead.

use super::ask::{Lane, Reply, View};
use super::finds::Finds;
use super::hello::Hello;
use super::notes::Notes;
use super::registry;
use crate::domain::fact::{Intolerance, Order, TlsVersion, VersionState};
use crate::domain::observation::{Failure, FailureReason};
use crate::domain::service::Service;

/// Suites in one hello for servers that do not read more.
const CHUNK: usize = 60;
/// Suites in one hello for servers that do not read a large one.
const SMALL_CHUNK: usize = 24;

/// What is known of the suites of one version.
#[derive(Debug)]
pub(super) struct Suites {
    pub(super) version: TlsVersion,
    pub(super) state: VersionState,
    pub(super) codes: Vec<u16>,
    pub(super) order: Order,
    pub(super) incomplete: Option<Failure>,
    pub(super) intolerance: Option<Intolerance>,
}

impl Suites {
    /// Only a state: nothing of suites.
    pub(super) const fn only(version: TlsVersion, state: VersionState) -> Self {
        Self {
            version,
            state,
            codes: Vec::new(),
            order: Order::Unknown,
            incomplete: None,
            intolerance: None,
        }
    }
}

/// How the server chooses, as far as it showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Nothing is known yet.
    Start,
    /// The client's order counts.
    Client,
    /// The same suite was chosen from both ends.
    Server,
}

/// What one round of questions came to.
enum Step {
    /// New suites, in the order of the questions, and whether both ends gave the same one.
    Found(Vec<u16>, bool),
    /// The server declined everything that was left.
    Declined(u8),
    /// The server took something from one end and declined everything from the other: it does not read the whole list.
    /// Or it gave no clear answer there, and nothing is known of that.
    OneSided(Vec<u16>, Option<Intolerance>),
    Failed(Failure),
}

/// Finds every suite of the version of `finds`, and tells of each there. `first` is an answer to a hello with all of them
/// that is there already, likeliest first.
pub(super) async fn hunt(
    view: &View<'_>,
    notes: &Notes,
    finds: &Finds,
    first: Option<Reply>,
) -> Suites {
    let mut hunt = Hunt {
        view,
        notes,
        finds,
        all: registry::suites(finds.version),
        out: Suites::only(finds.version, VersionState::Refused),
    };
    view.begin_row();
    hunt.run(first).await;
    finds.finish(hunt.out.incomplete.as_ref());
    view.end_row();
    hunt.out.state = match (&hunt.out.incomplete, hunt.out.codes.is_empty()) {
        (_, false) => VersionState::Offered,
        (Some(failure), true) => VersionState::Inconclusive(failure.clone()),
        (None, true) => VersionState::Refused,
    };
    if hunt.out.codes.len() == 1 {
        hunt.out.order = Order::Single;
    }
    hunt.out
}

/// One hello with every suite of a version, likeliest first.
pub(super) async fn ask_all(view: &View<'_>, notes: &Notes, version: TlsVersion) -> Reply {
    let hello = Hello {
        suites: registry::suites(version),
        groups: notes.curves_to_offer(true),
        alpn: alpn(view, true),
        ..Hello::new(version, view.name)
    };
    view.ask(&hello, Lane::Aside).await
}

/// What an endpoint of the web may speak inside; both at a time, so that nobody declines for want of one.
pub(super) fn alpn(view: &View<'_>, newest_first: bool) -> &'static [&'static str] {
    match (view.service == Service::Https, newest_first) {
        (false, _) => &[],
        (true, true) => &["h2", "http/1.1"],
        (true, false) => &["http/1.1", "h2"],
    }
}

struct Hunt<'a, 'v> {
    view: &'a View<'v>,
    notes: &'a Notes,
    finds: &'a Finds,
    all: Vec<u16>,
    out: Suites,
}

impl Hunt<'_, '_> {
    async fn run(&mut self, mut first: Option<Reply>) {
        let mut mode = Mode::Start;
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                break;
            }
            let step = match mode {
                Mode::Start => {
                    let likely = async {
                        match first.take() {
                            Some(reply) => reply,
                            None => self.ask(&rest, true, mode).await,
                        }
                    };
                    let unlikely = self.ask(&rest, false, mode);
                    let (a, b) = tokio::join!(likely, unlikely);
                    self.both(a, b, &rest)
                }
                Mode::Client | Mode::Server => {
                    let reply = self.ask(&rest, true, mode).await;
                    self.one(reply, &rest)
                }
            };
            match step {
                Step::Found(new, same) => {
                    self.found(new);
                    mode = match (mode, same) {
                        (Mode::Start, true) => Mode::Server,
                        (Mode::Start, false) => Mode::Client,
                        (other, _) => other,
                    };
                }
                // An illegal parameter where nothing was wrong: too many of them.
                Step::Declined(47) if mode == Mode::Start => {
                    return self.chunks(CHUNK, Some(Intolerance::ManySuites)).await;
                }
                Step::Declined(_) => break,
                Step::OneSided(new, intolerance) => {
                    self.found(new);
                    return self.chunks(CHUNK, intolerance).await;
                }
                Step::Failed(_) if mode == Mode::Start => {
                    return self
                        .chunks(SMALL_CHUNK, Some(Intolerance::LargeHello))
                        .await;
                }
                Step::Failed(failure) => {
                    self.out.incomplete = Some(failure);
                    break;
                }
            }
        }
        self.out.order = match mode {
            Mode::Start => Order::Unknown,
            Mode::Client => Order::Client,
            Mode::Server => Order::Server,
        };
    }

    fn found(&mut self, new: Vec<u16>) {
        self.finds.add(&new);
        self.out.codes.extend(new);
    }

    fn rest(&self) -> Vec<u16> {
        let found = &self.out.codes;
        self.all
            .iter()
            .copied()
            .filter(|code| !found.contains(code))
            .collect()
    }

    async fn ask(&self, suites: &[u16], likeliest_first: bool, mode: Mode) -> Reply {
        let mut suites = suites.to_vec();
        if !likeliest_first {
            suites.reverse();
        }
        let hello = Hello {
            suites,
            groups: self.notes.curves_to_offer(likeliest_first),
            alpn: alpn(self.view, likeliest_first),
            // Once is enough, and one of two keeps a server that stumbles over it visible.
            oddities: mode == Mode::Start && !likeliest_first,
            ..Hello::new(self.out.version, self.view.name)
        };
        let lane = match mode {
            Mode::Start => Lane::Row,
            Mode::Client | Mode::Server => Lane::RowOn,
        };
        let reply = self.view.ask(&hello, lane).await;
        if let Reply::Chosen(answer) = &reply
            && hello.oddities
        {
            self.notes.take(self.out.version, answer, true);
        }
        reply
    }

    /// The suite of a reply, when it is one of those offered in the version asked for.
    fn chosen(&self, reply: Reply, offered: &[u16]) -> Result<u16, Result<u8, Failure>> {
        match reply {
            Reply::Declined(code) => Err(Ok(code)),
            Reply::Failed(failure) => Err(Err(failure)),
            Reply::Chosen(answer) => {
                let (version, suite) = answer
                    .hello
                    .as_ref()
                    .map_or((0, 0), |hello| (hello.version, hello.suite));
                if version != self.out.version.number() {
                    return Err(Ok(super::alert::PROTOCOL_VERSION));
                }
                if !offered.contains(&suite) {
                    return Err(Err(Failure::new(
                        FailureReason::ProtocolError,
                        &format!("the server chose suite 0x{suite:04x}, which was not offered"),
                    )));
                }
                self.notes.take(self.out.version, &answer, false);
                Ok(suite)
            }
        }
    }

    fn one(&self, reply: Reply, offered: &[u16]) -> Step {
        match self.chosen(reply, offered) {
            Ok(suite) => Step::Found(vec![suite], false),
            Err(Ok(code)) => Step::Declined(code),
            Err(Err(failure)) => Step::Failed(failure),
        }
    }

    fn both(&self, likely: Reply, unlikely: Reply, offered: &[u16]) -> Step {
        match (self.chosen(likely, offered), self.chosen(unlikely, offered)) {
            (Ok(a), Ok(b)) if a == b => Step::Found(vec![a], true),
            (Ok(a), Ok(b)) => Step::Found(vec![a, b], false),
            (Err(Ok(code)), Err(Ok(_))) => Step::Declined(code),
            (Ok(new), Err(why)) | (Err(why), Ok(new)) => {
                Step::OneSided(vec![new], why.ok().map(|_| Intolerance::ManySuites))
            }
            (Err(Err(failure)), _) | (_, Err(Err(failure))) => Step::Failed(failure),
        }
    }

    /// The slow way, for servers that do not read long lists or large hellos.
    async fn chunks(&mut self, size: usize, intolerance: Option<Intolerance>) {
        let small = size == SMALL_CHUNK;
        self.finds.grow_cautious();
        let all = self.all.clone();
        for chunk in all.chunks(size) {
            loop {
                let found = &self.out.codes;
                let rest: Vec<u16> = chunk
                    .iter()
                    .copied()
                    .filter(|code| !found.contains(code))
                    .collect();
                if rest.is_empty() {
                    break;
                }
                let reply = self.ask_few(&rest, small).await;
                match self.one(reply, &rest) {
                    Step::Found(new, _) => {
                        self.out.intolerance = intolerance;
                        self.found(new);
                    }
                    Step::Declined(code) => {
                        if code == super::alert::PROTOCOL_VERSION && self.out.codes.is_empty() {
                            return;
                        }
                        break;
                    }
                    Step::OneSided(..) => break,
                    Step::Failed(failure) => {
                        self.out.incomplete = Some(failure);
                        return;
                    }
                }
            }
        }
        self.rank(small).await;
    }

    /// Whose order counts among the suites found, and which it is.
    async fn rank(&mut self, small: bool) {
        let found = self.out.codes.clone();
        if found.len() < 2 || found.len() > CHUNK {
            return;
        }
        let turned: Vec<u16> = found.iter().rev().copied().collect();
        let (a, b) = tokio::join!(self.ask_few(&found, small), self.ask_few(&turned, small));
        let (Ok(a), Ok(b)) = (self.chosen(a, &found), self.chosen(b, &found)) else {
            return;
        };
        if a != b {
            self.out.order = Order::Client;
            return;
        }
        let mut ranked = vec![a];
        while ranked.len() < found.len() {
            let rest: Vec<u16> = found
                .iter()
                .copied()
                .filter(|code| !ranked.contains(code))
                .collect();
            let reply = self.ask_few(&rest, small).await;
            let Ok(next) = self.chosen(reply, &rest) else {
                return;
            };
            ranked.push(next);
        }
        self.out.order = Order::Server;
        self.out.codes = ranked;
    }

    async fn ask_few(&self, suites: &[u16], small: bool) -> Reply {
        let groups = if small {
            vec![29, 23, 24, 25]
        } else {
            self.notes.curves_to_offer(true)
        };
        let hello = Hello {
            suites: suites.to_vec(),
            groups,
            small,
            alpn: alpn(self.view, true),
            ..Hello::new(self.out.version, self.view.name)
        };
        self.view.ask(&hello, Lane::Row).await
    }
}
