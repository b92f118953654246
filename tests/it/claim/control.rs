//! "The companies that run the servers and networks are controlled from within the EEA."

use waarborg::domain::claim::Claim;
use waarborg::domain::claim::ClaimStatus::{Confirmed, Contradicted, NotObservable};
use waarborg::domain::fact::Control;

use super::{World, yes};

fn owned(world: &World) -> Claim {
    world.hold(Some("european-ownership"), yes(), &[])
}

fn control(parent: &str, country: Option<&str>, checked: &str) -> Control {
    Control {
        asn: Some(64_500),
        holder: None,
        operator: Some("hoster".into()),
        operator_name: Some("Hoster".into()),
        ultimate_parent: Some(parent.into()),
        ultimate_parent_country: country.map(|code| code.parse().expect("a country")),
        checked_on: Some(checked.parse().expect("a day")),
    }
}

fn world(controls: &[Option<&Control>]) -> World {
    let mut world = World::of(&["a.example"]);
    for (number, control) in controls.iter().enumerate() {
        let address = format!("192.0.2.{number}");
        world = world
            .region("a.example", &address, "DE")
            .controlled(control.cloned());
    }
    world
}

#[test]
fn every_network_must_be_controlled_from_the_eea() {
    let european = control("Top SE", Some("NO"), "2026-11-01");
    assert_eq!(owned(&world(&[Some(&european)])).status, Confirmed);
    for country in ["US", "CN", "GB"] {
        let foreign = control("Top Inc.", Some(country), "2026-11-01");
        let claim = owned(&world(&[Some(&european), Some(&foreign)]));
        assert_eq!(claim.status, Contradicted, "{country}");
        assert!(
            claim
                .seen
                .en
                .contains("a.example (192.0.2.1): Hoster (parent: Top Inc., "),
            "{}",
            claim.seen.en
        );
        assert!(!claim.seen.en.contains("192.0.2.0"), "{}", claim.seen.en);
    }
}

#[test]
fn what_is_not_established_or_old_decides_nothing() {
    for open in [
        None,
        Some(control("Top Inc.", None, "2026-11-01")),
        Some(control("Top Inc.", Some("US"), "2025-01-01")),
        Some(control("Top SE", Some("NO"), "2025-01-01")),
    ] {
        let claim = owned(&world(&[open.as_ref()]));
        assert_eq!(claim.status, NotObservable);
        assert!(
            claim.seen.en.contains("not established"),
            "{}",
            claim.seen.en
        );
    }
    assert_eq!(owned(&World::of(&["a.example"])).status, NotObservable);
}
