//! The facts and the dossier of an older assessment, with one thing of now.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::assessment::Assessment;
use crate::domain::observation::{Fact, Failure, Observation, Observations, Probe, Reading};
use crate::domain::subject::{Subject, SubjectId};
use crate::dossier::Folder;

/// The older facts, with what the newer tables say about addresses that were found both times.
pub(super) fn located_anew(old: &Observations, new: &Observations) -> Observations {
    let fresh: Vec<(&SubjectId, std::net::IpAddr, &Observation)> = new
        .0
        .iter()
        .filter_map(|look| Some((&look.subject, look.hosting()?.address, look)))
        .collect();
    let looks = old.0.iter().map(|look| {
        let again = look.hosting().and_then(|fact| {
            fresh
                .iter()
                .find(|(subject, address, _)| **subject == look.subject && *address == fact.address)
                .and_then(|(_, _, other)| other.hosting())
        });
        match again {
            Some(fact) if look.probe == Probe::Hosting => Observation {
                reading: Reading::Observed(Box::new(Fact::Hosting(fact.clone()))),
                ..look.clone()
            },
            _ => look.clone(),
        }
    });
    Observations(looks.collect())
}

/// The older facts without what could not be looked at now; nothing when everything that was seen then could be looked at.
/// A subject that was only met on the way and is not met now goes with what could not be seen: nobody looked for it.
pub(super) fn still_seen(
    subjects: &[Subject],
    facts: &Observations,
    now: &Assessment,
) -> Option<(Vec<Subject>, Observations)> {
    let place = |look: &Observation| (look.subject.clone(), look.probe);
    let seen: BTreeSet<(SubjectId, Probe)> = now
        .observations
        .0
        .iter()
        .filter(|look| look.failure().is_none())
        .map(place)
        .collect();
    let failed: BTreeMap<(SubjectId, Probe), &Failure> = now
        .observations
        .0
        .iter()
        .filter_map(|look| Some((place(look), look.failure()?)))
        .filter(|(place, _)| !seen.contains(place))
        .collect();
    let lost = |look: &Observation| {
        let why = failed.get(&place(look)).copied();
        why.filter(|_| look.failure().is_none())
    };
    if !facts.0.iter().any(|look| lost(look).is_some()) {
        return None;
    }
    let met: BTreeSet<&SubjectId> = now.subjects.iter().map(|subject| &subject.id).collect();
    let subjects: Vec<Subject> = subjects
        .iter()
        .filter(|subject| subject.role.is_none() || met.contains(&subject.id))
        .cloned()
        .collect();
    let left: BTreeSet<&SubjectId> = subjects.iter().map(|subject| &subject.id).collect();
    let looks = facts
        .0
        .iter()
        .filter(|look| left.contains(&look.subject))
        .map(|look| match lost(look) {
            Some(why) => Observation {
                reading: Reading::Failed(why.clone()),
                ..look.clone()
            },
            None => look.clone(),
        })
        .collect();
    Some((subjects, Observations(looks)))
}

/// Takes over what reviewers decide now about answers and documents that are what they were; true when that differs.
pub(super) fn decided(old: &mut Folder, new: &Folder) -> bool {
    let mut differs = false;
    for set in &mut old.answers {
        let Some(newer) = new.answers.iter().find(|other| other.pack == set.pack) else {
            continue;
        };
        for (question, answer) in &mut set.answers {
            let same = newer.answers.get(question).filter(|now| {
                (&now.value, &now.not_applicable) == (&answer.value, &answer.not_applicable)
            });
            let Some(now) = same else { continue };
            if (&now.review, &now.acceptance) != (&answer.review, &answer.acceptance) {
                answer.review.clone_from(&now.review);
                answer.acceptance.clone_from(&now.acceptance);
                differs = true;
            }
        }
    }
    for document in &mut old.evidence {
        let Some(now) = new.evidence.iter().find(|other| other.id == document.id) else {
            continue;
        };
        let judged = (now.covers_service, now.accredited);
        if judged != (document.covers_service, document.accredited) {
            (document.covers_service, document.accredited) = judged;
            differs = true;
        }
    }
    differs
}
