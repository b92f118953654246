//! Levels and letters over pictures of typical servers.

mod letters;
mod levels;
mod properties;
mod rules;

use waarborg::catalogue::Catalogue;
use waarborg::check::{self, Material as CheckMaterial};
use waarborg::domain::day::Day;
use waarborg::domain::fact::{
    Certificate, ChainEntry, CipherSuite, DhParameters, Feature, Features, GroupList, HttpFact,
    HttpHop, NamedGroup, Order, PublicKey, SignatureUse, SuiteList, TlsFact, TlsPicture,
    TlsVersion, TrustPath, VersionState, VersionTrial, Weakness, WeaknessState, WeaknessTrial,
};
use waarborg::domain::observation::{
    Fact, Failure, FailureReason, Observation, Observations, Probe, Reading,
};
use waarborg::domain::party::Parties;
use waarborg::domain::rating::{Grade, Part, Rating};
use waarborg::domain::subject::Subject;
use waarborg::domain::suite;
use waarborg::rating::{Material, rate};

const TODAY: &str = "2026-06-01";
const LETTERS: &str = "labs-style-1";

const GCM_256: u32 = 0xc030;
const GCM_128: u32 = 0xc02f;
const TLS13: [u32; 3] = [0x1301, 0x1302, 0x1303];
const RSA_CBC: u32 = 0x002f;
const RC4: u32 = 0xc011;
const TRIPLE_DES: u32 = 0x000a;
const EXPORT: u32 = 0x0003;
const DHE_GCM: u32 = 0x009f;

fn failure() -> Failure {
    Failure::new(FailureReason::TimedOut, "no answer")
}

/// What a test server is like; everything that is not said is as it should be.
#[derive(Debug, Clone)]
struct Server {
    fact: TlsFact,
    hsts: Option<&'static str>,
}

impl Server {
    /// Versions with their suites, newest first; trusted, P-256, everything looked at.
    fn new(offered: &[(TlsVersion, &[u32])]) -> Self {
        let versions = TlsVersion::ALL
            .into_iter()
            .map(|version| VersionTrial {
                version,
                state: if offered.iter().any(|(known, _)| *known == version) {
                    VersionState::Offered
                } else {
                    VersionState::Refused
                },
            })
            .collect();
        let suites: Vec<SuiteList> = offered.iter().map(|(v, codes)| list(*v, codes)).collect();
        let group = |version| GroupList {
            version,
            groups: vec![NamedGroup {
                code: 29,
                name: "x25519".to_owned(),
            }],
            order: Order::Single,
            incomplete: None,
        };
        let weaknesses = [
            Weakness::CcsInjection,
            Weakness::Heartbleed,
            Weakness::Robot,
            Weakness::Ticketbleed,
        ];
        let signatures = offered
            .iter()
            .filter(|(version, _)| *version >= TlsVersion::Tls12)
            .map(|(version, _)| SignatureUse {
                version: *version,
                algorithm: "ecdsa_secp256r1_sha256".to_owned(),
                hash: "sha256".to_owned(),
            })
            .collect();
        let mut picture = TlsPicture {
            suites,
            groups: vec![group(TlsVersion::Tls13), group(TlsVersion::Tls12)],
            signatures,
            features: Features {
                extended_master_secret: Feature::Present,
                secure_renegotiation: Feature::Present,
                client_renegotiation: Feature::Absent,
                compression: Feature::Absent,
                fallback_scsv: Feature::Present,
                ..Features::default()
            },
            weaknesses: weaknesses
                .into_iter()
                .map(|weakness| WeaknessTrial {
                    weakness,
                    state: WeaknessState::NotAffected,
                    detail: String::new(),
                })
                .collect(),
            ..TlsPicture::default()
        };
        picture.sessions.early_data = Feature::Absent;
        Self {
            fact: TlsFact {
                address: "192.0.2.10:443".parse().expect("address"),
                dialled: None,
                server_name: "a.example".to_owned(),
                versions,
                negotiated: None,
                handshake_failure: None,
                chain: vec![ChainEntry::Parsed(Box::new(certificate()))],
                name_matches: true,
                trust: vec![TrustPath {
                    store: "mozilla".to_owned(),
                    trusted: true,
                    error: None,
                    only_dates: false,
                }],
                picture: Some(Box::new(picture)),
            },
            hsts: Some("max-age=31536000"),
        }
    }

    fn modern() -> Self {
        Self::new(&[
            (TlsVersion::Tls13, &TLS13),
            (TlsVersion::Tls12, &[GCM_256, GCM_128]),
        ])
    }

    fn with(mut self, change: impl FnOnce(&mut TlsPicture)) -> Self {
        if let Some(picture) = &mut self.fact.picture {
            change(picture);
        }
        self
    }

    fn hsts(self, hsts: Option<&'static str>) -> Self {
        Self { hsts, ..self }
    }

    fn primes(self, bits: u32) -> Self {
        self.with(|picture| {
            picture.dh_parameters = vec![DhParameters {
                version: TlsVersion::Tls12,
                bits,
                prime_sha256: "00".repeat(32),
                known: None,
                export: false,
                reused: false,
                picked: false,
                suites: std::collections::BTreeSet::new(),
            }];
        })
    }

    fn rate(&self) -> Vec<Rating> {
        self.rate_on(TODAY)
    }

    fn rate_on(&self, day: &str) -> Vec<Rating> {
        rate_all(&[self], day, "ncsc-2025-05")
    }

    /// The configuration's letter of all addresses together.
    fn letter(&self) -> Grade {
        self.letter_on(TODAY)
    }

    fn letter_on(&self, day: &str) -> Grade {
        grade(&self.rate_on(day), LETTERS, Part::Configuration)
    }
}

fn list(version: TlsVersion, codes: &[u32]) -> SuiteList {
    SuiteList {
        version,
        suites: codes.iter().map(|code| cipher(*code)).collect(),
        order: Order::Server,
        incomplete: None,
    }
}

fn cipher(code: u32) -> CipherSuite {
    CipherSuite {
        code,
        name: suite::name(code),
    }
}

fn certificate() -> Certificate {
    Certificate {
        der: String::new(),
        sha256: "ab".repeat(32),
        subject: "CN=a.example".to_owned(),
        issuer: "CN=Example Issuer".to_owned(),
        serial: "01".to_owned(),
        not_before: "2026-05-01T00:00:00Z".parse().expect("a moment"),
        not_after: "2026-07-29T23:59:59Z".parse().expect("a moment"),
        names: vec!["a.example".to_owned()],
        key: PublicKey {
            algorithm: "rsa".to_owned(),
            bits: 3072,
            curve: None,
        },
        signature_algorithm: "sha256WithRSAEncryption".to_owned(),
        signature_hash: "sha256".to_owned(),
        is_ca: false,
        self_signed: false,
    }
}

fn observe(probe: Probe, number: usize, fact: Fact) -> Observation {
    Observation {
        id: format!("o{number}"),
        probe,
        subject: subject().id,
        at: "2026-06-01T10:00:00Z".parse().expect("a moment"),
        took_ms: 1,
        reading: Reading::Observed(Box::new(fact)),
    }
}

fn subject() -> Subject {
    Subject::endpoint("a.example", 443, "/", None)
}

/// The observations of servers behind one name, and what the web server of the first answers.
fn observations(servers: &[&Server]) -> Observations {
    let mut seen: Vec<Observation> = Vec::new();
    for server in servers {
        seen.push(observe(
            Probe::Tls,
            seen.len(),
            Fact::Tls(server.fact.clone()),
        ));
    }
    let hsts = servers.first().and_then(|server| server.hsts);
    let headers = hsts
        .into_iter()
        .map(|value| ("strict-transport-security".to_owned(), value.to_owned()));
    let hop = HttpHop {
        url: "https://a.example/".to_owned(),
        address: "192.0.2.10:443".parse().expect("address"),
        status: 200,
        version: "HTTP/1.1".to_owned(),
        headers: headers.collect(),
        origin: None,
    };
    let http = HttpFact {
        hops: vec![hop],
        stopped: None,
        halt: None,
        body_bytes: 0,
        body_truncated: false,
        page: None,
        text: None,
    };
    seen.push(observe(Probe::Https, seen.len(), Fact::Http(http)));
    Observations(seen)
}

fn rate_all(servers: &[&Server], day: &str, policy: &str) -> Vec<Rating> {
    let catalogue = Catalogue::load(None, policy).expect("the shipped data");
    rate_seen(&[subject()], &observations(servers), day, &catalogue)
}

/// Judges as `assess` does, then rates.
fn rate_seen(
    subjects: &[Subject],
    observations: &Observations,
    day: &str,
    catalogue: &Catalogue,
) -> Vec<Rating> {
    let as_of: Day = day.parse().expect("a day");
    let findings = check::judge(
        subjects,
        &CheckMaterial {
            observations,
            policy: &catalogue.policy,
            areas: &catalogue.areas,
            phrases: &catalogue.phrases,
            sheets: &catalogue.sheets,
            declared: None,
            parties: &Parties::default(),
            regions: None,
            as_of,
        },
    );
    rate(
        subjects,
        &Material {
            observations,
            findings: &findings,
            policy: &catalogue.policy,
            phrases: &catalogue.phrases,
            as_of,
        },
    )
}

/// The grade of a part by a policy, of all addresses together.
fn grade(ratings: &[Rating], policy: &str, part: Part) -> Grade {
    ratings
        .iter()
        .find(|rating| rating.policy == policy && rating.address.is_none())
        .and_then(|rating| rating.grade(part))
        .unwrap_or_else(|| panic!("no grade of {part:?} by {policy}"))
        .clone()
}
