//! Answers that come too fast for every country that is claimed.

use waarborg::domain::answer::AnswerValue;
use waarborg::domain::claim::ClaimStatus::{Confirmed, Contradicted, NotObservable};

use super::{World, yes};

fn regions(countries: &[&str]) -> AnswerValue {
    AnswerValue::List(countries.iter().map(|c| (*c).to_owned()).collect())
}

#[test]
fn too_fast_for_every_country_named_refutes_whatever_the_sources_say() {
    let near = || World::of(&["a.example"]).edge("a.example", "18.184.0.1", "DE");
    // From Singapore it is 9,000 km to the EEA: light takes 60 milliseconds.
    let world = near().timed("a.example", "18.184.0.1", "SG", 3_000);
    let claim = world.hold(Some("endpoints-in-eea"), yes(), &[]);
    assert_eq!(claim.status, Contradicted);
    assert!(
        claim.seen.en.contains("seen from Singapore"),
        "{}",
        claim.seen.en
    );
    let claim = world.hold(Some("declared-regions"), regions(&["DE", "IE"]), &[]);
    assert_eq!(claim.status, Contradicted);
    // One of the countries named is near enough.
    let claim = world.hold(Some("declared-regions"), regions(&["DE", "MY"]), &[]);
    assert_eq!(claim.status, NotObservable);
    // Slow proves nothing, and neither does an edge that is near.
    let slow = near().timed("a.example", "18.184.0.1", "SG", 300_000);
    assert_eq!(
        slow.hold(Some("endpoints-in-eea"), yes(), &[]).status,
        NotObservable
    );
    let here = near().timed("a.example", "18.184.0.1", "NL", 3_000);
    assert_eq!(
        here.hold(Some("endpoints-in-eea"), yes(), &[]).status,
        NotObservable
    );
}

#[test]
fn a_place_that_is_possible_stays_confirmed() {
    let world = World::of(&["a.example"])
        .region("a.example", "18.184.0.1", "DE")
        .timed("a.example", "18.184.0.1", "NL", 7_000);
    assert_eq!(
        world.hold(Some("endpoints-in-eea"), yes(), &[]).status,
        Confirmed
    );
}
