//! Whether a page over HTTPS fetches or sends anything without TLS (W3C Mixed Content).

use super::content_policy::ContentPolicy;
use super::page::{page_read, some};
use super::{Check, Context, Judgement};
use crate::domain::fact::ResourceKind;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "https-mixed-content",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Https],
    reasons: &[
        "none",
        "upgraded",
        "passive",
        "active",
        "form",
        "plain-page",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let (answer, page) = match page_read(context) {
        Ok(found) => found,
        Err(judgement) => return judgement,
    };
    if !page.url.starts_with("https://") {
        return answer.support(Judgement::not_applicable("plain-page"), &[]);
    }
    let (mut active, mut passive) = (Vec::new(), Vec::new());
    for resource in page.resources.iter().filter(|r| r.is_plain()) {
        match resource.kind {
            ResourceKind::Image | ResourceKind::Media => passive.push(resource.url.as_str()),
            // Nothing is fetched over it yet.
            ResourceKind::Connection => {}
            _ => active.push(resource.url.as_str()),
        }
    }
    let forms: Vec<&str> = page
        .forms
        .iter()
        .map(|form| form.action.as_str())
        .filter(|action| action.starts_with("http://"))
        .collect();
    // Mixed Content §4.1 and Upgrade Insecure Requests §3: the directive turns all of these into HTTPS.
    let upgraded = ContentPolicy::of(answer.hop, Some(page)).enforces("upgrade-insecure-requests");
    let (judgement, found) = match (forms.is_empty(), active.is_empty(), passive.is_empty()) {
        (true, true, true) => (Judgement::conforms("none"), Vec::new()),
        _ if upgraded => {
            let all = [forms, active, passive].concat();
            (Judgement::conforms("upgraded"), all)
        }
        (false, _, _) => (Judgement::deviates("form"), forms),
        (true, false, _) => (Judgement::deviates("active"), active),
        (true, true, false) => (Judgement::partial("passive"), passive),
    };
    if page.truncated && found.is_empty() {
        return answer.cut();
    }
    let quote = found
        .iter()
        .fold(answer.quote(&[]), |quote, url| format!("{quote}; {url}"));
    judgement
        .with("count", found.len())
        .with_text("urls", some(&found, 3))
        .because(answer.observation, quote)
}
