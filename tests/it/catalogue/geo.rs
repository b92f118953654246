//! The tables that locate: digests, operators, areas, and addresses whose place is known.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::Arc;

use sha2::Digest as _;
use waarborg::catalogue::{Files, GeoTables, load_geo};
use waarborg::domain::day::Day;
use waarborg::domain::fact::{Delivery, DeliveryClass, GeoClaim, GeoKind, HostingFact};
use waarborg::domain::location::{Area, AreaKind, LocationStatus, Rung};

use super::catalogue;

pub(super) fn digest(bytes: &[u8]) -> String {
    sha2::Sha256::digest(bytes)
        .iter()
        .fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").expect("a String");
            hex
        })
}

fn tables() -> GeoTables {
    load_geo(&Files::default()).expect("the shipped tables")
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[test]
fn the_digests_are_those_of_the_files() {
    let tables = tables();
    assert_eq!(tables.databases.databases.len(), 4);
    for database in &tables.databases.databases {
        let path = format!("{}/data/geo/{}", env!("CARGO_MANIFEST_DIR"), database.file);
        let bytes = std::fs::read(&path).expect("a file");
        assert_eq!(database.sha256, digest(&bytes), "{}", database.file);
        let listed = tables
            .data
            .iter()
            .find(|file| file.path == format!("geo/{}", database.file));
        let listed = listed.expect("listed in the method");
        assert_eq!(listed.sha256, database.sha256);
        assert_eq!(listed.attribution.as_ref(), Some(&database.attribution));
        assert!(!database.licence.is_empty());
    }
}

#[test]
fn attributions_that_licences_ask_for_are_in_the_notice() {
    let notice =
        std::fs::read_to_string(format!("{}/NOTICE", env!("CARGO_MANIFEST_DIR"))).expect("NOTICE");
    for name in ["DB-IP", "CC BY 4.0"] {
        assert!(notice.contains(name), "{name}");
    }
}

#[test]
fn every_operator_that_is_named_is_in_the_table() {
    let tables = tables();
    let known: BTreeSet<&str> = tables
        .operators
        .operators
        .iter()
        .map(|o| o.id.as_str())
        .collect();
    assert_eq!(
        known.len(),
        tables.operators.operators.len(),
        "no operator twice"
    );
    let named: BTreeSet<&str> = tables
        .regions
        .regions
        .iter()
        .map(|region| region.provider.as_str())
        .chain(tables.edges.edges.iter().map(|edge| edge.operator.as_str()))
        .collect();
    let missing: Vec<&&str> = named.iter().filter(|id| !known.contains(**id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(named.len() > 5);
}

#[test]
fn regions_and_edges_are_numbered_once_and_name_their_list() {
    let tables = tables();
    let regions: BTreeSet<u32> = tables
        .regions
        .regions
        .iter()
        .map(|region| region.id)
        .collect();
    assert_eq!(regions.len(), tables.regions.regions.len());
    let edges: BTreeSet<u32> = tables.edges.edges.iter().map(|edge| edge.id).collect();
    assert_eq!(edges.len(), tables.edges.edges.len());
    let areas = catalogue().areas;
    for region in &tables.regions.regions {
        assert!(
            tables.regions.sources.contains_key(&region.source),
            "{region:?}"
        );
        assert!(areas.knows(region.country), "{region:?}");
    }
    let mut places: BTreeMap<(&str, &str, Option<&str>), BTreeSet<&str>> = BTreeMap::new();
    for region in &tables.regions.regions {
        let key = (
            region.provider.as_str(),
            region.region.as_str(),
            region.zone.as_deref(),
        );
        places.entry(key).or_default().insert(region.country.code());
    }
    let torn: Vec<_> = places
        .iter()
        .filter(|((provider, _, _), countries)| *provider == "aws" && countries.len() > 1)
        .collect();
    assert!(torn.is_empty(), "a region lies in one country: {torn:?}");
}

#[test]
fn operators_name_countries_that_exist_and_where_that_was_read() {
    let areas = catalogue().areas;
    for operator in &tables().operators.operators {
        if let Some(country) = operator.ultimate_parent_country {
            assert!(areas.knows(country), "{operator:?}");
        }
        assert!(operator.source.starts_with("https://"), "{operator:?}");
    }
}

/// An address in a published region of a country.
fn published_in(code: &str) -> HostingFact {
    let address: IpAddr = "192.0.2.1".parse().expect("an address");
    let words: Arc<str> = "a list".into();
    HostingFact {
        address,
        canonical: address,
        scope: "public".into(),
        delivery: Delivery {
            class: DeliveryClass::Origin,
            operator: None,
            network: None,
            basis: Vec::new(),
        },
        claims: vec![GeoClaim {
            kind: GeoKind::ProviderRegion,
            source: Arc::clone(&words),
            family: words,
            dated: None,
            network: None,
            provider: None,
            region: None,
            zone: None,
            country: Some(code.parse().expect("a country")),
        }],
        control: None,
        routes: None,
    }
}

#[test]
fn territories_have_a_legal_position_of_their_own() {
    let areas = catalogue().areas;
    let today = day("2026-11-22");
    for (code, kind, status) in [
        ("NL", AreaKind::Eu, LocationStatus::InEea),
        ("NO", AreaKind::Eea, LocationStatus::InEea),
        ("IS", AreaKind::Eea, LocationStatus::InEea),
        ("LI", AreaKind::Eea, LocationStatus::InEea),
        // Outermost regions are Union territory (TFEU art. 355(1)) …
        ("RE", AreaKind::EuOutermost, LocationStatus::InEea),
        ("GF", AreaKind::EuOutermost, LocationStatus::InEea),
        ("GP", AreaKind::EuOutermost, LocationStatus::InEea),
        ("MQ", AreaKind::EuOutermost, LocationStatus::InEea),
        ("YT", AreaKind::EuOutermost, LocationStatus::InEea),
        ("MF", AreaKind::EuOutermost, LocationStatus::InEea),
        // … overseas countries and territories are not, whatever passport people have there.
        ("CW", AreaKind::Outside, LocationStatus::Outside),
        ("AW", AreaKind::Outside, LocationStatus::Outside),
        ("BQ", AreaKind::Outside, LocationStatus::Outside),
        ("SX", AreaKind::Outside, LocationStatus::Outside),
        ("NC", AreaKind::Outside, LocationStatus::Outside),
        ("PF", AreaKind::Outside, LocationStatus::Outside),
        ("GL", AreaKind::Outside, LocationStatus::Outside),
        ("CH", AreaKind::Adequacy, LocationStatus::Adequacy),
        ("JP", AreaKind::Adequacy, LocationStatus::Adequacy),
        (
            "US",
            AreaKind::AdequacyConditional,
            LocationStatus::AdequacyConditional,
        ),
        ("CN", AreaKind::Outside, LocationStatus::Outside),
        ("IN", AreaKind::Outside, LocationStatus::Outside),
    ] {
        let verdict = areas.judge(&published_in(code), today);
        assert_eq!(
            (verdict.rung, verdict.area),
            (Rung::L1, Some(kind)),
            "{code}"
        );
        assert_eq!(verdict.status, status, "{code}");
    }
}

/// The file of areas, as far as this test reads it.
#[derive(serde::Deserialize)]
struct Table {
    area: Vec<Area>,
}

#[test]
fn no_country_has_two_positions_on_one_day() {
    let source = std::fs::read_to_string(format!(
        "{}/data/locations/areas.toml",
        env!("CARGO_MANIFEST_DIR")
    ))
    .expect("the table");
    let table: Table = toml::from_str(&source).expect("TOML");
    assert!(table.area.len() > 240, "{}", table.area.len());
    let (first, last) = (day("1900-01-01"), day("2999-12-31"));
    for (number, row) in table.area.iter().enumerate() {
        let span = |row: &Area| (row.from.unwrap_or(first), row.until.unwrap_or(last));
        let (from, until) = span(row);
        assert!(from <= until, "{row:?}");
        for other in table.area[..number]
            .iter()
            .filter(|other| other.code == row.code)
        {
            let (other_from, other_until) = span(other);
            assert!(
                until < other_from || other_until < from,
                "{row:?}\n{other:?}"
            );
        }
    }
}
