//! Names of the primes that many servers share.

use serde::{Deserialize, Serialize};

use super::Provenance;
use crate::domain::observation::{Fact, Observations, Reading};

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

    /// Gives the primes that were observed their names, so that whoever shows one can say which it is.
    pub fn introduce(&self, observations: &mut Observations) {
        for observation in &mut observations.0 {
            let Reading::Observed(fact) = &mut observation.reading else {
                continue;
            };
            let Fact::Tls(tls) = fact.as_mut() else {
                continue;
            };
            for seen in tls.picture.iter_mut().flat_map(|p| &mut p.dh_parameters) {
                if seen.known.is_none() {
                    seen.known = self.name(&seen.prime_sha256).map(str::to_owned);
                }
            }
        }
    }
}
