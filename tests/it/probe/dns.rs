//! Questions to a resolver.

use std::time::{Duration, Instant};

use hickory_proto::op::ResponseCode;
use waarborg::domain::fact::{DnsFact, DnsValue};
use waarborg::domain::observation::{FailureReason, Observations, Probe};
use waarborg::domain::subject::Subject;
use waarborg::probe::Settings;

use super::{NO_RESOLVER, failure, look, settings};
use crate::support::dns::{Resolver, Zone};

async fn ask(resolver: &Resolver, subjects: &[Subject]) -> Observations {
    let settings = Settings {
        dns: Some(resolver.address),
        ..settings()
    };
    look(settings, subjects).await
}

fn answers(observations: &Observations, probe: Probe, subject: &Subject) -> Vec<DnsFact> {
    observations
        .of(probe, &subject.id)
        .map(|observation| {
            observation
                .dns()
                .unwrap_or_else(|| panic!("{probe}: {:?}", observation.failure()))
                .clone()
        })
        .collect()
}

fn values(fact: &DnsFact) -> Vec<&DnsValue> {
    fact.records.iter().map(|record| &record.value).collect()
}

#[tokio::test]
async fn a_host_has_addresses_a_chain_and_caa_further_up() {
    let zone = Zone::default()
        .alias("www.example.co.uk", "edge.example.net")
        .address("edge.example.net", "18.184.0.2")
        .address("edge.example.net", "18.184.0.1")
        .address("edge.example.net", "2a05:d014::1")
        .caa("example.co.uk", "letsencrypt.org");
    let resolver = Resolver::start(zone).await;
    let host = Subject::host("www.example.co.uk");
    let observations = ask(&resolver, std::slice::from_ref(&host)).await;
    let [a] = &answers(&observations, Probe::DnsA, &host)[..] else {
        panic!("one answer")
    };
    assert_eq!(
        (a.name.as_str(), a.record_type.as_str()),
        ("www.example.co.uk", "A")
    );
    assert_eq!(a.cname_chain, ["edge.example.net"]);
    assert_eq!(
        values(a),
        [
            &DnsValue::A([18, 184, 0, 1].into()),
            &DnsValue::A([18, 184, 0, 2].into())
        ]
    );
    assert_eq!(a.records[0].ttl, 300);
    assert_eq!(a.resolver, resolver.address.to_string());
    let aaaa = answers(&observations, Probe::DnsAaaa, &host);
    assert_eq!(values(&aaaa[0]).len(), 1);
    let caa = answers(&observations, Probe::DnsCaa, &host);
    let asked: Vec<(&str, usize)> = caa
        .iter()
        .map(|fact| (fact.name.as_str(), fact.records.len()))
        .collect();
    assert_eq!(asked, [("www.example.co.uk", 0), ("example.co.uk", 1)]);
    assert_eq!(
        values(&caa[1]),
        [&DnsValue::Caa {
            critical: false,
            tag: "issue".to_owned(),
            value: "letsencrypt.org".to_owned()
        }]
    );
    let hosting = observations.of(Probe::Hosting, &host.id).count();
    assert_eq!(hosting, 3, "one for each address");
}

#[tokio::test]
async fn caa_behind_an_alias_ends_the_climb() {
    let zone = Zone::default()
        .alias("www.example.nl", "edge.example.net")
        .caa("edge.example.net", "ca.example")
        .caa("example.nl", "other.example");
    let resolver = Resolver::start(zone).await;
    let host = Subject::host("www.example.nl");
    let observations = ask(&resolver, std::slice::from_ref(&host)).await;
    let caa = answers(&observations, Probe::DnsCaa, &host);
    assert_eq!(caa.len(), 1);
    assert_eq!(caa[0].cname_chain, ["edge.example.net"]);
    assert_eq!(caa[0].records.len(), 1);
}

#[tokio::test]
async fn a_domain_has_mail_hosts_name_servers_and_texts() {
    let zone = Zone::default()
        .mail("example.nl", 20, "mx2.example.nl")
        .mail("example.nl", 10, "mx1.example.nl")
        .server("example.nl", "ns1.example.net")
        .text("example.nl", &["v=spf1 ", "-all"]);
    let resolver = Resolver::start(zone).await;
    let domain = Subject::domain("example.nl");
    let observations = ask(&resolver, std::slice::from_ref(&domain)).await;
    let mx = answers(&observations, Probe::DnsMx, &domain);
    assert_eq!(
        values(&mx[0])[0],
        &DnsValue::Mx {
            preference: 10,
            exchange: "mx1.example.nl".to_owned()
        }
    );
    let ns = answers(&observations, Probe::DnsNs, &domain);
    assert_eq!(
        values(&ns[0]),
        [&DnsValue::Ns("ns1.example.net".to_owned())]
    );
    let txt = answers(&observations, Probe::DnsTxt, &domain);
    assert_eq!(values(&txt[0]), [&DnsValue::Txt("v=spf1 -all".to_owned())]);
}

#[tokio::test]
async fn missing_names_and_missing_records_differ() {
    let zone = Zone::default().bare("bare.example.nl").bare("example.nl");
    let resolver = Resolver::start(zone).await;
    let (gone, bare) = (
        Subject::host("gone.example.nl"),
        Subject::host("bare.example.nl"),
    );
    let endpoint = Subject::endpoint("gone.example.nl", 443, "/", None);
    let observations = ask(&resolver, &[gone.clone(), bare.clone(), endpoint.clone()]).await;
    for probe in [Probe::DnsA, Probe::DnsAaaa, Probe::Hosting] {
        let observation = observations.of(probe, &gone.id).next().expect("one");
        assert_eq!(
            failure(observation).reason,
            FailureReason::NameNotFound,
            "{probe}"
        );
    }
    let climb = answers(&observations, Probe::DnsCaa, &gone);
    assert_eq!(climb.len(), 3, "a missing name does not end the climb");
    assert!(climb.iter().all(|fact| fact.records.is_empty()));
    assert!(
        answers(&observations, Probe::DnsA, &bare)[0]
            .records
            .is_empty()
    );
    let hosting = observations.of(Probe::Hosting, &bare.id).next();
    assert_eq!(
        failure(hosting.expect("one")).reason,
        FailureReason::NoAddress
    );
    for probe in [Probe::Tls, Probe::Https, Probe::Http] {
        let observation = observations.of(probe, &endpoint.id).next().expect("one");
        assert_eq!(failure(observation).reason, FailureReason::NameNotFound);
    }
}

#[tokio::test]
async fn errors_of_a_server_are_failures_and_end_the_climb() {
    let zone = Zone::default()
        .failing("www.example.nl", ResponseCode::ServFail)
        .failing("no.example.nl", ResponseCode::Refused)
        .caa("example.nl", "ca.example");
    let resolver = Resolver::start(zone).await;
    let hosts = [
        Subject::host("www.example.nl"),
        Subject::host("no.example.nl"),
    ];
    let observations = ask(&resolver, &hosts).await;
    for host in &hosts {
        for probe in [Probe::DnsA, Probe::DnsCaa, Probe::Hosting] {
            let of: Vec<_> = observations.of(probe, &host.id).collect();
            assert_eq!(of.len(), 1, "{probe}");
            assert_eq!(failure(of[0]).reason, FailureReason::ServerFailure);
        }
    }
}

#[tokio::test]
async fn each_question_is_asked_once() {
    let zone = Zone::default()
        .address("www.example.nl", "10.0.0.1")
        .caa("www.example.nl", "ca.example");
    let resolver = Resolver::start(zone).await;
    let subjects = [
        Subject::endpoint("www.example.nl", 443, "/", None),
        Subject::endpoint("www.example.nl", 8443, "/", None),
        Subject::host("www.example.nl"),
    ];
    ask(&resolver, &subjects).await;
    assert_eq!(
        resolver.asked(),
        [
            " DNSKEY",
            "_443._tcp.www.example.nl TLSA",
            "_8443._https.www.example.nl HTTPS",
            "_8443._tcp.www.example.nl TLSA",
            // The same name without `www`, which people try as well.
            "example.nl A",
            "example.nl AAAA",
            // All names above are asked at once, whichever turns out to have the record.
            "example.nl CAA",
            "example.nl DNSKEY",
            "example.nl DS",
            "example.nl NS",
            "nl CAA",
            "nl DNSKEY",
            "nl DS",
            "www.example.nl A",
            "www.example.nl AAAA",
            "www.example.nl CAA",
            "www.example.nl HTTPS",
        ]
    );
}

#[tokio::test]
async fn a_silent_resolver_costs_seconds_and_not_minutes() {
    let mut zone = Zone::default().mute("").mute("nl");
    for n in 0..40 {
        zone = zone.mute(&format!("h{n}.example.nl"));
    }
    let resolver = Resolver::start(zone.mute("example.nl")).await;
    let hosts: Vec<Subject> = (0..40)
        .map(|n| Subject::host(&format!("h{n}.example.nl")))
        .collect();
    let start = Instant::now();
    let observations = ask(&resolver, &hosts).await;
    assert!(
        start.elapsed() < Duration::from_secs(9),
        "{:?}",
        start.elapsed()
    );
    assert!(observations.saw_nothing());
    for observation in &observations.0 {
        assert_eq!(failure(observation).reason, FailureReason::TimedOut);
    }
}

#[tokio::test]
async fn no_resolver_at_all_is_our_own_fault_and_known_at_once() {
    let settings = Settings {
        dns: Some(NO_RESOLVER),
        ..settings()
    };
    let start = Instant::now();
    let host = Subject::host("www.example.nl");
    let observations = look(settings, std::slice::from_ref(&host)).await;
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "{:?}",
        start.elapsed()
    );
    for observation in observations.of(Probe::DnsA, &host.id) {
        assert_eq!(failure(observation).reason, FailureReason::LocalFault);
    }
}
