//! "Certificates come from a public authority and are renewed in time."

use super::{Match, Rule, Sight, sentences};
use crate::domain::answer::AnswerValue;
use crate::domain::claim::ClaimStatus;
use crate::domain::finding::{EvidenceItem, Finding, Outcome};
use crate::domain::subject::{Subject, SubjectKind};
use crate::domain::text::Text;

pub(super) static RULE: Rule = Rule {
    id: "certificates-managed",
    hold,
};

/// What the claim covers: who issued, and whether it is within its dates.
const CHECKS: [&str; 2] = ["certificate-trust", "certificate-validity"];

fn hold(_value: &AnswerValue, sight: &Sight<'_>) -> Match {
    let (mut refuting, mut confirming, mut open): (Vec<&Finding>, Vec<&Finding>, Vec<String>) =
        Default::default();
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
        refuting.extend(
            found
                .iter()
                .copied()
                .filter(|f| f.outcome == Outcome::Deviates),
        );
        if found.len() == CHECKS.len() && found.iter().all(|f| f.outcome == Outcome::Conforms) {
            confirming.extend(found);
        } else if !found.iter().any(|f| f.outcome == Outcome::Deviates) {
            open.push(Subject::shown(subject));
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
    if open.is_empty() && !confirming.is_empty() {
        return Match::new(
            ClaimStatus::Confirmed,
            tell(&confirming),
            evidence(&confirming),
        );
    }
    let seen = if open.is_empty() {
        sight.phrases.text("claim.nothing-seen")
    } else {
        sight
            .phrases
            .fill("claim.certificates-open", &[("hosts", &open.join(", "))])
    };
    Match::new(ClaimStatus::NotObservable, seen, evidence(&confirming))
}
