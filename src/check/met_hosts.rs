//! What the checks of a domain share that look at the hosts it leads to: their addresses, the worst counting.

use super::place::{Address, addresses_of, locate, quote, unresolved_of};
use super::{Context, Judgement};
use crate::domain::fact::{DnsFact, DnsValue};
use crate::domain::location::LocationStatus;
use crate::domain::observation::{Observation, Probe};
use crate::domain::subject::{Subject, SubjectId};

/// The answer about the domain itself, not about a name that was asked on the way.
pub(super) fn answer<'a>(
    context: &Context<'a>,
    probe: Probe,
) -> Option<(&'a Observation, &'a DnsFact)> {
    context
        .of(probe)
        .filter_map(|o| Some((o, o.dns()?)))
        .find(|(_, dns)| dns.name == context.subject.name)
}

/// The names of the hosts in an answer, each once, in the order of the answer; an empty one is none.
pub(super) fn names(dns: &DnsFact) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for record in &dns.records {
        let name = match &record.value {
            DnsValue::Mx { exchange, .. } => exchange,
            DnsValue::Ns(name) => name,
            _ => continue,
        };
        let name = name.to_ascii_lowercase();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Where the addresses of some hosts are. The texts of the reasons mention `hosts` beside what [`locate`] fills in: those
/// of the worst addresses, or those that could not be seen in full.
pub(super) fn locate_hosts(context: &Context<'_>, named: &[String], all: bool) -> Judgement {
    let ids: Vec<SubjectId> = named.iter().map(|name| Subject::host(name).id).collect();
    let hosts: Vec<(&String, Vec<Address<'_>>)> = named
        .iter()
        .zip(&ids)
        .map(|(name, id)| (name, addresses_of(context, id)))
        .collect();
    let found: Vec<Address<'_>> = hosts
        .iter()
        .flat_map(|(_, of)| of.iter().copied())
        .collect();
    let observations = context.material.observations;
    let open: Vec<&str> = named
        .iter()
        .zip(&ids)
        .filter(|(_, id)| !observations.located_completely(id))
        .map(|(name, _)| name.as_str())
        .collect();
    if found.is_empty() {
        let first = ids.first().unwrap_or(&context.subject.id);
        return unresolved_of(context, first).with("hosts", named.join(", "));
    }
    let judgement = locate(context, &found, all && open.is_empty());
    let statuses = |of: &[Address<'_>]| -> Option<LocationStatus> {
        of.iter()
            .map(|address| super::place::verdict(context, *address).status)
            .max()
    };
    let worst = statuses(&found);
    let mut told: Vec<&str> = hosts
        .iter()
        .filter(|(_, of)| statuses(of) == worst)
        .map(|(name, _)| name.as_str())
        .collect();
    if judgement.reason == "not-determinable" {
        told.retain(|_| worst == Some(LocationStatus::NotDeterminable));
        told.extend(
            open.iter()
                .filter(|name| !told.contains(name))
                .copied()
                .collect::<Vec<_>>(),
        );
    }
    hosts
        .iter()
        .flat_map(|(name, of)| of.iter().map(move |address| (name, address)))
        .fold(
            judgement.with("hosts", told.join(", ")),
            |judgement, (name, (observation, fact))| {
                judgement.because(observation, format!("{name} — {}", quote(fact)))
            },
        )
}
