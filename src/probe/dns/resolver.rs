//! The resolver: the one of the system or the one of the user.

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::lookup::Lookup;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RecordType};
use hickory_resolver::{ResolverBuilder, TokioResolver};

use crate::domain::observation::{Failure, FailureReason};

/// One try.
const TIMEOUT: Duration = Duration::from_secs(3);
/// Tries after the first.
const RETRIES: usize = 1;

/// A resolver, or the reason why there is none.
#[derive(Debug)]
pub(in crate::probe) struct Resolver {
    label: String,
    inner: Result<TokioResolver, Failure>,
}

/// What an answer amounts to.
pub(super) enum Answer {
    /// The name exists; there may be no record of the type.
    Found(Option<Lookup>),
    /// It does not.
    NoSuchName,
}

impl Resolver {
    /// The resolver at an address, or the one of the system. Never fails: a missing resolver shows when it is asked.
    pub(in crate::probe) fn new(address: Option<SocketAddr>, offline: bool) -> Self {
        let label = address.map_or_else(|| "system".to_owned(), |address| address.to_string());
        if offline {
            let offline = Failure::new(FailureReason::Offline, "told not to use the network");
            return Self {
                label,
                inner: Err(offline),
            };
        }
        let builder = match address {
            Some(address) => Ok(TokioResolver::builder_with_config(
                ResolverConfig::from_name_servers(vec![server(address)]),
                TokioRuntimeProvider::default(),
            )),
            None => TokioResolver::builder_tokio(),
        };
        Self {
            label,
            inner: builder
                .and_then(|builder| tuned(builder).build())
                .map_err(|error| no_resolver(&error)),
        }
    }

    /// `system`, or address and port.
    pub(in crate::probe) fn label(&self) -> &str {
        &self.label
    }

    /// Asks one question. The name is taken as complete: no search list, no hosts file.
    pub(super) async fn ask(&self, name: &str, kind: RecordType) -> Result<Answer, Failure> {
        let resolver = self.inner.as_ref().map_err(Clone::clone)?;
        let mut question = match Name::from_ascii(name) {
            Ok(question) => question,
            Err(error) => {
                let detail = format!("not a domain name: {error}");
                return Err(Failure::new(FailureReason::NameNotFound, &detail));
            }
        };
        question.set_fqdn(true);
        // The library keeps its own time; this is the rope behind it.
        let rope = TIMEOUT * (2 * u32::try_from(RETRIES).unwrap_or(1) + 1);
        match tokio::time::timeout(rope, resolver.lookup(question, kind)).await {
            Err(_) | Ok(Err(NetError::Timeout)) => Err(Failure::new(
                FailureReason::TimedOut,
                "no answer from the resolver",
            )),
            Ok(Ok(found)) => Ok(Answer::Found(Some(found))),
            Ok(Err(error)) => negative(&error),
        }
    }
}

fn server(address: SocketAddr) -> NameServerConfig {
    let (mut udp, mut tcp) = (ConnectionConfig::udp(), ConnectionConfig::tcp());
    udp.port = address.port();
    tcp.port = address.port();
    NameServerConfig::new(address.ip(), true, vec![udp, tcp])
}

fn tuned(
    mut builder: ResolverBuilder<TokioRuntimeProvider>,
) -> ResolverBuilder<TokioRuntimeProvider> {
    let options: &mut ResolverOpts = builder.options_mut();
    options.timeout = TIMEOUT;
    options.attempts = RETRIES;
    // Every run looks anew; within a run we keep answers ourselves.
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    options.preserve_intermediates = true;
    options.edns0 = true;
    options.max_active_requests = 256;
    builder
}

fn no_resolver(error: &NetError) -> Failure {
    Failure::new(FailureReason::LocalFault, &format!("no resolver: {error}"))
}

/// Errors that are answers, and errors that are failures.
fn negative(error: &NetError) -> Result<Answer, Failure> {
    let (reason, detail) = match error {
        NetError::Dns(DnsError::NoRecordsFound(none)) => match none.response_code {
            ResponseCode::NoError => return Ok(Answer::Found(None)),
            ResponseCode::NXDomain => return Ok(Answer::NoSuchName),
            code => (FailureReason::ServerFailure, code.to_string()),
        },
        NetError::Dns(DnsError::ResponseCode(code)) => {
            (FailureReason::ServerFailure, code.to_string())
        }
        NetError::Io(_) | NetError::NoConnections | NetError::Busy => (
            FailureReason::LocalFault,
            format!("cannot reach the resolver: {error}"),
        ),
        other => (FailureReason::ProtocolError, other.to_string()),
    };
    Err(Failure::new(reason, &detail))
}
