//! Questions with their answers, and whether each is asked.

use std::collections::{BTreeMap, BTreeSet};

use cel::Value;

use super::expression::{Compiled, Compiler, Engine, Given, Inputs, Slot, Truth, cel_value};
use super::pack::major;
use super::value::fit;
use crate::domain::answer::{Answer, AnswerSet, AnswerValue, Decision, Evidence, Review};
use crate::domain::pack::{About, Importance, NotApplicableRule, Pack, Question};
use crate::domain::text::Text;

/// A question with its answer.
pub(super) struct Sheet<'a> {
    pub(super) pack: &'a Pack,
    pub(super) question: &'a Question,
    pub(super) answer: Option<&'a Answer>,
    pub(super) when: Option<Compiled>,
    pub(super) state: State<'a>,
}

/// What is known about a question.
pub(super) enum State<'a> {
    /// Its condition does not hold.
    Hidden,
    /// A reviewer approved that it does not apply.
    NotApplicable { claim: &'a str, review: &'a Review },
    /// Asked, without an answer that counts.
    Open(Gap<'a>),
    /// Asked and answered.
    Answered(AnswerValue),
}

/// Why a question has no answer that counts.
pub(super) enum Gap<'a> {
    /// Nothing was filled in.
    Nothing,
    /// The value is not of the kind asked for.
    Misfit(Text),
    /// A reviewer did not accept it.
    Rejected(&'a Review),
    /// "Not applicable", not approved.
    Claimed(&'a str),
    /// "Not applicable" where that is no answer.
    Never(&'a str),
    /// The document named is not registered.
    NoDocument(String),
    /// Answered for a version of another meaning.
    OtherVersion(&'a str),
}

/// All questions of all packs: by pack id, then in the order of asking, so that the order of files changes nothing.
pub(super) fn lay_out<'a>(
    packs: &[&'a Pack],
    answers: &'a [AnswerSet],
    evidence: &[Evidence],
    compiler: &Compiler,
) -> Vec<Sheet<'a>> {
    let packs: BTreeMap<_, _> = packs.iter().map(|pack| (&pack.pack.id, *pack)).collect();
    let mut sheets = Vec::new();
    for pack in packs.into_values() {
        let sets: Vec<&AnswerSet> = answers
            .iter()
            .filter(|set| set.pack == pack.pack.id)
            .collect();
        for question in &pack.questions {
            let given = newest(&sets, question);
            sheets.push(Sheet {
                pack,
                question,
                answer: given.map(|(_, answer)| answer),
                when: question
                    .when
                    .as_deref()
                    .map(|text| compiler.compile(text, Slot::When)),
                state: state(pack, question, given, evidence),
            });
        }
    }
    sheets
}

/// The answer to a question; when several files of one pack have one, the latest.
fn newest<'a>(sets: &[&'a AnswerSet], question: &Question) -> Option<(&'a str, &'a Answer)> {
    sets.iter()
        .filter_map(|set| Some((set.version.as_str(), set.answers.get(&question.id)?)))
        .max_by(|(_, a), (_, b)| {
            let text = |answer: &Answer| format!("{answer:?}");
            a.at.cmp(&b.at).then_with(|| text(a).cmp(&text(b)))
        })
}

fn state<'a>(
    pack: &Pack,
    question: &Question,
    given: Option<(&'a str, &'a Answer)>,
    evidence: &[Evidence],
) -> State<'a> {
    let Some((version, answer)) = given else {
        return State::Open(Gap::Nothing);
    };
    if major(version) != major(&pack.pack.version) {
        return State::Open(Gap::OtherVersion(version));
    }
    let decided = |decision| {
        answer
            .review
            .as_ref()
            .filter(|review| review.decision == decision)
    };
    if let (NotApplicableRule::Approval, Some(claim), Some(review)) = (
        question.na,
        answer.not_applicable.as_deref(),
        decided(Decision::ApprovedNotApplicable),
    ) {
        return State::NotApplicable { claim, review };
    }
    if let Some(review) = decided(Decision::Rejected) {
        return State::Open(Gap::Rejected(review));
    }
    let fitted = match &answer.value {
        Some(value) => fit(question, value),
        None => Ok(None),
    };
    State::Open(match fitted {
        Err(misfit) => Gap::Misfit(misfit.message),
        // A value stands even when someone also wrote that the question does not apply: the claim takes nothing away.
        Ok(Some(AnswerValue::Text(id)))
            if question.is_document()
                && !evidence.iter().any(|document| document.id.as_str() == id) =>
        {
            Gap::NoDocument(id)
        }
        Ok(Some(value)) => return State::Answered(value),
        Ok(None) => match (answer.not_applicable.as_deref(), question.na) {
            (Some(claim), NotApplicableRule::Approval) => Gap::Claimed(claim),
            (Some(claim), NotApplicableRule::Never) => Gap::Never(claim),
            (None, _) => Gap::Nothing,
        },
    })
}

/// What conditions may read about other questions.
pub(super) struct Known {
    /// Answers to questions that are asked.
    pub(super) answers: BTreeMap<String, Value>,
    /// Critical questions that are asked and open: each holds the verdict.
    pub(super) holding: BTreeSet<String>,
}

/// Decides for each question whether it is asked, those first that others depend on. An answer to a hidden question
/// is dropped here and influences nothing. In a circle nothing can be decided, so everything in it is asked. Every
/// condition is evaluated once, when all that it reads is settled: the time grows with the size of the packs alone.
pub(super) fn settle(sheets: &mut [Sheet], engine: &Engine, inputs: &Inputs) -> Known {
    let mut known = Known {
        answers: BTreeMap::new(),
        holding: BTreeSet::new(),
    };
    let mut order = Order::of(sheets);
    let mut wave = order.first();
    while !wave.is_empty() {
        for index in &wave {
            if let Some(sheet) = sheets.get_mut(*index)
                && sheet.is_hidden(engine, inputs, &known.answers)
            {
                sheet.state = State::Hidden;
            }
        }
        for sheet in wave.iter().filter_map(|index| sheets.get(*index)) {
            known.note(sheet);
        }
        wave = order.next(sheets, &wave);
    }
    for index in order.waiting() {
        if let Some(sheet) = sheets.get(index) {
            known.note(sheet);
        }
    }
    known
}

/// Which questions wait for which.
struct Order {
    /// The sheets that read a question, by its id.
    readers: BTreeMap<String, Vec<usize>>,
    /// How many of the sheets that a sheet reads are not settled yet.
    open: Vec<usize>,
}

impl Order {
    fn of(sheets: &[Sheet]) -> Self {
        let mut copies: BTreeMap<&str, usize> = BTreeMap::new();
        for sheet in sheets {
            *copies.entry(sheet.question.id.as_str()).or_default() += 1;
        }
        let mut readers: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut open = Vec::with_capacity(sheets.len());
        for (index, sheet) in sheets.iter().enumerate() {
            let mut waits = 0;
            for id in sheet.reads() {
                // What is not there settles nothing.
                if let Some(copies) = copies.get(id.as_str()) {
                    waits += copies;
                    readers.entry(id).or_default().push(index);
                }
            }
            open.push(waits);
        }
        Self { readers, open }
    }

    /// The sheets that wait for nothing.
    fn first(&self) -> Vec<usize> {
        let open = self.open.iter().enumerate();
        open.filter(|(_, open)| **open == 0)
            .map(|(index, _)| index)
            .collect()
    }

    /// The sheets that wait for nothing any more now that these are settled, in the order of asking.
    fn next(&mut self, sheets: &[Sheet], settled: &[usize]) -> Vec<usize> {
        let mut ready = Vec::new();
        for sheet in settled.iter().filter_map(|index| sheets.get(*index)) {
            let readers = self.readers.get(sheet.question.id.as_str());
            for reader in readers.into_iter().flatten() {
                if let Some(open) = self.open.get_mut(*reader) {
                    *open -= 1;
                    if *open == 0 {
                        ready.push(*reader);
                    }
                }
            }
        }
        ready.sort_unstable();
        ready
    }

    /// The sheets in a circle, and those that wait for one.
    fn waiting(&self) -> impl Iterator<Item = usize> {
        let open = self.open.iter().enumerate();
        open.filter(|(_, open)| **open > 0).map(|(index, _)| index)
    }
}

impl Known {
    fn note(&mut self, sheet: &Sheet) {
        let id = sheet.question.id.to_string();
        match &sheet.state {
            State::Answered(value) => {
                self.answers.entry(id).or_insert_with(|| cel_value(value));
            }
            State::Open(_)
                if sheet.question.severity == Importance::Critical
                    && !sheet.pack.is_decision()
                    && sheet.pack.pack.about == About::Provider =>
            {
                self.holding.insert(id);
            }
            _ => {}
        }
    }
}

impl Sheet<'_> {
    pub(super) fn reads(&self) -> BTreeSet<String> {
        match self.when.as_deref() {
            Some(Ok(when)) => when.uses.answers.keys().cloned().collect(),
            _ => BTreeSet::new(),
        }
    }

    fn is_hidden(
        &self,
        engine: &Engine,
        inputs: &Inputs,
        answers: &BTreeMap<String, Value>,
    ) -> bool {
        let given = Given {
            inputs,
            answers,
            value: None,
        };
        match self.when.as_deref() {
            Some(Ok(when)) => engine.truth(when, &given) == Truth::False,
            // A condition that nobody can read hides nothing.
            Some(Err(_)) | None => false,
        }
    }
}
