//! One GET to one address, within bounds.

use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::client::conn::{http1, http2};
use hyper::header::{ACCEPT, HOST, HeaderValue, USER_AGENT};
use hyper::{Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinHandle;
use tokio_rustls::rustls;
use url::Url;

use crate::domain::fact::HttpHop;
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::budget::Budget;
use crate::probe::dial::{dial, from_io};
use crate::probe::network::Network;
use crate::probe::target::Target;
use crate::probe::tls::{server_name, typed};

/// Bytes of a body that are read.
pub(super) const MAX_BODY: u64 = 1024 * 1024;
/// Bytes of a response head that are read.
const MAX_HEAD: usize = 256 * 1024;
/// Header fields that are read and that are kept.
const READ_HEADERS: usize = 256;
const KEPT_HEADERS: usize = 100;
const MAX_VALUE: usize = 8192;

/// A response whose body is still on the way.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) hop: HttpHop,
    body: Incoming,
    connection: Connection,
    seat: Option<OwnedSemaphorePermit>,
}

/// The task that drives a connection: ends with its owner.
#[derive(Debug)]
struct Connection(JoinHandle<()>);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Sends the request and reads the head of the response.
pub(super) async fn exchange(
    network: &Network,
    url: &Url,
    target: Target,
    budget: &mut Budget,
) -> Result<Exchange, Failure> {
    let line = dial(network, target, budget).await?;
    let seat = line.seat;
    let (response, connection) = if url.scheme() == "https" {
        let server = server_name(url.host_str().unwrap_or_default())?;
        let connecting = network.tls().connector()?.connect(server, line.stream);
        let stream = budget
            .spend("TLS handshake", connecting)
            .await?
            .map_err(|error| from_tls(&error))?;
        if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
            two(network, url, stream, budget).await?
        } else {
            one(network, url, stream, budget).await?
        }
    } else {
        one(network, url, line.stream, budget).await?
    };
    Ok(Exchange {
        hop: HttpHop {
            url: url.to_string(),
            address: target.dialled(),
            status: response.status().as_u16(),
            version: version(response.version()),
            headers: headers(&response),
        },
        body: response.into_body(),
        connection,
        seat,
    })
}

type Answered = (Response<Incoming>, Connection);

/// HTTP/1.1.
async fn one(
    network: &Network,
    url: &Url,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    budget: &mut Budget,
) -> Result<Answered, Failure> {
    let (mut sender, connection) = http1::Builder::new()
        .max_headers(READ_HEADERS)
        .max_buf_size(MAX_HEAD)
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|error| from_http(&error))?;
    let driven = Connection(tokio::spawn(async move { drop(connection.await) }));
    let mut request = request(
        network,
        &url[url::Position::BeforePath..url::Position::AfterQuery],
    )?;
    let host = url[url::Position::BeforeHost..url::Position::AfterPort].parse();
    request
        .headers_mut()
        .insert(HOST, host.map_err(|_| unsendable())?);
    let response = budget
        .spend("HTTP response", sender.send_request(request))
        .await?
        .map_err(|error| from_http(&error))?;
    Ok((response, driven))
}

/// HTTP/2.
async fn two(
    network: &Network,
    url: &Url,
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    budget: &mut Budget,
) -> Result<Answered, Failure> {
    let connecting = http2::Builder::new(TokioExecutor::new())
        .max_header_list_size(u32::try_from(MAX_HEAD).unwrap_or(u32::MAX))
        .handshake(TokioIo::new(stream));
    let (mut sender, connection) = budget
        .spend("HTTP/2 connection", connecting)
        .await?
        .map_err(|error| from_http(&error))?;
    let driven = Connection(tokio::spawn(async move { drop(connection.await) }));
    let request = request(network, &url[..url::Position::AfterQuery])?;
    let response = budget
        .spend("HTTP response", sender.send_request(request))
        .await?
        .map_err(|error| from_http(&error))?;
    Ok((response, driven))
}

fn request(network: &Network, target: &str) -> Result<Request<Empty<Bytes>>, Failure> {
    let agent = HeaderValue::from_str(&network.settings().user_agent)
        .map_err(|_| Failure::new(FailureReason::LocalFault, "the user agent cannot be sent"))?;
    Request::get(target)
        .header(USER_AGENT, agent)
        .header(ACCEPT, "text/html,*/*;q=0.8")
        .body(Empty::new())
        .map_err(|_| unsendable())
}

fn unsendable() -> Failure {
    Failure::new(FailureReason::ProtocolError, "the URL cannot be asked for")
}

impl Exchange {
    /// Reads the body up to the limit: bytes read, and whether there was more.
    pub(super) async fn read_body(mut self, budget: &mut Budget) -> (u64, bool) {
        let (mut count, mut more) = (0u64, false);
        let reading = async {
            while let Some(Ok(frame)) = self.body.frame().await {
                let length = frame.data_ref().map_or(0, |data| data.len() as u64);
                count += length;
                if count > MAX_BODY {
                    (count, more) = (MAX_BODY, true);
                    break;
                }
                if self.body.is_end_stream() {
                    break;
                }
            }
        };
        // A body that does not end in time is as long as what was read.
        drop(budget.spend("end of the body", reading).await);
        drop((self.connection, self.seat));
        (count, more)
    }
}

fn version(version: Version) -> String {
    match version {
        Version::HTTP_2 => "HTTP/2".to_owned(),
        other => format!("{other:?}"),
    }
}

fn headers(response: &Response<Incoming>) -> Vec<(String, String)> {
    response
        .headers()
        .iter()
        .take(KEPT_HEADERS)
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (
                name.as_str().to_owned(),
                value.chars().take(MAX_VALUE).collect(),
            )
        })
        .collect()
}

fn from_tls(error: &std::io::Error) -> Failure {
    match error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<rustls::Error>())
    {
        Some(error) => typed(error),
        None => from_io(error),
    }
}

fn from_http(error: &hyper::Error) -> Failure {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<std::io::Error>() {
            return from_tls(io);
        }
        source = cause.source();
    }
    let reason = if error.is_parse() && error.to_string().contains("too large") {
        FailureReason::TooLarge
    } else if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
        FailureReason::Closed
    } else {
        FailureReason::ProtocolError
    };
    Failure::new(reason, &error.to_string())
}
