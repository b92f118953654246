//! The shipped table of distances: never longer than the way really is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use waarborg::domain::country::Country;

use super::catalogue;

#[derive(Deserialize)]
struct Places {
    places: BTreeMap<Country, (f64, f64)>,
}

/// A place in each country, east and north, in degrees.
fn places() -> BTreeMap<Country, (f64, f64)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/geo/map/places.json");
    let text = fs::read_to_string(path).expect("the places of the map");
    serde_json::from_str::<Places>(&text)
        .expect("places")
        .places
}

/// Kilometres along a sphere as large as the earth where it curves most: no way between two places is shorter.
fn great_circle((a_lon, a_lat): (f64, f64), (b_lon, b_lat): (f64, f64)) -> f64 {
    let (a, b) = (a_lat.to_radians(), b_lat.to_radians());
    let turn = (b_lon - a_lon).to_radians();
    let half = ((b - a) / 2.0).sin().powi(2) + a.cos() * b.cos() * (turn / 2.0).sin().powi(2);
    2.0 * half.sqrt().min(1.0).asin() * 6_335.4
}

#[test]
fn no_distance_is_longer_than_that_between_two_places() {
    let areas = catalogue().areas;
    let places = places();
    let mut compared = 0;
    for (from, a) in &places {
        for (to, b) in &places {
            let Some(km) = areas.distances().at_least(*from, *to) else {
                continue;
            };
            compared += 1;
            let way = great_circle(*a, *b);
            assert!(f64::from(km) <= way, "{from} to {to}: {km} km, {way:.0} km");
        }
    }
    assert!(compared > 50_000, "{compared}");
}

#[test]
fn neighbours_touch_and_oceans_do_not() {
    let areas = catalogue().areas;
    let km = |from: &str, to: &str| {
        areas
            .distances()
            .at_least(from.parse().expect("code"), to.parse().expect("code"))
    };
    for (from, to) in [
        ("NL", "DE"),
        ("NL", "BE"),
        ("FI", "RU"),
        ("IT", "VA"),
        ("IE", "GB"),
    ] {
        assert_eq!(km(from, to), Some(0), "{from} {to}");
    }
    // From Calais to Dover it is 33 km, less the margin.
    assert!(km("FR", "GB").is_some_and(|km| km < 10));
    assert!(km("NL", "US").is_some_and(|km| (4_500..5_300).contains(&km)));
    assert!(km("SG", "DE").is_some_and(|km| (9_000..10_100).contains(&km)));
    // A place in France may be in French Guiana, which borders Brazil; an observer in France is not.
    assert_eq!(km("BR", "FR"), Some(0));
    assert!(km("FR", "BR").is_some_and(|km| km > 5_000));
    // The same for the Caribbean parts of the Kingdom, and for places that two states list as theirs.
    assert_eq!(km("CW", "NL"), Some(0));
    assert_eq!(km("UA", "RU"), Some(0));
    assert_eq!(km("NL", "ZZ"), None);
}

#[test]
fn nearly_every_country_is_in_the_table() {
    let areas = catalogue().areas;
    let here: Country = "NL".parse().expect("a country");
    let missing: Vec<String> = places()
        .keys()
        .filter(|code| areas.distances().at_least(here, **code).is_none())
        .map(ToString::to_string)
        .collect();
    assert!(missing.len() < 8, "{missing:?}");
}
