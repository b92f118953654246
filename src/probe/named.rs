//! What the domain name system tells of a service beside its addresses: how it is served, and the key that it shows.

use super::dns::RecordType;
use super::observe::{Look, look, outcome, serves_pages};
use super::run::Run;
use super::target::literal;
use crate::domain::fact::DnsValue;
use crate::domain::observation::{Fact, Probe};
use crate::domain::subject::Subject;

/// What the name of an endpoint tells of the service: the key that it shows, and for a web site how it is served.
pub(super) async fn announced(run: &Run<'_>, subject: &Subject) -> Vec<Look> {
    let name = subject.name.as_str();
    if literal(name).is_some() {
        return Vec::new();
    }
    let port = subject.port.or(subject.service().port()).unwrap_or(443);
    let (mut looks, https) = tokio::join!(keys_at(run, name, port), async {
        if serves_pages(run, subject) {
            served_at(run, name, port).await
        } else {
            Vec::new()
        }
    });
    looks.extend(https);
    looks
}

/// TLSA records of a port, under the name itself and, for an alias, under the name that it leads to (RFC 7671 §7).
async fn keys_at(run: &Run<'_>, name: &str, port: u16) -> Vec<Look> {
    let under = |host: &str| format!("_{port}._tcp.{host}");
    let own = under(name);
    let (own, address) = tokio::join!(
        ask_optional(run, Probe::DnsTlsa, &own, RecordType::TLSA),
        run.names.ask(name, RecordType::A)
    );
    let mut looks = vec![own];
    if let Some(end) = address
        .ok()
        .and_then(|fact| fact.cname_chain.last().cloned())
    {
        looks.push(ask_optional(run, Probe::DnsTlsa, &under(&end), RecordType::TLSA).await);
    }
    looks
}

/// How a web site is served, an alias of the record followed once (RFC 9460 §9).
async fn served_at(run: &Run<'_>, name: &str, port: u16) -> Vec<Look> {
    let own = if port == 443 {
        name.to_owned()
    } else {
        format!("_{port}._https.{name}")
    };
    let own = ask_optional(run, Probe::DnsHttps, &own, RecordType::HTTPS).await;
    let alias = outcome(&own).ok().and_then(|fact| {
        fact.records
            .into_iter()
            .find_map(|record| match record.value {
                DnsValue::Https(https) if https.priority == 0 => Some(https.target),
                _ => None,
            })
    });
    let mut looks = vec![own];
    if let Some(target) = alias.filter(|target| !target.is_empty()) {
        looks.push(ask_optional(run, Probe::DnsHttps, &target, RecordType::HTTPS).await);
    }
    looks
}

/// A record that may well not be there.
async fn ask_optional(run: &Run<'_>, probe: Probe, name: &str, kind: RecordType) -> Look {
    let asking = async { run.names.ask_optional(name, kind).await.map(Fact::Dns) };
    look(run, probe, asking).await
}
