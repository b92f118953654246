//! Whether the certificate is about to expire: renewal in time is a habit that shows.

use super::endpoint::by_certificate;
use super::{Check, Context, Judgement};
use crate::domain::day::Day;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "certificate-expiry-soon",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "far",
        "soon",
        "very-soon",
        "expired",
        "unparsable",
        "not-reached",
    ],
    judge,
};

const DAY_SECONDS: i64 = 86_400;

fn judge(context: &Context<'_>) -> Judgement {
    by_certificate(context, |observation, fact, leaf| {
        let policy = &context.material.policy.certificates;
        let left = leaf.not_after.as_second() - observation.at.as_second();
        let days = left.div_euclid(DAY_SECONDS);
        // A certificate of a few days renews late by design: it is judged by the share that is left.
        let relaxed = left.saturating_mul(100)
            >= leaf
                .lifetime_seconds()
                .saturating_mul(policy.relaxed_from_percent);
        let judgement = if left < 0 {
            Judgement::not_applicable("expired")
        } else if relaxed || days >= policy.soon_days {
            Judgement::conforms("far").with("days", days)
        } else if days >= policy.very_soon_days {
            Judgement::partial("soon").with("days", days)
        } else {
            Judgement::deviates("very-soon").with("days", days)
        };
        judgement
            .with("not_after", Day::of(leaf.not_after))
            .because(
                observation,
                format!("{} — notAfter {}", fact.address, leaf.not_after),
            )
    })
}
