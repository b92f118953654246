//! Whether a stapled OCSP answer is there when the certificate demands it, and is worth something when it is there.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::endpoint::by_certificate;
use super::x509_status::{Issuer, Pointers, StatusError, read_ocsp};
use super::{Check, Context, Judgement};
use crate::domain::day::Day;
use crate::domain::fact::{
    Certificate, ChainEntry, StatusAnswer, StatusIssuer, StatusSignature, StatusState, TlsFact,
};
use crate::domain::observation::{Failure, FailureReason, Observation, Probe};
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "certificate-stapling",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Revocation, Probe::Tls],
    reasons: &[
        "stapled",
        "not-stapled",
        "no-ocsp",
        "must-staple",
        "too-large",
        "revoked",
        "out-of-dates",
        "invalid",
        "unknown",
        "unverified",
        "not-asked",
        "unparsable",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    by_certificate(context, |observation, fact, leaf| {
        let quote = format!("{} — SHA-256 {}", fact.address, leaf.sha256);
        // Only a full look asks for a staple, and only a handshake that was answered can lack one.
        let Some(picture) = fact.picture.as_ref().filter(|_| fact.negotiated.is_some()) else {
            return Judgement::not_observed("not-asked").because(observation, quote);
        };
        let Some(der) = bytes(leaf) else {
            return Judgement::not_observed("not-asked").because(observation, quote);
        };
        match (&picture.stapled_ocsp, &picture.staple_trouble) {
            (Some(staple), _) => judge_staple(context, observation, fact, &der, staple),
            (None, Some(trouble)) => judge_trouble(context, trouble).because(
                observation,
                context
                    .failed(trouble)
                    .after(&format!("{} — ", fact.address)),
            ),
            (None, None) => judge_absence(&der).because(observation, quote),
        }
    })
}

/// An answer came and was not kept. One that is broken is no good to anybody; one that is large may be.
fn judge_trouble(context: &Context<'_>, trouble: &Failure) -> Judgement {
    if trouble.reason == FailureReason::TooLarge {
        Judgement::not_observed("too-large")
    } else {
        Judgement::deviates("invalid").with_text("error", context.technical(&trouble.detail))
    }
}

fn judge_absence(der: &[u8]) -> Judgement {
    let pointers = Pointers::of(der).unwrap_or_default();
    if pointers.must_staple {
        Judgement::deviates("must-staple")
    } else if pointers.ocsp.is_empty() {
        Judgement::not_applicable("no-ocsp")
    } else {
        Judgement::conforms("not-stapled")
    }
}

fn judge_staple(
    context: &Context<'_>,
    observation: &Observation,
    fact: &TlsFact,
    leaf: &[u8],
    staple: &str,
) -> Judgement {
    let read = STANDARD
        .decode(staple)
        .map_err(|_| StatusError::Malformed("the base64 of the staple"))
        .and_then(|staple| read(context, observation, fact, leaf, &staple));
    match read {
        Ok(answer) => {
            let quote = format!(
                "{} — thisUpdate {}, responderID {}, SHA-256 {}",
                fact.address, answer.this_update, answer.signer, answer.sha256
            );
            judge_answer(context, &answer, observation).because(observation, quote)
        }
        Err(error) => {
            let error = context.technical(&error.to_string());
            let quote = error.after(&format!("{} — ", fact.address));
            Judgement::deviates("invalid")
                .with_text("error", error)
                .because(observation, quote)
        }
    }
}

fn judge_answer(
    context: &Context<'_>,
    answer: &StatusAnswer,
    observation: &Observation,
) -> Judgement {
    let day = Day::of(answer.this_update);
    match &answer.signature {
        StatusSignature::Invalid(why) => {
            return Judgement::deviates("invalid").with_text("error", context.technical(why));
        }
        StatusSignature::Unchecked(why) => {
            return Judgement::not_observed("unverified")
                .with_text("error", context.technical(why));
        }
        StatusSignature::Issuer | StatusSignature::Delegate { .. } => {}
    }
    let days = context.material.policy.certificates.status_days;
    let current = answer.is_current(observation.at, days) == Some(true);
    match answer.state {
        StatusState::Revoked { at, .. } => Judgement::deviates("revoked").with("day", Day::of(at)),
        _ if !current => Judgement::deviates("out-of-dates").with("from", day).with(
            "to",
            Day::of(answer.next_update.unwrap_or(answer.this_update)),
        ),
        StatusState::Unknown => Judgement::partial("unknown"),
        StatusState::Good => Judgement::conforms("stapled").with("day", day),
    }
}

/// Reads a staple as about the leaf, or else as about a leaf that the server shows to others: which of them came with
/// the staple is not stored.
fn read(
    context: &Context<'_>,
    observation: &Observation,
    fact: &TlsFact,
    leaf: &[u8],
    staple: &[u8],
) -> Result<StatusAnswer, StatusError> {
    let about = |leaf: &[u8], chain: &[ChainEntry]| {
        let issuer = issuer(context, leaf, chain);
        read_ocsp(staple, leaf, issuer.as_ref(), observation.at)
    };
    let first = about(leaf, &fact.chain);
    let mut others = fact
        .picture
        .iter()
        .flat_map(|picture| &picture.other_chains);
    match first {
        Err(StatusError::Irrelevant(_)) => others
            .find_map(|other| match other.chain.first() {
                Some(ChainEntry::Parsed(leaf)) => about(&bytes(leaf)?, &other.chain).ok(),
                _ => None,
            })
            .map_or(first, Ok),
        first => first,
    }
}

/// The issuer of a leaf: among the served certificates, or the trust anchor that was found when the issuers were asked.
fn issuer(context: &Context<'_>, leaf: &[u8], chain: &[ChainEntry]) -> Option<Issuer> {
    let served = chain.iter().skip(1).find_map(|entry| match entry {
        ChainEntry::Parsed(certificate) => {
            Issuer::of_certificate(&bytes(certificate)?).filter(|issuer| issuer.issued(leaf))
        }
        ChainEntry::Unparsable { .. } => None,
    });
    let anchor = || {
        let Some(ChainEntry::Parsed(certificate)) = chain.first() else {
            return None;
        };
        let status = context
            .of(Probe::Revocation)
            .find_map(|o| o.revocation()?.of(&certificate.sha256))?;
        match &status.issuer {
            StatusIssuer::Anchor(key) => Issuer::of_key(leaf, &STANDARD.decode(key).ok()?),
            StatusIssuer::Chain(_) | StatusIssuer::NotSeen => None,
        }
    };
    served.or_else(anchor)
}

fn bytes(certificate: &Certificate) -> Option<Vec<u8>> {
    STANDARD.decode(&certificate.der).ok()
}
