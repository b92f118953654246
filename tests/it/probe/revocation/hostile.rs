//! Lists and responders that lie, hang, never end or lead astray.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use waarborg::domain::fact::{Freshness, StatusKind, StatusSignature};
use waarborg::domain::observation::{FailureReason, Observation, Probe};
use waarborg::domain::subject::Subject;

use super::{LIST, RESPONDER, Site, answer, asked, failure, site};
use crate::probe::{NO_RESOLVER, look, settings};
use crate::support::pki::{Pki, Reply, crl, crl_of, now};
use crate::support::tcp::{self, Server, response_of};

/// What a hostile list or responder sends, and the failure that it comes to.
fn hostile(site: &Site) -> Vec<(&'static str, FailureReason, Vec<u8>, Vec<u8>)> {
    let list = crl(&site.pki.intermediate, &[&[9]]);
    let other_list = crl(&site.pki.root, &[]);
    let reply = Reply::good(&site.leaf.serial).of(&site.pki);
    let other_reply = Reply::good(&[0x33]).of(&site.pki);
    let huge = |limit: usize| {
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", limit * 2);
        [head.into_bytes(), vec![0x30; limit + 1]].concat()
    };
    let cut = |bytes: &[u8]| response_of(&bytes[..bytes.len() / 2]);
    let short = |bytes: &[u8]| {
        let whole = response_of(bytes);
        whole[..whole.len() - 9].to_vec()
    };
    let missing = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_vec();
    let elsewhere =
        b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"
            .to_vec();
    let circle = b"HTTP/1.1 302 Found\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n".to_vec();
    let nothing = response_of(b"");
    let page = response_of(b"<html>moved</html>");
    vec![
        (
            "truncated",
            FailureReason::ProtocolError,
            cut(&list),
            cut(&reply),
        ),
        (
            "cut off",
            FailureReason::Closed,
            short(&list),
            short(&reply),
        ),
        (
            "empty",
            FailureReason::ProtocolError,
            nothing.clone(),
            nothing,
        ),
        ("a page", FailureReason::ProtocolError, page.clone(), page),
        (
            "huge",
            FailureReason::TooLarge,
            huge(10 << 20),
            huge(64 << 10),
        ),
        (
            "of another",
            FailureReason::Irrelevant,
            response_of(&other_list),
            response_of(&other_reply),
        ),
        (
            "missing",
            FailureReason::ErrorAnswer,
            missing.clone(),
            missing,
        ),
        (
            "in circles",
            FailureReason::ErrorAnswer,
            circle.clone(),
            circle,
        ),
        (
            "declining",
            FailureReason::ProtocolError,
            response_of(&[0x30, 0]),
            response_of(&[0x30, 3, 10, 1, 4]),
        ),
        ("private", FailureReason::Blocked, elsewhere, Vec::new()),
    ]
}

#[tokio::test]
async fn hostile_sources_end_in_typed_failures() {
    let site = site(Some(LIST), Some(RESPONDER)).await;
    for (what, reason, list, reply) in hostile(&site) {
        let lists = tcp::service(move |_, _| list.clone()).await;
        let asks = !reply.is_empty();
        let responder = tcp::service(move |_, _| reply.clone()).await;
        let start = Instant::now();
        let fact = site.ask(lists.address, responder.address).await;
        assert!(start.elapsed() < Duration::from_secs(10), "{what}");
        let leaf = &fact.certificates[0];
        let told = failure(leaf, StatusKind::Crl);
        assert_eq!(told.reason, reason, "{what}: {}", told.detail);
        if asks {
            let told = failure(leaf, StatusKind::Ocsp);
            assert_eq!(told.reason, reason, "{what}: {}", told.detail);
        }
    }
}

#[tokio::test]
async fn false_signatures_and_false_dates_are_seen() {
    let site = site(Some(LIST), Some(RESPONDER)).await;
    // The same names and another key; and a list and an answer of the future.
    let twin = Pki::new(None);
    let forged = crl(&twin.intermediate, &[&site.leaf.serial]);
    let mut false_reply = Reply::revoked(&site.leaf.serial).of(&site.pki);
    let last = false_reply.len() - 1;
    false_reply[last] ^= 1;
    let future = crl_of(&site.pki.intermediate, &[], (2030, 2031));
    let late = Reply {
        this_update: "20270101000000Z",
        next_update: None,
        ..Reply::good(&site.leaf.serial)
    };
    let late = late.of(&site.pki);
    for (list, reply, is_forged) in [(forged, false_reply, true), (future, late, false)] {
        let lists = tcp::service(move |_, _| response_of(&list)).await;
        let responder = tcp::service(move |_, _| response_of(&reply)).await;
        let fact = site.ask(lists.address, responder.address).await;
        for kind in [StatusKind::Crl, StatusKind::Ocsp] {
            let answer = answer(&fact.certificates[0], kind);
            if is_forged {
                assert!(matches!(answer.signature, StatusSignature::Invalid(_)));
            } else {
                let freshness = answer.freshness(now());
                assert_eq!(freshness, Freshness::NotYet);
            }
        }
    }
}

#[tokio::test]
async fn sources_that_hang_or_never_end_cost_a_bounded_time() {
    let site = site(Some(LIST), Some(RESPONDER)).await;
    let silent = tcp::silent().await;
    // A byte now and then, without end.
    let dripping = Server::start(|mut stream| async move {
        let mut buffer = [0; 4096];
        drop(stream.read(&mut buffer).await);
        let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        drop(stream.write_all(head).await);
        while stream.write_all(b"1\r\n0\r\n").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    for server in [&silent, &dripping] {
        let mut settings = site.settings(server.address, server.address);
        settings.timeout = Duration::from_millis(200);
        settings.deadline = Duration::from_millis(700);
        let start = Instant::now();
        let fact = asked(settings).await;
        assert!(start.elapsed() < Duration::from_secs(3));
        for kind in [StatusKind::Crl, StatusKind::Ocsp] {
            let told = failure(&fact.certificates[0], kind);
            assert_eq!(told.reason, FailureReason::TimedOut);
        }
    }
    assert!(silent.connections() <= 6);
}

#[tokio::test]
async fn an_endless_list_is_cut_off_at_the_limit() {
    let site = site(Some(LIST), None).await;
    let flood = Server::start(|mut stream| async move {
        let mut buffer = [0; 4096];
        drop(stream.read(&mut buffer).await);
        let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/pkix-crl\r\n\r\n";
        drop(stream.write_all(head).await);
        while stream.write_all(&[0x30; 16_000]).await.is_ok() {}
    })
    .await;
    let fact = site.ask(flood.address, flood.address).await;
    let told = failure(&fact.certificates[0], StatusKind::Crl);
    assert_eq!(told.reason, FailureReason::TooLarge);
}

#[tokio::test]
async fn a_certificate_cannot_make_us_knock_on_private_doors() {
    let inner = tcp::service(|_, _| response_of(b"secret")).await;
    let list = format!("http://{}/", inner.address);
    for (list, responder) in [
        (list.as_str(), "http://[::ffff:169.254.169.254]/"),
        ("http://crl.example.nl:25/", "https://ocsp.example.nl:22/"),
    ] {
        let site = site(Some(list), Some(responder)).await;
        let fact = site.ask(inner.address, inner.address).await;
        for kind in [StatusKind::Crl, StatusKind::Ocsp] {
            let told = failure(&fact.certificates[0], kind);
            assert_eq!(told.reason, FailureReason::Blocked, "{}", told.detail);
        }
    }
    // Only the list of the root was asked for.
    assert_eq!(inner.connections(), 2);
}

#[tokio::test]
async fn a_host_that_never_answers_is_given_up() {
    let silent = tcp::silent().await;
    let mut settings = settings();
    settings.timeout = Duration::from_millis(100);
    settings.deadline = Duration::from_millis(250);
    settings.concurrency = 1;
    settings.dns = Some(NO_RESOLVER);
    settings
        .connect_to
        .insert(("ocsp.example.nl".to_owned(), 80), silent.address);
    let (mut subjects, mut servers) = (Vec::new(), Vec::new());
    for n in 0..6 {
        let site = site(None, Some(RESPONDER)).await;
        let name = format!("n{n}.example.nl");
        settings
            .connect_to
            .insert((name.clone(), 8443), site.server.address);
        subjects.push(Subject::endpoint(&name, 8443, "/", None));
        servers.push(site);
    }
    let observations = look(settings, &subjects).await;
    let timed_out = subjects.iter().all(|subject| {
        observations
            .of(Probe::Revocation, &subject.id)
            .filter_map(Observation::revocation)
            .any(|fact| {
                failure(&fact.certificates[0], StatusKind::Ocsp).reason == FailureReason::TimedOut
            })
    });
    assert!(timed_out);
    // Three were tried, each twice.
    assert_eq!(silent.connections(), 6);
}
