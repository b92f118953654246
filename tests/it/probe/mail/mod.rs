//! What domains say about their mail, by a resolver that knows what it is told.

mod policy;
mod senders;

use waarborg::domain::fact::MailFact;
use waarborg::domain::observation::{Failure, Observations, Probe};
use waarborg::domain::subject::Subject;
use waarborg::probe::Settings;

use super::{failure, look, settings};
use crate::support::dns::{Resolver, Zone};

const DOMAIN: &str = "example.nl";

/// Everything that is seen of the domain.
async fn seen(zone: Zone) -> (Resolver, Observations) {
    seen_with(zone, |_| {}).await
}

async fn seen_with(zone: Zone, change: impl FnOnce(&mut Settings)) -> (Resolver, Observations) {
    let resolver = Resolver::start(zone).await;
    let mut settings = Settings {
        dns: Some(resolver.address),
        dkim_selectors: ["one", "two", "three"].map(str::to_owned).to_vec(),
        ..settings()
    };
    change(&mut settings);
    let observations = look(settings, &[Subject::domain(DOMAIN)]).await;
    (resolver, observations)
}

/// What one look came to.
fn result(observations: &Observations, probe: Probe) -> Result<MailFact, Failure> {
    let domain = Subject::domain(DOMAIN);
    let mut of = observations.of(probe, &domain.id);
    let observation = of.next().expect("a look");
    assert!(of.next().is_none(), "one look");
    match observation.mail() {
        Some(fact) => Ok(fact.clone()),
        None => Err(failure(observation).clone()),
    }
}
