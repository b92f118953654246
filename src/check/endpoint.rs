//! What the tls and certificate checks share: every address of an endpoint is judged, the worst counts.

use super::{Context, Judgement, worst};
use crate::domain::fact::{Certificate, ChainEntry, TlsFact};
use crate::domain::finding::{Confidence, Outcome};
use crate::domain::observation::{Observation, Probe};

/// Judges each address that TLS was spoken with. Addresses that could not be reached lower the certainty;
/// when there is none that could, nothing was observed.
pub(super) fn by_address(
    context: &Context<'_>,
    judge: impl Fn(&Observation, &TlsFact) -> Option<Judgement>,
) -> Judgement {
    let judged: Vec<Judgement> = context
        .of(Probe::Tls)
        .filter_map(|o| o.tls().and_then(|fact| judge(o, fact)))
        .collect();
    let looked = context.of(Probe::Tls).count();
    let complete = judged.len() == looked;
    match worst(judged) {
        Some(judgement) if complete => judgement,
        Some(judgement) => judgement.confident(Confidence::Medium),
        None => unreached(context),
    }
}

/// Judges the end-entity certificate of each address.
pub(super) fn by_certificate(
    context: &Context<'_>,
    judge: impl Fn(&Observation, &TlsFact, &Certificate) -> Judgement,
) -> Judgement {
    by_address(context, |observation, fact| match fact.chain.first() {
        Some(ChainEntry::Parsed(certificate)) => Some(judge(observation, fact, certificate)),
        Some(ChainEntry::Unparsable { error, sha256 }) => Some(
            Judgement {
                outcome: Outcome::NotObserved,
                ..Judgement::deviates("unparsable")
            }
            .with_text("error", context.technical(error))
            .because(observation, format!("SHA-256 {sha256}")),
        ),
        None => None,
    })
}

/// Nothing was served: the connection or the handshake failed.
pub(super) fn unreached(context: &Context<'_>) -> Judgement {
    let handshake = context.of(Probe::Tls).find_map(|o| {
        let failure = o.tls()?.handshake_failure.as_ref()?;
        Some((o, failure))
    });
    match handshake {
        Some((observation, failure)) => Judgement::not_observed("not-reached")
            .with_text("failure", context.words(failure))
            .because(observation, context.failed(failure)),
        None => context.unseen("not-reached", Probe::Tls),
    }
}

/// A common name or, without one, the whole line; for showing in a sentence.
pub(super) fn short_name(name: &str) -> String {
    name.split(',')
        .find_map(|part| part.trim().strip_prefix("CN="))
        .unwrap_or(name)
        .chars()
        .take(120)
        .collect()
}
