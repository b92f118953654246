//! Evidence about addresses.

use std::net::IpAddr;

use waarborg::domain::fact::{DeliveryClass, GeoClaim, GeoKind, HostingFact};
use waarborg::domain::observation::{Fact, Probe};
use waarborg::domain::subject::Subject;
use waarborg::probe::{GeoError, GeoSources, NetworkError, UserDatabase};

use super::{clock, fact, look, settings};
use crate::support::geo::{embedded, leak, sources};
use crate::support::mmdb::{Value, database, text};

/// 2026-11-01.
const RECENT: u32 = 1_793_491_200;

fn look_up(sources: &GeoSources, address: &str) -> HostingFact {
    let address: IpAddr = address.parse().expect("test address");
    sources.look_up(address).expect("readable tables")
}

fn claim(fact: &HostingFact, kind: GeoKind) -> Option<&GeoClaim> {
    fact.claims.iter().find(|claim| claim.kind == kind)
}

fn country(claim: Option<&GeoClaim>) -> Option<String> {
    claim.and_then(|claim| claim.country).map(|c| c.to_string())
}

fn user(name: &str, bytes: impl Into<Vec<u8>>) -> Vec<UserDatabase> {
    vec![UserDatabase {
        name: name.to_owned(),
        bytes: bytes.into(),
    }]
}

#[test]
fn a_published_region_comes_first_and_names_its_zone() {
    let sources = sources(Vec::new());
    let fact = look_up(&sources, "18.184.0.1");
    assert_eq!(fact.delivery.class, DeliveryClass::Origin);
    let kinds: Vec<GeoKind> = fact.claims.iter().map(|claim| claim.kind).collect();
    assert_eq!(
        kinds,
        [
            GeoKind::ProviderRegion,
            GeoKind::GeoDatabase,
            GeoKind::Registry
        ]
    );
    let region = claim(&fact, GeoKind::ProviderRegion).expect("a region");
    assert_eq!(country(Some(region)).as_deref(), Some("DE"));
    assert_eq!(region.provider.as_deref(), Some("aws"));
    assert_eq!(region.region.as_deref(), Some("eu-central-1"));
    assert_eq!(&*region.source, "AWS IP address ranges");
    assert_eq!(
        region.dated.map(|day| day.to_string()).as_deref(),
        Some("2026-08-22")
    );
    assert_eq!(
        region.network.map(|network| network.to_string()).as_deref(),
        Some("18.184.0.0/15")
    );
    let control = fact.control.expect("an operator");
    assert_eq!(control.asn, Some(16509));
    assert_eq!(control.holder.as_deref(), Some("Amazon.com, Inc."));
    assert_eq!(control.operator.as_deref(), Some("aws"));
    assert_eq!(
        control
            .ultimate_parent_country
            .map(|c| c.to_string())
            .as_deref(),
        Some("US")
    );
    let zone = look_up(&sources, "15.190.244.9");
    let region = claim(&zone, GeoKind::ProviderRegion).expect("a region");
    assert_eq!(region.zone.as_deref(), Some("eu-central-1-ist-1"));
    assert_eq!(country(Some(region)).as_deref(), Some("TR"));
}

#[test]
fn the_smaller_network_wins_between_edge_and_region() {
    let sources = sources(Vec::new());
    let edge = look_up(&sources, "104.16.1.1");
    assert_eq!(edge.delivery.class, DeliveryClass::Anycast);
    assert_eq!(edge.delivery.operator.as_deref(), Some("cloudflare"));
    assert_eq!(
        edge.control
            .and_then(|control| control.operator_name)
            .as_deref(),
        Some("Cloudflare"),
        "an edge names its operator even when its network is on no list"
    );
    let region = look_up(&sources, "104.16.8.1");
    assert_eq!(region.delivery.class, DeliveryClass::Origin);
    let edge = look_up(&sources, "18.185.9.1");
    assert_eq!(edge.delivery.class, DeliveryClass::Anycast);
}

#[test]
fn a_mapped_address_is_its_ipv4_self() {
    let sources = sources(Vec::new());
    let plain = look_up(&sources, "18.184.0.1");
    let mapped = look_up(&sources, "::ffff:18.184.0.1");
    assert_ne!(plain.address, mapped.address);
    assert_eq!(
        HostingFact {
            address: plain.address,
            ..mapped
        },
        plain
    );
    let v6 = look_up(&sources, "2a05:d014::1");
    assert_eq!(
        country(claim(&v6, GeoKind::ProviderRegion)).as_deref(),
        Some("DE")
    );
    assert_eq!(
        country(claim(&v6, GeoKind::GeoDatabase)).as_deref(),
        Some("IE")
    );
}

#[test]
fn special_addresses_have_a_scope_and_no_claims() {
    let sources = sources(Vec::new());
    for (address, scope) in [
        ("10.0.0.1", "private-use"),
        ("::ffff:127.0.0.1", "loopback"),
        ("2002:1212::1", "6to4"),
    ] {
        let fact = look_up(&sources, address);
        assert_eq!(&*fact.scope, scope);
        assert!(fact.claims.is_empty() && fact.control.is_none());
        assert_eq!(fact.delivery.class, DeliveryClass::Unknown);
    }
}

#[test]
fn no_row_and_no_place_are_claims_without_country() {
    let sources = sources(Vec::new());
    let none = look_up(&sources, "93.184.216.34");
    let claim_none = claim(&none, GeoKind::GeoDatabase).expect("it was asked");
    assert_eq!((claim_none.network, claim_none.country), (None, None));
    let no_place = look_up(&sources, "37.1.1.1");
    let claim_eu = claim(&no_place, GeoKind::GeoDatabase).expect("a row");
    assert!(claim_eu.network.is_some() && claim_eu.country.is_none());
    assert_eq!(
        no_place.control.and_then(|control| control.asn),
        Some(64_496),
        "a number without a name is still a number"
    );
    // The registry knows an address of the registry itself.
    let ripe = look_up(&sources, "193.0.6.139");
    assert_eq!(
        country(claim(&ripe, GeoKind::Registry)).as_deref(),
        Some("NL")
    );
    assert_eq!(
        claim(&ripe, GeoKind::Registry).map(|claim| &*claim.family),
        Some("rir")
    );
}

#[test]
fn every_schema_of_a_user_is_understood() {
    let nested = Value::Map(vec![
        ("country", text("iso_code", "NL")),
        ("registered_country", text("iso_code", "US")),
    ]);
    let named = Value::Map(vec![
        ("country", Value::Text("Netherlands")),
        ("country_code", Value::Text("NL")),
    ]);
    for (kind, row, family) in [
        ("GeoLite2-Country", nested, "maxmind"),
        ("ip-location-db", text("country_code", "NL"), "user:my.mmdb"),
        ("ipinfo lite", named, "ipinfo"),
        ("ipinfo standard", text("country", "NL"), "ipinfo"),
        ("DBIP-Country", text("country_code", "NL"), "dbip"),
    ] {
        let file = database(kind, RECENT, &[("145.0.0.0/8", row)]);
        let sources = sources(user("my.mmdb", file));
        let fact = look_up(&sources, "145.1.1.1");
        let mine = fact
            .claims
            .iter()
            .find(|claim| &*claim.source == "my.mmdb")
            .expect("the user's source");
        assert_eq!(mine.kind, GeoKind::GeoDatabase);
        assert_eq!(country(Some(mine)).as_deref(), Some("NL"), "{kind}");
        assert_eq!(&*mine.family, family);
        assert_eq!(
            mine.dated.map(|day| day.to_string()).as_deref(),
            Some("2026-11-01")
        );
    }
}

#[test]
fn an_anycast_flag_of_a_user_counts_unless_a_region_is_smaller() {
    let flagged = |code| {
        Value::Map(vec![
            ("country", text("iso_code", code)),
            (
                "traits",
                Value::Map(vec![("is_anycast", Value::Flag(true))]),
            ),
        ])
    };
    let rows = [
        ("145.0.0.0/8", flagged("NL")),
        ("18.184.0.0/14", flagged("US")),
    ];
    let sources = sources(user(
        "GeoIP2-City.mmdb",
        database("GeoIP2-City", RECENT, &rows),
    ));
    let fact = look_up(&sources, "145.1.1.1");
    assert_eq!(fact.delivery.class, DeliveryClass::Anycast);
    assert_eq!(fact.delivery.basis.len(), 1);
    let fact = look_up(&sources, "18.184.0.1");
    assert_eq!(fact.delivery.class, DeliveryClass::Origin);
}

#[test]
fn a_geofeed_of_a_user_is_a_rung_of_its_own() {
    let feed = "# our prefixes\n145.1.0.0/16,BE,BE-VLG,Gent,\n145.0.0.0/8,NL,,,\n";
    let sources = sources(user("feed.CSV", feed));
    let fact = look_up(&sources, "145.1.2.3");
    let claim = claim(&fact, GeoKind::Geofeed).expect("the feed");
    assert_eq!(country(Some(claim)).as_deref(), Some("BE"));
    assert_eq!(&*claim.source, "feed.CSV");
}

#[test]
fn files_that_cannot_be_used_are_refused_with_their_name() {
    let good = database("x", RECENT, &[("145.0.0.0/8", text("country_code", "NL"))]);
    let open = |name: &str, bytes: Vec<u8>| GeoSources::new(embedded(), user(name, bytes)).err();
    let cut = good[..good.len() - 40].to_vec();
    for bytes in [b"garbage".to_vec(), Vec::new(), cut] {
        assert!(matches!(
            open("x.mmdb", bytes),
            Some(GeoError::NotADatabase { name, .. }) if name == "x.mmdb"
        ));
    }
    let no_country = database("x", RECENT, &[("145.0.0.0/8", text("isp", "KPN"))]);
    assert!(matches!(
        open("x.mmdb", no_country),
        Some(GeoError::NoCountries { .. })
    ));
    assert!(matches!(
        open("feed.csv", b"145.0.0.0/8;NL".to_vec()),
        Some(GeoError::Geofeed { line: 1, .. })
    ));
    let mut holed = good.clone();
    // The data section starts behind the tree and sixteen zeros; an invalid type there makes the row unreadable.
    let row = holed
        .windows(12)
        .position(|w| w == b"country_code")
        .expect("the row");
    holed[row - 2] = 0;
    holed[row - 1] = 0xff;
    assert!(matches!(
        open("x.mmdb", holed),
        Some(GeoError::Damaged { .. })
    ));
}

#[test]
fn a_file_from_the_future_is_refused() {
    let rows = [("145.0.0.0/8", text("country_code", "NL"))];
    let tomorrow = RECENT + 22 * 86_400;
    let fine = sources(user("x.mmdb", database("x", tomorrow, &rows)));
    assert_eq!(fine.check_dates(clock()), Ok(()));
    let late = sources(user("x.mmdb", database("x", tomorrow + 86_400, &rows)));
    assert!(matches!(
        late.check_dates(clock()),
        Err(GeoError::FromTheFuture { .. })
    ));
    let network = waarborg::probe::Network::new(settings(), late.into(), clock);
    assert!(matches!(
        network.err(),
        Some(NetworkError::Geo(GeoError::FromTheFuture { .. }))
    ));
}

#[test]
fn an_unreadable_table_gives_no_claim_and_never_no_country() {
    let mut geo = embedded();
    let rows = [("18.184.0.0/15", text("region", "not a number"))];
    geo.cloud_regions = leak(database("regions", 1, &rows));
    let sources = GeoSources::new(geo, Vec::new()).expect("opens");
    let fact = look_up(&sources, "18.184.0.1");
    assert!(claim(&fact, GeoKind::ProviderRegion).is_none());
    assert_eq!(
        country(claim(&fact, GeoKind::GeoDatabase)).as_deref(),
        Some("US")
    );
}

#[test]
fn tables_that_do_not_fit_together_are_refused() {
    let mut geo = embedded();
    geo.lists.clear();
    assert!(matches!(
        GeoSources::new(geo, Vec::new()),
        Err(GeoError::Table { name, .. }) if name == "regions.toml"
    ));
    let mut geo = embedded();
    geo.edges.extend(geo.edges.clone());
    assert!(matches!(
        GeoSources::new(geo, Vec::new()),
        Err(GeoError::Table { .. })
    ));
    let mut geo = embedded();
    geo.databases.clear();
    assert!(matches!(
        GeoSources::new(geo, Vec::new()),
        Err(GeoError::Table { .. })
    ));
}

#[tokio::test]
async fn an_address_is_its_own_host() {
    let host = Subject::host("18.184.0.1");
    let observations = look(settings(), std::slice::from_ref(&host)).await;
    assert_eq!(observations.0.len(), 1);
    let observation = observations
        .of(Probe::Hosting, &host.id)
        .next()
        .expect("one");
    assert!(matches!(fact(observation), Fact::Hosting(hosting) if hosting.claims.len() == 3));
}
