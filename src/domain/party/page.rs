//! Hits of a page: what it fetches, and what its Content-Security-Policy permits.

use content_security_policy::{CspList, PolicyDisposition, PolicySource};

use super::collect::{At, Collector, Kind};
use super::hit::Way;
use super::signature::PartyRole;
use super::table::NameKind;
use crate::domain::fact::{HttpFact, PageFact};
use crate::domain::subject::SubjectKind;

/// The directives of a policy that name hosts which a page exchanges something with (CSP level 3 §6). Who may show the
/// page in a frame (`frame-ancestors`) is not among them.
const DIRECTIVES: [&str; 15] = [
    "child-src",
    "connect-src",
    "default-src",
    "font-src",
    "form-action",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "object-src",
    "report-uri",
    "script-src",
    "script-src-elem",
    "style-src",
    "worker-src",
];
/// Sources of one page that are read.
const SOURCES: usize = 1_000;

const CSP: Kind = Kind {
    name: NameKind::Page,
    way: Way::Csp,
    role: PartyRole::Other,
    guess: Some(PartyRole::Other),
};

const PAGE: Kind = Kind {
    name: NameKind::Page,
    way: Way::Page,
    role: PartyRole::Other,
    guess: Some(PartyRole::Other),
};

impl Collector<'_> {
    /// The page of an endpoint. When the endpoint sends its visitors to somebody else's page, that is what it shows: what
    /// stands there is not the provider's.
    pub(super) fn read_page(&mut self, at: &At<'_>, http: &HttpFact) {
        let Some(last) = http.hops.last() else { return };
        if at.subject.kind != SubjectKind::Endpoint || at.subject.role.is_some() {
            return;
        }
        let url = url::Url::parse(&last.url).ok();
        let Some(host) = url.as_ref().and_then(url::Url::host_str) else {
            return;
        };
        if !self.is_at_home(at, host) {
            self.meet(at, PAGE, host, &format!("redirect {}", last.url));
            return;
        }
        for (name, value) in &last.headers {
            if name == "content-security-policy" || name == "content-security-policy-report-only" {
                self.read_policy(at, value);
            }
        }
        if let Some(page) = &http.page {
            self.read_contents(at, page);
        }
    }

    fn read_contents(&mut self, at: &At<'_>, page: &PageFact) {
        for meta in page
            .meta
            .iter()
            .filter(|meta| meta.name == "content-security-policy")
        {
            self.read_policy(at, &meta.content);
        }
        for resource in &page.resources {
            let kind = format!("{:?}", resource.kind).to_lowercase();
            self.fetch(at, &resource.host, &format!("{kind} {}", resource.url));
        }
        for form in &page.forms {
            self.fetch(at, &form.host, &format!("form {}", form.action));
        }
    }

    fn fetch(&mut self, at: &At<'_>, host: &str, quote: &str) {
        if !self.is_at_home(at, host) {
            self.meet(at, PAGE, host, quote);
        }
    }

    fn read_policy(&mut self, at: &At<'_>, value: &str) {
        let list = CspList::parse(value, PolicySource::Header, PolicyDisposition::Enforce);
        let sources = list
            .0
            .iter()
            .flat_map(|policy| &policy.directive_set)
            .filter(|directive| DIRECTIVES.contains(&directive.name.as_str()))
            .flat_map(|directive| {
                directive
                    .value
                    .iter()
                    .map(|source| (directive.name.as_str(), source.as_str()))
            });
        for (directive, source) in sources.take(SOURCES) {
            if let Some(host) = source_host(source) {
                self.meet(
                    at,
                    CSP,
                    host,
                    &format!("content-security-policy: {directive} {source}"),
                );
            }
        }
    }
}

/// The host of a source expression: nothing for keywords, schemes and `*` (CSP level 3 §2.3.1).
fn source_host(source: &str) -> Option<&str> {
    let rest = source.split_once("://").map_or(source, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?']).next().unwrap_or_default();
    let host = host.strip_prefix("*.").unwrap_or(host);
    let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'.' || b == b'-' || b == b'_';
    (host.contains('.') && host.bytes().all(fits)).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::source_host;

    #[test]
    fn hosts_of_source_expressions() {
        for (source, host) in [
            ("https://cdn.example.com", Some("cdn.example.com")),
            ("*.example.com:443", Some("example.com")),
            ("wss://x.example/path?q", Some("x.example")),
            ("'self'", None),
            ("'nonce-abc.def'", None),
            ("data:", None),
            ("https:", None),
            ("*", None),
            ("localhost", None),
            ("", None),
            ("https://", None),
        ] {
            assert_eq!(source_host(source), host, "{source}");
        }
    }
}
