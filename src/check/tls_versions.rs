//! Which TLS versions the endpoint accepts, by the levels of the policy.

use super::endpoint::by_address;
use super::{Check, Context, Judgement};
use crate::domain::fact::{TlsFact, TlsVersion, VersionState};
use crate::domain::observation::{FailureReason, Observation, Probe};
use crate::domain::policy::Level;
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "tls-versions",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "sufficient",
        "phase-out",
        "insufficient",
        "only-insufficient",
        "old-inconclusive",
        "not-offered",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    // A service that begins in the open answered, and has no TLS to go over to: that was seen, and it is the worst there is.
    let plain = context.of(Probe::Tls).find_map(|observation| {
        let failure = observation.failure()?;
        (failure.reason == FailureReason::NotOffered).then_some((observation, failure))
    });
    if let Some((observation, failure)) = plain {
        return Judgement::deviates("not-offered")
            .with("service", context.subject.service())
            .because(observation, context.failed(failure));
    }
    by_address(context, |observation, fact| {
        judge_address(context, observation, fact)
    })
}

fn judge_address(
    context: &Context<'_>,
    observation: &Observation,
    fact: &TlsFact,
) -> Option<Judgement> {
    let levels = &context.material.policy.levels;
    let level = |version: TlsVersion| levels.version(version.name());
    let offered: Vec<TlsVersion> = fact
        .versions
        .iter()
        .filter(|trial| trial.state == VersionState::Offered)
        .map(|trial| trial.version)
        .collect();
    let worst = offered.iter().map(|version| level(*version)).max()?;
    let named = |keep: &dyn Fn(Level) -> bool| {
        offered
            .iter()
            .filter(|v| keep(level(**v)))
            .map(|v| v.name())
            .collect::<Vec<_>>()
            .join(", ")
    };
    // A version that a policy objects to and that gave no clear answer may still be offered.
    let unclear = fact.versions.iter().find_map(|trial| match &trial.state {
        VersionState::Inconclusive(failure) if level(trial.version) > Level::Sufficient => {
            Some(failure)
        }
        _ => None,
    });
    let judgement = match (worst, unclear) {
        (Level::Insufficient, _) => {
            // Nothing better is on offer; a version that gave no clear answer may be.
            let only = fact.versions.iter().all(|trial| match trial.state {
                VersionState::Refused => true,
                VersionState::Offered => level(trial.version) == Level::Insufficient,
                VersionState::Inconclusive(_) => false,
            });
            let reason = if only {
                "only-insufficient"
            } else {
                "insufficient"
            };
            Judgement::deviates(reason).with("versions", named(&|l| l == Level::Insufficient))
        }
        (Level::PhaseOut, _) => {
            Judgement::partial("phase-out").with("versions", named(&|l| l == Level::PhaseOut))
        }
        (_, Some(failure)) => Judgement::not_observed("old-inconclusive")
            .with("versions", named(&|_| true))
            .with_text("failure", context.words(failure)),
        (_, None) => Judgement::conforms("sufficient").with("versions", named(&|_| true)),
    };
    let trials: Vec<Text> = fact
        .versions
        .iter()
        .map(|trial| {
            let state = match trial.state {
                VersionState::Offered => "quote.offered",
                VersionState::Refused => "quote.refused",
                VersionState::Inconclusive(_) => "quote.unclear",
            };
            context.quote(state).after(&format!("{}: ", trial.version))
        })
        .collect();
    let trials = Context::list(&trials).after(&format!("{} — ", fact.address));
    Some(judgement.because(observation, trials))
}
