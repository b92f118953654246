//! TCP connections for TLS.

#![expect(
    clippy::disallowed_methods,
    reason = "the probes are the modules that dial"
)]

use std::io::{Error, ErrorKind};

use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;

use super::budget::Budget;
use super::network::Network;
use super::target::Target;
use crate::domain::observation::{Failure, FailureReason};

/// An open connection and its seat at the address.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) stream: TcpStream,
    /// Given back when the connection is done with.
    pub(super) _seat: Option<OwnedSemaphorePermit>,
}

/// Connects within the limits of the address.
pub(super) async fn dial(
    network: &Network,
    target: Target,
    budget: &mut Budget,
) -> Result<Line, Failure> {
    let address = target.dialled();
    let seat = network.gates().enter(address.ip()).await;
    let stream = budget
        .spend("connection", TcpStream::connect(address))
        .await?
        .map_err(|error| from_io(&error))?;
    // Handshakes are a few small writes that should not wait for one another.
    drop(stream.set_nodelay(true));
    Ok(Line {
        stream,
        _seat: seat,
    })
}

/// The typed reason of a system error.
pub(super) fn from_io(error: &Error) -> Failure {
    let reason = match error.kind() {
        ErrorKind::ConnectionRefused => FailureReason::Refused,
        ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted
        | ErrorKind::BrokenPipe
        | ErrorKind::NotConnected
        | ErrorKind::UnexpectedEof => FailureReason::Closed,
        ErrorKind::TimedOut => FailureReason::TimedOut,
        ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::AddrNotAvailable => FailureReason::Unreachable,
        ErrorKind::InvalidData => FailureReason::ProtocolError,
        _ => FailureReason::LocalFault,
    };
    Failure::new(reason, &error.to_string())
}

/// The connection ended where an answer was due.
pub(super) fn closed(before: &str) -> Failure {
    let detail = format!("connection closed before {before}");
    Failure::new(FailureReason::Closed, &detail)
}

/// True for failures that a second, slower try may cure.
pub(super) const fn worth_another_try(failure: &Failure) -> bool {
    matches!(
        failure.reason,
        FailureReason::TimedOut | FailureReason::Closed
    )
}

/// How long to hold off before the second try.
pub(super) const PAUSE: std::time::Duration = std::time::Duration::from_millis(500);
