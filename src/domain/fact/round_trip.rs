//! How long an address takes to answer.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::country::Country;

/// The shortest times of one address of an endpoint, taken from connections that were made for other looks. Times are in
/// microseconds and include the time of the machines at both ends: the way itself took at most as long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RoundTripFact {
    /// The address that the name resolved to.
    pub address: SocketAddr,
    /// The address that was dialled, when `--connect-to` redirected it: then the times are not those of `address`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialled: Option<SocketAddr>,
    /// Country that the observer said to look from.
    pub vantage: Country,
    /// Connections that were timed.
    pub connections: u32,
    /// From asking for a connection to having it.
    pub connect_us: u64,
    /// Answers to the first words of TLS that were timed.
    pub answers: u32,
    /// From those first words to their answer; absent when no answer came. A device on the way can accept a connection
    /// in the name of a server that is far off, but cannot choose that server's cipher suite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_us: Option<u64>,
}

impl RoundTripFact {
    /// Microseconds that a round trip to the server took at most; absent when nobody answered but what accepted the
    /// connection.
    #[must_use]
    pub fn at_most(&self) -> Option<u64> {
        Some(self.answer_us?.max(self.connect_us))
    }
}
