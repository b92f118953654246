//! What the world showed: hosting, parties, certificates, TLS, DNS.
//!
//! A change is told only of what was looked at both times, and completely where a part would mislead.

use std::collections::{BTreeMap, BTreeSet};

use super::{LostSight, SeenChange, SeenKind, certificates, parties};
use crate::domain::assessment::Assessment;
use crate::domain::fact::{DnsValue, TlsFact, VersionState};
use crate::domain::observation::Probe;
use crate::domain::policy::Level;
use crate::domain::rating::{Grade, Part};
use crate::domain::subject::{SubjectId, SubjectKind};

type Sets = BTreeMap<SubjectId, BTreeSet<String>>;

/// What was seen otherwise, by kind, then by subject.
pub(super) fn changes(then: &Assessment, now: &Assessment) -> Vec<SeenChange> {
    let mut changes = Vec::new();
    for (kind, old, new) in [
        (SeenKind::HostingCountry, countries(then), countries(now)),
        (SeenKind::NetworkOperator, operators(then), operators(now)),
        (SeenKind::TlsVersions, versions(then), versions(now)),
        (
            SeenKind::MailHosts,
            records(then, Probe::DnsMx),
            records(now, Probe::DnsMx),
        ),
        (
            SeenKind::NameServers,
            records(then, Probe::DnsNs),
            records(now, Probe::DnsNs),
        ),
    ] {
        changes.extend(differing(kind, &old, &new));
    }
    certificates::changes(then, now, &mut changes);
    levels(then, now, &mut changes);
    parties::seen(then, now, &mut changes);
    parties::named(then, now, &mut changes);
    changes.sort();
    changes.dedup();
    changes
}

/// Subjects that both sides know and that show something else.
fn differing(kind: SeenKind, old: &Sets, new: &Sets) -> Vec<SeenChange> {
    old.iter()
        .filter_map(|(subject, then)| {
            let now = new.get(subject)?;
            (then != now).then(|| SeenChange {
                kind,
                subject: subject.clone(),
                then: then.iter().cloned().collect(),
                now: now.iter().cloned().collect(),
                ours: false,
            })
        })
        .collect()
}

/// Countries of the addresses of hosts of which every address is known and located.
fn countries(assessment: &Assessment) -> Sets {
    let mut sets = Sets::new();
    for located in &assessment.locations {
        let country = located.verdict.country;
        sets.entry(located.subject.clone())
            .or_default()
            .insert(country.map_or_else(|| "?".to_owned(), |country| country.to_string()));
    }
    complete(assessment, sets)
}

/// Operators of the networks of the same hosts.
fn operators(assessment: &Assessment) -> Sets {
    let mut sets = Sets::new();
    for located in &assessment.locations {
        let control = located.fact.control.as_ref();
        let name = control.and_then(|control| {
            let known = control
                .operator_name
                .as_deref()
                .or(control.holder.as_deref());
            match (known, control.asn) {
                (Some(name), _) => Some(name.to_owned()),
                (None, Some(asn)) => Some(format!("AS{asn}")),
                (None, None) => None,
            }
        });
        sets.entry(located.subject.clone())
            .or_default()
            .insert(name.unwrap_or_else(|| "?".to_owned()));
    }
    complete(assessment, sets)
}

fn complete(assessment: &Assessment, sets: Sets) -> Sets {
    sets.into_iter()
        .filter(|(host, _)| assessment.observations.located_completely(host))
        .collect()
}

/// Every look at the TLS of an endpoint that succeeded.
pub(super) fn pictures(assessment: &Assessment) -> impl Iterator<Item = (&SubjectId, &TlsFact)> {
    assessment
        .observations
        .0
        .iter()
        .filter_map(|look| Some((&look.subject, look.tls()?)))
}

/// Versions that some address of an endpoint offers, where every version got a clear answer.
fn versions(assessment: &Assessment) -> Sets {
    let mut sets = Sets::new();
    let mut unclear = BTreeSet::new();
    for (subject, tls) in pictures(assessment) {
        let offered = sets.entry(subject.clone()).or_default();
        for trial in &tls.versions {
            match trial.state {
                VersionState::Offered => {
                    offered.insert(trial.version.to_string());
                }
                VersionState::Refused => {}
                VersionState::Inconclusive(_) => {
                    unclear.insert(subject.clone());
                }
            }
        }
        if tls.versions.is_empty() {
            unclear.insert(subject.clone());
        }
    }
    sets.retain(|subject, _| !unclear.contains(subject));
    sets
}

/// Names of mail hosts or name servers of each domain that answered.
fn records(assessment: &Assessment, probe: Probe) -> Sets {
    let mut sets = Sets::new();
    for look in assessment
        .observations
        .0
        .iter()
        .filter(|look| look.probe == probe)
    {
        let Some(fact) = look.dns().filter(|fact| !fact.truncated) else {
            continue;
        };
        let names = fact
            .records
            .iter()
            .filter_map(|record| match &record.value {
                DnsValue::Mx { exchange, .. } => Some(exchange),
                DnsValue::Ns(name) => Some(name),
                _ => None,
            });
        sets.entry(look.subject.clone())
            .or_default()
            .extend(names.map(|name| name.to_lowercase()));
    }
    sets
}

/// Levels and letters of the configuration of endpoints, by the policy that the newer run judged by.
fn levels(then: &Assessment, now: &Assessment, changes: &mut Vec<SeenChange>) {
    for subject in &now.subjects {
        if subject.kind != SubjectKind::Endpoint {
            continue;
        }
        let policy = &now.method.policy;
        let Some((old, new)) =
            grade(then, &subject.id, policy).zip(grade(now, &subject.id, policy))
        else {
            continue;
        };
        // A grade "at best" may hide the rest: it says nothing about going up.
        let kind = match rank(old).cmp(&rank(new)) {
            std::cmp::Ordering::Less => SeenKind::TlsLevelDropped,
            std::cmp::Ordering::Greater if new.complete => SeenKind::TlsLevelRaised,
            _ => continue,
        };
        changes.push(SeenChange {
            kind,
            subject: subject.id.clone(),
            then: vec![mark(old)],
            now: vec![mark(new)],
            ours: false,
        });
    }
}

/// The worst grade of an endpoint over its addresses.
fn grade<'a>(assessment: &'a Assessment, subject: &SubjectId, policy: &str) -> Option<&'a Grade> {
    assessment
        .ratings
        .iter()
        .filter(|rating| rating.subject == *subject && rating.policy == policy)
        .filter_map(|rating| rating.grade(Part::Configuration))
        .filter(|grade| grade.level.is_some() || grade.letter.is_some())
        .max_by_key(|grade| rank(grade))
}

/// The worse, the higher.
fn rank(grade: &Grade) -> u8 {
    match (grade.level, grade.letter.as_deref()) {
        (Some(Level::Good), _) => 0,
        (Some(Level::Sufficient), _) => 1,
        (Some(Level::PhaseOut), _) => 2,
        (Some(Level::Insufficient), _) => 3,
        (None, Some(letter)) => match letter {
            "A+" => 0,
            "A" => 1,
            "A-" => 2,
            "B" => 3,
            "C" => 4,
            "D" => 5,
            "E" => 6,
            _ => 7,
        },
        (None, None) => 8,
    }
}

/// The stored value of a level, or the letter.
fn mark(grade: &Grade) -> String {
    match (grade.level, &grade.letter) {
        (Some(level), _) => match level {
            Level::Good => "good",
            Level::Sufficient => "sufficient",
            Level::PhaseOut => "phase-out",
            Level::Insufficient => "insufficient",
        }
        .to_owned(),
        (None, letter) => letter.clone().unwrap_or_default(),
    }
}

/// Looks that succeeded then and failed now, where nothing else of that look at that subject succeeded.
pub(super) fn lost(then: &Assessment, now: &Assessment) -> Vec<LostSight> {
    let looks = |assessment: &Assessment| {
        let (mut seen, mut failed) = (BTreeSet::new(), BTreeSet::new());
        for look in &assessment.observations.0 {
            let place = (look.subject.clone(), look.probe);
            match look.failure() {
                None => seen.insert(place),
                Some(_) => failed.insert(place),
            };
        }
        (seen, failed)
    };
    let ((was, _), (is, failed)) = (looks(then), looks(now));
    let mut lost: BTreeMap<SubjectId, Vec<Probe>> = BTreeMap::new();
    for (subject, probe) in was.difference(&is) {
        if failed.contains(&(subject.clone(), *probe)) {
            lost.entry(subject.clone()).or_default().push(*probe);
        }
    }
    lost.into_iter()
        .map(|(subject, probes)| LostSight { subject, probes })
        .collect()
}
