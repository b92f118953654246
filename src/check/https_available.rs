//! Whether the endpoint answers over HTTPS.

use super::{Check, Context, Judgement};
use crate::domain::observation::{Failure, FailureReason, Probe};
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "https-available",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Https, Probe::Tls],
    reasons: &[
        "answered",
        "http-error",
        "refused",
        "tls-failed",
        "other-tls",
        "http-failed",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let Some(observation) = context.of(Probe::Https).next() else {
        return context.unseen("not-reached", Probe::Https);
    };
    if let Some(hop) = observation.http().and_then(|http| http.first()) {
        let quote = format!("GET {} → {} {}", hop.url, hop.version, hop.status);
        let judgement = if hop.status >= 500 {
            Judgement::partial("http-error")
        } else {
            Judgement::conforms("answered").with("version", &hop.version)
        };
        return judgement
            .with("status", hop.status)
            .with("address", hop.address)
            .because(observation, quote);
    }
    match observation.failure() {
        Some(failure) if failure.reason == FailureReason::Refused => Judgement::deviates("refused")
            .with("address", context.subject.shown())
            .because(observation, context.failed(failure)),
        Some(failure) if failure.reason == FailureReason::ProtocolError && speaks_tls(context) => {
            Judgement::deviates("http-failed")
                .with_text("detail", context.words(failure))
                .because(observation, context.failed(failure))
        }
        // Its own picture shows that the server speaks TLS: then it is this client that cannot, and not the server.
        Some(failure) if shook_hands_wrongly(failure) && context.shows_tls().is_some() => {
            let (seen, versions) = context.shows_tls().unwrap_or((observation, String::new()));
            Judgement::not_observed("other-tls")
                .with_text("detail", context.web_words(failure))
                .with("versions", &versions)
                .because(observation, context.failed(failure))
                .because(seen, versions)
        }
        Some(failure) if shook_hands_wrongly(failure) => Judgement::deviates("tls-failed")
            .with_text("detail", context.words(failure))
            .because(observation, context.failed(failure)),
        _ => context.unseen("not-reached", Probe::Https),
    }
}

fn shook_hands_wrongly(failure: &Failure) -> bool {
    matches!(
        failure.reason,
        FailureReason::TlsRejected | FailureReason::ProtocolError
    )
}

/// True when a TLS handshake with the endpoint was completed.
fn speaks_tls(context: &Context<'_>) -> bool {
    context
        .of(Probe::Tls)
        .any(|o| o.tls().is_some_and(|fact| fact.negotiated.is_some()))
}
