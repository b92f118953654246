//! Whether scripts of other sites may read the answers (Fetch §3.3).

use super::{Check, Context, Judgement};
use crate::domain::fact::HttpHop;
use crate::domain::finding::Outcome;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "web-cors",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Cors, Probe::Https],
    reasons: &[
        "closed",
        "named",
        "public",
        "null",
        "reflects",
        "reflects-credentials",
        "contradictory",
        "not-reached",
    ],
    judge,
};

const ORIGIN: &str = "access-control-allow-origin";
const CREDENTIALS: &str = "access-control-allow-credentials";
const ISOLATION: [&str; 3] = [
    "cross-origin-opener-policy",
    "cross-origin-embedder-policy",
    "cross-origin-resource-policy",
];

fn judge(context: &Context<'_>) -> Judgement {
    let Some((observation, hop)) = context
        .of(Probe::Cors)
        .find_map(|o| Some((o, o.http()?.first()?)))
    else {
        return context.unseen("not-reached", Probe::Cors);
    };
    let allowed = hop.header(ORIGIN).next().map(str::trim);
    // Fetch §3.3.3: nothing but the word itself counts.
    let credentials = hop.header(CREDENTIALS).next().map(str::trim) == Some("true");
    let foreign = hop.origin.as_deref();
    let judgement = match allowed {
        None => Judgement::conforms("closed"),
        Some("*") if credentials => Judgement::partial("contradictory"),
        Some("*") => Judgement::conforms("public"),
        Some(origin) if Some(origin) == foreign && credentials => {
            Judgement::deviates("reflects-credentials").with("origin", origin)
        }
        Some(origin) if Some(origin) == foreign => {
            Judgement::partial("reflects").with("origin", origin)
        }
        // Every page in a sandbox has this origin, whoever made it.
        Some("null") if credentials => Judgement::deviates("null"),
        Some("null") => Judgement::partial("null"),
        Some(origin) => Judgement::conforms("named")
            .with("origin", origin.chars().take(100).collect::<String>()),
    };
    // A server that lets nobody read its errors and its redirects may do otherwise with what they stand before.
    let judgement = match (judgement.outcome, hop.status) {
        (Outcome::Conforms, 400..) => {
            Judgement::not_observed("web-error").with("status", hop.status)
        }
        (Outcome::Conforms, 300..) => Judgement::not_observed("web-unfollowed"),
        _ => judgement,
    };
    let quote = [ORIGIN, CREDENTIALS]
        .iter()
        .chain(&ISOLATION)
        .flat_map(|name| {
            hop.header(name)
                .map(move |value| format!("{name}: {value}"))
        })
        .fold(
            format!(
                "GET {} (origin: {}) → {}",
                hop.url,
                foreign.unwrap_or("—"),
                hop.status
            ),
            |quote, field| format!("{quote}; {field}"),
        );
    judgement
        .with_text("isolation", isolation(context, hop))
        .because(observation, quote)
}

/// The header fields by which a page keeps itself apart from others (HTML §7.1.3, Fetch §3.7), as a sentence that follows
/// on another; nothing when there are none.
fn isolation(context: &Context<'_>, hop: &HttpHop) -> Text {
    let found: Vec<String> = ISOLATION
        .iter()
        .flat_map(|name| {
            hop.header(name)
                .map(move |value| format!("{name}: {value}"))
        })
        .map(|field| field.chars().take(80).collect())
        .collect();
    if found.is_empty() {
        return Text::default();
    }
    let list = found.join(", ");
    context
        .material
        .phrases
        .fill("web.isolation", &[("list", &list)])
        .after(" ")
}
