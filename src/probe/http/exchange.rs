//! One GET to one address, within bounds.

#![expect(
    clippy::disallowed_methods,
    reason = "the probes are the modules that dial"
)]

use reqwest::header::{ACCEPT, CONTENT_TYPE, HOST, HeaderValue};
use reqwest::{Client, Response, Version, redirect};
use rustls::Error as TlsError;
use url::{Host, Url};

use crate::domain::fact::HttpHop;
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::budget::Budget;
use crate::probe::dial::from_io;
use crate::probe::limits::Seat;
use crate::probe::network::Network;
use crate::probe::target::Target;
use crate::probe::tls::typed;

/// Bytes of a body that are read.
const MAX_BODY: u64 = 1024 * 1024;
/// Bytes of the header fields of an HTTP/2 response.
const MAX_HEADER_LIST: u32 = 256 * 1024;
/// Header fields that are read and that are kept.
const READ_HEADERS: usize = 256;
const KEPT_HEADERS: usize = 100;
const MAX_VALUE: usize = 8192;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(in crate::probe) enum Asking<'a> {
    /// A file of any type.
    File,
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
    _seat: Option<Seat>,
}

/// Sends the request and reads the head of the response. One request is one connection, to the address of the target
/// and no other: nothing is resolved again, no proxy is used, and no redirect is followed here.
pub(super) async fn exchange(
    network: &Network,
    url: &Url,
    asking: Asking<'_>,
    target: Target,
    budget: &mut Budget,
) -> Result<Exchange, Failure> {
    let address = target.dialled();
    let (asked, host) = pin(url, target)?;
    let client = client(network, url, asking, target)?;
    let seat = network.gates().enter(address.ip(), false).await;
    let mut request = match asking {
        Asking::File | Asking::Proven => client.get(asked).header(ACCEPT, "*/*"),
        Asking::Page => client.get(asked).header(ACCEPT, "text/html,*/*;q=0.8"),
        Asking::Reply { kind, question } => client
            .post(asked)
            .header(ACCEPT, "*/*")
            .header(CONTENT_TYPE, kind)
            .body(question.to_vec()),
    };
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
            address,
            status: response.status().as_u16(),
            version: version(response.version()),
            headers: headers(&response),
        },
        response,
        _seat: seat,
    })
}

fn client(
    network: &Network,
    url: &Url,
    asking: Asking<'_>,
    target: Target,
) -> Result<Client, Failure> {
    let settings = network.settings();
    let tls = match asking {
        Asking::Proven => network.tls().verifying()?,
        Asking::File | Asking::Page | Asking::Reply { .. } => network.tls().accepting()?,
    };
    Client::builder()
        .tls_backend_preconfigured(tls)
        .resolve_to_addrs(url.host_str().unwrap_or_default(), &[target.dialled()])
        .redirect(redirect::Policy::none())
        .no_proxy()
        .connect_timeout(settings.timeout)
        .pool_max_idle_per_host(0)
        .user_agent(settings.user_agent.as_str())
        .http1_max_headers(READ_HEADERS)
        .http2_max_header_list_size(MAX_HEADER_LIST)
        .build()
        .map_err(|error| from_http(&error))
}

/// The URL to ask for, so that the pinned address and port are dialled, and the `Host` to send when that URL names another.
///
/// A pinned port counts only for a URL without one, and a literal address is never looked up: both then stand in the URL.
fn pin(url: &Url, target: Target) -> Result<(Url, Option<HeaderValue>), Failure> {
    let address = target.dialled();
    let mut asked = url.clone();
    let literal = matches!(url.host(), Some(Host::Ipv4(_) | Host::Ipv6(_)));
    let mut moved = Ok(());
    if literal {
        moved = asked.set_ip_host(address.ip());
    }
    if literal || url.port().is_some() {
        moved = moved.and_then(|()| asked.set_port(Some(address.port())));
    }
    let unsendable = || Failure::new(FailureReason::ProtocolError, "the URL cannot be asked for");
    moved.map_err(|()| unsendable())?;
    if asked == *url {
        return Ok((asked, None));
    }
    let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let host = HeaderValue::from_str(host).map_err(|_| unsendable())?;
    Ok((asked, Some(host)))
}

impl Exchange {
    /// Reads the body up to the limit: bytes read, and whether there was more.
    pub(super) async fn read_body(mut self, budget: &mut Budget) -> (u64, bool) {
        let (mut count, mut more) = (0u64, false);
        let reading = async {
            while let Ok(Some(chunk)) = self.response.chunk().await {
                count += chunk.len() as u64;
                if count > MAX_BODY {
                    (count, more) = (MAX_BODY, true);
                    break;
                }
            }
        };
        // A body that does not end in time is as long as what was read.
        drop(budget.spend("end of the body", reading).await);
        (count, more)
    }
}

impl Exchange {
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
fn from_http(error: &reqwest::Error) -> Failure {
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
