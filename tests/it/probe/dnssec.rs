//! Signatures of the domain name system, over zones that BIND signed and serves.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::RecordType;
use jiff::Timestamp;
use waarborg::domain::fact::DnssecState::{self, Bogus, Indeterminate, Insecure, Secure};
use waarborg::domain::fact::{DnssecFact, DnssecFaultKind};
use waarborg::domain::observation::{Observations, Probe};
use waarborg::domain::subject::Subject;
use waarborg::probe::{Network, Settings, observe, read_dnssec_anchors};

use super::settings;
use crate::support::geo;
use crate::support::named::{Ds, ECDSA, Named, Signing, Zone, installed};
use crate::support::odd::{Asked, Server, bytes};

/// The library that judges signatures knows no other time than this.
fn now() -> Timestamp {
    Timestamp::now()
}

async fn look(server: SocketAddr, anchor: &str, subjects: &[Subject]) -> Observations {
    let settings = Settings {
        dns: Some(server),
        dnssec_anchors: read_dnssec_anchors(anchor).expect("anchors"),
        ..settings()
    };
    let network = Network::new(settings, Arc::new(geo::sources(Vec::new())), now);
    observe(&network.expect("a network"), subjects, &|_| {}).await
}

fn by(algorithm: &'static str, bits: Option<u32>) -> Signing {
    Signing {
        algorithm,
        bits,
        ..ECDSA
    }
}

fn zones() -> Vec<Zone> {
    let www = "www A 192.0.2.80\n*.wild A 192.0.2.81\ngone CNAME nothing\n*.away CNAME www\n";
    let signed = |name| Zone::signed(name, www);
    vec![
        signed("."),
        Zone {
            signing: Some(Signing {
                algorithm: "RSASHA256",
                bits: Some(2048),
                options: &["-3", "-", "-A", "-H", "0"],
            }),
            ..signed("example")
        },
        Zone::signed(
            "good.example",
            &format!("{www}far CNAME www.plain.example.\nnear CNAME www.ed.example.\n"),
        ),
        Zone::plain("plain.example", www),
        Zone {
            ds: Ds::None,
            ..signed("lonely.example")
        },
        Zone {
            signing: Some(Signing {
                options: &["-s", "now-60d", "-e", "now-30d"],
                ..ECDSA
            }),
            ..signed("expired.example")
        },
        Zone {
            signing: Some(Signing {
                options: &["-s", "now+30d", "-e", "now+60d"],
                ..ECDSA
            }),
            ..signed("early.example")
        },
        Zone {
            ds: Ds::Wrong,
            ..signed("wrong.example")
        },
        Zone {
            ds: Ds::Wrong,
            ..Zone::plain("stripped.example", www)
        },
        Zone {
            signing: Some(by("ED25519", None)),
            ..signed("ed.example")
        },
        Zone {
            signing: Some(by("RSASHA512", Some(3072))),
            ..signed("rsa.example")
        },
        Zone {
            signing: Some(by("ED448", None)),
            ..signed("new.example")
        },
        Zone {
            signing: Some(Signing {
                options: &["-3", "aabb", "-H", "5"],
                ..ECDSA
            }),
            ds: Ds::Right("SHA-384"),
            ..signed("hashed.example")
        },
        Zone {
            forged: Some(("192.0.2.80", "192.0.2.99")),
            ..signed("forged.example")
        },
    ]
}

fn domain(observations: &Observations, name: &str) -> DnssecFact {
    let domain = Subject::domain(name);
    let observation = observations.of(Probe::Dnssec, &domain.id).next();
    let observation = observation.expect("one");
    observation
        .dnssec()
        .unwrap_or_else(|| panic!("{name}: {:?}", observation.failure()))
        .clone()
}

/// What is proven of the addresses of a host, of both families: only the first are there.
fn host(observations: &Observations, name: &str) -> [DnssecState; 2] {
    let host = Subject::host(name);
    [Probe::DnsA, Probe::DnsAaaa].map(|probe| {
        let observation = observations.of(probe, &host.id).next().expect("one");
        let fact = observation.dns();
        fact.unwrap_or_else(|| panic!("{name}: {:?}", observation.failure()))
            .dnssec
            .expect("looked")
    })
}

async fn judged(server: &Named, anchor: &str) {
    let names = [
        "good", "plain", "lonely", "expired", "early", "wrong", "stripped", "ed", "rsa", "new",
        "hashed", "forged",
    ];
    let hosts = [
        ("www.good", [Secure; 2]),
        ("far.good", [Insecure; 2]),
        ("near.good", [Secure; 2]),
        ("gone.good", [Secure; 2]),
        ("wild.good", [Secure; 2]),
        ("x.wild.good", [Secure; 2]),
        ("x.away.good", [Secure; 2]),
        ("www.plain", [Insecure; 2]),
        ("www.lonely", [Insecure; 2]),
        ("www.hashed", [Secure; 2]),
        ("gone.hashed", [Secure; 2]),
        ("wild.hashed", [Secure; 2]),
        ("x.wild.hashed", [Secure; 2]),
        ("x.away.hashed", [Secure; 2]),
        ("www.forged", [Bogus, Secure]),
        ("www.expired", [Bogus; 2]),
    ];
    let full = |name: &&str| format!("{name}.example");
    let mut subjects: Vec<Subject> = names.iter().map(|n| Subject::domain(&full(n))).collect();
    subjects.extend(hosts.iter().map(|(n, _)| Subject::host(&full(n))));
    let observations = look(server.address, anchor, &subjects).await;

    let states = names.map(|name| {
        let fact = domain(&observations, &full(&name));
        (name, fact.state, fact.fault.map(|fault| fault.kind))
    });
    assert_eq!(
        states,
        [
            ("good", Secure, None),
            ("plain", Insecure, None),
            ("lonely", Insecure, None),
            ("expired", Bogus, Some(DnssecFaultKind::Expired)),
            ("early", Bogus, Some(DnssecFaultKind::NotYetValid)),
            ("wrong", Bogus, Some(DnssecFaultKind::DsMismatch)),
            ("stripped", Bogus, Some(DnssecFaultKind::NoKeys)),
            ("ed", Secure, None),
            ("rsa", Secure, None),
            ("new", Indeterminate, Some(DnssecFaultKind::Unsupported)),
            ("hashed", Secure, None),
            ("forged", Secure, None),
        ]
    );
    let states = hosts.map(|(name, _)| (name, host(&observations, &full(&name))));
    assert_eq!(states, hosts);

    let good = domain(&observations, "good.example");
    let chain: Vec<&str> = good.zones.iter().map(|zone| zone.zone.as_str()).collect();
    assert_eq!(chain, [".", "example", "good.example"]);
    let keys: Vec<(u8, Option<u32>)> = good.zones[1]
        .keys
        .iter()
        .map(|key| (key.algorithm, key.bits))
        .collect();
    assert_eq!(keys, [(8, Some(2048)); 2]);
    for zone in &good.zones {
        assert_eq!(zone.keys.iter().filter(|key| key.vouched).count(), 1);
        assert!(zone.signatures.iter().any(|s| s.covers == "DNSKEY"));
    }
    let own = &good.zones[2];
    assert!(own.signatures.iter().any(|s| s.covers == "NS"));
    assert_eq!((own.ds[0].algorithm, own.ds[0].digest_type), (13, 2));
    let lonely = domain(&observations, "lonely.example");
    let own = lonely.zones.last().expect("a zone");
    assert_eq!(
        (own.zone.as_str(), own.ds.len(), own.keys.len()),
        ("lonely.example", 0, 2)
    );
}

#[tokio::test]
async fn zones_of_bind_are_judged_as_they_were_made() {
    if !installed() {
        return;
    }
    let server = Named::start(&zones()).await;
    judged(&server, &server.anchor).await;
    // Through a resolver that itself refuses what is wrong: we ask it not to judge.
    let resolver = Named::resolver(&server).await;
    judged(&resolver, &server.anchor).await;
}

/// Passes a question on to a server.
fn pass_on(asked: &Asked<'_>, server: SocketAddr) -> Option<Vec<u8>> {
    let socket = UdpSocket::bind("127.0.0.1:0").ok()?;
    socket.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
    socket.send_to(&bytes(asked.message)?, server).ok()?;
    let mut answer = vec![0; 4_096];
    let length = socket.recv(&mut answer).ok()?;
    answer.truncate(length);
    Some(answer)
}

#[tokio::test]
async fn keys_that_could_not_be_fetched_prove_nothing_and_refute_nothing() {
    if !installed() {
        return;
    }
    let www = "www A 192.0.2.80\n";
    let names = [".", "example", "good.example", "sub.good.example"];
    let server = Named::start(&names.map(|name| Zone::signed(name, www))).await;
    let host = "www.sub.good.example";
    let subjects = [Subject::host(host)];
    let observations = look(server.address, &server.anchor, &subjects).await;
    assert_eq!(self::host(&observations, host), [Secure; 2]);
    for code in [ResponseCode::ServFail, ResponseCode::FormErr] {
        let bind = server.address;
        // The keys of the zone below the domain: refused, or given only to those who ask without extensions.
        let between = Server::start(move |asked| {
            let keys = asked.kind == RecordType::DNSKEY && asked.name == "sub.good.example";
            if keys && (code == ResponseCode::ServFail || asked.message.edns.is_some()) {
                return bytes(&asked.code(code));
            }
            pass_on(asked, bind)
        })
        .await;
        let observations = look(between.address, &server.anchor, &subjects).await;
        let states = self::host(&observations, host);
        assert_eq!(states, [Indeterminate; 2], "{code}");
    }
}
