//! Whether the served certificates have the form and content that RFC 5280 asks of all, and the CA/Browser Forum of public ones.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::profile::{Failure, inspect};
use super::{Check, Context, Judgement};
use crate::domain::certificate_lint::{CertificateLintPolicy, CertificateRole, LintLevel};
use crate::domain::fact::{Certificate, ChainEntry, TlsFact};
use crate::domain::finding::Confidence;
use crate::domain::observation::{Observation, Probe};
use crate::domain::subject::SubjectKind;
use crate::domain::text::{Lang, Text};

pub(super) static CHECK: Check = Check {
    id: "certificate-profile",
    subject: SubjectKind::Endpoint,
    needs: &[Probe::Tls],
    reasons: &[
        "as-expected",
        "notices",
        "form",
        "broken",
        "unparsable",
        "not-reached",
    ],
    judge,
};

/// At most this many rules are shown as evidence, and this many named in the text.
const MAX_EVIDENCE: usize = 30;
const MAX_NAMED: usize = 3;

/// A rule that a certificate does not keep, and where.
struct Found<'a> {
    observation: &'a Observation,
    place: Text,
    role: CertificateRole,
    failure: Failure<'a>,
}

/// What it means for who connects, least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gravity {
    Mentioned,
    Advised,
    Formal,
    Broken,
}

impl Found<'_> {
    /// Nobody relies on the form of a root: it is trusted because it is in a store.
    fn gravity(&self) -> Gravity {
        match (self.role, self.failure.row.level) {
            (CertificateRole::Root, _) | (_, LintLevel::Notice) => Gravity::Mentioned,
            (_, LintLevel::Warning) => Gravity::Advised,
            (_, LintLevel::Error) if self.failure.row.breaks => Gravity::Broken,
            (_, LintLevel::Error) => Gravity::Formal,
        }
    }
}

/// What was found over all addresses, each certificate once.
#[derive(Default)]
struct Findings<'a> {
    seen: BTreeSet<(String, CertificateRole, bool)>,
    applied: usize,
    failures: Vec<Found<'a>>,
    unreadable: Option<(&'a Observation, String)>,
    shown: Option<(&'a Observation, Text)>,
}

fn judge(context: &Context<'_>) -> Judgement {
    let policy = &context.material.policy.certificate_lints;
    let mut findings = Findings::default();
    let (mut looked, mut served) = (0usize, 0usize);
    for observation in context.of(Probe::Tls) {
        looked += 1;
        let Some(fact) = observation.tls().filter(|fact| !fact.chain.is_empty()) else {
            continue;
        };
        served += 1;
        findings.add(context, observation, fact, policy);
    }
    if served == 0 {
        return super::endpoint::unreached(context);
    }
    let judgement = findings.judge(context);
    if served == looked {
        judgement
    } else {
        judgement.confident(Confidence::Medium)
    }
}

impl<'a> Findings<'a> {
    /// Lints the certificates of one address that lead from the leaf upwards.
    fn add(
        &mut self,
        context: &Context<'_>,
        observation: &'a Observation,
        fact: &'a TlsFact,
        policy: &'a CertificateLintPolicy,
    ) {
        let public = fact.issued_publicly();
        if let Some(ChainEntry::Unparsable { error, .. }) = fact.chain.first() {
            self.unreadable.get_or_insert((observation, error.clone()));
        }
        for (certificate, role) in path(fact) {
            let key = (certificate.sha256.clone(), role, public);
            if !self.seen.insert(key) {
                continue;
            }
            let read = STANDARD
                .decode(&certificate.der)
                .map_err(|error| error.to_string())
                .and_then(|der| inspect(&der, role, public, policy));
            match read {
                Ok(inspection) => {
                    self.applied += inspection.applied;
                    let place = place(context, certificate, role);
                    for failure in inspection.failures {
                        self.failures.push(Found {
                            observation,
                            place: place.clone(),
                            role,
                            failure,
                        });
                    }
                    self.shown.get_or_insert((observation, place));
                }
                Err(error) => {
                    self.unreadable.get_or_insert((observation, error));
                }
            }
        }
    }

    fn judge(mut self, context: &Context<'_>) -> Judgement {
        self.failures
            .sort_by_key(|found| std::cmp::Reverse(found.gravity()));
        let gravest = self.failures.first().map(Found::gravity);
        let judgement = match (gravest, self.unreadable) {
            (Some(Gravity::Broken), _) => Judgement::deviates("broken"),
            (_, Some((observation, error))) => {
                let error = context.technical(&error);
                return Judgement::not_observed("unparsable")
                    .with_text("error", error.clone())
                    .because(observation, error);
            }
            (Some(Gravity::Formal | Gravity::Advised), None) => Judgement::partial("form"),
            (Some(Gravity::Mentioned), None) => Judgement::conforms("notices"),
            (None, None) => Judgement::conforms("as-expected"),
        };
        let counts = |gravity: Gravity| match gravest {
            Some(Gravity::Broken) => gravity == Gravity::Broken,
            Some(Gravity::Formal | Gravity::Advised) => gravity != Gravity::Mentioned,
            Some(Gravity::Mentioned) | None => true,
        };
        let titles: Vec<&Text> = self
            .failures
            .iter()
            .filter(|found| counts(found.gravity()))
            .map(|found| &found.failure.row.title)
            .collect();
        let mut judgement = judgement
            .with("rules", self.applied)
            .with("certificates", self.seen.len())
            .with_text("found", named(&titles));
        for found in self.failures.iter().take(MAX_EVIDENCE) {
            let row = found.failure.row;
            let level = context.quote(shown(row.level));
            let rule = Text::new(
                format!("{} ({}, {})", row.id, row.source, level.nl),
                format!("{} ({}, {})", row.id, row.source, level.en),
            );
            let rule = Text::join(&[rule, found.failure.detail.as_str().into()], ": ");
            let quote = Text::join(&[found.place.clone(), rule], " — ");
            judgement = judgement.because(found.observation, quote);
        }
        match self.shown {
            Some((observation, place)) if judgement.evidence.is_empty() => {
                judgement.because(observation, place)
            }
            _ => judgement,
        }
    }
}

const fn shown(level: LintLevel) -> &'static str {
    match level {
        LintLevel::Notice => "quote.lint-notice",
        LintLevel::Warning => "quote.lint-warning",
        LintLevel::Error => "quote.lint-error",
    }
}

/// The leaf, and from each certificate to that of its issuer as far as they were served. Certificates beside this path
/// vouch for nothing and are the matter of another check.
fn path(fact: &TlsFact) -> Vec<(&Certificate, CertificateRole)> {
    let Some(leaf) = fact.leaf() else {
        return Vec::new();
    };
    let mut rest: Vec<&Certificate> = fact
        .chain
        .iter()
        .skip(1)
        .filter_map(|entry| match entry {
            ChainEntry::Parsed(certificate) => Some(&**certificate),
            ChainEntry::Unparsable { .. } => None,
        })
        .filter(|certificate| certificate.sha256 != leaf.sha256)
        .collect();
    let mut path = vec![(leaf, CertificateRole::Leaf)];
    let mut current = leaf;
    while !current.self_signed {
        let Some(place) = rest.iter().position(|c| c.subject == current.issuer) else {
            break;
        };
        current = rest.remove(place);
        let role = if current.self_signed {
            CertificateRole::Root
        } else {
            CertificateRole::Intermediate
        };
        path.push((current, role));
    }
    path
}

fn place(context: &Context<'_>, certificate: &Certificate, role: CertificateRole) -> Text {
    let role = context.quote(match role {
        CertificateRole::Leaf => "quote.leaf",
        CertificateRole::Intermediate => "quote.intermediate",
        CertificateRole::Root => "quote.root",
    });
    let name = super::endpoint::short_name(&certificate.subject);
    let digest: String = certificate.sha256.chars().take(16).collect();
    Text::join(&[role, format!("{name} (SHA-256 {digest}…)").into()], " ")
}

/// The first few titles, each once, and how many more there are.
fn named(titles: &[&Text]) -> Text {
    let mut each: Vec<&Text> = Vec::new();
    for title in titles {
        if !each.contains(title) {
            each.push(title);
        }
    }
    let more = each.len().saturating_sub(MAX_NAMED);
    let join = |lang: Lang| {
        let first: Vec<&str> = each
            .iter()
            .take(MAX_NAMED)
            .map(|title| title.in_lang(lang))
            .collect();
        match (more, lang) {
            (0, _) => first.join("; "),
            (_, Lang::Nl) => format!("{}; en nog {more}", first.join("; ")),
            (_, Lang::En) => format!("{}; and {more} more", first.join("; ")),
        }
    };
    Text::new(join(Lang::Nl), join(Lang::En))
}
