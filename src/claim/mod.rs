//! F1: claims held against observations: what the provider says beside what its servers show.
//!
//! A rule confirms only what it has seen for every endpoint, contradicts only on what it has seen with certainty,
//! and says "not observable" for the rest. Silence of a server never confirms and never refutes.

mod certificates_managed;
mod declared_regions;
mod endpoints_in_eea;
mod european_ownership;
mod no_third_country_sub_processors;
mod party;
mod place;
mod storage_places;
mod sub_processors_complete;
mod tls_versions;

use crate::domain::answer::AnswerValue;
use crate::domain::assessment::Located;
use crate::domain::claim::{Assertion, Claim, ClaimStatus};
use crate::domain::day::Day;
use crate::domain::finding::{Confidence, EvidenceItem, Finding, Outcome};
use crate::domain::item::{Item, ItemReading};
use crate::domain::location::Areas;
use crate::domain::observation::Observations;
use crate::domain::pack::Strength;
use crate::domain::party::Party;
use crate::domain::phrase::Phrases;
use crate::domain::subject::{Subject, SubjectId};
use crate::domain::text::Text;

/// A matching rule.
#[derive(Debug)]
pub struct Rule {
    /// The name that packs use.
    pub id: &'static str,
    /// Holds the value of an answer against what was seen.
    pub hold: fn(&AnswerValue, &Sight<'_>) -> Match,
}

/// The registry of matching rules.
pub static RULES: &[&Rule] = &[
    &certificates_managed::RULE,
    &declared_regions::RULE,
    &endpoints_in_eea::RULE,
    &european_ownership::RULE,
    &no_third_country_sub_processors::RULE,
    &storage_places::RULE,
    &sub_processors_complete::RULE,
    &tls_versions::RULE,
];

/// The rule of a claim whose question names checks but no rule.
pub const BY_CHECKS: &str = "checks";

/// What was seen.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'a> {
    /// What was looked at.
    pub subjects: &'a [Subject],
    /// What the probes returned.
    pub observations: &'a Observations,
    /// What the checks came to.
    pub findings: &'a [Finding],
    /// Where each address is registered or published.
    pub located: &'a [Located],
    /// The parties that the observations show, compared with what was declared.
    pub parties: &'a [Party],
    /// Legal areas.
    pub areas: &'a Areas,
    /// Words.
    pub phrases: &'a Phrases,
    /// The day to judge for.
    pub as_of: Day,
    /// True when the observations are too old to say how things are.
    pub stale: bool,
}

impl Sight<'_> {
    fn shown(&self, id: &SubjectId) -> String {
        self.subjects
            .iter()
            .find(|subject| subject.id == *id)
            .map_or_else(|| id.to_string(), Subject::shown)
    }
}

/// What came of holding a claim against what was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The result.
    pub status: ClaimStatus,
    /// What was seen, in words.
    pub seen: Text,
    /// What it rests on.
    pub evidence: Vec<EvidenceItem>,
}

impl Match {
    fn new(status: ClaimStatus, seen: Text, evidence: Vec<EvidenceItem>) -> Self {
        Self {
            status,
            seen,
            evidence,
        }
    }
}

/// Holds every assertion against what was seen, in their order.
#[must_use]
pub fn hold(assertions: &[Assertion], sight: &Sight<'_>) -> Vec<Claim> {
    assertions
        .iter()
        .map(|assertion| hold_one(assertion, sight))
        .collect()
}

fn hold_one(assertion: &Assertion, sight: &Sight<'_>) -> Claim {
    let rule = assertion
        .rule
        .as_deref()
        .and_then(|id| RULES.iter().find(|rule| rule.id == id));
    let found = match rule {
        _ if sight.stale => Match::new(
            ClaimStatus::NotObservable,
            sight.phrases.text("claim.stale"),
            Vec::new(),
        ),
        Some(rule) => (rule.hold)(&assertion.value, sight),
        None => hold_by_checks(assertion, sight),
    };
    let explained = found.status == ClaimStatus::Contradicted && assertion.explained.is_some();
    Claim {
        id: format!("{}/{}", assertion.pack, assertion.question),
        pack: assertion.pack.clone(),
        question: assertion.question.clone(),
        rule: rule.map_or(BY_CHECKS, |rule| rule.id).to_owned(),
        importance: assertion.importance,
        status: if explained {
            ClaimStatus::Explained
        } else {
            found.status
        },
        said: assertion.said.clone(),
        seen: found.seen,
        evidence: found.evidence,
        explanation: assertion.explained.clone().filter(|_| explained),
        response: assertion
            .response
            .clone()
            .filter(|_| found.status == ClaimStatus::Contradicted),
    }
}

/// Without a rule of its own, the checks that the question names decide.
fn hold_by_checks(assertion: &Assertion, sight: &Sight<'_>) -> Match {
    let named: Vec<&Finding> = sight
        .findings
        .iter()
        .filter(|finding| {
            assertion
                .observe
                .iter()
                .any(|check| check.as_str() == finding.check)
        })
        .filter(|finding| finding.outcome != Outcome::NotApplicable)
        .collect();
    let refuting: Vec<&Finding> = named
        .iter()
        .copied()
        .filter(|f| f.outcome == Outcome::Deviates && f.confidence >= Confidence::Medium)
        .collect();
    if !refuting.is_empty() {
        return Match::new(
            ClaimStatus::Contradicted,
            tell(&refuting, sight),
            evidence(&refuting),
        );
    }
    // Where an address is registered can refute a statement about data, but never prove one.
    let proves = |finding: &Finding| {
        finding.outcome == Outcome::Conforms && !finding.check.starts_with("hosting-")
    };
    if !named.is_empty() && named.iter().all(|finding| proves(finding)) {
        return Match::new(
            ClaimStatus::Confirmed,
            tell(&named, sight),
            evidence(&named),
        );
    }
    let short: Vec<&Finding> = named
        .iter()
        .copied()
        .filter(|f| matches!(f.outcome, Outcome::Partial | Outcome::Deviates))
        .collect();
    let seen = if !short.is_empty() {
        tell(&short, sight)
    } else if named
        .iter()
        .any(|finding| finding.outcome == Outcome::Conforms)
    {
        sight.phrases.text("claim.nothing-refutes")
    } else {
        sight.phrases.text("claim.nothing-seen")
    };
    Match::new(ClaimStatus::NotObservable, seen, evidence(&named))
}

fn tell(findings: &[&Finding], sight: &Sight<'_>) -> Text {
    sentences(findings.iter().map(|finding| {
        let subject = sight.shown(&finding.subject);
        Text::new(
            format!("{subject}: {}", finding.detail.nl),
            format!("{subject}: {}", finding.detail.en),
        )
    }))
}

fn evidence(findings: &[&Finding]) -> Vec<EvidenceItem> {
    findings
        .iter()
        .flat_map(|finding| finding.evidence.iter().cloned())
        .collect()
}

/// Joins sentences, each once.
fn sentences(parts: impl Iterator<Item = Text>) -> Text {
    let mut unique: Vec<Text> = Vec::new();
    for part in parts {
        if !unique.contains(&part) {
            unique.push(part);
        }
    }
    let join = |lang| {
        unique
            .iter()
            .map(|part| part.in_lang(lang))
            .collect::<Vec<_>>()
            .join(" ")
    };
    Text::new(
        join(crate::domain::text::Lang::Nl),
        join(crate::domain::text::Lang::En),
    )
}

/// Lets the claims speak in the score: a confirmed answer counts as observed, a contradicted one earns nothing.
pub fn apply(claims: &[Claim], items: &mut [Item]) {
    for item in items {
        let Some(claim) = claims.iter().find(|claim| claim.id == item.id) else {
            continue;
        };
        if let ItemReading::Known {
            strength,
            indicated,
            carried,
            contradicted,
            ..
        } = &mut item.reading
        {
            match claim.status {
                ClaimStatus::Confirmed => {
                    *strength = Strength::Observed;
                    *indicated = false;
                    *carried = false;
                }
                ClaimStatus::Contradicted => *contradicted = true,
                ClaimStatus::Explained | ClaimStatus::NotObservable => {}
            }
        }
    }
}
