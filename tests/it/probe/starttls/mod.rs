//! Services that begin without TLS: each protocol, and servers that break it.

mod hostile;
mod protocols;

use std::time::Duration;

use tokio_rustls::TlsAcceptor;
use waarborg::domain::fact::TlsFact;
use waarborg::domain::observation::{Failure, Observation, Probe};
use waarborg::domain::service::Service;
use waarborg::domain::subject::Subject;

use super::{leading, look};
use crate::support::certs::{Authority, VALID};
use crate::support::talk::{Step, scripted};
use crate::support::tcp::Server;
use crate::support::tls::{CURRENT, acceptor};

const HOST: &str = "mx.example.nl";
const PORT: u16 = 2525;

fn tls() -> TlsAcceptor {
    acceptor(&Authority::new().issue(HOST, VALID), CURRENT)
}

/// A server with a script, and what the probe sees of it.
async fn met(service: Service, steps: Vec<Step>) -> (Server, Result<TlsFact, Failure>) {
    let server = scripted(steps, &tls()).await;
    let seen = seen(service, &server).await;
    (server, seen)
}

async fn seen(service: Service, server: &Server) -> Result<TlsFact, Failure> {
    let observation = observed(service, server, Duration::from_secs(3)).await;
    match observation.tls() {
        Some(fact) => Ok(fact.clone()),
        None => Err(super::failure(&observation).clone()),
    }
}

/// What the TLS probe makes of a service: no page is asked for.
async fn observed(service: Service, server: &Server, timeout: Duration) -> Observation {
    let subject = Subject::serving(service, HOST, PORT, "/", None);
    let mut settings = leading(HOST, PORT, server.address);
    settings.timeout = timeout;
    settings.deadline = timeout * 3;
    let observations = look(settings, std::slice::from_ref(&subject)).await;
    for page in [Probe::Http, Probe::Https] {
        assert_eq!(observations.of(page, &subject.id).count(), 0);
    }
    let mut of = observations.of(Probe::Tls, &subject.id).cloned();
    let observation = of.next().expect("a look");
    assert_eq!(of.next(), None);
    observation
}
