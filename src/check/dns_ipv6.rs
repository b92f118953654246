//! Whether the host has an IPv6 address.

use super::{Check, Context, Judgement};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "dns-ipv6",
    subject: SubjectKind::Host,
    needs: &[Probe::DnsAaaa],
    reasons: &["has-ipv6", "no-ipv6", "lookup-failed", "address"],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    if context.subject.is_literal() {
        return Judgement::not_applicable("address");
    }
    let Some((observation, dns)) = context.of(Probe::DnsAaaa).find_map(|o| Some((o, o.dns()?)))
    else {
        return context.unseen("lookup-failed", Probe::DnsAaaa);
    };
    let count = dns.records.len();
    let judgement = if count > 0 {
        Judgement::conforms("has-ipv6").with("count", count)
    } else {
        Judgement::deviates("no-ipv6")
    };
    judgement.because(observation, format!("{} AAAA: {count}", dns.name))
}
