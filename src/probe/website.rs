//! What is looked at of an endpoint that serves pages, and over how few connections.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::FutureExt as _;
use tokio::sync::OnceCell;
use url::Url;

use super::http::{self, Asking, Line};
use super::observe::{Look, budget, failed, handshakes, look};
use super::run::Run;
use super::target::Target;
use crate::domain::fact::HttpFact;
use crate::domain::observation::{Fact, Failure, FailureReason, Probe, Reading};
use crate::domain::subject::Subject;

/// Where a site says whom to tell of a weakness (RFC 9116 §3).
const SECURITY_TXT: &str = "/.well-known/security.txt";

/// TLS, the page and what belongs to it, plain HTTP, and the other spelling of the name: all at the same time.
pub(super) async fn look_at_website(run: &Run<'_>, subject: &Subject) -> Vec<Look> {
    let name = subject.name.as_str();
    let usual = subject.port.unwrap_or(443) == 443;
    let plain = async {
        if usual {
            vec![entrance(run, Probe::Http, "http", name, name).await]
        } else {
            Vec::new()
        }
    };
    let variants = async {
        match variant(name).filter(|_| usual) {
            Some(other) => {
                let (http, https) = tokio::join!(
                    entrance(run, Probe::HttpVariant, "http", &other, name),
                    entrance(run, Probe::HttpsVariant, "https", &other, name),
                );
                [http, https].into_iter().filter(is_somewhere).collect()
            }
            None => Vec::new(),
        }
    };
    let shaking = handshakes(run, subject);
    // The page first: what it names has to be looked at after it, and the many handshakes fill every seat at an address.
    let (pages, mut looks, plain, variants) =
        tokio::join!(pages(run, subject), shaking, plain, variants);
    looks.extend(pages.into_iter().chain(plain).chain(variants));
    looks
}

/// The probes of [`look_at_website`] beside TLS.
pub(super) fn probes(subject: &Subject) -> Vec<Probe> {
    let mut probes = vec![Probe::Cors, Probe::Https, Probe::SecurityTxt];
    if subject.port.unwrap_or(443) == 443 {
        probes.push(Probe::Http);
        if variant(&subject.name).is_some() {
            probes.extend([Probe::HttpVariant, Probe::HttpsVariant]);
        }
    }
    probes
}

/// The other name under which people look for a site: with or without `www`.
fn variant(name: &str) -> Option<String> {
    let registered = psl::domain_str(name)?;
    if name == registered {
        Some(format!("www.{name}"))
    } else {
        (name.strip_prefix("www.") == Some(registered)).then(|| registered.to_owned())
    }
}

/// False for a name that does not exist: it is no way in, and says nothing.
fn is_somewhere(look: &Look) -> bool {
    !matches!(&look.reading, Reading::Failed(failure) if matches!(
        failure.reason,
        FailureReason::NameNotFound | FailureReason::NoAddress
    ))
}

/// Another way in: followed until it leads to the endpoint itself.
async fn entrance(run: &Run<'_>, probe: Probe, scheme: &str, host: &str, home: &str) -> Look {
    let port = if scheme == "http" { 80 } else { 443 };
    let asking = async {
        let url = http::url(scheme, host, port, "/")?;
        let mut line = None;
        let budget = &mut budget(run.network);
        let following = http::get(run, url, Asking::Page, Some(home), &mut line, budget);
        Box::pin(following).await.map(Fact::Http)
    };
    look(run, probe, asking).await
}

/// The page, and then what belongs to it: over the same connection what a script of somebody else may read and
/// `security.txt`, at the same time the page over IPv6.
async fn pages(run: &Run<'_>, subject: &Subject) -> Vec<Look> {
    let port = subject.port.unwrap_or(443);
    let path = subject.path.as_deref().unwrap_or("/");
    let mut line: Option<Line> = None;
    let asking = async {
        let url = http::url("https", &subject.name, port, path)?;
        let budget = &mut budget(run.network);
        let following = http::get(run, url, Asking::Page, None, &mut line, budget);
        Box::pin(following).await.map(Fact::Http)
    };
    let https = look(run, Probe::Https, asking).await;
    let seen = match &https.reading {
        Reading::Observed(fact) => match fact.as_ref() {
            Fact::Http(http) => http,
            _ => return vec![https],
        },
        // What did not answer once is not asked again.
        Reading::Failed(failure) => {
            let others = [Probe::Cors, Probe::SecurityTxt];
            let others = others.map(|probe| failed(run, probe, failure.clone()));
            return [https].into_iter().chain(others).collect();
        }
    };
    run.tell(subject, https.reading.clone());
    let (beside, other) = tokio::join!(
        beside_page(run, subject, seen, line).boxed(),
        over_ipv6(run, subject, seen).boxed()
    );
    let mut looks = vec![https];
    looks.extend(beside);
    looks.extend(other);
    looks
}

/// `security.txt` and what a script of somebody else may read, over the connection of the page. Where the endpoint has no
/// `security.txt`, its domain may: that is asked at the same time as the last of these.
async fn beside_page(
    run: &Run<'_>,
    subject: &Subject,
    seen: &HttpFact,
    mut line: Option<Line>,
) -> Vec<Look> {
    let port = subject.port.unwrap_or(443);
    let spoken = last_url(seen, &subject.name);
    let multiplexed = seen.hops.last().is_some_and(|hop| hop.version == "HTTP/2");
    // The answer to the foreign script is not read to its end, so over HTTP/1.1 it is the last on its connection.
    let mut second = if multiplexed { line.clone() } else { None };
    let (security, early) = tokio::join!(
        look(
            run,
            Probe::SecurityTxt,
            own_security_txt(run, subject, port, &mut line)
        ),
        async {
            if multiplexed {
                Some(look(run, Probe::Cors, cors(run, spoken.clone(), &mut second)).await)
            } else {
                None
            }
        }
    );
    let (cors, of_domain) = tokio::join!(
        async {
            let cors = match early {
                Some(cors) => cors,
                None => look(run, Probe::Cors, cors(run, spoken, &mut line)).await,
            };
            // One connection to an address at a time: the domain may be served from the same.
            drop((line, second));
            cors
        },
        security_txt_of_domain(run, subject, &security)
    );
    [cors, security].into_iter().chain(of_domain).collect()
}

/// What the domain of an endpoint says, when the endpoint itself has nothing to say.
async fn security_txt_of_domain(run: &Run<'_>, subject: &Subject, own: &Look) -> Option<Look> {
    let own = matches!(&own.reading, Reading::Observed(fact)
        if matches!(fact.as_ref(), Fact::Http(http) if http.text.is_some()));
    let domain = psl::domain_str(&subject.name).filter(|d| !own && *d != subject.name)?;
    let asking = async { of_domain(run, domain).await.map(Fact::Http) };
    Some(look(run, Probe::SecurityTxt, asking).await).filter(is_somewhere)
}

/// The same page from an IPv6 address, when the one that was seen came over IPv4.
async fn over_ipv6(run: &Run<'_>, subject: &Subject, seen: &HttpFact) -> Option<Look> {
    let port = subject.port.unwrap_or(443);
    let first = seen.hops.first()?;
    let targets = run.targets(&subject.name, port).await.ok()?;
    let v6 = |target: &Target| target.address.ip().to_canonical().is_ipv6();
    let reached = |target: &Target| target.dialled() == first.address;
    let targets: Vec<Target> = targets.into_iter().filter_map(Result::ok).collect();
    let came_over_ipv4 = targets.iter().any(|target| reached(target) && !v6(target));
    let target = *targets.iter().find(|target| v6(target))?;
    // What the user redirected goes to one place, whatever the address.
    if !came_over_ipv4 || target.instead.is_some() {
        return None;
    }
    let asking = async {
        let url = Url::parse(&first.url)
            .map_err(|error| Failure::new(FailureReason::LocalFault, &error.to_string()))?;
        let budget = &mut budget(run.network);
        Box::pin(http::get_at(run, &url, target, budget))
            .await
            .map(Fact::Http)
    };
    Some(look(run, Probe::HttpsIpv6, asking).await)
}

/// What registered domains say about weaknesses, asked once in a run.
#[derive(Debug, Default)]
pub(super) struct Domains(Mutex<HashMap<String, Asked>>);

type Asked = Arc<OnceCell<Result<HttpFact, Failure>>>;

async fn of_domain(run: &Run<'_>, domain: &str) -> Result<HttpFact, Failure> {
    let asked = {
        let mut domains = run.domains.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(domains.entry(domain.to_owned()).or_default())
    };
    let asking = || async {
        let mut line = None;
        security_txt(run, domain, 443, &mut line).await
    };
    asked.get_or_init(asking).await.clone()
}

/// The URL of the last answer of the endpoint itself: the page, and not what leads to it.
fn last_url(seen: &HttpFact, host: &str) -> Option<Url> {
    let urls = seen.hops.iter().rev().map(|hop| Url::parse(&hop.url));
    urls.filter_map(Result::ok).find(|url| {
        url.scheme() == "https" && url.host_str().map(super::target::plain).as_deref() == Some(host)
    })
}

async fn cors(run: &Run<'_>, url: Option<Url>, line: &mut Option<Line>) -> Result<Fact, Failure> {
    let Some(url) = url else {
        let detail = "no answer came from the endpoint itself";
        return Err(Failure::new(FailureReason::LocalFault, detail));
    };
    let budget = &mut budget(run.network);
    let asking = http::ask_from_elsewhere(run, &url, line, budget);
    Box::pin(asking).await.map(Fact::Http)
}

async fn own_security_txt(
    run: &Run<'_>,
    subject: &Subject,
    port: u16,
    line: &mut Option<Line>,
) -> Result<Fact, Failure> {
    security_txt(run, &subject.name, port, line)
        .await
        .map(Fact::Http)
}

async fn security_txt(
    run: &Run<'_>,
    host: &str,
    port: u16,
    line: &mut Option<Line>,
) -> Result<HttpFact, Failure> {
    let url = http::url("https", host, port, SECURITY_TXT)?;
    let budget = &mut budget(run.network);
    Box::pin(http::get(run, url, Asking::File, None, line, budget)).await
}

#[cfg(test)]
mod tests {
    use super::variant;

    #[test]
    fn only_the_name_itself_has_another_spelling() {
        for (name, other) in [
            ("example.nl", Some("www.example.nl")),
            ("www.example.nl", Some("example.nl")),
            ("www.example.co.uk", Some("example.co.uk")),
            ("portal.example.nl", None),
            ("www.portal.example.nl", None),
            ("192.0.2.1", None),
            ("localhost", None),
        ] {
            assert_eq!(variant(name).as_deref(), other, "{name}");
        }
    }
}
