//! The first words of a server on their own: for who has recorded them, and for fuzzing.

use super::answer::{Answer, End};
use super::certificate;
use super::ssl2::{self, Ssl2};
use crate::domain::fact::{ChainEntry, VersionState};
use crate::domain::suite;

/// What the first words of a server come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flight {
    /// IANA name of the cipher suite that the server chose; absent without a `ServerHello`.
    pub cipher_suite: Option<String>,
    /// The certificates that it sent in clear, leaf first, within the bounds of a stored chain.
    pub chain: Vec<ChainEntry>,
    /// Bytes of the OCSP response that it stapled.
    pub stapled: Option<usize>,
    /// Number of the alert that ended the handshake.
    pub alert: Option<u8>,
    /// Why reading stopped early: bytes that are not TLS, or more than the read limit.
    pub objection: Option<&'static str>,
    /// Cipher kinds of SSL 2.0; absent when the bytes are no `SERVER-HELLO` of that version.
    pub ssl2: Option<Vec<u32>>,
}

/// Reads what a server sent in answer to a hello, in the pieces in which it came. Any bytes may be given; how they are
/// cut into pieces makes no difference.
#[must_use]
pub fn read_flight<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Flight {
    let mut answer = Answer::default();
    let (mut whole, mut end) = (Vec::new(), None);
    for piece in pieces {
        whole.extend_from_slice(piece);
        if end.is_none() {
            end = answer.take(piece);
        }
    }
    let (alert, objection) = match end {
        Some(End::Alert(code)) => (Some(code), None),
        Some(End::Garbage(what)) => (None, Some(what)),
        Some(End::TooLarge) => (None, Some("more than the read limit")),
        Some(End::Enough) | None => (None, None),
    };
    let Ssl2 { state, suites, .. } = ssl2::read(&whole);
    Flight {
        cipher_suite: answer
            .hello
            .as_ref()
            .map(|hello| suite::name(u32::from(hello.suite))),
        chain: certificate::chain(&answer.chain),
        stapled: answer
            .staple
            .as_ref()
            .and_then(|staple| staple.as_ref().ok())
            .map(Vec::len),
        alert,
        objection,
        ssl2: (state == VersionState::Offered).then_some(suites),
    }
}
