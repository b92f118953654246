//! Levels by several guidelines over the same facts.

use waarborg::domain::fact::{DhParameters, Feature, TlsVersion, VersionState};
use waarborg::domain::policy::Level;
use waarborg::domain::rating::{Part, Rating, SettingKind};

use super::*;

/// What a server is changed by.
type Change<'a> = &'a dyn Fn(&mut TlsPicture);

const NCSC: &str = "ncsc-2025-05";
const LAW: &str = "nl-law-2.1.1";

fn of<'a>(ratings: &'a [Rating], policy: &str) -> &'a Rating {
    ratings
        .iter()
        .find(|rating| rating.policy == policy && rating.address.is_some())
        .unwrap_or_else(|| panic!("no rating by {policy}"))
}

fn level(server: &Server, policy: &str) -> (Option<Level>, bool) {
    let grade = grade(&server.rate(), policy, Part::Configuration);
    (grade.level, grade.complete)
}

#[test]
fn both_editions_rate_the_same_facts_and_that_of_the_run_comes_first() {
    let server = Server::new(&[
        (TlsVersion::Tls13, &TLS13),
        (TlsVersion::Tls12, &[GCM_256]),
        (TlsVersion::Tls11, &[0xc014]),
    ]);
    let ratings = server.rate();
    let setting = |policy, kind, name| of(&ratings, policy).level(kind, None, name);
    let rows = [
        (SettingKind::Version, "TLS 1.3", Level::Good, Level::Good),
        (
            SettingKind::Version,
            "TLS 1.1",
            Level::Insufficient,
            Level::PhaseOut,
        ),
        (
            SettingKind::Suite,
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            Level::Sufficient,
            Level::Good,
        ),
        (
            SettingKind::Suite,
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
            Level::Insufficient,
            Level::Sufficient,
        ),
        (
            SettingKind::Group,
            "x25519",
            Level::Sufficient,
            Level::Sufficient,
        ),
        (
            SettingKind::Feature,
            "compression",
            Level::Good,
            Level::Good,
        ),
        (
            SettingKind::Key,
            "rsa-3072",
            Level::Sufficient,
            Level::Sufficient,
        ),
        (SettingKind::Hash, "sha256", Level::Good, Level::Good),
    ];
    for (kind, name, ncsc, law) in rows {
        assert_eq!(setting(NCSC, kind, name), Some(ncsc), "{name}");
        assert_eq!(setting(LAW, kind, name), Some(law), "{name}");
    }
    assert_eq!(level(&server, NCSC), (Some(Level::Insufficient), true));
    assert_eq!(level(&server, LAW), (Some(Level::PhaseOut), true));
    let reasons = grade(&ratings, LAW, Part::Configuration).reasons;
    assert!(
        reasons.iter().any(|r| r.nl == "Uit te faseren: TLS 1.1"),
        "{reasons:?}"
    );

    let names = |policy: &str| -> Vec<String> {
        rate_all(&[&server], TODAY, policy)
            .into_iter()
            .filter(|rating| rating.address.is_none())
            .map(|rating| rating.policy)
            .collect()
    };
    assert_eq!(names(NCSC), [NCSC, LAW, LETTERS]);
    assert_eq!(names(LAW), [LAW, NCSC, LETTERS]);
    assert_eq!(
        names("mozilla-intermediate"),
        ["mozilla-intermediate", NCSC, LAW, LETTERS]
    );
    // An edition that did not exist yet says nothing, unless it was asked for.
    let early: Vec<String> = rate_all(&[&server], "2024-01-01", LAW)
        .into_iter()
        .map(|rating| rating.policy)
        .collect();
    assert!(!early.contains(&NCSC.to_owned()), "{early:?}");
}

#[test]
fn settings_have_the_levels_of_the_tables() {
    let prime = |known: Option<&str>| {
        Server::new(&[(TlsVersion::Tls12, &[GCM_256, DHE_GCM])]).with(|picture| {
            picture.dh_parameters = vec![DhParameters {
                version: TlsVersion::Tls12,
                bits: 3072,
                prime_sha256: "00".repeat(32),
                known: known.map(str::to_owned),
                export: false,
                reused: false,
                picked: false,
                suites: std::collections::BTreeSet::new(),
            }];
        })
    };
    let dh = |server: &Server, policy| {
        let ratings = server.rate();
        let rated = of(&ratings, policy);
        let found = rated.levels.iter().find(|l| l.kind == SettingKind::Dh);
        found.map(|l| (l.name.clone(), l.level))
    };
    let named = prime(Some("ffdhe3072"));
    assert_eq!(
        dh(&named, NCSC),
        Some(("ffdhe3072".into(), Level::PhaseOut))
    );
    assert_eq!(
        dh(&named, LAW),
        Some(("ffdhe3072".into(), Level::Sufficient))
    );
    let own = prime(None);
    assert_eq!(
        dh(&own, NCSC),
        Some(("dh-3072".into(), Level::Insufficient))
    );

    let feature = |change: &dyn Fn(&mut TlsPicture), name: &str| {
        let ratings = Server::modern().with(|p| change(p)).rate();
        of(&ratings, NCSC).level(SettingKind::Feature, None, name)
    };
    let rows: [(Change<'_>, &str, Option<Level>); 7] = [
        (
            &|p| p.features.extended_master_secret = Feature::Absent,
            "extended-master-secret",
            Some(Level::Insufficient),
        ),
        (
            &|p| p.features.client_renegotiation = Feature::Present,
            "client-renegotiation",
            Some(Level::PhaseOut),
        ),
        (
            &|p| {
                p.features.client_renegotiation = Feature::Present;
                p.features.secure_renegotiation = Feature::Absent;
            },
            "secure-renegotiation",
            Some(Level::Insufficient),
        ),
        (
            &|p| {
                p.sessions.early_data = Feature::Present;
                p.sessions.early_data_status = Some(200);
            },
            "early-data",
            Some(Level::Insufficient),
        ),
        (
            &|p| {
                p.sessions.early_data = Feature::Present;
                p.sessions.early_data_status = Some(425);
            },
            "early-data",
            Some(Level::Good),
        ),
        (
            &|p| p.sessions.early_data = Feature::Present,
            "early-data",
            None,
        ),
        (
            &|p| p.features.compression = Feature::NotApplicable,
            "compression",
            None,
        ),
    ];
    for (change, name, wanted) in rows {
        assert_eq!(feature(change, name), wanted, "{name}");
    }
}

#[test]
fn what_was_not_seen_makes_a_level_the_best_it_can_be() {
    assert_eq!(
        level(&Server::modern(), NCSC),
        (Some(Level::Sufficient), true)
    );
    let open =
        |change: &dyn Fn(&mut TlsPicture)| level(&Server::modern().with(|p| change(p)), NCSC);
    for seen in [
        open(&|p| p.suites[0].incomplete = Some(failure())),
        open(&|p| p.groups.clear()),
        open(&|p| p.signatures.clear()),
        open(&|p| p.features.compression = Feature::Inconclusive(failure())),
        open(&|p| p.sessions.early_data = Feature::NotLooked),
        open(&|p| p.groups[0].groups[0].name = "0xfe32".to_owned()),
    ] {
        assert_eq!(seen, (Some(Level::Sufficient), false));
    }
    // Versions alone are no ground for a good level, but for a bad one they are.
    let mut light = Server::modern();
    light.fact.picture = None;
    assert_eq!(level(&light, NCSC), (None, false));
    light.fact.versions[3].state = VersionState::Offered;
    assert_eq!(level(&light, NCSC), (Some(Level::Insufficient), true));
    assert_eq!(level(&light, LAW), (Some(Level::PhaseOut), false));
}

#[test]
fn the_certificate_has_a_level_of_its_own() {
    let mut server = Server::modern();
    let mut leaf = certificate();
    leaf.key.bits = 2048;
    leaf.signature_hash = "sha1".to_owned();
    server.fact.chain = vec![ChainEntry::Parsed(Box::new(leaf))];
    let ratings = server.rate();
    let of_certificate = grade(&ratings, NCSC, Part::Certificate);
    assert_eq!(of_certificate.level, Some(Level::Insufficient));
    let rated = of(&ratings, NCSC);
    assert_eq!(
        rated.level(SettingKind::Key, None, "rsa-2048"),
        Some(Level::PhaseOut)
    );
    assert_eq!(level(&server, NCSC), (Some(Level::Sufficient), true));
}
