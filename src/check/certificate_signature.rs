//! Whether the served certificates are signed with a hash that the policy allows; roots apart, whose signature nobody relies on.

use super::endpoint::by_certificate;
use super::{Check, Context, Judgement};
use crate::domain::fact::ChainEntry;
use crate::domain::observation::Probe;
use crate::domain::policy::Level;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "certificate-signature",
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
    by_certificate(context, |observation, fact, _| {
        let hashes = &context.material.policy.levels.signature_hashes;
        let mut algorithms = Vec::new();
        let (mut worst, mut unknown) = (Level::Good, false);
        for (position, entry) in fact.chain.iter().enumerate() {
            let ChainEntry::Parsed(certificate) = entry else {
                unknown = true;
                continue;
            };
            if position > 0 && certificate.self_signed {
                continue;
            }
            if !algorithms.contains(&certificate.signature_algorithm) {
                algorithms.push(certificate.signature_algorithm.clone());
            }
            match certificate.signature_hash.as_str() {
                "unknown" => unknown = true,
                // Ed25519 and Ed448 hash by themselves; the key check rates them.
                "none" => {}
                hash => worst = worst.max(hashes.get(hash).copied().unwrap_or(Level::Insufficient)),
            }
        }
        let judgement = match worst {
            Level::Insufficient => Judgement::deviates("insufficient"),
            _ if unknown => Judgement::not_observed("unrecognised"),
            Level::PhaseOut => Judgement::partial("phase-out"),
            Level::Good | Level::Sufficient => Judgement::conforms("sufficient"),
        };
        let shown = algorithms.join(", ");
        judgement
            .with("algorithms", &shown)
            .because(observation, format!("{} — {shown}", fact.address))
    })
}
