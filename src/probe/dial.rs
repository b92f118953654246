//! TCP connections, up to where TLS begins.

#![expect(
    clippy::disallowed_methods,
    reason = "the probes are the modules that dial"
)]

use std::io::{Error, ErrorKind};
use std::time::Instant;

use tokio::net::TcpStream;

use super::budget::Budget;
use super::limits::Seat;
use super::network::Network;
use super::starttls;
use super::target::Target;
use crate::domain::observation::{Failure, FailureReason};
use crate::domain::service::Service;

/// An open connection and its seat at the address.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) stream: TcpStream,
    /// Given back when the connection is done with.
    pub(super) _seat: Option<Seat>,
}

/// Connects within the limits of the address and talks the service into TLS: the next byte on the line is that of a TLS
/// record. `host` is the name that the server is asked for, where its protocol asks for one.
pub(super) async fn dial_service(
    network: &Network,
    target: Target,
    service: Service,
    host: &str,
    budget: &mut Budget,
) -> Result<Line, Failure> {
    let mut line = connect(network, target, service.is_mail(), budget).await?;
    starttls::negotiate(&mut line.stream, service, host, budget).await?;
    Ok(line)
}

/// The same, only when the limits of the address leave a place right now. For a connection that will be wanted soon.
pub(super) async fn dial_ahead(
    network: &Network,
    target: Target,
    service: Service,
    host: &str,
    budget: &mut Budget,
) -> Option<Line> {
    if service.is_mail() {
        return None;
    }
    let seat = network.gates().enter_if_free(target.dialled().ip())?;
    let mut line = connect_from(network, Some(seat), target, budget)
        .await
        .ok()?;
    starttls::negotiate(&mut line.stream, service, host, budget)
        .await
        .ok()?;
    Some(line)
}

async fn connect(
    network: &Network,
    target: Target,
    mail: bool,
    budget: &mut Budget,
) -> Result<Line, Failure> {
    let seat = network.gates().enter(target.dialled().ip(), mail).await;
    connect_from(network, seat, target, budget).await
}

async fn connect_from(
    network: &Network,
    seat: Option<Seat>,
    target: Target,
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
        FailureReason::TimedOut | FailureReason::Closed | FailureReason::Declined
    )
}

/// How long to hold off before the second try.
pub(super) const PAUSE: std::time::Duration = std::time::Duration::from_millis(500);
