//! Heartbleed (CVE-2014-0160): a heartbeat that says to be longer than it is gets memory of the server in return.
//!
//! Our heartbeat lies by one byte, so that an affected server gives one byte away, and not even that is kept: only the
//! lengths of the answer are read. A truthful heartbeat and a goodbye follow at once, so that a server that rightly ignores
//! the first shows that it went past it.

use super::{Ground, begin, inconclusive, trial, unstable};
use crate::domain::fact::{Weakness, WeaknessState, WeaknessTrial};
use crate::domain::observation::Failure;
use crate::probe::budget::Budget;
use crate::probe::tls::session::Lines;
use crate::probe::tls::session::channel::{ALERT, Channel, Event, HEARTBEAT};
use crate::probe::tls::session::hello::HEARTBEAT as EXTENSION;
use crate::probe::tls::session::wire::record;

const REQUEST: u8 = 1;
const RESPONSE: u8 = 2;
/// Bytes that the lying heartbeat has and says to have.
const HAS: usize = 18;
const SAYS: u16 = 19;
/// Bytes of the truthful one.
const TRUE: u16 = 7;
const PADDING: usize = 16;

/// What came of one connection.
enum Outcome {
    /// More came back than was sent.
    Leaks,
    /// What the server did instead.
    Holds(&'static str),
    /// The extension is not echoed, so there is nothing to ask.
    Without,
}

/// Asks once, and once more before a server is called affected.
pub(in crate::probe::tls) async fn heartbleed(
    lines: &impl Lines,
    ground: &Ground<'_>,
    budget: &Budget,
) -> WeaknessTrial {
    const WHAT: Weakness = Weakness::Heartbleed;
    match once(lines, ground, budget.clone()).await {
        Err(failure) => inconclusive(WHAT, failure),
        Ok(Outcome::Without) => super::not_applicable(WHAT, "no heartbeat extension"),
        Ok(Outcome::Holds(how)) => trial(WHAT, WeaknessState::NotAffected, how),
        Ok(Outcome::Leaks) => match once(lines, ground, budget.clone()).await {
            Ok(Outcome::Leaks) => trial(
                WHAT,
                WeaknessState::Affected,
                "a heartbeat was answered with more than was sent, twice",
            ),
            _ => inconclusive(WHAT, unstable()),
        },
    }
}

async fn once(lines: &impl Lines, ground: &Ground<'_>, budget: Budget) -> Result<Outcome, Failure> {
    let mut line = lines.open().await?;
    let mut channel = Channel::new(&mut line.stream, budget);
    let (answer, _) = begin(&mut channel, ground, ground.suites, true).await?;
    if answer.extension(EXTENSION).is_none() {
        channel.cancel().await;
        return Ok(Outcome::Without);
    }
    let version = ground.number();
    let truthful = usize::from(TRUE);
    let mut out = record(HEARTBEAT, version, &heartbeat(SAYS, HAS, 0));
    out.extend(record(
        HEARTBEAT,
        version,
        &heartbeat(TRUE, truthful, PADDING),
    ));
    out.extend(record(ALERT, version, &[1, 0]));
    channel.send(&out).await?;
    loop {
        match channel.next("answer to a heartbeat").await? {
            Event::Heartbeat {
                kind: RESPONSE,
                stated,
                length,
            } => {
                if stated == SAYS && length >= usize::from(SAYS) {
                    return Ok(Outcome::Leaks);
                }
                if stated == TRUE {
                    return Ok(Outcome::Holds("only the truthful heartbeat was answered"));
                }
                channel.pass()?;
            }
            Event::Alert { .. } => {
                return Ok(Outcome::Holds("an alert in answer to the heartbeat"));
            }
            Event::Closed => return Ok(Outcome::Holds("no answer to the heartbeat")),
            Event::Heartbeat { .. }
            | Event::ChangeCipherSpec
            | Event::Data(_)
            | Event::Message(_) => {
                channel.pass()?;
            }
        }
    }
}

fn heartbeat(says: u16, has: usize, padding: usize) -> Vec<u8> {
    let mut out = vec![REQUEST];
    out.extend(says.to_be_bytes());
    out.extend(vec![b'w'; has + padding]);
    out
}
