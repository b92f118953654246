//! Whether a path leads from the served chain to a trusted root.

use super::endpoint::{by_certificate, short_name};
use super::{Check, Context, Judgement};
use crate::domain::fact::TrustPath;
use crate::domain::finding::Outcome;
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;
use crate::domain::text::Text;

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
        let certificates = fact.chain.len().to_string();
        let mut parts = vec![
            context
                .quote_of("quote.holder", &[("subject", &leaf.subject)])
                .after(&format!("{} — ", fact.address)),
            context.quote_of("quote.issuer", &[("issuer", &leaf.issuer)]),
            context.quote_of("quote.chain-of", &[("count", &certificates)]),
        ];
        parts.extend(stores(context, &fact.trust));
        let quote = Text::join(&parts, "; ");
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
            Judgement::deviates("path-failed").with_text("error", context.technical(error))
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
fn stores(context: &Context<'_>, paths: &[TrustPath]) -> Option<Text> {
    let found = |path: &TrustPath| path.trusted || path.only_dates;
    if paths.windows(2).all(|pair| match pair {
        [a, b] => found(a) == found(b),
        _ => true,
    }) {
        return None;
    }
    let said: Vec<Text> = paths
        .iter()
        .map(|path| {
            let said = match path.error.as_deref().filter(|_| !found(path)) {
                None => context.quote("quote.trusted"),
                Some(TrustPath::NO_PATH) => context.quote("quote.no-path"),
                Some(error) => context.technical(error),
            };
            said.after(&format!("{}: ", path.store))
        })
        .collect();
    Some(Text::join(
        &[context.quote("quote.stores"), Text::join(&said, "; ")],
        " — ",
    ))
}
