//! One question and the first words of the answer: a hand-made hello on a connection of its own.

use std::sync::atomic::{AtomicU32, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::alert;
use super::answer::{Answer, End};
use super::hello::Hello;
use crate::domain::observation::{Failure, FailureReason};
use crate::domain::service::Service;
use crate::probe::budget::Budget;
use crate::probe::dial::{Line, PAUSE, closed, dial_service, from_io, worth_another_try};
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
    connections: AtomicU32,
    troubles: AtomicU32,
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
            connections: AtomicU32::new(0),
            troubles: AtomicU32::new(0),
        }
    }

    /// Connections opened so far.
    pub(super) fn connections(&self) -> u32 {
        self.connections.load(Ordering::Relaxed)
    }

    /// Opens a connection that is ready for TLS, without a second try.
    pub(super) async fn open(&self, budget: &mut Budget) -> Result<Line, Failure> {
        if self.troubles.load(Ordering::Relaxed) >= PATIENCE {
            return Err(Failure::new(
                FailureReason::TimedOut,
                "left in peace after several questions without a clear answer",
            ));
        }
        self.connections.fetch_add(1, Ordering::Relaxed);
        let line = dial_service(self.network, self.target, self.service, self.host, budget).await;
        self.note(line.is_err());
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

    fn note(&self, trouble: bool) {
        if trouble {
            self.troubles.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Asks once, and when no clear answer comes once more, slower.
    pub(super) async fn ask(&self, hello: &Hello<'_>) -> Reply {
        self.ask_on(None, hello).await
    }

    /// The same, with a connection that is open already for the first try.
    pub(super) async fn ask_on(&self, line: Option<Line>, hello: &Hello<'_>) -> Reply {
        let mut budget = self.budget.clone();
        let first = self.put(line, hello, &mut budget).await;
        match &first {
            Reply::Failed(failure) if worth_another_try(failure) => {}
            // Busy servers say this too; those that mean it say it again.
            Reply::Declined(alert::INTERNAL_ERROR) => {}
            _ => return first,
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
        self.note(matches!(reply, Reply::Failed(_)));
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
