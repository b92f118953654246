//! Limits for mail, and names to look for keys under, as dated data.

use serde::{Deserialize, Serialize};

use super::Provenance;
use crate::domain::mail::DmarcPolicy;

/// Limits and levels for mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailPolicy {
    /// Provenance.
    pub policy: Provenance,
    /// Look-ups that a receiver makes at most for one SPF record.
    pub spf_lookups: u32,
    /// Those of them that may find nothing.
    pub spf_void_lookups: u32,
    /// Mail hosts of one `mx`.
    pub spf_mail_hosts: u32,
    /// More IPv4 addresses than this that may send are more than senders have use for …
    pub spf_many_addresses: u64,
    /// … and with more than this the record keeps next to nobody out.
    pub spf_most_addresses: u64,
    /// The same for IPv6, in networks of 32 bits, which is what a provider is given.
    pub spf_many_ip6_networks: u64,
    /// The most of those.
    pub spf_most_ip6_networks: u64,
    /// RSA keys with fewer bits are refused by receivers …
    pub dkim_least_bits: usize,
    /// … and with fewer than this they are no longer advised.
    pub dkim_advised_bits: usize,
    /// The mildest policy that counts as strict.
    pub dmarc_strict_from: DmarcPolicy,
    /// A policy of MTA-STS that senders forget sooner protects little, in seconds.
    pub sts_least_seconds: u64,
}

/// Selectors under which keys of mail signatures are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DkimSelectors {
    /// Provenance.
    pub policy: Provenance,
    /// By who uses them.
    pub group: Vec<SelectorGroup>,
}

/// The selectors of one service or software.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SelectorGroup {
    /// Who uses them.
    pub who: String,
    /// Labels, in lower case.
    pub selectors: Vec<String>,
}

impl DkimSelectors {
    /// Every selector once, in order.
    #[must_use]
    pub fn all(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for selector in self.group.iter().flat_map(|group| &group.selectors) {
            if !all.contains(selector) {
                all.push(selector.clone());
            }
        }
        all
    }
}
