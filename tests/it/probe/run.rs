//! A run as a whole: order, bounds, guard and redirections.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use waarborg::domain::observation::{FailureReason, Probe, Reading};
use waarborg::domain::subject::{Subject, SubjectId, SubjectKind};
use waarborg::probe::{Event, NetworkError, Settings, Shared, follow_shared, observe};

use super::{NO_RESOLVER, clock, failure, leading, look, network, settings};
use crate::support::certs::{Authority, VALID};
use crate::support::dns::{Resolver, Zone};
use crate::support::geo;
use crate::support::tcp;
use crate::support::tls::{CURRENT, hello};

#[tokio::test]
async fn offline_opens_no_socket_and_says_so_everywhere() {
    let server = tcp::silent().await;
    let resolver = Resolver::start(Zone::default()).await;
    let subjects = [
        Subject::endpoint("www.example.nl", 443, "/", None),
        Subject::endpoint("127.0.0.1", server.address.port(), "/", None),
        Subject::host("www.example.nl"),
        Subject::host("18.184.0.1"),
        Subject::domain("example.nl"),
    ];
    let settings = Settings {
        offline: true,
        dns: Some(resolver.address),
        allow_private: true,
        ..settings()
    };
    let start = Instant::now();
    let observations = look(settings, &subjects).await;
    assert!(start.elapsed() < Duration::from_millis(200));
    let probes: Vec<Probe> = observations.0.iter().map(|o| o.probe).collect();
    assert_eq!(
        probes,
        [
            Probe::Cors,
            Probe::DnsHttps,
            Probe::DnsTlsa,
            Probe::Http,
            Probe::HttpVariant,
            Probe::Https,
            Probe::HttpsVariant,
            Probe::Revocation,
            Probe::SecurityTxt,
            Probe::Tls,
            Probe::Cors,
            Probe::Https,
            Probe::Revocation,
            Probe::SecurityTxt,
            Probe::Tls,
            Probe::DnsA,
            Probe::DnsAaaa,
            Probe::DnsCaa,
            Probe::Hosting,
            Probe::Hosting,
            Probe::DnsDelegation,
            Probe::DnsMx,
            Probe::DnsNs,
            Probe::DnsTxt,
            Probe::Dnssec,
            Probe::MailBimi,
            Probe::MailDkim,
            Probe::MailDmarc,
            Probe::MailMtaSts,
            Probe::MailSpf,
            Probe::MailTlsRpt,
        ]
    );
    for observation in &observations.0 {
        assert_eq!(failure(observation).reason, FailureReason::Offline);
    }
    assert!(resolver.asked().is_empty());
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn what_is_not_public_is_blocked_after_resolution() {
    let server = tcp::silent().await;
    let zone = Zone::default()
        .address("inside.example.nl", "127.0.0.1")
        .address("inside.example.nl", "::ffff:10.0.0.1");
    let resolver = Resolver::start(zone).await;
    let endpoint = Subject::endpoint("inside.example.nl", server.address.port(), "/", None);
    let observations = look(
        Settings {
            dns: Some(resolver.address),
            ..settings()
        },
        std::slice::from_ref(&endpoint),
    )
    .await;
    assert_eq!(observations.of(Probe::Tls, &endpoint.id).count(), 2);
    for observation in observations.0.iter().filter(|o| o.dns().is_none()) {
        let failure = failure(observation);
        assert_eq!(failure.reason, FailureReason::Blocked);
        assert!(failure.detail.contains("not a public address"));
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_confined_run_dials_only_what_is_redirected() {
    let server = tcp::silent().await;
    let endpoint = Subject::endpoint("127.0.0.1", server.address.port(), "/", None);
    let observations = look(
        Settings {
            allow_private: true,
            confined: true,
            ..settings()
        },
        std::slice::from_ref(&endpoint),
    )
    .await;
    assert!(!observations.0.is_empty());
    for observation in &observations.0 {
        assert_eq!(failure(observation).reason, FailureReason::OutOfBounds);
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_redirected_connection_keeps_the_address_of_the_name() {
    let authority = Authority::new();
    let server = hello(&authority.issue("www.example.nl", VALID), CURRENT).await;
    let zone = Zone::default()
        .address("www.example.nl", "18.184.0.1")
        .address("www.example.nl", "2a05:d014::1");
    let resolver = Resolver::start(zone).await;
    let endpoint = Subject::endpoint("www.example.nl", 443, "/", None);
    let mut settings = leading("WWW.example.nl.", 443, server.address);
    settings.dns = Some(resolver.address);
    // Without a redirection of its own, port 80 would go to the real address.
    settings
        .connect_to
        .insert(("www.example.nl".to_owned(), 80), tcp::closed_port().await);
    let network = network(settings);
    let observations = observe(&network, std::slice::from_ref(&endpoint), &|_| {}).await;
    let addresses: Vec<(SocketAddr, Option<SocketAddr>)> = observations
        .of(Probe::Tls, &endpoint.id)
        .map(|observation| {
            let fact = observation.tls().expect("a handshake");
            (fact.address, fact.dialled)
        })
        .collect();
    assert_eq!(
        addresses,
        [
            (([18, 184, 0, 1], 443).into(), Some(server.address)),
            (
                "[2a05:d014::1]:443".parse().expect("address"),
                Some(server.address)
            )
        ]
    );
    let http = observations.of(Probe::Http, &endpoint.id).next();
    assert_eq!(failure(http.expect("one")).reason, FailureReason::Refused);
    let note = network.note();
    assert_eq!(note.resolver, resolver.address.to_string());
    assert_eq!(
        note.connect_to.get("WWW.example.nl.:443"),
        Some(&server.address.to_string())
    );
    assert!(note.trust_store.starts_with("Mozilla"));
}

#[tokio::test]
async fn fifty_endpoints_at_once_stay_within_the_bounds() {
    let authority = Authority::new();
    let server = hello(&authority.issue("*.example.nl", VALID), CURRENT).await;
    let mut settings = settings();
    settings.concurrency = 10;
    settings.per_address = 8;
    settings.dns = Some(NO_RESOLVER);
    let subjects: Vec<Subject> = (0..50)
        .map(|n| Subject::endpoint(&format!("h{n}.example.nl"), 8443, "/", None))
        .collect();
    settings.connect_to = subjects
        .iter()
        .map(|subject| ((subject.name.clone(), 8443), server.address))
        .collect();
    let (now, most) = (Mutex::new(0usize), Mutex::new(0usize));
    let network = network(settings);
    let observations = observe(&network, &subjects, &|event| {
        let mut now = now.lock().expect("count");
        match event {
            Event::Planned { total } => assert_eq!(total, 50),
            Event::Started { .. } => *now += 1,
            Event::Finished { failed, .. } => {
                // There is no resolver to ask for the two records of a name that has them.
                assert_eq!(failed, 2);
                *now -= 1;
            }
        }
        let mut most = most.lock().expect("count");
        *most = (*most).max(*now);
    })
    .await;
    assert_eq!(*most.lock().expect("count"), 10);
    // The server notices the end of a connection a little late; without the bound it would see some fifty.
    assert!(server.most_at_once() < 20, "{}", server.most_at_once());
    let order: Vec<(String, Probe, SubjectId)> = observations
        .0
        .iter()
        .map(|o| (o.id.clone(), o.probe, o.subject.clone()))
        .collect();
    let planned: Vec<(String, Probe, SubjectId)> = subjects
        .iter()
        .flat_map(|subject| {
            [
                Probe::Cors,
                Probe::DnsHttps,
                Probe::DnsTlsa,
                Probe::Https,
                Probe::Revocation,
                Probe::SecurityTxt,
                Probe::Tls,
            ]
            .map(|probe| (probe, subject))
        })
        .enumerate()
        .map(|(n, (probe, subject))| (format!("o{}", n + 1), probe, subject.id.clone()))
        .collect();
    assert_eq!(order, planned);
    for observation in &observations.0 {
        assert_eq!(observation.at, clock());
        if let Some(fact) = observation.tls() {
            assert!(fact.name_matches && fact.negotiated.is_some());
        }
    }
}

#[tokio::test]
async fn our_own_patience_does_not_count_against_a_target() {
    let authority = Authority::new();
    let server = hello(&authority.issue("www.example.nl", VALID), CURRENT).await;
    let mut settings = leading("www.example.nl", 8443, server.address);
    // Five connections at one a second with a burst of two: three seconds of waiting, far beyond the deadline.
    settings.rate = 1;
    settings.timeout = Duration::from_millis(1400);
    settings.deadline = Duration::from_millis(1500);
    let endpoint = Subject::endpoint("www.example.nl", 8443, "/", None);
    let start = Instant::now();
    let observations = look(settings, std::slice::from_ref(&endpoint)).await;
    assert!(start.elapsed() >= Duration::from_millis(2500));
    for probe in [Probe::Https, Probe::Revocation, Probe::Tls] {
        for observation in observations.of(probe, &endpoint.id) {
            assert_eq!(observation.failure(), None);
        }
    }
}

#[tokio::test]
async fn the_vendor_is_no_place_to_look_at() {
    let subjects = [Subject::vendor("Example B.V.")];
    let observations = look(settings(), &subjects).await;
    assert!(observations.0.is_empty());
}

#[tokio::test]
async fn settings_that_let_nothing_through_are_refused() {
    let none = |change: fn(&mut Settings)| {
        let mut settings = settings();
        change(&mut settings);
        waarborg::probe::Network::new(settings, geo::sources(Vec::new()).into(), clock).err()
    };
    assert_eq!(none(|_| {}), None);
    assert_eq!(none(|s| s.rate = 0), Some(NetworkError::Zero("rate")));
    assert_eq!(
        none(|s| s.concurrency = 0),
        Some(NetworkError::Zero("concurrency"))
    );
    assert_eq!(
        none(|s| s.timeout = Duration::ZERO),
        Some(NetworkError::Zero("timeout"))
    );
    let bad = none(|s| s.added_anchors = vec![vec![1, 2, 3].into()]);
    assert!(
        matches!(bad, Some(NetworkError::Anchor(error)) if error.number == 1 && error.store == "added")
    );
    let bad = none(|s| {
        s.stores
            .insert("house".to_owned(), vec![vec![1, 2, 3].into()]);
    });
    assert!(matches!(bad, Some(NetworkError::Anchor(error)) if error.store == "house"));
}

#[tokio::test]
async fn what_several_targets_lead_to_is_looked_at_once() {
    let zone = Zone::default()
        .mail("example.nl", 10, "mx.example.nl")
        .address("mx.example.nl", "18.184.0.2");
    let resolver = Resolver::start(zone).await;
    let network = network(Settings {
        dns: Some(resolver.address),
        ..settings()
    });
    let lead = |subject: &Subject, _: &[&Reading]| match subject.kind {
        SubjectKind::Domain => vec![Subject::host("mx.example.nl")],
        _ => Vec::new(),
    };
    let subjects = [Subject::domain("example.nl")];
    let shared = Shared::default();
    // At the same time: who comes second waits for the first.
    let (first, second) = tokio::join!(
        follow_shared(&network, &subjects, &lead, &shared),
        follow_shared(&network, &subjects, &lead, &shared),
    );
    let asked = resolver.asked().len();
    assert!(asked > 0);
    let third = follow_shared(&network, &subjects, &lead, &shared).await;
    assert_eq!(resolver.asked().len(), asked);
    assert_eq!(first.subjects.len(), 2);
    assert_eq!(first.observations, second.observations);
    assert_eq!(first.observations, third.observations);
    let anew = follow_shared(&network, &subjects, &lead, &Shared::default()).await;
    assert_eq!(anew.subjects, first.subjects);
    assert!(
        resolver.asked().len() > asked,
        "with a memory of its own it asks"
    );
}

#[test]
fn a_network_can_be_made_before_there_is_a_runtime_and_looks_can_be_sent_to_threads() {
    fn sendable<T: Send>(value: T) -> T {
        value
    }
    let network = network(Settings::default());
    let subjects = [Subject::vendor("Example B.V.")];
    let looking = sendable(observe(&network, &subjects, &|_| {}));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    assert!(runtime.block_on(looking).0.is_empty());
}
