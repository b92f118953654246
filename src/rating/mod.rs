//! F1: levels and letters from facts and findings: what guidelines say about the same picture.
//!
//! Each part has a grade of its own, so that a private authority spoils nothing but the letter of the certificate. They do
//! not feed the score. Unknown never raises: a grade with something unseen that could lower it is "at best", and a plus
//! takes that everything was seen.

mod certificate;
mod condition;
mod exchange;
mod letter;
mod level;
mod mark;
mod name;
mod sight;
mod unseen;

use std::collections::BTreeMap;

use crate::domain::day::Day;
use crate::domain::finding::{Finding, FindingSource};
use crate::domain::observation::{Observation, Observations, Probe};
use crate::domain::phrase::Phrases;
use crate::domain::policy::{LevelPolicy, Policy};
use crate::domain::rating::{Part, Rating};
use crate::domain::subject::{Subject, SubjectKind};
use condition::Web;
use mark::{Mark, join};
use sight::Sight;
use unseen::Unseen;

/// Everything that rating needs besides subjects.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// What was seen.
    pub observations: &'a Observations,
    /// What checks made of it: trust, names, dates, revocation and the like are not judged twice.
    pub findings: &'a [Finding],
    /// The guidelines, and the rules of letters.
    pub policy: &'a Policy,
    /// Words.
    pub phrases: &'a Phrases,
    /// The day whose rules hold.
    pub as_of: Day,
}

/// What was stored about one subject.
#[derive(Default)]
struct Known<'a> {
    observations: Vec<&'a Observation>,
    findings: BTreeMap<&'a str, &'a Finding>,
}

/// Rates every subject of which something was seen: subjects in their order; of an endpoint first all addresses together,
/// then each by itself; the guideline of the run first, then the other editions, then letters.
#[must_use]
pub fn rate(subjects: &[Subject], material: &Material<'_>) -> Vec<Rating> {
    let mut known: BTreeMap<&str, Known<'_>> = BTreeMap::new();
    for observation in &material.observations.0 {
        known
            .entry(observation.subject.0.as_str())
            .or_default()
            .observations
            .push(observation);
    }
    for finding in material
        .findings
        .iter()
        .filter(|finding| finding.source == FindingSource::Check)
    {
        known
            .entry(finding.subject.0.as_str())
            .or_default()
            .findings
            .insert(finding.check.as_str(), finding);
    }
    let mut ratings = Vec::new();
    for subject in subjects {
        let Some(known) = known.get(subject.id.0.as_str()) else {
            continue;
        };
        if subject.kind == SubjectKind::Endpoint {
            endpoint(subject, known, material, &mut ratings);
        }
        ratings.extend(name::rate(subject, &known.findings, material));
    }
    ratings
}

/// The guidelines that rate: that of the run, then the others that were in force on the day.
fn editions<'a>(material: &Material<'a>) -> Vec<&'a LevelPolicy> {
    let own = &material.policy.levels;
    let others = material.policy.editions.iter().filter(|edition| {
        edition.policy.id != own.policy.id && edition.policy.valid_from <= material.as_of
    });
    std::iter::once(own).chain(others).collect()
}

fn endpoint(
    subject: &Subject,
    known: &Known<'_>,
    material: &Material<'_>,
    ratings: &mut Vec<Rating>,
) {
    let looks = known
        .observations
        .iter()
        .filter(|observation| observation.probe == Probe::Tls);
    let sights: Vec<Sight<'_>> = looks
        .clone()
        .filter_map(|observation| Sight::of(observation.tls()?))
        .collect();
    if sights.is_empty() {
        return;
    }
    // An address that could not be looked at may be worse than those that could.
    let missing: Vec<Unseen> = (looks.count() > sights.len())
        .then_some(Unseen::Address)
        .into_iter()
        .collect();
    let mut together = Vec::new();
    let mut each: Vec<Vec<Rating>> = sights.iter().map(|_| Vec::new()).collect();
    let blank = |policy: &crate::domain::policy::Provenance| Rating {
        subject: subject.id.clone(),
        address: None,
        policy: policy.id.clone(),
        title: policy.title.clone(),
        grades: Vec::new(),
        levels: Vec::new(),
    };
    for edition in editions(material) {
        let rated: Vec<level::Rated> = sights
            .iter()
            .map(|sight| level::rate(sight, edition, material))
            .collect();
        let grades = [Part::Configuration, Part::Certificate]
            .into_iter()
            .filter_map(|part| {
                let marks = rated.iter().filter_map(|rated| rated.mark(part));
                Some(join(marks, &missing)?.grade(part, material.phrases))
            })
            .collect();
        together.push(Rating {
            grades,
            ..blank(&edition.policy)
        });
        for ((sight, rated), ratings) in sights.iter().zip(rated).zip(&mut each) {
            ratings.push(Rating {
                address: Some(sight.fact.address),
                grades: rated.grades(material.phrases),
                levels: rated.levels,
                ..blank(&edition.policy)
            });
        }
    }
    let letters = &material.policy.letters;
    if letters.policy.valid_from <= material.as_of {
        let web = Web::of(subject, &known.observations);
        let marks: Vec<Mark> = sights
            .iter()
            .map(|sight| letter::rate(sight, &web, letters, material.as_of))
            .collect();
        let certificate = certificate::rate(&sights, &known.findings, material);
        let configuration = join(marks.iter().cloned(), &missing);
        together.push(Rating {
            grades: [
                (Part::Configuration, configuration),
                (Part::Certificate, certificate),
            ]
            .into_iter()
            .filter_map(|(part, mark)| Some(mark?.grade(part, material.phrases)))
            .collect(),
            ..blank(&letters.policy)
        });
        for ((sight, mark), ratings) in sights.iter().zip(marks).zip(&mut each) {
            ratings.push(Rating {
                address: Some(sight.fact.address),
                grades: vec![mark.grade(Part::Configuration, material.phrases)],
                ..blank(&letters.policy)
            });
        }
    }
    ratings.extend(together);
    ratings.extend(each.into_iter().flatten());
}
