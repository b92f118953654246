//! An operator's own statement of where its prefixes are used: RFC 8805.

use std::net::IpAddr;

use ipnetwork::IpNetwork;

use super::error::GeoError;
use crate::domain::country::Country;
use crate::domain::fact::canonical;

/// Prefixes with their countries, ready for longest-prefix look-ups.
#[derive(Debug)]
pub(super) struct Geofeed {
    /// Sorted by first address, disjoint: the most specific prefix of each address has won.
    spans: Vec<Span>,
}

#[derive(Debug, Clone, Copy)]
struct Span {
    first: u128,
    last: u128,
    network: IpNetwork,
    country: Option<Country>,
}

impl Geofeed {
    /// Reads a feed: `prefix,country,…` lines, `#` comments; an empty country means "do not locate".
    pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Self, GeoError> {
        let text = std::str::from_utf8(bytes).map_err(|error| GeoError::Geofeed {
            name: name.to_owned(),
            line: bytes
                .iter()
                .take(error.valid_up_to())
                .filter(|b| **b == b'\n')
                .count()
                + 1,
            error: "not UTF-8 text".to_owned(),
        })?;
        let mut rows = Vec::new();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if !line.is_empty() {
                rows.push(row(line).map_err(|error| GeoError::Geofeed {
                    name: name.to_owned(),
                    line: number + 1,
                    error,
                })?);
            }
        }
        if rows.is_empty() {
            return Err(GeoError::NoCountries {
                name: name.to_owned(),
            });
        }
        Ok(Self {
            spans: flatten(rows),
        })
    }

    /// The most specific prefix that holds an address, and its country.
    pub(super) fn look_up(&self, address: IpAddr) -> Option<(IpNetwork, Option<Country>)> {
        let wanted = number(address);
        let after = self.spans.partition_point(|span| span.first <= wanted);
        let span = self.spans.get(after.checked_sub(1)?)?;
        (wanted <= span.last).then_some((span.network, span.country))
    }
}

fn row(line: &str) -> Result<Span, String> {
    let mut fields = line.split(',').map(|field| field.trim().trim_matches('"'));
    let prefix = fields.next().unwrap_or_default();
    let network: IpNetwork = prefix.parse().map_err(|_| {
        format!(
            "`{}` is not a prefix such as 192.0.2.0/24",
            prefix.chars().take(60).collect::<String>()
        )
    })?;
    let code = fields
        .next()
        .ok_or("expected a prefix and a country, separated by a comma")?;
    let country = match code {
        "" => None,
        code if code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic()) => {
            Country::of_place(&code.to_ascii_uppercase())
        }
        code => {
            return Err(format!(
                "`{}` is not a two-letter country code such as NL",
                code.chars().take(60).collect::<String>()
            ));
        }
    };
    let (first, last) = match network {
        IpNetwork::V4(v4) => (
            number(IpAddr::V4(v4.network())),
            number(IpAddr::V4(v4.broadcast())),
        ),
        IpNetwork::V6(v6) => (
            number(IpAddr::V6(v6.network())),
            number(IpAddr::V6(v6.broadcast())),
        ),
    };
    Ok(Span {
        first,
        last,
        network,
        country,
    })
}

/// Both families on one line: IPv4 takes the place of its mapped form.
fn number(address: IpAddr) -> u128 {
    match canonical(address) {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

/// Cuts nested prefixes into spans that do not overlap. Prefixes are nested or disjoint, never half over each other.
fn flatten(mut rows: Vec<Span>) -> Vec<Span> {
    // Outer before inner; of equal prefixes the last row wins, as a later line corrects an earlier one.
    rows.sort_by(|a, b| a.first.cmp(&b.first).then(b.last.cmp(&a.last)));
    let mut spans: Vec<Span> = Vec::with_capacity(rows.len() * 2);
    let mut open: Vec<Span> = Vec::new();
    let mut next = 0u128;
    for row in rows {
        close_until(row.first, &mut open, &mut next, &mut spans);
        if let Some(outer) = open.last()
            && next < row.first
        {
            spans.push(Span {
                first: next,
                last: row.first - 1,
                ..*outer
            });
        }
        next = row.first;
        match open.last_mut() {
            Some(outer) if (outer.first, outer.last) == (row.first, row.last) => *outer = row,
            _ => open.push(row),
        }
    }
    close_until(u128::MAX, &mut open, &mut next, &mut spans);
    while let Some(outer) = open.pop() {
        if next <= outer.last {
            spans.push(Span {
                first: next,
                ..outer
            });
            next = outer.last.saturating_add(1);
        }
    }
    spans
}

/// Ends every open prefix that lies wholly before `start`.
fn close_until(start: u128, open: &mut Vec<Span>, next: &mut u128, spans: &mut Vec<Span>) {
    while let Some(outer) = open.pop_if(|outer| outer.last < start) {
        if *next <= outer.last {
            spans.push(Span {
                first: *next,
                ..outer
            });
            *next = outer.last + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(feed: &Geofeed, address: &str) -> Option<String> {
        feed.look_up(address.parse().expect("test address"))
            .and_then(|(_, country)| country)
            .map(|country| country.to_string())
    }

    #[test]
    fn the_most_specific_prefix_wins_in_any_order() {
        let text = "# feed\n8.8.8.0/26,DE,,,\n8.8.8.0/24,NL,NL-NH,Amsterdam,\n8.8.8.64/26,\n2a01::/16,fi\n2a01:4f8::/32,DE # Falkenstein\n8.8.8.255,BE,\n255.255.255.255/32,US\n";
        let feed = Geofeed::read("feed.csv", text.as_bytes()).expect("a feed");
        for (address, code) in [
            ("8.8.7.255", None),
            ("8.8.8.0", Some("DE")),
            ("8.8.8.63", Some("DE")),
            ("8.8.8.64", None),
            ("8.8.8.128", Some("NL")),
            ("8.8.8.254", Some("NL")),
            ("8.8.8.255", Some("BE")),
            ("8.8.9.0", None),
            ("::ffff:8.8.8.1", Some("DE")),
            ("2a01::1", Some("FI")),
            ("2a01:4f8::1", Some("DE")),
            ("2a01:4f9::1", Some("FI")),
            ("2a02::", None),
            ("255.255.255.255", Some("US")),
        ] {
            assert_eq!(country(&feed, address).as_deref(), code, "{address}");
        }
        let network = feed
            .look_up("8.8.8.130".parse().expect("address"))
            .map(|(network, _)| network.to_string());
        assert_eq!(network.as_deref(), Some("8.8.8.0/24"));
    }

    #[test]
    fn names_the_line_that_is_wrong() {
        for (text, line) in [
            ("8.8.8.0/24,NL\n8.8.8.0/33,NL\n", 2),
            ("\n\nnot a feed\n", 3),
            ("8.8.8.0/24\n", 1),
            ("8.8.8.0/24,Netherlands\n", 1),
        ] {
            match Geofeed::read("feed.csv", text.as_bytes()) {
                Err(GeoError::Geofeed { line: found, .. }) => assert_eq!(found, line, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
        assert!(matches!(
            Geofeed::read("feed.csv", b"8.8.8.0/24,NL\n\xff"),
            Err(GeoError::Geofeed { line: 2, .. })
        ));
        assert!(matches!(
            Geofeed::read("feed.csv", b"# nothing\n"),
            Err(GeoError::NoCountries { .. })
        ));
    }
}
