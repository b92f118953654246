//! Versions before TLS 1.2: a server that declines a hello that goes up to TLS 1.1 declines them all; one that takes it
//! names the newest it has, and is asked again below that.

use super::ask::{Lane, Reply, View};
use super::finds::Finds;
use super::hello::Hello;
use super::notes::Notes;
use super::older::{self, Suites};
use super::{alert, registry};
use crate::domain::fact::{Feature, TlsVersion, VersionState, VersionTrial};

/// What came of each version, and the suites of those that are offered.
#[derive(Debug, Default)]
pub(super) struct Ladder {
    pub(super) trials: Vec<VersionTrial>,
    pub(super) suites: Vec<Suites>,
}

const RUNGS: [TlsVersion; 3] = [TlsVersion::Tls11, TlsVersion::Tls10, TlsVersion::Ssl3];

/// Climbs down from TLS 1.1 to SSL 3.0; with `full`, the suites of each version that is offered are found on the way.
pub(super) async fn climb_down(view: &View<'_>, notes: &Notes, full: bool) -> Ladder {
    let mut ladder = Ladder::default();
    let mut rungs = &RUNGS[..];
    let mut hunts = Vec::new();
    while let Some((top, below)) = rungs.split_first() {
        let reply = older::ask_all(view, notes, *top).await;
        match reply {
            Reply::Declined(_) => {
                // The whole hello was declined, older versions included.
                ladder.note(rungs, &VersionState::Refused);
                break;
            }
            Reply::Failed(failure) => {
                // Perhaps the version is what it stumbles over, perhaps not: each is asked for on its own.
                ladder.note(&[*top], &VersionState::Inconclusive(failure));
                rungs = below;
            }
            Reply::Chosen(answer) => {
                let chosen = answer
                    .hello
                    .as_ref()
                    .and_then(|hello| TlsVersion::from_number(hello.version));
                let place = rungs.iter().position(|rung| Some(*rung) == chosen);
                let Some((passed, rest)) = place.and_then(|at| rungs.split_at_checked(at)) else {
                    // A version that was not offered.
                    ladder.note(rungs, &VersionState::Refused);
                    break;
                };
                ladder.note(passed, &VersionState::Refused);
                let Some((version, below)) = rest.split_first() else {
                    break;
                };
                notes.take(*version, &answer, false);
                ladder.note(&[*version], &VersionState::Offered);
                hunts.push((*version, Reply::Chosen(answer)));
                rungs = below;
            }
        }
    }
    if full {
        let found = futures::future::join_all(hunts.into_iter().map(|(version, first)| {
            let view = &view;
            async move {
                let finds = Finds::of(version);
                older::hunt(view, notes, &finds, Some(first)).await
            }
        }))
        .await;
        ladder.suites = found;
    }
    ladder
}

impl Ladder {
    fn note(&mut self, versions: &[TlsVersion], state: &VersionState) {
        self.trials
            .extend(versions.iter().map(|version| VersionTrial {
                version: *version,
                state: state.clone(),
            }));
    }
}

/// Whether TLS 1.2 is offered, by one hello.
pub(super) async fn tls12(view: &View<'_>, notes: &Notes) -> VersionState {
    match older::ask_all(view, notes, TlsVersion::Tls12).await {
        Reply::Chosen(answer) => {
            let chosen = answer.hello.as_ref().map(|hello| hello.version);
            if chosen == Some(TlsVersion::Tls12.number()) {
                notes.take(TlsVersion::Tls12, &answer, false);
                VersionState::Offered
            } else {
                VersionState::Refused
            }
        }
        Reply::Declined(_) => VersionState::Refused,
        Reply::Failed(failure) => VersionState::Inconclusive(failure),
    }
}

/// Whether an unnecessary fallback is refused (RFC 7507): a version that is not the newest of the server is asked for with
/// suites that it takes there, and with the word that says that this is a fallback.
pub(super) async fn fallback(view: &View<'_>, version: TlsVersion, suites: Vec<u16>) -> Feature {
    /// The alert `inappropriate_fallback`.
    const INAPPROPRIATE: u8 = 86;
    let hello = Hello {
        suites,
        groups: registry::OLDER_GROUPS.to_vec(),
        fallback: true,
        ..Hello::new(version, view.name)
    };
    match view.ask(&hello, Lane::Aside).await {
        Reply::Declined(INAPPROPRIATE) => Feature::Present,
        Reply::Chosen(_) => Feature::Absent,
        Reply::Declined(code) => Feature::Inconclusive(alert::failure(code)),
        Reply::Failed(failure) => Feature::Inconclusive(failure),
    }
}
