//! Whether TLS 1.2 and older bind the keys of a connection to its whole handshake (RFC 7627).

use super::picture::{by_level, by_picture};
use super::{Check, Context, Judgement};
use crate::domain::fact::Feature;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "tls-extended-master-secret",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "present",
        "absent",
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
        let feature = &sight.picture.features.extended_master_secret;
        if let Some(unclear) = sight.unclear(feature) {
            return unclear;
        }
        match feature {
            Feature::Absent => {
                let settings = &context.material.policy.levels.settings;
                let level = settings.no_extended_master_secret;
                sight.show(
                    by_level(level, "absent").with_text("level", sight.words(level)),
                    context
                        .quote("quote.not-answered")
                        .after("extended_master_secret: "),
                )
            }
            Feature::NotApplicable => Judgement::not_applicable("tls-1-3-only"),
            _ => sight.show(
                Judgement::conforms("present"),
                context
                    .quote("quote.answered")
                    .after("extended_master_secret: "),
            ),
        }
    })
}
