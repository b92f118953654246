//! The TLS picture of one address: versions, chain, trust.

mod alert;
mod answer;
mod certificate;
mod handshake;
mod hello;
mod legacy;
mod names;
mod recorder;
mod trust;

use std::sync::Arc;

use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::kx_group::{
    SECP256R1, SECP384R1, X25519, X25519MLKEM768,
};
use tokio_rustls::rustls::crypto::{CryptoProvider, SupportedKxGroup, aws_lc_rs};
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::version;

pub(super) use self::handshake::typed;
use self::recorder::{Recorder, client};
use self::trust::Store;
use super::budget::Budget;
use super::dial::{Line, PAUSE, dial, worth_another_try};
use super::network::Network;
use super::target::{Target, literal};
use crate::domain::fact::{Negotiated, TlsFact, TlsVersion, VersionState, VersionTrial};
use crate::domain::observation::{Failure, FailureReason};

/// A file given as trust anchor is no certificate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("use trust anchor number {number}: {error}")]
pub struct AnchorError {
    /// Counted from 1.
    pub number: usize,
    /// Words of the library.
    pub error: String,
}

/// What came of asking for one version.
#[derive(Debug)]
struct Trial {
    state: VersionState,
    negotiated: Option<Negotiated>,
    chain: Vec<Vec<u8>>,
    /// Why no handshake completed.
    failure: Option<Failure>,
    /// The server declined, but perhaps only what our TLS library can offer.
    doubt: bool,
}

impl Trial {
    fn inconclusive(failure: Failure) -> Self {
        Self {
            state: VersionState::Inconclusive(failure.clone()),
            negotiated: None,
            chain: Vec::new(),
            failure: Some(failure),
            doubt: false,
        }
    }

    const fn may_improve(&self) -> bool {
        match &self.state {
            VersionState::Inconclusive(failure) => worth_another_try(failure),
            VersionState::Offered | VersionState::Refused => false,
        }
    }
}

/// The TLS library and the trust stores.
#[derive(Debug)]
pub(super) struct Tls {
    full: Arc<CryptoProvider>,
    /// Without post-quantum key shares: a hello that fits one packet, for the second try.
    classical: Arc<CryptoProvider>,
    stores: Vec<Store>,
    added: Vec<String>,
}

impl Tls {
    pub(super) fn new(added: &[CertificateDer<'static>]) -> Result<Self, AnchorError> {
        let groups = |list: &[&'static dyn SupportedKxGroup]| {
            Arc::new(CryptoProvider {
                kx_groups: list.to_vec(),
                ..aws_lc_rs::default_provider()
            })
        };
        let mut stores = vec![Store {
            name: "mozilla",
            anchors: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        }];
        let anchors = added
            .iter()
            .enumerate()
            .map(|(index, der)| {
                webpki::anchor_from_trusted_cert(der)
                    .map(|anchor| anchor.to_owned())
                    .map_err(|error| AnchorError {
                        number: index + 1,
                        error: error.to_string(),
                    })
            })
            .collect::<Result<Vec<_>, _>>()?;
        if !anchors.is_empty() {
            stores.push(Store {
                name: "added",
                anchors,
            });
        }
        Ok(Self {
            full: groups(&[X25519MLKEM768, X25519, SECP256R1, SECP384R1]),
            classical: groups(&[X25519, SECP256R1, SECP384R1]),
            stores,
            added: added.iter().map(|der| certificate::shown(der)).collect(),
        })
    }

    /// Name and size of the public store.
    pub(super) fn store(&self) -> String {
        let count = self.stores.first().map_or(0, |store| store.anchors.len());
        format!("Mozilla (webpki-roots), {count} anchors")
    }

    pub(super) fn added_anchors(&self) -> &[String] {
        &self.added
    }

    /// A configuration that accepts any certificate: what the certificate is worth is seen elsewhere.
    pub(super) fn accepting(&self) -> Result<ClientConfig, Failure> {
        let recorder = Arc::new(Recorder::new(Arc::clone(&self.full)));
        client(&self.full, &[&version::TLS13, &version::TLS12], recorder)
            .map(|config| ClientConfig::clone(&config))
            .map_err(|error| Failure::new(FailureReason::LocalFault, &error.to_string()))
    }

    fn random(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        // Only has to differ between hellos; without randomness nothing else would work either.
        drop(self.full.secure_random.fill(&mut bytes));
        bytes
    }
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

/// Looks at one address. A failure means that nothing at all was learnt of its TLS.
pub(super) async fn look(
    network: &Network,
    host: &str,
    target: Target,
    budget: &Budget,
) -> Result<TlsFact, Failure> {
    let server = server_name(host)?;
    let view = View {
        network,
        target,
        server: server.clone(),
        name: literal(host).is_none().then_some(host),
    };
    // One connection first: a closed port is not knocked on four times.
    let line = view.open(&mut budget.clone()).await?;
    let (tls13, tls12, tls11, tls10) = tokio::join!(
        view.current(TlsVersion::Tls13, Some(line), budget.clone()),
        view.current(TlsVersion::Tls12, None, budget.clone()),
        view.old(TlsVersion::Tls11, budget.clone()),
        view.old(TlsVersion::Tls10, budget.clone()),
    );
    let now = network.now();
    let trials = [tls13, tls12, tls11, tls10];
    let nothing = trials.iter().all(|trial| {
        matches!(trial.state, VersionState::Inconclusive(_)) && trial.chain.is_empty()
    });
    let failure = trials.iter().find_map(|trial| trial.failure.clone());
    if nothing && let Some(failure) = failure {
        return Err(failure);
    }
    let best = trials
        .iter()
        .find(|trial| trial.negotiated.is_some())
        .or_else(|| trials.iter().find(|trial| !trial.chain.is_empty()));
    let shown = best.map(|trial| trial.chain.as_slice()).unwrap_or_default();
    let negotiated = best.and_then(|trial| trial.negotiated.clone());
    let completed = trials.iter().any(|trial| trial.negotiated.is_some());
    let chain = certificate::chain(shown);
    let tls = network.tls();
    let algorithms = &tls.full.signature_verification_algorithms;
    Ok(TlsFact {
        address: target.address,
        dialled: target.instead,
        server_name: host.to_owned(),
        handshake_failure: if completed { None } else { why(&trials) },
        negotiated,
        name_matches: trust::names(shown, &server),
        trust: trust::paths(&tls.stores, algorithms, shown, &chain, now),
        chain,
        picture: None,
        versions: [
            TlsVersion::Tls10,
            TlsVersion::Tls11,
            TlsVersion::Tls12,
            TlsVersion::Tls13,
        ]
        .into_iter()
        .zip(trials.into_iter().rev())
        .map(|(version, trial)| VersionTrial {
            version,
            state: trial.state,
        })
        .collect(),
    })
}

/// Why no handshake completed: the words about the newest version that the server offers, else about TLS 1.2.
fn why(trials: &[Trial; 4]) -> Option<Failure> {
    let [_, tls12, ..] = trials;
    trials
        .iter()
        .find(|trial| trial.state == VersionState::Offered)
        .and_then(|trial| trial.failure.clone())
        .or_else(|| tls12.failure.clone())
        .or_else(|| {
            Some(Failure::new(
                FailureReason::TlsRejected,
                "no handshake with a current TLS version",
            ))
        })
}

/// One address of one server.
struct View<'a> {
    network: &'a Network,
    target: Target,
    server: ServerName<'static>,
    /// Sent in hand-made hellos; absent for an address.
    name: Option<&'a str>,
}

impl View<'_> {
    /// Connects, with a second, slower try.
    async fn open(&self, budget: &mut Budget) -> Result<Line, Failure> {
        match dial(self.network, self.target, budget).await {
            Err(failure) if worth_another_try(&failure) => {
                tokio::time::sleep(PAUSE).await;
                budget.slow_down();
                dial(self.network, self.target, budget).await
            }
            result => result,
        }
    }

    /// TLS 1.2 or 1.3 by the library; a doubtful refusal is checked with a hand-made hello.
    async fn current(&self, version: TlsVersion, line: Option<Line>, mut budget: Budget) -> Trial {
        let tls = self.network.tls();
        let mut trial = self.shake(version, line, &tls.full, &mut budget).await;
        if trial.may_improve() {
            tokio::time::sleep(PAUSE).await;
            budget.slow_down();
            trial = self.shake(version, None, &tls.classical, &mut budget).await;
        }
        if trial.doubt {
            let broad = self.ask(version, &mut budget).await;
            if broad.state == VersionState::Offered {
                return Trial {
                    failure: trial.failure,
                    ..broad
                };
            }
        }
        trial
    }

    /// TLS 1.0 or 1.1 by a hand-made hello.
    async fn old(&self, version: TlsVersion, mut budget: Budget) -> Trial {
        let trial = self.ask(version, &mut budget).await;
        if !trial.may_improve() {
            return trial;
        }
        tokio::time::sleep(PAUSE).await;
        budget.slow_down();
        self.ask(version, &mut budget).await
    }

    async fn shake(
        &self,
        version: TlsVersion,
        line: Option<Line>,
        provider: &Arc<CryptoProvider>,
        budget: &mut Budget,
    ) -> Trial {
        let line = match line {
            Some(line) => Ok(line),
            None => dial(self.network, self.target, budget).await,
        };
        match line {
            Ok(mut line) => {
                let server = self.server.clone();
                handshake::shake(&mut line.stream, provider, version, server, budget).await
            }
            Err(failure) => Trial::inconclusive(failure),
        }
    }

    async fn ask(&self, version: TlsVersion, budget: &mut Budget) -> Trial {
        match dial(self.network, self.target, budget).await {
            Ok(mut line) => {
                let random = self.network.tls().random();
                legacy::ask(&mut line.stream, version, self.name, &random, budget).await
            }
            Err(failure) => Trial::inconclusive(failure),
        }
    }
}
