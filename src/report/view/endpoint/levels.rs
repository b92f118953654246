//! Levels and grades, as the assessment carries them.

use std::collections::BTreeSet;
use std::net::SocketAddr;

use serde::Serialize;

use super::{Badge, Plain, Scribe};
use crate::domain::assessment::Assessment;
use crate::domain::fact::TlsVersion;
use crate::domain::policy::Level;
use crate::domain::rating::{Grade, Part, Rating, SettingKind};
use crate::domain::subject::SubjectId;
use crate::report::view::Count;

/// The levels of one address by the policy of the run; none when nobody rated it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Levels<'a>(Option<&'a Rating>);

/// The grade that one policy gives one part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct GradeView {
    pub(crate) part: Plain,
    pub(crate) policy: Plain,
    /// The letter or the level; absent when there is none.
    pub(crate) mark: Option<Badge>,
    pub(crate) points: Option<Plain>,
    pub(crate) reasons: Vec<Plain>,
    /// What was not seen, so that the grade is the best it can be, or absent.
    pub(crate) reserve: Option<Plain>,
}

impl<'a> Levels<'a> {
    /// Those of one address, or of all addresses together where none are kept for this one.
    pub(super) fn of(assessment: &'a Assessment, subject: &SubjectId, address: SocketAddr) -> Self {
        let rated = |wanted: Option<SocketAddr>| {
            let fitting = || {
                assessment.ratings.iter().filter(move |rating| {
                    rating.subject == *subject
                        && rating.address == wanted
                        && !rating.levels.is_empty()
                })
            };
            fitting()
                .find(|rating| rating.policy == assessment.method.policy)
                .or_else(|| fitting().next())
        };
        Self(rated(Some(address)).or_else(|| rated(None)))
    }

    pub(super) const fn known(self) -> bool {
        self.0.is_some()
    }

    /// The name of the policy.
    pub(super) fn policy(self, scribe: &Scribe) -> Option<Plain> {
        self.0.map(|rating| scribe.text(&rating.title))
    }

    /// The level of a setting in words; nothing when the policy does not speak of it.
    pub(super) fn badge(
        self,
        kind: SettingKind,
        version: Option<TlsVersion>,
        name: &str,
        scribe: &Scribe,
    ) -> Option<Badge> {
        let level = self.0?.level(kind, version, name)?;
        Some(badge(level, scribe))
    }

    /// The settings that were seen and that the policy does not allow.
    pub(super) fn insufficient(self) -> BTreeSet<(SettingKind, &'a str)> {
        self.0
            .iter()
            .flat_map(|rating| &rating.levels)
            .filter(|rated| rated.level == Level::Insufficient)
            .map(|rated| (rated.kind, rated.name.as_str()))
            .collect()
    }
}

/// A level in words.
pub(super) fn badge(level: Level, scribe: &Scribe) -> Badge {
    let (code, sign) = sign(level);
    scribe.badge("rated", code, sign)
}

const fn sign(level: Level) -> (&'static str, &'static str) {
    match level {
        Level::Good => ("good", "✓"),
        Level::Sufficient => ("sufficient", "○"),
        Level::PhaseOut => ("phase-out", "▼"),
        Level::Insufficient => ("insufficient", "✕"),
    }
}

/// How many there are of each level, best first.
pub(super) fn tally<'b>(levels: impl Iterator<Item = &'b Badge>) -> Vec<Count> {
    let mut counts: Vec<Count> = Vec::new();
    for level in levels {
        match counts.iter_mut().find(|count| count.outcome == *level) {
            Some(count) => count.n += 1,
            None => counts.push(Count {
                outcome: level.clone(),
                n: 1,
            }),
        }
    }
    let place = |count: &Count| {
        ["good", "sufficient", "phase-out", "insufficient"]
            .iter()
            .position(|code| *code == count.outcome.code)
    };
    counts.sort_by_key(place);
    counts
}

/// The grades of a subject, or of one address of it: by part, then by policy.
pub(super) fn grades(
    assessment: &Assessment,
    subject: &SubjectId,
    address: Option<SocketAddr>,
    scribe: &Scribe,
) -> Vec<GradeView> {
    let ratings: Vec<&Rating> = assessment
        .ratings
        .iter()
        .filter(|rating| rating.subject == *subject && rating.address == address)
        .collect();
    [
        Part::Configuration,
        Part::Certificate,
        Part::Dns,
        Part::Mail,
    ]
    .into_iter()
    .flat_map(|part| {
        ratings
            .iter()
            .filter_map(move |rating| Some((*rating, rating.grade(part)?)))
    })
    .map(|(rating, grade)| view(rating, grade, scribe))
    .collect()
}

fn view(rating: &Rating, grade: &Grade, scribe: &Scribe) -> GradeView {
    let missing = grade.not_observed.as_ref().map(|text| scribe.text(text));
    let mark = mark(grade, scribe);
    let reserve = match (&mark, grade.complete, missing) {
        (Some(_), true, _) => None,
        (Some(_), false, Some(missing)) => {
            Some(scribe.fill("picture.at-best-why", &[("why", missing.as_str())]))
        }
        (Some(_), false, None) => Some(scribe.word("picture.at-best")),
        (None, _, Some(missing)) => {
            Some(scribe.fill("picture.no-grade-why", &[("why", missing.as_str())]))
        }
        (None, _, None) => Some(scribe.word("picture.no-grade")),
    };
    GradeView {
        part: scribe.word(match grade.part {
            Part::Configuration => "picture.part.configuration",
            Part::Certificate => "picture.part.certificate",
            Part::Dns => "picture.part.dns",
            Part::Mail => "picture.part.mail",
        }),
        policy: scribe.text(&rating.title),
        mark,
        points: grade.score.map(|score| {
            scribe.fill(
                "picture.points",
                &[("points", scribe.points(score).as_str())],
            )
        }),
        reasons: grade.reasons.iter().map(|text| scribe.text(text)).collect(),
        reserve,
    }
}

fn mark(grade: &Grade, scribe: &Scribe) -> Option<Badge> {
    let Some(letter) = &grade.letter else {
        return grade.level.map(|level| badge(level, scribe));
    };
    let (code, sign) = sign(match letter.chars().next() {
        Some('A') => Level::Good,
        Some('B') => Level::Sufficient,
        Some('C' | 'D') => Level::PhaseOut,
        _ => Level::Insufficient,
    });
    Some(Badge {
        code,
        sign,
        word: letter.as_str().into(),
    })
}
