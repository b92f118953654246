//! Claims without a rule of their own: the checks that the question names decide. And what claims do to the score.

use waarborg::claim::{RULES, apply};
use waarborg::domain::claim::Claim;
use waarborg::domain::claim::ClaimStatus::{
    self, Confirmed, Contradicted, Explained, NotObservable,
};
use waarborg::domain::finding::Confidence::{High, Low, Medium};
use waarborg::domain::finding::FindingSource;
use waarborg::domain::finding::Outcome::{Conforms, Deviates, NotApplicable, NotObserved, Partial};
use waarborg::domain::item::{Item, ItemReading};
use waarborg::domain::pack::{Importance, Strength};
use waarborg::domain::text::Text;

use super::{World, catalogue, yes};

fn by(world: &World, checks: &[&str]) -> Claim {
    world.hold(None, yes(), checks)
}

#[test]
fn all_named_checks_must_agree() {
    let world = World::of(&["a.example"])
        .found("tls-versions", "endpoint:a.example:443", Conforms, High)
        .found("https-hsts", "endpoint:a.example:443", Conforms, High)
        .found("dns-caa", "host:a.example", Deviates, High);
    assert_eq!(
        by(&world, &["tls-versions", "https-hsts"]).status,
        Confirmed
    );
    let claim = by(&world, &["tls-versions", "dns-caa"]);
    assert_eq!(claim.status, Contradicted);
    assert_eq!(claim.seen.en, "a.example: finding of dns-caa.");
    assert_eq!(by(&world.explained(), &["dns-caa"]).status, Explained);
}

#[test]
fn what_could_not_be_seen_or_only_half_holds_is_left_open() {
    for outcome in [NotObserved, Partial] {
        let world = World::of(&["a.example"])
            .found("tls-versions", "endpoint:a.example:443", Conforms, High)
            .found("https-hsts", "endpoint:a.example:443", outcome, High);
        assert_eq!(
            by(&world, &["tls-versions", "https-hsts"]).status,
            NotObservable,
            "{outcome:?}"
        );
    }
    let world = World::of(&["a.example"]).found(
        "tls-versions",
        "endpoint:a.example:443",
        NotApplicable,
        High,
    );
    assert_eq!(by(&world, &["tls-versions"]).status, NotObservable);
    assert_eq!(
        by(&World::default(), &["tls-versions"]).status,
        NotObservable
    );
    assert_eq!(by(&World::default(), &[]).status, NotObservable);
}

#[test]
fn only_what_was_seen_with_certainty_refutes() {
    let world = |confidence| {
        World::of(&["a.example"]).found("hosting-location", "host:a.example", Deviates, confidence)
    };
    assert_eq!(by(&world(Low), &["hosting-location"]).status, NotObservable);
    assert_eq!(
        by(&world(Medium), &["hosting-location"]).status,
        Contradicted
    );
    assert_eq!(by(&world(High), &["hosting-location"]).status, Contradicted);
}

#[test]
fn where_an_address_is_registered_can_refute_but_never_confirm() {
    for check in [
        "hosting-location",
        "hosting-network-operator",
        "hosting-anycast",
    ] {
        let world = World::of(&["a.example"]).found(check, "host:a.example", Conforms, High);
        let claim = by(&world, &[check]);
        assert_eq!(claim.status, NotObservable, "{check}");
        assert!(
            claim.seen.en.contains("does not prove it"),
            "{}",
            claim.seen.en
        );
        let both = world.found("tls-versions", "endpoint:a.example:443", Conforms, High);
        assert_eq!(
            by(&both, &[check, "tls-versions"]).status,
            NotObservable,
            "{check}"
        );
    }
}

#[test]
fn every_claim_of_the_shipped_packs_has_its_rule_and_every_rule_its_claim() {
    let mut named: Vec<&str> = catalogue()
        .all_packs()
        .into_iter()
        .flat_map(|pack| pack.questions.iter().filter_map(|q| q.claim.as_deref()))
        .collect();
    named.sort_unstable();
    named.dedup();
    let mut rules: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    rules.sort_unstable();
    assert_eq!(named, rules);
}

#[test]
fn claims_speak_in_the_score() {
    let bare = |id: &str| Item {
        id: id.to_owned(),
        source: FindingSource::Question,
        topic: "location".parse().expect("an id"),
        weight: 4,
        title: Text::same(id),
        remedy: None,
        importance: Importance::Major,
        reading: ItemReading::Unknown { best: 10_000 },
    };
    let item = || Item {
        reading: ItemReading::Known {
            value: 10_000,
            strength: Strength::Asserted,
            indicated: true,
            carried: true,
            contradicted: false,
        },
        ..bare("quick/loc.endpoints")
    };
    let after = |status: ClaimStatus| {
        let claim = by(&World::default(), &[]);
        let claims = [Claim { status, ..claim }];
        let mut items = vec![item(), bare("quick/loc.other")];
        apply(&claims, &mut items);
        assert_eq!(
            items[1],
            bare("quick/loc.other"),
            "no other item is touched"
        );
        items.remove(0)
    };
    assert_eq!(after(NotObservable), item());
    assert_eq!(after(Explained), item());
    let ItemReading::Known {
        strength,
        indicated,
        carried,
        contradicted,
        ..
    } = after(Confirmed).reading
    else {
        panic!("known")
    };
    assert_eq!(
        (strength, indicated, carried, contradicted),
        (Strength::Observed, false, false, false)
    );
    let ItemReading::Known { contradicted, .. } = after(Contradicted).reading else {
        panic!("known")
    };
    assert!(contradicted);
}
