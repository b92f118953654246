//! Whether data is taken up before the handshake is over, which someone else can play again (0-RTT).

use super::picture::{by_level, by_picture};
use super::{Check, Context, Judgement};
use crate::domain::fact::Feature;
use crate::domain::finding::Confidence;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

/// "Too early" (RFC 8470 §5.2).
const TOO_EARLY: u16 = 425;

pub(super) static CHECK: Check = Check {
    id: "tls-early-data",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "declined",
        "too-early",
        "answered",
        "accepted",
        "no-tls-1-3",
        "inconclusive",
        "not-looked",
        "light",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    by_picture(context, |sight| {
        let sessions = &sight.picture.sessions;
        if let Some(unclear) = sight.unclear(&sessions.early_data) {
            return unclear;
        }
        let level = context.material.policy.levels.settings.early_data;
        let taken = |status: Option<u16>| {
            let mut parts = vec![context.quote("quote.early-data-taken")];
            if let Some(bytes) = sessions.early_data_bytes {
                let bytes = bytes.to_string();
                parts.push(context.quote_of("quote.early-data-bytes", &[("bytes", &bytes)]));
            }
            if let Some(status) = status {
                parts.push(Text::same(format!("HTTP {status}")));
            }
            Context::list(&parts)
        };
        match (&sessions.early_data, sessions.early_data_status) {
            (Feature::Present, Some(TOO_EARLY)) => {
                sight.show(Judgement::conforms("too-early"), taken(Some(TOO_EARLY)))
            }
            (Feature::Present, Some(status)) => sight.show(
                by_level(level, "answered")
                    .with("status", status)
                    .with_text("level", sight.words(level)),
                taken(Some(status)),
            ),
            // What the program behind it does with early data was not seen.
            (Feature::Present, None) => sight
                .show(Judgement::partial("accepted"), taken(None))
                .confident(Confidence::Medium),
            (Feature::NotApplicable, _) => Judgement::not_applicable("no-tls-1-3"),
            _ => sight.show(
                Judgement::conforms("declined"),
                context.quote("quote.early-data-declined"),
            ),
        }
    })
}
