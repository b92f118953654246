//! Where the hosts are that take in the mail of a domain: letters to its users arrive there.

use super::met_hosts::{answer, locate_hosts, names};
use super::{Check, Context, Judgement};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "hosting-mail-location",
    subject: SubjectKind::Domain,
    needs: &[Probe::DnsMx, Probe::Hosting, Probe::DnsA, Probe::DnsAaaa],
    reasons: &[
        "in-eea",
        "adequate",
        "conditional",
        "outside",
        "not-determinable",
        "not-resolved",
        "no-mail-hosts",
        "lookup-failed",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let Some((observation, dns)) = answer(context, Probe::DnsMx) else {
        return context.unseen("lookup-failed", Probe::DnsMx);
    };
    let named = names(dns);
    if named.is_empty() {
        return Judgement::not_applicable("no-mail-hosts")
            .because(observation, format!("{} {}: 0", dns.name, dns.record_type));
    }
    locate_hosts(context, &named, !dns.truncated).because(
        observation,
        format!("{} {}: {}", dns.name, dns.record_type, named.join(", ")),
    )
}
