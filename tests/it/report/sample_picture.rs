//! Full pictures of two endpoints: one as it should be, and one of long ago whose addresses differ.

use std::net::SocketAddr;

use jiff::Timestamp;
use waarborg::domain::assessment::Assessment;
use waarborg::domain::fact::{
    CipherSuite, DhParameters, Feature, Features, GroupList, Intolerance, NamedGroup, Occasion,
    Order, OtherChain, Sessions, SignatureUse, SuiteList, TlsFact, TlsPicture, TlsVersion, Unnamed,
    VersionState, VersionTrial, Weakness, WeaknessState, WeaknessTrial,
};
use waarborg::domain::location::Areas;
use waarborg::domain::observation::{Fact, Failure, FailureReason, Observation, Probe, Reading};
use waarborg::domain::subject::Subject;
use waarborg::domain::suite;

use super::{sample, sample_chain, sample_rating, sample_revocation, sample_seen};

/// The suites of an old server, in the order it prefers.
const OLD: [u16; 44] = [
    0xc030, 0xc02c, 0xc028, 0xc024, 0xc014, 0xc00a, 0x009f, 0x006b, 0x0039, 0x0038, 0x0088, 0x0087,
    0x009d, 0x003d, 0x0035, 0x0084, 0xc02f, 0xc02b, 0xc027, 0xc023, 0xc013, 0xc009, 0x009e, 0x0067,
    0x0033, 0x0032, 0x009a, 0x0045, 0x009c, 0x003c, 0x002f, 0x0096, 0x0041, 0xc011, 0xc007, 0x0005,
    0x0004, 0xc012, 0xc008, 0x0016, 0x0013, 0x000a, 0x0015, 0x0018,
];

/// A scan with everything that an endpoint page can show.
pub(super) fn scan(areas: &Areas) -> Assessment {
    let mut scan = sample::scan(areas);
    let at = scan.as_of;
    let subject = Subject::endpoint("partner.cloud-en-co.example", 443, "/", None);
    for (address, worst) in [
        ("203.0.113.7:443", false),
        ("203.0.113.8:443", true),
        ("[2001:db8::7]:443", false),
    ] {
        let address = address.parse().expect("an address");
        let fact = legacy(address, worst, at);
        scan.ratings
            .push(sample_rating::levels(&subject.id, Some(address), &fact));
        scan.observations.0.push(Observation {
            id: format!("o{}", scan.observations.0.len() + 1),
            probe: Probe::Tls,
            subject: subject.id.clone(),
            at,
            took_ms: 400,
            reading: Reading::Observed(Box::new(Fact::Tls(fact))),
        });
    }
    scan.ratings.push(sample_rating::letters(&subject.id));
    let portal = scan
        .observations
        .0
        .iter()
        .find_map(|look| Some((look.subject.clone(), look.tls()?)))
        .map(|(portal, tls)| (portal, sample_revocation::revocation(tls, false, at)));
    if let Some((portal, fact)) = portal {
        scan.observations.0.push(Observation {
            id: format!("o{}", scan.observations.0.len() + 1),
            probe: Probe::Revocation,
            subject: portal,
            at,
            took_ms: 80,
            reading: Reading::Observed(Box::new(Fact::Revocation(fact))),
        });
    }
    scan.subjects.insert(1, subject);
    scan
}

/// Adds the full picture of a modern server to a fact.
pub(super) fn modern() -> TlsPicture {
    let suites = |version, codes: &[u16], order| SuiteList {
        version,
        suites: codes.iter().copied().map(cipher).collect(),
        order,
        incomplete: None,
    };
    TlsPicture {
        suites: vec![
            suites(TlsVersion::Tls13, &[0x1302, 0x1303, 0x1301], Order::Server),
            suites(
                TlsVersion::Tls12,
                &[0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc02b, 0xc02f],
                Order::Client,
            ),
        ],
        groups: vec![
            groups(
                TlsVersion::Tls13,
                &[
                    (0x11ec, "X25519MLKEM768"),
                    (0x001d, "x25519"),
                    (0x0017, "secp256r1"),
                    (0x6399, "X25519Kyber768Draft00"),
                ],
            ),
            groups(
                TlsVersion::Tls12,
                &[(0x001d, "x25519"), (0x0017, "secp256r1")],
            ),
        ],
        dh_parameters: Vec::new(),
        signatures: vec![
            used(TlsVersion::Tls13, "ecdsa_secp256r1_sha256", "sha256"),
            used(TlsVersion::Tls12, "rsa_pss_rsae_sha256", "sha256"),
        ],
        features: Features {
            alpn: vec!["h2".to_owned(), "http/1.1".to_owned()],
            extended_master_secret: Feature::Present,
            encrypt_then_mac: Feature::NotApplicable,
            secure_renegotiation: Feature::Present,
            client_renegotiation: Feature::Absent,
            compression: Feature::Absent,
            heartbeat: Feature::Absent,
            fallback_scsv: Feature::Inconclusive(Failure::new(FailureReason::Closed, "")),
            certificate_compression: vec!["brotli".to_owned()],
            client_certificate: Feature::NotLooked,
            other_key_kind: Feature::Present,
        },
        sessions: Sessions {
            by_id: Feature::Absent,
            by_ticket: Feature::Present,
            by_psk: Feature::Present,
            ticket_seconds: Some(7200),
            psk_seconds: Some(604_800),
            early_data: Feature::Absent,
            early_data_bytes: None,
            early_data_status: None,
        },
        stapled_ocsp: Some("MAoKAQA=".to_owned()),
        staple_trouble: None,
        scts: Vec::new(),
        other_chains: Vec::new(),
        without_name: Unnamed::Same,
        weaknesses: vec![trial(Weakness::Heartbleed, WeaknessState::NotApplicable)],
        intolerances: Vec::new(),
        connections: 31,
    }
}

/// An old server; the worst of its addresses also speaks SSL 3.0 with RC4 and a short prime.
fn legacy(address: SocketAddr, worst: bool, at: Timestamp) -> TlsFact {
    let host = "partner.cloud-en-co.example";
    let mut fact = sample_seen::tls(host, "203.0.113.7", worst, at);
    fact.address = address;
    let state = |offered| {
        if offered {
            VersionState::Offered
        } else {
            VersionState::Refused
        }
    };
    fact.versions = vec![
        VersionTrial {
            version: TlsVersion::Ssl2,
            state: VersionState::Refused,
        },
        VersionTrial {
            version: TlsVersion::Ssl3,
            state: state(worst),
        },
        VersionTrial {
            version: TlsVersion::Tls10,
            state: state(true),
        },
        VersionTrial {
            version: TlsVersion::Tls11,
            state: VersionState::Inconclusive(Failure::new(
                FailureReason::TimedOut,
                "no answer within 5 s, twice",
            )),
        },
        VersionTrial {
            version: TlsVersion::Tls12,
            state: state(true),
        },
        VersionTrial {
            version: TlsVersion::Tls13,
            state: VersionState::Refused,
        },
    ];
    let list = |version, codes: &[u16], incomplete| SuiteList {
        version,
        suites: codes.iter().copied().map(cipher).collect(),
        order: Order::Server,
        incomplete,
    };
    let stopped = Failure::new(FailureReason::Closed, "reset after 40 connections");
    let mut suites = vec![
        list(TlsVersion::Tls12, &OLD, Some(stopped)),
        list(TlsVersion::Tls10, &OLD[34..], None),
    ];
    if worst {
        suites.push(list(TlsVersion::Ssl3, &OLD[34..], None));
    }
    let dh = |bits, known: Option<&str>, export| DhParameters {
        version: TlsVersion::Tls12,
        bits,
        prime_sha256: "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae".to_owned(),
        known: known.map(str::to_owned),
        export,
        reused: export,
        picked: false,
        suites: std::collections::BTreeSet::new(),
    };
    let mut other = fact.chain.clone();
    sample_chain::rename(&mut other, "CN=old-box.cloud-en-co.example");
    fact.picture = Some(Box::new(TlsPicture {
        suites,
        groups: vec![groups(
            TlsVersion::Tls12,
            &[
                (0x0017, "secp256r1"),
                (0x0015, "secp224r1"),
                (0x0013, "secp192r1"),
                (0x001d, "x25519"),
            ],
        )],
        dh_parameters: if worst {
            vec![dh(1024, None, false), dh(512, None, true)]
        } else {
            vec![dh(2048, Some("rfc3526-2048"), false)]
        },
        signatures: vec![
            used(TlsVersion::Tls12, "rsa_pkcs1_sha256", "sha256"),
            used(TlsVersion::Tls10, "rsa_md5_sha1", "md5-sha1"),
        ],
        features: Features {
            compression: state_of(worst),
            client_renegotiation: Feature::Present,
            secure_renegotiation: Feature::Present,
            extended_master_secret: Feature::Absent,
            encrypt_then_mac: Feature::Absent,
            heartbeat: Feature::Present,
            fallback_scsv: Feature::Absent,
            client_certificate: Feature::Absent,
            ..Features::default()
        },
        sessions: Sessions {
            by_id: Feature::Present,
            by_ticket: Feature::Present,
            by_psk: Feature::NotApplicable,
            ticket_seconds: Some(0),
            early_data: Feature::NotApplicable,
            ..Sessions::default()
        },
        without_name: Unnamed::Different,
        other_chains: vec![OtherChain {
            occasion: Occasion::NoName,
            chain: other,
            name_matches: false,
        }],
        weaknesses: vec![
            trial(
                Weakness::Heartbleed,
                if worst {
                    WeaknessState::Affected
                } else {
                    WeaknessState::NotAffected
                },
            ),
            trial(Weakness::CcsInjection, WeaknessState::NotAffected),
            trial(
                Weakness::Robot,
                WeaknessState::Inconclusive(Failure::new(FailureReason::TimedOut, "")),
            ),
        ],
        intolerances: vec![Intolerance::ManySuites, Intolerance::LargeHello],
        connections: if worst { 88 } else { 71 },
        ..TlsPicture::default()
    }));
    fact.negotiated = None;
    fact.chain = sample_chain::old_chain(&fact.chain, at);
    fact
}

fn state_of(present: bool) -> Feature {
    if present {
        Feature::Present
    } else {
        Feature::Absent
    }
}

fn cipher(code: u16) -> CipherSuite {
    let code = u32::from(code);
    CipherSuite {
        code,
        name: suite::name(code),
    }
}

fn groups(version: TlsVersion, list: &[(u16, &str)]) -> GroupList {
    GroupList {
        version,
        groups: list
            .iter()
            .map(|(code, name)| NamedGroup {
                code: *code,
                name: (*name).to_owned(),
            })
            .collect(),
        order: Order::Server,
        incomplete: None,
    }
}

fn used(version: TlsVersion, algorithm: &str, hash: &str) -> SignatureUse {
    SignatureUse {
        version,
        algorithm: algorithm.to_owned(),
        hash: hash.to_owned(),
    }
}

fn trial(weakness: Weakness, state: WeaknessState) -> WeaknessTrial {
    WeaknessTrial {
        weakness,
        detail: match state {
            WeaknessState::Affected => "answered with 16384 bytes to 1".to_owned(),
            _ => String::new(),
        },
        state,
    }
}
