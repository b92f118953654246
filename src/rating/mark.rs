//! A grade in the making: of one address, then of all together.

use super::unseen::{Unseen, list};
use crate::domain::phrase::Phrases;
use crate::domain::policy::{Letter, Level};
use crate::domain::rating::{Grade, Part};
use crate::domain::text::{Params, Text};

/// Something that was seen and limits a grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) kind: ReasonKind,
    pub(super) text: Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReasonKind {
    /// A limit to the letter.
    Cap(Letter),
    /// Said as it stands.
    Plain,
}

/// What a part comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Mark {
    pub(super) letter: Option<Letter>,
    pub(super) level: Option<Level>,
    pub(super) score: Option<u32>,
    /// Heaviest first.
    pub(super) reasons: Vec<Reason>,
    /// What was not seen and could lower it.
    pub(super) unseen: Vec<Unseen>,
}

impl Reason {
    pub(super) const fn plain(text: Text) -> Self {
        Self {
            kind: ReasonKind::Plain,
            text,
        }
    }

    pub(super) const fn cap(letter: Letter, text: Text) -> Self {
        Self {
            kind: ReasonKind::Cap(letter),
            text,
        }
    }

    fn words(&self, phrases: &Phrases) -> Text {
        match self.kind {
            ReasonKind::Plain => self.text.clone(),
            ReasonKind::Cap(letter) => phrases.text("rating.at-most").fill(&Params::from([
                ("what".to_owned(), self.text.clone()),
                ("letter".to_owned(), Text::same(letter.as_str())),
            ])),
        }
    }
}

impl Mark {
    /// How bad, worst highest; nothing when there is no grade.
    fn rank(&self) -> Option<(Option<Letter>, Option<Level>)> {
        (self.letter.is_some() || self.level.is_some()).then_some((self.letter, self.level))
    }

    /// True when nothing that was not seen could lower it.
    fn is_lowest(&self, part: Part) -> bool {
        let lowest = if part == Part::Certificate {
            Letter::T
        } else {
            Letter::F
        };
        self.level == Some(Level::Insufficient) || self.letter.is_some_and(|l| l >= lowest)
    }

    /// As it is stored.
    pub(super) fn grade(mut self, part: Part, phrases: &Phrases) -> Grade {
        self.unseen.sort();
        self.unseen.dedup();
        let complete = self.rank().is_some() && (self.unseen.is_empty() || self.is_lowest(part));
        let not_observed = if complete {
            None
        } else {
            list(&self.unseen, phrases)
        };
        let mut reasons: Vec<Text> = Vec::new();
        for text in self.reasons.iter().map(|reason| reason.words(phrases)) {
            if !reasons.contains(&text) {
                reasons.push(text);
            }
        }
        Grade {
            part,
            letter: self.letter.map(|letter| letter.as_str().to_owned()),
            level: self.level,
            score: self.score,
            reasons,
            complete,
            not_observed,
        }
    }
}

/// One mark for several: the worst, with what is not seen anywhere; nothing when there is none.
pub(super) fn join(marks: impl Iterator<Item = Mark>, missing: &[Unseen]) -> Option<Mark> {
    let marks: Vec<Mark> = marks.collect();
    let worst = marks.iter().filter_map(Mark::rank).max();
    let unseen: Vec<Unseen> = marks
        .iter()
        .flat_map(|mark| mark.unseen.iter())
        .chain(missing)
        .cloned()
        .collect();
    let mut joined: Option<Mark> = None;
    for mark in marks {
        if mark.rank() != worst {
            continue;
        }
        match &mut joined {
            None => joined = Some(mark),
            Some(first) => {
                first.score = first.score.min(mark.score);
                first.reasons.extend(mark.reasons);
            }
        }
    }
    joined.map(|mark| Mark { unseen, ..mark })
}
