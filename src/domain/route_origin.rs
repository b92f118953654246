//! Validating the origin of a route: RFC 6811 §2.

use ipnetwork::IpNetwork;

use super::fact::{RouteOrigins, RoutePayload};

/// What validated payloads say of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RouteState {
    /// A payload covers it, names its origin and permits its length.
    Valid,
    /// Payloads cover it, and none of them permits it.
    Invalid,
    /// No payload covers it.
    NotFound,
}

/// The longest prefixes that networks take from one another.
const LONGEST_V4: u8 = 24;
const LONGEST_V6: u8 = 48;

/// The state of a route: a prefix and the network that announces it.
#[must_use]
pub fn validate(route: IpNetwork, origin: u32, payloads: &[RoutePayload]) -> RouteState {
    let mut covered = false;
    for payload in payloads {
        if !covers(payload.prefix, route) {
            continue;
        }
        covered = true;
        // Network 0 announces nothing, so a payload for it permits nothing (RFC 6483 §4).
        if payload.asn == origin && origin != 0 && route.prefix() <= payload.max_length {
            return RouteState::Valid;
        }
    }
    if covered {
        RouteState::Invalid
    } else {
        RouteState::NotFound
    }
}

/// The best state that any route to the address can have that its network may be announcing; absent when the network of
/// the address is not known. Which prefix is announced cannot be seen from here, so a route counts at every length that
/// networks take from one another, and what is invalid is invalid at each that a payload covers.
#[must_use]
pub fn state_of(address: std::net::IpAddr, origins: &RouteOrigins) -> Option<RouteState> {
    let origin = origins.origin?;
    let longest = if address.is_ipv4() {
        LONGEST_V4
    } else {
        LONGEST_V6
    };
    let longest = origins
        .payloads
        .iter()
        .map(|payload| payload.prefix.prefix())
        .fold(longest, u8::max);
    let states: Vec<RouteState> = (0..=longest)
        .filter_map(|length| IpNetwork::new(address, length).ok())
        .map(|route| validate(route, origin, &origins.payloads))
        .collect();
    Some(if states.contains(&RouteState::Valid) {
        RouteState::Valid
    } else if states.contains(&RouteState::Invalid) {
        RouteState::Invalid
    } else {
        RouteState::NotFound
    })
}

/// True when a prefix holds all of another.
fn covers(outer: IpNetwork, inner: IpNetwork) -> bool {
    outer.prefix() <= inner.prefix() && outer.contains(inner.ip())
}

#[cfg(test)]
mod tests {
    use super::RouteState::{Invalid, NotFound, Valid};
    use super::*;

    fn payload(prefix: &str, max_length: u8, asn: u32) -> RoutePayload {
        RoutePayload {
            prefix: prefix.parse().expect("a prefix"),
            max_length,
            asn,
        }
    }

    #[test]
    fn routes_are_valid_invalid_or_not_found() {
        let payloads = [
            payload("192.0.2.0/24", 24, 64_500),
            payload("198.51.100.0/22", 24, 64_500),
            payload("198.51.100.0/22", 23, 64_501),
            payload("203.0.113.0/24", 24, 0),
            payload("2001:db8::/32", 48, 64_500),
        ];
        for (route, origin, state) in [
            ("192.0.2.0/24", 64_500, Valid),
            ("192.0.2.0/24", 64_501, Invalid),
            ("192.0.2.0/25", 64_500, Invalid),
            ("192.0.0.0/16", 64_500, NotFound),
            ("198.51.100.0/24", 64_500, Valid),
            ("198.51.100.0/24", 64_501, Invalid),
            ("198.51.100.0/23", 64_501, Valid),
            ("203.0.113.0/24", 0, Invalid),
            ("203.0.113.0/24", 64_500, Invalid),
            ("2001:db8:1::/48", 64_500, Valid),
            ("2001:db8:1::/49", 64_500, Invalid),
            ("2001:db9::/32", 64_500, NotFound),
        ] {
            let route = route.parse().expect("a prefix");
            assert_eq!(
                validate(route, origin, &payloads),
                state,
                "{route} {origin}"
            );
        }
        // Families do not mix, whatever the lengths.
        let all = [payload("::/0", 128, 64_500)];
        let route = "192.0.2.0/24".parse().expect("a prefix");
        assert_eq!(validate(route, 64_500, &all), NotFound);
    }

    #[test]
    fn an_address_counts_at_every_length_that_its_network_may_announce() {
        let origins = |origin: Option<u32>, payloads: &[RoutePayload]| RouteOrigins {
            source: "vrps.json".into(),
            dated: None,
            origin,
            origin_dated: None,
            payloads: payloads.to_vec(),
            truncated: false,
        };
        let state = |address: &str, origin, payloads: &[RoutePayload]| {
            state_of(
                address.parse().expect("an address"),
                &origins(origin, payloads),
            )
        };
        let own = payload("192.0.2.0/24", 24, 64_500);
        let other = payload("192.0.0.0/16", 16, 64_501);
        let a = "192.0.2.7";
        assert_eq!(state(a, None, &[own]), None);
        assert_eq!(state(a, Some(64_500), &[]), Some(NotFound));
        assert_eq!(state(a, Some(64_500), &[own]), Some(Valid));
        assert_eq!(state(a, Some(64_500), &[other, own]), Some(Valid));
        assert_eq!(state(a, Some(64_500), &[other]), Some(Invalid));
        assert_eq!(state(a, Some(64_501), &[other, own]), Some(Valid));
        let forbidden = payload("192.0.2.0/24", 24, 0);
        assert_eq!(state(a, Some(64_500), &[forbidden]), Some(Invalid));
        // A payload for one address alone still covers something.
        let single = payload("192.0.2.7/32", 32, 64_500);
        assert_eq!(state(a, Some(64_500), &[single]), Some(Valid));
        let six = payload("2001:db8::/32", 48, 64_500);
        assert_eq!(state("2001:db8::1", Some(64_500), &[six]), Some(Valid));
        assert_eq!(state("2001:db8::1", Some(64_501), &[six]), Some(Invalid));
    }
}
