//! What the questions that build on the first answers came to, and those of them that have to wait for all of these.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::ask::View;
use super::beside::{self, Nameless, Older};
use super::finds::Finds;
use super::keys::OtherKeys;
use super::look::Seen;
use super::notes::{Notes, Page};
use super::older::Suites;
use super::session::tls13::{self, Request};
use super::session::{certificates, newer, older};
use super::weakness;
use super::{ladder, message, registry};
use crate::domain::fact::{
    Feature, GroupList, Sessions, TlsVersion, VersionState, Weakness, WeaknessTrial,
};
use crate::domain::observation::FailureReason;
use crate::domain::service::Service;

/// What was asked beside the hunts for suites, as soon as what it needs was seen.
#[derive(Debug, Default)]
pub(super) struct Early {
    pub(super) newer: Option<newer::Newer>,
    pub(super) keys: Option<OtherKeys>,
    pub(super) older: Option<Older>,
    pub(super) fallback: Option<Feature>,
}

/// What these questions came to.
#[derive(Debug)]
pub(super) struct Sequel {
    pub(super) curves: Option<GroupList>,
    pub(super) fallback: Feature,
    pub(super) unnamed: Nameless,
    pub(super) newer: Option<newer::Newer>,
    pub(super) keys: Option<OtherKeys>,
    pub(super) older: Option<older::Older>,
    pub(super) weaknesses: Vec<WeaknessTrial>,
}

/// The sessions of TLS 1.3, asked for while suites are still looked for: their first handshake shows the certificate.
pub(super) async fn newer(view: &View<'_>) -> newer::Newer {
    let host = match (view.host.contains(':'), view.target.address.port()) {
        (true, 443) => format!("[{}]", view.host),
        (true, port) => format!("[{}]:{port}", view.host),
        (false, 443) => view.host.to_owned(),
        (false, port) => format!("{}:{port}", view.host),
    };
    let request = Request {
        host: &host,
        agent: &view.network.settings().user_agent,
    };
    let request = (view.service == Service::Https).then_some(&request);
    newer::see(view, &beside::offer(view, view.name), request, view.budget).await
}

/// Asks what is left once everything about versions and suites is known.
pub(super) async fn ask(view: &View<'_>, notes: &Notes, seen: &Seen, early: Early) -> Sequel {
    let lists = seen.older();
    let newest = lists.iter().copied().max_by_key(|list| list.version);
    let fallback = async {
        match (early.fallback, seen.newest()) {
            (Some(fallback), _) => fallback,
            (None, Some(newest)) => late_fallback(view, newest, &lists).await,
            (None, None) => Feature::NotLooked,
        }
    };
    let rest = async {
        let late = match (early.older, newest) {
            (None, Some(list)) => {
                Box::pin(beside::about_older(view, notes, &Finds::complete(list))).await
            }
            (early, _) => early,
        };
        match late {
            Some(older) => older,
            None => without_older(view, seen).await,
        }
    };
    let (fallback, older) = tokio::join!(fallback, rest);
    Sequel {
        curves: older.curves,
        fallback,
        unnamed: older.unnamed,
        newer: early.newer,
        keys: early.keys,
        older: older.sessions,
        weaknesses: older.weaknesses,
    }
}

/// With the newest version that is not the newest of all. Nothing where there is nothing to fall back to.
async fn late_fallback(view: &View<'_>, newest: TlsVersion, lists: &[&Suites]) -> Feature {
    let below = lists
        .iter()
        .filter(|list| list.version < newest)
        .max_by_key(|list| list.version);
    match below {
        Some(list) => ladder::fallback(view, list.version, list.codes.clone()).await,
        None => Feature::NotApplicable,
    }
}

/// Where nothing older than TLS 1.3 is offered, or nobody knows.
async fn without_older(view: &View<'_>, seen: &Seen) -> Older {
    let weaknesses = if seen.has_no_older_version() {
        vec![
            no_older(Weakness::CcsInjection),
            no_older(Weakness::Heartbleed),
            no_older(Weakness::Robot),
            no_older(Weakness::Ticketbleed),
        ]
    } else {
        Vec::new()
    };
    Older {
        curves: None,
        unnamed: nameless_in_tls13(view, seen).await,
        sessions: None,
        weaknesses,
    }
}

fn no_older(weakness: Weakness) -> WeaknessTrial {
    weakness::not_applicable(weakness, "no version before TLS 1.3")
}

/// The certificate of TLS 1.3 takes a whole handshake.
async fn nameless_in_tls13(view: &View<'_>, seen: &Seen) -> Nameless {
    if view.name.is_none() || seen.modern.state != VersionState::Offered {
        return Nameless::NotAsked;
    }
    match tls13::look(view, &beside::offer(view, None), None, view.budget.clone()).await {
        Ok(look) => Nameless::Chain(look.served.chain),
        Err(failure) if failure.reason == FailureReason::TlsRejected => Nameless::Refused,
        Err(failure) => Nameless::Unclear(failure),
    }
}

impl Sequel {
    fn modern(&self) -> Option<&tls13::Look> {
        self.newer.as_ref()?.look.as_ref().ok()
    }

    /// True when a handshake of TLS 1.3 came to its end.
    pub(super) fn has_completed(&self) -> bool {
        self.modern().is_some()
    }

    /// The server asked for a certificate inside TLS 1.3, or in a whole handshake of TLS 1.2.
    pub(super) fn asks_certificate(&self) -> bool {
        let older = self.older.as_ref().and_then(|seen| seen.look.as_ref().ok());
        self.modern().is_some_and(|look| look.client_certificate)
            || older.is_some_and(|look| look.client_certificate)
    }

    pub(super) fn compression(&self) -> Vec<String> {
        self.modern()
            .and_then(|look| look.compression)
            .map(|number| certificates::compression(number).to_owned())
            .into_iter()
            .collect()
    }

    pub(super) fn renegotiation(&self) -> Feature {
        self.older
            .as_ref()
            .map_or(Feature::NotLooked, |seen| seen.client_renegotiation.clone())
    }

    pub(super) fn sessions(&self, seen: &Seen) -> Sessions {
        let newer = self
            .newer
            .as_ref()
            .filter(|_| seen.modern.state == VersionState::Offered);
        let older = |feature: fn(&older::Older) -> &Feature| match &self.older {
            Some(seen) => feature(seen).clone(),
            None if seen.has_no_older_version() => Feature::NotApplicable,
            None => Feature::NotLooked,
        };
        let absent = match seen.modern.state {
            VersionState::Refused => Feature::NotApplicable,
            _ => Feature::NotLooked,
        };
        Sessions {
            by_id: older(|seen| &seen.by_id),
            by_ticket: older(|seen| &seen.by_ticket),
            ticket_seconds: self.older.as_ref().and_then(|seen| seen.ticket_seconds),
            by_psk: newer.map_or(absent.clone(), |seen| seen.by_psk.clone()),
            psk_seconds: newer.and_then(|seen| seen.psk_seconds),
            early_data: newer.map_or(absent, |seen| seen.early_data.clone()),
            early_data_bytes: newer.and_then(|seen| seen.early_data_bytes),
            early_data_status: newer.and_then(|seen| seen.early_data_status),
        }
    }

    /// Adds to the notes what whole handshakes showed.
    pub(super) fn show(&self, page: &mut Page) {
        let older = self.older.as_ref().and_then(|seen| seen.look.as_ref().ok());
        if let Some(scheme) = older.and_then(|look| look.scheme) {
            page.signatures
                .insert(registry::signature(TlsVersion::Tls12, scheme));
        }
        let others = self.keys.iter().flat_map(|keys| &keys.looks);
        for look in self.modern().into_iter().chain(others) {
            page.encrypted(look);
        }
    }
}

impl Page {
    /// Takes in what a handshake of TLS 1.3 showed in its encrypted half.
    fn encrypted(&mut self, look: &tls13::Look) {
        let signature = registry::signature(TlsVersion::Tls13, look.scheme);
        self.signatures.insert(signature);
        self.alpn.extend(look.alpn.clone());
        if let Some(staple) = &look.served.leaf_staple {
            self.staple(message::kept(staple));
        }
        for list in &look.served.scts {
            self.scts.insert(STANDARD.encode(list));
        }
        let chain = &look.served.chain;
        if !self.chains.iter().any(|(_, known)| known == chain) {
            self.chains.push((TlsVersion::Tls13, chain.clone()));
        }
    }
}
