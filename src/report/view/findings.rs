//! Findings of the checks, by family and check: what needs attention in full, the rest in short.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Badge, Exhibit, Plain, Reference, Scribe};
use crate::domain::finding::{Finding, FindingSource, Outcome};

/// Families in the order of the report; others come after, by name.
const FAMILIES: [&str; 8] = [
    "https",
    "tls",
    "certificate",
    "web",
    "dns",
    "mail",
    "hosting",
    "chain",
];

/// The findings of all checks.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Findings {
    pub(crate) families: Vec<Family>,
    pub(crate) counts: Vec<Count>,
}

/// How often an outcome occurs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Count {
    pub(crate) outcome: Badge,
    pub(crate) n: usize,
}

/// The findings of one family.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Family {
    pub(crate) code: Plain,
    pub(crate) title: Plain,
    pub(crate) counts: Vec<Count>,
    /// What deviates or is partly in order: a check at a time.
    pub(crate) attention: Vec<Group>,
    /// What could not be looked at, a subject at a time.
    pub(crate) missed: Vec<Missed>,
    /// The same finding by finding.
    #[serde(skip)]
    pub(crate) unseen: Vec<FindingView>,
    /// What is in order or does not apply, said once for all subjects of which the same can be said.
    pub(crate) settled: Vec<Settled>,
    /// How many findings that is, in words.
    pub(crate) settled_count: Option<Plain>,
    /// The same finding by finding.
    #[serde(skip)]
    pub(crate) fine: Vec<FindingView>,
}

/// What one check found that asks for attention. What to do and the norms stand here when they are the same for all.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Group {
    pub(crate) check: Plain,
    pub(crate) title: Plain,
    /// The worst that it found.
    pub(crate) outcome: Badge,
    pub(crate) findings: Vec<FindingView>,
    pub(crate) remedy: Option<Plain>,
    pub(crate) refs: Vec<Reference>,
}

/// What several checks could not look at, for the same reason.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Missed {
    pub(crate) outcome: Badge,
    pub(crate) subjects: Vec<Plain>,
    pub(crate) detail: Plain,
    /// The checks.
    pub(crate) titles: Vec<Plain>,
    pub(crate) evidence: Vec<Exhibit>,
}

/// What is in order with some subjects, or does not apply to them.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Settled {
    pub(crate) title: Plain,
    pub(crate) outcome: Badge,
    pub(crate) subjects: Vec<Plain>,
    pub(crate) detail: Plain,
    pub(crate) evidence: Vec<Exhibit>,
}

/// One finding.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FindingView {
    pub(crate) id: Plain,
    #[serde(skip)]
    pub(crate) check: Plain,
    pub(crate) title: Plain,
    pub(crate) subject: Plain,
    pub(crate) outcome: Badge,
    /// The harm; only where there is something to do.
    pub(crate) severity: Option<Badge>,
    pub(crate) confidence: Plain,
    pub(crate) detail: Plain,
    pub(crate) evidence: Vec<Exhibit>,
    pub(crate) remedy: Option<Plain>,
    pub(crate) refs: Vec<Reference>,
    /// Who accepted it in a baseline, why and until when.
    pub(crate) accepted: Option<Plain>,
    /// Place in the order of reading, first what asks for action.
    #[serde(skip)]
    pub(crate) urgency: u8,
}

impl Findings {
    pub(super) fn new(findings: &[Finding], scribe: &Scribe) -> Self {
        let checks: Vec<&Finding> = findings
            .iter()
            .filter(|finding| {
                matches!(
                    finding.source,
                    FindingSource::Baseline | FindingSource::Check
                )
            })
            .collect();
        let mut families: Vec<(&str, Vec<&Finding>)> = Vec::new();
        for finding in &checks {
            let family = family_of(finding);
            match families.iter_mut().find(|(code, _)| *code == family) {
                Some((_, list)) => list.push(finding),
                None => families.push((family, vec![finding])),
            }
        }
        let place = |code: &str| {
            FAMILIES
                .iter()
                .position(|f| *f == code)
                .unwrap_or(FAMILIES.len())
        };
        families.sort_by(|(a, _), (b, _)| (place(a), *a).cmp(&(place(b), *b)));
        Self {
            counts: counts(&checks, scribe),
            families: families
                .into_iter()
                .map(|(code, list)| family(code, list, scribe))
                .collect(),
        }
    }
}

fn family_of(finding: &Finding) -> &str {
    finding
        .check
        .split_once('-')
        .map_or(finding.check.as_str(), |(family, _)| family)
}

fn family(code: &str, mut list: Vec<&Finding>, scribe: &Scribe) -> Family {
    list.sort_by(|a, b| {
        (
            urgency(a.outcome),
            std::cmp::Reverse(a.severity),
            &a.check,
            &a.subject,
        )
            .cmp(&(
                urgency(b.outcome),
                std::cmp::Reverse(b.severity),
                &b.check,
                &b.subject,
            ))
    });
    let counts = counts(&list, scribe);
    let (fine, attention): (Vec<&Finding>, Vec<&Finding>) = list
        .into_iter()
        .partition(|finding| settled(finding.outcome));
    let views = |list: Vec<&Finding>| -> Vec<FindingView> {
        list.into_iter().map(|f| finding(f, scribe)).collect()
    };
    let fine = views(fine);
    let (unseen, attention): (Vec<&Finding>, Vec<&Finding>) = attention
        .into_iter()
        .partition(|finding| finding.outcome == Outcome::NotObserved);
    let unseen = views(unseen);
    Family {
        code: code.into(),
        title: scribe
            .words
            .find(&format!("family.{code}"))
            .cloned()
            .unwrap_or_else(|| code.into()),
        counts,
        attention: group(views(attention)),
        missed: miss(&unseen),
        unseen,
        settled: settle(&fine),
        settled_count: (!fine.is_empty()).then(|| scribe.count("findings.settled", fine.len())),
        fine,
    }
}

/// Findings of one check together, in the order of the gravest.
fn group(findings: Vec<FindingView>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut places: BTreeMap<Plain, usize> = BTreeMap::new();
    for finding in findings {
        let known = places
            .get(&finding.check)
            .and_then(|at| groups.get_mut(*at));
        if let Some(group) = known {
            group.findings.push(finding);
            continue;
        }
        places.insert(finding.check.clone(), groups.len());
        groups.push(Group {
            check: finding.check.clone(),
            title: finding.title.clone(),
            outcome: finding.outcome.clone(),
            findings: vec![finding],
            remedy: None,
            refs: Vec::new(),
        });
    }
    groups.iter_mut().for_each(Group::share);
    groups
}

impl Group {
    /// Says once what all findings say.
    fn share(&mut self) {
        let Some(first) = self.findings.first().cloned() else {
            return;
        };
        let mut remedies = self.findings.iter().filter_map(|f| f.remedy.as_ref());
        let remedy = remedies.next().cloned();
        if remedies.all(|other| Some(other) == remedy.as_ref()) {
            self.remedy = remedy;
            self.findings.iter_mut().for_each(|f| f.remedy = None);
        }
        if self.findings.iter().all(|f| f.refs == first.refs) {
            self.refs = first.refs;
            self.findings.iter_mut().for_each(|f| f.refs.clear());
        }
    }
}

/// What could not be looked at, said once for each reason: first all checks of a subject together, then all subjects that
/// miss the same checks.
fn miss(unseen: &[FindingView]) -> Vec<Missed> {
    let mut list: Vec<Missed> = Vec::new();
    let mut places: BTreeMap<(&Plain, &Plain), usize> = BTreeMap::new();
    for finding in unseen {
        let key = (&finding.subject, &finding.detail);
        let at = *places.entry(key).or_insert_with(|| {
            list.push(Missed {
                outcome: finding.outcome.clone(),
                subjects: vec![finding.subject.clone()],
                detail: finding.detail.clone(),
                titles: Vec::new(),
                evidence: Vec::new(),
            });
            list.len() - 1
        });
        if let Some(missed) = list.get_mut(at) {
            missed.titles.push(finding.title.clone());
            join(&mut missed.evidence, &finding.evidence);
        }
    }
    let mut told: Vec<Missed> = Vec::new();
    let mut same: BTreeMap<(Plain, Vec<Plain>), usize> = BTreeMap::new();
    for missed in list {
        let at = *same
            .entry((missed.detail.clone(), missed.titles.clone()))
            .or_insert(told.len());
        match told.get_mut(at) {
            Some(known) => {
                known.subjects.extend(missed.subjects);
                join(&mut known.evidence, &missed.evidence);
            }
            None => told.push(missed),
        }
    }
    told
}

/// Adds what is not there yet.
fn join(all: &mut Vec<Exhibit>, more: &[Exhibit]) {
    for exhibit in more {
        if !all.contains(exhibit) {
            all.push(exhibit.clone());
        }
    }
}

/// What is the same but for its subject, said once.
fn settle(fine: &[FindingView]) -> Vec<Settled> {
    let mut list: Vec<Settled> = Vec::new();
    let mut places: BTreeMap<(&Plain, &str, &Plain), usize> = BTreeMap::new();
    for finding in fine {
        let key = (&finding.check, finding.outcome.code, &finding.detail);
        let at = *places.entry(key).or_insert_with(|| {
            list.push(Settled {
                title: finding.title.clone(),
                outcome: finding.outcome.clone(),
                subjects: Vec::new(),
                detail: finding.detail.clone(),
                evidence: Vec::new(),
            });
            list.len() - 1
        });
        if let Some(settled) = list.get_mut(at) {
            settled.subjects.push(finding.subject.clone());
            join(&mut settled.evidence, &finding.evidence);
        }
    }
    list
}

/// The order of reading: what asks for action first.
const fn urgency(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Deviates => 0,
        Outcome::Partial => 1,
        Outcome::NotObserved => 2,
        Outcome::NotAnswered => 3,
        Outcome::Conforms | Outcome::Informs => 4,
        Outcome::NotApplicable => 5,
    }
}

/// True when there is nothing to do.
pub(super) const fn settled(outcome: Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Conforms | Outcome::Informs | Outcome::NotApplicable
    )
}

/// The outcomes that occur, most urgent first.
pub(super) fn counts(findings: &[&Finding], scribe: &Scribe) -> Vec<Count> {
    [
        Outcome::Deviates,
        Outcome::Partial,
        Outcome::NotObserved,
        Outcome::NotAnswered,
        Outcome::Conforms,
        Outcome::Informs,
        Outcome::NotApplicable,
    ]
    .into_iter()
    .map(|outcome| Count {
        outcome: scribe.outcome(outcome),
        n: findings.iter().filter(|f| f.outcome == outcome).count(),
    })
    .filter(|count| count.n > 0)
    .collect()
}

fn finding(finding: &Finding, scribe: &Scribe) -> FindingView {
    let act = !settled(finding.outcome);
    FindingView {
        id: finding.id.as_str().into(),
        check: finding.check.as_str().into(),
        title: scribe.text(&finding.title),
        subject: scribe.subject(&finding.subject.0),
        outcome: scribe.outcome(finding.outcome),
        severity: act.then(|| scribe.severity(finding.severity)),
        confidence: scribe.confidence(finding.confidence),
        detail: scribe.text(&finding.detail),
        evidence: scribe.exhibits(&finding.evidence),
        remedy: finding
            .remediation
            .as_ref()
            .filter(|_| act)
            .map(|text| scribe.text(text)),
        refs: scribe.references(&finding.refs),
        accepted: None,
        urgency: urgency(finding.outcome),
    }
}
