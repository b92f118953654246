//! Answers of the domain name system.

use std::net::{Ipv4Addr, Ipv6Addr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The answer to one question. An empty `records` means: the name exists (or not, for CAA on the way up), no such record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DnsFact {
    /// The name asked for, without trailing dot.
    pub name: String,
    /// The type asked for: `A`, `AAAA`, `CAA`, `MX`, `NS`, `TXT`.
    pub record_type: String,
    /// The names that CNAME records led through, in order, the first being what `name` points to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cname_chain: Vec<String>,
    /// The records, at most 100, sorted.
    pub records: Vec<DnsRecord>,
    /// True when more than 100 records came and the rest was left out.
    #[serde(default)]
    pub truncated: bool,
    /// `system` or the address and port of the resolver.
    pub resolver: String,
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct DnsRecord {
    /// The data.
    pub value: DnsValue,
    /// Time to live in seconds, as received.
    pub ttl: u32,
}

/// The data of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DnsValue {
    /// IPv4 address.
    A(Ipv4Addr),
    /// IPv6 address.
    Aaaa(Ipv6Addr),
    /// Certification authority authorisation (RFC 8659).
    Caa {
        /// Issuer critical flag.
        critical: bool,
        /// `issue`, `issuewild`, `iodef`, …
        tag: String,
        /// The value as text; bytes that are not UTF-8 are replaced.
        value: String,
    },
    /// Mail exchange.
    Mx {
        /// Lower is tried first.
        preference: u16,
        /// Host name without trailing dot; empty for a null MX (RFC 7505).
        exchange: String,
    },
    /// Name server.
    Ns(String),
    /// Text, the strings joined; at most 4,096 characters; bytes that are not UTF-8 are replaced.
    Txt(String),
}
