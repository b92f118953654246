//! Whether the domain says which authorities may issue certificates for it (RFC 8659).

use super::{Check, Context, Judgement};
use crate::domain::fact::DnsValue;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "dns-caa",
    subject: SubjectKind::Host,
    needs: &[Probe::DnsCaa],
    reasons: &["present", "missing", "lookup-failed"],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
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
            if let DnsValue::Caa {
                critical,
                tag,
                value,
            } = &record.value
            {
                quotes.push(format!(
                    "{} CAA {} {tag} \"{value}\"",
                    dns.name,
                    u8::from(*critical) << 7
                ));
                if tag == "issue" || tag == "issuewild" {
                    let issuer = value.split(';').next().unwrap_or_default().trim();
                    issuers.push(if issuer.is_empty() {
                        "—".to_owned()
                    } else {
                        issuer.to_owned()
                    });
                }
            }
        }
        if issuers.is_empty() {
            // Only iodef or unknown tags: nobody is restricted, and the climb ends here (RFC 8659 §3, §4.1).
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
