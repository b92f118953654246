//! Resumption with a ticket, and early data with it.

use std::sync::Mutex;

use super::super::Lines;
use super::super::agreement::Share;
use super::super::channel::{CHANGE_CIPHER_SPEC, Channel, DATA, broken};
use super::super::hello::Offer;
use super::super::schedule::{Stage, Suite};
use super::super::wire;
use super::Ticket;
use super::early::{self, Request};
use super::flight::{EarlyKeys, Shake};
use super::greeting::greet;
use crate::domain::observation::Failure;
use crate::probe::budget::Budget;

/// What came of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::probe::tls) struct Resumed {
    /// The server went on from the earlier session.
    pub(in crate::probe::tls) taken: bool,
    /// It took early data; absent when the ticket allows none, so that none was offered.
    pub(in crate::probe::tls) early_data: Option<bool>,
    /// The status of the HTTP answer to a request that was taken as early data.
    pub(in crate::probe::tls) status: Option<u16>,
}

/// A ticket as pre-shared key, and what goes with it as early data.
pub(super) struct Psk<'a> {
    ticket: &'a Ticket,
    suite: Suite,
    stage: Stage,
    /// Early data is offered, with these bytes: perhaps none.
    pub(super) early: Option<Vec<u8>>,
    keys: Mutex<Option<EarlyKeys>>,
}

impl Psk<'_> {
    /// Ticket, obfuscated age, length of the binder.
    pub(super) fn identity(&self) -> (&[u8], u32, usize) {
        let age = self.ticket.received.elapsed().as_millis();
        let age = u32::try_from(age).unwrap_or(u32::MAX);
        (
            &self.ticket.identity,
            age.wrapping_add(self.ticket.age_add),
            self.suite.hash.len(),
        )
    }

    /// Puts the binder in its place at the end of the hello (RFC 8446 §4.2.11.2).
    pub(super) fn bind(&self, hello: &mut [u8], before: &[u8]) -> Result<(), Failure> {
        let length = self.suite.hash.len();
        let start = hello.len().saturating_sub(length);
        // The binder stands behind the length of its list and its own.
        let bound = hello.get(..start.saturating_sub(3)).unwrap_or_default();
        let digest = self.suite.hash.digest(&[before, bound].concat());
        let key = self.stage.derive("res binder", &[])?;
        let binder = self.suite.finished(&key, &digest)?;
        for (place, byte) in hello.iter_mut().skip(start).zip(binder) {
            *place = byte;
        }
        Ok(())
    }

    /// The records that follow the first hello.
    pub(super) fn early_records(&self, hello: &[u8]) -> Result<Vec<u8>, Failure> {
        let secret = self.stage.derive("c e traffic", hello)?;
        let mut keys = self.suite.protection(&secret)?;
        let mut out = wire::record(CHANGE_CIPHER_SPEC, 0x0303, &[1]);
        if let Some(data) = self.early.as_ref().filter(|data| !data.is_empty()) {
            out.extend(keys.seal(DATA, data).unwrap_or_default());
        }
        if let Ok(mut slot) = self.keys.lock() {
            *slot = Some(keys);
        }
        Ok(out)
    }
}

/// One connection with a ticket. When the ticket allows early data, it is offered; a `request` is sent as early data when
/// it fits, and the status of its answer is read.
pub(in crate::probe::tls) async fn resume(
    lines: &impl Lines,
    offer: &Offer<'_>,
    ticket: &Ticket,
    request: Option<&Request<'_>>,
    budget: Budget,
) -> Result<Resumed, Failure> {
    let suite = Suite::of(ticket.suite).ok_or_else(|| broken("a suite that was not offered"))?;
    let room = ticket
        .early_data
        .map(|room| usize::try_from(room).unwrap_or(usize::MAX));
    let bytes = request
        .map(|request| request.bytes(ticket.alpn.as_deref()))
        .unwrap_or_default();
    let psk = Psk {
        ticket,
        suite,
        stage: Stage::early(suite.hash, Some(&ticket.psk)),
        early: room.map(|room| {
            if bytes.len() <= room {
                bytes
            } else {
                Vec::new()
            }
        }),
        keys: Mutex::default(),
    };
    // Early data belongs to the protocol of the earlier session (RFC 8446 §4.2.10).
    let protocols: Vec<&str> = ticket.alpn.as_deref().into_iter().collect();
    let offer = Offer {
        alpn: &protocols,
        ..*offer
    };
    let mut line = lines.open().await?;
    let mut channel = Channel::new(&mut line.stream, budget);
    let shares = vec![Share::new(ticket.group)?];
    let greeted = greet(&mut channel, &offer, &[ticket.suite], shares, Some(&psk)).await?;
    let offered = psk.early.is_some();
    let mut resumed = Resumed {
        taken: greeted.resumed(),
        early_data: offered.then_some(false),
        status: None,
    };
    if !resumed.taken {
        channel.cancel().await;
        return Ok(resumed);
    }
    let mut shake = Shake::new(channel, &greeted, Some(&ticket.psk))?;
    let flow = shake.flight(true).await?;
    let mut keys = psk.keys.lock().ok().and_then(|mut keys| keys.take());
    if flow.early_data && keys.is_none() {
        return Err(broken("early data was taken but not offered"));
    }
    if offered {
        resumed.early_data = Some(flow.early_data);
    }
    keys = keys.filter(|_| flow.early_data);
    let finished = shake
        .finish(&flow, !offered && !greeted.retried, keys)
        .await;
    // A server that took early data may answer it and close before we are done.
    if !flow.early_data {
        finished?;
    }
    let sent = psk.early.as_ref().is_some_and(|data| !data.is_empty());
    if sent && flow.early_data {
        // The answer only adds to what is known: early data was taken.
        resumed.status = early::status(&mut shake.channel, ticket.alpn.as_deref()).await;
    }
    shake.channel.close().await;
    Ok(resumed)
}
