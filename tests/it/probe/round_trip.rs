//! How fast addresses answer: measured on connections that are made anyway.

use std::time::Duration;

use waarborg::domain::fact::RoundTripFact;
use waarborg::domain::observation::{FailureReason, Observation, Probe};
use waarborg::domain::subject::Subject;
use waarborg::probe::{Depth, Settings};

use super::{failure, leading, look};
use crate::support::certs::{Authority, VALID};
use crate::support::forwarder::Forwarder;
use crate::support::tcp;
use crate::support::tls::{CURRENT, hello};

const DELAY: Duration = Duration::from_millis(20);

fn endpoint() -> Subject {
    Subject::endpoint("www.example.nl", 8443, "/", None)
}

async fn trips(settings: Settings) -> Vec<Observation> {
    let subject = endpoint();
    look(settings, std::slice::from_ref(&subject))
        .await
        .of(Probe::RoundTrip, &subject.id)
        .cloned()
        .collect()
}

fn from_nl(settings: Settings) -> Settings {
    Settings {
        vantage: "NL".parse().ok(),
        ..settings
    }
}

fn seen(observations: &[Observation]) -> &RoundTripFact {
    let [observation] = observations else {
        panic!("one observation, not {observations:?}")
    };
    observation
        .round_trip()
        .unwrap_or_else(|| panic!("{:?}", observation.failure()))
}

#[tokio::test]
async fn the_answer_counts_where_something_near_accepts_the_connection() {
    let authority = Authority::new();
    let server = hello(&authority.issue("www.example.nl", VALID), CURRENT).await;
    // A forwarder accepts connections at once and passes on what is said with a delay, as a box on the way can.
    let forwarder = Forwarder::far(server.address, DELAY).await;
    let settings = leading("www.example.nl", 8443, forwarder.address);
    let observations = trips(from_nl(settings)).await;
    let fact = seen(&observations);
    assert_eq!(fact.vantage.code(), "NL");
    assert_eq!(fact.dialled, Some(forwarder.address));
    assert!(fact.connections > 3 && fact.answers > 3, "{fact:?}");
    assert!(
        fact.connect_us < 2 * u64::try_from(DELAY.as_micros()).expect("short"),
        "{fact:?}"
    );
    let at_most = fact.at_most().expect("an answer");
    assert!(
        at_most >= 2 * u64::try_from(DELAY.as_micros()).expect("short"),
        "{fact:?}"
    );
}

#[tokio::test]
async fn no_connection_is_made_for_it() {
    let authority = Authority::new();
    let server = hello(&authority.issue("www.example.nl", VALID), CURRENT).await;
    let mut counts = Vec::new();
    for vantage in [None, Some("NL")] {
        let forwarder = Forwarder::far(server.address, Duration::ZERO).await;
        let settings = Settings {
            vantage: vantage.and_then(|code| code.parse().ok()),
            ..leading("www.example.nl", 8443, forwarder.address)
        };
        let observations = trips(settings).await;
        assert_eq!(observations.len(), usize::from(vantage.is_some()));
        counts.push(forwarder.connections());
    }
    // Which connections are opened ahead depends on the moment; a look of its own would be ten or more.
    assert!(counts[0].abs_diff(counts[1]) < 5, "{counts:?}");
}

#[tokio::test]
async fn a_server_that_accepts_and_says_nothing_has_no_round_trip() {
    let server = tcp::silent().await;
    let settings = Settings {
        timeout: Duration::from_millis(100),
        deadline: Duration::from_millis(600),
        ..leading("www.example.nl", 8443, server.address)
    };
    let observations = trips(from_nl(settings)).await;
    let fact = seen(&observations);
    assert!(fact.connections > 0, "{fact:?}");
    assert_eq!((fact.answers, fact.at_most()), (0, None));
}

#[tokio::test]
async fn what_kept_the_handshakes_away_is_told() {
    let closed = tcp::closed_port().await;
    let observations = trips(from_nl(leading("www.example.nl", 8443, closed))).await;
    assert_eq!(failure(&observations[0]).reason, FailureReason::Refused);
    let offline = Settings {
        offline: true,
        ..Settings::default()
    };
    let observations = trips(from_nl(offline)).await;
    assert_eq!(failure(&observations[0]).reason, FailureReason::Offline);
    let light = Settings {
        depth: Depth::Light,
        ..leading("www.example.nl", 8443, closed)
    };
    assert!(trips(from_nl(light)).await.is_empty());
}
