//! Whether senders can know that mail for the domain has to be encrypted, by its policy on the web (RFC 8461).

use super::mail::{hosts, meant, quote, seen};
use super::{Check, Context, Judgement, mail_dane};
use crate::domain::fact::{MailFact, MtaStsFact, StsAnswer};
use crate::domain::finding::Outcome;
use crate::domain::mail::{StsMode, StsPolicy, read_sts_id};
use crate::domain::observation::{Failure, FailureReason, Probe};
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "mail-mta-sts",
    subject: SubjectKind::Domain,
    needs: &[Probe::DnsMx, Probe::DnsTlsa, Probe::MailMtaSts, Probe::Tls],
    reasons: &[
        "enforced",
        "testing",
        "switched-off",
        "short-lived",
        "host-not-named",
        "missing",
        "only-dane",
        "several",
        "broken-record",
        "broken-policy",
        "status",
        "untrusted",
        "unreachable",
        "policy-unseen",
        "no-mail",
        "no-hosts",
        "lookup-failed",
    ],
    judge,
};

const VERSION: &str = "v=STSv1";

fn judge(context: &Context<'_>) -> Judgement {
    let (observation, fact) = match seen(context, Probe::MailMtaSts, sts) {
        Ok(seen) => seen,
        Err(unseen) => return unseen,
    };
    let hosts = match hosts(context) {
        Ok((_, hosts)) => hosts,
        Err(judgement) => return judgement,
    };
    let texts: Vec<&str> = meant(&fact.record, |text| text.starts_with(VERSION));
    let judgement = match texts[..] {
        [] if mail_dane::protects(context) => Judgement::partial("only-dane"),
        [] => Judgement::deviates("missing"),
        [text] if read_sts_id(text).is_none() => Judgement::deviates("broken-record"),
        [_] => of_answer(context, fact.policy.as_ref(), &hosts),
        _ => Judgement::deviates("several").with("count", texts.len()),
    };
    let judgement = judgement.because(observation, quote(&fact.record.name, &texts));
    match &fact.policy {
        Some(StsAnswer::Answered { status, body, .. }) => {
            let lines: Vec<&str> = body.lines().map(str::trim).take(20).collect();
            judgement.because(observation, format!("HTTP {status}: {}", lines.join("; ")))
        }
        Some(StsAnswer::Failed(failure)) => judgement.because(observation, context.failed(failure)),
        None => judgement,
    }
}

/// True when senders have to encrypt mail to every host of the domain.
pub(super) fn protects(context: &Context<'_>) -> bool {
    let (Ok((_, fact)), Ok((_, hosts))) = (seen(context, Probe::MailMtaSts, sts), hosts(context))
    else {
        return false;
    };
    let texts = meant(&fact.record, |text| text.starts_with(VERSION));
    texts.len() == 1
        && read_sts_id(texts[0]).is_some()
        && of_answer(context, fact.policy.as_ref(), &hosts).outcome == Outcome::Conforms
}

fn sts(fact: &MailFact) -> Option<&MtaStsFact> {
    match fact {
        MailFact::MtaSts(sts) => Some(sts),
        _ => None,
    }
}

fn of_answer(context: &Context<'_>, answer: Option<&StsAnswer>, hosts: &[&str]) -> Judgement {
    let (status, body) = match answer {
        Some(StsAnswer::Answered { status, body, .. }) => (*status, body),
        Some(StsAnswer::Failed(failure)) => return of_failure(context, failure),
        None => {
            let words = context.material.phrases.text("failure.no-observation");
            return Judgement::not_observed("policy-unseen").with_text("failure", words);
        }
    };
    match status {
        200 => {}
        // Too busy, or not for us: others may get it.
        401 | 403 | 429 | 500..=599 => {
            let words = context.material.phrases.text("failure.error-answer");
            return Judgement::not_observed("policy-unseen").with_text("failure", words);
        }
        _ => return Judgement::deviates("status").with("status", status),
    }
    let policy = match StsPolicy::read(body) {
        Ok(policy) => policy,
        Err(key) => return Judgement::deviates("broken-policy").with("key", key),
    };
    if policy.mode == StsMode::None {
        return Judgement::deviates("switched-off");
    }
    let unnamed: Vec<&str> = hosts
        .iter()
        .copied()
        .filter(|host| !policy.names(host))
        .collect();
    let least = context.material.policy.mail.sts_least_seconds;
    if !unnamed.is_empty() {
        Judgement::deviates("host-not-named").with("hosts", unnamed.join(", "))
    } else if policy.mode == StsMode::Testing {
        Judgement::partial("testing")
    } else if policy.max_age < least {
        Judgement::partial("short-lived")
            .with("seconds", policy.max_age)
            .with("least", least)
    } else {
        Judgement::conforms("enforced").with("days", policy.max_age / 86_400)
    }
}

/// A policy that is not there for anybody differs from one that we could not get at.
fn of_failure(context: &Context<'_>, failure: &Failure) -> Judgement {
    let judgement = match failure.reason {
        FailureReason::Untrusted => return Judgement::deviates("untrusted"),
        FailureReason::NameNotFound
        | FailureReason::NoAddress
        | FailureReason::Refused
        | FailureReason::TlsRejected
        | FailureReason::TooLarge => Judgement::deviates("unreachable"),
        _ => Judgement::not_observed("policy-unseen"),
    };
    judgement.with_text("failure", context.words(failure))
}
