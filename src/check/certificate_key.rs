//! Whether the certificate's public key is large enough, by the levels of the policy, and none of those known to give way.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::RSAPublicKey;

use super::endpoint::by_certificate;
use super::x509::{Weakness, find_weakness, parse};
use super::{Check, Context, Judgement, worst};
use crate::domain::fact::{Certificate, ChainEntry, Occasion, TlsFact};
use crate::domain::finding::Outcome;
use crate::domain::observation::{Observation, Probe};
use crate::domain::policy::Level;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "certificate-key",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "sufficient",
        "phase-out",
        "insufficient",
        "small-exponent",
        "weak-modulus",
        "weak-primes",
        "weak-roca",
        "weak-exponent",
        "unrecognised",
        "unparsable",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    by_certificate(context, |observation, fact, leaf| {
        let one = |certificate| of_certificate(context, observation, fact, certificate);
        // A server may show another certificate to clients that cannot use the first.
        let others = fact
            .picture
            .iter()
            .flat_map(|picture| &picture.other_chains)
            .filter(|other| other.occasion != Occasion::NoName)
            .filter_map(|other| match other.chain.first() {
                Some(ChainEntry::Parsed(certificate)) => Some(one(certificate)),
                _ => None,
            });
        worst([one(leaf)].into_iter().chain(others)).unwrap_or_else(|| one(leaf))
    })
}

fn of_certificate(
    context: &Context<'_>,
    observation: &Observation,
    fact: &TlsFact,
    leaf: &Certificate,
) -> Judgement {
    let shown = match &leaf.key.curve {
        Some(curve) => format!("EC {curve}"),
        None => format!("{} {}", leaf.key.algorithm.to_uppercase(), leaf.key.bits),
    };
    let by_level = || match context.material.policy.levels.key(&leaf.key) {
        Some(Level::Good | Level::Sufficient) => Judgement::conforms("sufficient"),
        Some(Level::PhaseOut) => Judgement::partial("phase-out"),
        Some(Level::Insufficient) => Judgement::deviates("insufficient"),
        None => Judgement::not_observed("unrecognised"),
    };
    // A broken key is broken at any size; a small exponent is only said when the size leaves nothing worse to say.
    let judgement = match weakness(leaf) {
        Some(Weakness::SmallFactor(_)) => Judgement::deviates("weak-modulus"),
        Some(Weakness::ClosePrimes) => Judgement::deviates("weak-primes"),
        Some(Weakness::Roca) => Judgement::deviates("weak-roca"),
        Some(Weakness::UselessExponent) => Judgement::deviates("weak-exponent"),
        Some(Weakness::SmallExponent) => {
            let by_level = by_level();
            match by_level.outcome {
                Outcome::Deviates => by_level,
                _ => Judgement::partial("small-exponent"),
            }
        }
        None => by_level(),
    };
    judgement
        .with("key", &shown)
        .because(observation, format!("{} — {shown}", fact.address))
}

/// What is known against an RSA key, read from the certificate's own bytes.
fn weakness(leaf: &Certificate) -> Option<Weakness> {
    if leaf.key.algorithm != "rsa" {
        return None;
    }
    let der = STANDARD.decode(&leaf.der).ok()?;
    let certificate = parse(&der)?;
    let (_, key) =
        RSAPublicKey::from_der(&certificate.public_key().subject_public_key.data).ok()?;
    find_weakness(key.modulus, key.exponent)
}
