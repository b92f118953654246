//! What is looked at of each kind of subject, and what of it at the same time.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::future::{FutureExt as _, join_all};
use jiff::Timestamp;
use tokio::time::Instant;

use super::budget::Budget;
use super::dns::{self, RecordType};
use super::named::announced;
use super::network::Network;
use super::run::{Run, offline};
use super::settings::Depth;
use super::target::literal;
use super::tls::Shown;
use super::website::{self, look_at_website};
use super::{delegation, mail, revocation, round_trip, tls};
use crate::domain::fact::DnsFact;
use crate::domain::observation::{Fact, Failure, Probe, Reading};
use crate::domain::service::Service;
use crate::domain::subject::{Role, Subject, SubjectKind};

/// Addresses of one host whose hosting is looked up.
const MAX_HOSTED: usize = 100;
/// Addresses of one endpoint that get TLS handshakes.
const MAX_SHAKEN: usize = 8;

/// An observation that has no number yet.
#[derive(Debug, Clone)]
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
            SubjectKind::Host if subject.role.is_some() => whereabouts(run, subject).await,
            SubjectKind::Domain => look_at_domain(run, subject).await,
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

/// The same, with what signatures prove of it.
async fn ask_proven(run: &Run<'_>, probe: Probe, name: &str, kind: RecordType) -> Look {
    let asking = async { run.names.ask_proven(name, kind).await.map(Fact::Dns) };
    look(run, probe, asking).await
}

async fn look_at_domain(run: &Run<'_>, subject: &Subject) -> Vec<Look> {
    let name = subject.name.as_str();
    let proof = async { run.names.prove(name).await.map(Fact::Dnssec) };
    let delegation = async { delegation::look(run, name).await.map(Fact::Delegation) };
    // Its hosts are looked at while the rest goes on; the answers are those that are kept below.
    let hosts = join_all([RecordType::MX, RecordType::NS].map(|kind| async move {
        if let Ok(fact) = run.names.ask(name, kind).await {
            run.tell(subject, Reading::Observed(Box::new(Fact::Dns(fact))));
        }
    }));
    let (mx, ns, txt, proof, delegation, mail, _) = tokio::join!(
        ask_proven(run, Probe::DnsMx, name, RecordType::MX),
        ask_proven(run, Probe::DnsNs, name, RecordType::NS),
        ask(run, Probe::DnsTxt, name, RecordType::TXT),
        look(run, Probe::Dnssec, proof),
        look(run, Probe::DnsDelegation, delegation),
        look_at_mail(run, name),
        hosts,
    );
    let mut looks = vec![mx, ns, txt, proof, delegation];
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
        ask_proven(run, Probe::DnsA, name, RecordType::A),
        ask_proven(run, Probe::DnsAaaa, name, RecordType::AAAA),
        climb(run, name),
    );
    let addresses = dns::addresses(&outcome(&a), &outcome(&aaaa));
    looks.extend([a, aaaa]);
    hosted(run, addresses, looks).await
}

/// The addresses of a host that was met on the way, and what is known of each.
async fn whereabouts(run: &Run<'_>, subject: &Subject) -> Vec<Look> {
    let name = subject.name.as_str();
    if let Some(address) = literal(name) {
        return hosted(run, Ok(vec![address]), Vec::new()).await;
    }
    let (a, aaaa) = if subject.role == Some(Role::MailHost) {
        // Keys of a mail host count only when its addresses are proven (RFC 7672 §2.2.2).
        tokio::join!(
            ask_proven(run, Probe::DnsA, name, RecordType::A),
            ask_proven(run, Probe::DnsAaaa, name, RecordType::AAAA),
        )
    } else {
        tokio::join!(
            ask(run, Probe::DnsA, name, RecordType::A),
            ask(run, Probe::DnsAaaa, name, RecordType::AAAA),
        )
    };
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
    let outcomes = run.names.climb(name).boxed().await;
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
pub(super) fn outcome(look: &Look) -> Result<DnsFact, Failure> {
    match &look.reading {
        Reading::Failed(failure) => Err(failure.clone()),
        Reading::Observed(fact) => match fact.as_ref() {
            Fact::Dns(dns) => Ok(dns.clone()),
            _ => Err(offline()),
        },
    }
}

/// True when pages are asked for beside TLS.
pub(super) fn serves_pages(run: &Run<'_>, subject: &Subject) -> bool {
    subject.service() == Service::Https && run.network.depth() == Depth::Full
}

/// TLS with every address, and then whether the certificates that were shown are withdrawn; at the same time what the name
/// tells of the service.
pub(super) async fn handshakes(run: &Run<'_>, subject: &Subject) -> Vec<Look> {
    if run.network.depth() == Depth::Light {
        return shake(run, subject, &Shown::default()).await;
    }
    let shown = Shown::default();
    let (mut looks, announced, ()) = tokio::join!(
        async {
            let mut looks = shake(run, subject, &shown).await;
            // When nothing was shown by now, nothing will be.
            drop(shown.set(Vec::new()));
            let port = port_of(subject);
            let times = round_trip::times(run, &subject.name, port, &looks).await;
            looks.extend(withdrawn(run, &looks).await);
            looks.extend(times);
            looks
        },
        announced(run, subject),
        async {
            let chain = shown.wait().await;
            revocation::fetch_ahead(run, chain).boxed().await;
        },
    );
    looks.extend(announced);
    looks
}

/// TLS with every address of an endpoint at once; the limits per address keep it polite.
async fn shake(run: &Run<'_>, subject: &Subject, shown: &Shown) -> Vec<Look> {
    let (host, service) = (subject.name.as_str(), subject.service());
    let port = port_of(subject);
    let targets = match run.targets(host, port).await {
        Ok(targets) => targets,
        Err(failure) => return vec![failed(run, Probe::Tls, failure)],
    };
    join_all(targets.into_iter().take(MAX_SHAKEN).map(|target| {
        let shown = Arc::clone(shown);
        look(run, Probe::Tls, async move {
            let budget = budget(run.network);
            let looking = tls::look(run.network, host, service, target?, &budget, shown);
            Box::pin(looking).await.map(Fact::Tls)
        })
    }))
    .await
}

/// The port of an endpoint: its own, or that of its service.
fn port_of(subject: &Subject) -> u16 {
    subject.port.or(subject.service().port()).unwrap_or(443)
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
    let named = literal(&subject.name).is_none();
    let mut probes: Vec<Probe> = match subject.kind {
        SubjectKind::Endpoint if run.network.depth() == Depth::Light => vec![Probe::Tls],
        _ if run.network.depth() == Depth::Light => Vec::new(),
        SubjectKind::Endpoint => vec![Probe::Revocation, Probe::Tls],
        SubjectKind::Domain => {
            let mut probes = vec![
                Probe::DnsDelegation,
                Probe::DnsMx,
                Probe::DnsNs,
                Probe::DnsTxt,
                Probe::Dnssec,
            ];
            probes.extend(mail::PROBES);
            probes
        }
        SubjectKind::Host if !named => vec![Probe::Hosting],
        SubjectKind::Host if subject.role.is_some() => {
            vec![Probe::DnsA, Probe::DnsAaaa, Probe::Hosting]
        }
        SubjectKind::Host => vec![Probe::DnsA, Probe::DnsAaaa, Probe::DnsCaa, Probe::Hosting],
        SubjectKind::Vendor => Vec::new(),
    };
    if subject.kind == SubjectKind::Endpoint && run.network.depth() == Depth::Full {
        let pages = serves_pages(run, subject);
        if named {
            probes.push(Probe::DnsTlsa);
        }
        if named && pages {
            probes.push(Probe::DnsHttps);
        }
        if pages {
            probes.extend(website::probes(subject));
        }
        if run.network.settings().vantage.is_some() {
            probes.push(Probe::RoundTrip);
        }
        // As they would come.
        probes.sort_unstable();
    }
    probes
        .iter()
        .map(|probe| failed(run, *probe, offline()))
        .collect()
}
