//! Whether the certificate was within its dates when it was seen.

use super::endpoint::by_certificate;
use super::{Check, Context, Judgement};
use crate::domain::day::Day;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "certificate-validity",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "valid",
        "expired",
        "not-yet-valid",
        "unparsable",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    by_certificate(context, |observation, fact, leaf| {
        let (from, to) = (Day::of(leaf.not_before), Day::of(leaf.not_after));
        let judgement = if observation.at > leaf.not_after {
            Judgement::deviates("expired").with("not_after", to)
        } else if observation.at < leaf.not_before {
            Judgement::deviates("not-yet-valid").with("not_before", from)
        } else {
            Judgement::conforms("valid")
                .with("not_before", from)
                .with("not_after", to)
        };
        judgement.because(
            observation,
            format!(
                "{} — notBefore {}, notAfter {}",
                fact.address, leaf.not_before, leaf.not_after
            ),
        )
    })
}
