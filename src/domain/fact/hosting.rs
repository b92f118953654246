//! Evidence of where an address is registered or published. Never of where data is.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use crate::domain::day::Day;
use ipnetwork::IpNetwork;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::route::RouteOrigins;
use crate::domain::country::Country;

/// All evidence about one address. What it amounts to is for [`Areas::judge`](crate::domain::location::Areas::judge) to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HostingFact {
    /// The address as it was found.
    pub address: IpAddr,
    /// The same address with IPv4-mapped IPv6 unwrapped.
    pub canonical: IpAddr,
    /// `public`, or the name of the special-purpose block (RFC 6890 and successors).
    #[schemars(with = "String")]
    pub scope: Arc<str>,
    /// Whether the address is an origin or an edge that answers from many places.
    pub delivery: Delivery,
    /// What each source says, strongest first.
    pub claims: Vec<GeoClaim>,
    /// Who operates the network, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<Control>,
    /// Who may announce the address, when the user gave a list of validated payloads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routes: Option<RouteOrigins>,
}

/// How traffic to an address is delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Delivery {
    /// The class.
    pub class: DeliveryClass,
    /// Operator id of the edge, when it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub operator: Option<Arc<str>>,
    /// The listed network that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub network: Option<IpNetwork>,
    /// The sources that say so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<String>")]
    pub basis: Vec<Arc<str>>,
}

/// The class of delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DeliveryClass {
    /// One address announced from many places.
    Anycast,
    /// A content delivery network that picks an edge near the asker.
    Cdn,
    /// Published by the provider as belonging to one region.
    Origin,
    /// On no list: neither shown to be an edge nor shown not to be one.
    Unknown,
}

/// The kind of a source.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum GeoKind {
    /// The provider's own list of ranges with regions.
    ProviderRegion,
    /// An operator's geofeed (RFC 8805).
    Geofeed,
    /// A geolocation database.
    GeoDatabase,
    /// The registry that allocated the block: the holder's country, no location.
    Registry,
}

/// What one source says about an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GeoClaim {
    /// The kind of source.
    pub kind: GeoKind,
    /// Name of the source.
    #[schemars(with = "String")]
    pub source: Arc<str>,
    /// Sources of one family share data and are no independent witnesses.
    #[schemars(with = "String")]
    pub family: Arc<str>,
    /// Date of the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<Day>,
    /// The network that matched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub network: Option<IpNetwork>,
    /// Operator id of the provider that publishes the region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub provider: Option<Arc<str>>,
    /// The provider's name of the region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub region: Option<Arc<str>>,
    /// The provider's name of a zone that lies elsewhere than its region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub zone: Option<Arc<str>>,
    /// The country; absent when the source has no row or a code that is no place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
}

/// Who operates the network of an address: legal control, a different axis from technical location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Control {
    /// Autonomous system number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asn: Option<u32>,
    /// Name under which the number is registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub holder: Option<Arc<str>>,
    /// Operator id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub operator: Option<Arc<str>>,
    /// Operator name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub operator_name: Option<Arc<str>>,
    /// Ultimate parent company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub ultimate_parent: Option<Arc<str>>,
    /// Country of the ultimate parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ultimate_parent_country: Option<Country>,
    /// When the ownership was last checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_on: Option<Day>,
}

/// The address with IPv4-mapped IPv6 (`::ffff:a.b.c.d`) unwrapped.
#[must_use]
pub fn canonical(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

/// `public`, or the name of the special-purpose block that the (canonical) address lies in:
/// the IANA special-purpose registries (RFC 6890, RFC 8190), multicast and the transition prefixes.
#[must_use]
pub fn address_scope(address: IpAddr) -> &'static str {
    match canonical(address) {
        IpAddr::V4(v4) => scope_v4(v4),
        IpAddr::V6(v6) => scope_v6(v6),
    }
}

fn scope_v4(address: Ipv4Addr) -> &'static str {
    match address.octets() {
        [0, ..] => "this-network",
        [10, ..] | [192, 168, ..] => "private-use",
        [172, b, ..] if b & 0xf0 == 16 => "private-use",
        [100, b, ..] if b & 0xc0 == 64 => "shared-address-space",
        [127, ..] => "loopback",
        [169, 254, ..] => "link-local",
        [192, 0, 0, d] if d != 9 && d != 10 => "ietf-protocol",
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => "documentation",
        [192, 88, 99, _] => "6to4-relay",
        [198, 18 | 19, ..] => "benchmarking",
        [224..=239, ..] => "multicast",
        [255, 255, 255, 255] => "broadcast",
        [240..=255, ..] => "reserved",
        _ => "public",
    }
}

fn scope_v6(address: Ipv6Addr) -> &'static str {
    let s = address.segments();
    match s {
        [0, 0, 0, 0, 0, 0, 0, 0] => "unspecified",
        [0, 0, 0, 0, 0, 0, 0, 1] => "loopback",
        [0, 0, 0, 0, 0, 0, ..] => "reserved",
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => "nat64",
        [0x64, 0xff9b, 1, ..] => "nat64-local",
        [0x100, 0, 0, _, ..] => "discard-only",
        [0x2001, 0, ..] => "teredo",
        [0x2001, 2, 0, ..] => "benchmarking",
        [0x2001, 0xdb8, ..] => "documentation",
        [0x2001, b, ..] if b < 0x200 => "ietf-protocol",
        [0x2002, ..] => "6to4",
        [0x3fff, b, ..] if b < 0x1000 => "documentation",
        [0x5f00, ..] => "segment-routing",
        [a, ..] if a & 0xfe00 == 0xfc00 => "unique-local",
        [a, ..] if a & 0xffc0 == 0xfe80 => "link-local",
        [a, ..] if a & 0xffc0 == 0xfec0 => "site-local",
        [a, ..] if a & 0xff00 == 0xff00 => "multicast",
        [a, ..] if a & 0xe000 == 0x2000 => "public",
        _ => "reserved",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_special_blocks_and_leaves_the_rest_public() {
        for (address, scope) in [
            ("1.1.1.1", "public"),
            ("192.0.0.9", "public"),
            ("172.15.0.1", "public"),
            ("172.31.0.1", "private-use"),
            ("100.127.0.1", "shared-address-space"),
            ("169.254.169.254", "link-local"),
            ("203.0.113.7", "documentation"),
            ("::ffff:10.0.0.1", "private-use"),
            ("::ffff:8.8.8.8", "public"),
            ("2a01::1", "public"),
            ("2002:808:808::1", "6to4"),
            ("2001::1", "teredo"),
            ("2001:db8::1", "documentation"),
            ("2001:4860:4860::8888", "public"),
            ("64:ff9b::808:808", "nat64"),
            ("fd00::1", "unique-local"),
            ("fe80::1", "link-local"),
            ("::", "unspecified"),
            ("4000::1", "reserved"),
        ] {
            let parsed: IpAddr = address.parse().expect("test address");
            assert_eq!(address_scope(parsed), scope, "{address}");
        }
    }
}
