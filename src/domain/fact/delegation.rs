//! What the name servers of a domain say when each is asked directly.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::observation::Failure;

/// A domain as its parent and each of its own name servers tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DelegationFact {
    /// The domain, without trailing dot.
    pub zone: String,
    /// What a name server of the zone above says; absent when none was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ParentView>,
    /// One for each address of each name server, in their order.
    pub servers: Vec<ServerView>,
    /// True when there are more servers or addresses than were asked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left_out: bool,
}

/// What the zone above says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ParentView {
    /// The zone above; `.` for the root.
    pub zone: String,
    /// The server that was asked.
    pub server: String,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// The name servers that it leads to, sorted, or why it was not heard.
    pub name_servers: Heard<Vec<String>>,
}

/// What one address of one name server says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServerView {
    /// Name of the server.
    pub server: String,
    /// The address that was asked; absent when the name has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<IpAddr>,
    /// Its answer, or why there is none.
    pub answer: Heard<ServerAnswer>,
}

/// What was heard, or why nothing was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Heard<T> {
    /// This.
    Answered(T),
    /// Nothing.
    Failed(Failure),
}

impl<T> Heard<T> {
    /// The answer, if there is one.
    pub const fn answer(&self) -> Option<&T> {
        match self {
            Self::Answered(answer) => Some(answer),
            Self::Failed(_) => None,
        }
    }

    /// Why there is none.
    pub const fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Answered(_) => None,
            Self::Failed(failure) => Some(failure),
        }
    }
}

/// The answer of a name server about the domain itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServerAnswer {
    /// True when it speaks with authority. A server that does not, does not serve the zone.
    pub authoritative: bool,
    /// True when it offers to look further itself (RA, RFC 1035 §4.1.1), as a resolver does; false in assessments from
    /// before this was kept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recursive: bool,
    /// The response code, such as `No Error` or `Refused`.
    pub code: String,
    /// Serial number of its copy of the zone; absent when it gave none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<u32>,
    /// The name servers that it names, sorted.
    pub name_servers: Vec<String>,
}
