//! Whether plain HTTP leads to HTTPS on the same host.

use url::Url;

use super::page::host_of;
use super::{Check, Context, Judgement, worst};
use crate::domain::fact::HttpFact;
use crate::domain::observation::{FailureReason, Observation, Probe};
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "https-redirect",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Http, Probe::HttpVariant, Probe::Https],
    reasons: &[
        "redirects",
        "port-closed",
        "redirects-elsewhere",
        "no-redirect",
        "downgrade",
        "variant-plain",
        "custom-port",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let direct = direct(context);
    let downgrades = [Probe::Http, Probe::Https]
        .into_iter()
        .flat_map(|probe| context.of(probe))
        .filter_map(downgrade);
    let variants = context.of(Probe::HttpVariant).filter_map(variant);
    let further = worst(downgrades.chain(variants));
    match further {
        Some(further) => worst([direct.clone(), further]).unwrap_or(direct),
        None => direct,
    }
}

/// A redirect that leads out of HTTPS again.
fn downgrade(observation: &Observation) -> Option<Judgement> {
    let http = observation.http()?;
    let mut hops = http.hops.iter().map(|hop| hop.url.as_str());
    hops.find(|url| url.starts_with("https://"))?;
    let plain = hops.find(|url| url.starts_with("http://"))?;
    Some(
        Judgement::deviates("downgrade")
            .with("location", plain)
            .because(observation, chain(http)),
    )
}

/// The other spelling of the name, when it ends in content without HTTPS.
fn variant(observation: &Observation) -> Option<Judgement> {
    let http = observation.http()?;
    let (first, last) = (http.first()?, http.hops.last()?);
    let ends_plain = last.url.starts_with("http://") && http.stopped.is_none();
    ends_plain.then(|| {
        Judgement::partial("variant-plain")
            .with("host", host_of(&first.url))
            .with("status", last.status)
            .because(observation, chain(http))
    })
}

fn chain(http: &HttpFact) -> String {
    let hops: Vec<String> = http
        .hops
        .iter()
        .map(|hop| format!("GET {} → {}", hop.url, hop.status))
        .collect();
    hops.join("; ")
}

/// What the endpoint itself does on port 80.
fn direct(context: &Context<'_>) -> Judgement {
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
                .because(observation, context.failed(failure))
        }
        _ => context.unseen("not-reached", Probe::Http),
    }
}

/// A literal IPv6 address stands in brackets in a URL.
fn same_host(url: &Url, name: &str) -> bool {
    url.host_str()
        .is_some_and(|host| host.trim_matches(['[', ']']) == name)
}
