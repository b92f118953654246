//! The questions that build on the first answers: curves left over, sessions, what a client without a name sees,
//! weaknesses.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::ask::{Reply, View};
use super::hello::Hello;
use super::look::Seen;
use super::notes::{Notes, Page};
use super::older::{Suites, alpn};
use super::session::hello::{HYBRID, Offer};
use super::session::tls12::Ask;
use super::session::tls13::{self, Request};
use super::session::{certificates, newer, older};
use super::weakness::{self, Ground};
use super::{curves, ladder, registry};
use crate::domain::fact::{
    Feature, GroupList, Sessions, TlsVersion, VersionState, Weakness, WeaknessTrial,
};
use crate::domain::observation::{Failure, FailureReason};
use crate::domain::service::Service;

/// What these questions came to.
#[derive(Debug)]
pub(super) struct Sequel {
    pub(super) curves: Option<GroupList>,
    pub(super) fallback: Feature,
    pub(super) unnamed: Nameless,
    pub(super) newer: Option<newer::Newer>,
    pub(super) older: Option<older::Older>,
    pub(super) weaknesses: Vec<WeaknessTrial>,
}

/// What a client without a name is shown.
#[derive(Debug)]
pub(super) enum Nameless {
    Chain(Vec<Vec<u8>>),
    NotAsked,
    Refused,
    Unclear(Failure),
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
    newer::see(view, &offer(view, view.name), request, view.budget).await
}

fn offer<'a>(view: &View<'a>, name: Option<&'a str>) -> Offer<'a> {
    Offer {
        name,
        alpn: alpn(view, true),
        groups: &HYBRID,
    }
}

/// What is asked about the newest version up to TLS 1.2, as soon as its suites are known.
#[derive(Debug)]
pub(super) struct Older {
    curves: Option<GroupList>,
    unnamed: Nameless,
    sessions: Option<older::Older>,
    weaknesses: Vec<WeaknessTrial>,
}

/// Asks all of that at the same time, and only then what needs a ticket.
pub(super) async fn about_older(view: &View<'_>, notes: &Notes, list: &Suites) -> Older {
    let ground = Ground {
        offer: offer(view, view.name),
        version: list.version,
        suites: &list.codes,
    };
    let heartbeats = notes.page().features.heartbeat.clone();
    let (curves, unnamed, (sessions, ticketbleed), heartbleed, ccs, robot) = tokio::join!(
        curves::hunt(view, notes, list),
        nameless(view, list),
        tickets(view, list),
        async {
            match heartbeats {
                Feature::Present => Some(weakness::heartbleed(view, &ground, view.budget).await),
                Feature::Absent => Some(weakness::not_applicable(
                    Weakness::Heartbleed,
                    "no heartbeat extension",
                )),
                _ => None,
            }
        },
        weakness::ccs_injection(view, &ground, view.budget),
        weakness::robot(view, &ground, view.budget),
    );
    Older {
        curves,
        unnamed,
        sessions,
        weaknesses: [Some(ccs), heartbleed, Some(robot), ticketbleed]
            .into_iter()
            .flatten()
            .collect(),
    }
}

/// Asks what is left once everything about versions and suites is known.
pub(super) async fn ask(
    view: &View<'_>,
    notes: &Notes,
    seen: &Seen,
    newer: Option<newer::Newer>,
    older: Option<Older>,
) -> Sequel {
    let lists = seen.older();
    let newest = lists.iter().copied().max_by_key(|list| list.version);
    let fallback = async {
        match seen.newest() {
            Some(newest) => ladder::fallback(view, newest, &lists).await,
            None => Feature::NotLooked,
        }
    };
    let rest = async {
        match (older, newest) {
            (Some(older), _) => older,
            (None, Some(list)) => Box::pin(about_older(view, notes, list)).await,
            (None, None) => without_older(view, seen).await,
        }
    };
    let (fallback, older) = tokio::join!(fallback, rest);
    Sequel {
        curves: older.curves,
        fallback,
        unnamed: older.unnamed,
        newer,
        older: older.sessions,
        weaknesses: older.weaknesses,
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

/// Sessions of TLS 1.2, and what needs one of its tickets.
async fn tickets(view: &View<'_>, list: &Suites) -> (Option<older::Older>, Option<WeaknessTrial>) {
    const WHAT: Weakness = Weakness::Ticketbleed;
    if list.version != TlsVersion::Tls12 {
        return (None, None);
    }
    let ask = Ask {
        offer: offer(view, view.name),
        suites: &list.codes,
        ticket: true,
        renegotiate: false,
    };
    let older = older::see(view, &ask, view.budget).await;
    let trial = match (&older.by_ticket, &older.look) {
        (Feature::Present, Ok(look)) => {
            Some(weakness::ticketbleed(view, &ask, look, view.budget).await)
        }
        (Feature::Absent, _) => Some(weakness::not_applicable(WHAT, "no resumption by ticket")),
        _ => None,
    };
    (Some(older), trial)
}

/// The certificate of TLS 1.3 takes a whole handshake.
async fn nameless_in_tls13(view: &View<'_>, seen: &Seen) -> Nameless {
    if view.name.is_none() || seen.modern.state != VersionState::Offered {
        return Nameless::NotAsked;
    }
    match tls13::look(view, &offer(view, None), None, view.budget.clone()).await {
        Ok(look) => Nameless::Chain(look.served.chain),
        Err(failure) if failure.reason == FailureReason::TlsRejected => Nameless::Refused,
        Err(failure) => Nameless::Unclear(failure),
    }
}

/// A hello that names no server, where there is a name to leave out.
async fn nameless(view: &View<'_>, list: &Suites) -> Nameless {
    if view.name.is_none() {
        return Nameless::NotAsked;
    }
    let hello = Hello {
        suites: list.codes.clone(),
        groups: registry::OLDER_GROUPS.to_vec(),
        alpn: alpn(view, true),
        ..Hello::new(list.version, None)
    };
    match view.ask(&hello).await {
        Reply::Chosen(answer) if answer.chain.is_empty() => Nameless::NotAsked,
        Reply::Chosen(answer) => Nameless::Chain(answer.chain),
        Reply::Declined(_) => Nameless::Refused,
        Reply::Failed(failure) if failure.reason == FailureReason::TlsRejected => Nameless::Refused,
        Reply::Failed(failure) => Nameless::Unclear(failure),
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

    /// Adds to the notes what a handshake of TLS 1.3 showed in its encrypted half.
    pub(super) fn show(&self, page: &mut Page) {
        let older = self.older.as_ref().and_then(|seen| seen.look.as_ref().ok());
        if let Some(scheme) = older.and_then(|look| look.scheme) {
            page.signatures
                .insert(registry::signature(TlsVersion::Tls12, scheme));
        }
        let Some(look) = self.modern() else {
            return;
        };
        let signature = registry::signature(TlsVersion::Tls13, look.scheme);
        page.signatures.insert(signature);
        page.alpn.extend(look.alpn.clone());
        if page.staple.is_none() {
            page.staple.clone_from(&look.served.leaf_staple);
        }
        for list in &look.served.scts {
            page.scts.insert(STANDARD.encode(list));
        }
        let known = page
            .chains
            .iter()
            .any(|(_, chain)| *chain == look.served.chain);
        if !known {
            page.chains
                .push((TlsVersion::Tls13, look.served.chain.clone()));
        }
    }
}
