//! F6: the fictional case on loopback: `PrivComp`, a second-hand clothing retailer, buys from Cloud & Co.
//!
//! Real sockets, real handshakes and a real name server, all on 127.0.0.1 at free ports. The name server answers with
//! public addresses whose published location the shipped tables know, so that the report has something to say about
//! location; [`Case::connect_to`] leads every name to loopback, so that nobody at those addresses is ever contacted.

mod authority;
mod cast;
mod mail;
mod marks;
mod sign;
mod web;
mod zone;

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::{fmt, io};

use hickory_proto::rr::Record;
use jiff::Timestamp;
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::CertificateDer;

use crate::domain::day::Day;

/// Why the case could not be set up; whose fault: ours or the machine's, and for [`DemoError::Mark`] the template's.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// No socket on loopback.
    #[error("open a socket on 127.0.0.1: {0}")]
    Socket(#[from] io::Error),
    /// A certificate could not be made.
    #[error("make a certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The moment is too far away for a certificate.
    #[error("make certificates for a moment outside the years 2000 to 9000")]
    Moment,
    /// A template names something that is not there to fill in.
    #[error("fill in `{{{{{mark}}}}}` in {file}")]
    Mark {
        /// The template.
        file: String,
        /// What stands between the braces.
        mark: String,
    },
    /// A key could not be made.
    #[error("make a key: {0}")]
    Task(#[from] tokio::task::JoinError),
    /// A certificate and key do not go together.
    #[error("set up TLS: {0}")]
    Tls(#[from] tokio_rustls::rustls::Error),
    /// A zone could not be read.
    #[error("read the zone: {0}")]
    Zone(String),
}

/// The running case. Everything stops when this is dropped.
pub struct Case {
    /// The name server, UDP and TCP: to be given as `--dns`.
    pub dns: SocketAddr,
    /// Where each name and port is really served: to be given as `--connect-to`.
    pub connect_to: BTreeMap<(String, u16), SocketAddr>,
    /// DS record of the zone above all others: to be given as `--dnssec-anchor`.
    pub zone_anchor: String,
    /// The fictional public certificate authority: to be given as `--ca`.
    pub anchors: Vec<CertificateDer<'static>>,
    /// A list of validated route origins, made a moment ago: to be given as `--vrps`.
    pub routes: String,
    /// The dossier with its dates filled in: path below the dossier, and content.
    pub files: Vec<(String, Vec<u8>)>,
    #[expect(
        dead_code,
        reason = "held so that the servers live as long as the case"
    )]
    held: Held,
}

/// What keeps the servers alive.
struct Held {
    _web: JoinSet<()>,
    _names: zone::Server,
    _closed: TcpSocket,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case")
            .field("dns", &self.dns)
            .field("connect_to", &self.connect_to)
            .finish_non_exhaustive()
    }
}

/// Starts the servers and fills in the dossier.
///
/// `dossier` holds the template files by their path below the dossier. These marks are filled in: `{{today}}`,
/// `{{today-30}}` and `{{today+90}}` (days from `now`, as `2026-01-31`) and `{{sha256 evidence/file.txt}}` (digest of
/// another file of the dossier, after its own dates were filled in). Certificates are valid relative to `now`.
pub async fn start(now: Timestamp, dossier: Vec<(String, Vec<u8>)>) -> Result<Case, DemoError> {
    let files = marks::fill(dossier, Day::of(now))?;
    let leaves: Vec<_> = cast::ENDPOINTS
        .iter()
        .map(|endpoint| endpoint.certificate)
        .chain(cast::MAIL_HOSTS.iter().map(|host| host.certificate))
        .chain([cast::POLICY_HOST.certificate])
        .collect();
    // Keys take a while and a processor each: not on the threads that serve.
    let issued = tokio::task::spawn_blocking(move || authority::issue(now, &leaves)).await??;

    let announced = announced(&issued.chains)?;
    let zone::Served {
        server: names,
        address: dns,
        anchor: zone_anchor,
    } = zone::serve(&announced).await?;
    let closed = TcpSocket::new_v4()?;
    // Bound and never listening: the system refuses every connection, and nobody else can take the port.
    closed.bind((Ipv4Addr::LOCALHOST, 0).into())?;
    let refusing = closed.local_addr()?;

    let mut web = JoinSet::new();
    let mut connect_to: BTreeMap<(String, u16), SocketAddr> = zone::NAME_SERVERS
        .iter()
        .map(|name| (((*name).to_owned(), 53), dns))
        .collect();
    let mut chains = issued.chains.into_iter();
    for (endpoint, chain) in cast::ENDPOINTS.iter().zip(chains.by_ref()) {
        let host = endpoint.host.to_owned();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        connect_to.insert((host.clone(), 443), listener.local_addr()?);
        let config = web::tls_config(chain, endpoint.versions)?;
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let today = Day::of(now);
        web.spawn(web::serve_https(listener, acceptor, endpoint, today));

        if endpoint.plain == cast::Plain::Closed {
            connect_to.insert((host, 80), refusing);
        } else {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
            connect_to.insert((host, 80), listener.local_addr()?);
            web.spawn(web::serve_http(listener, endpoint));
        }
    }
    for (host, chain) in cast::MAIL_HOSTS.iter().zip(chains.by_ref()) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        connect_to.insert((host.host.to_owned(), 25), listener.local_addr()?);
        let mut config = web::tls_config(chain, host.versions)?;
        config.alpn_protocols.clear();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        web.spawn(mail::serve(listener, Some(acceptor), host.host));
    }
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let name = cast::PLAIN_MAIL_HOST;
    connect_to.insert((name.to_owned(), 25), listener.local_addr()?);
    web.spawn(mail::serve(listener, None, name));
    for chain in chains {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let host = cast::POLICY_HOST.host.to_owned();
        connect_to.insert((host, 443), listener.local_addr()?);
        let config = web::tls_config(chain, cast::Versions::Both)?;
        let acceptor = TlsAcceptor::from(Arc::new(config));
        web.spawn(web::serve_file(listener, acceptor, cast::POLICY_HOST.file));
    }

    Ok(Case {
        dns,
        connect_to,
        zone_anchor,
        anchors: vec![issued.root],
        routes: include_str!("routes.json").replace("{{now}}", &now.to_string()),
        files,
        held: Held {
            _web: web,
            _names: names,
            _closed: closed,
        },
    })
}

/// The TLSA records of the hosts that announce their key: of most the right one, of one that of an earlier key.
fn announced(chains: &[authority::Chain]) -> Result<Vec<Record>, DemoError> {
    let hosts = cast::ENDPOINTS
        .iter()
        .map(|endpoint| (endpoint.host, 443, endpoint.announces))
        .chain(
            cast::MAIL_HOSTS
                .iter()
                .map(|host| (host.host, 25, host.announces)),
        );
    hosts
        .zip(chains)
        .filter_map(|((host, port, announces), chain)| {
            let key = match announces {
                cast::Announces::Nothing => return None,
                cast::Announces::Key => chain.key_digest(),
                cast::Announces::EarlierKey => Some([0x5a; 32]),
            }?;
            let wrong = |e| DemoError::Zone(format!("{host} {e}"));
            Some(sign::tlsa(host, port, &key).map_err(wrong))
        })
        .collect()
}
