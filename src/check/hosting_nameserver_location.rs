//! Where the hosts are that answer for a domain in the domain name system.

use super::met_hosts::{answer, locate_hosts, names};
use super::{Check, Context, Judgement};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "hosting-nameserver-location",
    subject: SubjectKind::Domain,
    needs: &[Probe::DnsNs, Probe::Hosting, Probe::DnsA, Probe::DnsAaaa],
    reasons: &[
        "in-eea",
        "adequate",
        "conditional",
        "outside",
        "not-determinable",
        "not-resolved",
        "no-name-servers",
        "lookup-failed",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let Some((observation, dns)) = answer(context, Probe::DnsNs) else {
        return context.unseen("lookup-failed", Probe::DnsNs);
    };
    let named = names(dns);
    if named.is_empty() {
        return Judgement::not_applicable("no-name-servers")
            .because(observation, format!("{} {}: 0", dns.name, dns.record_type));
    }
    locate_hosts(context, &named, !dns.truncated).because(
        observation,
        format!("{} {}: {}", dns.name, dns.record_type, named.join(", ")),
    )
}
