//! What is looked at of each kind of subject, and what of it at the same time.

use std::collections::BTreeSet;

use futures::future::join_all;
use jiff::Timestamp;
use tokio::time::Instant;

use super::budget::Budget;
use super::dns::{self, RecordType};
use super::network::Network;
use super::run::{Run, offline};
use super::settings::Depth;
use super::target::literal;
use super::website::{self, look_at_website};
use super::{mail, revocation, tls};
use crate::domain::fact::DnsFact;
use crate::domain::observation::{Fact, Failure, Probe, Reading};
use crate::domain::service::Service;
use crate::domain::subject::{Subject, SubjectKind};

/// Addresses of one host whose hosting is looked up.
const MAX_HOSTED: usize = 100;
/// Addresses of one endpoint that get TLS handshakes.
const MAX_SHAKEN: usize = 8;

/// An observation that has no number yet.
pub(super) struct Look {
    pub(super) probe: Probe,
    pub(super) at: Timestamp,
    pub(super) took_ms: u64,
    pub(super) reading: Reading,
}

/// Looks at one subject; looks in the order of the probes.
pub(super) async fn look_at(run: &Run<'_>, subject: &Subject) -> Vec<Look> {
    let mut looks = if run.network.settings().offline {
        blind(run, subject)
    } else {
        match subject.kind {
            SubjectKind::Endpoint if serves_pages(run, subject) => {
                look_at_website(run, subject).await
            }
            SubjectKind::Endpoint => handshakes(run, subject).await,
            _ if run.network.depth() == Depth::Light => Vec::new(),
            SubjectKind::Host if subject.role.is_some() => whereabouts(run, &subject.name).await,
            SubjectKind::Domain => look_at_domain(run, &subject.name).await,
            SubjectKind::Host => look_at_host(run, &subject.name).await,
            SubjectKind::Vendor => Vec::new(),
        }
    };
    // Stable: looks of one probe stay in the order of their addresses.
    looks.sort_by_key(|look| look.probe);
    looks
}

/// Runs one look and notes when, how long and what came of it.
pub(super) async fn look(
    run: &Run<'_>,
    probe: Probe,
    looking: impl Future<Output = Result<Fact, Failure>>,
) -> Look {
    let at = run.network.now();
    let start = Instant::now();
    let reading = match looking.await {
        Ok(fact) => Reading::Observed(Box::new(fact)),
        Err(failure) => Reading::Failed(failure),
    };
    Look {
        probe,
        at,
        took_ms: u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX),
        reading,
    }
}

async fn ask(run: &Run<'_>, probe: Probe, name: &str, kind: RecordType) -> Look {
    let asking = async { run.names.ask(name, kind).await.map(Fact::Dns) };
    look(run, probe, asking).await
}

async fn look_at_domain(run: &Run<'_>, name: &str) -> Vec<Look> {
    let (mx, ns, txt, mail) = tokio::join!(
        ask(run, Probe::DnsMx, name, RecordType::MX),
        ask(run, Probe::DnsNs, name, RecordType::NS),
        ask(run, Probe::DnsTxt, name, RecordType::TXT),
        look_at_mail(run, name),
    );
    let mut looks = vec![mx, ns, txt];
    looks.extend(mail);
    looks
}

/// What a domain says about its mail: all at once.
async fn look_at_mail(run: &Run<'_>, name: &str) -> Vec<Look> {
    join_all(mail::PROBES.map(|probe| {
        look(run, probe, async move {
            let budget = budget(run.network);
            Box::pin(mail::look(run, probe, name, budget))
                .await
                .map(Fact::Mail)
        })
    }))
    .await
}

async fn look_at_host(run: &Run<'_>, name: &str) -> Vec<Look> {
    if let Some(address) = literal(name) {
        return hosted(run, Ok(vec![address]), Vec::new()).await;
    }
    let (a, aaaa, mut looks) = tokio::join!(
        ask(run, Probe::DnsA, name, RecordType::A),
        ask(run, Probe::DnsAaaa, name, RecordType::AAAA),
        climb(run, name),
    );
    let addresses = dns::addresses(&outcome(&a), &outcome(&aaaa));
    looks.extend([a, aaaa]);
    hosted(run, addresses, looks).await
}

/// The addresses of a host that was met on the way, and what is known of each.
async fn whereabouts(run: &Run<'_>, name: &str) -> Vec<Look> {
    if let Some(address) = literal(name) {
        return hosted(run, Ok(vec![address]), Vec::new()).await;
    }
    let (a, aaaa) = tokio::join!(
        ask(run, Probe::DnsA, name, RecordType::A),
        ask(run, Probe::DnsAaaa, name, RecordType::AAAA),
    );
    let addresses = dns::addresses(&outcome(&a), &outcome(&aaaa));
    hosted(run, addresses, vec![a, aaaa]).await
}

/// Adds what is known of each address, or why there is none.
async fn hosted(
    run: &Run<'_>,
    addresses: Result<Vec<std::net::IpAddr>, Failure>,
    mut looks: Vec<Look>,
) -> Vec<Look> {
    match addresses {
        Ok(addresses) => {
            for address in addresses.into_iter().take(MAX_HOSTED) {
                let found = run.network.geo().look_up(address).map(Fact::Hosting);
                looks.push(look(run, Probe::Hosting, std::future::ready(found)).await);
            }
        }
        Err(failure) => looks.push(failed(run, Probe::Hosting, failure)),
    }
    looks
}

async fn climb(run: &Run<'_>, name: &str) -> Vec<Look> {
    let at = run.network.now();
    let start = Instant::now();
    let outcomes = run.names.climb(name).await;
    let took_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    outcomes
        .into_iter()
        .map(|outcome| Look {
            probe: Probe::DnsCaa,
            at,
            took_ms,
            reading: match outcome {
                Ok(fact) => Reading::Observed(Box::new(Fact::Dns(fact))),
                Err(failure) => Reading::Failed(failure),
            },
        })
        .collect()
}

/// The DNS outcome inside a look.
fn outcome(look: &Look) -> Result<DnsFact, Failure> {
    match &look.reading {
        Reading::Failed(failure) => Err(failure.clone()),
        Reading::Observed(fact) => match fact.as_ref() {
            Fact::Dns(dns) => Ok(dns.clone()),
            _ => Err(offline()),
        },
    }
}

/// True when pages are asked for beside TLS.
fn serves_pages(run: &Run<'_>, subject: &Subject) -> bool {
    subject.service() == Service::Https && run.network.depth() == Depth::Full
}

/// TLS with every address, and then whether the certificates that were shown are withdrawn.
pub(super) async fn handshakes(run: &Run<'_>, subject: &Subject) -> Vec<Look> {
    let mut looks = shake(run, subject).await;
    if run.network.depth() == Depth::Full {
        looks.extend(withdrawn(run, &looks).await);
    }
    looks
}

/// TLS with every address of an endpoint at once; the limits per address keep it polite.
async fn shake(run: &Run<'_>, subject: &Subject) -> Vec<Look> {
    let (host, service) = (subject.name.as_str(), subject.service());
    let port = subject.port.or(service.port()).unwrap_or(443);
    let targets = match run.targets(host, port).await {
        Ok(targets) => targets,
        Err(failure) => return vec![failed(run, Probe::Tls, failure)],
    };
    join_all(targets.into_iter().take(MAX_SHAKEN).map(|target| {
        look(run, Probe::Tls, async move {
            let budget = budget(run.network);
            Box::pin(tls::look(run.network, host, service, target?, &budget))
                .await
                .map(Fact::Tls)
        })
    }))
    .await
}

/// What the issuers say, once for each leaf that was served.
async fn withdrawn(run: &Run<'_>, looks: &[Look]) -> Vec<Look> {
    let mut seen = BTreeSet::new();
    let facts = looks.iter().filter_map(|look| match &look.reading {
        Reading::Observed(fact) => match fact.as_ref() {
            Fact::Tls(tls) if seen.insert(&tls.leaf()?.sha256) => Some(tls),
            _ => None,
        },
        Reading::Failed(_) => None,
    });
    join_all(facts.map(|tls| {
        look(run, Probe::Revocation, async {
            Ok(Fact::Revocation(Box::pin(revocation::look(run, tls)).await))
        })
    }))
    .await
}

pub(super) fn budget(network: &Network) -> Budget {
    Budget::new(network.settings().deadline, network.settings().timeout)
}

pub(super) fn failed(run: &Run<'_>, probe: Probe, failure: Failure) -> Look {
    Look {
        probe,
        at: run.network.now(),
        took_ms: 0,
        reading: Reading::Failed(failure),
    }
}

/// Every look that would have been made, failed: no socket is opened.
fn blind(run: &Run<'_>, subject: &Subject) -> Vec<Look> {
    let mut pages;
    let probes: &[Probe] = match subject.kind {
        SubjectKind::Endpoint if run.network.depth() == Depth::Light => &[Probe::Tls],
        _ if run.network.depth() == Depth::Light => &[],
        SubjectKind::Endpoint if !serves_pages(run, subject) => &[Probe::Revocation, Probe::Tls],
        SubjectKind::Domain => &[
            Probe::DnsMx,
            Probe::DnsNs,
            Probe::DnsTxt,
            Probe::MailBimi,
            Probe::MailDkim,
            Probe::MailDmarc,
            Probe::MailMtaSts,
            Probe::MailSpf,
            Probe::MailTlsRpt,
        ],
        SubjectKind::Endpoint => {
            pages = website::probes(subject);
            pages.extend([Probe::Revocation, Probe::Tls]);
            &pages
        }
        SubjectKind::Host if literal(&subject.name).is_some() => &[Probe::Hosting],
        SubjectKind::Host if subject.role.is_some() => {
            &[Probe::DnsA, Probe::DnsAaaa, Probe::Hosting]
        }
        SubjectKind::Host => &[Probe::DnsA, Probe::DnsAaaa, Probe::DnsCaa, Probe::Hosting],
        SubjectKind::Vendor => &[],
    };
    probes
        .iter()
        .map(|probe| failed(run, *probe, offline()))
        .collect()
}
