//! Whether browsers can know from the start that the domain wants HTTPS (the shared HSTS preload list).

use super::{Check, Context, Judgement};
use crate::domain::fact::{Hsts, HttpHop};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

pub(super) static CHECK: Check = Check {
    id: "https-hsts-preload",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Https, Probe::HttpsVariant],
    reasons: &[
        "listed",
        "asks",
        "could",
        "not-ready",
        "below",
        "not-reached",
    ],
    judge,
};

const FIELD: &str = "strict-transport-security";

fn judge(context: &Context<'_>) -> Judgement {
    let name = context.subject.name.as_str();
    let rules = &context.material.policy.web;
    let answers = || {
        [Probe::Https, Probe::HttpsVariant]
            .into_iter()
            .flat_map(|probe| context.of(probe))
    };
    let seen = answers().find_map(|o| Some((o, o.http()?.first()?)));
    let Some((observation, hop)) = seen else {
        return context.unseen("not-reached", Probe::Https);
    };
    let Some(domain) = psl::domain_str(name).filter(|_| !context.subject.is_literal()) else {
        return Judgement::not_applicable("below").with("domain", name);
    };
    // The list is about registered domains; what a host below one says does not count for it.
    let own = |hop: &&HttpHop| super::page::host_of(&hop.url) == domain;
    let found = answers().find_map(|o| Some((o, o.http()?.first().filter(own)?)));
    if let Some(suffix) = rules
        .preloaded_suffixes
        .iter()
        .find(|suffix| is_below(name, suffix))
    {
        return Judgement::conforms("listed")
            .with("suffix", suffix)
            .because(observation, format!("GET {} → {}", hop.url, hop.status));
    }
    if domain != name && name.strip_prefix("www.") != Some(domain) {
        return Judgement::not_applicable("below").with("domain", domain);
    }
    let Some((observation, hop)) = found else {
        return context.unseen("not-reached", Probe::HttpsVariant);
    };
    let header = hop.header(FIELD).next().unwrap_or_default();
    if header.is_empty() && hop.status >= 400 {
        return Judgement::not_observed("web-error")
            .with("status", hop.status)
            .because(observation, format!("GET {} → {}", hop.url, hop.status));
    }
    let hsts = Hsts::parse(header);
    let mut lacks: Vec<Text> = Vec::new();
    let mut lack = |key: &str| lacks.push(context.material.phrases.text(key));
    match hsts {
        None => lack("web.preload-header"),
        Some(hsts) => {
            if hsts.max_age < rules.hsts_preload_seconds {
                lack("web.preload-age");
            }
            if !hsts.subdomains {
                lack("web.preload-subdomains");
            }
        }
    }
    let judgement = match hsts {
        Some(hsts) if lacks.is_empty() && hsts.preload => Judgement::conforms("asks"),
        Some(_) if lacks.is_empty() => Judgement::partial("could"),
        _ => Judgement::partial("not-ready").with_text("lacks", Context::list(&lacks)),
    };
    judgement.with("domain", domain).because(
        observation,
        format!("GET {} → {}; {FIELD}: {header}", hop.url, hop.status),
    )
}

fn is_below(name: &str, suffix: &str) -> bool {
    name.strip_suffix(suffix)
        .is_some_and(|rest| rest.ends_with('.'))
}
