//! What goes out: the questions with what is answered so far.

use super::Disputes;
use crate::domain::answer::Answer;
use crate::domain::pack::{Pack, Question, Section};
use crate::domain::text::Text;
use crate::dossier::Folder;
use crate::questionnaire::{Standing, Stands};

/// A dossier's questions, for someone else to fill in.
#[derive(Debug, Clone, Copy)]
pub struct Outgoing<'a> {
    /// The dossier.
    pub folder: &'a Folder,
    /// The questions, pack by pack.
    pub standings: &'a [Standing<'a>],
    /// What there is to reply to.
    pub disputes: &'a Disputes,
    /// The language that comes first.
    pub lang: crate::domain::text::Lang,
}

/// One question with what is answered.
pub(super) struct Line<'a> {
    pub(super) pack: &'a Pack,
    pub(super) section: Option<&'a Section>,
    pub(super) question: &'a Question,
    pub(super) answer: Option<&'a Answer>,
    pub(super) standing: &'a Standing<'a>,
    /// What was seen or decided that the provider may reply to.
    pub(super) dispute: Option<&'a Text>,
}

impl Line<'_> {
    /// True when its condition does not hold now; that can change with other answers.
    pub(super) fn is_hidden(&self) -> bool {
        self.standing.stands == Stands::NotAsked
    }
}

impl<'a> Outgoing<'a> {
    /// The packs, in their order.
    pub(super) fn packs(&self) -> Vec<&'a Pack> {
        let mut packs: Vec<&Pack> = Vec::new();
        for standing in self.standings {
            if !packs
                .iter()
                .any(|pack| pack.pack.id == standing.pack.pack.id)
            {
                packs.push(standing.pack);
            }
        }
        packs
    }

    /// The questions of a pack.
    pub(super) fn lines(&self, pack: &Pack) -> Vec<Line<'a>> {
        let set = self
            .folder
            .answers
            .iter()
            .find(|set| set.pack == pack.pack.id);
        self.standings
            .iter()
            .filter(|standing| standing.pack.pack.id == pack.pack.id)
            .map(|standing| Line {
                pack: standing.pack,
                section: standing
                    .pack
                    .sections
                    .iter()
                    .find(|section| section.id == standing.question.section),
                question: standing.question,
                answer: set.and_then(|set| set.answers.get(&standing.question.id)),
                standing,
                dispute: self.disputes.of(&pack.pack.id, &standing.question.id),
            })
            .collect()
    }
}
