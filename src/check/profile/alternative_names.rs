//! subjectAltName: the names that a server certificate is for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::LintResult;
use super::element::{Element, hex};
use super::oid;
use super::specimen::{ADDRESS_NAME, DNS_NAME, EMAIL_NAME, Specimen, URI_NAME};

/// Clients read the names of a server from here and from nowhere else.
pub(super) fn alternative_names_present(specimen: &Specimen<'_>) -> LintResult {
    LintResult::when(specimen.has(oid::SUBJECT_ALT_NAME), || {
        "no subjectAltName".to_owned()
    })
}

pub(super) fn alternative_names_not_empty(specimen: &Specimen<'_>) -> LintResult {
    let Some(list) = specimen.value(oid::SUBJECT_ALT_NAME) else {
        return LintResult::Inapplicable;
    };
    LintResult::when(!list.content.is_empty(), || {
        "no name in the list".to_owned()
    })
}

/// DNS names and addresses, and nothing else.
pub(super) fn alternative_names_of_public_kinds(specimen: &Specimen<'_>) -> LintResult {
    let names = specimen.alternative_names();
    if names.is_empty() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        names
            .into_iter()
            .find(|name| !name.is(DNS_NAME) && !name.is(ADDRESS_NAME))
            .map(|name| match name.tag {
                EMAIL_NAME => "rfc822Name".to_owned(),
                URI_NAME => "uniformResourceIdentifier".to_owned(),
                tag => format!("name of type {}", tag & 0x1f),
            }),
    )
}

/// The addresses; empty when there are none.
fn addresses<'a>(specimen: &Specimen<'a>) -> Vec<Element<'a>> {
    let mut names = specimen.alternative_names();
    names.retain(|name| name.is(ADDRESS_NAME));
    names
}

pub(super) fn addresses_of_right_length(specimen: &Specimen<'_>) -> LintResult {
    let addresses = addresses(specimen);
    if addresses.is_empty() {
        return LintResult::Inapplicable;
    }
    LintResult::of(
        addresses
            .into_iter()
            .find(|address| !matches!(address.content.len(), 4 | 16))
            .map(|address| hex(address.content)),
    )
}

/// No address that nobody on the internet has to himself.
pub(super) fn addresses_public(specimen: &Specimen<'_>) -> LintResult {
    let addresses: Vec<IpAddr> = addresses(specimen)
        .into_iter()
        .filter_map(|address| {
            <[u8; 4]>::try_from(address.content)
                .map(IpAddr::from)
                .or_else(|_| <[u8; 16]>::try_from(address.content).map(IpAddr::from))
                .ok()
        })
        .collect();
    if addresses.is_empty() {
        return LintResult::Inapplicable;
    }
    let reserved = |address: &IpAddr| match address {
        IpAddr::V4(address) => reserved_v4(*address),
        IpAddr::V6(address) => reserved_v6(*address),
    };
    LintResult::of(
        addresses
            .into_iter()
            .find(reserved)
            .map(|address| address.to_string()),
    )
}

/// Blocks that IANA's registry of special addresses marks as not globally reachable; multicast and the future block too.
fn reserved_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 198 && (18..20).contains(&b))
        || (a == 192 && b == 0 && c == 0)
}

fn reserved_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    address.is_loopback()
        || address.is_unspecified()
        || address.is_multicast()
        || first & 0xfe00 == 0xfc00
        || first & 0xffc0 == 0xfe80
        || (first == 0x2001 && second == 0xdb8)
        || (first == 0x3fff && second < 0x1000)
}

/// A URI begins with its scheme.
pub(super) fn uris_absolute(specimen: &Specimen<'_>) -> LintResult {
    let mut uris = specimen
        .alternative_names()
        .into_iter()
        .filter(|name| name.is(URI_NAME))
        .peekable();
    if uris.peek().is_none() {
        return LintResult::Inapplicable;
    }
    let absolute = |uri: &Element<'_>| {
        let text = String::from_utf8_lossy(uri.content);
        text.split_once(':').is_some_and(|(scheme, rest)| {
            let mut letters = scheme.chars();
            !rest.is_empty()
                && letters.next().is_some_and(|c| c.is_ascii_alphabetic())
                && letters.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        })
    };
    LintResult::of(
        uris.find(|uri| !absolute(uri))
            .map(|uri| String::from_utf8_lossy(uri.content).into_owned()),
    )
}
