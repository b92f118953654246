//! What is done with the bytes of each target: shared by the fuzz targets and by the test that walks the corpus.

use std::sync::OnceLock;

use jiff::Timestamp;
use waarborg::catalogue::{Catalogue, DEFAULT_POLICY, GeoTables, load_geo};
use waarborg::check::x509_status::{Issuer, read_crl, read_ocsp};
use waarborg::check::{Material, judge, lint_certificate, read_promises};
use waarborg::domain::certificate_lint::CertificateRole;
use waarborg::domain::day::Day;
use waarborg::domain::fact::{TlsFact, TrustPath};
use waarborg::domain::finding::Finding;
use waarborg::domain::observation::{Fact, Observation, Observations, Probe, Reading};
use waarborg::domain::party::Parties;
use waarborg::domain::route_origin::state_of;
use waarborg::domain::subject::Subject;
use waarborg::probe::{EmbeddedGeo, GeoSources, RouteTable, UserDatabase, read_flight};

mod mail;
mod seal;
mod web;
mod written;

pub(super) use mail::{dmarc, spf, txt};
pub(super) use seal::{evidence_pack, time_stamp};
pub(super) use web::{content_policy, page, security_txt};
pub(super) use written::{answers, pack, sheet, workbook};

/// The certificate that answers about revocation are about, and that of its issuer.
static LEAF: &[u8] = include_bytes!("../about/leaf.der");
static ISSUER: &[u8] = include_bytes!("../about/issuer.der");

/// A name, and what is done with bytes.
type Target = (&'static str, fn(&[u8]));

/// The targets by name.
#[allow(dead_code, reason = "a fuzz target uses one of them")]
pub(super) static TARGETS: [Target; 19] = [
    ("answers", answers),
    ("certificate", certificate),
    ("content_policy", content_policy),
    ("crl", crl),
    ("dmarc", dmarc),
    ("evidence_pack", evidence_pack),
    ("geo_file", geo_file),
    ("ocsp", ocsp),
    ("page", page),
    ("pack", pack),
    ("routes", routes),
    ("sct", sct),
    ("security_txt", security_txt),
    ("server_answer", server_answer),
    ("sheet", sheet),
    ("spf", spf),
    ("time_stamp", time_stamp),
    ("txt", txt),
    ("workbook", workbook),
];

/// The first words of a server: read at once and byte by byte they come to the same.
pub(super) fn server_answer(bytes: &[u8]) {
    let whole = read_flight([bytes]);
    let pieces = read_flight(bytes.chunks(1));
    assert_eq!(whole, pieces);
}

/// A certificate (DER): linted in every role, and judged as the leaf of a chain that a server sent.
pub(super) fn certificate(bytes: &[u8]) {
    let catalogue = catalogue();
    for role in [
        CertificateRole::Intermediate,
        CertificateRole::Leaf,
        CertificateRole::Root,
    ] {
        let lints = &catalogue.policy.certificate_lints;
        drop(lint_certificate(bytes, role, true, lints));
    }
    let Some(observation) = served(&[bytes, ISSUER]) else {
        return;
    };
    let subject = Subject::endpoint("www.example.nl", 443, "/", None);
    let findings = judged(&subject, vec![observation]);
    assert!(!findings.is_empty());
}

/// A location database or a geofeed of the user, and every kind of address looked up in it.
pub(super) fn geo_file(bytes: &[u8]) {
    for name in ["mine.mmdb", "mine.csv"] {
        let file = UserDatabase {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        };
        if let Ok(sources) = GeoSources::new(shipped(), vec![file]) {
            look_up(&sources);
        }
    }
}

/// A list of validated route origins.
pub(super) fn routes(bytes: &[u8]) {
    let Ok(table) = RouteTable::read("routes.json", bytes) else {
        return;
    };
    if let Ok(sources) = GeoSources::new(shipped(), Vec::new()) {
        look_up(&sources.with_routes(table));
    }
}

fn look_up(sources: &GeoSources) {
    for address in [
        "1.0.0.1",
        "8.8.8.8",
        "9.9.9.9",
        "192.88.98.1",
        "255.255.255.255",
        "::",
        "::ffff:8.8.8.8",
        "2001:470::1",
        "2a01::1",
    ] {
        let address = address.parse().expect("an address");
        let on = Day::of(now());
        if let Ok(fact) = sources.look_up(address) {
            let _ = catalogue().areas.judge(&fact, on);
            if let Some(routes) = &fact.routes {
                let _ = state_of(fact.canonical, routes);
            }
        }
    }
}

/// The shipped database of countries, and no rows of the other tables.
fn shipped() -> EmbeddedGeo {
    static TABLES: OnceLock<GeoTables> = OnceLock::new();
    let tables = TABLES.get_or_init(|| load_geo(&catalogue().files).expect("the shipped tables"));
    EmbeddedGeo {
        cloud_regions: tables.cloud_regions,
        edge_networks: tables.edge_networks,
        country: tables.country,
        networks: tables.networks,
        lists: std::collections::BTreeMap::new(),
        regions: Vec::new(),
        edges: Vec::new(),
        databases: tables.databases.databases.clone(),
        operators: Vec::new(),
        holders: Vec::new(),
    }
}

/// A list of promises of transparency logs.
pub(super) fn sct(bytes: &[u8]) {
    if let Some(promises) = read_promises(bytes) {
        assert!(promises.len() <= bytes.len());
    }
}

/// An OCSP response (DER).
pub(super) fn ocsp(bytes: &[u8]) {
    let issuer = Issuer::of_certificate(ISSUER);
    drop(read_ocsp(bytes, LEAF, issuer.as_ref(), now()));
    drop(read_ocsp(bytes, LEAF, None, now()));
    // Promises of logs may travel inside; and any bytes may stand where a certificate should.
    drop(read_ocsp(bytes, bytes, issuer.as_ref(), now()));
}

/// A revocation list (DER).
pub(super) fn crl(bytes: &[u8]) {
    let issuer = Issuer::of_certificate(ISSUER);
    drop(read_crl(bytes, LEAF, issuer.as_ref()));
    drop(read_crl(bytes, LEAF, None));
    drop(read_crl(bytes, bytes, issuer.as_ref()));
}

/// What all checks find in this.
fn judged(subject: &Subject, observations: Vec<Observation>) -> Vec<Finding> {
    let catalogue = catalogue();
    judge(
        std::slice::from_ref(subject),
        &Material {
            observations: &Observations(observations),
            policy: &catalogue.policy,
            areas: &catalogue.areas,
            phrases: &catalogue.phrases,
            sheets: &catalogue.sheets,
            declared: None,
            parties: &Parties::default(),
            regions: None,
            as_of: Day::of(now()),
        },
    )
}

/// A fixed moment: what is found today is found tomorrow.
fn now() -> Timestamp {
    Timestamp::from_second(1_764_000_000).unwrap_or_default()
}

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| Catalogue::load(None, DEFAULT_POLICY).expect("the shipped data"))
}

/// What is stored of a server that sends this chain; nothing when a record cannot hold it.
fn served(chain: &[&[u8]]) -> Option<Observation> {
    let sized = |bytes: &[u8]| {
        let length = u32::try_from(bytes.len()).ok()?.to_be_bytes();
        Some([&length[1..], bytes].concat())
    };
    let mut list = Vec::new();
    for der in chain {
        list.extend(sized(der)?);
    }
    let mut hello = vec![3, 3];
    hello.extend([7; 32]);
    hello.extend([0, 0xc0, 0x2f, 0]);
    let message = |kind: u8, body: &[u8]| Some([&[kind][..], &sized(body)?].concat());
    let flight = [message(2, &hello)?, message(11, &sized(&list)?)?].concat();
    let records: Vec<u8> = flight
        .chunks(16 * 1024)
        .flat_map(|piece| {
            let length = u16::try_from(piece.len()).unwrap_or_default().to_be_bytes();
            [&[22, 3, 3], &length[..], piece].concat()
        })
        .collect();
    let chain = read_flight([records.as_slice()]).chain;
    let fact = TlsFact {
        address: ([192, 0, 2, 1], 443).into(),
        dialled: None,
        server_name: "www.example.nl".to_owned(),
        versions: Vec::new(),
        negotiated: None,
        handshake_failure: None,
        chain,
        name_matches: true,
        trust: vec![TrustPath {
            store: "mozilla".to_owned(),
            trusted: true,
            error: None,
            only_dates: false,
        }],
        picture: None,
    };
    Some(Observation {
        id: "o1".to_owned(),
        probe: Probe::Tls,
        subject: Subject::endpoint("www.example.nl", 443, "/", None).id,
        at: now(),
        took_ms: 1,
        reading: Reading::Observed(Box::new(Fact::Tls(fact))),
    })
}
