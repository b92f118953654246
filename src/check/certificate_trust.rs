//! Whether a path leads from the served chain to a trusted root.

use super::endpoint::{by_certificate, short_name};
use super::{Check, Context, Judgement};
use crate::domain::fact::TrustPath;
use crate::domain::finding::Outcome;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "certificate-trust",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "trusted",
        "trusted-added",
        "trusted-other",
        "self-signed",
        "untrusted-issuer",
        "path-failed",
        "unparsable",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    let judgement = by_certificate(context, |observation, fact, leaf| {
        let quote = format!(
            "{} — subject: {}; issuer: {}; chain of {}",
            fact.address,
            leaf.subject,
            leaf.issuer,
            fact.chain.len()
        ) + &stores(&fact.trust);
        // A path that fails by the leaf's dates alone is the matter of certificate-validity.
        let found = |store: &str| {
            fact.trust
                .iter()
                .any(|path| path.store == store && (path.trusted || path.only_dates))
        };
        let error = fact
            .trust
            .iter()
            .find_map(|path| path.error.as_deref())
            .unwrap_or_default();
        let issuer = short_name(&leaf.issuer);
        let judgement = if found("mozilla") {
            Judgement::conforms("trusted").with("issuer", issuer)
        } else if found("added") {
            Judgement::conforms("trusted-added").with("issuer", issuer)
        } else if let Some(path) = fact
            .trust
            .iter()
            .find(|path| path.trusted || path.only_dates)
        {
            Judgement::conforms("trusted-other")
                .with("issuer", issuer)
                .with("store", &path.store)
        } else if leaf.self_signed {
            Judgement::deviates("self-signed").with("subject", short_name(&leaf.subject))
        } else if error.is_empty() || error == TrustPath::NO_PATH {
            Judgement::deviates("untrusted-issuer").with("issuer", issuer)
        } else {
            Judgement::deviates("path-failed").with("error", error)
        };
        judgement.because(observation, quote)
    });
    // A certificate that cannot be read cannot be trusted either.
    if judgement.reason == "unparsable" {
        Judgement {
            outcome: Outcome::Deviates,
            ..judgement
        }
    } else {
        judgement
    }
}

/// What each store says, when there are several and they differ.
fn stores(paths: &[TrustPath]) -> String {
    let found = |path: &TrustPath| path.trusted || path.only_dates;
    if paths.windows(2).all(|pair| match pair {
        [a, b] => found(a) == found(b),
        _ => true,
    }) {
        return String::new();
    }
    let said: Vec<String> = paths
        .iter()
        .map(|path| {
            let error = path.error.as_deref().unwrap_or("trusted");
            let said = if found(path) { "trusted" } else { error };
            format!("{}: {said}", path.store)
        })
        .collect();
    format!("; stores — {}", said.join("; "))
}
