//! Which versions of HTTP the endpoint offers (RFC 9113, RFC 9114, RFC 7838).

use super::{Check, Context, Judgement};
use crate::domain::fact::HttpHop;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "https-http-versions",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Https],
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
    let judgement = match (offers_3(hop), hop.version.as_str()) {
        (true, _) => Judgement::conforms("newest"),
        (false, "HTTP/2") => Judgement::conforms("current"),
        (false, "HTTP/1.1") => Judgement::partial("older"),
        (false, _) => Judgement::deviates("outdated"),
    };
    judgement.with("version", &hop.version).because(
        observation,
        format!(
            "GET {} → {}; alt-svc: {}",
            hop.url,
            hop.version,
            services.join(", ")
        ),
    )
}

/// True when the server says that it also speaks HTTP/3 (RFC 7838 §3): `h3=":443"`.
fn offers_3(hop: &HttpHop) -> bool {
    hop.header(FIELD)
        .flat_map(|value| value.split(','))
        .any(|service| service.trim().split('=').next() == Some("h3"))
}
