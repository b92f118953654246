//! Whether keys can be negotiated anew inside a connection, and how (RFC 5746).

use super::picture::{Sight, by_level, by_picture};
use super::{Check, Context, Judgement};
use crate::domain::fact::Feature;
use crate::domain::finding::Confidence;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "tls-renegotiation",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "protected",
        "client-initiated",
        "insecure",
        "unsignalled",
        "tls-1-3-only",
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
    let features = &sight.picture.features;
    let (signal, client) = (
        &features.secure_renegotiation,
        &features.client_renegotiation,
    );
    let settings = &sight.context.material.policy.levels.settings;
    let told = |key: &str| sight.context.quote(key);
    let shown = |judgement| {
        sight.show(
            judgement,
            Context::list(&[
                told(word(signal)).after("renegotiation_info: "),
                Text::join(
                    &[told("quote.renegotiation-by-client"), told(word(client))],
                    ": ",
                ),
            ]),
        )
    };
    match (signal, client) {
        (Feature::Absent, Feature::Present) => {
            let level = settings.insecure_renegotiation;
            shown(by_level(level, "insecure").with_text("level", sight.words(level)))
        }
        // How it renegotiates was not seen, only that it does not say that it does so with protection.
        (Feature::Absent, _) => shown(Judgement::partial("unsignalled")),
        (_, Feature::Present) => {
            let level = settings.client_renegotiation;
            shown(by_level(level, "client-initiated").with_text("level", sight.words(level)))
                .confident(Confidence::Medium)
        }
        (Feature::NotApplicable, _) => Judgement::not_applicable("tls-1-3-only"),
        _ => sight
            .unclear(signal)
            .or_else(|| sight.unclear(client))
            .unwrap_or_else(|| shown(Judgement::conforms("protected"))),
    }
}

fn word(feature: &Feature) -> &'static str {
    match feature {
        Feature::Absent => "quote.no",
        Feature::Inconclusive(_) => "quote.unclear",
        Feature::NotApplicable => "quote.not-applicable",
        Feature::NotLooked => "quote.not-looked",
        Feature::Present => "quote.yes",
    }
}
