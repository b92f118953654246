//! Whether every mail host of the domain goes over to TLS when asked (RFC 3207), by the same measure as a website: what the
//! TLS and certificate checks say of it.

use std::collections::BTreeSet;

use super::mail::{endpoint, hosts};
use super::tlsa::Fit;
use super::{
    Check, Context, Judgement, certificate_hostname, certificate_key, certificate_signature,
    certificate_trust, certificate_validity, mail_dane, rank, tls_cipher_suites, tls_compression,
    tls_forward_secrecy, tls_key_exchange, tls_known_weaknesses, tls_renegotiation, tls_versions,
};
use crate::domain::finding::{Confidence, EvidenceItem, Outcome};
use crate::domain::observation::{FailureReason, Probe};
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "mail-starttls",
    subject: SubjectKind::Domain,
    needs: &[Probe::DnsMx, Probe::DnsTlsa, Probe::Tls],
    reasons: &[
        "protected",
        "weak",
        "not-offered",
        "not-reached",
        "no-mail",
        "no-hosts",
        "lookup-failed",
    ],
    judge,
};

/// The measure. The first is about whether anything was seen at all.
static MEASURE: [&Check; 12] = [
    &tls_versions::CHECK,
    &tls_cipher_suites::CHECK,
    &tls_key_exchange::CHECK,
    &tls_forward_secrecy::CHECK,
    &tls_renegotiation::CHECK,
    &tls_compression::CHECK,
    &tls_known_weaknesses::CHECK,
    &certificate_trust::CHECK,
    &certificate_hostname::CHECK,
    &certificate_validity::CHECK,
    &certificate_key::CHECK,
    &certificate_signature::CHECK,
];

/// What is not asked of a certificate that the domain name system announces.
const fn exempt(announced: Option<Fit>) -> &'static [&'static str] {
    match announced {
        // The certificate itself needs no authority, name or date (RFC 7672 §3.1.1).
        Some(Fit::Leaf) => &[
            "certificate-trust",
            "certificate-hostname",
            "certificate-validity",
        ],
        // One by an announced authority does need a date, and a name: that of the host or of the mail domain, which was held
        // against it already (RFC 7672 §3.1.2 and §3.2.2).
        Some(Fit::Authority) => &["certificate-trust", "certificate-hostname"],
        Some(Fit::Differs | Fit::Unusable) | None => &[],
    }
}

/// What one mail host comes to.
struct Host<'a> {
    name: &'a str,
    /// It answered and offers no TLS.
    plain: bool,
    /// What the measure says against it, worst first.
    against: Vec<(Outcome, Text)>,
    /// Nothing was seen of it, in words.
    unseen: Option<Text>,
    /// Something of it was not seen.
    partly: bool,
    evidence: Vec<EvidenceItem>,
}

fn judge(context: &Context<'_>) -> Judgement {
    let (observation, names) = match hosts(context) {
        Ok(hosts) => hosts,
        Err(judgement) => return judgement,
    };
    let hosts: Vec<Host<'_>> = names.iter().map(|name| look(context, name)).collect();
    let plain: Vec<&str> = hosts.iter().filter(|h| h.plain).map(|h| h.name).collect();
    let unseen = hosts
        .iter()
        .find_map(|host| Some((host.name, host.unseen.clone()?)));
    let against: Vec<Text> = hosts
        .iter()
        .filter(|host| !host.against.is_empty())
        .map(against)
        .collect();
    let worst = hosts
        .iter()
        .flat_map(|host| host.against.iter().map(|(outcome, _)| *outcome))
        .max_by_key(|outcome| rank(*outcome));
    let mut judgement = if !plain.is_empty() {
        Judgement::deviates("not-offered").with("hosts", plain.join(", "))
    } else if worst == Some(Outcome::Deviates) {
        Judgement::deviates("weak").with_text("against", Context::list(&against))
    } else if let Some((host, failure)) = unseen {
        Judgement::not_observed("not-reached")
            .with("host", host)
            .with_text("failure", failure)
    } else if worst.is_some() {
        Judgement::partial("weak").with_text("against", Context::list(&against))
    } else {
        Judgement::conforms("protected").with("hosts", names.join(", "))
    };
    if hosts.iter().any(|host| host.partly) {
        judgement = judgement.confident(Confidence::Medium);
    }
    judgement = judgement.because(
        observation,
        format!("{} MX {}", context.subject.name, names.join(", ")),
    );
    judgement
        .evidence
        .extend(hosts.into_iter().flat_map(|host| host.evidence));
    judgement
}

fn look<'a>(context: &Context<'_>, name: &'a str) -> Host<'a> {
    let subject = endpoint(name);
    let inner = context.about(&subject);
    let mut host = Host {
        name,
        plain: false,
        against: Vec::new(),
        unseen: None,
        partly: false,
        evidence: Vec::new(),
    };
    for observation in inner.of(Probe::Tls) {
        if let Some(failure) = observation.failure()
            && failure.reason == FailureReason::NotOffered
        {
            host.plain = true;
            let quote = context.failed(failure).after(&format!("{name}: "));
            host.evidence
                .push(EvidenceItem::told(&observation.id, &quote));
        }
    }
    if host.plain {
        return host;
    }
    let exempt = exempt(mail_dane::announces(&inner, &context.subject.name));
    for (number, check) in MEASURE.iter().enumerate() {
        if exempt.contains(&check.id) {
            continue;
        }
        let Some(sheet) = context.material.sheets.get(check.id) else {
            continue;
        };
        let judgement = (check.judge)(&inner);
        match judgement.outcome {
            Outcome::Partial | Outcome::Deviates => {
                host.against.push((judgement.outcome, sheet.title.clone()));
                host.evidence.extend(judgement.evidence);
            }
            Outcome::NotObserved if number == 0 => {
                let words = judgement.params.get("failure").cloned();
                host.unseen =
                    Some(words.unwrap_or_else(|| {
                        context.material.phrases.text("failure.no-observation")
                    }));
                host.evidence.extend(judgement.evidence);
                return host;
            }
            Outcome::NotObserved => host.partly = true,
            _ if number == 0 => host.evidence.extend(judgement.evidence),
            _ => {}
        }
    }
    host.against
        .sort_by_key(|(outcome, _)| std::cmp::Reverse(rank(*outcome)));
    let mut kept = BTreeSet::new();
    host.evidence
        .retain(|item| kept.insert((item.id.clone(), item.quote.clone())));
    host
}

/// A host and what is said against it, for a sentence.
fn against(host: &Host<'_>) -> Text {
    let words: Vec<Text> = host
        .against
        .iter()
        .map(|(_, title)| title.clone())
        .collect();
    let list = Context::list(&words);
    Text::new(
        format!("{} ({})", host.name, list.nl),
        format!("{} ({})", host.name, list.en),
    )
}
