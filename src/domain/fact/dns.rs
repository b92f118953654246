//! Answers of the domain name system.

use std::net::{Ipv4Addr, Ipv6Addr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::DnssecState;

/// The answer to one question. An empty `records` means: the name exists (or not, for CAA on the way up), no such record.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct DnsFact {
    /// The name asked for, without trailing dot.
    pub name: String,
    /// The type asked for: `A`, `AAAA`, `CAA`, `HTTPS`, `MX`, `NS`, `TLSA`, `TXT`.
    pub record_type: String,
    /// The names that CNAME records led through, in order, the first being what `name` points to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cname_chain: Vec<String>,
    /// The last name of the chain, when it does not exist (NXDOMAIN): an alias that leads nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// The records, at most 100, sorted.
    pub records: Vec<DnsRecord>,
    /// True when more than 100 records came and the rest was left out.
    #[serde(default)]
    pub truncated: bool,
    /// `system` or the address and port of the resolver.
    pub resolver: String,
    /// Whether signatures prove the answer, every alias on the way included; absent when nobody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dnssec: Option<DnssecState>,
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
    /// Where and how a web site is served (RFC 9460).
    Https(ServiceBinding),
    /// Mail exchange.
    Mx {
        /// Lower is tried first.
        preference: u16,
        /// Host name without trailing dot; empty for a null MX (RFC 7505).
        exchange: String,
    },
    /// Name server.
    Ns(String),
    /// The certificate or key that a service shows (RFC 6698).
    Tlsa(TlsaRecord),
    /// Text, the strings joined; at most 4,096 characters; bytes that are not UTF-8 are replaced.
    Txt(String),
}

/// Where and how a service is offered (RFC 9460).
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
pub struct ServiceBinding {
    /// 0 for an alias; otherwise lower is tried first.
    pub priority: u16,
    /// Host name without trailing dot; empty for the name itself (or, in an alias, for "not offered").
    pub target: String,
    /// Protocols beside the default one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alpn: Vec<String>,
    /// True when the default protocol (HTTP/1.1) is not offered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_default_alpn: bool,
    /// Another port than that of the scheme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// IPv4 addresses to try before the answer about addresses is in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ipv4_hints: Vec<Ipv4Addr>,
    /// The same for IPv6.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ipv6_hints: Vec<Ipv6Addr>,
    /// True when there are keys to encrypt the first words of TLS with (ECH).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ech: bool,
    /// Numbers of the keys that a client must know to use the record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mandatory: Vec<u16>,
}

/// The certificate or key that a service shows (RFC 6698 §2.1); numbers as they stand in the record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct TlsaRecord {
    /// 0 PKIX-TA, 1 PKIX-EE, 2 DANE-TA, 3 DANE-EE.
    pub usage: u8,
    /// 0 the whole certificate, 1 its public key.
    pub selector: u8,
    /// 0 the bytes themselves, 1 their SHA-256, 2 their SHA-512.
    pub matching: u8,
    /// Lower-case hexadecimal; at most 8,192 characters.
    pub data: String,
}
