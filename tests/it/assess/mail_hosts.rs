//! A mail domain from its zone to its findings: with real servers, and with mail hosts that keep one waiting.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};
use waarborg::assess::{clock, plan};
use waarborg::check::{Material, judge};
use waarborg::domain::day::Day;
use waarborg::domain::finding::{Finding, Outcome};
use waarborg::domain::observation::{FailureReason, Probe};
use waarborg::domain::party::Parties;
use waarborg::domain::subject::Subject;
use waarborg::probe::{Seen, Settings, follow, read_dnssec_anchors};

use super::{catalogue, lookout};
use crate::support::certs::{Authority, Credentials, VALID, self_signed};
use crate::support::dns::{Resolver, Zone};
use crate::support::named::{self, Named};
use crate::support::postfix::Postfix;
use crate::support::talk::Step::{Hear, Hush};
use crate::support::talk::{say, scripted};
use crate::support::tcp::closed_port;
use crate::support::tls::{CURRENT, acceptor};

const DOMAIN: &str = "example.nl";

/// What is seen of the domain and everything that it leads to, and the findings about the domain.
async fn seen(settings: Settings) -> (Seen, Vec<Finding>) {
    let catalogue = catalogue();
    let lookout = lookout(&catalogue, settings, None);
    let subjects = [Subject::domain(DOMAIN)];
    let seen = follow(&lookout.network, &subjects, &plan::lead, &|_| {}).await;
    let findings = judge(
        &seen.subjects,
        &Material {
            observations: &seen.observations,
            policy: &catalogue.policy,
            areas: &catalogue.areas,
            phrases: &catalogue.phrases,
            sheets: &catalogue.sheets,
            declared: None,
            parties: &Parties::default(),
            regions: None,
            as_of: Day::of(clock::now()),
        },
    );
    (seen, findings)
}

fn finding<'a>(findings: &'a [Finding], check: &str) -> &'a Finding {
    findings
        .iter()
        .find(|finding| finding.id == format!("{check}@domain:{DOMAIN}"))
        .expect("a finding")
}

fn came_to<'a>(findings: &'a [Finding], check: &str) -> (Outcome, &'a str) {
    let finding = finding(findings, check);
    (finding.outcome, finding.reason.as_str())
}

/// SHA-256 of the public key, as it stands in a TLSA record.
fn digest(credentials: &Credentials) -> String {
    let (_, leaf) = x509_parser::parse_x509_certificate(&credentials.chain[0]).expect("a leaf");
    Sha256::digest(leaf.public_key().raw)
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_mail_server_with_dane_needs_no_authority() {
    if !named::installed() {
        return;
    }
    let credentials = self_signed("mx.example.nl");
    let (Some(good), Some(plain)) = (
        Postfix::start("mx.example.nl", Some(&credentials)).await,
        Postfix::start("old.example.nl", None).await,
    ) else {
        return;
    };
    let zone = |hosts: &str| {
        let records = format!(
            "{hosts}\nmx A 192.0.2.25\nold A 192.0.2.26\n_25._tcp.mx TLSA 3 1 1 {}\n@ TXT \"v=spf1 mx -all\"\n\
             _dmarc TXT \"v=DMARC1; p=reject; rua=mailto:a@example.nl\"\n_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:a@example.nl\"\n",
            digest(&credentials)
        );
        named::Zone::signed(DOMAIN, &records)
    };
    let settings = |names: &Named| Settings {
        dns: Some(names.address),
        dnssec_anchors: read_dnssec_anchors(&names.anchor).expect("anchors"),
        connect_to: leading(&[
            ("mx.example.nl", good.address),
            ("old.example.nl", plain.address),
        ]),
        confined: true,
        per_address: 50,
        rate: 1_000,
        ..Settings::default()
    };
    let names = Named::start(&[zone("@ MX 10 mx")]).await;
    let (_, findings) = seen(settings(&names)).await;
    for (check, reason) in [
        ("mail-spf", "strict"),
        ("mail-dmarc", "strict"),
        ("mail-dane", "matches"),
        ("mail-starttls", "protected"),
        ("mail-tls-reporting", "present"),
    ] {
        let shown = &finding(&findings, check).detail.en;
        assert_eq!(
            came_to(&findings, check),
            (Outcome::Conforms, reason),
            "{check}: {shown}"
        );
    }
    // A second host, without TLS and without record.
    let names = Named::start(&[zone("@ MX 10 mx\n@ MX 20 old")]).await;
    let (_, findings) = seen(settings(&names)).await;
    assert_eq!(
        came_to(&findings, "mail-starttls"),
        (Outcome::Deviates, "not-offered")
    );
    assert!(
        finding(&findings, "mail-starttls")
            .detail
            .en
            .contains("old.example.nl")
    );
    assert_eq!(
        came_to(&findings, "mail-dane"),
        (Outcome::Partial, "some-missing")
    );
}

fn leading(hosts: &[(&str, SocketAddr)]) -> std::collections::BTreeMap<(String, u16), SocketAddr> {
    hosts
        .iter()
        .map(|(host, address)| (((*host).to_owned(), 25), *address))
        .collect()
}

#[tokio::test]
async fn mail_hosts_that_keep_one_waiting_end_in_time_and_by_kind() {
    let tls = acceptor(&Authority::new().issue("mx.example.nl", VALID), CURRENT);
    // Greets after a minute; drops the line; greets and then hangs; refuses.
    let late = scripted(vec![Hush, say("220 late\r\n")], &tls).await;
    let drops = scripted(vec![], &tls).await;
    let ehlo = Hear("EHLO waarborg.invalid\r\n");
    let hangs = scripted(vec![say("220 hi\r\n"), ehlo, Hush], &tls).await;
    let hosts = [
        ("late.example.nl", late.address, FailureReason::TimedOut),
        ("drops.example.nl", drops.address, FailureReason::Closed),
        ("hangs.example.nl", hangs.address, FailureReason::TimedOut),
        (
            "refuses.example.nl",
            closed_port().await,
            FailureReason::Refused,
        ),
    ];
    let mut zone = Zone::default().text(DOMAIN, &["v=spf1 -all"]);
    for (number, (host, ..)) in (0u16..).zip(&hosts) {
        zone = zone
            .mail(DOMAIN, number, host)
            .address(host, &format!("192.0.2.{number}"));
    }
    let resolver = Resolver::start(zone).await;
    let settings = Settings {
        dns: Some(resolver.address),
        connect_to: leading(&hosts.map(|(host, address, _)| (host, address))),
        timeout: Duration::from_millis(400),
        deadline: Duration::from_millis(1_600),
        ..Settings::default()
    };
    let start = Instant::now();
    let (seen, findings) = seen(settings).await;
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "{:?}",
        start.elapsed()
    );
    for (host, _, reason) in hosts {
        let subject = seen
            .subjects
            .iter()
            .find(|subject| subject.name == host && subject.port == Some(25))
            .expect("looked at");
        let failures: Vec<FailureReason> = seen
            .observations
            .of(Probe::Tls, &subject.id)
            .filter_map(|observation| Some(observation.failure()?.reason))
            .collect();
        assert_eq!(failures, [reason], "{host}");
    }
    let (outcome, reason) = came_to(&findings, "mail-starttls");
    assert_eq!((outcome, reason), (Outcome::NotObserved, "not-reached"));
}
