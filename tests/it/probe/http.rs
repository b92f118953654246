//! Requests, redirects and their bounds.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use waarborg::domain::fact::HaltKind;
use waarborg::domain::observation::{FailureReason, Probe};
use waarborg::domain::subject::Subject;
use waarborg::probe::Settings;

use super::{failure, https_of, leading, look, look_at};
use crate::support::certs::{Credentials, self_signed};
use crate::support::tcp::{self, Server, response};
use crate::support::tls::{CURRENT, acceptor, https};

fn credentials() -> Credentials {
    self_signed("www.example.nl")
}

async fn serving(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> Server {
    https(&credentials(), CURRENT, answer).await
}

#[tokio::test]
async fn a_response_is_kept_with_its_headers_in_order() {
    let server = serving(|head| {
        assert!(head.starts_with("GET / HTTP/1.1\r\n"), "{head}");
        assert!(head.contains("host: www.example.nl:8443\r\n"), "{head}");
        assert!(head.contains("user-agent: waarborg/"), "{head}");
        let headers = [
            ("Strict-Transport-Security", "max-age=63072000"),
            ("Set-Cookie", "a=1"),
            ("X-Last", "caf\u{e9}"),
            ("Set-Cookie", "b=2"),
        ];
        response("200 OK", &headers, "hello")
    })
    .await;
    let fact = https_of(server.address, |_| {}).await;
    let [hop] = &fact.hops[..] else {
        panic!("{:?}", fact.hops)
    };
    assert_eq!(hop.url, "https://www.example.nl:8443/");
    assert_eq!((hop.status, hop.version.as_str()), (200, "HTTP/1.1"));
    assert_eq!(hop.address, server.address);
    let hsts: Vec<&str> = hop.header("strict-transport-security").collect();
    assert_eq!(hsts, ["max-age=63072000"]);
    let cookies: Vec<&str> = hop.header("set-cookie").collect();
    assert_eq!(cookies, ["a=…", "b=…"]);
    assert_eq!((fact.body_bytes, fact.body_truncated), (5, false));
    assert_eq!(fact.stopped, None);
}

#[tokio::test]
async fn redirects_are_followed_hop_by_hop() {
    let server = serving(|head| match head.split(' ').nth(1) {
        Some("/") => response("301 Moved", &[("location", "/a?x=1#frag")], "ignored"),
        Some("/a?x=1") => response(
            "302 Found",
            &[("Location", "https://www.example.nl:8443/b")],
            "",
        ),
        _ => response("200 OK", &[], "done"),
    })
    .await;
    let fact = https_of(server.address, |_| {}).await;
    let urls: Vec<&str> = fact.hops.iter().map(|hop| hop.url.as_str()).collect();
    assert_eq!(
        urls,
        [
            "https://www.example.nl:8443/",
            "https://www.example.nl:8443/a?x=1",
            "https://www.example.nl:8443/b"
        ]
    );
    assert_eq!((fact.body_bytes, fact.stopped), (4, None));
}

#[tokio::test]
async fn loops_and_endless_chains_end() {
    let server = serving(|head| match head.split(' ').nth(1) {
        Some("/") => response("302 Found", &[("location", "/again")], ""),
        _ => response("302 Found", &[("location", "/")], ""),
    })
    .await;
    let fact = https_of(server.address, |_| {}).await;
    assert_eq!(fact.hops.len(), 2);
    assert!(
        fact.stopped
            .is_some_and(|text| text.contains("round in circles"))
    );
    let halt = fact.halt.expect("a reason");
    assert_eq!(halt.kind, HaltKind::Circle);
    assert_eq!(halt.url, "https://www.example.nl:8443/");
    let server = serving(|head| {
        let length = head.split(' ').nth(1).map_or(0, str::len);
        response("302 Found", &[("location", &"/x".repeat(length))], "")
    })
    .await;
    let fact = https_of(server.address, |_| {}).await;
    assert_eq!(fact.hops.len(), 6);
    assert!(
        fact.stopped
            .is_some_and(|text| text.contains("more than 5 redirects"))
    );
    assert_eq!(fact.halt.expect("a reason").kind, HaltKind::TooMany);
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_blocked() {
    let inner = tcp::http(|_| response("200 OK", &[], "secret")).await;
    for target in [
        format!("http://{}/", inner.address),
        "http://[::ffff:10.0.0.1]/".to_owned(),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "http://localhost/".to_owned(),
    ] {
        let location = target.clone();
        let server = serving(move |_| response("302 Found", &[("location", &location)], "")).await;
        let fact = https_of(server.address, |_| {}).await;
        assert_eq!(fact.hops.len(), 1, "{target}");
        let stopped = fact.stopped.expect("stopped");
        assert!(stopped.contains("not a public address"), "{stopped}");
        let halt = fact.halt.expect("a reason");
        assert_eq!(halt.kind, HaltKind::Unreached);
        let reason = halt.failure.expect("a failure").reason;
        assert_eq!(reason, FailureReason::Blocked);
    }
    assert_eq!(inner.connections(), 0);
    let location = format!("http://{}/", inner.address);
    let server = serving(move |_| response("302 Found", &[("location", &location)], "")).await;
    let fact = https_of(server.address, |settings| settings.allow_private = true).await;
    assert_eq!(fact.hops.len(), 2, "unless private addresses are asked for");
}

#[tokio::test]
async fn a_redirect_off_the_web_is_not_followed() {
    for (location, word, kind, url) in [
        (
            "ftp://user:secret@www.example.nl/",
            "scheme ftp:",
            HaltKind::OtherScheme,
            "ftp:",
        ),
        (
            "http://www.example.nl:25/",
            "no port of a website",
            HaltKind::OtherPort,
            "http://www.example.nl:25/",
        ),
        ("https://", "no URL", HaltKind::NoUrl, ""),
    ] {
        let server = serving(move |_| response("301 Moved", &[("location", location)], "")).await;
        let fact = https_of(server.address, |_| {}).await;
        let stopped = fact.stopped.expect("stopped");
        assert!(stopped.contains(word), "{location}: {stopped}");
        let halt = fact.halt.expect("a reason");
        assert_eq!((halt.kind, halt.url.as_str()), (kind, url));
    }
}

#[tokio::test]
async fn a_huge_body_is_read_up_to_the_limit() {
    let body = "x".repeat(3 * 1024 * 1024);
    let server = serving(move |_| response("200 OK", &[], &body)).await;
    let fact = https_of(server.address, |_| {}).await;
    assert_eq!((fact.body_bytes, fact.body_truncated), (1024 * 1024, true));
}

#[tokio::test]
async fn headers_are_bounded_in_number_and_size() {
    let server = serving(|_| {
        let names: Vec<String> = (0..150).map(|n| format!("x-{n}")).collect();
        let long = "v".repeat(9000);
        let headers: Vec<(&str, &str)> = names
            .iter()
            .map(|name| (name.as_str(), long.as_str()))
            .take(20)
            .chain(names.iter().skip(20).map(|name| (name.as_str(), "v")))
            .collect();
        response("200 OK", &headers, "")
    })
    .await;
    let fact = https_of(server.address, |_| {}).await;
    let headers = &fact.hops[0].headers;
    assert_eq!(headers.len(), 100);
    assert_eq!(headers[0].1.len(), 8192);
    let server = serving(|_| {
        let long = "v".repeat(1024 * 1024);
        response("200 OK", &[("x", &long)], "")
    })
    .await;
    let observation = look_at(server.address, Probe::Https, |_| {}).await;
    assert_eq!(failure(&observation).reason, FailureReason::TooLarge);
}

#[tokio::test]
async fn a_header_that_drips_for_ever_runs_out_of_time() {
    let acceptor = acceptor(&credentials(), CURRENT);
    let server = Server::start(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            let mut buffer = [0; 4096];
            drop(stream.read(&mut buffer).await);
            drop(stream.write_all(b"HTTP/1.1 200 OK\r\nx: ").await);
            while stream.write_all(b"y").await.is_ok() && stream.flush().await.is_ok() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    })
    .await;
    let start = Instant::now();
    let observation = look_at(server.address, Probe::Https, |settings| {
        settings.timeout = Duration::from_millis(400);
    })
    .await;
    assert_eq!(failure(&observation).reason, FailureReason::TimedOut);
    assert!(start.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn a_body_that_never_ends_is_as_long_as_what_came() {
    let acceptor = acceptor(&credentials(), CURRENT);
    let server = Server::start(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            let mut buffer = [0; 4096];
            drop(stream.read(&mut buffer).await);
            let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nseven b";
            drop(stream.write_all(head).await);
            drop(stream.flush().await);
            tokio::time::sleep(Duration::from_secs(30)).await;
        }
    })
    .await;
    let fact = https_of(server.address, |settings| {
        settings.timeout = Duration::from_millis(300);
    })
    .await;
    assert_eq!((fact.hops.len(), fact.body_bytes), (1, 7));
    assert!(fact.body_truncated, "the rest did not come");
}

#[tokio::test]
async fn http_2_is_spoken_where_the_server_prefers_it() {
    let acceptor = Arc::new(acceptor(&credentials(), CURRENT));
    let mut config = acceptor.config().as_ref().clone();
    config.alpn_protocols = vec![b"h2".to_vec()];
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let server = Server::start(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            // Settings, then headers with ":status: 204" from the static table, ending stream 1.
            let frames = [
                &[0, 0, 0, 4, 0, 0, 0, 0, 0][..],
                &[0, 0, 1, 1, 5, 0, 0, 0, 1, 0x89],
            ]
            .concat();
            let mut buffer = [0; 4096];
            // Preface and settings come first, the request may come along or after.
            let mut read = 0;
            while read < 24 + 9 + 40 {
                match stream.read(&mut buffer).await {
                    Ok(count @ 1..) => read += count,
                    _ => break,
                }
            }
            drop(stream.write_all(&frames).await);
            drop(stream.flush().await);
            while matches!(stream.read(&mut buffer).await, Ok(1..)) {}
        }
    })
    .await;
    let fact = https_of(server.address, |_| {}).await;
    assert_eq!(fact.hops[0].version, "HTTP/2");
    assert_eq!(fact.hops[0].status, 204);
}

#[tokio::test]
async fn port_80_is_asked_beside_443_and_only_then() {
    let plain = tcp::http(|head| {
        assert!(head.contains("host: www.example.nl\r\n"), "{head}");
        response("301 Moved", &[("location", "https://www.example.nl/")], "")
    })
    .await;
    let secure = serving(|_| response("200 OK", &[], "hello")).await;
    let subject = Subject::endpoint("www.example.nl", 443, "/login?next=/", None);
    let mut settings: Settings = leading("www.example.nl", 443, secure.address);
    settings
        .connect_to
        .insert(("www.example.nl".to_owned(), 80), plain.address);
    let observations = look(settings, std::slice::from_ref(&subject)).await;
    let urls = |probe| -> Vec<String> {
        let observation = observations.of(probe, &subject.id).next().expect("one");
        let fact = observation.http().expect("an answer");
        fact.hops.iter().map(|hop| hop.url.clone()).collect()
    };
    assert_eq!(urls(Probe::Http), ["http://www.example.nl/"]);
    assert_eq!(urls(Probe::Https), ["https://www.example.nl/login?next=/"]);
}
