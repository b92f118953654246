//! The conversation before TLS: bounded reads and writes, and the check that nothing was said too much.

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Take};
use tokio::net::TcpStream;

use crate::domain::observation::{Failure, FailureReason};
use crate::probe::budget::Budget;
use crate::probe::dial::{closed, from_io};

/// Bytes that a server may say before TLS, all its lines together.
const LIMIT: u64 = 16 * 1024;

/// What the server says, no more than [`LIMIT`] of it.
pub(super) type Source<'a> = BufReader<Take<&'a mut TcpStream>>;

/// One conversation. Each step is bounded by the budget, so one byte at a time does not stretch it.
#[derive(Debug)]
pub(super) struct Talk<'a> {
    source: Source<'a>,
    budget: &'a mut Budget,
}

impl<'a> Talk<'a> {
    pub(super) fn new(stream: &'a mut TcpStream, budget: &'a mut Budget) -> Self {
        Self {
            source: BufReader::with_capacity(1024, stream.take(LIMIT)),
            budget,
        }
    }

    /// Says something.
    pub(super) async fn say(&mut self, words: &[u8]) -> Result<(), Failure> {
        let stream = &mut **self.source.get_mut().get_mut();
        self.budget
            .spend("readiness to listen", stream.write_all(words))
            .await?
            .map_err(|error| from_io(&error))
    }

    /// Reads lines until one is the last, and returns them without their ends.
    pub(super) async fn lines(
        &mut self,
        what: &str,
        is_last: impl Fn(&[Vec<u8>]) -> bool,
    ) -> Result<Vec<Vec<u8>>, Failure> {
        let source = &mut self.source;
        let reading = async {
            let mut lines = Vec::new();
            loop {
                let mut line = Vec::new();
                let read = source.read_until(b'\n', &mut line).await;
                read.map_err(|error| from_io(&error))?;
                if line.pop() != Some(b'\n') {
                    return Err(cut_short(source, what));
                }
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                lines.push(line);
                if is_last(&lines) {
                    return Ok(lines);
                }
            }
        };
        self.budget.spend(what, reading).await?
    }

    /// Reads so many bytes.
    pub(super) async fn bytes<const N: usize>(&mut self, what: &str) -> Result<[u8; N], Failure> {
        let source = &mut self.source;
        let reading = async {
            let mut bytes = [0; N];
            match source.read_exact(&mut bytes).await {
                Ok(_) => Ok(bytes),
                Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                    Err(cut_short(source, what))
                }
                Err(error) => Err(from_io(&error)),
            }
        };
        self.budget.spend(what, reading).await?
    }

    /// Reads so many bytes, of which there are few.
    pub(super) async fn body(&mut self, what: &str, length: usize) -> Result<Vec<u8>, Failure> {
        let source = &mut self.source;
        let reading = async {
            let mut bytes = Vec::new();
            let wanted = u64::try_from(length).unwrap_or(u64::MAX);
            let read = (&mut *source).take(wanted).read_to_end(&mut bytes).await;
            read.map_err(|error| from_io(&error))?;
            if bytes.len() < length {
                return Err(cut_short(source, what));
            }
            Ok(bytes)
        };
        self.budget.spend(what, reading).await?
    }

    /// The two sides, for a protocol that has a reader of its own.
    pub(super) fn into_parts(self) -> (Source<'a>, &'a mut Budget) {
        (self.source, self.budget)
    }

    /// Ends the conversation: from here on TLS is spoken.
    pub(super) fn hand_over(&mut self) -> Result<(), Failure> {
        hand_over(&mut self.source)
    }

    /// Takes leave without waiting for it to be heard.
    pub(super) fn part(&mut self, words: &[u8]) {
        if !words.is_empty() {
            // Only a courtesy: it does not matter when it fails.
            drop(self.source.get_ref().get_ref().try_write(words));
        }
    }
}

/// Whatever the server said after its go-ahead would be taken as protected once TLS runs (CVE-2011-0411 and its like), so
/// a proper server says nothing there. Only what has arrived by now can be seen: nothing is waited for.
pub(super) fn hand_over(source: &mut Source<'_>) -> Result<(), Failure> {
    let surplus = Failure::new(
        FailureReason::ProtocolError,
        "unprotected bytes after the go-ahead for TLS",
    );
    if !source.buffer().is_empty() {
        return Err(surplus);
    }
    match source.get_ref().get_ref().try_read(&mut [0; 1]) {
        Ok(0) => Err(closed("TLS")),
        Ok(_) => Err(surplus),
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => Ok(()),
        Err(error) => Err(from_io(&error)),
    }
}

/// The bytes ended before the answer did: the server stopped, or we did.
pub(super) fn cut_short(source: &Source<'_>, what: &str) -> Failure {
    if source.get_ref().limit() == 0 {
        let detail = format!("more than {LIMIT} bytes before TLS");
        Failure::new(FailureReason::TooLarge, &detail)
    } else {
        closed(what)
    }
}

/// Something that is not the protocol, with the words themselves.
pub(super) fn unexpected(what: &str, words: &[u8]) -> Failure {
    failed(FailureReason::ProtocolError, what, words)
}

/// The server said no.
pub(super) fn declined(what: &str, words: &[u8]) -> Failure {
    failed(FailureReason::Declined, what, words)
}

/// There is no TLS to go over to.
pub(super) fn not_offered(what: &str, words: &[u8]) -> Failure {
    failed(FailureReason::NotOffered, what, words)
}

fn failed(reason: FailureReason, what: &str, words: &[u8]) -> Failure {
    let words = String::from_utf8_lossy(words);
    Failure::new(reason, &format!("{what}: {}", words.trim()))
}

/// True when the words begin so, in any case.
pub(super) fn begins(words: &[u8], start: &str) -> bool {
    words
        .get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start.as_bytes()))
}

/// The words of a line.
pub(super) fn words(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
}
