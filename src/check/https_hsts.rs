//! Whether the endpoint tells browsers to use HTTPS only (RFC 6797).

use super::{Check, Context, Judgement};
use crate::domain::fact::Hsts;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "https-hsts",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Https],
    reasons: &[
        "long",
        "short",
        "missing",
        "invalid",
        "disabled",
        "not-reached",
        "address",
    ],
    judge,
};

const DAY_SECONDS: u64 = 86_400;

fn judge(context: &Context<'_>) -> Judgement {
    // RFC 6797 §8.1.1: browsers note no policy for an address.
    if context.subject.is_literal() {
        return Judgement::not_applicable("address");
    }
    let Some((observation, hop)) = context
        .of(Probe::Https)
        .find_map(|o| Some((o, o.http()?.first()?)))
    else {
        return context.unseen("not-reached", Probe::Https);
    };
    // RFC 6797 §8.1: only the first field counts.
    let Some(header) = hop.header("strict-transport-security").next() else {
        // Common servers leave their own header fields out of errors.
        if hop.status >= 400 {
            return Judgement::not_observed("web-error")
                .with("status", hop.status)
                .because(observation, format!("GET {} → {}", hop.url, hop.status));
        }
        return Judgement::deviates("missing")
            .because(observation, format!("GET {} → {}", hop.url, hop.status));
    };
    let quote = format!("strict-transport-security: {header}");
    let wanted = context.material.policy.web.hsts_min_seconds;
    let judgement = match Hsts::parse(header) {
        None => Judgement::deviates("invalid")
            .with("header", header.chars().take(100).collect::<String>()),
        Some(Hsts { max_age: 0, .. }) => Judgement::deviates("disabled"),
        Some(Hsts { max_age, .. }) if max_age < wanted => Judgement::partial("short")
            .with("max_age_days", max_age / DAY_SECONDS)
            .with("wanted_days", wanted / DAY_SECONDS),
        Some(hsts) => Judgement::conforms("long")
            .with("max_age_days", hsts.max_age / DAY_SECONDS)
            .with_text(
                "subdomains",
                if hsts.subdomains {
                    Text::new("ja", "yes")
                } else {
                    Text::new("nee", "no")
                },
            ),
    };
    judgement.because(observation, quote)
}
