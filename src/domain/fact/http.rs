//! HTTP exchanges.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::page::PageFact;
use crate::domain::observation::Failure;

/// A GET and the redirects that followed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HttpFact {
    /// The requests in order; at least one.
    pub hops: Vec<HttpHop>,
    /// Why following stopped before an answer that is no redirect: a loop, the limit, or a target that could not be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    /// The same, for a program to read; absent when following did not stop, and in assessments from before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub halt: Option<Halt>,
    /// Bytes of the last body that were read (read limit: 1 MiB); the body itself is not kept.
    pub body_bytes: u64,
    /// True when the body was not read to its end: it was longer than the read limit, as it came or unpacked, or it broke off
    /// or did not end in time.
    #[serde(default)]
    pub body_truncated: bool,
    /// What the page refers to, when the last answer was HTML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageFact>,
    /// The text of the last body, where that is what was asked for; at most 32,768 characters. `body_truncated` says
    /// whether there was more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl HttpFact {
    /// The first response: the one of the endpoint itself.
    #[must_use]
    pub fn first(&self) -> Option<&HttpHop> {
        self.hops.first()
    }
}

/// Why redirects were followed no further.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Halt {
    /// What it was.
    pub kind: HaltKind,
    /// Where the last redirect leads; empty when that is no URL.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// Why that could not be reached; only of [`HaltKind::Unreached`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// What keeps a redirect from being followed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum HaltKind {
    /// It leads to where we were.
    Circle,
    /// It leads to what is looked at by itself.
    Home,
    /// It leads to what is no URL.
    NoUrl,
    /// It leads to a port of some other service.
    OtherPort,
    /// It leads off the web: `file:`, `mailto:` and such.
    OtherScheme,
    /// There were more than are followed.
    TooMany,
    /// What it leads to could not be reached.
    Unreached,
}

impl HaltKind {
    /// The key of its words, which name `{url}` and `{failure}`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Circle => "halt.circle",
            Self::Home => "halt.home",
            Self::NoUrl => "halt.no-url",
            Self::OtherPort => "halt.other-port",
            Self::OtherScheme => "halt.other-scheme",
            Self::TooMany => "halt.too-many",
            Self::Unreached => "halt.unreached",
        }
    }
}

/// One request and its response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HttpHop {
    /// The URL asked for.
    pub url: String,
    /// The address that was dialled.
    pub address: SocketAddr,
    /// Status code.
    pub status: u16,
    /// `HTTP/1.1`, `HTTP/2`, …
    pub version: String,
    /// Header fields in order, names in lower case, at most 100 of at most 8,192 characters; bytes outside UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// The header field `Origin` of the request, when one was sent: the request stands for a script of somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

impl HttpHop {
    /// All values of a header field, in order; `name` in lower case.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

/// What the header `Strict-Transport-Security` says (RFC 6797 §6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hsts {
    /// `max-age` in seconds; 0 switches the policy off.
    pub max_age: u64,
    /// True when it holds for names below this one too.
    pub subdomains: bool,
    /// True when it asks to be on the list that comes with browsers: not of the RFC, but of that list.
    pub preload: bool,
}

impl Hsts {
    /// Reads the value of the header; nothing when it breaks the RFC.
    #[must_use]
    pub fn parse(header: &str) -> Option<Self> {
        let (mut age, mut subdomains, mut preload) = (None, false, false);
        for directive in header.split(';').map(str::trim).filter(|d| !d.is_empty()) {
            let (name, value) = directive
                .split_once('=')
                .map_or((directive, None), |(n, v)| (n.trim(), Some(v.trim())));
            if name.eq_ignore_ascii_case("max-age") {
                let digits = value?.trim_matches('"');
                if age.is_some() || digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit())
                {
                    return None;
                }
                // A number too large for us is longer than any policy asks.
                age = Some(digits.parse().unwrap_or(u64::MAX));
            } else if name.eq_ignore_ascii_case("includeSubDomains") {
                subdomains = true;
            } else if name.eq_ignore_ascii_case("preload") {
                preload = true;
            }
        }
        age.map(|max_age| Self {
            max_age,
            subdomains,
            preload,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Hsts;

    #[test]
    fn hsts_reads_what_the_rfc_allows_and_nothing_else() {
        let parse = |header| Hsts::parse(header).map(|hsts| (hsts.max_age, hsts.subdomains));
        assert_eq!(
            parse("max-age=31536000; includeSubDomains"),
            Some((31_536_000, true))
        );
        assert_eq!(parse("MAX-AGE=\"10\";;preload"), Some((10, false)));
        assert_eq!(
            parse("max-age=99999999999999999999999"),
            Some((u64::MAX, false))
        );
        for broken in [
            "",
            "includeSubDomains",
            "max-age=",
            "max-age=-1",
            "max-age=1; max-age=2",
            "max-age = 1d",
        ] {
            assert_eq!(parse(broken), None, "{broken}");
        }
    }
}
