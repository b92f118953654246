//! What the domain name system is held against, as dated data.

use serde::{Deserialize, Serialize};

use super::{Level, Provenance};

/// Algorithms of DNSSEC, ages of files of the user about names and routes, and services whose names others can take over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DnsPolicy {
    /// Provenance.
    pub policy: Provenance,
    /// The shortest RSA key, in bits, that is long enough.
    pub rsa_min_bits: u32,
    /// Days from which a file with trust anchors of the user counts as old.
    pub anchor_file_days: i64,
    /// Days from which a list of route origins of the user counts as old.
    pub route_list_days: i64,
    /// Algorithms of keys.
    pub algorithm: Vec<DnssecNumber>,
    /// Digests in DS records.
    pub digest: Vec<DnssecNumber>,
    /// Services at which anybody can claim a name that was given up.
    pub claimable: Vec<ClaimableService>,
}

/// A number of an IANA registry of DNSSEC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DnssecNumber {
    /// The number.
    pub number: u8,
    /// Its mnemonic.
    pub name: String,
    /// How it is rated.
    pub level: Level,
}

/// A service at which anybody can claim a name that was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimableService {
    /// What it is called.
    pub name: String,
    /// Names of its customers end in one of these, on the boundary of a label.
    pub suffixes: Vec<String>,
}

impl DnsPolicy {
    /// The service that gives out a name.
    #[must_use]
    pub fn claimable(&self, name: &str) -> Option<&ClaimableService> {
        let name = name.to_ascii_lowercase();
        self.claimable.iter().find(|service| {
            service.suffixes.iter().any(|suffix| {
                name.strip_suffix(suffix.as_str())
                    .is_some_and(|rest| rest.ends_with('.'))
            })
        })
    }
}
