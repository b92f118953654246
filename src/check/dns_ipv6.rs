//! Whether the host has an IPv6 address.

use super::{Check, Context, Judgement};
use crate::domain::fact::{DnsRecord, DnsValue, address_scope};
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
    let usable = |record: &DnsRecord| match record.value {
        // An address that nobody outside can reach is no IPv6 address of the service; one of a closed network may be.
        DnsValue::Aaaa(address) => {
            matches!(address_scope(address.into()), "public" | "unique-local")
        }
        _ => false,
    };
    let count = dns.records.iter().filter(|record| usable(record)).count();
    let judgement = if count > 0 {
        Judgement::conforms("has-ipv6").with("count", count)
    } else {
        Judgement::deviates("no-ipv6")
    };
    judgement.because(observation, format!("{} AAAA: {count}", dns.name))
}
