//! Decision tables: the rules that hold, in their order, and the questions without which the rest cannot be told.

use std::collections::BTreeSet;

use super::expression::{Compiler, Engine, Given, Inputs, Slot, Truth};
use super::sheet::{Known, Sheet, State, lay_out, settle};
use crate::domain::answer::{AnswerSet, AnswerValue, Evidence};
use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::deadline::{Deadlines, Due, Length, Period};
use crate::domain::decision::{Rule, RuleDeadline};
use crate::domain::dossier::Dossier;
use crate::domain::id::{PackId, QuestionId};
use crate::domain::location::Areas;
use crate::domain::moment::Moment;
use crate::domain::pack::{Pack, Question};

/// The law that rules read.
#[derive(Debug, Clone, Copy)]
pub struct Law<'a> {
    /// The legal position of countries.
    pub areas: &'a Areas,
    /// Periods and thresholds.
    pub deadlines: &'a Deadlines,
}

/// What a decision table comes to.
#[derive(Debug, Clone)]
pub struct Decided<'a> {
    /// The pack with the table.
    pub pack: &'a Pack,
    /// The rules that hold, as the table is read.
    pub steps: Vec<Step<'a>>,
    /// False when a rule could not be told true or false; in a table that stops at the first, the rest is then open.
    pub settled: bool,
    /// The questions, in the order of asking, whose answers are missing for that.
    pub awaits: Vec<&'a Question>,
}

/// A rule that holds.
#[derive(Debug, Clone)]
pub struct Step<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Its deadline on the calendar.
    pub due: Option<Due>,
}

/// Reads the decision tables among the packs, by pack id. The other packs count for what their answers say to rules.
#[must_use]
pub fn decide_tables<'a>(
    packs: &[&'a Pack],
    answers: &'a [AnswerSet],
    evidence: &[Evidence],
    dossier: &Dossier,
    law: Law<'_>,
    as_of: Day,
) -> Vec<Decided<'a>> {
    let compiler = Compiler::default();
    let engine = Engine::new(law.areas, as_of).with_notifiable(law.deadlines.notifiable(as_of));
    let inputs = Inputs::of(dossier);
    let mut sheets = lay_out(packs, answers, evidence, &compiler);
    let known = settle(&mut sheets, &engine, &inputs);
    Reader {
        sheets: &sheets,
        known: &known,
        engine: &engine,
        inputs: &inputs,
        compiler: &compiler,
        deadlines: law.deadlines,
        country: dossier.controller.country,
    }
    .tables()
}

/// What it takes to read tables.
pub(super) struct Reader<'r, 'a> {
    pub(super) sheets: &'r [Sheet<'a>],
    pub(super) known: &'r Known,
    pub(super) engine: &'r Engine,
    pub(super) inputs: &'r Inputs,
    pub(super) compiler: &'r Compiler,
    pub(super) deadlines: &'r Deadlines,
    /// Where the controller is established: its holidays count.
    pub(super) country: Option<Country>,
}

impl<'a> Reader<'_, 'a> {
    /// Every decision table, by pack id.
    pub(super) fn tables(&self) -> Vec<Decided<'a>> {
        let mut seen: BTreeSet<&PackId> = BTreeSet::new();
        let mut tables = Vec::new();
        for sheet in self.sheets {
            if sheet.pack.is_decision() && seen.insert(&sheet.pack.pack.id) {
                tables.push(self.table(sheet.pack));
            }
        }
        tables
    }

    fn table(&self, pack: &'a Pack) -> Decided<'a> {
        let mut decided = Decided {
            pack,
            steps: Vec::new(),
            settled: true,
            awaits: Vec::new(),
        };
        let mut missing = BTreeSet::new();
        let mut place = 0;
        while let Some(rule) = pack.rules.get(place) {
            place += 1;
            match self.holds(rule, &mut missing) {
                Truth::False => {}
                Truth::True => {
                    decided.steps.push(Step {
                        rule,
                        due: rule.deadline.as_ref().map(|deadline| self.due(deadline)),
                    });
                    if !pack.pack.collect {
                        match follow(pack, rule, place) {
                            Some(next) => place = next,
                            None => break,
                        }
                    }
                }
                Truth::Unknown => {
                    decided.settled = false;
                    if !pack.pack.collect {
                        break;
                    }
                }
            }
        }
        decided.awaits = self.awaited(&missing);
        decided
    }

    /// Whether a rule holds; what it misses is added when that cannot be told.
    fn holds(&self, rule: &Rule, missing: &mut BTreeSet<String>) -> Truth {
        let compiled = self.compiler.compile(&rule.condition, Slot::Rule);
        let Ok(condition) = compiled.as_ref() else {
            return Truth::Unknown;
        };
        let given = Given {
            inputs: self.inputs,
            answers: &self.known.answers,
            value: None,
        };
        let truth = self.engine.truth(condition, &given);
        if truth == Truth::Unknown {
            let reads = condition.uses.answers.keys();
            missing.extend(
                reads
                    .filter(|id| !self.known.answers.contains_key(*id))
                    .cloned(),
            );
        }
        truth
    }

    /// Of the missing answers those that somebody can give, in the order of asking.
    fn awaited(&self, missing: &BTreeSet<String>) -> Vec<&'a Question> {
        let awaited = self.sheets.iter().filter(|sheet| {
            matches!(sheet.state, State::Open(_)) && missing.contains(sheet.question.id.as_str())
        });
        awaited.map(|sheet| sheet.question).collect()
    }

    fn due(&self, deadline: &RuleDeadline) -> Due {
        let from = self
            .answer(&deadline.from)
            .and_then(|value| moment(value, Moment::start_of));
        let done = deadline
            .done
            .as_ref()
            .and_then(|id| self.answer(id))
            .and_then(|value| moment(value, Moment::end_of));
        let length = from.and_then(|from| self.length(deadline, from.day()));
        Due {
            from,
            length,
            at: from
                .zip(length)
                .and_then(|(from, length)| self.deadlines.end(length, from, self.country)),
            done,
        }
    }

    fn length(&self, deadline: &RuleDeadline, on: Day) -> Option<Length> {
        match (deadline.hours, deadline.days, &deadline.period) {
            (Some(hours), None, None) => Some(Length::Hours(hours)),
            (None, Some(days), None) => Some(Length::Days(days)),
            (None, None, Some(id)) => self.deadlines.period(id, on).and_then(Period::length),
            _ => None,
        }
    }

    fn answer(&self, id: &QuestionId) -> Option<&AnswerValue> {
        self.sheets.iter().find_map(|sheet| match &sheet.state {
            State::Answered(value) if sheet.question.id == *id => Some(value),
            _ => None,
        })
    }
}

/// Where the table is read on after a rule that holds: only ever further down, so that reading ends.
pub(super) fn follow(pack: &Pack, rule: &Rule, place: usize) -> Option<usize> {
    let next = rule.next.as_ref()?;
    let found = pack.rules.iter().position(|other| other.id == *next)?;
    (found >= place).then_some(found)
}

/// An answer about a day or a moment.
fn moment(value: &AnswerValue, of_day: impl Fn(Day) -> Option<Moment>) -> Option<Moment> {
    match value {
        AnswerValue::Day(day) => of_day(*day),
        AnswerValue::Text(text) => text.parse().ok(),
        _ => None,
    }
}
