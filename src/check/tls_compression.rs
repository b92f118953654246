//! Whether TLS itself compresses, which gives away what is inside (CRIME).

use super::picture::{by_level, by_picture};
use super::{Check, Context, Judgement};
use crate::domain::fact::Feature;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "tls-compression",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "off",
        "on",
        "tls-1-3-only",
        "inconclusive",
        "not-looked",
        "light",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    by_picture(context, |sight| {
        let feature = &sight.picture.features.compression;
        if let Some(unclear) = sight.unclear(feature) {
            return unclear;
        }
        match feature {
            Feature::Present => {
                let level = context.material.policy.levels.settings.compression;
                sight.show(
                    by_level(level, "on").with_text("level", sight.words(level)),
                    context.quote("quote.compression-chosen"),
                )
            }
            Feature::NotApplicable => Judgement::not_applicable("tls-1-3-only"),
            _ => sight.show(
                Judgement::conforms("off"),
                context.quote("quote.compression-declined"),
            ),
        }
    })
}
