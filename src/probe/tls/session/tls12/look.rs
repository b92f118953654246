//! One full handshake of TLS 1.2.

use std::time::Duration;

use super::super::channel::{
    CHANGE_CIPHER_SPEC, Channel, Event, HANDSHAKE, Message, broken, unexpected,
};
use super::super::hello::{
    ALPN, Hello12, MASTER_SECRET, RENEGOTIATION, ServerHello, TLS12, protocol,
};
use super::super::signature::Proof;
use super::super::suite12::Suite;
use super::super::wire::{self, Cursor, message};
use super::super::{Lines, protection12, random};
use super::exchange::{answer, flight};
use super::renegotiation::{self, Renegotiation};
use super::{Ask, CERTIFICATE, CLIENT_KEY_EXCHANGE, FINISHED, TICKET};
use crate::domain::fact::Feature;
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::budget::Budget;
use crate::probe::dial::closed;
use crate::probe::tls::alert;

/// How long an answer to a renegotiation may take: it needs one round trip.
const RENEGOTIATION_PATIENCE: Duration = Duration::from_millis(1500);

/// What a completed handshake shows.
#[derive(Debug, Clone)]
pub(in crate::probe::tls) struct Look {
    /// The suite's number.
    pub(in crate::probe::tls) suite: u16,
    /// The group's number, for elliptic curves.
    pub(in crate::probe::tls) group: Option<u16>,
    /// DER, leaf first.
    pub(in crate::probe::tls) chain: Vec<Vec<u8>>,
    /// The signature scheme that the server used; none with RSA key exchange.
    pub(in crate::probe::tls) scheme: Option<u16>,
    /// Whether the server was seen to hold the key of its certificate. One that does not is a failure instead.
    pub(in crate::probe::tls) proof: Proof,
    /// What the server chose of the protocols that were offered.
    pub(in crate::probe::tls) alpn: Option<String>,
    /// RFC 7627 was agreed.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "hellos show it too; tests compare")
    )]
    pub(in crate::probe::tls) extended_master_secret: bool,
    /// RFC 5746 was agreed.
    pub(in crate::probe::tls) secure_renegotiation: bool,
    /// The server asked for a certificate of the client.
    pub(in crate::probe::tls) client_certificate: bool,
    /// The session id that the server gave; empty when it gave none.
    pub(in crate::probe::tls) session: Vec<u8>,
    /// The ticket, if one came.
    pub(in crate::probe::tls) ticket: Option<Ticket>,
    /// What came of asking for a renegotiation.
    pub(in crate::probe::tls) renegotiation: Feature,
}

/// A ticket for resumption (RFC 5077).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::probe::tls) struct Ticket {
    /// Lifetime hint in seconds; 0 leaves it open.
    pub(in crate::probe::tls) lifetime: u32,
    pub(in crate::probe::tls) bytes: Vec<u8>,
}

/// One full handshake. A certificate whose key the server does not hold is a failure.
pub(in crate::probe::tls) async fn look(
    lines: &impl Lines,
    ask: &Ask<'_>,
    budget: Budget,
) -> Result<Look, Failure> {
    let suites: Vec<u16> = ask
        .suites
        .iter()
        .copied()
        .filter(|code| Suite::of(*code).is_some())
        .collect();
    if suites.is_empty() {
        let detail = "no suite that a whole handshake can be made with here";
        return Err(Failure::new(FailureReason::Unsupported, detail));
    }
    let mut line = lines.open().await?;
    let mut channel = Channel::new(&mut line.stream, budget);
    let own = random()?;
    let hello = Hello12 {
        version: TLS12,
        heartbeat: false,
        offer: &ask.offer,
        random: &own,
        session: &[],
        suites: &suites,
        ticket: ask.ticket.then_some(&[]),
        renegotiation: Some(&[]),
    }
    .write();
    channel
        .send(&wire::record(HANDSHAKE, 0x0301, &hello))
        .await?;
    let mut transcript = hello;
    let first = channel.message("ServerHello").await?;
    transcript.extend_from_slice(&first.bytes);
    let greeting = ServerHello::read(&first)?;
    let suite = Suite::of(greeting.suite).filter(|_| suites.contains(&greeting.suite));
    let Some(suite) = suite.filter(|_| greeting.version == 0x0303) else {
        return Err(broken("a version or suite that was not offered"));
    };
    let note = |message: &Message| transcript.extend_from_slice(&message.bytes);
    let flight = flight(&mut channel, note).await?;
    let hellos = [own, greeting.random].concat();
    let half = answer(suite.exchange, &flight, &hellos, ask.offer.groups)?;
    let mut shake = Shake {
        channel,
        suite,
        transcript,
        master: Vec::new(),
    };
    let extended = greeting.extension(MASTER_SECRET).is_some();
    let mut look = Look {
        suite: greeting.suite,
        group: half.group,
        scheme: half.scheme,
        proof: half.proof,
        alpn: greeting.extension(ALPN).and_then(protocol),
        extended_master_secret: extended,
        secure_renegotiation: greeting.extension(RENEGOTIATION).is_some(),
        client_certificate: flight.asks_certificate,
        chain: flight.chain,
        session: greeting.session,
        ticket: None,
        renegotiation: Feature::NotLooked,
    };
    let none = look.client_certificate;
    let ours = shake
        .finish(none, &half.message, &half.secret, extended, &hellos)
        .await?;
    look.ticket = shake.finished().await?;
    if !ask.renegotiate {
        shake.channel.close().await;
        return Ok(look);
    }
    let again = Renegotiation {
        offer: &ask.offer,
        suites: &suites,
        verify_data: look.secure_renegotiation.then_some(ours.as_slice()),
    };
    // Some libraries neither take it up nor say no: they wait for something else. Nor do we wait for ever.
    let asked = tokio::time::timeout(
        RENEGOTIATION_PATIENCE,
        renegotiation::ask(&mut shake.channel, &again),
    );
    look.renegotiation = asked.await.unwrap_or_else(|_| {
        Feature::Inconclusive(Failure::new(
            FailureReason::TimedOut,
            "no answer to a renegotiation",
        ))
    });
    shake.channel.cancel().await;
    Ok(look)
}

struct Shake<'a> {
    channel: Channel<'a>,
    suite: Suite,
    transcript: Vec<u8>,
    master: Vec<u8>,
}

impl Shake<'_> {
    /// Sends our half and our Finished; returns its `verify_data`.
    async fn finish(
        &mut self,
        no_certificate: bool,
        exchange: &[u8],
        secret: &[u8],
        extended: bool,
        hellos: &[u8],
    ) -> Result<Vec<u8>, Failure> {
        let hash = self.suite.hash;
        let mut out = Vec::new();
        if no_certificate {
            out.extend(message(CERTIFICATE, &[0, 0, 0]));
        }
        out.extend(message(CLIENT_KEY_EXCHANGE, exchange));
        self.transcript.extend_from_slice(&out);
        self.master = if extended {
            let session = hash.digest(&self.transcript);
            hash.prf(secret, b"extended master secret", &session, 48)?
        } else {
            hash.prf(secret, b"master secret", hellos, 48)?
        };
        let (mac, key, iv) = self.suite.cipher.lengths();
        let (client, server) = hellos.split_at_checked(32).unwrap_or_default();
        let seed = [server, client].concat();
        let block = hash.prf(&self.master, b"key expansion", &seed, 2 * (mac + key + iv))?;
        let (writer, reader) = protection12::pair(self.suite.cipher, &block)?;
        let verify = self.verify_data(b"client finished")?;
        let finished = message(FINISHED, &verify);
        self.transcript.extend_from_slice(&finished);
        let mut records = wire::record(HANDSHAKE, 0x0303, &out);
        records.extend(wire::record(CHANGE_CIPHER_SPEC, 0x0303, &[1]));
        self.channel.write_with(writer);
        records.extend(self.channel.sealed(HANDSHAKE, &finished)?);
        self.channel.send(&records).await?;
        self.channel.read_after_change(reader);
        Ok(verify)
    }

    fn verify_data(&self, label: &[u8]) -> Result<Vec<u8>, Failure> {
        let digest = self.suite.hash.digest(&self.transcript);
        self.suite.hash.prf(&self.master, label, &digest, 12)
    }

    /// Reads the ticket, if one comes, and the server's Finished.
    async fn finished(&mut self) -> Result<Option<Ticket>, Failure> {
        let mut ticket = None;
        loop {
            match self.channel.next("Finished").await? {
                Event::Message(message) if message.kind() == TICKET && ticket.is_none() => {
                    let mut cursor = Cursor::new(message.body());
                    let (Some(lifetime), Some(bytes)) = (cursor.u32(), cursor.vec16()) else {
                        return Err(broken("a broken ticket"));
                    };
                    ticket = Some(Ticket {
                        lifetime,
                        bytes: bytes.to_vec(),
                    });
                    self.transcript.extend_from_slice(&message.bytes);
                }
                Event::Message(message) if message.kind() == FINISHED => {
                    if !self.channel.has_changed() {
                        return Err(broken("a Finished without protection"));
                    }
                    if message.body() != self.verify_data(b"server finished")? {
                        return Err(broken("a Finished that does not fit the handshake"));
                    }
                    // An empty ticket is none (RFC 5077 §3.3).
                    return Ok(ticket.filter(|ticket| !ticket.bytes.is_empty()));
                }
                Event::Message(message) => {
                    return Err(unexpected(message.kind(), "Finished"));
                }
                Event::Alert { fatal: false, .. } | Event::ChangeCipherSpec => {
                    self.channel.pass()?;
                }
                Event::Alert { code, .. } => return Err(alert::failure(code)),
                Event::Closed => return Err(closed("Finished")),
                Event::Data(_) | Event::Heartbeat { .. } => {
                    return Err(broken("an unexpected record"));
                }
            }
        }
    }
}
