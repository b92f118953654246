//! `waarborg scan` one line a target: addresses from standard input, other services than the web.

use std::collections::BTreeMap;

use serde_json::Value;
use waarborg::check::CHECKS;
use waarborg::domain::finding::{Finding, Outcome};
use waarborg::domain::observation::{FailureReason, Observations, Probe};
use waarborg::domain::rating::{Part, Rating};
use waarborg::domain::subject::{Subject, SubjectKind};

use super::{Place, Ran, parse};
use crate::support::certs::{Authority, VALID};
use crate::support::talk::Step::{Hear, Tls};
use crate::support::talk::{say, scripted};
use crate::support::tls::{CURRENT, acceptor, hello};

/// A line of a target that was looked at.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Glimpse {
    subject: Subject,
    observations: Observations,
    #[serde(default)]
    ratings: Vec<Rating>,
    findings: Vec<Finding>,
}

fn glimpses(ran: &Ran) -> BTreeMap<String, Glimpse> {
    ran.out
        .lines()
        .filter(|line| line.contains("\"subject\""))
        .map(|line| serde_json::from_str::<Glimpse>(line).expect("one object a line"))
        .map(|glimpse| (glimpse.subject.id.to_string(), glimpse))
        .collect()
}

async fn feed(arguments: Vec<String>, input: String) -> Ran {
    tokio::task::spawn_blocking(move || Place::new().feed(arguments, input))
        .await
        .expect("a run")
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// So many lines.
fn targets(count: usize) -> String {
    let lines: Vec<String> = (0..count).map(|n| format!("h{n}.example.nl")).collect();
    lines.join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_and_web_are_looked_at_side_by_side() {
    let authority = Authority::new();
    let web = hello(&authority.issue("www.example.nl", VALID), CURRENT).await;
    let mail = scripted(
        vec![
            say("220 mx.example.nl\r\n"),
            Hear("EHLO waarborg.invalid\r\n"),
            say("250-mx.example.nl\r\n250 STARTTLS\r\n"),
            Hear("STARTTLS\r\n"),
            say("220 go\r\n"),
            Tls,
        ],
        &acceptor(&authority.issue("mx.example.nl", VALID), CURRENT),
    )
    .await;
    let plain = scripted(
        vec![
            say("220 old.example.nl\r\n"),
            Hear("EHLO waarborg.invalid\r\n"),
            say("250 old.example.nl\r\n"),
            Hear("QUIT\r\n"),
        ],
        &acceptor(&authority.issue("old.example.nl", VALID), CURRENT),
    )
    .await;
    let ran = feed(
        words(&format!(
            "scan - --format jsonl --dns 127.0.0.1:9 --timeout 2 \
             --connect-to www.example.nl:8443:{} --connect-to mx.example.nl:25:{} \
             --connect-to old.example.nl:587:{}",
            web.address, mail.address, plain.address
        )),
        "# ours\nwww.example.nl:8443  # the website\n\nsmtp://mx.example.nl\r\nsmtp://old.example.nl:587\n"
            .to_owned(),
    )
    .await
    .ends(0);
    assert_eq!(ran.out.lines().count(), 3, "{}", ran.out);
    let seen = glimpses(&ran);
    let web = &seen["endpoint:www.example.nl:8443"];
    assert!(web.observations.0.iter().any(|o| o.probe == Probe::Https));
    let mail = &seen["endpoint:mx.example.nl:25"];
    for glimpse in [web, mail] {
        let of_all: Vec<&str> = glimpse
            .ratings
            .iter()
            .filter(|rating| rating.subject == glimpse.subject.id && rating.address.is_none())
            .map(|rating| rating.policy.as_str())
            .collect();
        assert_eq!(of_all, ["ncsc-2025-05", "nl-law-2.1.1", "labs-style-1"]);
        let letters = glimpse.ratings.iter().find(|r| r.policy == "labs-style-1");
        let grade = letters.and_then(|rating| rating.grade(Part::Configuration));
        assert!(
            grade.is_some_and(|grade| grade.letter.is_some()),
            "{grade:?}"
        );
    }
    let unreached = &seen["endpoint:old.example.nl:587"];
    assert!(
        unreached
            .ratings
            .iter()
            .all(|r| r.subject != unreached.subject.id)
    );
    let outcome = |glimpse: &Glimpse, check: &str| {
        let finding = glimpse.findings.iter().find(|f| f.check == check);
        let finding = finding.unwrap_or_else(|| panic!("no {check}"));
        (
            finding.outcome,
            finding.reason.clone(),
            finding.detail.en.clone(),
        )
    };
    for check in ["https-available", "https-redirect", "https-hsts"] {
        let (outcome, reason, detail) = outcome(mail, check);
        assert_eq!(
            (outcome, reason.as_str()),
            (Outcome::NotApplicable, "not-https")
        );
        assert!(detail.contains("SMTP (STARTTLS)"), "{detail}");
    }
    for check in [
        "tls-versions",
        "certificate-hostname",
        "certificate-validity",
    ] {
        assert_eq!(outcome(mail, check).0, Outcome::Conforms, "{check}");
    }
    let none = outcome(&seen["endpoint:old.example.nl:587"], "tls-versions");
    assert_eq!(none.0, Outcome::Deviates);
    assert!(none.2.contains("does not offer"), "{}", none.2);
    // Exactly one finding for each check and subject, ids that count from one.
    for glimpse in seen.values() {
        for kind in [
            SubjectKind::Endpoint,
            SubjectKind::Host,
            SubjectKind::Domain,
        ] {
            let wanted = CHECKS.iter().filter(|check| check.subject == kind).count();
            let prefix = format!("{kind:?}:").to_lowercase();
            let found = glimpse
                .findings
                .iter()
                .filter(|f| f.subject.0.starts_with(&prefix))
                .count();
            assert_eq!(found, wanted, "{prefix}");
        }
        assert_eq!(glimpse.observations.0[0].id, "o1");
    }
}

#[test]
fn a_line_that_is_no_target_is_told_and_the_rest_goes_on() {
    let place = Place::new();
    let ran = place
        .feed(
            ["scan", "-", "--format", "jsonl", "--offline"],
            "example.nl\nnot a name\nsmtp://u:p@mx.example.nl\n\u{1b}[31m\nexample.com\n",
        )
        .ends(3)
        .blames(&["no target: 3"]);
    let lines: Vec<Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines.len(), 5);
    let refused: Vec<&Value> = lines.iter().filter(|l| l.get("error").is_some()).collect();
    assert_eq!(refused.len(), 3);
    assert_eq!(refused[1]["input"], "smtp://u:p@mx.example.nl");
    assert!(
        refused[1]["error"]
            .as_str()
            .is_some_and(|e| e.contains("password"))
    );
    assert_eq!(glimpses(&ran).len(), 2);
    // What stands on the command line is judged before anyone is contacted.
    place
        .run([
            "scan",
            "a..b",
            "example.nl",
            "--format",
            "jsonl",
            "--offline",
        ])
        .refused(&["a..b"]);
}

#[test]
fn every_report_takes_targets_from_standard_input_as_well() {
    let place = Place::new();
    let input = "# ours\nexample.nl\nimaps://mail.example.nl\n";
    let ran = place
        .feed(["scan", "-", "--format", "json", "--offline"], input)
        .ends(0);
    let endpoints: Vec<String> = parse(&ran.out)
        .subjects
        .iter()
        .filter(|s| s.kind == SubjectKind::Endpoint)
        .map(|s| s.id.to_string())
        .collect();
    assert_eq!(
        endpoints,
        ["endpoint:example.nl:443", "endpoint:mail.example.nl:993"]
    );
    let text = place.feed(["scan", "-", "--offline"], input).ends(0).out;
    assert!(text.contains("mail.example.nl:993"), "{text}");
    let many = targets(1001);
    place.feed(["scan", "-", "--offline"], many).refused(&[
        "1001 targets",
        "at most 1000",
        "--format jsonl",
    ]);
}

#[test]
fn more_targets_than_one_report_holds_are_all_told() {
    let place = Place::new();
    let many = targets(1500);
    let ran = place
        .feed(
            [
                "scan",
                "-",
                "--format",
                "jsonl",
                "--offline",
                "--light",
                "--output",
                "out.jsonl",
            ],
            many,
        )
        .ends(0);
    assert_eq!(ran.out, "");
    assert_eq!(place.read("out.jsonl").lines().count(), 1500);
    place
        .feed(
            [
                "scan",
                "-",
                "--format",
                "jsonl",
                "--offline",
                "--output",
                "no/such/file",
            ],
            "example.nl",
        )
        .refused(&["no/such/file", "cannot write this file"]);
}

#[test]
fn codes_hold_for_all_targets_together() {
    let place = Place::new();
    let scan = |more: &[&str]| {
        let given = ["scan", "-", "--format", "jsonl", "--offline"];
        place.feed(given.iter().chain(more), "example.nl\nexample.com\n")
    };
    scan(&["--min-coverage", "1"]).ends(4);
    scan(&["--min-coverage", "0", "--fail-on", "info"]).ends(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deviation_of_one_target_ends_with_its_code() {
    let closed = crate::support::tcp::closed_port().await;
    let ran = feed(
        words(&format!(
            "scan - --format jsonl --fail-on high --dns 127.0.0.1:9 --timeout 2 --connect-to shut.example:8443:{closed}"
        )),
        "shut.example:8443\n".to_owned(),
    )
    .await
    .ends(5);
    let seen = glimpses(&ran);
    let failures: Vec<FailureReason> = seen["endpoint:shut.example:8443"]
        .observations
        .0
        .iter()
        .filter_map(|o| Some(o.failure()?.reason))
        .collect();
    assert!(failures.contains(&FailureReason::Refused));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_light_look_is_tls_alone() {
    let authority = Authority::new();
    let server = hello(&authority.issue("www.example.nl", VALID), CURRENT).await;
    let ran = feed(
        words(&format!(
            "scan www.example.nl:8443 --light --format json --dns 127.0.0.1:9 \
             --connect-to www.example.nl:8443:{}",
            server.address
        )),
        String::new(),
    )
    .await
    .ends(0);
    let assessment = parse(&ran.out);
    let probes: Vec<Probe> = assessment.observations.0.iter().map(|o| o.probe).collect();
    assert_eq!(probes, [Probe::Tls]);
    assert_eq!(assessment.subjects.len(), 1);
}
