//! Sessions of TLS 1.2: a handshake with a ticket and one without, and a hello that resumes each.

use super::Lines;
use super::random;
use super::tls12::{Ask, Look, Resumption, look, resume_id, resume_ticket};
use crate::domain::fact::Feature;
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::budget::Budget;
use crate::probe::dial::{PAUSE, worth_another_try};

/// A session id that goes with a ticket, and that no server makes: of one byte. Servers have to take any length (RFC 5077
/// §3.4); one that gives back more than it got shows a weakness of its own.
pub(in crate::probe::tls) const SHORT_ID: [u8; 1] = [0x77];

/// What was seen of TLS 1.2.
#[derive(Debug, Clone)]
pub(in crate::probe::tls) struct Older {
    /// The full handshake that asked for a ticket.
    pub(in crate::probe::tls) look: Result<Look, Failure>,
    pub(in crate::probe::tls) by_id: Feature,
    pub(in crate::probe::tls) by_ticket: Feature,
    /// Lifetime hint of the ticket in seconds.
    pub(in crate::probe::tls) ticket_seconds: Option<u32>,
    pub(in crate::probe::tls) client_renegotiation: Feature,
    /// The answer to the ticket together with [`SHORT_ID`], when it was taken that way.
    pub(in crate::probe::tls) with_short_id: Option<Resumption>,
}

impl Older {
    /// Nothing was seen, and why.
    pub(in crate::probe::tls) fn failed(failure: Failure) -> Self {
        let unclear = || Feature::Inconclusive(failure.clone());
        Self {
            by_id: unclear(),
            by_ticket: unclear(),
            ticket_seconds: None,
            client_renegotiation: unclear(),
            with_short_id: None,
            look: Err(failure),
        }
    }
}

/// Looks with four connections, two at a time, and one more after each stumble. `ask` says name and suites; both
/// flags of it are set here.
pub(in crate::probe::tls) async fn see(
    lines: &impl Lines,
    ask: &Ask<'_>,
    budget: &Budget,
) -> Older {
    let with_ticket = Ask {
        ticket: true,
        renegotiate: true,
        ..*ask
    };
    let plain = Ask {
        ticket: false,
        renegotiate: false,
        ..*ask
    };
    let (older, by_id) = tokio::join!(
        ticket(lines, &with_ticket, budget),
        id(lines, &plain, budget)
    );
    Older { by_id, ..older }
}

async fn patiently(lines: &impl Lines, ask: &Ask<'_>, budget: &Budget) -> Result<Look, Failure> {
    let first = look(lines, ask, budget.clone()).await;
    if !first.as_ref().is_err_and(worth_another_try) {
        return first;
    }
    tokio::time::sleep(PAUSE).await;
    let mut budget = budget.clone();
    budget.slow_down();
    look(lines, ask, budget).await
}

async fn ticket(lines: &impl Lines, ask: &Ask<'_>, budget: &Budget) -> Older {
    let first = patiently(lines, ask, budget).await;
    let mut older = Older {
        by_id: Feature::NotLooked,
        by_ticket: Feature::Absent,
        ticket_seconds: None,
        client_renegotiation: Feature::NotLooked,
        with_short_id: None,
        look: first,
    };
    let look = match &older.look {
        Ok(look) => look,
        Err(failure) => {
            older.by_ticket = Feature::Inconclusive(failure.clone());
            older.client_renegotiation = Feature::Inconclusive(failure.clone());
            return older;
        }
    };
    older.client_renegotiation = look.renegotiation.clone();
    if let Some(ticket) = &look.ticket {
        older.ticket_seconds = Some(ticket.lifetime);
        let short = resume_ticket(lines, ask, look, &SHORT_ID, budget.clone()).await;
        older.with_short_id = short.ok().filter(|answer| answer.resumed);
        if older.with_short_id.is_some() {
            older.by_ticket = Feature::Present;
            return older;
        }
        let resumed = match random::<32>() {
            Ok(session) => resume_ticket(lines, ask, look, &session, budget.clone()).await,
            Err(failure) => Err(failure),
        };
        older.by_ticket = Resumption::feature(resumed);
    }
    older
}

async fn id(lines: &impl Lines, ask: &Ask<'_>, budget: &Budget) -> Feature {
    match patiently(lines, ask, budget).await {
        Err(failure) => Feature::Inconclusive(failure),
        Ok(look) if look.session.is_empty() => Feature::Absent,
        Ok(look) if look.session.len() > 32 => Feature::Inconclusive(Failure::new(
            FailureReason::ProtocolError,
            "a session id that is longer than TLS allows",
        )),
        Ok(look) => Resumption::feature(resume_id(lines, ask, &look, budget.clone()).await),
    }
}
