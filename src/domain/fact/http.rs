//! HTTP exchanges.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A GET and the redirects that followed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HttpFact {
    /// The requests in order; at least one.
    pub hops: Vec<HttpHop>,
    /// Why following stopped before an answer that is no redirect: a loop, the limit, or a target that could not be reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    /// Bytes of the last body that were read (read limit: 1 MiB); the body itself is not kept.
    pub body_bytes: u64,
    /// True when the body was longer than the read limit.
    #[serde(default)]
    pub body_truncated: bool,
}

impl HttpFact {
    /// The first response: the one of the endpoint itself.
    #[must_use]
    pub fn first(&self) -> Option<&HttpHop> {
        self.hops.first()
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
