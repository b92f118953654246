//! Parties behind the provider: those that records show, and those that it names.

use std::collections::BTreeMap;

use super::{SeenChange, SeenKind};
use crate::domain::assessment::Assessment;
use crate::domain::observation::Observation;
use crate::domain::party::{DeclaredPart, Party};
use crate::domain::subject::SubjectId;

/// Parties that show themselves, or no longer do, in a look that succeeded both times.
pub(super) fn seen(then: &Assessment, now: &Assessment, changes: &mut Vec<SeenChange>) {
    let (old, new) = (shown(then), shown(now));
    for (kind, from, other, here, there) in [
        (SeenKind::PartyLeft, &old, &new, then, now),
        (SeenKind::PartyAppeared, &new, &old, now, then),
    ] {
        for (id, party) in from {
            if other.contains_key(id) {
                continue;
            }
            // Nothing is said where the other run could not look at all that shows it here.
            let Some(subject) = shown_where_both_looked(party, here, there, kind) else {
                continue;
            };
            let name = vec![party.name.clone()];
            let (then, now) = match kind {
                SeenKind::PartyLeft => (name, Vec::new()),
                _ => (Vec::new(), name),
            };
            changes.push(SeenChange {
                kind,
                subject,
                then,
                now,
                ours: false,
            });
        }
    }
}

fn shown(assessment: &Assessment) -> BTreeMap<String, &Party> {
    assessment
        .parties
        .iter()
        .filter(|party| !party.hits.is_empty())
        .map(|party| {
            let id = party.company.clone();
            (id.unwrap_or_else(|| party.name.to_lowercase()), party)
        })
        .collect()
}

/// The first subject that shows a party in one run, when the other run saw the same look there. A party left only when
/// everything that showed it was seen again; it appeared when something that shows it was seen before without it.
fn shown_where_both_looked(
    party: &Party,
    here: &Assessment,
    there: &Assessment,
    kind: SeenKind,
) -> Option<SubjectId> {
    let looks: BTreeMap<&str, &Observation> = here
        .observations
        .0
        .iter()
        .map(|look| (look.id.as_str(), look))
        .collect();
    let seen_there = |look: &Observation| {
        there
            .observations
            .of(look.probe, &look.subject)
            .any(|other| other.failure().is_none())
    };
    let mut seen = party.hits.iter().map(|hit| {
        looks
            .get(hit.evidence.id.as_str())
            .is_some_and(|look| seen_there(look))
    });
    let enough = match kind {
        SeenKind::PartyLeft => seen.all(|seen| seen),
        _ => seen.any(|seen| seen),
    };
    enough.then(|| party.hits.first().map(|hit| hit.subject.clone()))?
}

/// Sub-processors that the provider names, in the dossier or in its answers.
pub(super) fn named(then: &Assessment, now: &Assessment, changes: &mut Vec<SeenChange>) {
    // A scan has no list.
    if then.dossier.is_none() || now.dossier.is_none() {
        return;
    }
    let (old, new) = (declared(then), declared(now));
    let vendor = SubjectId("vendor".to_owned());
    for (id, name) in &new {
        if !old.contains_key(id) {
            changes.push(SeenChange {
                kind: SeenKind::SubProcessorNamed,
                subject: vendor.clone(),
                then: Vec::new(),
                now: vec![name.clone()],
                ours: false,
            });
        }
    }
    for (id, name) in &old {
        if !new.contains_key(id) {
            changes.push(SeenChange {
                kind: SeenKind::SubProcessorDropped,
                subject: vendor.clone(),
                then: vec![name.clone()],
                now: Vec::new(),
                ours: false,
            });
        }
    }
}

fn declared(assessment: &Assessment) -> BTreeMap<String, String> {
    assessment
        .parties
        .iter()
        .flat_map(|party| &party.declared)
        .filter(|row| row.part == DeclaredPart::SubProcessor)
        .map(|row| (row.name.trim().to_lowercase(), row.name.clone()))
        .collect()
}
