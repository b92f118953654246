//! Ticketbleed (CVE-2016-9244): a server that takes a ticket gives back the session id that came with it. An affected one
//! always gives back 32 bytes, whatever came.

use super::{inconclusive, trial, unstable};
use crate::domain::fact::{Weakness, WeaknessState, WeaknessTrial};
use crate::domain::observation::Failure;
use crate::probe::budget::Budget;
use crate::probe::tls::session::Lines;
use crate::probe::tls::session::older::SHORT_ID;
use crate::probe::tls::session::tls12::{Ask, Look, Resumption, resume_ticket};

const WHAT: Weakness = Weakness::Ticketbleed;

/// What came of one connection.
enum Outcome {
    Holds(&'static str),
    Leaks,
    /// The ticket was not taken this time, so nothing was given back.
    NotTaken,
}

/// Asks once, and once more before a server is called affected. `look` is a handshake that brought a ticket which the
/// server takes; `first` is its answer to that ticket together with [`SHORT_ID`], if it was asked already.
pub(in crate::probe::tls) async fn ticketbleed(
    lines: &impl Lines,
    ask: &Ask<'_>,
    look: &Look,
    first: Option<&Resumption>,
    budget: &Budget,
) -> WeaknessTrial {
    let [id] = SHORT_ID;
    let outcome = match first {
        Some(answer) => Ok(read(answer, id)),
        None => once(lines, ask, look, id, budget.clone()).await,
    };
    match outcome {
        Err(failure) => inconclusive(WHAT, failure),
        Ok(Outcome::Holds(how)) => trial(WHAT, WeaknessState::NotAffected, how),
        Ok(Outcome::NotTaken) => inconclusive(WHAT, unstable()),
        Ok(Outcome::Leaks) => match once(lines, ask, look, 0x88, budget.clone()).await {
            Ok(Outcome::Leaks) => trial(
                WHAT,
                WeaknessState::Affected,
                "a session id of one byte came back longer, twice",
            ),
            _ => inconclusive(WHAT, unstable()),
        },
    }
}

async fn once(
    lines: &impl Lines,
    ask: &Ask<'_>,
    look: &Look,
    id: u8,
    budget: Budget,
) -> Result<Outcome, Failure> {
    let answer = resume_ticket(lines, ask, look, &[id], budget).await?;
    Ok(read(&answer, id))
}

fn read(answer: &Resumption, id: u8) -> Outcome {
    match answer.session.as_slice() {
        _ if !answer.resumed => Outcome::NotTaken,
        [first] if *first == id => Outcome::Holds("the session id came back as it was"),
        [first, _, ..] if *first == id => Outcome::Leaks,
        _ => Outcome::Holds("another session id came back"),
    }
}
