//! "All endpoints are in the EEA", "the service runs in these countries".

use waarborg::domain::answer::AnswerValue;
use waarborg::domain::claim::ClaimStatus::{
    self, Confirmed, Contradicted, Explained, NotObservable,
};
use waarborg::domain::fact::{DeliveryClass, GeoKind};
use waarborg::domain::observation::Probe;

use super::{World, yes};

const EEA: Option<&str> = Some("endpoints-in-eea");
const REGIONS: Option<&str> = Some("declared-regions");

fn eea(world: &World) -> ClaimStatus {
    world.hold(EEA, yes(), &[]).status
}

fn regions(world: &World, countries: &[&str]) -> ClaimStatus {
    let list = countries.iter().map(|c| (*c).to_owned()).collect();
    world.hold(REGIONS, AnswerValue::List(list), &[]).status
}

#[test]
fn every_address_of_every_host_must_be_seen_in_the_eea() {
    let world = World::of(&["a.example", "b.example"])
        .region("a.example", "192.0.2.1", "DE")
        .region("a.example", "192.0.2.2", "NO")
        .region("b.example", "192.0.2.3", "NL");
    let claim = world.hold(EEA, yes(), &[]);
    assert_eq!(claim.status, Confirmed);
    assert_eq!(claim.evidence.len(), 3);
    for part in [
        "a.example (192.0.2.1)",
        "Germany",
        "Norway",
        "b.example (192.0.2.3)",
    ] {
        assert!(claim.seen.en.contains(part), "{part}: {}", claim.seen.en);
    }
    assert!(claim.seen.nl.contains("Duitsland"), "{}", claim.seen.nl);
    assert!(
        !claim.seen.en.contains("data is in"),
        "an address is not where data is"
    );
}

#[test]
fn one_address_outside_refutes() {
    for country in ["US", "JP", "CN", "GB"] {
        let world = World::of(&["a.example", "b.example"])
            .region("a.example", "192.0.2.1", "DE")
            .region("b.example", "192.0.2.3", country);
        let claim = world.hold(EEA, yes(), &[]);
        assert_eq!(claim.status, Contradicted, "{country}");
        assert!(
            claim.seen.en.contains("b.example") && !claim.seen.en.contains("a.example"),
            "{}",
            claim.seen.en
        );
    }
}

#[test]
fn a_host_that_was_not_seen_keeps_it_open() {
    let world = World::of(&["a.example", "b.example"]).region("a.example", "192.0.2.1", "DE");
    assert_eq!(eea(&world), NotObservable);
    assert_eq!(eea(&World::of(&["a.example"])), NotObservable);
    assert_eq!(eea(&World::default()), NotObservable);
    // One address seen, another of the same host not.
    let world = World::of(&["a.example"])
        .region("a.example", "192.0.2.1", "DE")
        .unseen(Probe::Hosting, "host:a.example");
    assert_eq!(eea(&world), NotObservable);
}

#[test]
fn the_edge_of_a_cdn_neither_confirms_nor_refutes() {
    for country in ["US", "NL"] {
        let world = World::of(&["a.example"]).edge("a.example", "192.0.2.1", country);
        let claim = world.hold(EEA, yes(), &[]);
        assert_eq!(claim.status, NotObservable, "{country}");
        assert!(
            claim.seen.en.contains("anycast or CDN"),
            "{}",
            claim.seen.en
        );
        assert_eq!(regions(&world, &["NL"]), NotObservable, "{country}");
    }
    let anycast = World::of(&["a.example"]).hosted(
        "a.example",
        "192.0.2.1",
        DeliveryClass::Anycast,
        &[(GeoKind::ProviderRegion, "US")],
    );
    assert_eq!(eea(&anycast), NotObservable);
    // An edge beside an origin keeps the claim open, and an origin outside still refutes it.
    let mixed = World::of(&["a.example"])
        .edge("a.example", "192.0.2.1", "NL")
        .region("a.example", "192.0.2.2", "DE");
    assert_eq!(eea(&mixed), NotObservable);
    assert_eq!(
        eea(&mixed.region("a.example", "192.0.2.3", "US")),
        Contradicted
    );
}

#[test]
fn an_indication_neither_confirms_nor_refutes() {
    for country in ["US", "NL"] {
        let world = World::of(&["a.example"]).indicated("a.example", "192.0.2.1", country);
        assert_eq!(eea(&world), NotObservable, "{country}");
        assert_eq!(regions(&world, &["NL"]), NotObservable, "{country}");
    }
    let registry = World::of(&["a.example"]).hosted(
        "a.example",
        "192.0.2.1",
        DeliveryClass::Unknown,
        &[(GeoKind::Registry, "US")],
    );
    assert_eq!(eea(&registry), NotObservable, "a registry gives no place");
    let split = World::of(&["a.example"]).hosted(
        "a.example",
        "192.0.2.1",
        DeliveryClass::Unknown,
        &[(GeoKind::GeoDatabase, "US"), (GeoKind::GeoDatabase, "NL")],
    );
    assert_eq!(
        eea(&split),
        NotObservable,
        "sources that contradict each other prove nothing"
    );
}

#[test]
fn hosts_that_are_no_endpoints_do_not_count() {
    let mut world = World::of(&["a.example"]).region("a.example", "192.0.2.1", "DE");
    world
        .subjects
        .push(waarborg::domain::subject::Subject::host("mail.example"));
    let world = world.region("mail.example", "192.0.2.9", "US");
    assert_eq!(eea(&world), Confirmed);
    assert_eq!(regions(&world, &["DE"]), Confirmed);
}

#[test]
fn declared_regions_hold_when_every_address_is_in_one_of_them() {
    let world = World::of(&["a.example", "b.example"])
        .region("a.example", "192.0.2.1", "DE")
        .region("b.example", "192.0.2.2", "IE");
    assert_eq!(regions(&world, &["DE", "IE", "NL"]), Confirmed);
    assert_eq!(regions(&world, &["DE"]), Contradicted);
    let claim = world.hold(REGIONS, AnswerValue::Text("DE".to_owned()), &[]);
    assert_eq!(claim.status, Contradicted);
    assert!(
        claim.seen.en.contains("Ireland") && !claim.seen.en.contains("Germany"),
        "{}",
        claim.seen.en
    );
    assert_eq!(
        regions(&world, &["de", "ie"]),
        Confirmed,
        "codes in either case"
    );
}

#[test]
fn without_a_declared_country_nothing_is_confirmed() {
    let world = World::of(&["a.example"]);
    assert_eq!(regions(&world, &["DE"]), NotObservable);
    let unseen = World::of(&["a.example"]).unseen(Probe::Hosting, "host:a.example");
    assert_eq!(regions(&unseen, &["DE"]), NotObservable);
    assert_eq!(regions(&unseen, &[]), NotObservable);
}

#[test]
fn an_explanation_settles_a_contradiction_and_nothing_else() {
    let world = World::of(&["a.example"])
        .region("a.example", "192.0.2.1", "US")
        .explained();
    let claim = world.hold(EEA, yes(), &[]);
    assert_eq!(claim.status, Explained);
    assert!(
        claim
            .explanation
            .as_deref()
            .is_some_and(|text| text.contains("privacy officer"))
    );
    assert!(
        claim.seen.en.contains("United States"),
        "what was seen stays: {}",
        claim.seen.en
    );

    let world = World::of(&["a.example"])
        .region("a.example", "192.0.2.1", "DE")
        .explained();
    let claim = world.hold(EEA, yes(), &[]);
    assert_eq!((claim.status, claim.explanation), (Confirmed, None));
    let world = World::of(&["a.example"]).explained();
    let claim = world.hold(EEA, yes(), &[]);
    assert_eq!((claim.status, claim.explanation), (NotObservable, None));
}
