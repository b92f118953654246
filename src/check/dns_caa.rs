//! Whether the domain says which authorities may issue certificates for it (RFC 8659).

use super::{Check, Context, Judgement};
use crate::domain::fact::DnsValue;
use crate::domain::observation::{FailureReason, Probe};
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "dns-caa",
    subject: SubjectKind::Host,
    needs: &[Probe::DnsCaa, Probe::DnsA],
    reasons: &["present", "missing", "lookup-failed", "address"],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    if context.subject.is_literal() {
        return Judgement::not_applicable("address");
    }
    // A name that does not exist needs no permission, and shows nothing.
    if context.of(Probe::DnsA).any(|o| {
        o.failure()
            .is_some_and(|f| f.reason == FailureReason::NameNotFound)
    }) {
        return context.unseen("lookup-failed", Probe::DnsA);
    }
    // The climb from the host upwards, in order: the first name with records decides, a gap before it leaves it open.
    for observation in context.of(Probe::DnsCaa) {
        let Some(dns) = observation.dns() else {
            return context.unseen("lookup-failed", Probe::DnsCaa);
        };
        if dns.records.is_empty() {
            continue;
        }
        let (mut issuers, mut quotes) = (Vec::new(), Vec::new());
        for record in &dns.records {
            let DnsValue::Caa {
                critical,
                tag,
                value,
            } = &record.value
            else {
                continue;
            };
            let flags = u8::from(*critical) << 7;
            quotes.push(format!("{} CAA {flags} {tag} \"{value}\"", dns.name));
            match tag.as_str() {
                "issue" => {
                    let issuer = value.split(';').next().unwrap_or_default().trim();
                    issuers.push(if issuer.is_empty() { "—" } else { issuer }.to_owned());
                }
                "issuewild" | "iodef" | "issuemail" | "contactemail" | "contactphone"
                | "issuevmc" => {}
                // An authority that does not know a critical tag may not issue at all (RFC 8659 §4.1).
                _ if *critical => issuers.push("—".to_owned()),
                _ => {}
            }
        }
        if issuers.is_empty() {
            // Without `issue`, ordinary names are not restricted, and the climb ends here (RFC 8659 §3, §4.2).
            return Judgement::deviates("missing").because(observation, quotes.join("; "));
        }
        issuers.sort();
        issuers.dedup();
        return Judgement::conforms("present")
            .with("domain", &dns.name)
            .with("issuers", issuers.join(", "))
            .because(observation, quotes.join("; "));
    }
    let mut asked = context.of(Probe::DnsCaa).peekable();
    if asked.peek().is_none() {
        return context.unseen("lookup-failed", Probe::DnsCaa);
    }
    asked.filter_map(|o| o.dns().map(|dns| (o, dns))).fold(
        Judgement::deviates("missing"),
        |judgement, (observation, dns)| {
            judgement.because(observation, format!("{} CAA: —", dns.name))
        },
    )
}
