//! Whether the server sends the right certificates in the right order (RFC 5246 §7.4.2, RFC 8446 §4.4.2).

use super::endpoint::{by_certificate, short_name};
use super::x509::{Chain, End, Shape, decode, issuer_url};
use super::{Check, Context, Judgement};
use crate::domain::fact::{ChainEntry, TlsFact};
use crate::domain::observation::Probe;
use crate::domain::subject::SubjectKind;

pub(super) static CHECK: Check = Check {
    id: "certificate-chain-order",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "ordered",
        "root-included",
        "issuer-first",
        "incomplete",
        "incomplete-url",
        "wrong-order",
        "unrelated",
        "duplicate",
        "unreadable",
        "end-unknown",
        "self-signed",
        "unparsable",
        "not-reached",
    ],
    judge,
};

fn judge(context: &Context<'_>) -> Judgement {
    by_certificate(context, |observation, fact, leaf| {
        let quote = format!("{} — {}", fact.address, as_served(fact));
        if leaf.self_signed && fact.chain.len() == 1 {
            return Judgement::not_applicable("self-signed").because(observation, quote);
        }
        let ders = decode(fact);
        let Some(chain) = Chain::read(&ders) else {
            return Judgement::not_observed("unparsable")
                .with("error", "DER")
                .because(observation, quote);
        };
        let shape = chain.shape();
        let trusted = fact
            .trust
            .iter()
            .any(|path| path.trusted || path.only_dates);
        let judgement = if shape.issuer_first {
            Judgement::deviates("issuer-first").with("first", short_name(&leaf.subject))
        } else if let Some(gap) = gap(context, fact, &chain, &shape, trusted) {
            gap
        } else if !shape.misplaced.is_empty() {
            Judgement::partial("wrong-order").with("which", which(fact, &shape.misplaced))
        } else if !shape.unrelated.is_empty() {
            Judgement::partial("unrelated").with("which", which(fact, &shape.unrelated))
        } else if !shape.unreadable.is_empty() {
            Judgement::partial("unreadable").with("which", which(fact, &shape.unreadable))
        } else if !shape.duplicates.is_empty() {
            Judgement::partial("duplicate").with("which", which(fact, &shape.duplicates))
        } else if let (End::Open(position), false) = (shape.end, trusted) {
            let issuer = chain
                .at(position)
                .map(|last| last.issuer().to_string())
                .unwrap_or_default();
            Judgement::not_observed("end-unknown").with("issuer", short_name(&issuer))
        } else if !shape.roots.is_empty() {
            Judgement::conforms("root-included").with("which", which(fact, &shape.roots))
        } else {
            Judgement::conforms("ordered").with("count", fact.chain.len())
        };
        judgement.because(observation, quote)
    })
}

/// A certificate that is certainly missing between what was served and a root. That the last one was signed by an
/// issuer that was not served is how it should be when that issuer is a root; so it takes more:
/// a public authority, which never signs a server's certificate with a root, or the issuer seen elsewhere.
fn gap(
    context: &Context<'_>,
    fact: &TlsFact,
    chain: &Chain<'_>,
    shape: &Shape,
    trusted: bool,
) -> Option<Judgement> {
    let End::Open(position) = shape.end else {
        return None;
    };
    if trusted {
        return None;
    }
    let last = chain.at(position)?;
    let Some(ChainEntry::Parsed(stored)) = fact.chain.get(position) else {
        return None;
    };
    let certain = (position == 0 && chain.claims_public_issue())
        || context
            .seen
            .has_intermediate(context.material.observations, stored);
    if !certain {
        return None;
    }
    let issuer = short_name(&stored.issuer);
    Some(
        match issuer_url(last) {
            Some(url) => Judgement::deviates("incomplete-url").with("url", url),
            None => Judgement::deviates("incomplete"),
        }
        .with("issuer", issuer),
    )
}

/// The chain on one line, as served.
fn as_served(fact: &TlsFact) -> String {
    (1..)
        .zip(&fact.chain)
        .map(|(number, entry)| match entry {
            ChainEntry::Parsed(certificate) => {
                format!(
                    "{number}: {} ← {}",
                    short_name(&certificate.subject),
                    short_name(&certificate.issuer)
                )
            }
            ChainEntry::Unparsable { .. } => format!("{number}: —"),
        })
        .collect::<Vec<_>>()
        .join("; ")
}

/// Some of the certificates by number and name.
fn which(fact: &TlsFact, positions: &[usize]) -> String {
    positions
        .iter()
        .map(|position| match fact.chain.get(*position) {
            Some(ChainEntry::Parsed(certificate)) => {
                format!("{} ({})", position + 1, short_name(&certificate.subject))
            }
            _ => (position + 1).to_string(),
        })
        .collect::<Vec<_>>()
        .join(", ")
}
