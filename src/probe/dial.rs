//! TCP connections, up to where TLS begins.

#![expect(
    clippy::disallowed_methods,
    reason = "the probes are the modules that dial"
)]

use std::io::{Error, ErrorKind};
use std::time::Instant;

use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;

use super::budget::Budget;
use super::limits::Seat;
use super::network::Network;
use super::starttls;
use super::target::Target;
use crate::domain::observation::{Failure, FailureReason};
use crate::domain::service::Service;

/// An open connection and its places.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) stream: TcpStream,
    /// The seat at the address, given back when the connection is done with.
    pub(super) _seat: Option<Seat>,
    /// The turn among the questions of the one who asks, where turns are counted.
    pub(super) _turn: Option<OwnedSemaphorePermit>,
}

/// Waits for a seat at the address.
pub(super) async fn wait_for_seat(
    network: &Network,
    target: Target,
    service: Service,
) -> Option<Seat> {
    let address = target.dialled().ip();
    network.gates().enter(address, service.is_mail()).await
}

/// A seat when the limits of the address leave one right now. For a connection that will be wanted soon.
pub(super) fn free_seat(network: &Network, target: Target, service: Service) -> Option<Seat> {
    if service.is_mail() {
        return None;
    }
    network.gates().enter_if_free(target.dialled().ip())
}

/// Connects from a seat at the address and talks the service into TLS: the next byte on the line is that of a TLS record.
/// `host` is the name that the server is asked for, where its protocol asks for one.
pub(super) async fn dial_service(
    network: &Network,
    seat: Option<Seat>,
    target: Target,
    service: Service,
    host: &str,
    budget: &mut Budget,
) -> Result<Line, Failure> {
    let address = target.dialled();
    let start = Instant::now();
    let stream = budget
        .spend("connection", TcpStream::connect(address))
        .await?
        .map_err(|error| from_io(&error))?;
    network.pace().note_connection(target, start.elapsed());
    // Handshakes are a few small writes that should not wait for one another.
    drop(stream.set_nodelay(true));
    let mut line = Line {
        stream,
        _seat: seat,
        _turn: None,
    };
    starttls::negotiate(&mut line.stream, service, host, budget).await?;
    Ok(line)
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
        FailureReason::TimedOut | FailureReason::Closed | FailureReason::Declined
    )
}

/// How long to hold off before the second try.
pub(super) const PAUSE: std::time::Duration = std::time::Duration::from_millis(500);
