//! `waarborg scan`: the active checks alone.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use waarborg::check::CHECKS;
use waarborg::domain::assessment::{Assessment, FORMAT};
use waarborg::domain::finding::Outcome;
use waarborg::domain::observation::FailureReason;

use super::{Place, Ran, parse};
use crate::support::dns::{Resolver, Zone};
use crate::support::tcp;

/// Runs the program beside the servers of the test.
async fn run(arguments: Vec<String>) -> Ran {
    tokio::task::spawn_blocking(move || Place::new().run(arguments))
        .await
        .expect("a run")
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// Exactly one finding for each check and each subject that it applies to.
fn complete(assessment: &Assessment) {
    let found: Vec<(&str, &str)> = assessment
        .findings
        .iter()
        .map(|finding| (finding.check.as_str(), finding.subject.0.as_str()))
        .collect();
    let unique: BTreeSet<(&str, &str)> = found.iter().copied().collect();
    let wanted: BTreeSet<(&str, &str)> = assessment
        .subjects
        .iter()
        .flat_map(|subject| {
            CHECKS
                .iter()
                .filter(|check| check.subject == subject.kind)
                .map(|check| (check.id, subject.id.0.as_str()))
        })
        .collect();
    assert_eq!(unique, wanted);
    assert_eq!(found.len(), unique.len(), "no finding twice");
    for finding in &assessment.findings {
        assert_eq!(finding.id, format!("{}@{}", finding.check, finding.subject));
        for item in &finding.evidence {
            assert!(
                assessment.observations.0.iter().any(|o| o.id == item.id),
                "{finding:?}"
            );
        }
    }
}

fn failures(assessment: &Assessment) -> BTreeSet<FailureReason> {
    assessment
        .observations
        .0
        .iter()
        .filter_map(|o| Some(o.failure()?.reason))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_refuses_is_an_observation_and_no_error() {
    let closed: SocketAddr = tcp::closed_port().await;
    let zone = Zone::default()
        .address("shut.example", "192.0.2.7")
        .bare("example");
    let resolver = Resolver::start(zone).await;
    let ran = run(words(&format!(
        "scan shut.example --format json --dns {} --connect-to shut.example:443:{closed} \
         --connect-to shut.example:80:{closed} --timeout 2",
        resolver.address
    )))
    .await
    .ends(0);
    let assessment = parse(&ran.out);
    assert_eq!(
        (assessment.format.as_str(), assessment.tool.as_str()),
        (FORMAT, "waarborg")
    );
    assert!(
        assessment.score.is_none() && assessment.verdict.is_none() && assessment.dossier.is_none()
    );
    complete(&assessment);
    assert!(
        failures(&assessment).contains(&FailureReason::Refused),
        "{:?}",
        failures(&assessment)
    );
    let trust = assessment
        .findings
        .iter()
        .find(|f| f.check == "certificate-trust");
    assert_eq!(trust.map(|f| f.outcome), Some(Outcome::NotObserved));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_does_not_exist_is_an_observation_and_no_error() {
    let resolver = Resolver::start(Zone::default()).await;
    let ran = run(words(&format!(
        "scan nowhere.example --format json --dns {} --timeout 2",
        resolver.address
    )))
    .await
    .ends(0);
    let assessment = parse(&ran.out);
    complete(&assessment);
    assert!(failures(&assessment).contains(&FailureReason::NameNotFound));
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_hang_or_talk_nonsense_end_in_time() {
    let silent = tcp::silent().await;
    let garbage = tcp::saying(b"SSH-2.0-not-what-you-asked-for\r\n").await;
    let zone = Zone::default()
        .address("hang.example", "192.0.2.7")
        .address("noise.example", "192.0.2.8");
    let resolver = Resolver::start(zone).await;
    let started = std::time::Instant::now();
    let ran = run(words(&format!(
        "scan hang.example noise.example --format json --dns {} --timeout 1 \
         --connect-to hang.example:443:{silent} --connect-to hang.example:80:{silent} \
         --connect-to noise.example:443:{garbage} --connect-to noise.example:80:{garbage}",
        resolver.address,
        silent = silent.address,
        garbage = garbage.address
    )))
    .await
    .ends(0);
    assert!(started.elapsed().as_secs() < 45, "{:?}", started.elapsed());
    let assessment = parse(&ran.out);
    complete(&assessment);
    let seen = failures(&assessment);
    assert!(seen.contains(&FailureReason::TimedOut), "{seen:?}");
    assert!(
        !assessment
            .findings
            .iter()
            .any(|f| f.outcome == Outcome::Conforms && f.check.starts_with("certificate")),
        "silence confirms nothing"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_offers_no_tls_deviates() {
    let server = tcp::Server::start(|mut stream| async move {
        drop(stream.write_all(b"* OK ready\r\n").await);
        let mut asked = [0; 256];
        while matches!(stream.read(&mut asked).await, Ok(1..)) {
            let answer = b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\na1 OK done\r\n";
            drop(stream.write_all(answer).await);
        }
    })
    .await;
    let zone = Zone::default().address("imap.plain.example", "192.0.2.9");
    let resolver = Resolver::start(zone).await;
    let ran = run(words(&format!(
        "scan imap://imap.plain.example:143 --format json --fail-on low --dns {} --timeout 2 \
         --connect-to imap.plain.example:143:{}",
        resolver.address, server.address
    )))
    .await
    .ends(5);
    let assessment = parse(&ran.out);
    let versions = assessment
        .findings
        .iter()
        .find(|f| f.check == "tls-versions")
        .expect("a finding");
    assert_eq!(
        (versions.outcome, versions.reason.as_str()),
        (Outcome::Deviates, "not-offered")
    );
    assert!(
        versions.detail.nl.contains("wachtwoorden"),
        "{:?}",
        versions.detail
    );
}

#[test]
fn without_a_network_nothing_is_seen_and_that_is_said() {
    let ran = Place::new()
        .run([
            "scan",
            "example.nl",
            "example.nl:8443",
            "192.0.2.1",
            "--offline",
            "--format",
            "json",
        ])
        .ends(0);
    let assessment = parse(&ran.out);
    complete(&assessment);
    assert_eq!(
        failures(&assessment),
        BTreeSet::from([FailureReason::Offline])
    );
    assert!(assessment.observations.saw_nothing());
    assert!(
        assessment
            .findings
            .iter()
            .all(|f| matches!(f.outcome, Outcome::NotObserved | Outcome::NotApplicable))
    );
}

#[test]
fn addresses_that_are_not_public_are_not_contacted_unless_asked() {
    let place = Place::new();
    let ran = place
        .run(["scan", "127.0.0.1", "169.254.169.254", "--format", "json"])
        .ends(0);
    let assessment = parse(&ran.out);
    assert!(
        failures(&assessment).contains(&FailureReason::Blocked),
        "{:?}",
        failures(&assessment)
    );
    let https = |a: &Assessment| {
        a.findings
            .iter()
            .filter(|f| f.check == "https-available")
            .count()
    };
    assert_eq!(https(&assessment), 2);
    let ran = place
        .run([
            "scan",
            "127.0.0.1:9",
            "--allow-private",
            "--format",
            "json",
            "--timeout",
            "1",
        ])
        .ends(0);
    assert!(!failures(&parse(&ran.out)).contains(&FailureReason::Blocked));
}

#[test]
fn bad_targets_are_all_named_and_nobody_is_contacted() {
    let ran = Place::new()
        .run([
            "scan",
            "bad..name",
            "example.nl",
            "http://plain.example",
            "exa mple",
            "gopher://x.example",
            "smtp://u:p@x.example",
            "tls://x.example",
        ])
        .refused(&[
            "bad..name",
            "http://plain.example",
            "only https",
            "gopher://x.example",
            "these are: ftp, ftps, https",
            "smtp://u:p@x.example",
            "password",
            "tls:// needs a port",
            "give a name",
        ]);
    assert!(!ran.err.contains("example.nl`"), "{}", ran.err);
    let many: Vec<String> = std::iter::once("scan".to_owned())
        .chain((0..1001).map(|n| format!("h{n}.example")))
        .collect();
    Place::new().run(many).refused(&["1001", "at most 1000"]);
}

#[test]
fn a_target_named_twice_is_looked_at_once() {
    let ran = Place::new()
        .run([
            "scan",
            "example.nl",
            "EXAMPLE.NL:443",
            "https://example.nl/",
            "--offline",
            "--format",
            "json",
        ])
        .ends(0);
    let endpoints = parse(&ran.out)
        .subjects
        .iter()
        .filter(|s| s.port.is_some())
        .count();
    assert_eq!(endpoints, 1);
}

#[test]
fn every_format_goes_to_a_file_as_well() {
    let place = Place::new();
    for format in ["text", "json", "md", "html"] {
        let moment = [
            "--as-of",
            "2026-11-22T12:00:00Z",
            "--offline",
            "--format",
            format,
        ];
        let printed = place
            .run(["scan", "example.nl"].iter().chain(&moment))
            .ends(0);
        let file = format!("out.{format}");
        let written = place
            .run(
                ["scan", "example.nl", "--output", &file]
                    .iter()
                    .chain(&moment),
            )
            .ends(0);
        assert_eq!(written.out, "");
        assert!(
            printed.out.len() > 200 && place.read(&file).len() > 200,
            "{format}"
        );
        assert!(place.read(&file).contains("example.nl"), "{format}");
    }
    place
        .run([
            "scan",
            "example.nl",
            "--offline",
            "--output",
            "no/such/folder.txt",
        ])
        .refused(&["no/such/folder.txt", "cannot write this file"]);
}
