//! The questions about the newest version up to TLS 1.2 that need some of its suites and not all: sessions, what a client
//! without a name sees, weaknesses. They are asked while more suites are looked for; curves come after those.

use super::ask::{Lane, Reply, View};
use super::finds::Finds;
use super::hello::Hello;
use super::notes::Notes;
use super::older::alpn;
use super::session::hello::{HYBRID, Offer};
use super::session::signature::SCHEMES;
use super::session::tls12::Ask;
use super::session::{older, suite12};
use super::weakness::{self, Ground};
use super::{curves, finite, registry};
use crate::domain::fact::{Feature, GroupList, TlsVersion, Weakness, WeaknessTrial};
use crate::domain::observation::{Failure, FailureReason};

/// What these questions came to.
#[derive(Debug)]
pub(super) struct Older {
    pub(super) curves: Option<GroupList>,
    pub(super) unnamed: Nameless,
    pub(super) sessions: Option<older::Older>,
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

/// What whole handshakes offer.
pub(super) fn offer<'a>(view: &View<'a>, name: Option<&'a str>) -> Offer<'a> {
    Offer {
        name,
        alpn: alpn(view, true),
        groups: &HYBRID,
        schemes: &SCHEMES,
    }
}

/// Asks each as soon as what it needs was found. Nothing when no suite is.
pub(super) async fn about_older(view: &View<'_>, notes: &Notes, finds: &Finds) -> Option<Older> {
    let first = finds.until(|_| true).await;
    if first.is_empty() {
        return None;
    }
    let ground = Ground {
        offer: offer(view, view.name),
        version: finds.version,
        suites: &first,
    };
    let (curves, unnamed, (sessions, ticketbleed), heartbleed, ccs, robot) = tokio::join!(
        async {
            let codes = finds.all().await;
            tokio::join!(
                curves::hunt(view, notes, finds.version, &codes),
                finite::hunt(view, notes, finds.version, &codes),
            )
            .0
        },
        nameless(view, finds, &first),
        tickets(view, finds),
        heartbleed(view, notes, finds, &ground),
        weakness::ccs_injection(view, &ground, view.budget),
        async {
            // It needs an exchange with RSA, and which suites have one is known at the end.
            let codes = finds.all().await;
            let none = suite12::with_rsa(&codes).is_empty();
            if let Some(failure) = finds.gap().filter(|_| none) {
                return weakness::inconclusive(Weakness::Robot, failure);
            }
            let ground = Ground {
                suites: &codes,
                ..ground
            };
            weakness::robot(view, &ground, view.budget).await
        },
    );
    Some(Older {
        curves,
        unnamed,
        sessions,
        weaknesses: [Some(ccs), heartbleed, Some(robot), ticketbleed]
            .into_iter()
            .flatten()
            .collect(),
    })
}

/// Where heartbeats were offered and taken.
async fn heartbleed(
    view: &View<'_>,
    notes: &Notes,
    finds: &Finds,
    ground: &Ground<'_>,
) -> Option<WeaknessTrial> {
    let seen = || notes.page().features.heartbeat.clone();
    if seen() != Feature::Present {
        finds.all().await;
    }
    match seen() {
        Feature::Present => Some(weakness::heartbleed(view, ground, view.budget).await),
        Feature::Absent => Some(weakness::not_applicable(
            Weakness::Heartbleed,
            "no heartbeat extension",
        )),
        _ => None,
    }
}

/// Sessions of TLS 1.2, and what needs one of its tickets.
async fn tickets(view: &View<'_>, finds: &Finds) -> (Option<older::Older>, Option<WeaknessTrial>) {
    const WHAT: Weakness = Weakness::Ticketbleed;
    if finds.version < TlsVersion::Tls12 {
        let detail = format!("no whole handshake of {} can be made here", finds.version);
        let failure = Failure::new(FailureReason::Unsupported, &detail);
        let trial = weakness::inconclusive(WHAT, failure.clone());
        return (Some(older::Older::failed(failure)), Some(trial));
    }
    let suites = finds.until(suite12::is_known).await;
    let ask = Ask {
        offer: offer(view, view.name),
        suites: &suites,
        ticket: true,
        renegotiate: false,
    };
    let older = older::see(view, &ask, view.budget).await;
    let trial = match (&older.by_ticket, &older.look) {
        (Feature::Present, Ok(look)) => {
            let first = older.with_short_id.as_ref();
            Some(weakness::ticketbleed(view, &ask, look, first, view.budget).await)
        }
        (Feature::Absent, _) => Some(weakness::not_applicable(WHAT, "no resumption by ticket")),
        _ => None,
    };
    (Some(older), trial)
}

/// A hello that names no server, where there is a name to leave out. It offers everything, since another server may answer
/// to it; only what the named one is known to take where that does not read long lists.
async fn nameless(view: &View<'_>, finds: &Finds, first: &[u16]) -> Nameless {
    if view.name.is_none() {
        return Nameless::NotAsked;
    }
    let suites = if finds.is_cautious() {
        first.to_vec()
    } else {
        registry::suites(finds.version)
    };
    let hello = Hello {
        suites,
        groups: registry::OLDER_GROUPS.to_vec(),
        alpn: alpn(view, true),
        ..Hello::new(finds.version, None)
    };
    match view.ask(&hello, Lane::Aside).await {
        Reply::Chosen(answer) if answer.chain.is_empty() => Nameless::NotAsked,
        Reply::Chosen(answer) => Nameless::Chain(answer.chain),
        Reply::Declined(_) => Nameless::Refused,
        Reply::Failed(failure) if failure.reason == FailureReason::TlsRejected => Nameless::Refused,
        Reply::Failed(failure) => Nameless::Unclear(failure),
    }
}
