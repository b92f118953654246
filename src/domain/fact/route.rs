//! Which networks may announce a route to an address, as the holder of its block has signed in the RPKI.

use std::sync::Arc;

use ipnetwork::IpNetwork;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::day::Day;

/// Everything that a list of validated payloads says about one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RouteOrigins {
    /// Name of the list.
    #[schemars(with = "String")]
    pub source: Arc<str>,
    /// When its maker validated it, when the list says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<Day>,
    /// The number of the network that the address belongs to, by the shipped table; absent when the table has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<u32>,
    /// Date of that table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin_dated: Option<Day>,
    /// Every payload whose prefix holds the address, widest first; at most 64.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payloads: Vec<RoutePayload>,
    /// True when there were more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
}

/// A validated ROA payload (RFC 6811 §2): this network may announce this prefix, and parts of it down to a length.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct RoutePayload {
    /// The prefix.
    #[schemars(with = "String")]
    pub prefix: IpNetwork,
    /// The longest prefix length that is permitted.
    pub max_length: u8,
    /// The network; 0 forbids everybody (RFC 6483 §4).
    pub asn: u32,
}
