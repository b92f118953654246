//! Whether the certificate's public key is large enough, by the levels of the policy.

use super::endpoint::by_certificate;
use super::{Check, Context, Judgement};
use crate::domain::fact::PublicKey;
use crate::domain::observation::Probe;
use crate::domain::policy::{Level, LevelPolicy};
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "certificate-key",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "sufficient",
        "phase-out",
        "insufficient",
        "unrecognised",
        "unparsable",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    by_certificate(context, |observation, fact, leaf| {
        let shown = match &leaf.key.curve {
            Some(curve) => format!("EC {curve}"),
            None => format!("{} {}", leaf.key.algorithm.to_uppercase(), leaf.key.bits),
        };
        let judgement = match rate(&leaf.key, &context.material.policy.levels) {
            Some(Level::Good | Level::Sufficient) => Judgement::conforms("sufficient"),
            Some(Level::PhaseOut) => Judgement::partial("phase-out"),
            Some(Level::Insufficient) => Judgement::deviates("insufficient"),
            None => Judgement::not_observed("unrecognised"),
        };
        judgement
            .with("key", &shown)
            .because(observation, format!("{} — {shown}", fact.address))
    })
}

fn rate(key: &PublicKey, levels: &LevelPolicy) -> Option<Level> {
    match key.algorithm.as_str() {
        "rsa" => Some(
            levels
                .rsa_keys
                .iter()
                .find(|step| key.bits >= step.min_bits)
                .map_or(Level::Insufficient, |step| step.level),
        ),
        "ec" => Some(
            levels
                .curves
                .get(key.curve.as_deref()?)
                .copied()
                .unwrap_or(Level::Insufficient),
        ),
        "ed25519" | "ed448" => Some(
            levels
                .curves
                .get(&key.algorithm)
                .copied()
                .unwrap_or(Level::Insufficient),
        ),
        "dsa" => Some(Level::Insufficient),
        _ => None,
    }
}
