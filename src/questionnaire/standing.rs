//! Where every question stands: asked or not, answered or not. For those who ask: interviews, workbooks.

use super::entry::unconfirmed;
use super::expression::{Compiler, Engine, Inputs};
use super::sheet::{Gap, Sheet, State, lay_out, settle};
use crate::domain::answer::{AnswerSet, Evidence};
use crate::domain::day::Day;
use crate::domain::dossier::Dossier;
use crate::domain::location::Areas;
use crate::domain::pack::{Pack, Question};

/// How a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// Has an answer that counts.
    Answered,
    /// A reviewer approved that it does not apply.
    NotApplicable,
    /// Its condition does not hold: it is not asked.
    NotAsked,
    /// Has no answer that counts.
    Open,
    /// Has an answer of an earlier period, to be confirmed.
    ToConfirm,
    /// "Not applicable", to be approved by a reviewer.
    ToApprove,
}

/// One question.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    /// Its pack.
    pub pack: &'a Pack,
    /// The question.
    pub question: &'a Question,
    /// How it stands.
    pub stands: Stands,
    /// The questions that its condition reads.
    pub reads: Vec<String>,
}

/// How every question of the packs stands, by pack id and in the order of asking.
#[must_use]
pub fn standings<'a>(
    packs: &[&'a Pack],
    answers: &'a [AnswerSet],
    evidence: &[Evidence],
    dossier: &Dossier,
    areas: &Areas,
    as_of: Day,
) -> Vec<Standing<'a>> {
    let compiler = Compiler::default();
    let engine = Engine::new(areas, as_of);
    let inputs = Inputs::of(dossier);
    let mut sheets = lay_out(packs, answers, evidence, &compiler);
    settle(&mut sheets, &engine, &inputs);
    sheets.iter().map(stand).collect()
}

fn stand<'a>(sheet: &Sheet<'a>) -> Standing<'a> {
    Standing {
        pack: sheet.pack,
        question: sheet.question,
        stands: match &sheet.state {
            State::Hidden => Stands::NotAsked,
            State::NotApplicable { .. } => Stands::NotApplicable,
            State::Open(Gap::Claimed(_)) => Stands::ToApprove,
            State::Open(_) => Stands::Open,
            State::Answered(_) if sheet.answer.and_then(unconfirmed).is_some() => Stands::ToConfirm,
            State::Answered(_) => Stands::Answered,
        },
        reads: sheet.reads().into_iter().collect(),
    }
}
