//! What the checks of mail share: what was seen of a domain's mail, and whether the domain takes in or sends any.

use super::{Context, Judgement};
use crate::domain::fact::{DnsValue, MailFact, MailText, SpfFact};
use crate::domain::mail::SpfRecord;
use crate::domain::observation::{Observation, Probe};
use crate::domain::service::Service;
use crate::domain::subject::{Role, Subject};

/// The reason of every mail check that could not ask the domain name system.
pub(super) const LOOKUP_FAILED: &str = "lookup-failed";

/// What one look saw, or that it could not look.
pub(super) fn seen<'a, T>(
    context: &Context<'a>,
    probe: Probe,
    pick: impl Fn(&'a MailFact) -> Option<&'a T>,
) -> Result<(&'a Observation, &'a T), Judgement> {
    context
        .of(probe)
        .find_map(|observation| Some((observation, pick(observation.mail()?)?)))
        .ok_or_else(|| context.unseen(LOOKUP_FAILED, probe))
}

/// Who takes in the mail of a domain.
pub(super) enum Intake<'a> {
    /// These hosts, the preferred ones first.
    Hosts(&'a Observation, Vec<&'a str>),
    /// Nobody, and the domain says so (RFC 7505).
    Nobody(&'a Observation),
    /// No host is named.
    Unnamed(&'a Observation),
}

/// Who takes in the mail of the domain, or that it could not be asked.
pub(super) fn intake<'a>(context: &Context<'a>) -> Result<Intake<'a>, Judgement> {
    let Some((observation, dns)) = context
        .of(Probe::DnsMx)
        .find_map(|observation| Some((observation, observation.dns()?)))
    else {
        return Err(context.unseen(LOOKUP_FAILED, Probe::DnsMx));
    };
    let mut hosts: Vec<&str> = Vec::new();
    let mut nobody = false;
    for record in &dns.records {
        match &record.value {
            DnsValue::Mx { exchange, .. } if exchange.is_empty() => nobody = true,
            DnsValue::Mx { exchange, .. } if !hosts.contains(&exchange.as_str()) => {
                hosts.push(exchange);
            }
            _ => {}
        }
    }
    Ok(match (hosts.is_empty(), nobody) {
        (false, _) => Intake::Hosts(observation, hosts),
        (true, true) => Intake::Nobody(observation),
        (true, false) => Intake::Unnamed(observation),
    })
}

/// The hosts that take in mail; without any a judgement that there is nothing to judge.
pub(super) fn hosts<'a>(
    context: &Context<'a>,
) -> Result<(&'a Observation, Vec<&'a str>), Judgement> {
    match intake(context)? {
        Intake::Hosts(observation, hosts) => Ok((observation, hosts)),
        Intake::Nobody(observation) => Err(Judgement::not_applicable("no-mail")
            .because(observation, format!("{} MX 0 .", context.subject.name))),
        Intake::Unnamed(observation) => Err(Judgement::not_applicable("no-hosts")
            .because(observation, format!("{} MX: —", context.subject.name))),
    }
}

/// The endpoint at which a host takes in mail.
pub(super) fn endpoint(host: &str) -> Subject {
    Subject::serving(Service::Smtp, host, 25, "/", None).met_as(Role::MailHost)
}

impl<'a> Context<'a> {
    /// The same, about another subject.
    pub(super) fn about(&self, subject: &'a Subject) -> Self {
        Self {
            subject,
            material: self.material,
            seen: self.seen,
        }
    }
}

/// The observation by which nobody may send mail under the domain, when that is what it says.
pub(super) fn sends_nothing<'a>(context: &Context<'a>) -> Option<&'a Observation> {
    let (observation, fact) = seen(context, Probe::MailSpf, spf).ok()?;
    let text = fact.records.first().and_then(|record| {
        let mut texts = record.texts.iter().filter(|text| SpfRecord::is_one(text));
        texts.next().filter(|_| texts.next().is_none())
    })?;
    SpfRecord::read(text)
        .is_ok_and(|record| record.lets_nobody_send())
        .then_some(observation)
}

/// The fact about senders.
pub(super) fn spf(fact: &MailFact) -> Option<&SpfFact> {
    match fact {
        MailFact::Spf(spf) => Some(spf),
        _ => None,
    }
}

/// The texts of a name that are meant for a purpose.
pub(super) fn meant(record: &MailText, is_one: impl Fn(&str) -> bool) -> Vec<&str> {
    record
        .texts
        .iter()
        .map(String::as_str)
        .filter(|text| is_one(text))
        .collect()
}

/// A record as evidence: its name and text, or that there is none.
pub(super) fn quote(name: &str, texts: &[&str]) -> String {
    match texts {
        [] => format!("{name} TXT: —"),
        texts => format!("{name} TXT \"{}\"", texts.join("\", \"")),
    }
}
