//! Probes against real servers on loopback.

mod broken;
mod delegation;
mod dns;
mod dns_bad;
mod dnssec;
mod hosting;
mod http;
mod http_bad;
mod ipv6;
mod mail;
mod old;
mod picture;
mod revocation;
mod round_trip;
mod routes;
mod run;
mod starttls;
mod tls;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use waarborg::domain::fact::{HttpFact, TlsFact};
use waarborg::domain::observation::{Fact, Failure, Observation, Observations, Probe, Reading};
use waarborg::domain::subject::Subject;
use waarborg::probe::{Network, Settings, observe};

use crate::support::geo;

/// The moment of every observation in these tests.
fn clock() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().expect("a moment")
}

/// Fast and free of limits, for one server on loopback.
fn settings() -> Settings {
    Settings {
        timeout: Duration::from_secs(3),
        deadline: Duration::from_secs(9),
        per_address: 64,
        rate: 10_000,
        ..Settings::default()
    }
}

/// The system refuses to send to this address, so every question fails at once.
const NO_RESOLVER: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::BROADCAST), 53);

/// Settings that lead a name to a server, whatever it resolves to.
fn leading(host: &str, port: u16, to: SocketAddr) -> Settings {
    let mut settings = settings();
    settings.connect_to.insert((host.to_owned(), port), to);
    settings.dns = Some(NO_RESOLVER);
    settings
}

fn network(settings: Settings) -> Network {
    Network::new(settings, Arc::new(geo::sources(Vec::new())), clock).expect("a network")
}

async fn look(settings: Settings, subjects: &[Subject]) -> Observations {
    observe(&network(settings), subjects, &|_| {}).await
}

/// What one probe saw of one server at `www.example.nl:8443`.
async fn look_at(
    server: SocketAddr,
    probe: Probe,
    mut change: impl FnMut(&mut Settings),
) -> Observation {
    let subject = Subject::endpoint("www.example.nl", 8443, "/", None);
    let mut settings = leading("www.example.nl", 8443, server);
    change(&mut settings);
    let observations = look(settings, std::slice::from_ref(&subject)).await;
    let mut of: Vec<Observation> = observations.of(probe, &subject.id).cloned().collect();
    assert_eq!(of.len(), 1, "one observation of {probe}");
    of.remove(0)
}

async fn tls_of(server: SocketAddr, change: impl FnMut(&mut Settings)) -> TlsFact {
    let observation = look_at(server, Probe::Tls, change).await;
    observation
        .tls()
        .unwrap_or_else(|| panic!("{:?}", observation.failure()))
        .clone()
}

async fn https_of(server: SocketAddr, change: impl FnMut(&mut Settings)) -> HttpFact {
    let observation = look_at(server, Probe::Https, change).await;
    observation
        .http()
        .unwrap_or_else(|| panic!("{:?}", observation.failure()))
        .clone()
}

fn failure(observation: &Observation) -> &Failure {
    match &observation.reading {
        Reading::Failed(failure) => failure,
        Reading::Observed(fact) => panic!("seen: {fact:?}"),
    }
}

fn fact(observation: &Observation) -> &Fact {
    match &observation.reading {
        Reading::Observed(fact) => fact,
        Reading::Failed(failure) => panic!("not seen: {failure:?}"),
    }
}
