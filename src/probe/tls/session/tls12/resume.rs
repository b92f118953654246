//! Resumption of TLS 1.2 sessions with a hello alone: a server that resumes skips its certificate, which needs no key to see.

use super::super::channel::{Channel, Event, HANDSHAKE, broken, unexpected};
use super::super::hello::{Hello12, ServerHello, TLS12};
use super::super::wire;
use super::super::{Lines, random};
use super::look::Look;
use super::{Ask, CERTIFICATE, CERTIFICATE_STATUS, SERVER_HELLO_DONE, SERVER_KEY_EXCHANGE, TICKET};
use crate::domain::fact::Feature;
use crate::domain::observation::Failure;
use crate::probe::budget::Budget;
use crate::probe::dial::closed;
use crate::probe::tls::alert;

/// What a server made of a hello that asks for an earlier session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::probe::tls) struct Resumption {
    /// It goes on from the earlier session.
    pub(in crate::probe::tls) resumed: bool,
    /// The session id in its answer.
    pub(in crate::probe::tls) session: Vec<u8>,
}

impl Resumption {
    /// As a fact.
    pub(in crate::probe::tls) fn feature(result: Result<Self, Failure>) -> Feature {
        match result {
            Ok(Self { resumed: true, .. }) => Feature::Present,
            Ok(Self { resumed: false, .. }) => Feature::Absent,
            Err(failure) => Feature::Inconclusive(failure),
        }
    }
}

/// One connection with the ticket of a session. `session` goes with it: a server that takes the ticket gives it back
/// (RFC 5077 §3.4).
pub(in crate::probe::tls) async fn resume_ticket(
    lines: &impl Lines,
    ask: &Ask<'_>,
    look: &Look,
    session: &[u8],
    budget: Budget,
) -> Result<Resumption, Failure> {
    let ticket = look.ticket.as_ref().map(|ticket| ticket.bytes.as_slice());
    let ticket = ticket.ok_or_else(|| broken("no ticket to resume with"))?;
    resume(lines, ask, look, Some(ticket), session, budget).await
}

/// One connection with a session id.
pub(in crate::probe::tls) async fn resume_id(
    lines: &impl Lines,
    ask: &Ask<'_>,
    look: &Look,
    budget: Budget,
) -> Result<Resumption, Failure> {
    resume(lines, ask, look, None, &look.session, budget).await
}

async fn resume(
    lines: &impl Lines,
    ask: &Ask<'_>,
    look: &Look,
    ticket: Option<&[u8]>,
    session: &[u8],
    budget: Budget,
) -> Result<Resumption, Failure> {
    let mut line = lines.open().await?;
    let mut channel = Channel::new(&mut line.stream, budget);
    let hello = Hello12 {
        version: TLS12,
        heartbeat: false,
        offer: &ask.offer,
        random: &random()?,
        session,
        // The suite of a session goes with it.
        suites: &[look.suite],
        ticket,
        renegotiation: Some(&[]),
    };
    let hello = wire::record(HANDSHAKE, 0x0301, &hello.write());
    channel.send(&hello).await?;
    let answer = ServerHello::read(&channel.message("ServerHello").await?)?;
    if answer.version != 0x0303 || answer.suite != look.suite {
        return Err(broken("a version or suite that was not offered"));
    }
    let resumed = resumes(&mut channel).await?;
    channel.cancel().await;
    Ok(Resumption {
        resumed,
        session: answer.session,
    })
}

/// What follows the `ServerHello` decides.
async fn resumes(channel: &mut Channel<'_>) -> Result<bool, Failure> {
    loop {
        match channel.next("answer behind ServerHello").await? {
            Event::ChangeCipherSpec => return Ok(true),
            Event::Message(message) => match message.kind() {
                TICKET => return Ok(true),
                CERTIFICATE | CERTIFICATE_STATUS | SERVER_KEY_EXCHANGE | SERVER_HELLO_DONE => {
                    return Ok(false);
                }
                kind => return Err(unexpected(kind, "a certificate or a change of keys")),
            },
            Event::Alert { fatal: false, .. } => channel.pass()?,
            Event::Alert { code, .. } => return Err(alert::failure(code)),
            Event::Closed => return Err(closed("anything followed the ServerHello")),
            Event::Data(_) | Event::Heartbeat { .. } => return Err(broken("an unexpected record")),
        }
    }
}
