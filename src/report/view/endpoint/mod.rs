//! What endpoints showed: one sentence for everyone, and the picture for who wants to know.

mod address;
mod chain;
mod exchange;
mod groups;
mod levels;
mod names;
mod properties;
mod revocation;
mod sentence;
mod suites;
mod timeline;
mod versions;

use std::collections::BTreeMap;

use serde::Serialize;

use address::AddressView;
pub(crate) use levels::GradeView;

use super::{Badge, Plain, Row, Scribe};
use crate::domain::assessment::Assessment;
use crate::domain::observation::{Observation, Probe};
use crate::domain::subject::{Subject, SubjectKind};
use crate::report::scribe::named;

pub(super) use names::{NameView, names};

/// One endpoint.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct EndpointView {
    pub(crate) name: Plain,
    /// One sentence for everyone; absent when nobody looked at TLS.
    pub(crate) sentence: Option<Plain>,
    /// What was not looked at, or gave no clear answer.
    pub(crate) reserve: Option<Plain>,
    /// Grades over all addresses together.
    pub(crate) grades: Vec<GradeView>,
    /// What the addresses show differently.
    pub(crate) differences: Vec<Difference>,
    pub(crate) addresses: Vec<AddressView>,
    /// What the web server answered.
    pub(crate) exchanges: Vec<Row>,
    /// How many connections the pictures took.
    pub(crate) connections: Option<Plain>,
}

/// One fact that is not the same at every address.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Difference {
    pub(crate) fact: Plain,
    /// The number of addresses.
    pub(crate) rows: usize,
    /// Addresses and what was seen there.
    pub(crate) seen: Vec<Row>,
}

/// The endpoints in the order of the plan.
pub(super) fn endpoints(assessment: &Assessment, scribe: &Scribe) -> Vec<EndpointView> {
    let by_subject = by_subject(assessment);
    assessment
        .subjects
        .iter()
        .filter(|subject| subject.kind == SubjectKind::Endpoint)
        .filter_map(|subject| {
            let observations = by_subject.get(subject.id.0.as_str())?;
            endpoint(subject, observations, assessment, scribe)
        })
        .collect()
}

fn endpoint(
    subject: &Subject,
    observations: &[&Observation],
    assessment: &Assessment,
    scribe: &Scribe,
) -> Option<EndpointView> {
    let exchanges: Vec<Row> = observations
        .iter()
        .filter_map(|observation| exchange::row(observation, scribe))
        .collect();
    let looks: Vec<&Observation> = observations
        .iter()
        .copied()
        .filter(|observation| observation.probe == Probe::Tls)
        .collect();
    let statuses = revocation::Statuses::new(observations);
    let mut addresses = address::addresses(&looks, &statuses, assessment, scribe);
    if addresses.is_empty() && exchanges.is_empty() {
        return None;
    }
    let grades = levels::grades(assessment, &subject.id, None, scribe);
    // What is said of all addresses together is not said again of the only one.
    if let [only] = addresses.as_mut_slice()
        && only.grades.iter().all(|grade| grades.contains(grade))
    {
        let label = scribe.word("picture.heading.grades");
        only.headline.retain(|row| row.label != label);
        only.grades.clear();
    }
    let said = sentence::sentence(&looks, addresses.len() > 1, &statuses, assessment, scribe);
    let grades = levels::grades(assessment, &subject.id, None, scribe);
    if let ([only], false) = (addresses.as_mut_slice(), grades.is_empty()) {
        // All addresses show the same: the grades over all of them are theirs.
        let label = scribe.word("picture.heading.grades");
        only.grades.clear();
        only.headline.retain(|row| row.label != label);
    }
    let connections: u32 = looks
        .iter()
        .filter_map(|look| look.tls()?.picture.as_ref())
        .map(|picture| picture.connections)
        .sum();
    Some(EndpointView {
        name: named(subject),
        sentence: said.as_ref().map(|said| said.sentence.clone()),
        reserve: said.and_then(|said| said.reserve),
        grades,
        differences: differences(&addresses, scribe),
        addresses,
        exchanges,
        connections: (connections > 0)
            .then(|| scribe.count("picture.connections", connections as usize)),
    })
}

/// The facts that are not the same everywhere.
fn differences(addresses: &[AddressView], scribe: &Scribe) -> Vec<Difference> {
    // Each weakness has a line of its own.
    let together = scribe.word("picture.heading.weaknesses");
    let mut labels: Vec<&Plain> = Vec::new();
    for row in addresses.iter().flat_map(AddressView::facts) {
        if row.label != together && !labels.contains(&&row.label) {
            labels.push(&row.label);
        }
    }
    let value = |address: &AddressView, label: &Plain| {
        let row = address.facts().find(|row| row.label == *label);
        row.map_or_else(|| "–".into(), |row| row.value.clone())
    };
    labels
        .into_iter()
        .filter_map(|label| {
            let seen: Vec<Row> = addresses
                .iter()
                .map(|address| Row {
                    label: address.place.clone(),
                    value: value(address, label),
                })
                .collect();
            let differ = seen
                .windows(2)
                .any(|pair| matches!(pair, [a, b] if a.value != b.value));
            differ.then(|| Difference {
                fact: label.clone(),
                rows: seen.len(),
                seen,
            })
        })
        .collect()
}

fn by_subject(assessment: &Assessment) -> BTreeMap<&str, Vec<&Observation>> {
    let mut map: BTreeMap<&str, Vec<&Observation>> = BTreeMap::new();
    for observation in &assessment.observations.0 {
        map.entry(observation.subject.0.as_str())
            .or_default()
            .push(observation);
    }
    map
}

/// The beginning of a text from outside: a certificate may name its subject with thousands of letters.
fn shortened(text: &str) -> Plain {
    const LONGEST: usize = 240;
    if text.chars().count() <= LONGEST {
        return text.into();
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("{start}…").into()
}
