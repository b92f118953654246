//! What was seen in the fictional case.

use jiff::Timestamp;
use waarborg::domain::assessment::Located;
use waarborg::domain::day::Day;
use waarborg::domain::fact::{
    Certificate, ChainEntry, Control, Delivery, DeliveryClass, DnsFact, DnsRecord, DnsValue,
    GeoClaim, GeoKind, HostingFact, HttpFact, HttpHop, Negotiated, PublicKey, TlsFact, TlsVersion,
    TrustPath, VersionState, VersionTrial, address_scope,
};
use waarborg::domain::finding::Finding;
use waarborg::domain::location::Areas;
use waarborg::domain::observation::{
    Fact, Failure, FailureReason, Observation, Observations, Probe, Reading,
};
use waarborg::domain::subject::Subject;

use super::{sample_findings, sample_picture};

/// What was seen.
pub(super) struct Seen {
    pub(super) subjects: Vec<Subject>,
    pub(super) observations: Observations,
    pub(super) locations: Vec<Located>,
    pub(super) findings: Vec<Finding>,
}

/// Hosts with an address and where it points: a region of a provider, a database, or an edge.
const HOSTS: [(&str, &str, &str); 6] = [
    (
        "portal.cloud-en-co.example",
        "3.120.0.10",
        "eu-central-1 DE",
    ),
    ("api.cloud-en-co.example", "52.16.0.10", "eu-west-1 IE"),
    ("backup.cloud-en-co.example", "149.210.128.5", "NL"),
    (
        "support.cloud-en-co.example",
        "13.126.10.20",
        "ap-south-1 IN",
    ),
    ("status.cloud-en-co.example", "51.140.0.10", "uksouth GB"),
    ("www.cloud-en-co.example", "104.16.1.1", "edge"),
];

pub(super) fn seen(areas: &Areas, at: Timestamp) -> Seen {
    let mut seen = Seen {
        subjects: Vec::new(),
        observations: Observations::default(),
        locations: Vec::new(),
        findings: Vec::new(),
    };
    for (host, address, place) in HOSTS {
        let label = (host == "portal.cloud-en-co.example").then(|| "klantportaal".to_owned());
        let endpoint = Subject::endpoint(host, 443, "/", label);
        let subject = Subject::host(host);
        let fact = hosting(address, place);
        let id = look(
            &mut seen,
            Probe::Hosting,
            &subject,
            at,
            Ok(Fact::Hosting(fact.clone())),
        );
        seen.locations.push(Located {
            subject: subject.id.clone(),
            observation: id,
            verdict: areas.judge(&fact, Day::of(at)),
            fact,
        });
        let tls = tls(host, address, host.starts_with("backup"), at);
        look(&mut seen, Probe::Tls, &endpoint, at, Ok(Fact::Tls(tls)));
        seen.subjects.extend([endpoint, subject]);
    }
    let domain = Subject::domain("cloud-en-co.example");
    for (probe, kind, values) in [
        (
            Probe::DnsMx,
            "MX",
            vec![DnsValue::Mx {
                preference: 10,
                exchange: "mx.mailgateway.example".to_owned(),
            }],
        ),
        (
            Probe::DnsNs,
            "NS",
            vec![
                DnsValue::Ns("ns1.cloud-en-co.example".to_owned()),
                DnsValue::Ns("ns2.cloud-en-co.example".to_owned()),
            ],
        ),
        (
            Probe::DnsCaa,
            "CAA",
            vec![DnsValue::Caa {
                critical: false,
                tag: "issue".to_owned(),
                value: "demo-ca.example".to_owned(),
            }],
        ),
        (
            Probe::DnsTxt,
            "TXT",
            vec![
                DnsValue::Txt("v=spf1 include:spf.mailgateway.example -all".to_owned()),
                DnsValue::Txt("token=abc".to_owned()),
            ],
        ),
    ] {
        let fact = DnsFact {
            name: "cloud-en-co.example".to_owned(),
            record_type: kind.to_owned(),
            records: values
                .into_iter()
                .map(|value| DnsRecord { value, ttl: 300 })
                .collect(),
            resolver: "127.0.0.1:5353".to_owned(),
            ..DnsFact::default()
        };
        look(&mut seen, probe, &domain, at, Ok(Fact::Dns(fact)));
    }
    seen.subjects.push(domain);
    alias(&mut seen, at);
    rest(&mut seen, at);
    seen.findings = sample_findings::findings(&HOSTS.map(|(host, ..)| host));
    seen
}

fn rest(seen: &mut Seen, at: Timestamp) {
    let portal = Subject::endpoint("portal.cloud-en-co.example", 443, "/", None);
    let hop = HttpHop {
        url: "https://portal.cloud-en-co.example/".to_owned(),
        address: "3.120.0.10:443".parse().expect("an address"),
        status: 200,
        version: "HTTP/2".to_owned(),
        headers: vec![(
            "strict-transport-security".to_owned(),
            "max-age=31536000".to_owned(),
        )],
        origin: None,
    };
    let fact = HttpFact {
        hops: vec![hop],
        stopped: None,
        halt: None,
        body_bytes: 512,
        body_truncated: false,
        page: None,
        text: None,
    };
    look(seen, Probe::Https, &portal, at, Ok(Fact::Http(fact)));
    for host in ["legacy.cloud-en-co.example", "old.cloud-en-co.example"] {
        let legacy = Subject::endpoint(host, 443, "/", None);
        let failure = Failure::new(FailureReason::TimedOut, "no answer within 10 s");
        look(seen, Probe::Tls, &legacy, at, Err(failure));
        seen.subjects.push(legacy);
    }
}

/// The edge is behind another name.
fn alias(seen: &mut Seen, at: Timestamp) {
    let fact = DnsFact {
        name: "www.cloud-en-co.example".to_owned(),
        record_type: "A".to_owned(),
        cname_chain: vec!["edge.cdn.example".to_owned()],
        records: vec![DnsRecord {
            value: DnsValue::A("104.16.1.1".parse().expect("an address")),
            ttl: 60,
        }],
        resolver: "127.0.0.1:5353".to_owned(),
        ..DnsFact::default()
    };
    let host = Subject::host("www.cloud-en-co.example");
    look(seen, Probe::DnsA, &host, at, Ok(Fact::Dns(fact)));
}

fn look(
    seen: &mut Seen,
    probe: Probe,
    subject: &Subject,
    at: Timestamp,
    result: Result<Fact, Failure>,
) -> String {
    let id = format!("o{}", seen.observations.0.len() + 1);
    seen.observations.0.push(Observation {
        id: id.clone(),
        probe,
        subject: subject.id.clone(),
        at,
        took_ms: 40,
        reading: match result {
            Ok(fact) => Reading::Observed(Box::new(fact)),
            Err(failure) => Reading::Failed(failure),
        },
    });
    id
}

fn hosting(address: &str, place: &str) -> HostingFact {
    let address = address.parse().expect("an address");
    let dated = "2026-11-01".parse().ok();
    let claim = |kind, source: &str, country: &str| GeoClaim {
        kind,
        source: source.into(),
        family: source.into(),
        dated,
        network: "3.120.0.0/14".parse().ok(),
        provider: None,
        region: None,
        zone: None,
        country: country.parse().ok(),
    };
    let (class, claims, operator) = match place.split_once(' ') {
        Some((region, country)) => {
            let region = GeoClaim {
                provider: Some("aws".into()),
                region: Some(region.into()),
                ..claim(GeoKind::ProviderRegion, "AWS ip-ranges.json", country)
            };
            (
                DeliveryClass::Origin,
                vec![region],
                ("aws", "Amazon Web Services", "Amazon.com, Inc.", 16509),
            )
        }
        None if place == "edge" => (
            DeliveryClass::Cdn,
            Vec::new(),
            ("cloudflare", "Cloudflare", "Cloudflare, Inc.", 13335),
        ),
        None => (
            DeliveryClass::Unknown,
            vec![
                claim(GeoKind::GeoDatabase, "DB-IP", place),
                claim(GeoKind::Registry, "NRO", place),
            ],
            ("transip", "TransIP", "team.blue", 20857),
        ),
    };
    let edge = class == DeliveryClass::Cdn;
    HostingFact {
        address,
        canonical: address,
        scope: address_scope(address).into(),
        delivery: Delivery {
            class,
            operator: edge.then(|| operator.0.into()),
            network: None,
            basis: Vec::new(),
        },
        claims,
        routes: None,
        control: Some(Control {
            asn: Some(operator.3),
            holder: Some(operator.1.to_uppercase().into()),
            operator: Some(operator.0.into()),
            operator_name: Some(operator.1.into()),
            ultimate_parent: Some(operator.2.into()),
            ultimate_parent_country: if operator.0 == "transip" {
                None
            } else {
                "US".parse().ok()
            },
            checked_on: dated,
        }),
    }
}

pub(super) fn tls(host: &str, address: &str, expired: bool, at: Timestamp) -> TlsFact {
    let day = 86_400;
    let moment = |days: i64| Timestamp::from_second(at.as_second() + days * day).expect("a moment");
    let trial = |version, state| VersionTrial { version, state };
    TlsFact {
        address: format!("{address}:443").parse().expect("an address"),
        dialled: host
            .starts_with("portal")
            .then(|| "127.0.0.1:8443".parse().expect("an address")),
        server_name: host.to_owned(),
        versions: vec![
            trial(TlsVersion::Tls10, VersionState::Refused),
            trial(
                TlsVersion::Tls11,
                VersionState::Inconclusive(Failure::new(FailureReason::Closed, "")),
            ),
            trial(TlsVersion::Tls12, VersionState::Offered),
            trial(TlsVersion::Tls13, VersionState::Offered),
        ],
        picture: host
            .starts_with("portal")
            .then(|| Box::new(sample_picture::modern())),
        negotiated: Some(Negotiated {
            version: TlsVersion::Tls13,
            cipher_suite: "TLS_AES_256_GCM_SHA384".to_owned(),
            group: Some("X25519MLKEM768".to_owned()),
            alpn: Some("h2".to_owned()),
        }),
        handshake_failure: None,
        chain: vec![ChainEntry::Parsed(Box::new(Certificate {
            der: String::new(),
            sha256: "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b".to_owned(),
            subject: format!("CN={host}"),
            issuer: "CN=Fictieve Tussen-CA (demo)".to_owned(),
            serial: "01".to_owned(),
            not_before: moment(-102),
            not_after: moment(if expired { -12 } else { 60 }),
            names: vec![host.to_owned()],
            key: PublicKey {
                algorithm: "ec".to_owned(),
                bits: 256,
                curve: Some("secp256r1".to_owned()),
            },
            signature_algorithm: "ecdsa-with-SHA256".to_owned(),
            signature_hash: "sha256".to_owned(),
            is_ca: false,
            self_signed: false,
        }))],
        name_matches: true,
        trust: vec![TrustPath {
            store: "added".to_owned(),
            trusted: !expired,
            error: expired.then(|| "CertExpired".to_owned()),
            only_dates: expired,
        }],
    }
}
