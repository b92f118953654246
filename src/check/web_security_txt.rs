//! Whether the site says whom to tell of a weakness (RFC 9116).

use super::page::{host_of, same_site};
use super::{Check, Context, Judgement};
use crate::domain::day::Day;
use crate::domain::fact::{HttpFact, SecurityTxt};
use crate::domain::observation::{Observation, Probe};
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "web-security-txt",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::SecurityTxt],
    reasons: &[
        "valid",
        "expires-soon",
        "incomplete",
        "only-domain",
        "expired",
        "missing",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let looks: Vec<&Observation> = context.of(Probe::SecurityTxt).collect();
    let found = looks.iter().find_map(|observation| {
        let http = observation.http()?;
        Some((*observation, http, http.text.as_deref()?))
    });
    if let Some((observation, http, text)) = found {
        let asked = http
            .first()
            .map(|hop| host_of(&hop.url))
            .unwrap_or_default();
        if asked == context.subject.name {
            return file(context, observation, http, text);
        }
        // RFC 9116 §3.1: a file speaks for the host that serves it, and not for those below.
        return Judgement::partial("only-domain")
            .with("domain", &asked)
            .because(observation, quote(http));
    }
    // What was not seen at one of the places may stand there.
    let seen: Option<Vec<&HttpFact>> = looks.iter().map(|o| o.http()).collect();
    match (looks.first(), seen) {
        (Some(first), Some(seen)) => {
            // An error of the server, or a way that was not followed to its end, says nothing of the file.
            let told = |http: &&HttpFact| {
                let status = http.hops.last().map(|hop| hop.status);
                http.stopped.is_none() && matches!(status, Some(200 | 404 | 410))
            };
            let judgement = if seen.iter().all(told) {
                Judgement::deviates("missing")
            } else {
                let words = context.material.phrases.text("failure.error-answer");
                Judgement::not_observed("not-reached").with_text("failure", words)
            };
            let quotes: Vec<String> = seen.into_iter().map(quote).collect();
            judgement.because(first, quotes.join("; "))
        }
        _ => context.unseen("not-reached", Probe::SecurityTxt),
    }
}

fn file(
    context: &Context<'_>,
    observation: &Observation,
    http: &HttpFact,
    text: &str,
) -> Judgement {
    let read = SecurityTxt::parse(text);
    if http.body_truncated && (!read.has_contact() || read.expires().is_none()) {
        let words = context.material.phrases.text("failure.closed");
        return Judgement::not_observed("not-reached")
            .with_text("failure", words)
            .because(observation, quote(http));
    }
    let rules = &context.material.policy.web;
    let mut faults: Vec<Text> = Vec::new();
    let mut fault = |key: &str| faults.push(context.material.phrases.text(key));
    if !read.has_contact() {
        fault("web.security-contact");
    }
    let expires = read.expires().map(Day::of);
    let left = expires.map(|day| context.material.as_of.days_until(day));
    match left {
        None => fault("web.security-expires"),
        Some(days) if days > rules.security_txt_max_days => fault("web.security-far"),
        Some(_) => {}
    }
    // RFC 9116 §2.5.2: a file that names its places stands at one of them.
    let places: Vec<&str> = read.values("canonical").collect();
    let is_there = |hop: &crate::domain::fact::HttpHop| places.contains(&hop.url.as_str());
    if !places.is_empty() && !http.hops.iter().any(is_there) {
        fault("web.security-canonical");
    }
    if !http.hops.last().is_some_and(is_plain_text) {
        fault("web.security-type");
    }
    if http.hops.iter().any(|hop| !hop.url.starts_with("https://")) {
        fault("web.security-plain");
    }
    if !http
        .hops
        .iter()
        .all(|hop| same_site(&host_of(&hop.url), &context.subject.name))
    {
        // A provider may keep one file for several sites; that is allowed and worth a look.
        fault("web.security-elsewhere");
    }
    let shown = expires.map(|day| day.to_string()).unwrap_or_default();
    let judgement = if left.is_some_and(|days| days < 0) {
        Judgement::deviates("expired").with("expires", shown)
    } else if faults.is_empty() {
        let soon = left.is_some_and(|days| days < rules.security_txt_soon_days);
        let judgement = if soon {
            Judgement::conforms("expires-soon")
        } else {
            Judgement::conforms("valid")
        };
        let signed = if read.signed {
            "web.signed"
        } else {
            "web.not-signed"
        };
        judgement
            .with("expires", shown)
            .with("contact", read.values("contact").next().unwrap_or("—"))
            .with_text("signed", context.material.phrases.text(signed))
    } else {
        Judgement::partial("incomplete").with_text("faults", Context::list(&faults))
    };
    let head: Vec<&str> = text.lines().take(6).collect();
    judgement.because(
        observation,
        format!("{}; {}", quote(http), head.join(" | ")),
    )
}

/// RFC 9116 §3: the type is `text/plain`.
fn is_plain_text(hop: &crate::domain::fact::HttpHop) -> bool {
    hop.header("content-type").next().is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default();
        kind.trim().eq_ignore_ascii_case("text/plain")
    })
}

fn quote(http: &HttpFact) -> String {
    http.hops
        .iter()
        .map(|hop| format!("GET {} → {}", hop.url, hop.status))
        .collect::<Vec<_>>()
        .join("; ")
}
