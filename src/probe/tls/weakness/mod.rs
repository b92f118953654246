//! Weaknesses of server programs, probed for without harm and only where their precondition was seen.
//!
//! A server is called affected only for what it did, the same way each time. Silence, a reset, an odd alert: no clear answer.

mod ccs;
mod heartbleed;
#[cfg(test)]
mod liars;
mod robot;
#[cfg(test)]
mod tests;
mod ticketbleed;

pub(super) use self::ccs::ccs_injection;
pub(super) use self::heartbleed::heartbleed;
pub(super) use self::robot::robot;
pub(super) use self::ticketbleed::ticketbleed;
use super::session::channel::{Channel, HANDSHAKE, broken};
use super::session::hello::{Hello12, Offer, ServerHello};
use super::session::tls12::exchange::{Flight, flight};
use super::session::{random, wire};
use crate::domain::fact::{TlsVersion, Weakness, WeaknessState, WeaknessTrial};
use crate::domain::observation::{Failure, FailureReason};

/// How a server is met: as it is known to answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) offer: Offer<'a>,
    /// The newest version up to TLS 1.2 that it offers.
    pub(super) version: TlsVersion,
    /// Suites that it takes in that version.
    pub(super) suites: &'a [u16],
}

impl Ground<'_> {
    /// The version on the wire.
    const fn number(&self) -> u16 {
        match self.version {
            TlsVersion::Ssl2 | TlsVersion::Ssl3 => 0x0300,
            TlsVersion::Tls10 => 0x0301,
            TlsVersion::Tls11 => 0x0302,
            TlsVersion::Tls12 | TlsVersion::Tls13 => 0x0303,
        }
    }
}

/// Sends a hello and reads the server's whole flight, up to where it waits for us.
async fn begin(
    channel: &mut Channel<'_>,
    ground: &Ground<'_>,
    suites: &[u16],
    heartbeat: bool,
) -> Result<(ServerHello, Flight), Failure> {
    let version = ground.number();
    let hello = Hello12 {
        version,
        offer: &ground.offer,
        random: &random()?,
        session: &[],
        suites,
        ticket: None,
        renegotiation: Some(&[]),
        heartbeat,
    };
    let outer = version.min(0x0301);
    channel
        .send(&wire::record(HANDSHAKE, outer, &hello.write()))
        .await?;
    let answer = ServerHello::read(&channel.message("ServerHello").await?)?;
    if answer.version != version || !suites.contains(&answer.suite) {
        return Err(broken("a version or suite that was not offered"));
    }
    let flight = flight(channel, |_| ()).await?;
    channel.speak(version);
    Ok((answer, flight))
}

fn trial(weakness: Weakness, state: WeaknessState, detail: &str) -> WeaknessTrial {
    WeaknessTrial {
        weakness,
        state,
        detail: detail.to_owned(),
    }
}

/// No clear answer.
pub(super) fn inconclusive(weakness: Weakness, failure: Failure) -> WeaknessTrial {
    let detail = failure.detail.clone();
    trial(weakness, WeaknessState::Inconclusive(failure), &detail)
}

/// The server did not do the same each time.
fn unstable() -> Failure {
    Failure::new(
        FailureReason::ProtocolError,
        "the answers differ from time to time",
    )
}

/// Where a weakness needs something that is not offered.
pub(super) fn not_applicable(weakness: Weakness, detail: &str) -> WeaknessTrial {
    trial(weakness, WeaknessState::NotApplicable, detail)
}
