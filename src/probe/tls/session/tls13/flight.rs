//! The encrypted flights of a handshake, and the tickets behind it.

use tokio::time::Instant;

use super::super::certificates::{self, Served};
use super::super::channel::{
    CHANGE_CIPHER_SPEC, Channel, Event, HANDSHAKE, Message, broken, unexpected,
};
use super::super::hash::expand_label;
use super::super::hello::{ALPN, EARLY_DATA, protocol};
use super::super::schedule::{Stage, Suite};
use super::super::signature::{Proof, check};
use super::super::wire::{self, Cursor, block8, extensions, find, message};
use super::greeting::Greeted;
use super::{Look, Ticket};
use crate::domain::observation::Failure;
use crate::probe::dial::closed;
use crate::probe::tls::alert;

const TICKET: u8 = 4;
const END_OF_EARLY_DATA: u8 = 5;
const ENCRYPTED_EXTENSIONS: u8 = 8;
const CERTIFICATE: u8 = 11;
const CERTIFICATE_REQUEST: u8 = 13;
const CERTIFICATE_VERIFY: u8 = 15;
const FINISHED: u8 = 20;
const COMPRESSED_CERTIFICATE: u8 = 25;

/// What stands before the transcript that the server signs (RFC 8446 §4.4.3).
const CONTEXT: &[u8] = b"TLS 1.3, server CertificateVerify\0";

/// A handshake whose hellos are exchanged.
pub(super) struct Shake<'a> {
    pub(super) channel: Channel<'a>,
    pub(super) suite: Suite,
    stage: Stage,
    client: Vec<u8>,
    server: Vec<u8>,
    transcript: Vec<u8>,
}

/// What the server's flight says.
pub(super) struct Flow {
    pub(super) alpn: Option<String>,
    pub(super) early_data: bool,
    pub(super) served: Served,
    pub(super) compression: Option<u16>,
    pub(super) scheme: u16,
    pub(super) proof: Proof,
    /// Of a request for a certificate of the client.
    pub(super) context: Option<Vec<u8>>,
}

impl<'a> Shake<'a> {
    pub(super) fn new(
        mut channel: Channel<'a>,
        greeted: &Greeted,
        psk: Option<&[u8]>,
    ) -> Result<Self, Failure> {
        let suite = greeted.suite;
        let transcript = greeted.transcript.clone();
        let stage = Stage::early(suite.hash, psk).next(Some(&greeted.agreed))?;
        let client = stage.derive("c hs traffic", &transcript)?;
        let server = stage.derive("s hs traffic", &transcript)?;
        channel.read_with(suite.protection(&server)?)?;
        Ok(Self {
            channel,
            suite,
            stage,
            client,
            server,
            transcript,
        })
    }

    /// Reads everything up to the server's Finished.
    pub(super) async fn flight(&mut self, resumed: bool) -> Result<Flow, Failure> {
        let mut flow = Flow {
            alpn: None,
            early_data: false,
            served: Served::default(),
            compression: None,
            scheme: 0,
            proof: Proof::Unchecked,
            context: None,
        };
        let message = self
            .due(ENCRYPTED_EXTENSIONS, "EncryptedExtensions")
            .await?;
        let all = Cursor::new(message.body())
            .vec16()
            .and_then(extensions)
            .ok_or_else(|| broken("broken EncryptedExtensions"))?;
        flow.alpn = find(&all, ALPN).and_then(protocol);
        flow.early_data = find(&all, EARLY_DATA).is_some();
        self.note(&message);
        if !resumed {
            self.certificates(&mut flow).await?;
        }
        let message = self.due(FINISHED, "Finished").await?;
        let digest = self.suite.hash.digest(&self.transcript);
        if message.body() != self.suite.finished(&self.server, &digest)? {
            return Err(broken("a Finished that does not fit the handshake"));
        }
        self.note(&message);
        Ok(flow)
    }

    async fn certificates(&mut self, flow: &mut Flow) -> Result<(), Failure> {
        let mut message = self.channel.message("certificate").await?;
        if message.kind() == CERTIFICATE_REQUEST {
            let context = Cursor::new(message.body()).vec8();
            let context = context.ok_or_else(|| broken("a broken CertificateRequest"))?;
            flow.context = Some(context.to_vec());
            self.note(&message);
            message = self.channel.message("certificate").await?;
        }
        flow.served = match message.kind() {
            CERTIFICATE => certificates::read(message.body())?,
            COMPRESSED_CERTIFICATE => {
                let (algorithm, body) = certificates::unpack(message.body())?;
                flow.compression = Some(algorithm);
                certificates::read(&body)?
            }
            kind => return Err(unexpected(kind, "certificate")),
        };
        self.note(&message);
        let message = self.due(CERTIFICATE_VERIFY, "CertificateVerify").await?;
        let mut cursor = Cursor::new(message.body());
        let (Some(scheme), Some(signature)) = (cursor.u16(), cursor.vec16()) else {
            return Err(broken("a broken CertificateVerify"));
        };
        let leaf = flow.served.chain.first();
        let leaf = leaf.ok_or_else(|| broken("a handshake without certificate"))?;
        let digest = self.suite.hash.digest(&self.transcript);
        let signed = [&[0x20; 64][..], CONTEXT, &digest].concat();
        flow.scheme = scheme;
        flow.proof = check(leaf, scheme, &signed, signature)?;
        self.note(&message);
        Ok(())
    }

    async fn due(&mut self, kind: u8, what: &str) -> Result<Message, Failure> {
        self.channel.expect(kind, what).await
    }

    fn note(&mut self, message: &Message) {
        self.transcript.extend_from_slice(&message.bytes);
    }

    /// Sends our Finished, without a certificate, and returns the secret for resumption. `early` are the keys of early data
    /// that was taken: its end goes before, in one packet with the rest.
    pub(super) async fn finish(
        &mut self,
        flow: &Flow,
        compatible: bool,
        early: Option<EarlyKeys>,
    ) -> Result<Vec<u8>, Failure> {
        let last = self.stage.next(None)?;
        let client = last.derive("c ap traffic", &self.transcript)?;
        let server = last.derive("s ap traffic", &self.transcript)?;
        // A server that took early data may have answered it already.
        self.channel.read_with(self.suite.protection(&server)?)?;
        let mut out = Vec::new();
        if let Some(mut keys) = early {
            let end = message(END_OF_EARLY_DATA, &[]);
            out.extend(keys.seal(HANDSHAKE, &end).unwrap_or_default());
            self.transcript.extend(end);
        }
        self.channel
            .write_with(self.suite.protection(&self.client)?);
        if compatible {
            out.extend(wire::record(CHANGE_CIPHER_SPEC, 0x0303, &[1]));
        }
        if let Some(context) = &flow.context {
            let none = message(CERTIFICATE, &[block8(context), vec![0; 3]].concat());
            out.extend(self.channel.sealed(HANDSHAKE, &none)?);
            self.transcript.extend(none);
        }
        let digest = self.suite.hash.digest(&self.transcript);
        let finished = message(FINISHED, &self.suite.finished(&self.client, &digest)?);
        out.extend(self.channel.sealed(HANDSHAKE, &finished)?);
        self.transcript.extend(finished);
        self.channel.write_with(self.suite.protection(&client)?);
        self.channel.send(&out).await?;
        last.derive("res master", &self.transcript)
    }

    /// Reads until a ticket comes; nothing when data comes first.
    pub(super) async fn ticket(
        &mut self,
        look: &Look,
        master: &[u8],
    ) -> Result<Option<Ticket>, Failure> {
        loop {
            match self.channel.next("ticket").await? {
                Event::Message(message) if message.kind() == TICKET => {
                    return self.read_ticket(message.body(), look, master).map(Some);
                }
                Event::Alert { fatal: false, .. } | Event::ChangeCipherSpec => {
                    self.channel.pass()?;
                }
                Event::Alert { code, .. } => return Err(alert::failure(code)),
                Event::Closed => return Err(closed("a ticket came")),
                Event::Message(_) | Event::Data(_) | Event::Heartbeat { .. } => return Ok(None),
            }
        }
    }

    fn read_ticket(&self, body: &[u8], look: &Look, master: &[u8]) -> Result<Ticket, Failure> {
        let broken = || broken("a broken ticket");
        let mut cursor = Cursor::new(body);
        let lifetime = cursor.u32().ok_or_else(broken)?;
        let age_add = cursor.u32().ok_or_else(broken)?;
        let nonce = cursor.vec8().ok_or_else(broken)?;
        let identity = cursor.vec16().ok_or_else(broken)?;
        let all = cursor.vec16().and_then(extensions).ok_or_else(broken)?;
        let early_data = find(&all, EARLY_DATA).and_then(|body| Cursor::new(body).u32());
        let hash = self.suite.hash;
        Ok(Ticket {
            lifetime,
            early_data: early_data.filter(|bytes| *bytes > 0),
            alpn: look.alpn.clone(),
            suite: look.suite,
            group: look.group,
            identity: identity.to_vec(),
            age_add,
            psk: expand_label(&hash.secret(master), "resumption", nonce, hash.len())?,
            received: Instant::now(),
        })
    }
}

/// Protection of early data.
pub(super) type EarlyKeys = Box<dyn super::super::channel::Protection>;
