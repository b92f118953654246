//! Letters for names and mail, from findings.

use super::Material;
use super::certificate::Findings;
use super::mark::{Mark, Reason};
use super::unseen::Unseen;
use crate::domain::finding::{Finding, Outcome};
use crate::domain::policy::{Letter, NameRule};
use crate::domain::rating::{Part, Rating};
use crate::domain::subject::{Subject, SubjectKind};

/// Rates a host or domain by what was found about its name; nothing when there is nothing to rate.
pub(super) fn rate(
    subject: &Subject,
    findings: &Findings<'_>,
    material: &Material<'_>,
) -> Option<Rating> {
    let policy = &material.policy.names;
    if policy.policy.valid_from > material.as_of {
        return None;
    }
    let mut grades = Vec::new();
    if let Some(mark) = dns(findings, material) {
        grades.push(mark.grade(Part::Dns, material.phrases));
    }
    if subject.kind == SubjectKind::Domain {
        let text = &policy.mail_unseen;
        let mark = Mark {
            unseen: vec![Unseen::Check(text.nl.clone(), text.en.clone())],
            ..Mark::default()
        };
        grades.push(mark.grade(Part::Mail, material.phrases));
    }
    (!grades.is_empty()).then(|| Rating {
        subject: subject.id.clone(),
        address: None,
        policy: policy.policy.id.clone(),
        title: policy.policy.title.clone(),
        grades,
        levels: Vec::new(),
    })
}

fn dns(findings: &Findings<'_>, material: &Material<'_>) -> Option<Mark> {
    let policy = &material.policy.names;
    let rules: Vec<&NameRule> = policy
        .rule
        .iter()
        .filter(|rule| rule.from <= material.as_of)
        .collect();
    let mut looked: Vec<&Finding> = Vec::new();
    for rule in &rules {
        if let Some(finding) = findings.get(rule.check.as_str())
            && finding.outcome != Outcome::NotApplicable
            && !looked.iter().any(|known| known.id == finding.id)
        {
            looked.push(finding);
        }
    }
    if looked.is_empty() {
        return None;
    }
    let mut unseen: Vec<Unseen> = policy
        .dns_unseen
        .iter()
        .map(|text| Unseen::Check(text.nl.clone(), text.en.clone()))
        .collect();
    let mut caps: Vec<(Letter, Reason)> = Vec::new();
    let mut seen = false;
    for finding in looked {
        if finding.outcome == Outcome::NotObserved {
            unseen.push(Unseen::Check(
                finding.title.nl.clone(),
                finding.title.en.clone(),
            ));
            continue;
        }
        seen = true;
        let matching = rules.iter().filter(|rule| rule.limits(finding));
        caps.extend(matching.map(|rule| (rule.cap, Reason::cap(rule.cap, rule.text.clone()))));
    }
    caps.sort_by(|(a, _), (b, _)| b.cmp(a));
    Some(Mark {
        letter: seen.then(|| caps.first().map_or(Letter::A, |(cap, _)| *cap)),
        reasons: caps.into_iter().map(|(_, reason)| reason).collect(),
        unseen,
        ..Mark::default()
    })
}
