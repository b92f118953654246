//! How fast an answer came, and which places that rules out. It never shows where something is.
//!
//! Nothing is faster than light in vacuum, so a server that answers within R milliseconds is at most 149.9 × R kilometres
//! away. Everything is rounded so that a place is ruled out only if it certainly is: a time is the longest that the
//! round trip can have been, a distance the shortest that lies between an observer and a country.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::country::Country;
use super::observation::{Failure, Observation, Observations, Probe};
use super::subject::SubjectId;

/// Light in vacuum, in metres a second.
const LIGHT: u64 = 299_792_458;

/// How far it is at least from an observer in one country to a place in another: the table `locations/distances.csv`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Distances {
    codes: Vec<Country>,
    /// Row after row, in kilometres.
    km: Vec<u16>,
}

impl Distances {
    /// Reads the table: a line `km,AA,BB,…` with the countries of places, then a line for each country of an observer in
    /// the same order, with kilometres.
    ///
    /// # Errors
    /// The line number and what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut lines = (1..).zip(text.lines());
        let codes: Vec<Country> = lines
            .next()
            .and_then(|(_, line)| line.strip_prefix("km,"))
            .ok_or("line 1: expected `km,` and country codes")?
            .split(',')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map_err(|error| format!("line 1: {error}"))?;
        if !codes.is_sorted_by(|a, b| a < b) {
            return Err("line 1: expected each code once, in alphabetical order".to_owned());
        }
        let mut km = Vec::with_capacity(codes.len() * codes.len());
        for code in &codes {
            let (number, line) = lines
                .next()
                .ok_or_else(|| format!("the line of {code} is missing"))?;
            let row = line
                .strip_prefix(code.code())
                .and_then(|rest| rest.strip_prefix(','))
                .ok_or_else(|| format!("line {number}: expected the line of {code}"))?;
            let before = km.len();
            for cell in row.split(',') {
                km.push(cell.parse::<u16>().map_err(|_| {
                    let shown: String = cell.chars().take(20).collect();
                    format!("line {number}: `{shown}` is no number of kilometres")
                })?);
            }
            if km.len() - before != codes.len() {
                return Err(format!(
                    "line {number}: {} distances for {} countries",
                    km.len() - before,
                    codes.len()
                ));
            }
        }
        match lines.next() {
            Some((number, _)) => Err(format!("line {number}: more lines than countries")),
            None => Ok(Self { codes, km }),
        }
    }

    /// Kilometres that lie between an observer in one country and any place in another at least; absent for a country
    /// that the table does not know.
    #[must_use]
    pub fn at_least(&self, from: Country, to: Country) -> Option<u32> {
        let row = self.codes.binary_search(&from).ok()?;
        let column = self.codes.binary_search(&to).ok()?;
        let km = self.km.get(row * self.codes.len() + column)?;
        Some(u32::from(*km))
    }
}

/// Microseconds that light needs at least to go this far and back.
#[must_use]
pub fn shortest_round_trip(km: u32) -> u64 {
    u64::from(km) * 2_000 * 1_000_000 / LIGHT
}

/// Kilometres that a server is away at most when its answer took this many microseconds.
#[must_use]
pub fn reach(micros: u64) -> u64 {
    // Metres, rounded up to whole kilometres.
    (u128::from(micros) * u128::from(LIGHT) / 2_000_000)
        .div_ceil(1_000)
        .try_into()
        .unwrap_or(u64::MAX)
}

/// The fastest answer of an address, and from where it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Country that the observer said to look from.
    pub vantage: Country,
    /// Microseconds that the round trip took at most.
    pub micros: u64,
    /// The observation that shows it.
    pub observation: String,
}

impl Reach {
    /// True when no place in a country can have answered this fast.
    #[must_use]
    pub fn rules_out(&self, country: Country, distances: &Distances) -> bool {
        distances
            .at_least(self.vantage, country)
            .is_some_and(|km| shortest_round_trip(km) > self.micros)
    }
}

/// The fastest answer of every address of every host, from all its endpoints. Addresses that were not dialled
/// themselves, because the user led elsewhere, are left out.
#[derive(Debug, Clone, Default)]
pub struct Reaches(BTreeMap<(String, IpAddr), Reach>);

impl Reaches {
    /// From everything that was seen.
    #[must_use]
    pub fn of(observations: &Observations) -> Self {
        let mut reaches: BTreeMap<(String, IpAddr), Reach> = BTreeMap::new();
        for observation in observations
            .0
            .iter()
            .filter(|o| o.probe == Probe::RoundTrip)
        {
            let host = host_of(&observation.subject);
            let (Some(host), Some(fact)) = (host, observation.round_trip()) else {
                continue;
            };
            let (None, Some(micros)) = (fact.dialled, fact.at_most()) else {
                continue;
            };
            let reach = Reach {
                vantage: fact.vantage,
                micros,
                observation: observation.id.clone(),
            };
            reaches
                .entry((host.to_owned(), fact.address.ip().to_canonical()))
                .and_modify(|known| {
                    if reach.micros < known.micros {
                        known.clone_from(&reach);
                    }
                })
                .or_insert(reach);
        }
        Self(reaches)
    }

    /// The fastest answer of one address of a host.
    #[must_use]
    pub fn get(&self, host: &SubjectId, address: IpAddr) -> Option<&Reach> {
        if self.0.is_empty() {
            return None;
        }
        let name = host.0.strip_prefix("host:")?.to_owned();
        self.0.get(&(name, address.to_canonical()))
    }
}

/// The round trips to endpoints of a host, those that could not be seen included.
pub fn timed<'a>(
    observations: &'a Observations,
    host: &'a str,
) -> impl Iterator<Item = &'a Observation> {
    observations
        .0
        .iter()
        .filter(move |o| o.probe == Probe::RoundTrip && host_of(&o.subject) == Some(host))
}

/// The first failure among round trips.
pub fn first_failure<'a>(
    mut trips: impl Iterator<Item = &'a Observation>,
) -> Option<(&'a Observation, &'a Failure)> {
    trips.find_map(|o| o.failure().map(|failure| (o, failure)))
}

/// The host of an endpoint, without the brackets of an address.
fn host_of(endpoint: &SubjectId) -> Option<&str> {
    let (host, _) = endpoint.0.strip_prefix("endpoint:")?.rsplit_once(':')?;
    Some(
        host.strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .unwrap_or(host),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "km,DE,NL,US\nDE,0,0,5000\nNL,0,0,4921\nUS,5100,900,0\n";

    fn country(code: &str) -> Country {
        code.parse().expect("a country")
    }

    #[test]
    fn the_way_to_a_place_need_not_be_the_way_back() {
        let table = Distances::read(TABLE).expect("a table");
        let km = |from, to| table.at_least(country(from), country(to));
        assert_eq!(km("NL", "US"), Some(4921));
        assert_eq!(km("US", "NL"), Some(900));
        assert_eq!(km("NL", "NL"), Some(0));
        assert_eq!(km("NL", "FR"), None);
        assert_eq!(
            Distances::default().at_least(country("NL"), country("NL")),
            None
        );
    }

    #[test]
    fn a_faulty_table_is_refused_with_its_line() {
        for (text, says) in [
            ("", "line 1"),
            ("km,D", "line 1"),
            ("km,NL,DE\nNL,0,0\nDE,0,0\n", "line 1"),
            ("km,DE,NL\nDE,0,0\n", "the line of NL"),
            ("km,DE,NL\nDE,0,0\nXX,0,0\n", "line 3"),
            ("km,DE,NL\nDE,0\nNL,0,0\n", "line 2: 1 distances"),
            ("km,DE\nDE,-1\n", "line 2: `-1`"),
            ("km,DE\nDE,70000\n", "line 2"),
            ("km,DE\nDE,0\nNL,0\n", "line 3"),
        ] {
            let error = Distances::read(text).expect_err(text);
            assert!(error.starts_with(says), "{text:?}: {error}");
        }
    }

    #[test]
    fn light_is_the_bound() {
        // 4,921 km there and back take light 32,829.37 microseconds.
        assert_eq!(shortest_round_trip(4921), 32_829);
        assert_eq!(shortest_round_trip(0), 0);
        assert_eq!(reach(1_000), 150);
        assert_eq!(reach(0), 0);
        assert_eq!(
            reach(u64::MAX),
            2_765_075_461_136_880_u64.max(reach(u64::MAX))
        );
        let table = Distances::read(TABLE).expect("a table");
        let rules_out = |micros, code| {
            Reach {
                vantage: country("NL"),
                micros,
                observation: "o1".to_owned(),
            }
            .rules_out(country(code), &table)
        };
        assert!(rules_out(32_828, "US"));
        assert!(!rules_out(32_829, "US"), "at the bound it is possible");
        assert!(!rules_out(0, "DE"), "a neighbour is never ruled out");
        assert!(!rules_out(0, "FR"), "an unknown distance rules nothing out");
    }

    #[test]
    fn endpoints_belong_to_their_host() {
        let host = |id: &str| host_of(&SubjectId(id.to_owned())).map(str::to_owned);
        assert_eq!(host("endpoint:a.example:443").as_deref(), Some("a.example"));
        assert_eq!(
            host("endpoint:[2001:db8::1]:25").as_deref(),
            Some("2001:db8::1")
        );
        assert_eq!(host("host:a.example"), None);
    }
}
