//! Whether the domain name system announces the certificate of every mail host, so that senders can insist on it (RFC 7672).
//! Records that signatures do not prove do not count.

use super::dns_dane::announced;
use super::mail::{endpoint, hosts};
use super::tlsa::{Fit, Use, fit, records};
use super::{Check, Context, Judgement, mail_mta_sts};
use crate::domain::fact::{DnsFact, DnssecState};
use crate::domain::finding::{Confidence, EvidenceItem};
use crate::domain::observation::{Observation, Probe};
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "mail-dane",
    subject: SubjectKind::Domain,
    needs: &[Probe::DnsMx, Probe::DnsTlsa, Probe::MailMtaSts, Probe::Tls],
    reasons: &[
        "matches",
        "domain-not-proven",
        "some-missing",
        "missing",
        "only-mta-sts",
        "differs",
        "bogus",
        "not-proven",
        "unusable",
        "unknown-proof",
        "not-reached",
        "no-mail",
        "no-hosts",
        "lookup-failed",
        "records-failed",
    ],
    judge,
};

/// What one mail host comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// The records announce something else than was served.
    Differs,
    /// Signatures have to be there, and do not prove the records.
    Bogus,
    /// The records could not be asked for, or the certificate not be seen; in words.
    Unseen(&'static str, Text),
    /// There is no record.
    Missing,
    /// The records lie in a zone without signatures.
    NotProven,
    /// No record that senders could use.
    Unusable,
    /// The records announce what every address served that could be reached.
    Matches,
}

impl State {
    /// The worst first.
    const fn rank(&self) -> u8 {
        match self {
            Self::Differs => 0,
            Self::Bogus => 1,
            Self::Unseen(..) => 2,
            Self::Missing => 3,
            Self::NotProven => 4,
            Self::Unusable => 5,
            Self::Matches => 6,
        }
    }
}

fn judge(context: &Context<'_>) -> Judgement {
    let (observation, names) = match hosts(context) {
        Ok(hosts) => hosts,
        Err(judgement) => return judgement,
    };
    let mut evidence = Vec::new();
    let mut states: Vec<(State, &str)> = names
        .iter()
        .map(|name| {
            let subject = endpoint(name);
            let (state, item) = of_host(&context.about(&subject));
            evidence.extend(item);
            (state, *name)
        })
        .collect();
    states.sort_by_key(|(state, _)| state.rank());
    let of = |wanted: &State| -> String {
        let matching = states.iter().filter(|(state, _)| state == wanted);
        matching
            .map(|(_, name)| *name)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let Some((worst, host)) = states.first() else {
        return Judgement::not_applicable("no-hosts");
    };
    let judgement = match worst {
        State::Differs => Judgement::deviates("differs"),
        State::Bogus => Judgement::deviates("bogus"),
        State::Unseen(reason, failure) => {
            let judgement = Judgement::not_observed(reason);
            judgement.with_text("failure", failure.clone())
        }
        State::Missing if states.iter().any(|(state, _)| *state != State::Missing) => {
            Judgement::partial("some-missing")
        }
        State::Missing if mail_mta_sts::protects(context) => Judgement::partial("only-mta-sts"),
        State::Missing => Judgement::deviates("missing"),
        State::NotProven => Judgement::partial("not-proven"),
        State::Unusable => Judgement::partial("unusable"),
        State::Matches => of_domain(context, observation),
    };
    let mut judgement = judgement
        .with("host", host)
        .with("hosts", of(worst))
        .because(
            observation,
            format!("{} MX {}", context.subject.name, names.join(", ")),
        );
    judgement.evidence.extend(evidence);
    judgement
}

/// Every host keeps its word; whether senders can be sure that these are the hosts (RFC 7672 §2.2.1).
fn of_domain(context: &Context<'_>, observation: &Observation) -> Judgement {
    let proof = observation.dns().and_then(|dns| dns.dnssec);
    let judgement = match proof {
        Some(DnssecState::Secure) => Judgement::conforms("matches"),
        Some(DnssecState::Bogus) => Judgement::deviates("bogus"),
        Some(DnssecState::Insecure) => Judgement::partial("domain-not-proven"),
        Some(DnssecState::Indeterminate) | None => Judgement::not_observed("unknown-proof"),
    };
    if every_address_seen(context) {
        judgement
    } else {
        judgement.confident(Confidence::Medium)
    }
}

fn every_address_seen(context: &Context<'_>) -> bool {
    let Ok((_, names)) = hosts(context) else {
        return false;
    };
    names.iter().all(|name| {
        let subject = endpoint(name);
        let inner = context.about(&subject);
        inner.of(Probe::Tls).all(|o| o.tls().is_some())
    })
}

/// True when the domain name system announces the certificates of all mail hosts, and they are served.
pub(super) fn protects(context: &Context<'_>) -> bool {
    hosts(context).is_ok_and(|(observation, names)| {
        of_domain(context, observation).reason == "matches"
            && names.iter().all(|name| {
                let subject = endpoint(name);
                announces(&context.about(&subject))
            })
    })
}

/// True when the domain name system announces the certificate that one mail host serves.
pub(super) fn announces(host: &Context<'_>) -> bool {
    of_host(host).0 == State::Matches
}

fn of_host(host: &Context<'_>) -> (State, Option<EvidenceItem>) {
    let Some((observation, dns)) = announced(host) else {
        let unseen = host.unseen("records-failed", Probe::DnsTlsa);
        let failure = unseen.params.get("failure").cloned();
        let state = State::Unseen("records-failed", failure.unwrap_or_default());
        return (state, unseen.evidence.into_iter().next());
    };
    let said = records(dns);
    let item = EvidenceItem::new(&observation.id, quote(dns));
    let state = match dns.dnssec {
        // A bogus answer is no answer: senders keep the mail.
        Some(DnssecState::Bogus) => State::Bogus,
        _ if said.is_empty() => State::Missing,
        Some(DnssecState::Secure) => {
            let fits: Vec<Fit> = host
                .of(Probe::Tls)
                .filter_map(|o| o.tls())
                .filter(|fact| fact.leaf().is_some())
                .map(|fact| fit(&said, fact, Use::DaneOnly))
                .collect();
            if fits.contains(&Fit::Differs) {
                State::Differs
            } else if fits.contains(&Fit::Unusable) {
                State::Unusable
            } else if fits.is_empty() {
                let unseen = host.unseen("not-reached", Probe::Tls);
                let failure = unseen.params.get("failure").cloned();
                State::Unseen("not-reached", failure.unwrap_or_default())
            } else {
                State::Matches
            }
        }
        Some(DnssecState::Insecure) => State::NotProven,
        Some(DnssecState::Indeterminate) | None => {
            let words = host.material.phrases.text("failure.no-observation");
            State::Unseen("unknown-proof", words)
        }
    };
    (state, Some(item))
}

fn quote(dns: &DnsFact) -> String {
    let said: Vec<String> = records(dns)
        .iter()
        .map(|r| format!("{} {} {} {:.80}", r.usage, r.selector, r.matching, r.data))
        .collect();
    let said = if said.is_empty() {
        "—".to_owned()
    } else {
        said.join("; ")
    };
    format!("{} TLSA {said}", dns.name)
}
