//! A weaker offer never raises a grade, and knowing less never raises one that is complete.

use std::sync::OnceLock;

use proptest::prelude::*;

use waarborg::domain::policy::{Letter, Level};

use super::*;

const WEAK: [u32; 8] = [
    RSA_CBC, RC4, TRIPLE_DES, EXPORT, 0x0002, 0xc018, 0x0009, 0x0005,
];
const FAIR: [u32; 6] = [GCM_256, GCM_128, 0xc028, 0xc014, 0x009d, DHE_GCM];

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| Catalogue::load(None, "ncsc-2025-05").expect("the shipped data"))
}

/// A policy, the letter or level of the configuration, and whether that is complete.
type Rated = (String, Option<(Option<Letter>, Option<Level>)>, bool);

/// Every grade of the configuration, by policy, better first when compared, with whether it is complete.
fn grades(server: &Server) -> Vec<Rated> {
    let seen = observations(&[server]);
    rate(
        &[subject()],
        &Material {
            observations: &seen,
            findings: &[],
            policy: &catalogue().policy,
            phrases: &catalogue().phrases,
            as_of: TODAY.parse().expect("a day"),
        },
    )
    .into_iter()
    .filter(|rating| rating.address.is_none())
    .map(|rating| {
        let grade = rating.grade(Part::Configuration).expect("a grade").clone();
        let letter = grade.letter.map(|letter| {
            serde_json::from_value(serde_json::Value::String(letter)).expect("a letter")
        });
        let mark = (letter.is_some() || grade.level.is_some()).then_some((letter, grade.level));
        (rating.policy, mark, grade.complete)
    })
    .collect()
}

fn server() -> impl Strategy<Value = Server> {
    let fair = proptest::sample::subsequence(FAIR.to_vec(), 1..=FAIR.len());
    let weak = proptest::sample::subsequence(WEAK.to_vec(), 0..=2);
    let bits = proptest::sample::select(vec![768, 1024, 2048, 3072, 4096]);
    (fair, weak, any::<[bool; 6]>(), bits).prop_map(|(fair, weak, flags, bits)| {
        let [new, old, client, signal, ems, hsts] = flags;
        let suites: Vec<u32> = fair.into_iter().chain(weak).collect();
        let mut offered: Vec<(TlsVersion, &[u32])> = vec![(TlsVersion::Tls12, &suites)];
        if new {
            offered.insert(0, (TlsVersion::Tls13, &TLS13));
        }
        if old {
            offered.push((TlsVersion::Tls11, &suites));
        }
        let feature = |on| {
            if on {
                Feature::Present
            } else {
                Feature::Absent
            }
        };
        let server = Server::new(&offered);
        let server = if suites.contains(&DHE_GCM) {
            server.primes(bits)
        } else {
            server
        };
        server
            .hsts(hsts.then_some("max-age=31536000"))
            .with(|picture| {
                picture.features.client_renegotiation = feature(client);
                picture.features.secure_renegotiation = feature(signal);
                picture.features.extended_master_secret = feature(ems);
            })
    })
}

/// Takes away one piece of what is known.
fn forget(server: &mut Server, what: usize) {
    let versions = server.fact.versions.len();
    let Some(picture) = server.fact.picture.as_deref_mut() else {
        return;
    };
    match what {
        0 => server.fact.picture = None,
        1 => picture.features.compression = Feature::NotLooked,
        2 => picture.features.secure_renegotiation = Feature::Inconclusive(failure()),
        3 => picture.features.client_renegotiation = Feature::NotLooked,
        4 => picture.features.fallback_scsv = Feature::NotLooked,
        5 => picture.features.extended_master_secret = Feature::NotLooked,
        6 => picture.weaknesses.clear(),
        7 => picture.groups.clear(),
        8 => picture.dh_parameters.clear(),
        9 => picture.signatures.clear(),
        10 => picture.sessions.early_data = Feature::NotLooked,
        11 => picture.suites.clear(),
        12 | 13 => {
            let list = picture.suites.get_mut(what - 12);
            if let Some(list) = list {
                list.suites.truncate(1);
                list.incomplete = Some(failure());
            }
        }
        n => {
            let at = n % versions;
            let trial = &mut server.fact.versions[at];
            let version = trial.version;
            trial.state = VersionState::Inconclusive(failure());
            picture.suites.retain(|list| list.version != version);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_weaker_suite_never_raises_a_grade(server in server(), weak in proptest::sample::select(WEAK.to_vec())) {
        let before = grades(&server);
        let after = grades(&server.with(|picture| {
            for list in picture.suites.iter_mut().filter(|l| l.version == TlsVersion::Tls12) {
                list.suites.push(cipher(weak));
            }
        }));
        for (before, after) in before.iter().zip(&after) {
            prop_assert!(after.1 >= before.1, "{before:?} → {after:?}");
        }
    }

    #[test]
    fn an_older_version_never_raises_a_grade(server in server(), old in 0..3_usize) {
        let before = grades(&server);
        let mut worse = server;
        let version = TlsVersion::ALL[old];
        for trial in &mut worse.fact.versions {
            if trial.version == version {
                trial.state = VersionState::Offered;
            }
        }
        let codes: &[u32] = if version == TlsVersion::Ssl2 { &[0x01_0080] } else { &[RSA_CBC] };
        let after = grades(&worse.with(|picture| picture.suites.push(list(version, codes))));
        for (before, after) in before.iter().zip(&after) {
            prop_assert!(after.1 >= before.1, "{before:?} → {after:?}");
        }
    }

    #[test]
    fn knowing_less_never_gives_a_better_complete_grade(server in server(), what in proptest::collection::vec(0..20_usize, 1..3)) {
        let before = grades(&server);
        let mut less = server;
        for what in what {
            forget(&mut less, what);
        }
        for (policy, mark, complete) in grades(&less) {
            let known = before.iter().find(|known| known.0 == policy).expect("the same policies");
            prop_assert!(!complete || mark >= known.1, "{known:?} → {mark:?}");
        }
    }
}
