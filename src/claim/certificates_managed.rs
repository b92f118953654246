//! "Certificates come from a public authority and are renewed in time."

use super::{Match, Rule, Sight, sentences};
use crate::domain::answer::AnswerValue;
use crate::domain::claim::ClaimStatus;
use crate::domain::finding::{Confidence, EvidenceItem, Finding, Outcome};
use crate::domain::subject::{Subject, SubjectKind};
use crate::domain::text::Text;

pub(super) static RULE: Rule = Rule {
    id: "certificates-managed",
    hold,
};

/// What the claim covers: who issued, whether it is within its dates, and whether renewal comes in time.
const CHECKS: [&str; 3] = [
    "certificate-trust",
    "certificate-validity",
    "certificate-expiry-soon",
];

fn hold(_value: &AnswerValue, sight: &Sight<'_>) -> Match {
    let (mut refuting, mut confirming): (Vec<&Finding>, Vec<&Finding>) = Default::default();
    let (mut unseen, mut doubtful): (Vec<String>, Vec<String>) = Default::default();
    for subject in sight
        .subjects
        .iter()
        .filter(|s| s.kind == SubjectKind::Endpoint)
    {
        let found: Vec<&Finding> = sight
            .findings
            .iter()
            .filter(|f| f.subject == subject.id && CHECKS.contains(&f.check.as_str()))
            .collect();
        // Less than high: an address of the endpoint did not show its certificate.
        let seen =
            |f: &&Finding| f.outcome != Outcome::NotObserved && f.confidence == Confidence::High;
        let good = |f: &&Finding| f.outcome == Outcome::Conforms;
        // An issuer that the user added is vouched for by the user, not by the public store.
        let public = found
            .iter()
            .any(|f| f.check == CHECKS[0] && f.reason == "trusted");
        if found.iter().any(|f| f.outcome == Outcome::Deviates) {
            refuting.extend(
                found
                    .iter()
                    .copied()
                    .filter(|f| f.outcome == Outcome::Deviates),
            );
        } else if found.len() < CHECKS.len() || !found.iter().all(seen) {
            unseen.push(Subject::shown(subject));
        } else if !public || !found.iter().all(good) {
            doubtful.push(Subject::shown(subject));
        } else {
            confirming.extend(found);
        }
    }
    let tell = |findings: &[&Finding]| {
        sentences(findings.iter().map(|finding| {
            let host = sight.shown(&finding.subject);
            Text::new(
                format!("{host}: {}", finding.detail.nl),
                format!("{host}: {}", finding.detail.en),
            )
        }))
    };
    let evidence = |findings: &[&Finding]| -> Vec<EvidenceItem> {
        findings.iter().flat_map(|f| f.evidence.clone()).collect()
    };
    if !refuting.is_empty() {
        return Match::new(
            ClaimStatus::Contradicted,
            tell(&refuting),
            evidence(&refuting),
        );
    }
    if unseen.is_empty() && doubtful.is_empty() && !confirming.is_empty() {
        return Match::new(
            ClaimStatus::Confirmed,
            tell(&confirming),
            evidence(&confirming),
        );
    }
    let hosts =
        |names: &[String], key: &str| sight.phrases.fill(key, &[("hosts", &names.join(", "))]);
    let mut parts = Vec::new();
    if !doubtful.is_empty() {
        parts.push(hosts(&doubtful, "claim.only-added"));
    }
    if !unseen.is_empty() {
        parts.push(hosts(&unseen, "claim.certificates-open"));
    }
    if parts.is_empty() {
        parts.push(sight.phrases.text("claim.nothing-seen"));
    }
    let seen = sentences(parts.into_iter());
    Match::new(ClaimStatus::NotObservable, seen, evidence(&confirming))
}
