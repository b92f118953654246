//! Whether plain HTTP leads to HTTPS on the same host.

use url::Url;

use super::{Check, Context, Judgement};
use crate::domain::observation::{FailureReason, Probe};
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "https-redirect",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Http],
    reasons: &[
        "redirects",
        "port-closed",
        "redirects-elsewhere",
        "no-redirect",
        "custom-port",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let port = context.subject.port.unwrap_or(443);
    if port != 443 {
        return Judgement::not_applicable("custom-port").with("port", port);
    }
    let Some(observation) = context.of(Probe::Http).next() else {
        return context.unseen("not-reached", Probe::Http);
    };
    if let Some(hop) = observation.http().and_then(|http| http.first()) {
        let location = hop.header("location").next();
        let quote = format!(
            "GET {} → {} {}",
            hop.url,
            hop.status,
            location.unwrap_or_default()
        );
        let target = location
            .filter(|_| (300..400).contains(&hop.status))
            .and_then(|to| Url::parse(&hop.url).ok()?.join(to).ok());
        let judgement = match target {
            Some(url) if url.scheme() == "https" && same_host(&url, &context.subject.name) => {
                Judgement::conforms("redirects").with("location", &url)
            }
            Some(url) => Judgement::partial("redirects-elsewhere").with("location", &url),
            None => Judgement::deviates("no-redirect").with("status", hop.status),
        };
        return judgement.because(observation, quote);
    }
    match observation.failure() {
        Some(failure) if failure.reason == FailureReason::Refused => {
            Judgement::conforms("port-closed")
                .with("address", &context.subject.name)
                .because(observation, &failure.detail)
        }
        _ => context.unseen("not-reached", Probe::Http),
    }
}

/// A literal IPv6 address stands in brackets in a URL.
fn same_host(url: &Url, name: &str) -> bool {
    url.host_str()
        .is_some_and(|host| host.trim_matches(['[', ']']) == name)
}
