//! One question and the first words of the answer: a hand-made hello on a connection of its own.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::alert;
use super::answer::{Answer, End};
use super::hello::Hello;
use crate::domain::observation::{Failure, FailureReason};
use crate::domain::service::Service;
use crate::probe::budget::Budget;
use crate::probe::dial::{
    Line, PAUSE, closed, dial_ahead, dial_service, from_io, worth_another_try,
};
use crate::probe::network::Network;
use crate::probe::target::Target;

/// Questions without a clear answer, second tries included, after which an address is left in peace.
const PATIENCE: u32 = 8;

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

/// One address of one server, and how it is asked.
pub(super) struct View<'a> {
    pub(super) network: &'a Network,
    pub(super) target: Target,
    pub(super) service: Service,
    pub(super) host: &'a str,
    /// Sent in hand-made hellos; absent for an address.
    pub(super) name: Option<&'a str>,
    pub(super) budget: &'a Budget,
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
    /// Questions that wait for a place.
    waiting: u32,
    /// Opened ahead of the next question.
    spare: Option<Line>,
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
        Self {
            network,
            target,
            service,
            host,
            name,
            budget,
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

    /// Opens a connection that is ready for TLS, without a second try; or gives the one that is open already.
    pub(super) async fn open(&self, budget: &mut Budget) -> Result<Line, Failure> {
        if self.is_weary() {
            return Err(Failure::new(
                FailureReason::TimedOut,
                "left in peace after several questions without a clear answer",
            ));
        }
        {
            let mut state = self.state();
            if let Some(line) = state.spare.take() {
                return Ok(line);
            }
            state.connections += 1;
            state.waiting += 1;
        }
        let start = Instant::now();
        let line = dial_service(self.network, self.target, self.service, self.host, budget).await;
        self.state().waiting -= 1;
        if let Err(failure) = &line {
            self.note_trouble(start, failure);
        }
        line
    }

    /// The first connection, with a second, slower try.
    pub(super) async fn open_patiently(&self) -> Result<Line, Failure> {
        let mut budget = self.budget.clone();
        match self.open(&mut budget).await {
            Err(failure) if worth_another_try(&failure) => {
                tokio::time::sleep(PAUSE).await;
                budget.slow_down();
                self.open(&mut budget).await
            }
            result => result,
        }
    }

    /// Keeps an open connection for the next question.
    pub(super) fn keep(&self, line: Line) {
        self.state().spare = Some(line);
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

    /// Opens a connection for the next question while this one is answered.
    async fn open_ahead(&self) {
        let idle = {
            let state = self.state();
            state.spare.is_none() && state.waiting == 0
        };
        if !idle || self.is_weary() {
            return;
        }
        let mut budget = self.budget.clone();
        let line = dial_ahead(
            self.network,
            self.target,
            self.service,
            self.host,
            &mut budget,
        )
        .await;
        if let Some(line) = line {
            let mut state = self.state();
            state.connections += 1;
            state.spare = Some(line);
        }
    }

    /// No more questions in this row: a connection opened ahead must not keep the place of others that wait.
    pub(super) fn end_row(&self) {
        let mut state = self.state();
        if state.waiting > 0 {
            state.spare = None;
        }
    }

    /// No more questions at all.
    pub(super) fn end(&self) {
        self.state().spare = None;
    }

    /// Asks, and opens the connection of the question that follows.
    pub(super) async fn ask_in_row(&self, hello: &Hello<'_>) -> Reply {
        tokio::join!(self.ask(hello), self.open_ahead()).0
    }

    /// Asks once, and when no clear answer comes once more, slower.
    pub(super) async fn ask(&self, hello: &Hello<'_>) -> Reply {
        let mut budget = self.budget.clone();
        let spare = self.state().spare.take();
        let waited = spare.is_some();
        let mut first = self.put(spare, hello, &mut budget).await;
        // The server may have tired of a connection that was opened ahead. That says nothing.
        if waited && matches!(&first, Reply::Failed(why) if why.reason == FailureReason::Closed) {
            first = self.put(None, hello, &mut budget).await;
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
        self.put(None, hello, &mut budget).await
    }

    async fn put(&self, line: Option<Line>, hello: &Hello<'_>, budget: &mut Budget) -> Reply {
        let opened = match line {
            Some(line) => Ok(line),
            None => self.open(budget).await,
        };
        let mut line = match opened {
            Ok(line) => line,
            Err(failure) => return Reply::Failed(failure),
        };
        let start = Instant::now();
        let mut answer = Answer::default();
        let bytes = hello.bytes(&self.network.tls().random());
        let heard = budget
            .spend(
                "answer to a TLS hello",
                listen(&mut line.stream, &bytes, &mut answer),
            )
            .await;
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
        reply
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
