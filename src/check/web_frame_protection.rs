//! Whether other sites may show the pages inside their own (CSP3 §6.4.2, HTML §7.7).

use super::content_policy::ContentPolicy;
use super::page::page_answer;
use super::{Check, Context, Judgement};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "web-frame-protection",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Https],
    reasons: &["ancestors", "x-frame-options", "open", "invalid", "missing"],
    judge,
};

const FIELD: &str = "x-frame-options";

fn judge(context: &Context<'_>) -> Judgement {
    let answer = match page_answer(context) {
        Ok(answer) => answer,
        Err(judgement) => return judgement,
    };
    // CSP3 §3.3: in the page itself the directive has no effect.
    let policy = ContentPolicy::of_headers(answer.hop);
    let older: Vec<String> = super::page::tokens(answer.hop, FIELD).collect();
    let judgement = if let Some(ancestors) = policy.ancestors() {
        // A policy takes the place of the older header field.
        let open = |source: &String| {
            let open = &context.material.policy.web.csp_open_sources;
            open.iter().any(|known| known == source)
        };
        let shown = ancestors.join(" ");
        if ancestors.iter().any(open) {
            Judgement::deviates("open").with("value", format!("frame-ancestors {shown}"))
        } else {
            Judgement::conforms("ancestors")
                .with("value", if shown.is_empty() { "'none'" } else { &shown })
        }
    } else {
        match older.as_slice() {
            [] => Judgement::deviates("missing"),
            // HTML §7.7: several that say the same are one, and any other mixture blocks what one of them blocks.
            values if values.iter().all(|value| value == "allowall") => {
                Judgement::deviates("open").with("value", "X-Frame-Options: ALLOWALL")
            }
            values
                if values
                    .iter()
                    .any(|value| value == "deny" || value == "sameorigin") =>
            {
                Judgement::conforms("x-frame-options").with("value", values.join(", "))
            }
            values => Judgement::deviates("invalid").with("value", values.join(", ")),
        }
    };
    answer.support(judgement, &[FIELD, "content-security-policy"])
}
