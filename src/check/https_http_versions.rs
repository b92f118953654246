//! Which versions of HTTP the endpoint offers (RFC 9113, RFC 9114, RFC 7838, RFC 9460).

use super::{Check, Context, Judgement};
use crate::domain::fact::{DnsValue, HttpHop};
use crate::domain::observation::{Observation, Probe};
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "https-http-versions",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::DnsHttps, Probe::Https],
    reasons: &["newest", "current", "older", "outdated"],
    judge,
};

const FIELD: &str = "alt-svc";

fn judge(context: &Context<'_>) -> Judgement {
    let Some((observation, hop)) = context
        .of(Probe::Https)
        .find_map(|o| Some((o, o.http()?.first()?)))
    else {
        return context.unseen("web-not-reached", Probe::Https);
    };
    let services: Vec<&str> = hop.header(FIELD).collect();
    let record = announced_3(context);
    let judgement = match (offers_3(hop) || record.is_some(), hop.version.as_str()) {
        (true, _) => Judgement::conforms("newest"),
        (false, "HTTP/2") => Judgement::conforms("current"),
        (false, "HTTP/1.1") => Judgement::partial("older"),
        (false, _) => Judgement::deviates("outdated"),
    };
    let judgement = judgement.with("version", &hop.version).because(
        observation,
        format!(
            "GET {} → {}; alt-svc: {}",
            hop.url,
            hop.version,
            services.join(", ")
        ),
    );
    match record {
        Some((seen, name)) => judgement.because(seen, format!("{name} HTTPS: alpn h3")),
        None => judgement,
    }
}

/// The HTTPS record that names HTTP/3 among the protocols (RFC 9460 §7.1), and the name at which it stands.
fn announced_3<'a>(context: &Context<'a>) -> Option<(&'a Observation, &'a str)> {
    context.of(Probe::DnsHttps).find_map(|seen| {
        let dns = seen.dns()?;
        let offered = dns.records.iter().any(|record| match &record.value {
            DnsValue::Https(binding) => {
                binding.priority > 0 && binding.alpn.iter().any(|protocol| protocol == "h3")
            }
            _ => false,
        });
        offered.then_some((seen, dns.name.as_str()))
    })
}

/// True when the server says that it also speaks HTTP/3 (RFC 7838 §3): `h3=":443"`.
fn offers_3(hop: &HttpHop) -> bool {
    hop.header(FIELD)
        .flat_map(|value| value.split(','))
        .any(|service| service.trim().split('=').next() == Some("h3"))
}
