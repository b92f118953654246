//! One GET to one address, within bounds.

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_TYPE, HOST, ORIGIN};
use reqwest::{Response, Version};
use rustls::Error as TlsError;
use url::Url;

use super::body::{ACCEPTED, Body, unpack};
use super::line::{Line, pin};
use crate::domain::fact::HttpHop;
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::budget::Budget;
use crate::probe::dial::from_io;
use crate::probe::network::Network;
use crate::probe::target::Target;
use crate::probe::tls::typed;

/// Bytes of a body that are read, and to which they are unpacked.
const MAX_BODY: usize = 1024 * 1024;
/// Bytes of a body that nobody wants and that are read all the same, so that the connection can be used again.
const MAX_DRAINED: u64 = 16 * 1024;
/// The origin of somebody else: no server can have a reason to trust it.
const FOREIGN: &str = "https://foreign-origin.example";
/// Header fields that are kept.
const KEPT_HEADERS: usize = 100;
const MAX_VALUE: usize = 8192;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(in crate::probe) enum Asking<'a> {
    /// A file of any type.
    File,
    /// A page, from a script on the page of somebody else.
    Foreign,
    /// A page, as a browser would.
    Page,
    /// A file, of a server whose certificate is to be trusted and bears the name.
    Proven,
    /// The answer to a question that is sent along.
    Reply {
        /// Media type of the question.
        kind: &'static str,
        /// The question.
        question: &'a [u8],
    },
}

/// A response whose body is still on the way.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) hop: HttpHop,
    response: Response,
}

/// Sends the request and reads the head of the response, over the line that is there when it leads to the same place.
/// Nothing is resolved again, no proxy is used, and no redirect is followed here.
pub(super) async fn exchange(
    network: &Network,
    url: &Url,
    asking: Asking<'_>,
    target: Target,
    line: &mut Option<Line>,
    budget: &mut Budget,
) -> Result<Exchange, Failure> {
    let (asked, host) = pin(url, target)?;
    let proven = matches!(asking, Asking::Proven);
    let fits = |line: &Line| line.leads_to(url, target, proven);
    let open = match line.take().filter(fits) {
        Some(open) => open,
        None => Line::open(network, url, target, proven).await?,
    };
    let client = line.insert(open).client();
    let mut request = match asking {
        Asking::Reply { kind, question } => client
            .post(asked)
            .header(ACCEPT, "*/*")
            .header(CONTENT_TYPE, kind)
            .body(question.to_vec()),
        Asking::File | Asking::Proven => client.get(asked).header(ACCEPT, "*/*"),
        Asking::Foreign | Asking::Page => client
            .get(asked)
            .header(ACCEPT, "text/html,*/*;q=0.8")
            .header(ACCEPT_ENCODING, ACCEPTED),
    };
    let origin = matches!(asking, Asking::Foreign).then_some(FOREIGN);
    if let Some(origin) = origin {
        request = request.header(ORIGIN, origin);
    }
    if let Some(host) = host {
        request = request.header(HOST, host);
    }
    let response = budget
        .spend("HTTP response", request.send())
        .await?
        .map_err(|error| from_http(&error))?;
    Ok(Exchange {
        hop: HttpHop {
            url: url.to_string(),
            address: target.dialled(),
            status: response.status().as_u16(),
            version: version(response.version()),
            headers: headers(&response),
            origin: origin.map(str::to_owned),
        },
        response,
    })
}

impl Exchange {
    /// Reads the body up to the limit and unpacks it.
    pub(super) async fn read_body(mut self, budget: &mut Budget) -> Body {
        let (mut packed, mut more, mut ended) = (Vec::new(), false, false);
        let reading = async {
            while let Ok(chunk) = self.response.chunk().await {
                let Some(chunk) = chunk else {
                    ended = true;
                    break;
                };
                let room = MAX_BODY - packed.len();
                if chunk.len() > room {
                    packed.extend_from_slice(&chunk[..room]);
                    more = true;
                    break;
                }
                packed.extend_from_slice(&chunk);
            }
        };
        // A body that does not end in time is as long as what was read.
        drop(budget.spend("end of the body", reading).await);
        let encoding = self
            .hop
            .header("content-encoding")
            .collect::<Vec<_>>()
            .join(",");
        let sent = packed.len() as u64;
        let unpacked = unpack(packed, &encoding, MAX_BODY);
        let cut = more || !ended || unpacked.as_ref().is_some_and(|(_, cut)| *cut);
        Body {
            sent,
            more,
            cut,
            plain: unpacked.map(|(plain, _)| plain),
        }
    }
}

impl Exchange {
    /// Lets go of the body. A short one is read first, so that the connection is free for the next request.
    pub(super) async fn finish(mut self, budget: &mut Budget) {
        let length = self.response.content_length().unwrap_or(MAX_DRAINED);
        let reading = async {
            let mut left = MAX_DRAINED;
            while let Ok(Some(chunk)) = self.response.chunk().await {
                left = left.saturating_sub(chunk.len() as u64);
                if left == 0 {
                    break;
                }
            }
        };
        if length <= MAX_DRAINED {
            drop(budget.spend("end of the body", reading).await);
        }
    }

    /// Reads the whole body; more than `limit` bytes are a failure. Every part has to come in time.
    pub(super) async fn read_all(
        mut self,
        limit: usize,
        budget: &mut Budget,
    ) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        loop {
            let chunk = budget
                .spend("end of the body", self.response.chunk())
                .await?
                .map_err(|error| from_http(&error))?;
            let Some(chunk) = chunk else {
                return Ok(body);
            };
            if body.len() + chunk.len() > limit {
                let detail = format!("more than {limit} bytes");
                return Err(Failure::new(FailureReason::TooLarge, &detail));
            }
            body.extend_from_slice(&chunk);
        }
    }
}

fn version(version: Version) -> String {
    match version {
        Version::HTTP_2 => "HTTP/2".to_owned(),
        other => format!("{other:?}"),
    }
}

fn headers(response: &Response) -> Vec<(String, String)> {
    response
        .headers()
        .iter()
        .take(KEPT_HEADERS)
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            let value = withhold(name.as_str(), &value);
            (
                name.as_str().to_owned(),
                value.chars().take(MAX_VALUE).collect(),
            )
        })
        .collect()
}

/// A header field without the secrets that it may carry: the value of a cookie, a name and password in a URL.
fn withhold(name: &str, value: &str) -> String {
    match name {
        "set-cookie" => {
            let (pair, attributes) = value.split_once(';').unwrap_or((value, ""));
            let cookie = pair.split('=').next().unwrap_or_default();
            let separator = if attributes.is_empty() { "" } else { ";" };
            format!("{cookie}=…{separator}{attributes}")
        }
        "location" | "content-location" | "refresh" | "link" => {
            let Some((before, rest)) = value.split_once("//") else {
                return value.to_owned();
            };
            let end = rest.find(['/', '?', '#', ' ']).unwrap_or(rest.len());
            match rest[..end].rfind('@') {
                Some(at) => format!("{before}//{}", &rest[at + 1..]),
                None => value.to_owned(),
            }
        }
        _ => value.to_owned(),
    }
}

/// The typed reason behind an error of the client: the deepest cause that says one.
pub(in crate::probe) fn from_http(error: &reqwest::Error) -> Failure {
    let mut words = error.to_string();
    let mut found = None;
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        words = cause.to_string();
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            found = Some(from_tls(io));
        } else if let Some(http) = cause.downcast_ref::<hyper::Error>() {
            found = Some(from_hyper(http));
        }
        source = cause.source();
    }
    found.unwrap_or_else(|| {
        let reason = if error.is_timeout() {
            FailureReason::TimedOut
        } else if error.is_builder() {
            FailureReason::LocalFault
        } else {
            FailureReason::ProtocolError
        };
        Failure::new(reason, &words)
    })
}

/// A system error may carry the error of the TLS library, at any depth.
fn from_tls(error: &std::io::Error) -> Failure {
    let inner = error.get_ref();
    match inner.and_then(|inner| inner.downcast_ref::<TlsError>()) {
        // Only a client that verifies has anything against a certificate.
        Some(error @ TlsError::InvalidCertificate(_)) => {
            return Failure::new(FailureReason::Untrusted, &error.to_string());
        }
        Some(error) => return typed(error),
        None => {}
    }
    match inner.and_then(|inner| inner.downcast_ref::<std::io::Error>()) {
        Some(deeper) => from_tls(deeper),
        None => from_io(error),
    }
}

fn from_hyper(error: &hyper::Error) -> Failure {
    let reason = if error.is_parse() && error.to_string().contains("too large") {
        FailureReason::TooLarge
    } else if error.is_timeout() {
        FailureReason::TimedOut
    } else if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
        FailureReason::Closed
    } else {
        FailureReason::ProtocolError
    };
    Failure::new(reason, &error.to_string())
}

#[cfg(test)]
mod tests {
    use super::withhold;

    #[test]
    fn secrets_of_others_are_not_kept() {
        for (name, value, kept) in [
            (
                "set-cookie",
                "sid=s3cret; Secure; HttpOnly",
                "sid=…; Secure; HttpOnly",
            ),
            ("set-cookie", "sid", "sid=…"),
            ("location", "https://u:p@b.nl/x@y", "https://b.nl/x@y"),
            ("location", "/x//u@b", "/x//b"),
            ("location", "//u@b.nl", "//b.nl"),
            ("server", "a//u@b", "a//u@b"),
        ] {
            assert_eq!(withhold(name, value), kept);
        }
    }
}
