//! Name servers asked directly: those that serve the zone, and those that only seem to.

use std::time::{Duration, Instant};

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::rdata::{NS, SOA};
use hickory_proto::rr::{RData, Record, RecordType};
use waarborg::domain::fact::{DelegationFact, Heard};
use waarborg::domain::observation::{FailureReason, Probe};
use waarborg::domain::subject::Subject;
use waarborg::probe::Settings;

use super::{look, settings};
use crate::support::dns::{Resolver, Zone};
use crate::support::odd::{Asked, Server, bytes, name};

/// Name servers of `example.nl` in the resolver; each is led to a server of its own.
async fn look_at(servers: &[(&str, &Server)], parent: Option<&Server>) -> DelegationFact {
    let mut zone = Zone::default()
        .server("nl", "ns.nic.nl")
        .address("ns.nic.nl", "192.0.2.1")
        .server("example.nl", "nowhere.example.net");
    let mut settings = Settings {
        timeout: Duration::from_secs(1),
        ..settings()
    };
    for (name, server) in servers {
        zone = zone.server("example.nl", name).address(name, "192.0.2.53");
        settings
            .connect_to
            .insert(((*name).to_owned(), 53), server.address);
    }
    if let Some(parent) = parent {
        settings
            .connect_to
            .insert(("ns.nic.nl".to_owned(), 53), parent.address);
    }
    let resolver = Resolver::start(zone).await;
    settings.dns = Some(resolver.address);
    let domain = Subject::domain("example.nl");
    let start = Instant::now();
    let observations = look(settings, std::slice::from_ref(&domain)).await;
    assert!(
        start.elapsed() < Duration::from_secs(8),
        "{:?}",
        start.elapsed()
    );
    let observation = observations.of(Probe::DnsDelegation, &domain.id).next();
    let observation = observation.expect("one");
    let fact = observation.delegation();
    fact.unwrap_or_else(|| panic!("{:?}", observation.failure()))
        .clone()
}

/// The answer of a server that serves the zone.
fn serve(asked: &Asked<'_>, serial: u32, servers: &[&str]) -> Option<Vec<u8>> {
    assert!(!asked.message.metadata.recursion_desired);
    bytes(&match asked.kind {
        RecordType::SOA => asked.answer([RData::SOA(SOA::new(
            name("ns1.example.nl"),
            name("hostmaster.example.nl"),
            serial,
            1,
            1,
            1,
            1,
        ))]),
        _ => asked.answer(servers.iter().map(|server| RData::NS(NS(name(server))))),
    })
}

fn failure(fact: &DelegationFact, server: &str) -> FailureReason {
    let view = fact.servers.iter().find(|view| view.server == server);
    let view = view.unwrap_or_else(|| panic!("{server}"));
    view.answer
        .failure()
        .unwrap_or_else(|| panic!("{server}: {:?}", view.answer))
        .reason
}

#[tokio::test]
async fn each_server_is_asked_and_so_is_the_zone_above() {
    let good = Server::start(|asked| serve(asked, 7, &["b.example.net", "a.example.net"])).await;
    // Too much for one datagram.
    let large = Server::start(|asked| {
        if asked.over_tcp {
            serve(asked, 8, &["a.example.net"])
        } else {
            bytes(&asked.cut_off())
        }
    })
    .await;
    let above = Server::start(|asked| {
        let mut answer = asked.with([]);
        answer.metadata.authoritative = false;
        answer.add_authority(Record::from_rdata(
            name("example.nl"),
            60,
            RData::NS(NS(name("old.example.net"))),
        ));
        bytes(&answer)
    })
    .await;
    let fact = look_at(
        &[("a.example.net", &good), ("b.example.net", &large)],
        Some(&above),
    )
    .await;
    let parent = fact.parent.as_ref().expect("a parent");
    assert_eq!(
        (parent.zone.as_str(), parent.server.as_str()),
        ("nl", "ns.nic.nl")
    );
    assert_eq!(
        parent.name_servers,
        Heard::Answered(vec!["old.example.net".to_owned()])
    );
    let heard: Vec<(&str, bool, Option<u32>, usize)> = fact
        .servers
        .iter()
        .filter_map(|view| {
            let answer = view.answer.answer()?;
            Some((
                view.server.as_str(),
                answer.authoritative,
                answer.serial,
                answer.name_servers.len(),
            ))
        })
        .collect();
    assert_eq!(
        heard,
        [
            ("a.example.net", true, Some(7), 2),
            ("b.example.net", true, Some(8), 1)
        ]
    );
    assert_eq!(
        failure(&fact, "nowhere.example.net"),
        FailureReason::NameNotFound
    );
}

#[tokio::test]
async fn servers_that_do_not_serve_the_zone_are_told_apart() {
    let refusing = Server::start(|asked| bytes(&asked.code(ResponseCode::Refused))).await;
    let silent = Server::start(|_| None).await;
    let referring = Server::start(|asked| {
        let mut answer = asked.with([]);
        answer.metadata.authoritative = false;
        bytes(&answer)
    })
    .await;
    let noisy = Server::start(|asked| {
        let mut answer = asked.message.metadata.id.to_be_bytes().to_vec();
        answer.extend([0xff; 30]);
        Some(answer)
    })
    .await;
    let endless = Server::start(|asked| bytes(&asked.cut_off())).await;
    let fact = look_at(
        &[
            ("a.example.net", &refusing),
            ("b.example.net", &silent),
            ("c.example.net", &referring),
            ("d.example.net", &noisy),
            ("e.example.net", &endless),
        ],
        Some(&silent),
    )
    .await;
    let answer = |server: &str| {
        let view = fact.servers.iter().find(|view| view.server == server);
        view.and_then(|view| view.answer.answer()).expect(server)
    };
    let refused = answer("a.example.net");
    assert_eq!((refused.authoritative, refused.serial), (false, None));
    assert!(
        refused.code.to_lowercase().contains("refused"),
        "{}",
        refused.code
    );
    let referred = answer("c.example.net");
    assert_eq!((referred.authoritative, referred.serial), (false, None));
    assert_eq!(failure(&fact, "b.example.net"), FailureReason::TimedOut);
    assert_eq!(
        failure(&fact, "d.example.net"),
        FailureReason::ProtocolError
    );
    assert_eq!(answer("e.example.net").serial, None);
    let parent = fact.parent.as_ref().expect("a parent");
    assert!(parent.name_servers.failure().is_some());
}

#[tokio::test]
async fn a_resolver_that_answers_in_the_place_of_name_servers_is_seen_to_be_one() {
    let between = Server::start(|asked| {
        let mut answer = match asked.kind {
            RecordType::SOA => asked.answer([RData::SOA(SOA::new(
                name("ns1.example.nl"),
                name("hostmaster.example.nl"),
                7,
                1,
                1,
                1,
                1,
            ))]),
            _ => asked.answer([RData::NS(NS(name("a.example.net")))]),
        };
        answer.metadata.authoritative = false;
        answer.metadata.recursion_available = true;
        bytes(&answer)
    })
    .await;
    let own = Server::start(|asked| serve(asked, 7, &["a.example.net"])).await;
    let fact = look_at(
        &[("a.example.net", &between), ("b.example.net", &own)],
        None,
    )
    .await;
    let flags: Vec<(bool, bool)> = fact
        .servers
        .iter()
        .filter_map(|view| view.answer.answer())
        .map(|answer| (answer.authoritative, answer.recursive))
        .collect();
    assert_eq!(flags, [(false, true), (true, false)]);
}
