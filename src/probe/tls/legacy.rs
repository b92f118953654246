//! Trials with a hand-made hello: one question, and the first words of the answer.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::answer::{Answer, End};
use super::hello::client_hello;
use super::{Trial, alert};
use crate::domain::fact::{TlsVersion, VersionState};
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::budget::Budget;
use crate::probe::dial::{closed, from_io};

/// Offers one version with every suite that can go with it.
pub(super) async fn ask(
    stream: &mut TcpStream,
    wanted: TlsVersion,
    name: Option<&str>,
    random: &[u8; 32],
    budget: &mut Budget,
) -> Trial {
    let hello = client_hello(wanted, name, random);
    let mut answer = Answer::default();
    let heard = budget
        .spend("answer to a TLS hello", listen(stream, &hello, &mut answer))
        .await;
    let (failure, declined) = match heard {
        Ok(Ok(())) => (None, false),
        Ok(Err(Stop::Alert(code))) => (Some(alert::failure(code)), alert::declines(code)),
        Ok(Err(Stop::Failed(failure))) | Err(failure) => (Some(failure), false),
    };
    // What the server said before it fell silent still counts.
    let state = match (answer.version, &failure) {
        (Some(version), _) if version == wanted.number() => VersionState::Offered,
        (Some(_), _) => VersionState::Refused,
        (None, _) if declined => VersionState::Refused,
        (None, Some(failure)) => VersionState::Inconclusive(failure.clone()),
        (None, None) => VersionState::Inconclusive(closed("a ServerHello")),
    };
    Trial {
        chain: if state == VersionState::Offered {
            answer.chain
        } else {
            Vec::new()
        },
        state,
        negotiated: None,
        failure,
        doubt: false,
    }
}

/// Why listening stopped early.
enum Stop {
    Alert(u8),
    Failed(Failure),
}

async fn listen(stream: &mut TcpStream, hello: &[u8], answer: &mut Answer) -> Result<(), Stop> {
    let io = |error: std::io::Error| Stop::Failed(from_io(&error));
    stream.write_all(hello).await.map_err(io)?;
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let count = stream.read(&mut buffer).await.map_err(io)?;
        let bytes = buffer.get(..count).unwrap_or_default();
        if bytes.is_empty() {
            return Err(Stop::Failed(closed("the answer was complete")));
        }
        let (reason, detail) = match answer.take(bytes) {
            None => continue,
            Some(End::Enough) => break,
            Some(End::Alert(code)) => return Err(Stop::Alert(code)),
            Some(End::Garbage(what)) => (FailureReason::ProtocolError, what),
            Some(End::TooLarge) => (FailureReason::TooLarge, "an answer beyond the read limit"),
        };
        return Err(Stop::Failed(Failure::new(reason, detail)));
    }
    // A warning that we stop here: user_canceled. Whether the server still listens does not matter.
    drop(stream.write_all(&[21, 3, 1, 0, 2, 1, 90]).await);
    Ok(())
}
