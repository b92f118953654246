//! SSL 2.0: one hello of its own form lists every cipher of the server.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::alert;
use super::ask::View;
use crate::domain::fact::VersionState;
use crate::domain::observation::{Failure, FailureReason};
use crate::domain::suite::SSL2_SUITES;
use crate::probe::dial::{closed, from_io};

/// What came of asking.
#[derive(Debug)]
pub(super) struct Ssl2 {
    pub(super) state: VersionState,
    pub(super) suites: Vec<u32>,
    /// The server hung up without a word. SSL 2.0 has no other way to decline it; what it means is for the caller to say.
    pub(super) hung_up: bool,
}

/// Asks once.
pub(super) async fn ask(view: &View<'_>) -> Ssl2 {
    let mut budget = view.budget.clone();
    let mut line = match view.open(&mut budget).await {
        Ok(line) => line,
        Err(failure) => return Ssl2::inconclusive(failure),
    };
    let challenge = view.network.tls().random();
    let heard = budget
        .spend(
            "answer to an SSL 2.0 hello",
            talk(&mut line.stream, &challenge),
        )
        .await;
    match heard {
        Ok(Ok(bytes)) => read(&bytes),
        Ok(Err(failure)) | Err(failure) => Ssl2 {
            hung_up: failure.reason == FailureReason::Closed,
            ..Ssl2::inconclusive(failure)
        },
    }
}

impl Ssl2 {
    fn inconclusive(failure: Failure) -> Self {
        Self {
            state: VersionState::Inconclusive(failure),
            suites: Vec::new(),
            hung_up: false,
        }
    }

    fn refused() -> Self {
        Self {
            state: VersionState::Refused,
            suites: Vec::new(),
            hung_up: false,
        }
    }
}

async fn talk(stream: &mut TcpStream, challenge: &[u8; 32]) -> Result<Vec<u8>, Failure> {
    let io = |error: std::io::Error| from_io(&error);
    stream.write_all(&hello(challenge)).await.map_err(io)?;
    let mut bytes = Vec::new();
    let mut buffer = vec![0; 4096];
    // The header says how long the answer is; two bytes of it, or the seven of a TLS alert, are enough to tell.
    while bytes.len() < wanted(&bytes) {
        let count = stream.read(&mut buffer).await.map_err(io)?;
        if count == 0 {
            if bytes.is_empty() {
                return Err(closed("an answer"));
            }
            break;
        }
        bytes.extend_from_slice(buffer.get(..count).unwrap_or_default());
    }
    Ok(bytes)
}

/// The length of the answer, as far as its first bytes tell.
fn wanted(bytes: &[u8]) -> usize {
    match bytes {
        [21, 3, ..] => 7,
        [a, b, ..] if a & 0x80 != 0 => 2 + (usize::from(a & 0x7f) << 8 | usize::from(*b)),
        _ => 2,
    }
}

/// CLIENT-HELLO with every cipher kind and a challenge of 16 bytes.
fn hello(challenge: &[u8; 32]) -> Vec<u8> {
    let specs: Vec<u8> = SSL2_SUITES
        .iter()
        .flat_map(|(code, _)| code.to_be_bytes().into_iter().skip(1))
        .collect();
    let length = |count: usize| u16::try_from(count).unwrap_or(u16::MAX).to_be_bytes();
    let body = [
        &[1u8, 0, 2][..],
        &length(specs.len()),
        &[0, 0, 0, 16],
        &specs,
        challenge.get(..16).unwrap_or_default(),
    ]
    .concat();
    let [high, low] = length(body.len());
    [&[high | 0x80, low][..], &body].concat()
}

/// Reads the answer to the hello.
pub(super) fn read(bytes: &[u8]) -> Ssl2 {
    match bytes {
        // A TLS alert.
        [21, 3, _, 0, 2, _, code, ..] => {
            if alert::declines(*code) || alert::failure(*code).reason == FailureReason::TlsRejected
            {
                Ssl2::refused()
            } else {
                Ssl2::inconclusive(alert::failure(*code))
            }
        }
        // SERVER-HELLO: version 2, then the lengths of certificate, cipher list and connection id.
        [head, _, 4, _, _, 0, 2, a, b, c, d, _, _, rest @ ..] if head & 0x80 != 0 => {
            let certificate = usize::from(u16::from_be_bytes([*a, *b]));
            let length = usize::from(u16::from_be_bytes([*c, *d]));
            let specs = rest
                .get(certificate..)
                .and_then(|rest| rest.get(..length))
                .unwrap_or_default();
            let suites: Vec<u32> = specs
                .chunks_exact(3)
                .filter_map(|code| match code {
                    [a, b, c] => Some(u32::from_be_bytes([0, *a, *b, *c])),
                    _ => None,
                })
                .take(64)
                .collect();
            // A server that lists no cipher speaks the version and lets nobody in.
            Ssl2 {
                state: VersionState::Offered,
                suites,
                hung_up: false,
            }
        }
        // ERROR: no cipher in common.
        [head, _, 0, 0, 1, ..] if head & 0x80 != 0 => Ssl2::refused(),
        _ => Ssl2::inconclusive(Failure::new(
            FailureReason::ProtocolError,
            "the answer is not SSL 2.0",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_hello_lists_its_ciphers_and_an_alert_declines() {
        let hello = [
            &[0x80, 20, 4, 0, 1, 0, 2, 0, 2, 0, 6, 0, 1][..],
            &[9, 9],
            &[1, 0, 0x80, 7, 0, 0xc0],
            &[5],
        ]
        .concat();
        let seen = read(&hello);
        assert_eq!(seen.state, VersionState::Offered);
        assert_eq!(seen.suites, [0x01_0080, 0x07_00c0]);
        assert_eq!(read(&[21, 3, 1, 0, 2, 2, 70]).state, VersionState::Refused);
        assert_eq!(read(&[0x80, 3, 0, 0, 1]).state, VersionState::Refused);
        for odd in [&b"HTTP/1.1 400"[..], &[0x80, 1], &[21, 3, 1], &[]] {
            assert!(matches!(read(odd).state, VersionState::Inconclusive(_)));
        }
    }

    #[test]
    fn the_hello_has_the_length_it_says() {
        let bytes = hello(&[3; 32]);
        assert_eq!(bytes.len(), wanted(&bytes));
        assert_eq!(bytes.get(2), Some(&1));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            drop(read(&bytes));
            proptest::prop_assert!(wanted(&bytes) <= 2 + 0x8000);
        }
    }
}
