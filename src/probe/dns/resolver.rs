//! The resolver: the one of the system or the one of the user. It is asked for everything that it got, signatures
//! included, and to leave the judging of these to us (RFC 4035 §3.2.2).

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::xfer::{DnsHandle as _, FirstAnswer as _};
use hickory_resolver::net::{DnsError, NetError, NoRecords};
use hickory_resolver::proto::op::{DnsRequest, DnsRequestOptions, Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, RecordType};
use hickory_resolver::{NameServerPool, PoolContext, TlsConfig, system_conf};

use super::dnssec::Anchor;
use super::questions::{Answers, Reply};
use crate::domain::observation::{Failure, FailureReason};

/// One try, unless the run has less patience.
const TIMEOUT: Duration = Duration::from_secs(3);
/// Tries, the first included.
const TRIES: u32 = 2;

/// A resolver, or the reason why there is none.
pub(in crate::probe) struct Resolver {
    label: String,
    /// How long one try may take.
    patience: Duration,
    pool: Result<NameServerPool<TokioRuntimeProvider>, Failure>,
    /// Trust anchors of the user.
    pub(super) anchors: Vec<Anchor>,
    /// True once the resolver turned down a common question with extensions and answered it without (RFC 6891 §7).
    plain: AtomicBool,
    /// What it said of the root and of top-level domains: the same for every run, so asked once.
    pub(super) shared: Mutex<Answers>,
}

impl std::fmt::Debug for Resolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resolver")
            .field("label", &self.label)
            .finish_non_exhaustive()
    }
}

impl Resolver {
    /// The resolver at an address, or the one of the system, that gets `timeout` for a try and no more than three seconds.
    /// Never fails: a missing resolver shows when it is asked.
    pub(in crate::probe) fn new(
        address: Option<SocketAddr>,
        offline: bool,
        timeout: Duration,
        anchors: Vec<Anchor>,
    ) -> Self {
        let patience = timeout.min(TIMEOUT);
        let pool = if offline {
            Err(Failure::new(
                FailureReason::Offline,
                "told not to use the network",
            ))
        } else {
            pool(address, patience).map_err(|error| {
                Failure::new(FailureReason::LocalFault, &format!("no resolver: {error}"))
            })
        };
        Self {
            patience,
            label: address.map_or_else(|| "system".to_owned(), |address| address.to_string()),
            pool,
            anchors: Anchor::merged(anchors),
            plain: AtomicBool::new(false),
            shared: Mutex::default(),
        }
    }

    /// `system`, or address and port.
    pub(in crate::probe) fn label(&self) -> &str {
        &self.label
    }

    /// The names of the zones that the user trusts.
    pub(in crate::probe) fn anchored(&self) -> Vec<String> {
        let mut zones: Vec<String> = self.anchors.iter().map(Anchor::shown).collect();
        zones.sort();
        zones
    }

    /// Puts one question. The name is taken as complete: no search list, no hosts file.
    pub(super) async fn exchange(&self, name: Name, kind: RecordType) -> Result<Reply, Failure> {
        let pool = self.pool.as_ref().map_err(Clone::clone)?;
        // The library keeps its own time; this is the rope behind it.
        let rope = self.patience * (TRIES + 1);
        let exchange = async {
            let mut tries = 0;
            let mut plain = self.plain.load(Ordering::Relaxed);
            loop {
                tries += 1;
                let asked = pool
                    .send(question(name.clone(), kind, plain))
                    .first_answer();
                match read(asked.await) {
                    // Perhaps only for this question: some servers refuse types that they do not know.
                    Err(trouble) if trouble.dislikes_extensions && !plain => plain = true,
                    Err(trouble) if trouble.passing && tries < TRIES => {}
                    Err(trouble) => return Err(trouble.failure),
                    Ok(reply) => {
                        if plain && is_common(kind) {
                            self.plain.store(true, Ordering::Relaxed);
                        }
                        return Ok(Reply { plain, ..reply });
                    }
                }
            }
        };
        tokio::time::timeout(rope, exchange)
            .await
            .unwrap_or_else(|_| Err(timed_out().failure))
    }
}

fn pool(
    address: Option<SocketAddr>,
    patience: Duration,
) -> Result<NameServerPool<TokioRuntimeProvider>, NetError> {
    let (config, mut options) = match address {
        Some(address) => (
            ResolverConfig::from_name_servers(vec![server(address)]),
            ResolverOpts::default(),
        ),
        None => system_conf::read_system_conf()?,
    };
    options.timeout = patience;
    // Every run looks anew; within a run we keep answers ourselves.
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    options.max_active_requests = 256;
    let (_, _, servers) = config.into_parts();
    let context = PoolContext::new(options, TlsConfig::new()?);
    Ok(NameServerPool::from_config(
        servers,
        Arc::new(context),
        TokioRuntimeProvider::default(),
    ))
}

fn server(address: SocketAddr) -> NameServerConfig {
    let (mut udp, mut tcp) = (ConnectionConfig::udp(), ConnectionConfig::tcp());
    udp.port = address.port();
    tcp.port = address.port();
    NameServerConfig::new(address.ip(), true, vec![udp, tcp])
}

/// Types that every resolver knows: what it says of these, it says of all questions.
const fn is_common(kind: RecordType) -> bool {
    matches!(
        kind,
        RecordType::A | RecordType::AAAA | RecordType::NS | RecordType::SOA
    )
}

/// A question for everything, unjudged.
fn question(name: Name, kind: RecordType, plain: bool) -> DnsRequest {
    let mut options = DnsRequestOptions::default();
    options.use_edns = !plain;
    options.edns_set_dnssec_ok = !plain;
    let mut request = DnsRequest::from_query(Query::query(name, kind), options);
    request.metadata.checking_disabled = !plain;
    request
}

/// A failure, and what to do about it.
struct Trouble {
    failure: Failure,
    /// Another try may help.
    passing: bool,
    /// The other side does not know extensions.
    dislikes_extensions: bool,
}

impl Trouble {
    fn new(reason: FailureReason, detail: &str) -> Self {
        Self {
            failure: Failure::new(reason, detail),
            passing: false,
            dislikes_extensions: false,
        }
    }
}

fn timed_out() -> Trouble {
    Trouble {
        passing: true,
        ..Trouble::new(FailureReason::TimedOut, "no answer from the resolver")
    }
}

/// Errors that are answers, and errors that are failures.
fn read(
    outcome: Result<hickory_resolver::proto::op::DnsResponse, NetError>,
) -> Result<Reply, Trouble> {
    let error = match outcome {
        Ok(response) => {
            let code = response.metadata.response_code;
            let message = response.into_message();
            return Ok(Reply {
                code,
                answers: message.answers,
                authorities: message.authorities,
                plain: false,
            });
        }
        Err(error) => error,
    };
    Err(match error {
        NetError::Dns(DnsError::NoRecordsFound(none)) => match none.response_code {
            ResponseCode::NoError | ResponseCode::NXDomain => return Ok(negative(&none)),
            code => Trouble::new(FailureReason::ServerFailure, &code.to_string()),
        },
        NetError::Dns(DnsError::ResponseCode(code)) => Trouble {
            dislikes_extensions: matches!(
                code,
                ResponseCode::FormErr | ResponseCode::NotImp | ResponseCode::BADVERS
            ),
            ..Trouble::new(FailureReason::ServerFailure, &code.to_string())
        },
        NetError::Timeout => timed_out(),
        NetError::Truncated => Trouble::new(
            FailureReason::ProtocolError,
            "the answer was cut off, over TCP as well",
        ),
        NetError::Io(_) | NetError::NoConnections | NetError::Busy => Trouble {
            passing: true,
            ..Trouble::new(
                FailureReason::LocalFault,
                &format!("cannot reach the resolver: {error}"),
            )
        },
        other => Trouble::new(FailureReason::ProtocolError, &other.to_string()),
    })
}

fn negative(none: &NoRecords) -> Reply {
    Reply {
        code: none.response_code,
        answers: Vec::new(),
        authorities: none
            .authorities
            .as_ref()
            .map(|records| records.to_vec())
            .unwrap_or_default(),
        plain: false,
    }
}
