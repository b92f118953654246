//! The addresses that records about senders let pass, counted over all records together: two halves of the internet are all of
//! it, whichever records they stand in.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::domain::mail::Prefixes;

/// Bits of a network of IPv6 that a provider is given, and in which they are counted.
const IP6_NETWORK: u8 = 32;

/// Addresses of one family, as ranges that include both ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Ranges(Vec<(u128, u128)>);

impl Ranges {
    /// Sorts the ranges and makes one of those that touch.
    fn settle(&mut self) {
        self.0.sort_unstable();
        let mut settled: Vec<(u128, u128)> = Vec::with_capacity(self.0.len());
        for (first, last) in self.0.drain(..) {
            match settled.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => {
                    before.1 = before.1.max(last);
                }
                _ => settled.push((first, last)),
            }
        }
        self.0 = settled;
    }

    /// Takes in another set without what is taken out.
    fn join(&mut self, other: &Self, without: &Self) {
        for (first, last) in &other.0 {
            let mut parts = vec![(*first, *last)];
            for (from, to) in &without.0 {
                parts = parts
                    .into_iter()
                    .flat_map(|(first, last)| {
                        if *to < first || *from > last {
                            return [Some((first, last)), None];
                        }
                        let before = from.checked_sub(1).filter(|end| *end >= first);
                        let after = to.checked_add(1).filter(|start| *start <= last);
                        [
                            before.map(|end| (first, end)),
                            after.map(|start| (start, last)),
                        ]
                    })
                    .flatten()
                    .collect();
            }
            self.0.extend(parts);
        }
    }

    /// How many addresses, after [`Ranges::settle`]; one fewer when it is every number there is.
    fn count(&self) -> u128 {
        self.0.iter().fold(0, |sum: u128, (first, last)| {
            sum.saturating_add((last - first).saturating_add(1))
        })
    }
}

/// Who may send.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Senders {
    ip4: Ranges,
    ip6: Ranges,
    /// Addresses of the largest network around a host whose own address was not kept: it counts for itself, and what of it
    /// others list as well is not known.
    near_ip4: u64,
    near_ip6: u64,
}

impl Senders {
    /// A network of IPv4.
    pub(super) fn ip4(address: Ipv4Addr, length: u8) -> Self {
        let rest = u32::MAX.checked_shr(length.into()).unwrap_or(0);
        let first = address.to_bits() & !rest;
        Self {
            ip4: Ranges(vec![(first.into(), (first | rest).into())]),
            ..Self::default()
        }
    }

    /// A network of IPv6.
    pub(super) fn ip6(address: Ipv6Addr, length: u8) -> Self {
        let rest = u128::MAX.checked_shr(length.into()).unwrap_or(0);
        let first = address.to_bits() & !rest;
        Self {
            ip6: Ranges(vec![(first, first | rest)]),
            ..Self::default()
        }
    }

    /// The networks around hosts.
    pub(super) fn near(prefixes: Prefixes) -> Self {
        let size = |bits: u8, length: u8| match bits.checked_sub(length) {
            Some(wide) => 1_u64.checked_shl(wide.into()).unwrap_or(u64::MAX),
            None => 0,
        };
        Self {
            near_ip4: size(32, prefixes.ip4),
            near_ip6: size(IP6_NETWORK, prefixes.ip6),
            ..Self::default()
        }
    }

    /// Takes in others, but for those that were turned away before (RFC 7208 §4.6.2: the first match counts).
    pub(super) fn join(&mut self, others: &Self, denied: &Self) {
        self.ip4.join(&others.ip4, &denied.ip4);
        self.ip6.join(&others.ip6, &denied.ip6);
        self.near_ip4 = self.near_ip4.max(others.near_ip4);
        self.near_ip6 = self.near_ip6.max(others.near_ip6);
    }

    /// Makes one of networks that touch; before counting.
    pub(super) fn settle(&mut self) {
        self.ip4.settle();
        self.ip6.settle();
    }

    /// True for every address of a family.
    pub(super) fn are_everybody(&self) -> bool {
        self.ip4_addresses() > u32::MAX.into() || self.ip6.0.first() == Some(&(0, u128::MAX))
    }

    /// Addresses of IPv4, at the least.
    pub(super) fn ip4_addresses(&self) -> u64 {
        let listed = u64::try_from(self.ip4.count()).unwrap_or(u64::MAX);
        listed.max(self.near_ip4)
    }

    /// Networks of IPv6 with 32 bits, at the least.
    pub(super) fn ip6_networks(&self) -> u64 {
        let listed = self.ip6.count() >> (128 - u32::from(IP6_NETWORK));
        u64::try_from(listed).unwrap_or(u64::MAX).max(self.near_ip6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip4(networks: &[(&str, u8)]) -> Senders {
        let mut all = Senders::default();
        for (address, length) in networks {
            let one = Senders::ip4(address.parse().expect("an address"), *length);
            all.join(&one, &Senders::default());
        }
        all.settle();
        all
    }

    #[test]
    fn addresses_are_counted_once_and_halves_make_a_whole() {
        assert_eq!(ip4(&[("10.0.0.0", 2)]).ip4_addresses(), 1 << 30);
        assert_eq!(ip4(&[("192.0.2.1", 32)]).ip4_addresses(), 1);
        let twice = ip4(&[("192.0.2.0", 24), ("192.0.2.9", 25), ("192.0.2.0", 24)]);
        assert_eq!(twice.ip4_addresses(), 256);
        let halves = [("0.0.0.0", 1), ("128.0.0.0", 1)];
        assert!(ip4(&halves).are_everybody());
        assert!(!ip4(&halves[..1]).are_everybody());
        let mut six = Senders::ip6("::".parse().expect("an address"), 1);
        assert_eq!((six.are_everybody(), six.ip6_networks()), (false, 1 << 31));
        let rest = Senders::ip6("8000::".parse().expect("an address"), 1);
        six.join(&rest, &Senders::default());
        six.settle();
        assert!(six.are_everybody());
    }

    #[test]
    fn who_was_turned_away_before_is_not_counted() {
        let denied = ip4(&[("192.0.2.0", 25), ("198.51.100.0", 24)]);
        let mut left = Senders::default();
        left.join(&ip4(&[("192.0.2.0", 24), ("198.51.100.7", 32)]), &denied);
        left.settle();
        assert_eq!(left.ip4_addresses(), 128);
    }

    #[test]
    fn networks_around_hosts_have_their_size() {
        let near = |ip4, ip6| Senders::near(Prefixes { ip4, ip6 });
        assert!(near(0, 128).are_everybody());
        assert_eq!(near(32, 128).ip4_addresses(), 1);
        assert_eq!(near(32, 19).ip6_networks(), 1 << 13);
        assert_eq!(near(32, 64).ip6_networks(), 0);
    }
}
