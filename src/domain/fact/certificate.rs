//! X.509 certificates as served.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One element of the served chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChainEntry {
    /// A certificate that could be read.
    Parsed(Box<Certificate>),
    /// Bytes that are no certificate (or exceed the read limit).
    Unparsable {
        /// SHA-256 of the bytes, lower-case hexadecimal.
        sha256: String,
        /// Why it could not be read.
        error: String,
    },
}

/// A certificate: its own bytes and what they say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Certificate {
    /// The DER bytes in base64: everything else can be read from them again.
    pub der: String,
    /// SHA-256 of the DER bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Subject as one line (RFC 4514 order as encoded).
    pub subject: String,
    /// Issuer as one line.
    pub issuer: String,
    /// Serial number, lower-case hexadecimal.
    pub serial: String,
    /// Start of validity.
    pub not_before: Timestamp,
    /// End of validity, inclusive.
    pub not_after: Timestamp,
    /// DNS names and addresses of subjectAltName, at most 500.
    pub names: Vec<String>,
    /// Public key.
    pub key: PublicKey,
    /// Name of the signature algorithm, such as `sha256WithRSAEncryption`.
    pub signature_algorithm: String,
    /// Hash of the signature: `sha256`, `sha1`, …; `none` for Ed25519/Ed448; `unknown` otherwise.
    pub signature_hash: String,
    /// basicConstraints says CA.
    pub is_ca: bool,
    /// Subject equals issuer and the signature verifies with its own key.
    pub self_signed: bool,
}

impl Certificate {
    /// Validity in seconds, both ends counted (CA/Browser Forum BR §1.6.1).
    #[must_use]
    pub fn lifetime_seconds(&self) -> i64 {
        self.not_after.as_second() - self.not_before.as_second() + 1
    }
}

/// A public key in the terms that policies use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PublicKey {
    /// `rsa`, `ec`, `ed25519`, `ed448`, `dsa` or `unknown`.
    pub algorithm: String,
    /// Size in bits.
    pub bits: u32,
    /// Named curve such as `secp256r1`; EC only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curve: Option<String>,
}
