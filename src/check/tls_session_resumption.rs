//! For how long a session can be taken up again.

use super::picture::{Sight, by_picture};
use super::{Check, Context, Judgement};
use crate::domain::fact::Feature;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

const DAY: u32 = 86_400;
/// The longest lifetime of a ticket (RFC 8446 §4.6.1).
const LONGEST: u32 = 7 * DAY;

pub(super) static CHECK: Check = Check {
    id: "tls-session-resumption",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "short",
        "over-a-day",
        "long-hint",
        "too-long",
        "none",
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
    let sessions = &sight.picture.sessions;
    let (hint, ticket) = (
        sessions.ticket_seconds.unwrap_or(0),
        sessions.psk_seconds.unwrap_or(0),
    );
    let shown = |judgement| {
        let seconds = |value: Option<u32>| value.map_or("—".to_owned(), |s| format!("{s} s"));
        sight.show(
            judgement,
            sight.context.quote_of(
                "quote.tickets",
                &[
                    ("older", &seconds(sessions.ticket_seconds)),
                    ("newer", &seconds(sessions.psk_seconds)),
                ],
            ),
        )
    };
    if ticket > LONGEST {
        return shown(Judgement::deviates("too-long").with_text("time", time(ticket)));
    }
    if hint > LONGEST {
        return shown(Judgement::partial("long-hint").with_text("time", time(hint)));
    }
    // A lifetime that was seen says more than whether resumption was tried.
    let open = |feature, seconds: Option<u32>| match seconds {
        Some(_) => None,
        None => sight.unclear(feature),
    };
    if let Some(unclear) = open(&sessions.by_psk, sessions.psk_seconds)
        .or_else(|| open(&sessions.by_ticket, sessions.ticket_seconds))
    {
        return unclear;
    }
    let longest = hint.max(ticket);
    let resumes = [&sessions.by_id, &sessions.by_ticket, &sessions.by_psk]
        .into_iter()
        .any(|feature| *feature == Feature::Present);
    if longest > DAY {
        shown(Judgement::conforms("over-a-day").with_text("time", time(longest)))
    } else if resumes || longest > 0 {
        shown(Judgement::conforms("short"))
    } else {
        shown(Judgement::conforms("none"))
    }
}

/// Whole days, or begun hours.
fn time(seconds: u32) -> Text {
    if seconds.is_multiple_of(DAY) {
        let days = seconds / DAY;
        return Text::new(format!("{days} dagen"), format!("{days} days"));
    }
    let hours = seconds.div_ceil(3_600);
    Text::new(format!("{hours} uur"), format!("{hours} hours"))
}
