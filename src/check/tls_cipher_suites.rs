//! Which cipher suites the endpoint accepts, by the levels of the policy.

use super::picture::{Sight, by_level, by_picture, shortlist};
use super::{Check, Context, Judgement};
use crate::domain::fact::TlsVersion;
use crate::domain::observation::Probe;
use crate::domain::policy::Level;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "tls-cipher-suites",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "sufficient",
        "phase-out",
        "insufficient",
        "unrated",
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
    let worst = sight
        .suites()
        .filter_map(|(_, suite)| sight.level(suite))
        .max();
    let named = |wanted: Level| {
        shortlist(
            sight
                .suites()
                .filter(move |(_, suite)| sight.level(suite) == Some(wanted))
                .map(|(_, suite)| suite.name.as_str()),
        )
    };
    if let Some(level @ (Level::PhaseOut | Level::Insufficient)) = worst {
        let reason = if level == Level::PhaseOut {
            "phase-out"
        } else {
            "insufficient"
        };
        let judgement = by_level(level, reason).with_text("suites", named(level));
        return sight.show_suites(judgement, |suite| sight.level(suite) == Some(level));
    }
    // A suite that the policy objects to may be among those that were not seen.
    if let Some(gap) = sight.gap(&TlsVersion::ALL) {
        return sight.gapped(&gap);
    }
    let unrated = sight
        .suites()
        .find(|(_, suite)| sight.level(suite).is_none());
    let judgement = match (unrated, worst) {
        (Some((_, suite)), _) => Judgement::not_observed("unrated").with("suite", &suite.name),
        (None, Some(level)) => {
            Judgement::conforms("sufficient").with_text("level", sight.words(level))
        }
        (None, None) => return Judgement::not_observed("not-looked"),
    };
    sight.show_suites(judgement, |_| true)
}
