//! One look at one address: what to ask at the same time, what only then, and what it comes to.

use std::sync::Arc;

use tokio::sync::SetOnce;
use tokio_rustls::rustls::crypto::CryptoProvider;
use tokio_rustls::rustls::pki_types::ServerName;

use super::ask::View;
use super::finds::Finds;
use super::handshake::{self, Shake};
use super::ladder::{self, Ladder};
use super::modern::{self, Modern};
use super::notes::{Notes, Shown};
use super::older::{self, Suites, alpn};
use super::picture;
use super::sequel::{self, Early, Sequel};
use super::session::signature::Proof;
use super::ssl2::{self, Ssl2};
use super::{beside, certificate, keys, registry, server_name, trust};
use crate::domain::fact::{
    Negotiated, TlsFact, TlsPicture, TlsVersion, VersionState, VersionTrial,
};
use crate::domain::observation::{Failure, FailureReason};
use crate::domain::service::Service;
use crate::domain::suite;
use crate::probe::budget::Budget;
use crate::probe::dial::{Line, PAUSE, worth_another_try};
use crate::probe::network::Network;
use crate::probe::settings::Depth;
use crate::probe::target::{Target, literal};

/// Looks at one address. A failure means that nothing at all was learnt of its TLS. The first chain that is seen is
/// shown at once: others need it, and not the rest.
pub(in crate::probe) async fn look(
    network: &Network,
    host: &str,
    service: Service,
    target: Target,
    budget: &Budget,
    shown: Shown,
) -> Result<TlsFact, Failure> {
    let server = server_name(host)?;
    let name = literal(host).is_none().then_some(host);
    let view = View::new(network, target, service, host, name, budget);
    // One connection first: a closed port is not knocked on again and again.
    view.knock().await?;
    let notes = Notes::new(shown);
    let full = network.depth() == Depth::Full;
    let (mut seen, early) = if full {
        Box::pin(look_fully(&view, &notes)).await
    } else {
        (look_lightly(&view, &notes, &server).await, Early::default())
    };
    seen.settle();
    let sequel = if full && !seen.is_silent() {
        Some(Box::pin(sequel::ask(&view, &notes, &seen, early)).await)
    } else {
        None
    };
    if seen.is_silent() && seen.shake.chain.is_empty() {
        view.end();
        return Err(view.first_trouble().unwrap_or_else(unclear));
    }
    if full {
        seen.shake = proven(&view, &server, sequel.as_ref()).await;
        seen.settle();
    }
    view.end();
    // A chain from a flight that broke off is shown where no handshake completed, unless the server failed to prove it.
    if seen.shake.chain.is_empty() && !seen.shake.unproven {
        seen.shake.chain = notes.page().newest_chain();
    }
    let picture = sequel.map(|sequel| Box::new(picture::paint(&view, &notes, &seen, sequel)));
    Ok(tell(&view, &server, seen, picture))
}

fn unclear() -> Failure {
    Failure::new(
        FailureReason::ProtocolError,
        "no clear answer to any TLS hello",
    )
}

/// What the questions that need no others came to.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) shake: Shake,
    /// State of TLS 1.3, and in a full look its suites and groups.
    pub(super) modern: Modern,
    /// TLS 1.2; without suites after a light look.
    pub(super) tls12: Suites,
    pub(super) ladder: Ladder,
    pub(super) ssl2: Ssl2,
}

impl Seen {
    /// Lets what one question showed stand for another that had no clear answer.
    fn settle(&mut self) {
        match self.shake.negotiated.as_ref().map(|agreed| agreed.version) {
            Some(TlsVersion::Tls13) => self.modern.state = VersionState::Offered,
            Some(TlsVersion::Tls12) => self.tls12.state = VersionState::Offered,
            _ => {}
        }
        // SSL 2.0 has no alert that a server without it could send. One that talks TLS and hangs up here declines.
        let talks = self
            .trials()
            .iter()
            .any(|trial| !matches!(trial.state, VersionState::Inconclusive(_)));
        if self.ssl2.hung_up && talks {
            self.ssl2.state = VersionState::Refused;
        }
    }

    /// Every version, oldest first.
    pub(super) fn trials(&self) -> Vec<VersionTrial> {
        let mut trials = self.ladder.trials.clone();
        for (version, state) in [
            (TlsVersion::Ssl2, &self.ssl2.state),
            (TlsVersion::Tls12, &self.tls12.state),
            (TlsVersion::Tls13, &self.modern.state),
        ] {
            trials.push(VersionTrial {
                version,
                state: state.clone(),
            });
        }
        trials.sort_by_key(|trial| trial.version);
        trials
    }

    /// True when no question had a clear answer.
    fn is_silent(&self) -> bool {
        self.trials()
            .iter()
            .all(|trial| matches!(trial.state, VersionState::Inconclusive(_)))
    }

    /// The suites of every version up to TLS 1.2 that is offered.
    pub(super) fn older(&self) -> Vec<&Suites> {
        std::iter::once(&self.tls12)
            .chain(&self.ladder.suites)
            .filter(|list| !list.codes.is_empty())
            .collect()
    }

    /// True when the server declined every version before TLS 1.3. SSL 2.0 has none of what is asked with this.
    pub(super) fn has_no_older_version(&self) -> bool {
        self.trials()
            .iter()
            .filter(|trial| trial.version < TlsVersion::Tls13 && trial.version > TlsVersion::Ssl2)
            .all(|trial| trial.state == VersionState::Refused)
    }

    /// The newest version that is offered.
    pub(super) fn newest(&self) -> Option<TlsVersion> {
        self.trials()
            .into_iter()
            .rev()
            .find(|trial| trial.state == VersionState::Offered)
            .map(|trial| trial.version)
    }
}

/// Everything that needs no more than the first answers, at the same time. Sessions and weaknesses do not wait for all
/// suites to be found.
async fn look_fully(view: &View<'_>, notes: &Notes) -> (Seen, Early) {
    let (offered, finds) = (SetOnce::<bool>::new(), Finds::of(TlsVersion::Tls12));
    let newer = async {
        if !*offered.wait().await {
            return (None, None);
        }
        let newer = sequel::newer(view).await;
        if let Ok(look) = &newer.look {
            notes.show(&look.served.chain);
        }
        let keys = keys::ask(view, notes, &newer, &finds).await;
        (Some(newer), keys)
    };
    let fallback = async {
        let suites = finds.until(|_| true).await;
        // With TLS 1.3 above it, TLS 1.2 is something to fall back to.
        if suites.is_empty() || !*offered.wait().await {
            return None;
        }
        Some(ladder::fallback(view, TlsVersion::Tls12, suites).await)
    };
    let (modern, (newer, keys), tls12, older, fallback, ladder, ssl2) = tokio::join!(
        modern::hunt(view, notes, &offered),
        newer,
        older::hunt(view, notes, &finds, None),
        Box::pin(beside::about_older(view, notes, &finds)),
        fallback,
        ladder::climb_down(view, notes, true),
        ssl2::ask(view),
    );
    let seen = Seen {
        shake: Shake::default(),
        modern,
        tls12,
        ladder,
        ssl2,
    };
    let early = Early {
        newer,
        keys,
        older,
        fallback,
    };
    (seen, early)
}

/// The whole handshake whose certificate is shown: our own where the server proved that it holds the key, in TLS 1.3
/// or else in TLS 1.2; otherwise one by the TLS library, which knows more kinds of keys.
async fn proven(view: &View<'_>, server: &ServerName<'static>, sequel: Option<&Sequel>) -> Shake {
    let group = |code: u16| registry::group(code).name;
    let newer = sequel.and_then(|seen| seen.newer.as_ref()?.look.as_ref().ok());
    if let Some(look) = newer.filter(|look| look.proof == Proof::Holds) {
        return Shake {
            negotiated: Some(Negotiated {
                version: TlsVersion::Tls13,
                cipher_suite: suite::name(u32::from(look.suite)),
                group: Some(group(look.group)),
                alpn: look.alpn.clone(),
            }),
            chain: look.served.chain.clone(),
            ..Shake::default()
        };
    }
    let older = sequel.and_then(|seen| seen.older.as_ref()?.look.as_ref().ok());
    if let Some(look) = older.filter(|look| look.proof == Proof::Holds && newer.is_none()) {
        return Shake {
            negotiated: Some(Negotiated {
                version: TlsVersion::Tls12,
                cipher_suite: suite::name(u32::from(look.suite)),
                group: look.group.map(group),
                alpn: look.alpn.clone(),
            }),
            chain: look.chain.clone(),
            ..Shake::default()
        };
    }
    shake(view, server).await
}

/// Versions and certificate only.
async fn look_lightly(view: &View<'_>, notes: &Notes, server: &ServerName<'static>) -> Seen {
    // There are no rows to wait for.
    view.end_row();
    let (shake, tls12, ladder, ssl2) = tokio::join!(
        shake(view, server),
        ladder::tls12(view, notes),
        ladder::climb_down(view, notes, false),
        ssl2::ask(view),
    );
    let state = match shake.negotiated.as_ref().map(|agreed| agreed.version) {
        Some(TlsVersion::Tls13) => VersionState::Offered,
        _ => modern::is_offered(view, notes).await,
    };
    Seen {
        shake,
        modern: Modern::only(state),
        tls12: Suites::only(TlsVersion::Tls12, tls12),
        ladder,
        ssl2,
    }
}

/// One whole handshake by the TLS library: the server proves that the certificate is its own. A second try is slower and
/// sends a hello that fits one packet.
async fn shake(view: &View<'_>, server: &ServerName<'static>) -> Shake {
    let tls = view.network.tls();
    let mut budget = view.budget.clone();
    let line = view.open(&mut budget).await;
    let first = shake_once(view, &tls.full, server, line, &mut budget).await;
    match &first.failure {
        Some(failure) if worth_another_try(failure) => {}
        _ => return first,
    }
    tokio::time::sleep(PAUSE).await;
    budget.slow_down();
    let line = view.open(&mut budget).await;
    shake_once(view, &tls.classical, server, line, &mut budget).await
}

async fn shake_once(
    view: &View<'_>,
    provider: &Arc<CryptoProvider>,
    server: &ServerName<'static>,
    line: Result<Line, Failure>,
    budget: &mut Budget,
) -> Shake {
    match line {
        Ok(mut line) => {
            let protocols = alpn(view, true);
            handshake::shake(
                &mut line.stream,
                provider,
                server.clone(),
                protocols,
                budget,
            )
            .await
        }
        Err(failure) => Shake::failed(failure),
    }
}

fn tell(
    view: &View<'_>,
    server: &ServerName<'static>,
    seen: Seen,
    picture: Option<Box<TlsPicture>>,
) -> TlsFact {
    let versions = seen.trials();
    let shake = seen.shake;
    let shown = shake.chain;
    let tls = view.network.tls();
    let algorithms = &tls.full.signature_verification_algorithms;
    let chain = certificate::chain(&shown);
    TlsFact {
        address: view.target.address,
        dialled: view.target.instead,
        server_name: view.host.to_owned(),
        versions,
        handshake_failure: match shake.negotiated {
            Some(_) => None,
            None => Some(shake.failure.unwrap_or_else(|| {
                Failure::new(
                    FailureReason::TlsRejected,
                    "no handshake with a current TLS version",
                )
            })),
        },
        negotiated: shake.negotiated,
        name_matches: trust::names(&shown, server),
        trust: trust::paths(&tls.stores, algorithms, &shown, &chain, view.network.now()),
        chain,
        picture,
    }
}
