//! A domain as the zone above and each of its own name servers tell of it: each is asked directly.

use std::net::IpAddr;

use futures::future::join_all;

use super::dns::{self, RecordType, direct};
use super::run::Run;
use crate::domain::fact::{DelegationFact, DnsValue, Heard, ParentView, ServerView};
use crate::domain::observation::{Failure, FailureReason};

/// Name servers of one domain that are asked.
const MAX_SERVERS: usize = 16;
/// Addresses of one family of one name server that are asked.
const MAX_ADDRESSES: usize = 1;
/// Servers of the zone above that are tried.
const MAX_PARENTS: usize = 2;
/// Names above a domain among which its parent is looked for.
const MAX_CLIMB: usize = 3;
/// Where name servers listen.
const PORT: u16 = 53;

/// Asks the name servers that a domain names, and one of the zone above.
pub(super) async fn look(run: &Run<'_>, domain: &str) -> Result<DelegationFact, Failure> {
    let zone = dns::complete(domain)?;
    let names = name_servers(run, domain).await?;
    let asked = names.iter().take(MAX_SERVERS);
    let (views, parent) = tokio::join!(
        join_all(asked.map(|name| server(run, name, &zone))),
        parent(run, domain, &zone)
    );
    let left_out = names.len() > MAX_SERVERS || views.iter().any(|(_, more)| *more);
    Ok(DelegationFact {
        zone: domain.to_owned(),
        parent,
        servers: views.into_iter().flat_map(|(views, _)| views).collect(),
        left_out,
    })
}

/// The name servers of a name, sorted.
async fn name_servers(run: &Run<'_>, name: &str) -> Result<Vec<String>, Failure> {
    let fact = run.names.ask(name, RecordType::NS).await?;
    let names = fact
        .records
        .into_iter()
        .filter_map(|record| match record.value {
            DnsValue::Ns(name) => Some(name),
            _ => None,
        });
    Ok(names.collect())
}

/// What a name server says at one address of each family, and whether it has more.
async fn server(run: &Run<'_>, name: &str, zone: &dns::Name) -> (Vec<ServerView>, bool) {
    let view = |address, answer| ServerView {
        server: name.to_owned(),
        address,
        answer,
    };
    let addresses = match run.names.addresses(name).await {
        Ok(addresses) => addresses,
        Err(failure) => return (vec![view(None, Heard::Failed(failure))], false),
    };
    let chosen = chosen(&addresses);
    let more = chosen.len() < addresses.len();
    let views = join_all(chosen.into_iter().map(|address| async move {
        let answer = match run.network.aim(name, PORT, address) {
            Ok(target) => direct::describe(run.network, target.dialled(), zone).await,
            Err(failure) => Err(failure),
        };
        view(
            Some(address),
            answer.map_or_else(Heard::Failed, Heard::Answered),
        )
    }));
    (views.await, more)
}

/// The first addresses of each family.
fn chosen(addresses: &[IpAddr]) -> Vec<IpAddr> {
    let of = |v6: bool| {
        addresses
            .iter()
            .filter(move |address| address.is_ipv6() == v6)
            .take(MAX_ADDRESSES)
    };
    of(false).chain(of(true)).copied().collect()
}

/// What the zone above says of the name servers.
async fn parent(run: &Run<'_>, domain: &str, zone: &dns::Name) -> Option<ParentView> {
    let mut above = domain;
    let mut found = None;
    for _ in 0..MAX_CLIMB {
        above = above.split_once('.')?.1;
        match name_servers(run, above).await {
            Ok(names) if !names.is_empty() => {
                found = Some(names);
                break;
            }
            Ok(_) => {}
            Err(failure) if failure.reason == FailureReason::NameNotFound => {}
            Err(_) => return None,
        }
    }
    let names = found?;
    // Not always the first: those of a top-level domain are asked about many domains.
    let start = domain.bytes().map(usize::from).sum::<usize>() % names.len();
    let turned = names.iter().cycle().skip(start).take(names.len());
    let mut last = None;
    for name in turned.take(MAX_PARENTS) {
        let view = ask_parent(run, above, name, zone).await;
        let heard = view.name_servers.answer().is_some();
        last = Some(view);
        if heard {
            break;
        }
    }
    last
}

async fn ask_parent(run: &Run<'_>, above: &str, name: &str, zone: &dns::Name) -> ParentView {
    let mut view = ParentView {
        zone: above.to_owned(),
        server: name.to_owned(),
        address: None,
        name_servers: Heard::Answered(Vec::new()),
    };
    let target = match run.names.addresses(name).await {
        Ok(addresses) => match addresses.first() {
            Some(address) => {
                view.address = Some(*address);
                run.network.aim(name, PORT, *address)
            }
            None => Err(Failure::new(
                FailureReason::NoAddress,
                "the name has no address",
            )),
        },
        Err(failure) => Err(failure),
    };
    let heard = match target {
        Ok(target) => direct::referral(run.network, target.dialled(), zone).await,
        Err(failure) => Err(failure),
    };
    view.name_servers = heard.map_or_else(Heard::Failed, Heard::Answered);
    view
}
