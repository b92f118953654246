//! Records and handshake messages of one connection, in the clear or protected, with bounds on everything that is read.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::wire::{self, Cursor};
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::budget::Budget;
use crate::probe::dial::{closed, from_io};
use crate::probe::tls::alert;

/// Handshake bytes that are read at most.
pub(in crate::probe::tls) const MAX_HANDSHAKE: usize = 128 * 1024;
/// Bytes that are read at most on one connection: room for a handshake cut into small records.
const MAX_WIRE: usize = 512 * 1024;
/// A record is at most this long (RFC 5246 §6.2.3; TLS 1.3 allows less).
const MAX_RECORD: usize = (1 << 14) + 2048;
/// Warnings, and records that compatibility asks for, that are passed over at most.
const MAX_PASSED: u32 = 16;

pub(in crate::probe::tls) const CHANGE_CIPHER_SPEC: u8 = 20;
pub(in crate::probe::tls) const ALERT: u8 = 21;
pub(in crate::probe::tls) const HANDSHAKE: u8 = 22;
pub(in crate::probe::tls) const DATA: u8 = 23;
pub(in crate::probe::tls) const HEARTBEAT: u8 = 24;

const CLOSE_NOTIFY: u8 = 0;
const USER_CANCELED: u8 = 90;

/// How records are protected in one direction.
pub(super) trait Protection: Send {
    /// The type and content of a record; nothing when it was not made with the same keys.
    fn open(&mut self, kind: u8, version: u16, body: Vec<u8>) -> Option<(u8, Vec<u8>)>;
    /// A whole record; nothing when the keys cannot be used.
    fn seal(&mut self, kind: u8, content: &[u8]) -> Option<Vec<u8>>;
}

/// One handshake message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::probe::tls) struct Message {
    /// With its header, as it counts for the transcript.
    pub(in crate::probe::tls) bytes: Vec<u8>,
}

impl Message {
    pub(in crate::probe::tls) fn kind(&self) -> u8 {
        self.bytes.first().copied().unwrap_or_default()
    }

    pub(in crate::probe::tls) fn body(&self) -> &[u8] {
        self.bytes.get(4..).unwrap_or_default()
    }
}

/// What comes next on a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::probe::tls) enum Event {
    /// An alert; a warning does not end anything.
    Alert {
        fatal: bool,
        code: u8,
    },
    ChangeCipherSpec,
    /// The peer closed the connection in order.
    Closed,
    Data(Vec<u8>),
    /// The content of a heartbeat is not kept: only its type, the length that it states, and the length that it has.
    Heartbeat {
        kind: u8,
        stated: u16,
        length: usize,
    },
    Message(Message),
}

/// One connection.
pub(in crate::probe::tls) struct Channel<'a> {
    stream: &'a mut TcpStream,
    budget: Budget,
    wire: Vec<u8>,
    handshake: Vec<u8>,
    read: usize,
    handshake_read: usize,
    passed: u32,
    /// The version on records in the clear.
    version: u16,
    reader: Option<Box<dyn Protection>>,
    /// Reads from the peer's `ChangeCipherSpec` on.
    pending: Option<Box<dyn Protection>>,
    writer: Option<Box<dyn Protection>>,
}

impl<'a> Channel<'a> {
    pub(in crate::probe::tls) fn new(stream: &'a mut TcpStream, budget: Budget) -> Self {
        Self {
            stream,
            budget,
            wire: Vec::new(),
            handshake: Vec::new(),
            read: 0,
            handshake_read: 0,
            passed: 0,
            version: 0x0303,
            reader: None,
            pending: None,
            writer: None,
        }
    }

    /// From here on the peer's records are protected. Bytes of a message that came before it may not be left over.
    pub(super) fn read_with(&mut self, protection: Box<dyn Protection>) -> Result<(), Failure> {
        if !self.handshake.is_empty() {
            return Err(broken("a message across a change of keys"));
        }
        self.reader = Some(protection);
        Ok(())
    }

    /// From the peer's `ChangeCipherSpec` on, its records are protected.
    pub(super) fn read_after_change(&mut self, protection: Box<dyn Protection>) {
        self.pending = Some(protection);
    }

    /// True once the peer's records are protected.
    pub(super) fn has_changed(&self) -> bool {
        self.reader.is_some()
    }

    pub(super) fn write_with(&mut self, protection: Box<dyn Protection>) {
        self.writer = Some(protection);
    }

    /// The version that our records in the clear are to bear.
    pub(in crate::probe::tls) const fn speak(&mut self, version: u16) {
        self.version = version;
    }

    /// Whole records of our own, as they are.
    pub(in crate::probe::tls) async fn send(&mut self, records: &[u8]) -> Result<(), Failure> {
        self.budget
            .spend("room for our message", self.stream.write_all(records))
            .await?
            .map_err(|error| from_io(&error))
    }

    /// Content of one kind, protected when the keys are there.
    pub(super) fn sealed(&mut self, kind: u8, content: &[u8]) -> Result<Vec<u8>, Failure> {
        match &mut self.writer {
            None => Ok(wire::record(kind, self.version, content)),
            Some(protection) => protection.seal(kind, content).ok_or_else(|| {
                Failure::new(FailureReason::LocalFault, "a record could not be protected")
            }),
        }
    }

    /// Protects and sends.
    pub(in crate::probe::tls) async fn write(
        &mut self,
        kind: u8,
        content: &[u8],
    ) -> Result<(), Failure> {
        let record = self.sealed(kind, content)?;
        self.send(&record).await
    }

    /// Says goodbye, so that the server keeps the session; whether it still listens does not matter.
    pub(in crate::probe::tls) async fn close(mut self) {
        drop(self.write(ALERT, &[1, CLOSE_NOTIFY]).await);
        drop(self.budget.spend("end", self.stream.shutdown()).await);
    }

    /// Says that the handshake stops here because we want it to.
    pub(in crate::probe::tls) async fn cancel(mut self) {
        drop(self.write(ALERT, &[1, USER_CANCELED]).await);
        self.close().await;
    }

    /// The next handshake message: warnings and compatibility records are passed over, anything else ends the looking.
    pub(in crate::probe::tls) async fn message(&mut self, what: &str) -> Result<Message, Failure> {
        loop {
            match self.next(what).await? {
                Event::Message(message) => return Ok(message),
                Event::Alert { fatal: false, .. } | Event::ChangeCipherSpec => self.pass()?,
                Event::Alert { code, .. } => return Err(alert::failure(code)),
                Event::Closed => return Err(closed(what)),
                Event::Data(_) | Event::Heartbeat { .. } => {
                    return Err(broken("an unexpected record"));
                }
            }
        }
    }

    /// The next handshake message, which has to be of this kind.
    pub(super) async fn expect(&mut self, kind: u8, what: &str) -> Result<Message, Failure> {
        let message = self.message(what).await?;
        if message.kind() == kind {
            Ok(message)
        } else {
            Err(unexpected(message.kind(), what))
        }
    }

    /// Counts what was passed over, which may not go on without end.
    pub(in crate::probe::tls) fn pass(&mut self) -> Result<(), Failure> {
        self.passed += 1;
        if self.passed > MAX_PASSED {
            return Err(broken("warnings without end"));
        }
        Ok(())
    }

    /// Whatever comes next.
    pub(in crate::probe::tls) async fn next(&mut self, what: &str) -> Result<Event, Failure> {
        loop {
            if let Some(message) = self.assembled()? {
                return Ok(Event::Message(message));
            }
            let Some((kind, version, body)) = self.record(what).await? else {
                return Ok(Event::Closed);
            };
            // In TLS 1.3 a ChangeCipherSpec in the clear may come at any time and means nothing.
            let protected = kind != CHANGE_CIPHER_SPEC;
            let (kind, content) = match &mut self.reader {
                Some(protection) if protected => {
                    protection.open(kind, version, body).ok_or_else(|| {
                        broken("a record that was not protected with the agreed keys")
                    })?
                }
                _ => (kind, body),
            };
            match kind {
                CHANGE_CIPHER_SPEC => {
                    if let Some(protection) = self.pending.take() {
                        self.read_with(protection)?;
                    }
                    return Ok(Event::ChangeCipherSpec);
                }
                ALERT => {
                    let &[level, code] = content.as_slice() else {
                        return Err(broken("an alert of the wrong length"));
                    };
                    let fatal = level != 1 || code == CLOSE_NOTIFY;
                    return Ok(Event::Alert { fatal, code });
                }
                HANDSHAKE => self.keep(&content)?,
                DATA => return Ok(Event::Data(content)),
                HEARTBEAT => {
                    let mut cursor = Cursor::new(&content);
                    let (Some(kind), Some(stated)) = (cursor.u8(), cursor.u16()) else {
                        return Err(broken("a broken heartbeat"));
                    };
                    let length = content.len().saturating_sub(3);
                    return Ok(Event::Heartbeat {
                        kind,
                        stated,
                        length,
                    });
                }
                _ => return Err(broken("the answer is not TLS")),
            }
        }
    }

    fn keep(&mut self, content: &[u8]) -> Result<(), Failure> {
        if content.is_empty() {
            self.pass()?;
        }
        self.handshake_read += content.len();
        if self.handshake_read > MAX_HANDSHAKE {
            return Err(too_large("the handshake"));
        }
        self.handshake.extend_from_slice(content);
        Ok(())
    }

    fn assembled(&mut self) -> Result<Option<Message>, Failure> {
        let mut cursor = Cursor::new(&self.handshake);
        let Some(length) = cursor.u8().and_then(|_| cursor.u24()) else {
            return Ok(None);
        };
        if length > MAX_HANDSHAKE {
            return Err(too_large("a handshake message"));
        }
        if self.handshake.len() < 4 + length {
            return Ok(None);
        }
        let rest = self.handshake.split_off(4 + length);
        let bytes = std::mem::replace(&mut self.handshake, rest);
        Ok(Some(Message { bytes }))
    }

    /// One record as it is on the wire; nothing when the connection ended between two.
    async fn record(&mut self, what: &str) -> Result<Option<(u8, u16, Vec<u8>)>, Failure> {
        let mut buffer = vec![0; 16 * 1024];
        loop {
            if let Some(found) = self.cut()? {
                return Ok(Some(found));
            }
            let count = self
                .budget
                .spend(what, self.stream.read(&mut buffer))
                .await?
                .map_err(|error| from_io(&error))?;
            let bytes = buffer.get(..count).unwrap_or_default();
            if bytes.is_empty() {
                return if self.wire.is_empty() {
                    Ok(None)
                } else {
                    Err(closed("the end of a record"))
                };
            }
            self.read += count;
            if self.read > MAX_WIRE {
                return Err(too_large("the answer"));
            }
            self.wire.extend_from_slice(bytes);
        }
    }

    fn cut(&mut self) -> Result<Option<(u8, u16, Vec<u8>)>, Failure> {
        match self.wire.as_slice() {
            [20..=24, 3, 0..=4, ..] | [20..=24, 3] | [20..=24] | [] => {}
            _ => return Err(broken("the answer is not TLS")),
        }
        let mut cursor = Cursor::new(&self.wire);
        let (Some(kind), Some(version), Some(length)) = (cursor.u8(), cursor.u16(), cursor.u16())
        else {
            return Ok(None);
        };
        let length = usize::from(length);
        if length > MAX_RECORD {
            return Err(broken("a record that is longer than TLS allows"));
        }
        let Some(body) = cursor.take(length).map(<[u8]>::to_vec) else {
            return Ok(None);
        };
        self.wire.drain(..5 + length);
        Ok(Some((kind, version, body)))
    }
}

/// The peer sent something that is not the protocol.
pub(in crate::probe::tls) fn broken(what: &str) -> Failure {
    Failure::new(FailureReason::ProtocolError, what)
}

pub(in crate::probe::tls) fn unexpected(kind: u8, what: &str) -> Failure {
    broken(&format!("handshake message {kind} where {what} was due"))
}

fn too_large(what: &str) -> Failure {
    let detail = format!("{what} is larger than {} KiB", MAX_HANDSHAKE / 1024);
    Failure::new(FailureReason::TooLarge, &detail)
}
