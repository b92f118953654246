//! Resolvers and zones that mean harm: what comes of them is typed, bounded and in time.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::rdata::{A, CNAME, MX, NS, TXT};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use waarborg::domain::fact::{DnsFact, DnsValue};
use waarborg::domain::observation::{Failure, FailureReason, Observations, Probe};
use waarborg::domain::subject::Subject;
use waarborg::probe::Settings;

use super::{look, settings};
use crate::support::odd::{Asked, Server, bytes, name};

/// One look at a host or domain, and how long it took.
async fn ask(server: &Server, subject: &Subject) -> (Observations, Duration) {
    let settings = Settings {
        dns: Some(server.address),
        ..settings()
    };
    let start = Instant::now();
    let observations = look(settings, std::slice::from_ref(subject)).await;
    (observations, start.elapsed())
}

fn first(observations: &Observations, probe: Probe, subject: &Subject) -> Result<DnsFact, Failure> {
    let observation = observations.of(probe, &subject.id).next().expect("one");
    match observation.failure() {
        Some(failure) => Err(failure.clone()),
        None => Ok(observation.dns().expect("an answer").clone()),
    }
}

/// Answers questions about one type; all others get "no such record".
fn only(
    kind: RecordType,
    answer: impl Fn(&Asked<'_>) -> Option<Vec<u8>> + Send + Sync + 'static,
) -> impl Fn(&Asked<'_>) -> Option<Vec<u8>> + Send + Sync + 'static {
    move |asked| {
        if asked.kind == kind {
            answer(asked)
        } else {
            bytes(&asked.with([]))
        }
    }
}

async fn reason(
    answer: impl Fn(&Asked<'_>) -> Option<Vec<u8>> + Send + Sync + 'static,
) -> FailureReason {
    let server = Server::start(only(RecordType::A, answer)).await;
    let host = Subject::host("www.example.nl");
    let (observations, took) = ask(&server, &host).await;
    assert!(took < Duration::from_secs(10), "{took:?}");
    first(&observations, Probe::DnsA, &host)
        .expect_err("no answer")
        .reason
}

fn addresses(count: u32) -> impl Iterator<Item = RData> {
    (0..count).map(|n| RData::A(A(Ipv4Addr::from(0x0a00_0000 + n))))
}

#[tokio::test]
async fn answers_that_do_not_fit_are_fetched_over_tcp_and_bounded() {
    let server = Server::start(only(RecordType::A, |asked| {
        if asked.over_tcp {
            // Ten thousand cannot be sent: an answer is at most 65,535 bytes (RFC 1035 §4.2.2). This is about what fits.
            bytes(&asked.answer(addresses(2_000)))
        } else {
            bytes(&asked.cut_off())
        }
    }))
    .await;
    let host = Subject::host("www.example.nl");
    let (observations, took) = ask(&server, &host).await;
    let fact = first(&observations, Probe::DnsA, &host).expect("an answer");
    assert_eq!((fact.records.len(), fact.truncated), (100, true));
    assert_eq!(observations.of(Probe::Hosting, &host.id).count(), 100);
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn answers_that_never_fit_are_failures() {
    let cut = reason(|asked| bytes(&asked.cut_off())).await;
    assert_eq!(cut, FailureReason::ProtocolError);
}

#[tokio::test]
async fn texts_are_bounded() {
    let server = Server::start(only(RecordType::TXT, |asked| {
        if !asked.over_tcp {
            return bytes(&asked.cut_off());
        }
        let long = vec!["x".repeat(255); 200];
        let many = (0..50).map(|n| RData::TXT(TXT::new(vec![format!("{n}-{}", "y".repeat(200))])));
        bytes(&asked.answer(many.chain([RData::TXT(TXT::new(long))])))
    }))
    .await;
    let domain = Subject::domain("example.nl");
    let (observations, _) = ask(&server, &domain).await;
    let fact = first(&observations, Probe::DnsTxt, &domain).expect("an answer");
    assert_eq!(fact.records.len(), 51);
    for record in &fact.records {
        let DnsValue::Txt(text) = &record.value else {
            panic!("{record:?}")
        };
        assert!(text.chars().count() <= 4_096);
    }
}

#[tokio::test]
async fn rings_and_endless_chains_of_aliases_end() {
    let alias = |to: &str| RData::CNAME(CNAME(name(to)));
    // A ring in one answer.
    let server = Server::start(only(RecordType::A, move |asked| {
        let link = |from: &str, to: &str| Record::from_rdata(name(from), 60, alias(to));
        bytes(&asked.with([
            link("a.example.nl", "b.example.nl"),
            link("b.example.nl", "a.example.nl"),
        ]))
    }))
    .await;
    let host = Subject::host("a.example.nl");
    let (observations, _) = ask(&server, &host).await;
    let fact = first(&observations, Probe::DnsA, &host).expect("an answer");
    assert_eq!(fact.cname_chain, ["b.example.nl", "a.example.nl"]);
    assert!(fact.records.is_empty());

    // A thousand aliases in one answer.
    let server = Server::start(only(RecordType::A, move |asked| {
        if !asked.over_tcp {
            return bytes(&asked.cut_off());
        }
        let host = |n: u32| format!("h{n}.example.nl");
        let links = (0..1_000).map(|n| Record::from_rdata(name(&host(n)), 60, alias(&host(n + 1))));
        bytes(&asked.with(links))
    }))
    .await;
    let host = Subject::host("h0.example.nl");
    let (observations, _) = ask(&server, &host).await;
    let fact = first(&observations, Probe::DnsA, &host).expect("an answer");
    assert_eq!(fact.cname_chain.len(), 16);

    // A new alias with every answer.
    let server = Server::start(only(RecordType::A, move |asked| {
        let next = format!("x{}", asked.name);
        bytes(&asked.answer([alias(&next)]))
    }))
    .await;
    let host = Subject::host("x.example.nl");
    let (observations, took) = ask(&server, &host).await;
    let fact = first(&observations, Probe::DnsA, &host).expect("an answer");
    assert!(fact.cname_chain.len() <= 16 && fact.records.is_empty());
    assert!(server.of_type("A").len() <= 8, "{:?}", server.of_type("A"));
    assert!(took < Duration::from_secs(3), "{took:?}");
}

#[tokio::test]
async fn a_resolver_that_keeps_silent_gets_no_more_time_than_the_run_allows() {
    let server = Server::start(|_| None).await;
    let host = Subject::host("www.example.nl");
    let settings = Settings {
        dns: Some(server.address),
        timeout: Duration::from_millis(200),
        ..settings()
    };
    let start = Instant::now();
    let observations = look(settings, std::slice::from_ref(&host)).await;
    let failure = first(&observations, Probe::DnsA, &host).expect_err("silence");
    assert_eq!(failure.reason, FailureReason::TimedOut);
    // Three seconds are one try of a run with all its patience.
    assert!(
        start.elapsed() < Duration::from_millis(2_500),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn an_alias_to_nothing_is_told_apart_from_nothing() {
    let server = Server::start(|asked| {
        let mut answer = match (asked.name.as_str(), asked.kind) {
            ("www.example.nl", RecordType::A | RecordType::AAAA) => {
                asked.answer([RData::CNAME(CNAME(name("gone.example.net")))])
            }
            _ => asked.with([]),
        };
        if asked.name != "example.nl" {
            answer.metadata.response_code = ResponseCode::NXDomain;
        }
        bytes(&answer)
    })
    .await;
    let host = Subject::host("www.example.nl");
    let (observations, _) = ask(&server, &host).await;
    let fact = first(&observations, Probe::DnsA, &host).expect("an alias");
    assert_eq!(fact.missing.as_deref(), Some("gone.example.net"));
    let host = Subject::host("gone.example.net");
    let (observations, _) = ask(&server, &host).await;
    let failure = first(&observations, Probe::DnsA, &host).expect_err("nothing");
    assert_eq!(failure.reason, FailureReason::NameNotFound);
}

#[tokio::test]
async fn hostile_bytes_in_names_do_no_harm() {
    let odd = |labels: &[&[u8]]| Name::from_labels(labels.iter().copied()).expect("labels");
    let hosts: Vec<Name> = vec![
        odd(&[b"\x00\x07\x1b[31m", b"example"]),
        odd(&[b"a.b", b"<script>", b"example"]),
        odd(&[b"\xff\xfe", b"example"]),
        odd(&[&[b'z'; 63], &[b'z'; 63], &[b'z'; 63], &[b'z'; 61]]),
        odd(&[b"*", b"example"]),
    ];
    let server = Server::start(move |asked| {
        bytes(&match asked.kind {
            RecordType::MX => {
                asked.answer(hosts.iter().map(|host| RData::MX(MX::new(1, host.clone()))))
            }
            RecordType::NS => asked.answer(hosts.iter().map(|host| RData::NS(NS(host.clone())))),
            _ => asked.with([]),
        })
    })
    .await;
    let domain = Subject::domain("example.nl");
    let (observations, _) = ask(&server, &domain).await;
    for probe in [Probe::DnsMx, Probe::DnsNs] {
        let fact = first(&observations, probe, &domain).expect("an answer");
        assert_eq!(fact.records.len(), 5);
        let shown = serde_json::to_string(&fact).expect("JSON");
        assert!(shown.is_ascii() && !shown.contains("\\u0000") && !shown.contains("\\u001b"));
    }
    let seen = observations.of(Probe::DnsDelegation, &domain.id).next();
    let seen = seen.expect("one").delegation().expect("a fact");
    assert!(
        seen.servers
            .iter()
            .all(|server| server.answer.failure().is_some())
    );
}

#[tokio::test]
async fn errors_and_noise_are_typed_failures_in_time() {
    let codes = [
        (ResponseCode::ServFail, FailureReason::ServerFailure),
        (ResponseCode::Refused, FailureReason::ServerFailure),
        (ResponseCode::NotAuth, FailureReason::ServerFailure),
    ];
    for (code, wanted) in codes {
        assert_eq!(
            reason(move |asked| bytes(&asked.code(code))).await,
            wanted,
            "{code}"
        );
    }
    // Noise under the right number is noise …
    let noise = reason(|asked| {
        let mut answer = asked.message.metadata.id.to_be_bytes().to_vec();
        answer.extend([
            0x81, 0x80, 0, 1, 0xff, 0xff, 0, 0, 0, 0, 0xc0, 0x0c, 0xc0, 0x0c,
        ]);
        Some(answer)
    })
    .await;
    assert_eq!(noise, FailureReason::ProtocolError);
    // … under another number, or about another question, it is not heard.
    let (number, question) = tokio::join!(
        reason(|asked| {
            let mut answer = asked.answer(addresses(1));
            answer.metadata.id = answer.metadata.id.wrapping_add(1);
            bytes(&answer)
        }),
        reason(|asked| {
            let mut answer = asked.answer(addresses(1));
            for query in &mut answer.queries {
                query.set_name(name("other.example"));
            }
            bytes(&answer)
        })
    );
    assert_eq!(number, FailureReason::TimedOut);
    assert!(matches!(
        question,
        FailureReason::TimedOut | FailureReason::ProtocolError
    ));
}

#[tokio::test]
async fn a_resolver_that_dislikes_extensions_is_asked_without() {
    let server = Server::start(|asked| {
        bytes(&if asked.message.edns.is_some() {
            asked.code(ResponseCode::FormErr)
        } else if asked.kind == RecordType::A {
            asked.answer(addresses(1))
        } else {
            asked.with([])
        })
    })
    .await;
    let host = Subject::host("www.example.nl");
    let (observations, _) = ask(&server, &host).await;
    let fact = first(&observations, Probe::DnsA, &host).expect("an answer");
    assert_eq!(fact.records.len(), 1);
    let domain = Subject::domain("example.nl");
    let (observations, _) = ask(&server, &domain).await;
    let proof = observations
        .of(Probe::Dnssec, &domain.id)
        .next()
        .expect("one");
    assert!(proof.dnssec().is_none_or(|fact| fact.fault.is_some()));
    assert!(server.questions() > 0);
}

#[tokio::test]
async fn dislike_of_one_question_says_nothing_of_the_others() {
    let plain = Arc::new(AtomicUsize::new(0));
    let others = Arc::clone(&plain);
    let server = Server::start(move |asked| {
        let extended = asked.message.edns.is_some();
        bytes(&match (asked.kind, extended) {
            (RecordType::TXT, true) => asked.code(ResponseCode::FormErr),
            (RecordType::TXT, false) => asked.answer([RData::TXT(TXT::new(vec!["a".into()]))]),
            _ => {
                others.fetch_add(usize::from(!extended), Ordering::SeqCst);
                asked.with([])
            }
        })
    })
    .await;
    let domain = Subject::domain("example.nl");
    let (observations, _) = ask(&server, &domain).await;
    let fact = first(&observations, Probe::DnsTxt, &domain).expect("an answer");
    assert_eq!(fact.records.len(), 1);
    assert_eq!(plain.load(Ordering::SeqCst), 0);
}
