//! One question and the first words of the answer: a hand-made hello on a connection of its own.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{Notify, Semaphore};
use tokio::time::Instant;

use super::alert;
use super::answer::{Answer, End};
use super::hello::Hello;
use crate::domain::observation::{Failure, FailureReason};
use crate::domain::service::Service;
use crate::probe::budget::Budget;
use crate::probe::dial::{
    Line, PAUSE, closed, dial_service, free_seat, from_io, wait_for_seat, worth_another_try,
};
use crate::probe::network::Network;
use crate::probe::target::Target;

/// Questions without a clear answer, second tries included, after which an address is left in peace.
const PATIENCE: u32 = 8;
/// Seats at the address with which a row of questions goes on at full speed: one asks, the other opens the next connection.
const ROW: usize = 2;
/// The rows that take the longest: TLS 1.3, and TLS 1.2.
const ROWS: usize = 2;

/// What came of one question.
#[derive(Debug)]
pub(super) enum Reply {
    /// The server chose something; the rest of its flight may be missing.
    Chosen(Box<Answer>),
    /// The server declined with this alert.
    Declined(u8),
    /// No clear answer.
    Failed(Failure),
}

/// How urgent a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    /// One on its own: few of them at a time while rows go on.
    Aside,
    /// One of a row, of which each builds on the answer to the one before.
    Row,
    /// The same, and another will follow: the connection for it is opened meanwhile.
    RowOn,
}

/// One address of one server, and how it is asked.
pub(super) struct View<'a> {
    pub(super) network: &'a Network,
    pub(super) target: Target,
    pub(super) service: Service,
    pub(super) host: &'a str,
    /// Sent in hand-made hellos; absent for an address.
    pub(super) name: Option<&'a str>,
    pub(super) budget: &'a Budget,
    /// Turns of the questions that belong to no row.
    aside: Arc<Semaphore>,
    /// Told when a connection is left over.
    left_over: Notify,
    state: Mutex<State>,
}

/// What has happened so far at the address.
#[derive(Debug, Default)]
struct State {
    connections: u32,
    /// Questions without a clear answer, and the time that they took.
    troubles: u32,
    troubled: Duration,
    /// What the first of them was.
    first: Option<Failure>,
    /// Rows that go on.
    rows: usize,
    /// Opened ahead of the next question of a row, or left over from one.
    spares: Vec<Line>,
    /// So many are being opened.
    opening: usize,
}

impl State {
    /// A connection that is open already. What was opened for rows is for rows.
    fn spare(&mut self, lane: Lane) -> Option<Line> {
        let kept = match lane {
            Lane::Aside => self.rows,
            Lane::Row | Lane::RowOn => 0,
        };
        if self.spares.len() > kept {
            Some(self.spares.remove(0))
        } else {
            None
        }
    }
}

impl<'a> View<'a> {
    pub(super) fn new(
        network: &'a Network,
        target: Target,
        service: Service,
        host: &'a str,
        name: Option<&'a str>,
        budget: &'a Budget,
    ) -> Self {
        let seats = network.settings().per_address;
        let turns = seats.saturating_sub(ROWS * ROW).max(1);
        Self {
            network,
            target,
            service,
            host,
            name,
            budget,
            aside: Arc::new(Semaphore::new(turns)),
            left_over: Notify::new(),
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Connections opened so far.
    pub(super) fn connections(&self) -> u32 {
        self.state().connections
    }

    fn is_weary(&self) -> bool {
        let state = self.state();
        state.troubles >= PATIENCE || state.troubled >= self.network.settings().deadline
    }

    /// Opens a connection that is ready for TLS, without a second try; or gives one that is open already. For questions
    /// that belong to no row.
    pub(super) async fn open(&self, budget: &mut Budget) -> Result<Line, Failure> {
        self.line(Lane::Aside, budget).await.map(|(line, _)| line)
    }

    /// A connection, and whether it was opened ahead.
    async fn line(&self, lane: Lane, budget: &mut Budget) -> Result<(Line, bool), Failure> {
        let turn = match lane {
            Lane::Aside => Arc::clone(&self.aside).acquire_owned().await.ok(),
            Lane::Row | Lane::RowOn => None,
        };
        if self.is_weary() {
            return Err(Failure::new(
                FailureReason::TimedOut,
                "left in peace after several questions without a clear answer",
            ));
        }
        let seat = loop {
            let left_over = self.left_over.notified();
            if let Some(line) = self.state().spare(lane) {
                return Ok((
                    Line {
                        _turn: turn,
                        ..line
                    },
                    true,
                ));
            }
            tokio::select! {
                () = left_over => {}
                seat = wait_for_seat(self.network, self.target, self.service) => break seat,
            }
        };
        self.state().connections += 1;
        let start = Instant::now();
        match dial_service(
            self.network,
            seat,
            self.target,
            self.service,
            self.host,
            budget,
        )
        .await
        {
            Ok(line) => Ok((
                Line {
                    _turn: turn,
                    ..line
                },
                false,
            )),
            Err(failure) => {
                self.note_trouble(start, &failure);
                Err(failure)
            }
        }
    }

    /// The first connection, with a second, slower try; kept for the next question.
    pub(super) async fn knock(&self) -> Result<(), Failure> {
        let mut budget = self.budget.clone();
        let line = match self.line(Lane::Row, &mut budget).await {
            Err(failure) if worth_another_try(&failure) => {
                tokio::time::sleep(PAUSE).await;
                budget.slow_down();
                self.line(Lane::Row, &mut budget).await
            }
            result => result,
        };
        self.state().spares.push(line?.0);
        Ok(())
    }

    /// The first question without a clear answer: later ones may only tell that patience ended.
    pub(super) fn first_trouble(&self) -> Option<Failure> {
        self.state().first.clone()
    }

    fn note_trouble(&self, since: Instant, failure: &Failure) {
        let mut state = self.state();
        state.troubles += 1;
        state.first.get_or_insert_with(|| failure.clone());
        state.troubled += since.elapsed();
    }

    /// Opens a connection for the next question while this one is answered, if the address has a seat to spare.
    async fn open_ahead(&self) {
        if self.is_weary() {
            return;
        }
        {
            let mut state = self.state();
            if state.spares.len() + state.opening >= state.rows {
                return;
            }
            state.opening += 1;
        }
        let mut line = None;
        if let Some(seat) = free_seat(self.network, self.target, self.service) {
            self.state().connections += 1;
            let mut budget = self.budget.clone();
            let dialled = dial_service(
                self.network,
                Some(seat),
                self.target,
                self.service,
                self.host,
                &mut budget,
            );
            line = dialled.await.ok();
        }
        let mut state = self.state();
        state.opening -= 1;
        state.spares.extend(line);
    }

    /// A row of questions begins.
    pub(super) fn begin_row(&self) {
        self.state().rows += 1;
    }

    /// A row of questions is at its end: others get its seats, and the connection that was opened for it.
    pub(super) fn end_row(&self) {
        self.aside.add_permits(ROW);
        let mut state = self.state();
        state.rows = state.rows.saturating_sub(1);
        if state.spares.len() > state.rows {
            self.left_over.notify_one();
        }
    }

    /// No more questions at all.
    pub(super) fn end(&self) {
        self.state().spares.clear();
    }

    /// Asks once, and when no clear answer comes once more, slower.
    pub(super) async fn ask(&self, hello: &Hello<'_>, lane: Lane) -> Reply {
        let mut budget = self.budget.clone();
        let (mut first, waited) = self.put(hello, lane, &mut budget).await;
        // The server may have tired of a connection that was opened ahead. That says nothing.
        if waited && matches!(&first, Reply::Failed(why) if why.reason == FailureReason::Closed) {
            (first, _) = self.put(hello, lane, &mut budget).await;
        }
        match &first {
            Reply::Failed(failure) if worth_another_try(failure) => {}
            // Busy servers say this too; those that mean it say it again.
            Reply::Declined(alert::INTERNAL_ERROR) => {}
            _ => return first,
        }
        if self.is_weary() {
            return first;
        }
        tokio::time::sleep(PAUSE).await;
        budget.slow_down();
        self.put(hello, lane, &mut budget).await.0
    }

    /// Asks once; says too whether the connection had been opened ahead.
    async fn put(&self, hello: &Hello<'_>, lane: Lane, budget: &mut Budget) -> (Reply, bool) {
        let (mut line, waited) = match self.line(lane, budget).await {
            Ok(line) => line,
            Err(failure) => return (Reply::Failed(failure), false),
        };
        let start = Instant::now();
        let mut answer = Answer::default();
        let bytes = hello.bytes(&self.network.tls().random());
        let listening = budget.spend(
            "answer to a TLS hello",
            listen(&mut line.stream, &bytes, &mut answer),
        );
        let heard = if lane == Lane::RowOn {
            tokio::join!(listening, self.open_ahead()).0
        } else {
            listening.await
        };
        let reply = match heard {
            // What the server chose before it fell silent still counts.
            _ if answer.hello.is_some() => Reply::Chosen(Box::new(answer)),
            Ok(Ok(())) => Reply::Failed(closed("a ServerHello")),
            Ok(Err(Stop::Alert(code))) if alert::declines(code) => Reply::Declined(code),
            Ok(Err(Stop::Alert(code))) => Reply::Failed(alert::failure(code)),
            Ok(Err(Stop::Failed(failure))) | Err(failure) => Reply::Failed(failure),
        };
        match &reply {
            Reply::Failed(failure) => self.note_trouble(start, failure),
            Reply::Chosen(_) | Reply::Declined(_) => {
                let pace = self.network.pace();
                pace.note_answer(self.target, start.elapsed());
            }
        }
        (reply, waited)
    }
}

/// Why listening stopped early.
enum Stop {
    Alert(u8),
    Failed(Failure),
}

async fn listen(stream: &mut TcpStream, hello: &[u8], answer: &mut Answer) -> Result<(), Stop> {
    let io = |error: std::io::Error| Stop::Failed(from_io(&error));
    stream.write_all(hello).await.map_err(io)?;
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let count = stream.read(&mut buffer).await.map_err(io)?;
        let bytes = buffer.get(..count).unwrap_or_default();
        if bytes.is_empty() {
            return Err(Stop::Failed(closed("the answer was complete")));
        }
        let (reason, detail) = match answer.take(bytes) {
            None => continue,
            Some(End::Enough) => break,
            Some(End::Alert(code)) => return Err(Stop::Alert(code)),
            Some(End::Garbage(what)) => (FailureReason::ProtocolError, what),
            Some(End::TooLarge) => (FailureReason::TooLarge, "an answer beyond the read limit"),
        };
        return Err(Stop::Failed(Failure::new(reason, detail)));
    }
    // A warning that we stop here: user_canceled. Whether the server still listens does not matter.
    drop(stream.write_all(&[21, 3, 1, 0, 2, 1, 90]).await);
    Ok(())
}
