//! Whether an issuer withdrew the certificate of the server, or one between it and the root.

use super::endpoint::{by_certificate, short_name};
use super::{Check, Context, Judgement};
use crate::domain::day::Day;
use crate::domain::fact::{
    Certificate, CertificateStatus, ChainEntry, RevocationFact, RevocationReason, StatusAnswer,
    StatusKind, StatusResult, StatusSource, StatusState, TlsFact,
};
use crate::domain::observation::{Observation, Probe};
use crate::domain::policy::CertificatePolicy;
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "certificate-revocation",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Revocation, Probe::Tls],
    reasons: &[
        "good",
        "revoked",
        "revoked-issuer",
        "outdated",
        "unknown",
        "no-source",
        "no-source-issuer",
        "no-source-private",
        "short-lived",
        "not-answered",
        "unparsable",
        "not-reached",
    ],
    judge,
};

const DAY_SECONDS: i64 = 86_400;

fn judge(context: &Context<'_>) -> Judgement {
    by_certificate(context, |tls_observation, fact, leaf| {
        let found = context.of(Probe::Revocation).find_map(|o| {
            o.revocation()
                .filter(|f| f.of(&leaf.sha256).is_some())
                .map(|f| (o, f))
        });
        match found {
            Some((observation, revocation)) => {
                judge_chain(context, observation, revocation, fact, leaf)
            }
            None => context
                .unseen("not-reached", Probe::Revocation)
                .because(tls_observation, format!("SHA-256 {}", leaf.sha256)),
        }
    })
}

/// What is known about one certificate.
enum Standing<'a> {
    /// Verified and current.
    Good(&'a StatusSource, &'a StatusAnswer),
    /// Lives too short to need a source.
    ShortLived,
    /// Names no source.
    NoSource,
    /// Verified, but no longer current.
    Outdated(&'a StatusAnswer),
    /// Withdrawn.
    Revoked(
        Day,
        Option<RevocationReason>,
        &'a StatusSource,
        &'a StatusAnswer,
    ),
    /// The issuer says that it does not know the certificate.
    Unknown(&'a StatusSource),
    /// No source gave an answer that counts.
    Unseen(Text),
}

fn judge_chain(
    context: &Context<'_>,
    observation: &Observation,
    revocation: &RevocationFact,
    tls: &TlsFact,
    leaf: &Certificate,
) -> Judgement {
    let public = tls.issued_publicly();
    let standings: Vec<(&Certificate, Standing<'_>)> = revocation
        .certificates
        .iter()
        .filter_map(|status| {
            let certificate = named(tls, &status.sha256)?;
            Some((
                certificate,
                standing(context, observation, status, certificate),
            ))
        })
        .collect();
    let judgement = standings
        .iter()
        .map(|(certificate, standing)| {
            let own = certificate.sha256 == leaf.sha256;
            judge_one(context, standing, certificate, own, public)
        })
        .reduce(|a, b| if weight(&b) > weight(&a) { b } else { a })
        .unwrap_or_else(|| context.unseen("not-reached", Probe::Revocation));
    standings
        .iter()
        .fold(judgement, |judgement, (certificate, standing)| {
            let subject = short_name(&certificate.subject);
            let place = format!("{} — {subject}: ", revocation.address);
            judgement.because(observation, quote(context, standing).after(&place))
        })
}

/// The certificate of the chain with this SHA-256.
fn named<'a>(tls: &'a TlsFact, sha256: &str) -> Option<&'a Certificate> {
    tls.chain.iter().find_map(|entry| match entry {
        ChainEntry::Parsed(certificate) if certificate.sha256 == sha256 => Some(&**certificate),
        _ => None,
    })
}

/// Which of several judgements about one chain counts: the worst, and among those that say nothing bad, that of the leaf,
/// which comes first.
fn weight(judgement: &Judgement) -> u8 {
    match judgement.reason {
        "revoked" | "revoked-issuer" => 5,
        "no-source" => 4,
        "not-answered" => 3,
        "outdated" | "unknown" | "no-source-issuer" => 2,
        _ => 1,
    }
}

fn standing<'a>(
    context: &Context<'_>,
    observation: &Observation,
    status: &'a CertificateStatus,
    certificate: &Certificate,
) -> Standing<'a> {
    let policy = &context.material.policy.certificates;
    let answers = || {
        status
            .sources
            .iter()
            .filter_map(|source| match &source.result {
                StatusResult::Answered(answer) if answer.signature.holds() => {
                    let current = answer.is_current(observation.at, policy.status_days)?;
                    Some((source, answer.as_ref(), current))
                }
                _ => None,
            })
    };
    let revoked = answers().find_map(|(source, answer, current)| match answer.state {
        // A hold can be undone: only a current answer shows that it still stands.
        StatusState::Revoked { at, reason }
            if current || reason != Some(RevocationReason::CertificateHold) =>
        {
            Some(Standing::Revoked(Day::of(at), reason, source, answer))
        }
        _ => None,
    });
    let good = || {
        answers()
            .find(|(_, answer, current)| *current && answer.state == StatusState::Good)
            .map(|(source, answer, _)| Standing::Good(source, answer))
    };
    let short_lived = || is_short_lived(certificate, policy).then_some(Standing::ShortLived);
    let no_source = || {
        (status.crl_urls.is_empty() && status.ocsp_urls.is_empty()).then_some(Standing::NoSource)
    };
    let outdated = || {
        answers()
            .find(|(_, answer, _)| answer.state != StatusState::Unknown)
            .map(|(_, answer, _)| Standing::Outdated(answer))
    };
    let unknown = || {
        answers()
            .next()
            .map(|(source, ..)| Standing::Unknown(source))
    };
    revoked
        .or_else(good)
        .or_else(short_lived)
        .or_else(no_source)
        .or_else(outdated)
        .or_else(unknown)
        .unwrap_or_else(|| Standing::Unseen(why(context, status)))
}

fn is_short_lived(certificate: &Certificate, policy: &CertificatePolicy) -> bool {
    let issued = Day::of(certificate.not_before);
    policy
        .short_lived
        .iter()
        .rev()
        .find(|limit| limit.from <= issued)
        .is_some_and(|limit| certificate.lifetime_seconds() <= limit.max_days * DAY_SECONDS)
}

/// Why no source gave an answer that counts, in words that fit in a sentence.
fn why(context: &Context<'_>, status: &CertificateStatus) -> Text {
    let failed = status
        .sources
        .iter()
        .find_map(|source| match &source.result {
            StatusResult::Failed(failure) => Some(context.words(failure)),
            _ => None,
        });
    let unverified = status
        .sources
        .iter()
        .any(|source| matches!(source.result, StatusResult::Answered(_)));
    failed.unwrap_or_else(|| {
        let key = if unverified {
            "revocation.unverified"
        } else {
            "revocation.not-asked"
        };
        context.material.phrases.text(key)
    })
}

fn judge_one(
    context: &Context<'_>,
    standing: &Standing<'_>,
    certificate: &Certificate,
    own: bool,
    public: bool,
) -> Judgement {
    let subject = short_name(&certificate.subject);
    let judgement = match standing {
        Standing::Good(source, answer) => Judgement::conforms("good")
            .with("source", kind(source.kind))
            .with("day", Day::of(answer.this_update)),
        Standing::ShortLived => Judgement::not_applicable("short-lived"),
        Standing::NoSource if !public => Judgement::not_applicable("no-source-private"),
        Standing::NoSource if own => Judgement::deviates("no-source"),
        Standing::NoSource => Judgement::partial("no-source-issuer"),
        Standing::Outdated(answer) => {
            let until = answer.next_update.unwrap_or(answer.this_update);
            Judgement::partial("outdated").with("day", Day::of(until))
        }
        Standing::Revoked(day, reason, ..) => {
            let reason = reason.unwrap_or(RevocationReason::Unspecified).name();
            let key = format!("revocation.{reason}");
            Judgement::deviates(if own { "revoked" } else { "revoked-issuer" })
                .with("day", day)
                .with_text("why", context.material.phrases.text(&key))
        }
        Standing::Unknown(source) => {
            Judgement::partial("unknown").with("source", kind(source.kind))
        }
        Standing::Unseen(failure) => {
            Judgement::not_observed("not-answered").with_text("failure", failure.clone())
        }
    };
    judgement
        .with("subject", subject)
        .with("issuer", short_name(&certificate.issuer))
}

const fn kind(kind: StatusKind) -> &'static str {
    match kind {
        StatusKind::Crl => "CRL",
        StatusKind::Ocsp => "OCSP",
    }
}

fn quote(context: &Context<'_>, standing: &Standing<'_>) -> Text {
    let state = |key: &str, rest: String| Text::join(&[context.quote(key), rest.into()], "; ");
    let told = |source: &StatusSource, answer: &StatusAnswer| {
        format!(
            "{} {}, thisUpdate {}, SHA-256 {}",
            kind(source.kind),
            source.url,
            answer.this_update,
            answer.sha256
        )
    };
    match standing {
        Standing::Good(source, answer) => state("quote.not-withdrawn", told(source, answer)),
        Standing::Revoked(_, _, source, answer) => state("quote.withdrawn", told(source, answer)),
        Standing::ShortLived => context.quote("quote.short-lived"),
        Standing::NoSource => context.quote("quote.no-source"),
        Standing::Outdated(answer) => state("quote.outdated", format!("SHA-256 {}", answer.sha256)),
        Standing::Unknown(source) => state(
            "quote.unknown",
            format!("{} {}", kind(source.kind), source.url),
        ),
        Standing::Unseen(why) => why.clone(),
    }
}
