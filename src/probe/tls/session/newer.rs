//! Sessions of TLS 1.3: one full handshake, and one with its ticket.

use super::Lines;
use super::hello::{CLASSICAL, Offer};
use super::tls13::{Look, Request, look, resume};
use crate::domain::fact::Feature;
use crate::domain::observation::Failure;
use crate::probe::budget::Budget;
use crate::probe::dial::{PAUSE, worth_another_try};

/// What was seen of TLS 1.3.
#[derive(Debug, Clone)]
pub(in crate::probe::tls) struct Newer {
    /// The full handshake.
    pub(in crate::probe::tls) look: Result<Look, Failure>,
    pub(in crate::probe::tls) by_psk: Feature,
    /// Lifetime of the ticket in seconds.
    pub(in crate::probe::tls) psk_seconds: Option<u32>,
    pub(in crate::probe::tls) early_data: Feature,
    /// Bytes of early data that the ticket allows.
    pub(in crate::probe::tls) early_data_bytes: Option<u32>,
    /// Status of the answer to a request in early data.
    pub(in crate::probe::tls) early_data_status: Option<u16>,
}

/// Looks with at most two connections, and one more after a stumble. `request` is for services of the web only.
pub(in crate::probe::tls) async fn see(
    lines: &impl Lines,
    offer: &Offer<'_>,
    request: Option<&Request<'_>>,
    budget: &Budget,
) -> Newer {
    let mut first = look(lines, offer, request, budget.clone()).await;
    if first.as_ref().is_err_and(worth_another_try) {
        tokio::time::sleep(PAUSE).await;
        let mut budget = budget.clone();
        budget.slow_down();
        // Without a post-quantum share the hello fits one packet.
        let smaller = Offer {
            groups: &CLASSICAL,
            ..*offer
        };
        first = look(lines, &smaller, request, budget).await;
    }
    let mut newer = Newer {
        look: first,
        by_psk: Feature::NotLooked,
        psk_seconds: None,
        early_data: Feature::NotLooked,
        early_data_bytes: None,
        early_data_status: None,
    };
    let look = match &newer.look {
        Ok(look) => look,
        Err(failure) => {
            newer.by_psk = Feature::Inconclusive(failure.clone());
            newer.early_data = Feature::Inconclusive(failure.clone());
            return newer;
        }
    };
    let Some(ticket) = &look.ticket else {
        // Without a ticket nothing can be resumed, and early data needs a ticket that allows it.
        let feature = look
            .trouble
            .clone()
            .map_or(Feature::Absent, Feature::Inconclusive);
        newer.by_psk = feature.clone();
        newer.early_data = feature;
        return newer;
    };
    newer.psk_seconds = Some(ticket.lifetime);
    newer.early_data_bytes = ticket.early_data;
    match resume(lines, offer, ticket, request, budget.clone()).await {
        Ok(resumed) => {
            newer.by_psk = seen(resumed.taken);
            newer.early_data = resumed.early_data.map_or(Feature::Absent, seen);
            newer.early_data_status = resumed.status;
        }
        Err(failure) => {
            newer.early_data = match ticket.early_data {
                Some(_) => Feature::Inconclusive(failure.clone()),
                None => Feature::Absent,
            };
            newer.by_psk = Feature::Inconclusive(failure);
        }
    }
    newer
}

const fn seen(there: bool) -> Feature {
    if there {
        Feature::Present
    } else {
        Feature::Absent
    }
}
