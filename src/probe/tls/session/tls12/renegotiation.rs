//! A renegotiation that the client asks for.

use super::super::channel::{Channel, Event, HANDSHAKE, broken};
use super::super::hello::{Hello12, Offer, SERVER_HELLO, TLS12};
use super::super::random;
use crate::domain::fact::Feature;
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::tls::alert;

/// A `HelloRequest` of the server, which crosses ours.
const HELLO_REQUEST: u8 = 0;
const CLOSE_NOTIFY: u8 = 0;
const UNEXPECTED_MESSAGE: u8 = 10;
const HANDSHAKE_FAILURE: u8 = 40;
const NO_RENEGOTIATION: u8 = 100;

/// What a second hello says.
pub(super) struct Renegotiation<'a> {
    pub(super) offer: &'a Offer<'a>,
    pub(super) suites: &'a [u16],
    /// Of our first Finished (RFC 5746 §3.5); absent when the server does not know that extension.
    pub(super) verify_data: Option<&'a [u8]>,
}

/// Sends a hello inside the connection. A `ServerHello` takes it up; an alert that says so, or an orderly end, declines.
pub(super) async fn ask(channel: &mut Channel<'_>, again: &Renegotiation<'_>) -> Feature {
    match answer(channel, again).await {
        Ok(true) => Feature::Present,
        Ok(false) => Feature::Absent,
        Err(failure) => Feature::Inconclusive(failure),
    }
}

async fn answer(channel: &mut Channel<'_>, again: &Renegotiation<'_>) -> Result<bool, Failure> {
    let hello = Hello12 {
        version: TLS12,
        heartbeat: false,
        offer: again.offer,
        random: &random()?,
        session: &[],
        suites: again.suites,
        ticket: None,
        renegotiation: again.verify_data,
    };
    channel.write(HANDSHAKE, &hello.write()).await?;
    loop {
        match channel.next("answer to a renegotiation").await? {
            Event::Message(message) if message.kind() == SERVER_HELLO => return Ok(true),
            Event::Message(message) if message.kind() == HELLO_REQUEST => channel.pass()?,
            Event::Message(_) => return Err(broken("an unexpected handshake message")),
            Event::Alert {
                code: CLOSE_NOTIFY | UNEXPECTED_MESSAGE | HANDSHAKE_FAILURE | NO_RENEGOTIATION,
                ..
            }
            | Event::Closed => return Ok(false),
            Event::Alert { fatal: true, code } => return Err(alert::failure(code)),
            // A server that speaks first may still be speaking.
            Event::Alert { .. } | Event::Data(_) | Event::ChangeCipherSpec => channel.pass()?,
            Event::Heartbeat { .. } => {
                return Err(Failure::new(
                    FailureReason::ProtocolError,
                    "an unexpected record",
                ));
            }
        }
    }
}
