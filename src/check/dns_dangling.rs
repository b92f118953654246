//! Whether the alias of a host leads somewhere. An alias to a name that was given up can come under the control of whoever
//! claims that name next: reported, never tried.

use super::{Check, Context, Judgement};
use crate::domain::fact::DnsFact;
use crate::domain::observation::{Observation, Probe};
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "dns-dangling",
    subject: SubjectKind::Host,
    needs: &[Probe::DnsA, Probe::DnsAaaa],
    reasons: &[
        "leads",
        "claimable",
        "gone",
        "no-address",
        "loop",
        "no-alias",
        "lookup-failed",
        "address",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    if context.subject.is_literal() {
        return Judgement::not_applicable("address");
    }
    let answers: Vec<(&Observation, &DnsFact)> = [Probe::DnsA, Probe::DnsAaaa]
        .into_iter()
        .flat_map(|probe| context.of(probe))
        .filter_map(|o| Some((o, o.dns()?)))
        .collect();
    let alias = answers.iter().find(|(_, dns)| !dns.cname_chain.is_empty());
    let Some((observation, dns)) = alias else {
        return if answers.is_empty() {
            context.unseen("lookup-failed", Probe::DnsA)
        } else {
            Judgement::not_applicable("no-alias")
        };
    };
    let end = dns.cname_chain.last().map_or("", String::as_str);
    let judgement = if let Some(missing) = answers.iter().find_map(|(_, dns)| dns.missing.as_ref())
    {
        match context.material.policy.dns.claimable(missing) {
            Some(service) => Judgement::deviates("claimable").with("service", &service.name),
            None => Judgement::deviates("gone"),
        }
    } else if is_loop(dns) {
        Judgement::deviates("loop")
    } else if answers.iter().any(|(_, dns)| !dns.records.is_empty()) {
        Judgement::conforms("leads")
    } else if answers.len() < 2 {
        return context.unseen("lookup-failed", Probe::DnsAaaa);
    } else {
        Judgement::partial("no-address")
    };
    judgement.with("end", end).because(
        observation,
        format!("{} CNAME {}", dns.name, dns.cname_chain.join(" → ")),
    )
}

/// A chain that comes back to where it has been.
fn is_loop(dns: &DnsFact) -> bool {
    dns.records.is_empty()
        && dns.cname_chain.last().is_some_and(|end| {
            let (_, before) = dns.cname_chain.split_last().unwrap_or((end, &[]));
            *end == dns.name || before.contains(end)
        })
}
