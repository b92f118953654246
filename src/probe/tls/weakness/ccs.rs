//! CCS injection (CVE-2014-0224): a `ChangeCipherSpec` before the keys are agreed makes an affected server change to keys
//! without a secret.
//!
//! It is followed by a Finished in the clear. A sound server objects to the first or to the second as out of place. Only one
//! that did change its keys takes the second for a record that fails its integrity check. To rule out a server that always
//! complains in those words, the same is sent without the `ChangeCipherSpec`.

use super::{Ground, begin, inconclusive, trial, unstable};
use crate::domain::fact::{Weakness, WeaknessState, WeaknessTrial};
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::budget::Budget;
use crate::probe::tls::alert;
use crate::probe::tls::session::Lines;
use crate::probe::tls::session::channel::{CHANGE_CIPHER_SPEC, Channel, Event, HANDSHAKE, broken};
use crate::probe::tls::session::wire::{message, record};

const FINISHED: u8 = 20;
/// `bad_record_mac`, and `decryption_failed` of old servers.
const INTEGRITY: [u8; 2] = [20, 21];
/// Out of place, in the words of various servers: unexpected message, handshake failure, illegal parameter, decode error.
const OBJECTS: [u8; 4] = [10, 40, 47, 50];
const CLOSE_NOTIFY: u8 = 0;

/// Asks once; before a server is called affected twice more, and once without the `ChangeCipherSpec`.
pub(in crate::probe::tls) async fn ccs_injection(
    lines: &impl Lines,
    ground: &Ground<'_>,
    budget: &Budget,
) -> WeaknessTrial {
    const WHAT: Weakness = Weakness::CcsInjection;
    let state = async {
        if let Some(detail) = objects(lines, ground, budget).await? {
            return Ok(trial(WHAT, WeaknessState::NotAffected, &detail));
        }
        // The server complained about integrity: perhaps it always does.
        if is_integrity(&once(lines, ground, false, budget.clone()).await?) {
            return Err(broken("the same complaint without a ChangeCipherSpec"));
        }
        for _ in 0..2 {
            if objects(lines, ground, budget).await?.is_some() {
                return Err(unstable());
            }
        }
        let detail = "an early ChangeCipherSpec was taken, three times";
        Ok(trial(WHAT, WeaknessState::Affected, detail))
    };
    state
        .await
        .unwrap_or_else(|failure: Failure| inconclusive(WHAT, failure))
}

/// How the server objected; nothing when it complained about integrity.
async fn objects(
    lines: &impl Lines,
    ground: &Ground<'_>,
    budget: &Budget,
) -> Result<Option<String>, Failure> {
    match once(lines, ground, true, budget.clone()).await? {
        Event::Alert { code, .. } if INTEGRITY.contains(&code) => Ok(None),
        Event::Alert { code, .. } if OBJECTS.contains(&code) => {
            Ok(Some(alert::failure(code).detail))
        }
        Event::Closed
        | Event::Alert {
            code: CLOSE_NOTIFY, ..
        } => Ok(Some("the connection was closed".to_owned())),
        Event::Alert { code, .. } => Err(alert::failure(code)),
        _ => Err(Failure::new(
            FailureReason::ProtocolError,
            "an unexpected record",
        )),
    }
}

fn is_integrity(event: &Event) -> bool {
    matches!(event, Event::Alert { code, .. } if INTEGRITY.contains(code))
}

async fn once(
    lines: &impl Lines,
    ground: &Ground<'_>,
    early: bool,
    budget: Budget,
) -> Result<Event, Failure> {
    let mut line = lines.open().await?;
    let mut channel = Channel::new(&mut line.stream, budget);
    begin(&mut channel, ground, ground.suites, false).await?;
    let version = ground.number();
    let mut out = Vec::new();
    if early {
        out.extend(record(CHANGE_CIPHER_SPEC, version, &[1]));
    }
    // Three blocks long, so that it is a whole number of blocks whatever the cipher.
    out.extend(record(HANDSHAKE, version, &message(FINISHED, &[0x5a; 44])));
    channel.send(&out).await?;
    loop {
        match channel.next("answer to an early ChangeCipherSpec").await? {
            Event::Alert { fatal: false, .. } => channel.pass()?,
            event => return Ok(event),
        }
    }
}
