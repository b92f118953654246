//! What the content security policies of an answer come to together (CSP3).

use std::collections::BTreeSet;

use content_security_policy::{CspList, Directive, Policy, PolicyDisposition, PolicySource};

use super::page::same_site;
use crate::domain::fact::{HttpHop, PageFact};
pub(super) use crate::domain::policy::CspGap as Gap;

/// The policies that a browser enforces: what one of them forbids is forbidden.
#[derive(Debug)]
pub(super) struct ContentPolicy {
    enforced: Vec<Policy>,
    reported: Vec<Policy>,
}

/// True for what leaves the policy little use against injected scripts.
pub(super) const fn is_serious(gap: Gap) -> bool {
    matches!(gap, Gap::AnyScript | Gap::OpenSource | Gap::UnsafeInline)
}

/// The key of the words of a gap.
pub(super) const fn key(gap: Gap) -> &'static str {
    match gap {
        Gap::AnyScript => "web.csp-any-script",
        Gap::OpenSource => "web.csp-open-source",
        Gap::UnsafeInline => "web.csp-unsafe-inline",
        Gap::UnsafeEval => "web.csp-unsafe-eval",
        Gap::AnyObject => "web.csp-any-object",
        Gap::AnyBase => "web.csp-any-base",
        Gap::AnyForm => "web.csp-any-form",
        Gap::PlainSource => "web.csp-plain-source",
        Gap::Unknown => "web.csp-unknown",
    }
}

/// Every directive of CSP3 and of the specifications that add to it.
const DIRECTIVES: [&str; 33] = [
    "base-uri",
    "block-all-mixed-content",
    "child-src",
    "connect-src",
    "default-src",
    "fenced-frame-src",
    "font-src",
    "form-action",
    "frame-ancestors",
    "frame-src",
    "img-src",
    "manifest-src",
    "media-src",
    "navigate-to",
    "object-src",
    "plugin-types",
    "prefetch-src",
    "referrer",
    "reflected-xss",
    "report-to",
    "report-uri",
    "require-sri-for",
    "require-trusted-types-for",
    "sandbox",
    "script-src",
    "script-src-attr",
    "script-src-elem",
    "style-src",
    "style-src-attr",
    "style-src-elem",
    "trusted-types",
    "upgrade-insecure-requests",
    "worker-src",
];

impl ContentPolicy {
    /// The policies of header fields.
    pub(super) fn of_headers(hop: &HttpHop) -> Self {
        let read = |name, disposition| {
            hop.header(name)
                .flat_map(|value| CspList::parse(value, PolicySource::Header, disposition).0)
                .collect()
        };
        Self {
            enforced: read("content-security-policy", PolicyDisposition::Enforce),
            reported: read(
                "content-security-policy-report-only",
                PolicyDisposition::Report,
            ),
        }
    }

    /// The policies of header fields and of the page itself.
    pub(super) fn of(hop: &HttpHop, page: Option<&PageFact>) -> Self {
        let mut all = Self::of_headers(hop);
        let in_page = page.into_iter().flat_map(|page| &page.meta);
        for meta in in_page.filter(|meta| meta.name == "content-security-policy") {
            let policy = Policy::parse(
                &meta.content,
                PolicySource::Meta,
                PolicyDisposition::Enforce,
            );
            if !policy.directive_set.is_empty() {
                all.enforced.push(policy);
            }
        }
        all
    }

    /// True when nothing is enforced.
    pub(super) fn is_absent(&self) -> bool {
        self.enforced.is_empty()
    }

    /// True when a policy only reports.
    pub(super) fn only_reports(&self) -> bool {
        self.enforced.is_empty() && !self.reported.is_empty()
    }

    /// True when a directive is enforced, whatever its value.
    pub(super) fn enforces(&self, name: &str) -> bool {
        self.enforced
            .iter()
            .any(|policy| find(policy, name).is_some())
    }

    /// Who may show the page inside their own: the shortest of the lists, in lower case.
    pub(super) fn ancestors(&self) -> Option<Vec<String>> {
        self.enforced
            .iter()
            .filter_map(|policy| find(policy, "frame-ancestors"))
            .map(sources)
            .min_by_key(Vec::len)
    }

    /// Hosts of others from which every policy lets scripts in, as the first one writes them. With `strict-dynamic` hosts have
    /// no effect (CSP3 §8.2).
    pub(super) fn script_hosts(&self, own: &str) -> Vec<String> {
        let mut lists = self.enforced.iter().filter_map(foreign_scripts);
        let mut common = lists.next().unwrap_or_default();
        for list in lists {
            common.retain(|source| list.contains(source));
        }
        common.retain(|source| !same_site(host_in(source), own));
        common
    }

    /// What is left open: a gap counts when every policy leaves it.
    pub(super) fn gaps(&self, open_sources: &[String]) -> BTreeSet<Gap> {
        let mut policies = self
            .enforced
            .iter()
            .map(|policy| gaps(policy, open_sources));
        let Some(mut common) = policies.next() else {
            return BTreeSet::new();
        };
        let mut unknown = common.contains(&Gap::Unknown);
        for gaps in policies {
            unknown |= gaps.contains(&Gap::Unknown);
            common.retain(|gap| gaps.contains(gap));
        }
        if unknown {
            common.insert(Gap::Unknown);
        }
        common
    }
}

fn find<'a>(policy: &'a Policy, name: &str) -> Option<&'a Directive> {
    policy.directive_set.iter().find(|d| d.name == name)
}

fn sources(directive: &Directive) -> Vec<String> {
    let lower = |source: &String| source.to_ascii_lowercase();
    directive.value.iter().map(lower).collect()
}

/// The sources of scripts that name a host; nothing when a policy has no rule about scripts, and lets in everybody.
fn foreign_scripts(policy: &Policy) -> Option<Vec<String>> {
    let names = ["script-src-elem", "script-src", "default-src"];
    let mut listed = sources(names.iter().find_map(|name| find(policy, name))?);
    if listed.iter().any(|source| source == "'strict-dynamic'") {
        return Some(Vec::new());
    }
    listed.retain(|source| !source.starts_with('\'') && host_in(source).contains('.'));
    Some(listed)
}

/// The host of a source such as `https://*.example.com:443/path`.
fn host_in(source: &str) -> &str {
    let rest = source.split_once("://").map_or(source, |(_, rest)| rest);
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    host.strip_prefix("*.").unwrap_or(host)
}

fn gaps(policy: &Policy, open_sources: &[String]) -> BTreeSet<Gap> {
    let mut gaps = BTreeSet::new();
    // CSP3 §6.7.3: the more specific directive counts, then the next.
    let of = |names: &[&str]| {
        let found = names.iter().find_map(|name| find(policy, name));
        found.map(sources)
    };
    match of(&["script-src-elem", "script-src", "default-src"]) {
        None => {
            gaps.insert(Gap::AnyScript);
        }
        Some(scripts) => {
            let has = |word: &str| scripts.iter().any(|source| source == word);
            let keyed = scripts
                .iter()
                .any(|source| source.starts_with("'nonce-") || source.starts_with("'sha"));
            // CSP3 §6.7.3.2 and §8.2: with a nonce or hash the word has no effect, and beside `strict-dynamic` hosts and
            // schemes have none either.
            let strict = has("'strict-dynamic'");
            if has("'unsafe-inline'") && !keyed && !strict {
                gaps.insert(Gap::UnsafeInline);
            }
            if !strict && scripts.iter().any(|source| open_sources.contains(source)) {
                gaps.insert(Gap::OpenSource);
            }
            if !strict && scripts.iter().any(|source| source.starts_with("http://")) {
                gaps.insert(Gap::PlainSource);
            }
        }
    }
    if of(&["script-src", "default-src"])
        .is_some_and(|scripts| scripts.iter().any(|source| source == "'unsafe-eval'"))
    {
        gaps.insert(Gap::UnsafeEval);
    }
    let open = |sources: Option<Vec<String>>| {
        sources.is_none_or(|sources| sources.iter().any(|source| open_sources.contains(source)))
    };
    if open(of(&["object-src", "default-src"])) {
        gaps.insert(Gap::AnyObject);
    }
    if open(of(&["base-uri"])) {
        gaps.insert(Gap::AnyBase);
    }
    if open(of(&["form-action"])) {
        gaps.insert(Gap::AnyForm);
    }
    let strange = |d: &Directive| !DIRECTIVES.contains(&d.name.as_str());
    if policy.directive_set.iter().any(strange) {
        gaps.insert(Gap::Unknown);
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(headers: &[(&str, &str)]) -> ContentPolicy {
        ContentPolicy::of_headers(&HttpHop {
            url: String::new(),
            address: ([192, 0, 2, 1], 443).into(),
            status: 200,
            version: String::new(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            origin: None,
        })
    }

    fn found(value: &str) -> Vec<Gap> {
        let open = ["*", "https:", "http:", "data:"].map(str::to_owned);
        let policy = policy(&[("content-security-policy", value)]);
        policy.gaps(&open).into_iter().collect()
    }

    #[test]
    fn gaps_are_those_that_browsers_leave_open() {
        use Gap::{
            AnyBase, AnyForm, AnyObject, AnyScript, OpenSource, PlainSource, Unknown, UnsafeEval,
            UnsafeInline,
        };
        let rest = "; object-src 'none'; base-uri 'none'; form-action 'self'";
        for (value, gaps) in [
            (
                "frame-ancestors 'none'",
                vec![AnyScript, AnyObject, AnyBase, AnyForm],
            ),
            ("default-src 'self'", vec![AnyBase, AnyForm]),
            (
                &format!("script-src 'unsafe-inline' 'UNSAFE-EVAL' http://a.nl{rest}"),
                vec![UnsafeInline, UnsafeEval, PlainSource],
            ),
            (
                &format!("script-src 'nonce-abc' 'unsafe-inline'{rest}"),
                vec![],
            ),
            (
                &format!("script-src 'nonce-abc' 'strict-dynamic' https: 'unsafe-inline'{rest}"),
                vec![],
            ),
            (&format!("script-src https:{rest}"), vec![OpenSource]),
            (&format!("script-src * {rest}"), vec![OpenSource]),
            (
                &format!("scriptsrc 'self'; default-src 'self'{rest}"),
                vec![Unknown],
            ),
            // Two policies: only what both leave open is open.
            (
                &format!("script-src 'self' 'unsafe-inline'{rest}, default-src 'self'"),
                vec![],
            ),
        ] {
            assert_eq!(found(value), gaps, "{value}");
        }
    }

    #[test]
    fn hosts_of_others_are_named() {
        let hosts = |value: &str| {
            policy(&[("content-security-policy", value)]).script_hosts("www.example.nl")
        };
        assert_eq!(
            hosts(
                "script-src 'self' https://static.example.nl *.GTM.example:443/x.js 'nonce-abc' https:"
            ),
            ["*.gtm.example:443/x.js"]
        );
        assert!(hosts("script-src 'nonce-abc' 'strict-dynamic' https://gtm.example").is_empty());
        assert_eq!(hosts("default-src gtm.example"), ["gtm.example"]);
        assert!(hosts("default-src gtm.example, script-src 'self'").is_empty());
    }

    #[test]
    fn what_only_reports_enforces_nothing() {
        let policy = policy(&[("content-security-policy-report-only", "default-src 'self'")]);
        assert!(policy.is_absent() && policy.only_reports() && !policy.enforces("default-src"));
    }
}
