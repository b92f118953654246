//! Letters for names and mail, from findings.

use super::Material;
use super::certificate::Findings;
use super::mark::{Mark, Reason};
use super::unseen::Unseen;
use crate::domain::finding::{Finding, Outcome};
use crate::domain::policy::{Letter, NameRule};
use crate::domain::rating::{Part, Rating};
use crate::domain::subject::Subject;
use crate::domain::text::Text;

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
    let parts = [
        (Part::Dns, policy.dns_unseen.as_ref()),
        (Part::Mail, policy.mail_unseen.as_ref()),
    ];
    for (part, unseen) in parts {
        if let Some(mark) = mark(part, unseen, findings, material) {
            grades.push(mark.grade(part, material.phrases));
        }
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

/// The letter of one part, from the rules about checks of its family; nothing when none of them applied.
fn mark(
    part: Part,
    nobody_looks: Option<&Text>,
    findings: &Findings<'_>,
    material: &Material<'_>,
) -> Option<Mark> {
    let family = match part {
        Part::Mail => "mail-",
        _ => "dns-",
    };
    let policy = &material.policy.names;
    let rules: Vec<&NameRule> = policy
        .rule
        .iter()
        .filter(|rule| rule.from <= material.as_of && rule.check.starts_with(family))
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
    let mut unseen: Vec<Unseen> = nobody_looks
        .map(|text| Unseen::Check(text.nl.clone(), text.en.clone()))
        .into_iter()
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
