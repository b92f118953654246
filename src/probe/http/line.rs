//! The connection of one request, kept for the next to the same server.

#![expect(
    clippy::disallowed_methods,
    reason = "the probes are the modules that dial"
)]

use std::sync::Arc;

use reqwest::header::HeaderValue;
use reqwest::{Client, redirect};
use url::{Host, Url};

use super::exchange::from_http;
use crate::domain::observation::{Failure, FailureReason};
use crate::probe::limits::Seat;
use crate::probe::network::Network;
use crate::probe::target::Target;

/// Header fields that are read.
const READ_HEADERS: usize = 256;
/// Bytes of the header fields of an HTTP/2 response.
const MAX_HEADER_LIST: u32 = 256 * 1024;

/// A way to one address of one origin, with its seat there. It holds one connection at a time when it is used for one
/// request at a time; HTTP/2 needs no more for several.
#[derive(Debug, Clone)]
pub(in crate::probe) struct Line {
    /// Scheme, host and port.
    origin: String,
    target: Target,
    /// True when the server had to prove who it is.
    proven: bool,
    client: Client,
    /// Given back when the last copy is done with.
    _seat: Arc<Option<Seat>>,
}

impl Line {
    /// Waits for a seat. The connection is made with the first request, to the address of the target and no other.
    pub(super) async fn open(
        network: &Network,
        url: &Url,
        target: Target,
        proven: bool,
    ) -> Result<Self, Failure> {
        let client = client(network, url, target, proven)?;
        let seat = network.gates().enter(target.dialled().ip(), false).await;
        Ok(Self {
            origin: origin(url),
            target,
            proven,
            client,
            _seat: Arc::new(seat),
        })
    }

    /// True when requests for this URL at this address can go over it.
    pub(super) fn leads_to(&self, url: &Url, target: Target, proven: bool) -> bool {
        self.origin == origin(url) && self.target == target && self.proven == proven
    }

    /// The address that it leads to, when it can be used for this URL.
    pub(super) fn target_for(&self, url: &Url) -> Option<Target> {
        (self.origin == origin(url)).then_some(self.target)
    }

    pub(super) const fn client(&self) -> &Client {
        &self.client
    }
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn client(network: &Network, url: &Url, target: Target, proven: bool) -> Result<Client, Failure> {
    let settings = network.settings();
    let tls = if proven {
        network.tls().verifying()?
    } else {
        network.tls().accepting()?
    };
    Client::builder()
        .tls_backend_preconfigured(tls)
        .resolve_to_addrs(url.host_str().unwrap_or_default(), &[target.dialled()])
        .redirect(redirect::Policy::none())
        .no_proxy()
        .connect_timeout(settings.timeout)
        .pool_max_idle_per_host(1)
        .user_agent(settings.user_agent.as_str())
        .http1_max_headers(READ_HEADERS)
        .http2_max_header_list_size(MAX_HEADER_LIST)
        .build()
        .map_err(|error| from_http(&error))
}

/// The URL to ask for, so that the pinned address and port are dialled, and the `Host` to send when that URL names another.
///
/// A pinned port counts only for a URL without one, and a literal address is never looked up: both then stand in the URL.
pub(super) fn pin(url: &Url, target: Target) -> Result<(Url, Option<HeaderValue>), Failure> {
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
