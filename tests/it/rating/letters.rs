//! Letters of typical servers, today and on other days.

use waarborg::catalogue::Catalogue;
use waarborg::domain::fact::{ChainEntry, Feature, TlsVersion, VersionState, WeaknessState};
use waarborg::domain::observation::{Observations, Probe, Reading};
use waarborg::domain::rating::Part;
use waarborg::domain::service::Service;
use waarborg::domain::subject::Subject;

use super::*;

fn modern_and(version: TlsVersion, suites: &[u32]) -> Server {
    Server::new(&[
        (TlsVersion::Tls13, &TLS13),
        (TlsVersion::Tls12, &[GCM_256, GCM_128]),
        (version, suites),
    ])
}

#[test]
fn typical_servers_get_the_letters_that_people_expect() {
    let tls12 = |suites: &[u32]| Server::new(&[(TlsVersion::Tls12, suites)]);
    let rows: [(&str, Server, &str); 20] = [
        ("modern", Server::modern(), "A+"),
        ("no HSTS", Server::modern().hsts(None), "A"),
        (
            "short HSTS",
            Server::modern().hsts(Some("max-age=86400")),
            "A",
        ),
        ("HSTS off", Server::modern().hsts(Some("max-age=0")), "A-"),
        ("broken HSTS", Server::modern().hsts(Some("forever")), "A-"),
        ("no TLS 1.3", tls12(&[GCM_256, GCM_128]), "A-"),
        (
            "no signal of protected renegotiation",
            Server::modern().with(|p| p.features.secure_renegotiation = Feature::Absent),
            "A-",
        ),
        ("TLS 1.0", modern_and(TlsVersion::Tls10, &[0xc014]), "B"),
        ("TLS 1.1", modern_and(TlsVersion::Tls11, &[0xc014]), "B"),
        ("SSL 3.0", modern_and(TlsVersion::Ssl3, &[RSA_CBC]), "C"),
        ("SSL 2.0", modern_and(TlsVersion::Ssl2, &[0x01_0080]), "F"),
        (
            "SSL 3.0 only",
            Server::new(&[(TlsVersion::Ssl3, &[RSA_CBC])]),
            "F",
        ),
        ("RC4 in TLS 1.2", tls12(&[GCM_256, RC4]), "C"),
        ("RC4 only", tls12(&[RC4]), "F"),
        ("3DES in TLS 1.2", tls12(&[GCM_256, TRIPLE_DES]), "C"),
        ("export", tls12(&[GCM_256, EXPORT]), "F"),
        ("DH 1024", tls12(&[GCM_256, DHE_GCM]).primes(1024), "B"),
        ("DH 768", tls12(&[GCM_256, DHE_GCM]).primes(768), "F"),
        ("no forward secrecy", tls12(&[0x009c, 0x009d]), "B"),
        ("no AEAD", tls12(&[0xc028, 0xc027]), "B"),
    ];
    for (name, server, letter) in rows {
        let grade = server.letter();
        assert_eq!(grade.letter.as_deref(), Some(letter), "{name}: {grade:?}");
        assert!(grade.complete, "{name}: {grade:?}");
        assert!(grade.score.is_some() && grade.level.is_none(), "{name}");
        assert!(!grade.reasons.is_empty() || letter == "A", "{name}");
    }
}

#[test]
fn the_points_are_those_of_the_formula() {
    // 30 % of 100, 30 % of 90 (x25519), 40 % of the mean of 100 and 80.
    assert_eq!(Server::modern().letter().score, Some(9300));
    // TLS 1.0 takes the mean of the versions to 95.
    let old = modern_and(TlsVersion::Tls10, &[0xc014]);
    assert_eq!(old.letter().score, Some(9150));
    // An anonymous suite takes everything.
    let anonymous = Server::new(&[(TlsVersion::Tls12, &[GCM_256, 0xc018])]);
    assert_eq!(anonymous.letter().score, Some(0));
    assert_eq!(anonymous.letter().letter.as_deref(), Some("F"));
    // A key of 1024 bits under which keys are sent is an exchange of 1024 bits; beside ECDHE it is the certificate's own matter.
    let with_key = |suites: &[u32]| {
        let mut server = Server::new(&[(TlsVersion::Tls12, suites)]);
        let mut short = certificate();
        short.key.bits = 1024;
        server.fact.chain = vec![ChainEntry::Parsed(Box::new(short))];
        server
    };
    assert_eq!(with_key(&[0x009d]).letter().score, Some(9400));
    assert_eq!(with_key(&[GCM_256]).letter().score, Some(9700));
    let certificate = grade(&with_key(&[GCM_256]).rate(), LETTERS, Part::Certificate);
    assert_eq!(certificate.letter.as_deref(), Some("B"));
}

#[test]
fn a_private_authority_spoils_the_letter_of_the_certificate_alone() {
    let mut own = Server::modern();
    let mut leaf = certificate();
    leaf.self_signed = true;
    leaf.issuer.clone_from(&leaf.subject);
    own.fact.chain = vec![ChainEntry::Parsed(Box::new(leaf))];
    for path in &mut own.fact.trust {
        path.trusted = false;
        path.error = Some(TrustPath::NO_PATH.to_owned());
    }
    let ratings = own.rate();
    let configuration = grade(&ratings, LETTERS, Part::Configuration);
    assert_eq!(configuration.letter.as_deref(), Some("A+"));
    assert!(configuration.complete);
    let of_certificate = grade(&ratings, LETTERS, Part::Certificate);
    assert_eq!(of_certificate.letter.as_deref(), Some("T"));
    assert!(of_certificate.complete);

    let mut wrong = Server::modern();
    wrong.fact.name_matches = false;
    let of_certificate = grade(&wrong.rate(), LETTERS, Part::Certificate);
    assert_eq!(of_certificate.letter.as_deref(), Some("M"));
    assert_eq!(wrong.letter().letter.as_deref(), Some("A+"));
    // Nobody looked at revocation: the letter is the best it can be.
    let good = grade(&Server::modern().rate(), LETTERS, Part::Certificate);
    assert_eq!((good.letter.as_deref(), good.complete), (Some("A"), false));
    assert!(good.not_observed.is_some());
}

#[test]
fn a_past_day_has_the_rules_of_that_day() {
    let old = modern_and(TlsVersion::Tls10, &[0xc014]);
    let tls12 = Server::new(&[(TlsVersion::Tls12, &[GCM_256, GCM_128])]);
    let rsa = Server::new(&[(TlsVersion::Tls12, &[0x009c, 0x009d])]);
    let rc4 = Server::new(&[(TlsVersion::Tls12, &[GCM_256, RC4])]);
    let beast = Server::new(&[(TlsVersion::Tls10, &[0xc014])]);
    let rows: [(&Server, &str, &str); 14] = [
        (&old, "2020-01-30", "A+"),
        (&old, "2020-01-31", "B"),
        (&tls12, "2025-05-15", "A+"),
        (&tls12, "2025-05-16", "A-"),
        (&rsa, "2014-01-20", "A"),
        (&rsa, "2014-01-21", "A-"),
        (&rsa, "2018-02-28", "A-"),
        (&rsa, "2018-03-01", "B"),
        (&rc4, "2014-12-07", "A-"),
        (&rc4, "2014-12-08", "B"),
        (&rc4, "2015-05-20", "C"),
        (&beast, "2013-09-08", "B"),
        (&beast, "2013-09-09", "A"),
        (&beast, "2014-01-21", "B"),
    ];
    for (server, day, letter) in rows {
        let grade = server.letter_on(day);
        assert_eq!(grade.letter.as_deref(), Some(letter), "{day}: {grade:?}");
    }
    // Before the guide that it follows there is no letter at all.
    let before = old.rate_on("2013-01-01");
    assert!(before.iter().all(|rating| rating.policy != LETTERS));
}

#[test]
fn what_was_not_seen_makes_a_letter_the_best_it_can_be() {
    let unseen = |change: &dyn Fn(&mut TlsPicture)| Server::modern().with(|p| change(p)).letter();
    let rows = [
        unseen(&|p| p.suites[1].incomplete = Some(failure())),
        unseen(&|p| p.groups[0].incomplete = Some(failure())),
        unseen(&|p| p.features.compression = Feature::NotLooked),
        unseen(&|p| p.features.secure_renegotiation = Feature::Inconclusive(failure())),
        unseen(&|p| p.weaknesses[2].state = WeaknessState::Inconclusive(failure())),
        unseen(&|p| p.weaknesses.clear()),
        unseen(&|p| p.groups.clear()),
    ];
    for grade in rows {
        assert!(!grade.complete && grade.not_observed.is_some(), "{grade:?}");
        assert_ne!(grade.letter.as_deref(), Some("A+"), "{grade:?}");
    }
    let mut version = Server::modern();
    version.fact.versions[0].state = VersionState::Inconclusive(failure());
    let grade = version.letter();
    assert_eq!(
        (grade.letter.as_deref(), grade.complete),
        (Some("A"), false)
    );
    let text = grade.not_observed.expect("what was not seen");
    assert!(
        text.nl.contains("SSL 2.0") && text.en.contains("SSL 2.0"),
        "{text:?}"
    );

    // What is certain at the bottom needs nothing more.
    let mut bottom = modern_and(TlsVersion::Ssl2, &[0x01_0080]);
    bottom.fact.versions[2].state = VersionState::Inconclusive(failure());
    let grade = bottom.letter();
    assert_eq!((grade.letter.as_deref(), grade.complete), (Some("F"), true));
    assert_eq!(grade.not_observed, None);

    // A light look gives no letter.
    let mut light = Server::modern();
    light.fact.picture = None;
    let grade = light.letter();
    assert_eq!(
        (grade.letter, grade.score, grade.complete),
        (None, None, false)
    );
    assert!(grade.not_observed.is_some());
}

#[test]
fn the_worst_address_counts_and_a_silent_one_leaves_it_open() {
    let mut other = modern_and(TlsVersion::Tls10, &[0xc014]);
    other.fact.address = "192.0.2.11:443".parse().expect("address");
    let first = Server::modern();
    let ratings = rate_all(&[&first, &other], TODAY, "ncsc-2025-05");
    let together = grade(&ratings, LETTERS, Part::Configuration);
    assert_eq!(together.letter.as_deref(), Some("B"));
    assert!(together.complete);
    let of = |address| {
        ratings
            .iter()
            .find(|r| r.policy == LETTERS && r.address == Some(address))
            .and_then(|r| r.grade(Part::Configuration))
            .and_then(|g| g.letter.clone())
    };
    assert_eq!(of(first.fact.address).as_deref(), Some("A+"));
    assert_eq!(of(other.fact.address).as_deref(), Some("B"));

    let mut seen: Observations = observations(&[&first, &other]);
    seen.0[1].reading = Reading::Failed(failure());
    let catalogue = Catalogue::load(None, "ncsc-2025-05").expect("data");
    let ratings = rate_seen(&[subject()], &seen, TODAY, &catalogue);
    let together = grade(&ratings, LETTERS, Part::Configuration);
    assert!(!together.complete, "{together:?}");
}

#[test]
fn a_service_without_web_has_no_plus_and_no_fault_of_the_web() {
    let subject = Subject::serving(Service::Imaps, "a.example", 993, "/", None);
    let mut seen = observations(&[&Server::modern()]);
    seen.0.retain(|observation| observation.probe == Probe::Tls);
    for observation in &mut seen.0 {
        observation.subject = subject.id.clone();
    }
    let catalogue = Catalogue::load(None, "ncsc-2025-05").expect("data");
    let ratings = rate_seen(&[subject], &seen, TODAY, &catalogue);
    let grade = grade(&ratings, LETTERS, Part::Configuration);
    assert_eq!((grade.letter.as_deref(), grade.complete), (Some("A"), true));
}
