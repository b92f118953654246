//! TLS handshakes with one address.

mod picture;
mod version;

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::certificate::{Certificate, ChainEntry};
use crate::domain::observation::Failure;

pub use picture::{
    CipherSuite, DhParameters, Feature, Features, GroupList, Intolerance, NamedGroup, Occasion,
    Order, OtherChain, Sessions, SignatureUse, SuiteList, TlsPicture, Unnamed, Weakness,
    WeaknessState, WeaknessTrial,
};
pub use version::{TlsVersion, VersionState, VersionTrial};

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
    /// `mozilla`, `added` for anchors given with `--ca`, or the name of a store given with `--store`.
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
    /// Everything else about TLS; absent after a light look and in assessments from before there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<Box<TlsPicture>>,
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
