//! Whether a publicly trusted certificate lives no longer than the CA/Browser Forum allowed when it was issued.

use super::endpoint::{by_certificate, short_name};
use super::{Check, Context, Judgement};
use crate::domain::day::Day;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "certificate-lifetime",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "within",
        "too-long",
        "private",
        "no-limit",
        "unparsable",
        "not-reached",
    ],
    judge,
};

const DAY_SECONDS: i64 = 86_400;

fn judge(context: &Context<'_>) -> Judgement {
    by_certificate(context, |observation, fact, leaf| {
        let quote = format!(
            "{} — notBefore {}, notAfter {}",
            fact.address, leaf.not_before, leaf.not_after
        );
        if !fact.issued_publicly() {
            return Judgement::not_applicable("private")
                .with("issuer", short_name(&leaf.issuer))
                .because(observation, quote);
        }
        let issued = Day::of(leaf.not_before);
        let limits = &context.material.policy.certificates.limit;
        let Some(limit) = limits
            .iter()
            .rev()
            .find(|limit| limit.from <= issued)
            .map(|limit| limit.max_days)
        else {
            return Judgement::not_applicable("no-limit")
                .with("not_before", issued)
                .because(observation, quote);
        };
        let seconds = leaf.lifetime_seconds();
        let days = seconds.div_euclid(DAY_SECONDS) + i64::from(seconds.rem_euclid(DAY_SECONDS) > 0);
        let judgement = if seconds > limit * DAY_SECONDS {
            Judgement::deviates("too-long")
        } else {
            Judgement::conforms("within")
        };
        judgement
            .with("days", days)
            .with("limit", limit)
            .because(observation, quote)
    })
}
