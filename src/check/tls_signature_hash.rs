//! With which hash the server signs its key exchange, by the levels of the policy.

use super::picture::{Sight, by_level, by_picture, shortlist};
use super::{Check, Context, Judgement};
use crate::domain::fact::{SignatureUse, TlsVersion};
use crate::domain::observation::Probe;
use crate::domain::policy::Level;
use crate::domain::subject::SubjectKind;
use crate::domain::suite::KeyExchange;

pub(super) static CHECK: Check = Check {
    id: "tls-signature-hash",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "sufficient",
        "phase-out",
        "insufficient",
        "unsigned",
        "fixed-by-version",
        "inconclusive",
        "not-looked",
        "light",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    by_picture(context, judge_address)
}

fn judge_address(sight: &Sight<'_>) -> Judgement {
    // Before TLS 1.2 the version fixes the hash; that is judged with the versions.
    let chosen: Vec<&SignatureUse> = sight
        .picture
        .signatures
        .iter()
        .filter(|signature| signature.version >= TlsVersion::Tls12)
        .collect();
    let level = |signature: &SignatureUse| {
        sight
            .context
            .material
            .policy
            .levels
            .exchange_hash(&signature.hash)
    };
    let shown = |judgement| {
        let lines: Vec<String> = chosen
            .iter()
            .map(|signature| format!("{}: {}", signature.version, signature.algorithm))
            .collect();
        sight.show(judgement, lines.join(", "))
    };
    let named = |wanted: Level| {
        shortlist(
            chosen
                .iter()
                .filter(move |signature| level(signature) == wanted)
                .map(|signature| signature.algorithm.as_str()),
        )
    };
    let worst = chosen.iter().map(|signature| level(signature)).max();
    match worst {
        Some(level @ Level::Insufficient) => {
            return shown(by_level(level, "insufficient").with_text("algorithms", named(level)));
        }
        Some(level @ Level::PhaseOut) => {
            return shown(by_level(level, "phase-out").with_text("algorithms", named(level)));
        }
        _ => {}
    }
    let recent = [TlsVersion::Tls12, TlsVersion::Tls13];
    if let Some(gap) = sight.gap(&recent) {
        return sight.gapped(&gap);
    }
    if !recent.iter().any(|version| sight.offers(*version)) {
        return Judgement::not_applicable("fixed-by-version");
    }
    // TLS 1.2 signs nothing when the key is sent under the certificate, with a shared key, or without a certificate.
    let signs = sight.known().any(|(version, _, properties)| {
        version == TlsVersion::Tls12
            && !properties.anonymous
            && (properties.rsa || properties.ecdsa)
            && matches!(
                properties.key_exchange,
                KeyExchange::Dhe | KeyExchange::Ecdhe
            )
    });
    let seen = |version| chosen.iter().any(|signature| signature.version == version);
    if (signs && !seen(TlsVersion::Tls12)) || (worst.is_none() && sight.offers(TlsVersion::Tls13)) {
        return Judgement::not_observed("not-looked");
    }
    if worst.is_none() {
        return Judgement::not_applicable("unsigned");
    }
    shown(Judgement::conforms("sufficient").with_text(
        "algorithms",
        shortlist(chosen.iter().map(|signature| signature.algorithm.as_str())),
    ))
}
