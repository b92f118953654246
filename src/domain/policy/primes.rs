//! Names of the primes that many servers share.

use serde::{Deserialize, Serialize};

use super::Provenance;

/// Well-known primes of finite-field key exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DhPrimes {
    /// Provenance.
    pub policy: Provenance,
    /// The primes.
    pub prime: Vec<DhPrime>,
}

/// A well-known prime.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DhPrime {
    /// Name: that of the IANA registry (`ffdhe2048`), a document and a size (`rfc3526-2048`), or a program and a size.
    pub name: String,
    /// Size in bits.
    pub bits: u32,
    /// SHA-256 of the prime as unsigned big-endian bytes without leading zeros, lower-case hexadecimal.
    pub sha256: String,
}

impl DhPrimes {
    /// The name of a prime by its digest.
    #[must_use]
    pub fn name(&self, sha256: &str) -> Option<&str> {
        self.prime
            .iter()
            .find(|prime| prime.sha256 == sha256)
            .map(|prime| prime.name.as_str())
    }
}
