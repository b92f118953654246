//! What was not seen, and what cannot be seen from the outside.

use serde::Serialize;

use super::{Plain, Scribe};
use crate::domain::assessment::Assessment;
use crate::domain::observation::{Failure, FailureReason};

/// Looks that failed for one reason.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Unseen {
    pub(crate) look: Plain,
    pub(crate) why: Plain,
    pub(crate) subjects: Vec<Plain>,
}

/// The looks that failed, those with the same reason together.
pub(super) fn unseen(assessment: &Assessment, scribe: &Scribe) -> Vec<Unseen> {
    let mut list: Vec<Unseen> = Vec::new();
    for observation in &assessment.observations.0 {
        let Some(failure) = observation.failure() else {
            continue;
        };
        let look = scribe.probe(observation);
        let why = why(failure, scribe);
        let subject = scribe.subject(&observation.subject.0);
        match list.iter_mut().find(|u| u.look == look && u.why == why) {
            Some(known) if known.subjects.contains(&subject) => {}
            Some(known) => known.subjects.push(subject),
            None => list.push(Unseen {
                look,
                why,
                subjects: vec![subject],
            }),
        }
    }
    list
}

/// A failure in words, with what the system said, marked as such.
pub(in crate::report) fn why(failure: &Failure, scribe: &Scribe) -> Plain {
    let reason = scribe.word(match failure.reason {
        FailureReason::Blocked => "failure.blocked",
        FailureReason::OutOfBounds => "failure.out-of-bounds",
        FailureReason::Closed => "failure.closed",
        FailureReason::Declined => "failure.declined",
        FailureReason::ErrorAnswer => "failure.error-answer",
        FailureReason::Irrelevant => "failure.irrelevant",
        FailureReason::LocalFault => "failure.local-fault",
        FailureReason::NameNotFound => "failure.name-not-found",
        FailureReason::NoAddress => "failure.no-address",
        FailureReason::NotOffered => "failure.not-offered",
        FailureReason::Offline => "failure.offline",
        FailureReason::ProtocolError => "failure.protocol-error",
        FailureReason::Refused => "failure.refused",
        FailureReason::ServerFailure => "failure.server-failure",
        FailureReason::TimedOut => "failure.timed-out",
        FailureReason::TlsRejected => "failure.tls-rejected",
        FailureReason::TooLarge => "failure.too-large",
        FailureReason::Unreachable => "failure.unreachable",
        FailureReason::Untrusted => "failure.untrusted",
        FailureReason::Unsupported => "failure.unsupported",
    });
    if failure.detail.is_empty() {
        return reason;
    }
    scribe.told(
        "failure-told.technical",
        &[("failure", reason.as_str()), ("detail", &failure.detail)],
    )
}

/// What this method cannot see, whatever the run.
pub(super) fn limits(assessment: &Assessment, scribe: &Scribe) -> Vec<Plain> {
    let mut names = vec![
        "endpoint",
        "storage",
        "support",
        "moment",
        "vantage",
        "databases",
    ];
    if assessment.dossier.is_some() {
        names.extend(["answers", "sub-processors", "advice"]);
    }
    names
        .into_iter()
        .map(|name| scribe.word(&format!("limit.{name}")))
        .collect()
}
