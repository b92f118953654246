//! "Only TLS 1.2 or higher", "certificates are managed".

use waarborg::domain::claim::ClaimStatus::{
    self, Confirmed, Contradicted, Explained, NotObservable,
};
use waarborg::domain::fact::TlsVersion::{Ssl2, Ssl3};
use waarborg::domain::fact::VersionState::{self, Offered, Refused};
use waarborg::domain::finding::{Confidence::High, Outcome};
use waarborg::domain::observation::{Failure, FailureReason, Probe};

use super::{World, yes};

const VERSIONS: Option<&str> = Some("tls-1-2-or-higher-only");
const CERTIFICATES: Option<&str> = Some("certificates-managed");

fn unclear() -> VersionState {
    VersionState::Inconclusive(Failure::new(FailureReason::Closed, "closed"))
}

fn versions(world: &World) -> ClaimStatus {
    world.hold(VERSIONS, yes(), &[]).status
}

#[test]
fn old_versions_must_be_seen_to_be_refused_everywhere() {
    let world = World::of(&["a.example", "b.example"])
        .tls(
            "a.example",
            "192.0.2.1",
            [Refused, Refused, Offered, Offered],
        )
        .tls(
            "b.example",
            "192.0.2.2",
            [Refused, Refused, Refused, Offered],
        );
    let claim = world.hold(VERSIONS, yes(), &[]);
    assert_eq!(claim.status, Confirmed);
    assert!(
        claim.seen.en.contains("a.example") && claim.seen.en.contains("TLS 1.3"),
        "{}",
        claim.seen.en
    );
}

#[test]
fn ssl_is_older_still() {
    let modern = || {
        World::of(&["a.example"]).tls(
            "a.example",
            "192.0.2.1",
            [Refused, Refused, Offered, Offered],
        )
    };
    let asked = |ssl2, ssl3| versions(&modern().asked(Ssl2, ssl2).asked(Ssl3, ssl3));
    assert_eq!(asked(Refused, Refused), Confirmed);
    assert_eq!(asked(Offered, Refused), Contradicted);
    assert_eq!(asked(Refused, Offered), Contradicted);
    assert_eq!(asked(unclear(), Refused), NotObservable);
    assert_eq!(asked(Refused, unclear()), NotObservable);
    // Early assessments did not ask for SSL, and come out as they did.
    assert_eq!(versions(&modern()), Confirmed);
}

#[test]
fn one_old_version_on_one_address_refutes() {
    for old in [
        [Offered, Refused, Offered, Offered],
        [Refused, Offered, Offered, Offered],
    ] {
        let world = World::of(&["a.example", "b.example"])
            .tls(
                "a.example",
                "192.0.2.1",
                [Refused, Refused, Offered, Offered],
            )
            .tls("a.example", "192.0.2.2", old)
            .unseen(Probe::Tls, "endpoint:b.example:443");
        let claim = world.hold(VERSIONS, yes(), &[]);
        assert_eq!(claim.status, Contradicted);
        assert!(claim.seen.en.contains("192.0.2.2"), "{}", claim.seen.en);
        assert_eq!(
            world.explained().hold(VERSIONS, yes(), &[]).status,
            Explained
        );
    }
}

#[test]
fn silence_of_a_server_neither_confirms_nor_refutes() {
    let good = || [Refused, Refused, Offered, Offered];
    for world in [
        World::default(),
        World::of(&["a.example"]),
        World::of(&["a.example"]).unseen(Probe::Tls, "endpoint:a.example:443"),
        World::of(&["a.example"]).tls(
            "a.example",
            "192.0.2.1",
            [unclear(), Refused, Offered, Offered],
        ),
        World::of(&["a.example"]).tls(
            "a.example",
            "192.0.2.1",
            [Refused, Refused, Refused, Refused],
        ),
        World::of(&["a.example", "b.example"]).tls("a.example", "192.0.2.1", good()),
        // One of two addresses of the same endpoint did not show it.
        World::of(&["a.example"])
            .tls("a.example", "192.0.2.1", good())
            .tls(
                "a.example",
                "192.0.2.2",
                [unclear(), unclear(), Offered, Offered],
            ),
        World::of(&["a.example"])
            .tls("a.example", "192.0.2.1", good())
            .unseen(Probe::Tls, "endpoint:a.example:443"),
    ] {
        assert_eq!(versions(&world), NotObservable);
    }
}

/// Two endpoints with all in order, but for the dates of the second.
fn managed(outcome: Outcome) -> World {
    let world = World::of(&["a.example", "b.example"]);
    let (a, b) = ("endpoint:a.example:443", "endpoint:b.example:443");
    let seen = |world: World, subject: &str, validity| {
        world
            .found("certificate-trust", subject, Outcome::Conforms, High)
            .found("certificate-validity", subject, validity, High)
            .found("certificate-expiry-soon", subject, Outcome::Conforms, High)
    };
    let world = seen(seen(world, a, Outcome::Conforms), b, outcome);
    // A wrong name is another matter.
    world.found("certificate-hostname", a, Outcome::Deviates, High)
}

#[test]
fn certificates_are_managed_when_issuer_and_dates_are_good_everywhere() {
    let held = |outcome| managed(outcome).hold(CERTIFICATES, yes(), &[]);
    assert_eq!(held(Outcome::Conforms).status, Confirmed);
    let refuted = held(Outcome::Deviates);
    assert_eq!(refuted.status, Contradicted);
    assert_eq!(
        refuted.seen.en,
        "b.example: finding of certificate-validity."
    );
    assert_eq!(
        refuted.seen.nl,
        "b.example: bevinding van certificate-validity."
    );
    for outcome in [
        Outcome::NotObserved,
        Outcome::Partial,
        Outcome::NotApplicable,
    ] {
        let claim = held(outcome);
        assert_eq!(claim.status, NotObservable, "{outcome:?}");
        assert!(claim.seen.en.contains("b.example"), "{}", claim.seen.en);
    }
}

#[test]
fn certificates_that_were_not_seen_prove_nothing() {
    for world in [
        World::default(),
        World::of(&["a.example"]),
        World::of(&["a.example"]).found(
            "certificate-trust",
            "endpoint:a.example:443",
            Outcome::Conforms,
            High,
        ),
    ] {
        assert_eq!(world.hold(CERTIFICATES, yes(), &[]).status, NotObservable);
    }
}
