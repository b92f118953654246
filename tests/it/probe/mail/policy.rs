//! DMARC up the tree, strict transport security with its file, and reports.

use std::time::Duration;

use hickory_proto::op::ResponseCode;
use waarborg::domain::fact::{DmarcFact, MailFact, MtaStsFact, StsAnswer};
use waarborg::domain::observation::{Failure, FailureReason, Probe};
use waarborg::probe::Settings;

use super::{DOMAIN, result, seen, seen_with};
use crate::support::certs::{Authority, Credentials, EXPIRED, VALID};
use crate::support::dns::Zone;
use crate::support::tcp::{self, Server, response};
use crate::support::tls::{CURRENT, https};

const HOST: &str = "mta-sts.example.nl";
const FILE: &str = "version: STSv1\nmode: enforce\nmx: mx.example.nl\nmax_age: 604800\n";

async fn dmarc(zone: Zone) -> Result<DmarcFact, Failure> {
    let (_resolver, observations) = seen(zone).await;
    match result(&observations, Probe::MailDmarc) {
        Ok(MailFact::Dmarc(fact)) => Ok(fact),
        Ok(other) => panic!("{other:?}"),
        Err(failure) => Err(failure),
    }
}

#[tokio::test]
async fn the_walk_goes_up_and_others_are_asked_whether_they_agree() {
    let zone = Zone::default()
        .bare(DOMAIN)
        .text(
            "_dmarc.example.nl",
            &["v=DMARC1; p=reject; rua=mailto:a@example.nl,mailto:b@yes.example,mailto:c@no.example; ruf=mailto:d@sub.example.nl"],
        )
        .text("example.nl._report._dmarc.yes.example", &["v=DMARC1"]);
    let fact = dmarc(zone).await.expect("seen");
    let names: Vec<&str> = fact.records.iter().map(|r| r.name.as_str()).collect();
    assert_eq!(names, ["_dmarc.example.nl", "_dmarc.nl"]);
    assert!(fact.records[1].missing);
    let consents: Vec<(&str, usize, bool)> = fact
        .consents
        .iter()
        .map(|c| {
            (
                c.destination.as_str(),
                c.record.texts.len(),
                c.record.missing,
            )
        })
        .collect();
    assert_eq!(
        consents,
        [("yes.example", 1, false), ("no.example", 0, true)]
    );
}

#[tokio::test]
async fn a_bomb_of_receivers_is_cut_off() {
    let receivers: Vec<String> = (0..30).map(|n| format!("mailto:a@r{n}.example")).collect();
    let text = format!("v=DMARC1; p=none; rua={}", receivers.join(","));
    let parts: Vec<&str> = (0..text.len())
        .step_by(200)
        .map(|at| &text[at..text.len().min(at + 200)])
        .collect();
    let zone = Zone::default()
        .bare(DOMAIN)
        .text("_dmarc.example.nl", &parts);
    let fact = dmarc(zone).await.expect("seen");
    assert_eq!(fact.consents.len(), 10);
}

#[tokio::test]
async fn a_name_server_that_fails_is_no_missing_policy() {
    let zone = Zone::default()
        .bare(DOMAIN)
        .failing("_dmarc.example.nl", ResponseCode::ServFail);
    let failure = dmarc(zone).await.expect_err("not seen");
    assert_eq!(failure.reason, FailureReason::ServerFailure);
}

/// What is seen of strict transport security with a web server for the policy.
async fn sts(
    server: &Server,
    authority: &Authority,
    change: impl FnOnce(&mut Settings),
) -> MtaStsFact {
    let zone = Zone::default()
        .bare(DOMAIN)
        .text("_mta-sts.example.nl", &["v=STSv1; id=1"])
        .address(HOST, "192.0.2.80");
    let (_resolver, observations) = seen_with(zone, |settings| {
        settings
            .connect_to
            .insert((HOST.to_owned(), 443), server.address);
        settings.added_anchors = vec![authority.root()];
        change(settings);
    })
    .await;
    match result(&observations, Probe::MailMtaSts) {
        Ok(MailFact::MtaSts(fact)) => fact,
        other => panic!("{other:?}"),
    }
}

async fn policy_server(credentials: &Credentials, answer: Vec<u8>) -> Server {
    https(credentials, CURRENT, move |head| {
        assert!(
            head.starts_with("GET /.well-known/mta-sts.txt HTTP/1.1\r\n"),
            "{head}"
        );
        answer.clone()
    })
    .await
}

fn failed(fact: &MtaStsFact) -> FailureReason {
    match &fact.policy {
        Some(StsAnswer::Failed(failure)) => failure.reason,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_policy_is_fetched_from_a_server_that_proves_who_it_is() {
    let authority = Authority::new();
    let answer = response("200 OK", &[("content-type", "text/plain")], FILE);
    let server = policy_server(&authority.issue(HOST, VALID), answer.clone()).await;
    let fact = sts(&server, &authority, |_| {}).await;
    assert_eq!(
        fact.policy,
        Some(StsAnswer::Answered {
            status: 200,
            content_type: Some("text/plain".to_owned()),
            body: FILE.to_owned(),
        })
    );
    for credentials in [
        authority.issue("www.example.nl", VALID),
        authority.issue(HOST, EXPIRED),
        Authority::new().issue(HOST, VALID),
    ] {
        let server = policy_server(&credentials, answer.clone()).await;
        let fact = sts(&server, &authority, |_| {}).await;
        assert_eq!(failed(&fact), FailureReason::Untrusted);
    }
}

#[tokio::test]
async fn redirects_are_kept_and_not_followed() {
    let authority = Authority::new();
    let credentials = authority.issue(HOST, VALID);
    for status in ["301 Moved", "404 Not Found", "500 Oops"] {
        let answer = response(status, &[("location", "https://www.example.nl/")], "x");
        let server = policy_server(&credentials, answer).await;
        let fact = sts(&server, &authority, |_| {}).await;
        let Some(StsAnswer::Answered {
            status: seen, body, ..
        }) = fact.policy
        else {
            panic!("{fact:?}");
        };
        assert!(status.starts_with(&seen.to_string()));
        assert_eq!((body.as_str(), server.connections()), ("", 1));
    }
}

#[tokio::test]
async fn a_policy_without_end_or_answer_is_a_failure_in_time() {
    let authority = Authority::new();
    let credentials = authority.issue(HOST, VALID);
    let long = "mx: a.example\n".repeat(10_000);
    let server = policy_server(&credentials, response("200 OK", &[], &long)).await;
    let fact = sts(&server, &authority, |_| {}).await;
    assert_eq!(failed(&fact), FailureReason::TooLarge);
    let server = tcp::silent().await;
    let fact = sts(&server, &authority, |settings| {
        settings.timeout = Duration::from_millis(300);
        settings.deadline = Duration::from_millis(900);
    })
    .await;
    assert_eq!(failed(&fact), FailureReason::TimedOut);
}

#[tokio::test]
async fn without_a_record_nobody_asks_for_a_policy() {
    let zone = Zone::default()
        .bare(DOMAIN)
        .text("_mta-sts.example.nl", &["something else"])
        .text(
            "_smtp._tls.example.nl",
            &["v=TLSRPTv1; rua=mailto:a@example.nl"],
        )
        .text(
            "default._bimi.example.nl",
            &["v=BIMI1; l=https://example.nl/logo.svg"],
        );
    let (_resolver, observations) = seen(zone).await;
    let Ok(MailFact::MtaSts(fact)) = result(&observations, Probe::MailMtaSts) else {
        panic!("not seen");
    };
    assert_eq!((fact.policy, fact.record.texts.len()), (None, 1));
    let Ok(MailFact::TlsRpt(text)) = result(&observations, Probe::MailTlsRpt) else {
        panic!("not seen");
    };
    assert_eq!(text.texts, ["v=TLSRPTv1; rua=mailto:a@example.nl"]);
    let Ok(MailFact::Bimi(text)) = result(&observations, Probe::MailBimi) else {
        panic!("not seen");
    };
    assert_eq!(text.name, "default._bimi.example.nl");
}
