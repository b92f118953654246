//! TLS handshakes with one address.

use std::fmt;
use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::certificate::{Certificate, ChainEntry};
use crate::domain::observation::Failure;

/// A protocol version that was asked for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub enum TlsVersion {
    /// RFC 2246.
    #[serde(rename = "TLS 1.0")]
    Tls10,
    /// RFC 4346.
    #[serde(rename = "TLS 1.1")]
    Tls11,
    /// RFC 5246.
    #[serde(rename = "TLS 1.2")]
    Tls12,
    /// RFC 8446.
    #[serde(rename = "TLS 1.3")]
    Tls13,
}

impl TlsVersion {
    /// The name that IANA and policies use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tls10 => "TLS 1.0",
            Self::Tls11 => "TLS 1.1",
            Self::Tls12 => "TLS 1.2",
            Self::Tls13 => "TLS 1.3",
        }
    }
}

impl fmt::Display for TlsVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What came of asking for one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VersionState {
    /// No clear answer: never to be read as "not offered".
    Inconclusive(Failure),
    /// The server chose this version.
    Offered,
    /// The server declined with a TLS alert or chose another version.
    Refused,
}

/// One version and what came of asking for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct VersionTrial {
    /// The version asked for.
    pub version: TlsVersion,
    /// What came of it.
    pub state: VersionState,
}

/// The outcome of the full handshake that was used to read the certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Negotiated {
    /// Version.
    pub version: TlsVersion,
    /// IANA name of the cipher suite.
    pub cipher_suite: String,
    /// IANA name of the key-exchange group, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// ALPN protocol, when one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alpn: Option<String>,
}

/// Whether a path could be built from the served chain to one trust store, at the time of looking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrustPath {
    /// `mozilla`, or `added` for anchors given with `--ca`.
    pub store: String,
    /// True when a path was found and every signature and date on it held.
    pub trusted: bool,
    /// Why not, in the words of the path builder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// True when the only objection is the leaf's own dates: the issuer itself is in the store.
    #[serde(default)]
    pub only_dates: bool,
}

/// The picture of one address of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TlsFact {
    /// The address that the name resolved to.
    pub address: SocketAddr,
    /// The address that was dialled, when `--connect-to` redirected it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dialled: Option<SocketAddr>,
    /// The server name that was sent.
    pub server_name: String,
    /// The versions asked for, oldest first.
    pub versions: Vec<VersionTrial>,
    /// The handshake whose certificate is shown; absent when none completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub negotiated: Option<Negotiated>,
    /// Why no handshake completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handshake_failure: Option<Failure>,
    /// The chain as served, leaf first; at most 20 certificates of at most 64 KiB each.
    pub chain: Vec<ChainEntry>,
    /// True when the leaf names `server_name` (RFC 9525, by subjectAltName only).
    pub name_matches: bool,
    /// One entry per trust store.
    pub trust: Vec<TrustPath>,
}

impl TrustPath {
    /// The error that says: none of the served certificates leads to the store.
    pub const NO_PATH: &'static str = "no path to a trusted issuer";
}

impl TlsFact {
    /// The end-entity certificate, when one was served and could be read.
    #[must_use]
    pub fn leaf(&self) -> Option<&Certificate> {
        match self.chain.first() {
            Some(ChainEntry::Parsed(certificate)) => Some(certificate),
            _ => None,
        }
    }

    /// True when the path leads to the public store, dates apart: the issuer is a public authority.
    #[must_use]
    pub fn issued_publicly(&self) -> bool {
        self.trust
            .iter()
            .any(|path| path.store == "mozilla" && (path.trusted || path.only_dates))
    }
}
