//! "The personal data are kept in these countries": an address can refute it, an edge asks, and nothing proves it.

use waarborg::domain::answer::AnswerValue;
use waarborg::domain::claim::Claim;
use waarborg::domain::claim::ClaimStatus::{Contradicted, NotObservable};

use super::World;

fn kept(world: &World, countries: &[&str]) -> Claim {
    let list = countries.iter().map(|c| (*c).to_owned()).collect();
    world.hold(Some("storage-places"), AnswerValue::List(list), &[])
}

#[test]
fn what_agrees_proves_nothing() {
    let world = World::of(&["a.example"]).region("a.example", "192.0.2.1", "DE");
    let claim = kept(&world, &["DE"]);
    assert_eq!(claim.status, NotObservable);
    assert!(
        claim.seen.en.contains("does not prove it"),
        "{}",
        claim.seen.en
    );
    assert_eq!(claim.evidence.len(), 1);
}

#[test]
fn an_edge_turns_it_into_a_question() {
    for country in ["US", "DE"] {
        let world = World::of(&["a.example"]).edge("a.example", "192.0.2.1", country);
        let claim = kept(&world, &["DE"]);
        assert_eq!(claim.status, NotObservable, "{country}");
        assert!(
            claim
                .seen
                .en
                .contains("ask where the edge network decrypts"),
            "{}",
            claim.seen.en
        );
    }
}

#[test]
fn another_country_in_the_same_legal_position_is_a_question_too() {
    let world = World::of(&["a.example", "b.example"])
        .region("a.example", "192.0.2.1", "DE")
        .region("b.example", "192.0.2.2", "IE");
    let claim = kept(&world, &["DE", "NL"]);
    assert_eq!(claim.status, NotObservable);
    for part in [
        "b.example (192.0.2.2)",
        "ask what is kept there",
        "a.example",
    ] {
        assert!(claim.seen.en.contains(part), "{part}: {}", claim.seen.en);
    }
}

#[test]
fn an_address_outside_the_named_legal_area_refutes() {
    let world = |country| World::of(&["a.example"]).region("a.example", "192.0.2.1", country);
    for (seen, said) in [
        ("US", "DE"),
        ("IN", "DE"),
        ("GB", "DE"),
        ("IN", "GB"),
        ("IN", "US"),
    ] {
        let claim = kept(&world(seen), &[said]);
        assert_eq!(claim.status, Contradicted, "{seen} {said}");
        assert_eq!(claim.response.as_deref(), Some("We moved last week."));
    }
    // Where the furthest country that was named is no better, it is a question.
    for (seen, said) in [("CA", "US"), ("DE", "IN"), ("SG", "IN")] {
        assert_eq!(
            kept(&world(seen), &[said]).status,
            NotObservable,
            "{seen} {said}"
        );
    }
    let indicated = World::of(&["a.example"]).indicated("a.example", "192.0.2.1", "IN");
    let claim = kept(&indicated, &["DE"]);
    assert_eq!((claim.status, claim.response), (NotObservable, None));
}

#[test]
fn without_countries_or_addresses_nothing_is_said() {
    let world = World::of(&["a.example"]).region("a.example", "192.0.2.1", "IN");
    assert_eq!(kept(&world, &[]).status, NotObservable);
    assert_eq!(
        kept(&World::of(&["a.example"]), &["DE"]).status,
        NotObservable
    );
    assert_eq!(kept(&World::default(), &["DE"]).status, NotObservable);
}
