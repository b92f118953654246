//! The letter of the certificates of an endpoint: what the checks found about trust, name, dates and revocation, and the
//! strength of keys and signatures.

use std::collections::BTreeMap;

use super::Material;
use super::letter::limits;
use super::mark::Mark;
use super::sight::{Sight, State};
use super::unseen::Unseen;
use crate::domain::fact::PublicKey;
use crate::domain::finding::{Finding, Outcome};
use crate::domain::policy::{Condition, Letter, LetterPolicy};
use crate::domain::rating::Part;

/// Findings of one subject by check.
pub(super) type Findings<'a> = BTreeMap<&'a str, &'a Finding>;

/// Rates the certificates of all addresses together, as the findings speak for all of them.
pub(super) fn rate(
    sights: &[Sight<'_>],
    findings: &Findings<'_>,
    material: &Material<'_>,
) -> Option<Mark> {
    let policy = &material.policy.letters;
    if sights.iter().all(|sight| sight.leaves().next().is_none()) {
        return None;
    }
    let limits = limits(policy, Part::Certificate, material.as_of, |rule| {
        state(rule.condition, sights, findings, policy)
    });
    let letter = limits
        .reasons
        .first()
        .map_or(Letter::A, |(cap, _)| (*cap).max(Letter::A));
    Some(Mark {
        letter: Some(letter),
        reasons: limits
            .reasons
            .into_iter()
            .map(|(_, reason)| reason)
            .collect(),
        unseen: limits
            .unseen
            .into_iter()
            .filter(|(cap, _)| *cap > letter)
            .map(|(_, gap)| gap)
            .collect(),
        ..Mark::default()
    })
}

fn state(
    condition: Condition,
    sights: &[Sight<'_>],
    findings: &Findings<'_>,
    policy: &LetterPolicy,
) -> State {
    let found = |check: &str, reasons: &[&str]| judged(findings, check, reasons);
    match condition {
        Condition::NotTrusted => found("certificate-trust", &[]),
        Condition::NameMismatch => found("certificate-hostname", &[]),
        Condition::OutsideDates => found("certificate-validity", &[]),
        Condition::Revoked => found("certificate-revocation", &["revoked", "revoked-issuer"]),
        Condition::WeakKey => found(
            "certificate-key",
            &["weak-modulus", "weak-primes", "weak-roca", "weak-exponent"],
        ),
        Condition::IncompleteChain => {
            found("certificate-chain-order", &["incomplete", "incomplete-url"])
        }
        Condition::KeyBelow1024 => keys(sights, policy, 1024),
        Condition::KeyBelow2048 => keys(sights, policy, 2048),
        Condition::Md5Signature => hashes(sights, &["md5", "md2"]),
        Condition::Sha1Signature => hashes(sights, &["sha1"]),
        _ => State::Not,
    }
}

/// Whether a check deviates, for one of these reasons or any. A look that failed at some addresses only leaves a judgement
/// of the others.
fn judged(findings: &Findings<'_>, check: &str, reasons: &[&str]) -> State {
    let Some(finding) = findings.get(check) else {
        return State::Unseen(vec![Unseen::Check(check.to_owned(), check.to_owned())]);
    };
    match finding.outcome {
        Outcome::Deviates => {
            State::when(reasons.is_empty() || reasons.contains(&finding.reason.as_str()))
        }
        Outcome::NotObserved | Outcome::NotAnswered => State::Unseen(vec![Unseen::Check(
            finding.title.nl.clone(),
            finding.title.en.clone(),
        )]),
        Outcome::Conforms | Outcome::Informs | Outcome::Partial | Outcome::NotApplicable => {
            State::Not
        }
    }
}

/// The strength of a key in bits of RSA.
fn strength(key: &PublicKey, policy: &LetterPolicy) -> Option<u32> {
    match key.algorithm.as_str() {
        "rsa" | "dsa" => Some(key.bits),
        "ec" | "ed25519" | "ed448" => Some(policy.curve(key.bits)),
        _ => None,
    }
}

fn keys(sights: &[Sight<'_>], policy: &LetterPolicy, bits: u32) -> State {
    let mut gaps = unreadable(sights);
    for leaf in sights.iter().flat_map(Sight::leaves) {
        match strength(&leaf.key, policy) {
            Some(strength) if strength < bits => return State::Holds,
            Some(_) => {}
            None => gaps.push(Unseen::Key),
        }
    }
    State::unless(gaps)
}

fn hashes(sights: &[Sight<'_>], weak: &[&str]) -> State {
    let mut gaps = unreadable(sights);
    for certificate in sights.iter().flat_map(Sight::signed) {
        let hash = certificate.signature_hash.as_str();
        if weak.contains(&hash) {
            return State::Holds;
        }
        if hash == "unknown" {
            gaps.push(Unseen::Signature);
        }
    }
    State::unless(gaps)
}

fn unreadable(sights: &[Sight<'_>]) -> Vec<Unseen> {
    sights
        .iter()
        .filter(|sight| sight.has_unreadable())
        .map(|_| Unseen::Certificate)
        .collect()
}
