//! Why something could not be looked at.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a probe could not look. Never a judgement in itself.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum FailureReason {
    /// The target guard refused the address (private, loopback, metadata …).
    Blocked,
    /// The peer closed or reset the connection.
    Closed,
    /// The peer would not talk to us, and said so in its own protocol ("too busy", "not for you").
    Declined,
    /// The peer answered that it would not or could not: an HTTP status, an OCSP error.
    ErrorAnswer,
    /// The peer answered, but not about what was asked.
    Irrelevant,
    /// Something on our side: no network, no resolver, an unreadable database.
    LocalFault,
    /// The name does not exist (NXDOMAIN).
    NameNotFound,
    /// The name exists but has no address.
    NoAddress,
    /// The service does not offer to go over to TLS.
    NotOffered,
    /// The run was told not to use the network.
    Offline,
    /// The address lies outside what this run may contact: a demo contacts itself alone.
    OutOfBounds,
    /// The peer sent something that is not the protocol.
    ProtocolError,
    /// The port refused the connection.
    Refused,
    /// A name server answered with a failure (SERVFAIL, REFUSED …).
    ServerFailure,
    /// No answer within the deadline.
    TimedOut,
    /// The peer ended the TLS handshake with an alert.
    TlsRejected,
    /// The peer sent more than the read limit.
    TooLarge,
    /// No route to the address.
    Unreachable,
    /// What it takes is beyond this program: a version or a cipher that it does not speak.
    Unsupported,
    /// The certificate of the peer is not to be trusted, or bears another name. Only where that is asked for.
    Untrusted,
}

/// A failure to look, with the detail that an engineer wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Failure {
    /// The typed reason.
    pub reason: FailureReason,
    /// Words of the system or library, control characters removed.
    pub detail: String,
}

impl Failure {
    /// A failure whose detail is cleaned of control characters and cut to 300 characters.
    #[must_use]
    pub fn new(reason: FailureReason, detail: &str) -> Self {
        let detail = detail
            .chars()
            .filter(|c| !c.is_control())
            .take(300)
            .collect();
        Self { reason, detail }
    }
}
