//! Whether the certificate that a service shows is the one that its name announces (TLSA records, RFC 6698 and RFC 7671).
//! Records that signatures do not prove do not count.

use super::endpoint::by_address;
use super::tlsa::{Fit, Use, fit, records};
use super::{Check, Context, Judgement};
use crate::domain::fact::{DnsFact, DnssecState};
use crate::domain::observation::{Observation, Probe};
use crate::domain::service::Service;
use crate::domain::subject::{Role, SubjectKind};

pub(super) static CHECK: Check = Check {
    id: "dns-dane",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::DnsTlsa, Probe::Tls],
    reasons: &[
        "matches",
        "differs",
        "not-proven",
        "bogus",
        "unusable",
        "absent",
        "mail-host",
        "unknown-proof",
        "lookup-failed",
        "not-reached",
        "address",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    if context.subject.is_literal() {
        return Judgement::not_applicable("address");
    }
    // Whether mail hosts keep their word is the matter of the mail domain that leads to them.
    if context.subject.role == Some(Role::MailHost) {
        return Judgement::not_applicable("mail-host");
    }
    let Some((observation, dns)) = announced(context) else {
        return context.unseen("lookup-failed", Probe::DnsTlsa);
    };
    let records = records(dns);
    let said: Vec<String> = records
        .iter()
        .map(|r| format!("{} {} {} {}", r.usage, r.selector, r.matching, r.data))
        .collect();
    if records.is_empty() {
        return Judgement::not_applicable("absent").because(observation, quote(dns, "—"));
    }
    let kinds = if context.subject.service() == Service::Smtp {
        Use::DaneOnly(None)
    } else {
        Use::Any
    };
    let judgement = match dns.dnssec {
        Some(DnssecState::Secure) => by_address(context, |seen, fact| {
            fact.leaf()?;
            Some(match fit(&records, fact, seen.at, kinds) {
                Fit::Leaf | Fit::Authority => Judgement::conforms("matches"),
                Fit::Differs => Judgement::deviates("differs"),
                Fit::Unusable => Judgement::partial("unusable"),
            })
        }),
        Some(DnssecState::Insecure) => Judgement::partial("not-proven"),
        // To those who go by it, such an answer is no answer: they do not connect (RFC 7671 §5, RFC 7672 §2.1.1).
        Some(DnssecState::Bogus) => Judgement::deviates("bogus"),
        Some(DnssecState::Indeterminate) | None => Judgement::not_observed("unknown-proof"),
    };
    judgement
        .with("count", records.len())
        .with("name", &dns.name)
        .because(observation, quote(dns, &said.join("; ")))
}

/// The answer that counts: for an alias that is proven all the way, that of the name it leads to (RFC 7671 §7), otherwise
/// that of the name itself. Nothing when a question failed whose answer might have counted.
pub(super) fn announced<'a>(context: &Context<'a>) -> Option<(&'a Observation, &'a DnsFact)> {
    let mut answers = context
        .of(Probe::DnsTlsa)
        .filter_map(|o| Some((o, o.dns()?)));
    let counts = |dns: &DnsFact| !dns.records.is_empty() && dns.dnssec == Some(DnssecState::Secure);
    let own = answers.next()?;
    let answer = answers.find(|(_, dns)| counts(dns)).unwrap_or(own);
    let failed = context.of(Probe::DnsTlsa).any(|o| o.failure().is_some());
    (!failed || counts(answer.1)).then_some(answer)
}

fn quote(dns: &DnsFact, said: &str) -> String {
    let said: String = said.chars().take(300).collect();
    format!("{} TLSA {said}", dns.name)
}
