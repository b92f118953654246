//! Full handshakes of TLS 1.3.

mod early;
mod flight;
mod greeting;
mod resume;
#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::time::Instant;

pub(in crate::probe::tls) use self::early::Request;
use self::flight::Shake;
use self::greeting::greet;
pub(in crate::probe::tls) use self::resume::resume;
use super::Lines;
use super::agreement::{SECP256R1, Share};
use super::certificates::Served;
use super::channel::{Channel, DATA};
use super::hello::Offer;
use super::schedule::SUITES;
use super::signature::Proof;
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::budget::Budget;

/// How long to wait for a ticket at least and at most; in between, two flights. A server sends it once it has our Finished.
const PATIENCE: (Duration, Duration) = (Duration::from_millis(100), Duration::from_millis(600));

/// What a completed handshake shows.
#[derive(Debug, Clone)]
pub(in crate::probe::tls) struct Look {
    /// The suite's number.
    pub(in crate::probe::tls) suite: u16,
    /// The group's number.
    pub(in crate::probe::tls) group: u16,
    /// The server asked for another share first.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests see both ways of a greeting")
    )]
    pub(in crate::probe::tls) retried: bool,
    /// What the server chose of the protocols that were offered.
    pub(in crate::probe::tls) alpn: Option<String>,
    /// Certificates with what was stapled to them.
    pub(in crate::probe::tls) served: Served,
    /// Number of the compression of the certificates (RFC 8879).
    pub(in crate::probe::tls) compression: Option<u16>,
    /// The signature scheme that the server used.
    pub(in crate::probe::tls) scheme: u16,
    /// Whether that signature was checked. One that does not hold is a failure instead.
    pub(in crate::probe::tls) proof: Proof,
    /// The server asked for a certificate of the client.
    pub(in crate::probe::tls) client_certificate: bool,
    /// The first ticket, if one came.
    pub(in crate::probe::tls) ticket: Option<Ticket>,
    /// What went wrong after the handshake was done, so that no ticket says nothing.
    pub(in crate::probe::tls) trouble: Option<Failure>,
}

/// A ticket for resumption.
#[derive(Debug, Clone)]
pub(in crate::probe::tls) struct Ticket {
    /// Lifetime in seconds.
    pub(in crate::probe::tls) lifetime: u32,
    /// Bytes of early data that it allows; absent when it allows none.
    pub(in crate::probe::tls) early_data: Option<u32>,
    /// The protocol that goes with it.
    alpn: Option<String>,
    suite: u16,
    group: u16,
    identity: Vec<u8>,
    age_add: u32,
    psk: Vec<u8>,
    received: Instant,
}

/// One full handshake. A certificate whose key the server does not hold is a failure. With a `request`, a server that
/// sends no ticket at once is asked for a page, since some send theirs with the first answer.
pub(in crate::probe::tls) async fn look(
    lines: &impl Lines,
    offer: &Offer<'_>,
    request: Option<&Request<'_>>,
    budget: Budget,
) -> Result<Look, Failure> {
    let mut line = lines.open().await?;
    let mut channel = Channel::new(&mut line.stream, budget);
    let first = offer.groups.first().copied();
    let mut shares = [first, Some(SECP256R1)]
        .into_iter()
        .flatten()
        .map(Share::new)
        .collect::<Result<Vec<_>, _>>()?;
    shares.dedup_by_key(|share| share.group);
    let start = Instant::now();
    let greeted = greet(&mut channel, offer, &SUITES, shares, None).await?;
    let flight = start.elapsed();
    let mut shake = Shake::new(channel, &greeted, None)?;
    let flow = shake.flight(false).await?;
    let master = shake.finish(&flow, !greeted.retried, None).await?;
    let mut look = Look {
        suite: greeted.answer.suite,
        group: greeted.share.group,
        retried: greeted.retried,
        alpn: flow.alpn,
        served: flow.served,
        compression: flow.compression,
        scheme: flow.scheme,
        proof: flow.proof,
        client_certificate: flow.context.is_some(),
        ticket: None,
        trouble: None,
    };
    let patience = (flight * 2).clamp(PATIENCE.0, PATIENCE.1);
    let waited = tokio::time::timeout(patience, shake.ticket(&look, &master)).await;
    let found = match (waited, request) {
        (Ok(found), _) => found,
        (Err(_), None) => Ok(None),
        (Err(_), Some(request)) => {
            let asked = request.bytes(look.alpn.as_deref());
            match shake.channel.write(DATA, &asked).await {
                Ok(()) => shake.ticket(&look, &master).await,
                Err(failure) => Err(failure),
            }
        }
    };
    match found {
        Ok(ticket) => look.ticket = ticket,
        // A server that closes in order had its chance to send one.
        Err(failure) if failure.reason == FailureReason::Closed => {}
        Err(failure) => look.trouble = Some(failure),
    }
    shake.channel.close().await;
    Ok(look)
}
