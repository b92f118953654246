//! The TLS picture of one address: versions, suites, groups, extensions, sessions, weaknesses, chain, trust.

mod alert;
mod answer;
mod ask;
mod beside;
mod certificate;
mod curves;
mod finds;
mod finite;
mod flight;
mod handshake;
mod hello;
mod keys;
mod ladder;
mod look;
mod message;
mod modern;
mod names;
mod notes;
mod older;
mod picture;
mod recorder;
mod registry;
mod sequel;
mod session;
mod ssl2;
mod trust;
mod weakness;

use std::collections::BTreeMap;
use std::sync::{Arc, Once};

use tokio_rustls::rustls::crypto::aws_lc_rs::kx_group::{
    SECP256R1, SECP384R1, X25519, X25519MLKEM768,
};
use tokio_rustls::rustls::crypto::{CryptoProvider, SupportedKxGroup, aws_lc_rs};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, TrustAnchor};
use tokio_rustls::rustls::version;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

pub use self::flight::{Flight, read_flight};
pub(super) use self::handshake::typed;
pub(super) use self::look::look;
pub(super) use self::notes::Shown;
use self::recorder::{Recorder, client};
use self::trust::Store;
use super::target::literal;
use crate::domain::fact::ChainEntry;
use crate::domain::observation::{Failure, FailureReason};

/// A file given as trust anchor is no certificate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("use trust anchor number {number} of `{store}`: {error}")]
pub struct AnchorError {
    /// `added`, or the name of a store of the user.
    pub store: String,
    /// Counted from 1.
    pub number: usize,
    /// Words of the library.
    pub error: String,
}

/// The TLS library and the trust stores.
#[derive(Debug)]
pub(super) struct Tls {
    full: Arc<CryptoProvider>,
    /// Without post-quantum key shares: a hello that fits one packet, for the second try.
    classical: Arc<CryptoProvider>,
    stores: Vec<Store>,
    added: Vec<String>,
    user_stores: Vec<String>,
}

impl Tls {
    pub(super) fn new(
        added: &[CertificateDer<'static>],
        given: &BTreeMap<String, Vec<CertificateDer<'static>>>,
    ) -> Result<Self, AnchorError> {
        let groups = |list: &[&'static dyn SupportedKxGroup]| {
            Arc::new(CryptoProvider {
                kx_groups: list.to_vec(),
                ..aws_lc_rs::default_provider()
            })
        };
        let mut stores = vec![Store {
            name: "mozilla".to_owned(),
            anchors: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        }];
        if !added.is_empty() {
            stores.push(Store::of("added", added)?);
        }
        for (name, anchors) in given {
            stores.push(Store::of(name, anchors)?);
        }
        Ok(Self {
            full: groups(&[X25519MLKEM768, X25519, SECP256R1, SECP384R1]),
            classical: groups(&[X25519, SECP256R1, SECP384R1]),
            stores,
            added: added.iter().map(|der| certificate::shown(der)).collect(),
            user_stores: given
                .iter()
                .map(|(name, anchors)| certificate::shown_together(name, anchors))
                .collect(),
        })
    }

    /// Name and size of the public store.
    pub(super) fn store(&self) -> String {
        let count = self.stores.first().map_or(0, |store| store.anchors.len());
        format!("Mozilla (webpki-roots), {count} anchors")
    }

    /// The stores of the user, each on one line.
    pub(super) fn user_stores(&self) -> Vec<String> {
        self.user_stores.clone()
    }

    pub(super) fn added_anchors(&self) -> &[String] {
        &self.added
    }

    /// The anchors of all stores.
    pub(super) fn anchors(&self) -> impl Iterator<Item = &TrustAnchor<'static>> {
        self.stores.iter().flat_map(|store| &store.anchors)
    }

    /// A configuration that accepts any certificate: what the certificate is worth is seen elsewhere.
    pub(super) fn accepting(&self) -> Result<ClientConfig, Failure> {
        let recorder = Arc::new(Recorder::new(Arc::clone(&self.full)));
        client(
            &self.full,
            &[&version::TLS13, &version::TLS12],
            &["h2", "http/1.1"],
            recorder,
        )
        .map(|config| ClientConfig::clone(&config))
        .map_err(|error| Failure::new(FailureReason::LocalFault, &error.to_string()))
    }

    /// A configuration that accepts a certificate only of somebody that one of the stores trusts.
    pub(super) fn verifying(&self) -> Result<ClientConfig, Failure> {
        let local = |error: &dyn std::fmt::Display| {
            Failure::new(FailureReason::LocalFault, &error.to_string())
        };
        let roots = RootCertStore {
            roots: self.anchors().cloned().collect(),
        };
        let mut config = ClientConfig::builder_with_provider(Arc::clone(&self.full))
            .with_safe_default_protocol_versions()
            .map_err(|error| local(&error))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }

    fn random(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        // Only has to differ between hellos; without randomness nothing else would work either.
        drop(self.full.secure_random.fill(&mut bytes));
        bytes
    }
}

/// Has the cryptographic library gather its first randomness, which takes it longer than a round trip: beside whatever else
/// there is to do before the first handshake. Later calls do nothing.
pub(super) fn gather_randomness() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let gathering = || drop(session::random::<1>());
        // Without a thread of its own the first handshake does it.
        drop(std::thread::Builder::new().spawn(gathering));
    });
}

/// The certificates of a chain as it was served.
pub(super) fn read_chain(served: &[Vec<u8>]) -> Vec<ChainEntry> {
    certificate::chain(served)
}

/// The name that is sent to the server, and that its certificate has to bear.
pub(super) fn server_name(host: &str) -> Result<ServerName<'static>, Failure> {
    let result = match literal(host) {
        Some(address) => Ok(ServerName::IpAddress(address.into())),
        None => ServerName::try_from(host.to_owned()),
    };
    result.map_err(|_| {
        Failure::new(
            FailureReason::LocalFault,
            "the host is no name that TLS can send",
        )
    })
}
