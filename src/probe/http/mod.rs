//! GET requests and the redirects that follow, one hop at a time, each past the target guard.

mod body;
mod exchange;
mod fetch;
mod line;
mod page;
mod proven;

use std::collections::BTreeSet;

use url::Url;

use self::body::Body;
pub(super) use self::exchange::{Asking, from_http};
use self::exchange::{Exchange, exchange};
pub(super) use self::fetch::fetch;
pub(super) use self::line::Line;
pub use self::page::read as read_page;
pub(super) use self::proven::{Proven, prove};
use super::budget::Budget;
use super::dial::{PAUSE, worth_another_try};
use super::run::Run;
use super::target::Target;
use crate::domain::fact::{Halt, HaltKind, HttpFact, HttpHop, PageFact};
use crate::domain::observation::{Failure, FailureReason};

/// Redirects that are followed.
const MAX_REDIRECTS: usize = 5;
/// Characters of a text file that are kept: RFC 9116 §5.4 takes 32 KiB for enough.
const MAX_TEXT: usize = 32 * 1024;
/// Addresses of one host that are tried.
const MAX_ADDRESSES: usize = 3;

/// The URL of an endpoint, or nothing when its parts make none.
pub(super) fn url(scheme: &str, host: &str, port: u16, path: &str) -> Result<Url, Failure> {
    let host = if host.contains(':') && !host.starts_with('[') {
        format!("[{host}]")
    } else {
        host.to_owned()
    };
    let mut url = Url::parse(&format!("{scheme}://{host}:{port}/"))
        .map_err(|error| Failure::new(FailureReason::LocalFault, &error.to_string()))?;
    // Set and not joined: a path such as `//elsewhere/` must not become a host.
    let path = path.split('#').next().unwrap_or_default();
    match path.split_once('?') {
        Some((path, query)) => {
            url.set_path(path);
            url.set_query(Some(query));
        }
        None => url.set_path(path),
    }
    Ok(url)
}

/// Asks for a URL and follows where it leads, over the line that is there as far as it goes that way; afterwards it is
/// the line of the last request.
///
/// Following stops at HTTPS on the host `home`: that is looked at by itself.
pub(super) async fn get(
    run: &Run<'_>,
    start: Url,
    asking: Asking<'_>,
    home: Option<&str>,
    line: &mut Option<Line>,
    budget: &mut Budget,
) -> Result<HttpFact, Failure> {
    let own_port = start.port_or_known_default();
    let mut seen = BTreeSet::from([start.to_string()]);
    let mut hops: Vec<HttpHop> = Vec::new();
    let mut url = start;
    loop {
        let exchange = match ask(run, &url, asking, line, budget).await {
            Ok(exchange) => exchange,
            Err(failure) if hops.is_empty() => return Err(failure),
            Err(failure) => {
                let unreached = halt(HaltKind::Unreached, &url, Some(failure));
                return Ok(fact(hops, Some(unreached)));
            }
        };
        hops.push(exchange.hop.clone());
        let Some(next) = redirect(&url, &exchange.hop) else {
            let body = exchange.read_body(budget).await;
            return Ok(ended(hops, &url, asking, &body));
        };
        exchange.finish(budget).await;
        let halt = match next {
            Err(halt) => halt,
            Ok(next) if hops.len() > MAX_REDIRECTS => halt(HaltKind::TooMany, &next, None),
            Ok(next) if !seen.insert(next.to_string()) => halt(HaltKind::Circle, &next, None),
            Ok(next) if !web_port(&next, own_port) => halt(HaltKind::OtherPort, &next, None),
            Ok(next) if leads_home(&next, home) => halt(HaltKind::Home, &next, None),
            Ok(next) => {
                url = next;
                continue;
            }
        };
        return Ok(fact(hops, Some(halt)));
    }
}

/// Asks one address for a page, and follows no redirect.
pub(super) async fn get_at(
    run: &Run<'_>,
    url: &Url,
    target: Target,
    budget: &mut Budget,
) -> Result<HttpFact, Failure> {
    let mut line = None;
    let exchange = exchange(run.network, url, Asking::Page, target, &mut line, budget).await?;
    let hops = vec![exchange.hop.clone()];
    if redirect(url, &exchange.hop).is_some() {
        return Ok(fact(hops, None));
    }
    let body = exchange.read_body(budget).await;
    Ok(ended(hops, url, Asking::Page, &body))
}

/// Asks for a URL as a script on the page of somebody else would. No redirect is followed, and no body is read.
pub(super) async fn ask_from_elsewhere(
    run: &Run<'_>,
    url: &Url,
    line: &mut Option<Line>,
    budget: &mut Budget,
) -> Result<HttpFact, Failure> {
    let exchange = ask(run, url, Asking::Foreign, line, budget).await?;
    Ok(fact(vec![exchange.hop.clone()], None))
}

/// The host that is looked at by itself, over HTTPS on its usual port.
fn leads_home(url: &Url, home: Option<&str>) -> bool {
    let host = super::target::plain(url.host_str().unwrap_or_default());
    url.scheme() == "https" && url.port().is_none() && home == Some(host.as_str())
}

/// What came of it when the last answer was no redirect.
fn ended(hops: Vec<HttpHop>, url: &Url, asking: Asking<'_>, body: &Body) -> HttpFact {
    let last = hops.last();
    let (page, text) = match asking {
        Asking::Page => (last.and_then(|hop| read(url, hop, body)), None),
        Asking::File => (None, last.and_then(|hop| text(hop, body))),
        Asking::Foreign | Asking::Proven | Asking::Reply { .. } => (None, None),
    };
    HttpFact {
        body_bytes: body.sent,
        body_truncated: body.more || body.cut || text.as_ref().is_some_and(|(_, more)| *more),
        page,
        text: text.map(|(text, _)| text),
        ..fact(hops, None)
    }
}

/// The text of a file that is there and is no page, and whether there was more.
fn text(hop: &HttpHop, body: &Body) -> Option<(String, bool)> {
    let plain = body.plain.as_deref()?;
    if hop.status != 200 || page::is_html(hop, plain) {
        return None;
    }
    let text = String::from_utf8_lossy(plain);
    let kept: String = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'))
        .take(MAX_TEXT)
        .collect();
    let more = text.chars().nth(MAX_TEXT).is_some();
    Some((kept, more))
}

/// What the page refers to, when it is one.
fn read(url: &Url, hop: &HttpHop, body: &Body) -> Option<PageFact> {
    let plain = body.plain.as_deref()?;
    page::is_html(hop, plain).then(|| page::read(url, plain, body.cut))
}

fn fact(hops: Vec<HttpHop>, halt: Option<Halt>) -> HttpFact {
    HttpFact {
        hops,
        stopped: halt.as_ref().map(|halt| bounded(&words(halt))),
        halt,
        body_bytes: 0,
        body_truncated: false,
        page: None,
        text: None,
    }
}

/// Characters of a URL or a sentence that are kept.
const MAX_WORDS: usize = 500;

fn bounded(text: &str) -> String {
    let plain = text.chars().filter(|c| !c.is_control());
    plain.take(MAX_WORDS).collect()
}

fn halt(kind: HaltKind, url: &Url, failure: Option<Failure>) -> Halt {
    Halt {
        kind,
        url: bounded(url.as_str()),
        failure,
    }
}

/// The same in words, for who reads the facts themselves.
fn words(halt: &Halt) -> String {
    let url = &halt.url;
    match halt.kind {
        HaltKind::Circle => format!("the redirects go round in circles at {url}"),
        HaltKind::Home => format!("redirect to {url}, which is looked at by itself"),
        HaltKind::NoUrl => "the redirect leads to what is no URL".to_owned(),
        HaltKind::OtherPort => format!("redirect to {url}, which is no port of a website"),
        HaltKind::OtherScheme => format!("redirect to the scheme {url} which is not the web"),
        HaltKind::TooMany => {
            format!("more than {MAX_REDIRECTS} redirects; the next leads to {url}")
        }
        HaltKind::Unreached => {
            let detail = halt.failure.as_ref().map_or("", |failure| &failure.detail);
            format!("could not follow to {url}: {detail}")
        }
    }
}

/// Where a response sends us, if it does.
fn redirect(from: &Url, hop: &HttpHop) -> Option<Result<Url, Halt>> {
    if !matches!(hop.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = hop.header("location").next()?;
    let Ok(mut next) = from.join(location) else {
        return Some(Err(Halt {
            kind: HaltKind::NoUrl,
            url: String::new(),
            failure: None,
        }));
    };
    if !matches!(next.scheme(), "http" | "https") || next.host_str().is_none() {
        // The rest may be an address of a person, or hold a password.
        return Some(Err(Halt {
            kind: HaltKind::OtherScheme,
            url: format!("{}:", next.scheme()),
            failure: None,
        }));
    }
    next.set_fragment(None);
    // Names and passwords in a URL are neither sent nor stored. A URL with a host can always lose them.
    let _ = next.set_username("");
    let _ = next.set_password(None);
    Some(Ok(next))
}

/// A redirect must not make us knock on the port of some other service.
fn web_port(url: &Url, own: Option<u16>) -> bool {
    match url.port_or_known_default() {
        Some(port) => matches!(port, 80 | 443 | 1024..) || Some(port) == own,
        None => false,
    }
}

/// One request to the addresses of a host in turn; the first that can be reached answers.
async fn ask(
    run: &Run<'_>,
    url: &Url,
    asking: Asking<'_>,
    line: &mut Option<Line>,
    budget: &mut Budget,
) -> Result<Exchange, Failure> {
    // A line that is open may have been closed at the other end: then it is as if there was none.
    if let Some(target) = line.as_ref().and_then(|line| line.target_for(url)) {
        match exchange(run.network, url, asking, target, line, budget).await {
            Err(failure) if failure.reason == FailureReason::Closed => *line = None,
            outcome => return outcome,
        }
    }
    let host = super::target::plain(url.host_str().unwrap_or_default());
    let port = url.port_or_known_default().unwrap_or_default();
    let (mut targets, mut blocked): (Vec<Target>, Option<Failure>) = (Vec::new(), None);
    for target in run.targets(&host, port).await? {
        match target {
            Ok(target) => targets.push(target),
            Err(failure) => blocked = Some(failure),
        }
    }
    let mut worst = blocked
        .clone()
        .unwrap_or_else(|| Failure::new(FailureReason::NoAddress, "the name has no address"));
    let (mut asked, mut again): (usize, Option<Target>) = (0, None);
    for target in targets.iter().take(MAX_ADDRESSES) {
        match exchange(run.network, url, asking, *target, line, budget).await {
            Ok(exchange) => return Ok(exchange),
            Err(failure) => {
                // An address that kept silent says more than one that refused: only when all refuse is it a refusal.
                let says_more = worst.reason == FailureReason::Refused
                    || worth_another_try(&failure) && !worth_another_try(&worst);
                if asked == 0 || says_more {
                    (worst, again) = (failure, Some(*target));
                }
                asked += 1;
            }
        }
        let elsewhere = matches!(
            worst.reason,
            FailureReason::Refused | FailureReason::Unreachable | FailureReason::TimedOut
        );
        if !elsewhere {
            break;
        }
    }
    // Refused is only what every address refused: one that we may not dial, or did not ask, leaves it open.
    if worst.reason == FailureReason::Refused {
        if let Some(blocked) = blocked {
            return Err(blocked);
        }
        if targets.len() > asked {
            let detail = format!("{asked} of {} addresses refused", targets.len());
            return Err(Failure::new(FailureReason::Unreachable, &detail));
        }
    }
    match again {
        Some(target) if worth_another_try(&worst) => {
            tokio::time::sleep(PAUSE).await;
            budget.slow_down();
            *line = None;
            exchange(run.network, url, asking, target, line, budget).await
        }
        _ => Err(worst),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hop(status: u16, location: &str) -> HttpHop {
        HttpHop {
            url: String::new(),
            address: ([192, 0, 2, 1], 443).into(),
            status,
            version: String::new(),
            headers: vec![("location".to_owned(), location.to_owned())],
            origin: None,
        }
    }

    fn next(status: u16, location: &str) -> Option<Result<String, Halt>> {
        let from = Url::parse("https://a.nl/x/y").expect("url");
        redirect(&from, &hop(status, location)).map(|next| next.map(|url| url.to_string()))
    }

    #[test]
    fn a_path_never_becomes_a_host() {
        for (host, path, whole) in [
            ("a.nl", "//b.nl/?q=1#f", "https://a.nl//b.nl/?q=1"),
            ("a.nl", "", "https://a.nl/"),
            ("2a01::1", "/x", "https://[2a01::1]/x"),
            ("a.nl", "/a b", "https://a.nl/a%20b"),
        ] {
            let url = url("https", host, 443, path).expect("a URL");
            assert_eq!(url.as_str(), whole);
        }
    }

    #[test]
    fn follows_only_redirects_and_only_to_the_web() {
        assert_eq!(next(200, "/z"), None);
        assert_eq!(next(304, "/z"), None);
        assert_eq!(next(302, "z#f"), Some(Ok("https://a.nl/x/z".to_owned())));
        assert_eq!(
            next(301, "//u:p@b.nl"),
            Some(Ok("https://b.nl/".to_owned()))
        );
        assert!(matches!(next(301, "file:///etc/passwd"), Some(Err(_))));
        assert!(matches!(next(308, "http://[::1"), Some(Err(_))));
    }

    #[test]
    fn keeps_off_the_ports_of_other_services() {
        let ok = |text: &str| web_port(&Url::parse(text).expect("url"), Some(993));
        assert!(ok("http://a.nl/") && ok("https://a.nl:8443/") && ok("https://a.nl:993/"));
        assert!(!ok("http://a.nl:25/") && !ok("http://a.nl:22/"));
    }
}
