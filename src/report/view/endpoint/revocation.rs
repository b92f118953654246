//! What issuers say about certificates: withdrawn or not, source by source.

use jiff::Timestamp;

use super::{Plain, Scribe, shortened};
use crate::domain::day::Day;
use crate::domain::fact::{
    CertificateStatus, Freshness, RevocationReason, StatusAnswer, StatusKind, StatusResult,
    StatusSource, StatusState,
};
use crate::domain::observation::Observation;
use crate::report::view::unseen::why;

/// How many sources of one certificate are told.
const SOURCES: usize = 8;

/// What was found about the certificates of one endpoint.
pub(super) struct Statuses<'a>(Vec<(Timestamp, &'a CertificateStatus)>);

impl<'a> Statuses<'a> {
    pub(super) fn new(observations: &[&'a Observation]) -> Self {
        Self(
            observations
                .iter()
                .filter_map(|look| Some((look.at, look.revocation()?)))
                .flat_map(|(at, fact)| fact.certificates.iter().map(move |status| (at, status)))
                .collect(),
        )
    }

    /// One line for each source of a certificate; one that says so when nobody looked.
    pub(super) fn lines(&self, sha256: &str, scribe: &Scribe) -> Vec<Plain> {
        let lines: Vec<Plain> = self
            .of(sha256)
            .flat_map(|(at, status)| status.sources.iter().map(move |source| (at, source)))
            .take(SOURCES)
            .map(|(at, source)| line(at, source, scribe))
            .collect();
        if !lines.is_empty() {
            return lines;
        }
        let looked = self.of(sha256).next().is_some();
        vec![scribe.word(if looked {
            "revocation.no-source"
        } else {
            "state.not-looked"
        })]
    }

    /// Since when a certificate is withdrawn, when a source says so whose signature holds.
    pub(super) fn revoked(&self, sha256: &str) -> Option<Timestamp> {
        self.believed(sha256)
            .filter_map(|(_, answer)| match answer.state {
                StatusState::Revoked {
                    reason: Some(RevocationReason::RemoveFromCrl),
                    ..
                }
                | StatusState::Good
                | StatusState::Unknown => None,
                StatusState::Revoked { at, .. } => Some(at),
            })
            .min()
    }

    /// True when a source whose signature holds said what the status was at the time of looking.
    pub(super) fn settled(&self, sha256: &str) -> bool {
        self.revoked(sha256).is_some()
            || self.believed(sha256).any(|(at, answer)| {
                answer.state == StatusState::Good
                    && matches!(answer.freshness(at), Freshness::Current | Freshness::Open)
            })
    }

    fn of(&self, sha256: &str) -> impl Iterator<Item = (Timestamp, &'a CertificateStatus)> {
        self.0
            .iter()
            .filter(move |(_, status)| status.sha256 == sha256)
            .copied()
    }

    fn believed(&self, sha256: &str) -> impl Iterator<Item = (Timestamp, &'a StatusAnswer)> {
        self.of(sha256)
            .flat_map(|(at, status)| status.sources.iter().map(move |source| (at, source)))
            .filter_map(|(at, source)| match &source.result {
                StatusResult::Answered(answer) if answer.signature.holds() => {
                    Some((at, answer.as_ref()))
                }
                _ => None,
            })
    }
}

fn line(at: Timestamp, source: &StatusSource, scribe: &Scribe) -> Plain {
    let kind = scribe.word(match source.kind {
        StatusKind::Crl => "revocation.crl",
        StatusKind::Ocsp => "revocation.ocsp",
    });
    let said = match &source.result {
        StatusResult::Answered(answer) if answer.signature.holds() => said(at, answer, scribe),
        StatusResult::Answered(_) => scribe.word("revocation.unsigned"),
        StatusResult::Failed(failure) => scribe.fill(
            "revocation.failed",
            &[("why", why(failure, scribe).as_str())],
        ),
        StatusResult::PassedOver(reason) => scribe.fill(
            "revocation.passed-over",
            &[("why", scribe.technical(shortened(reason).as_str()).as_str())],
        ),
    };
    format!("{kind} ({}): {said}", shortened(&source.url)).into()
}

fn said(at: Timestamp, answer: &StatusAnswer, scribe: &Scribe) -> Plain {
    let day = scribe.day(Day::of(answer.this_update));
    let state = match answer.state {
        StatusState::Good => scribe.word("revocation.good"),
        StatusState::Unknown => scribe.word("revocation.unknown"),
        StatusState::Revoked { at, reason } => {
            let since = scribe.day(Day::of(at));
            match reason {
                Some(reason) => {
                    let reason = scribe.word(&format!("revocation.reason.{}", reason.name()));
                    scribe.fill(
                        "revocation.revoked-because",
                        &[("day", since.as_str()), ("why", reason.as_str())],
                    )
                }
                None => scribe.fill("revocation.revoked", &[("day", since.as_str())]),
            }
        }
    };
    let key = match answer.freshness(at) {
        Freshness::Current | Freshness::Open => "revocation.current",
        Freshness::Expired => "revocation.outdated",
        Freshness::NotYet => "revocation.not-yet",
    };
    scribe.fill(key, &[("state", state.as_str()), ("day", day.as_str())])
}
