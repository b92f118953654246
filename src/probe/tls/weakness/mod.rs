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

use self::ccs::ccs_injection;
use self::heartbleed::heartbleed;
use self::robot::robot;
use self::ticketbleed::ticketbleed;
use super::session::channel::{Channel, HANDSHAKE, broken};
use super::session::hello::{Hello12, Offer, ServerHello};
use super::session::tls12::exchange::{Flight, flight};
use super::session::tls12::{Ask, Look};
use super::session::{Lines, random, wire};
use crate::domain::fact::{TlsVersion, Weakness, WeaknessState, WeaknessTrial};
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::budget::Budget;

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

/// Probes for all of them at once. `heartbeat` says that the server was seen to echo the extension; `resumed` is a
/// handshake whose ticket the server was seen to take.
pub(super) async fn see(
    lines: &impl Lines,
    ground: &Ground<'_>,
    heartbeat: bool,
    resumed: Option<(&Ask<'_>, &Look)>,
    budget: &Budget,
) -> Vec<WeaknessTrial> {
    let (ccs, heartbleed, robot, ticketbleed) = tokio::join!(
        ccs_injection(lines, ground, budget),
        async {
            if heartbeat {
                heartbleed(lines, ground, budget).await
            } else {
                not_applicable(Weakness::Heartbleed, "no heartbeat extension")
            }
        },
        robot(lines, ground, budget),
        async {
            match resumed {
                Some((ask, look)) => ticketbleed(lines, ask, look, budget).await,
                None => not_applicable(Weakness::Ticketbleed, "no ticket that is taken"),
            }
        },
    );
    vec![ccs, heartbleed, robot, ticketbleed]
}

/// What a server comes to that offers nothing older than TLS 1.3.
pub(super) fn without_older_versions() -> Vec<WeaknessTrial> {
    [
        Weakness::CcsInjection,
        Weakness::Heartbleed,
        Weakness::Robot,
        Weakness::Ticketbleed,
    ]
    .map(|weakness| not_applicable(weakness, "nothing older than TLS 1.3"))
    .to_vec()
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

fn inconclusive(weakness: Weakness, failure: Failure) -> WeaknessTrial {
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
fn not_applicable(weakness: Weakness, detail: &str) -> WeaknessTrial {
    trial(weakness, WeaknessState::NotApplicable, detail)
}
