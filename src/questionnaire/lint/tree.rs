//! Reads a decision table for every combination of answers that makes a difference: where a rule cannot be told true or
//! false, one of the answers that it misses is tried with each of its values.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use cel::Value;

use super::House;
use super::samples::{example, field_values, show, values};
use crate::domain::pack::{Pack, Question};
use crate::questionnaire::expression::{
    Compiled, Engine, Expression, Given, Inputs, Root, Slot, Truth,
};
use crate::questionnaire::table::follow;

/// Most times that a condition is tried.
const MAX_TRIES: usize = 20_000;

/// Longest chain of questions that are asked because of another.
const MAX_DEPTH: usize = 16;

/// What the readings came to.
pub(super) struct Tree {
    /// Rules that decide somewhere.
    pub(super) reached: BTreeSet<usize>,
    /// A combination of answers for which no rule holds.
    pub(super) uncovered: Option<String>,
    /// Rules that wait for a question where it is not asked, with that question.
    pub(super) unasked: BTreeMap<usize, String>,
    /// False when only some of the combinations were tried.
    pub(super) exact: bool,
}

/// Reads the table; nothing when a condition is unreadable or reads what does not exist: that is reported as such.
pub(super) fn walk(house: &House, pack: &Pack, compiled: &[Compiled]) -> Option<Tree> {
    let rules: Vec<&Expression> = compiled
        .iter()
        .filter_map(|compiled| compiled.as_ref().as_ref().ok())
        .collect();
    let known = |rule: &&Expression| {
        let mut reads = rule.uses.answers.keys();
        reads.all(|id| house.questions.contains_key(id.as_str()))
    };
    if rules.len() < pack.rules.len() || !rules.iter().all(known) {
        return None;
    }
    let mut walker = Walker {
        house,
        engine: &house.engine,
        pack,
        ahead: ahead(house, &rules),
        rules,
        been: BTreeSet::new(),
        tries: 0,
        tree: Tree {
            reached: BTreeSet::new(),
            uncovered: None,
            unasked: BTreeMap::new(),
            exact: true,
        },
    };
    // What is law today and what was law before: a rule has to decide under one of them, an answer under each.
    for engine in &house.engines {
        walker.engine = engine;
        walker.been.clear();
        walker.read(&Case::default(), 0, false);
    }
    if house.engines.is_empty() {
        walker.read(&Case::default(), 0, false);
    }
    Some(walker.tree)
}

/// For each rule the answers that it and those after it depend on, also by whether they are asked.
fn ahead(house: &House, rules: &[&Expression]) -> Vec<BTreeSet<String>> {
    let mut ahead = Vec::new();
    let mut reads: BTreeSet<String> = BTreeSet::new();
    for rule in rules.iter().rev() {
        let mut news: Vec<String> = rule.uses.answers.keys().cloned().collect();
        while let Some(id) = news.pop() {
            let question = house.questions.get(id.as_str());
            if reads.insert(id)
                && let Some(when) = question.and_then(|question| question.when.as_deref())
                && let Ok(when) = house.compiler.compile(when, Slot::When).as_ref()
            {
                news.extend(when.uses.answers.keys().cloned());
            }
        }
        ahead.push(reads.clone());
    }
    ahead.reverse();
    ahead
}

/// What is assumed so far.
#[derive(Clone, Default)]
struct Case {
    answers: BTreeMap<String, Value>,
    hidden: BTreeSet<String>,
    inputs: Inputs,
    /// Fields and answers of which no values can be listed.
    opaque: BTreeSet<String>,
}

/// What to try next.
enum Gap<'a> {
    Answer(&'a Question),
    Field(Root, &'static str),
    Hidden(String),
}

struct Walker<'a> {
    house: &'a House<'a>,
    engine: &'a Engine,
    pack: &'a Pack,
    rules: Vec<&'a Expression>,
    ahead: Vec<BTreeSet<String>>,
    /// Where reading was before, with all that still makes a difference there.
    been: BTreeSet<String>,
    tries: usize,
    tree: Tree,
}

impl<'a> Walker<'a> {
    /// Reads the table on from a rule.
    fn read(&mut self, case: &Case, place: usize, decided: bool) {
        let Some(rule) = self.rules.get(place).copied() else {
            if !decided && self.tree.uncovered.is_none() {
                self.tree.uncovered = Some(self.tell(case));
            }
            return;
        };
        if !self.been.insert(self.footprint(case, place, decided)) {
            return;
        }
        self.tries += 1;
        if self.tries > MAX_TRIES {
            self.tree.exact = false;
            return;
        }
        match self.truth(rule, case) {
            Truth::True => self.decide(case, place),
            Truth::False => self.read(case, place + 1, decided),
            Truth::Unknown => match self.gap(rule, case, 0) {
                Some(gap) => self.branch(case, &gap, place, decided),
                None => self.blocked(rule, case, place, decided),
            },
        }
    }

    /// A rule, and of what is assumed all that it and those after it depend on.
    fn footprint(&self, case: &Case, place: usize, decided: bool) -> String {
        let mut text = format!("{place} {decided}");
        for id in self.ahead.get(place).into_iter().flatten() {
            if let Some(value) = case.answers.get(id) {
                let _ = write!(text, " {id}={}", show(value));
            } else if case.hidden.contains(id) {
                let _ = write!(text, " {id}-");
            }
        }
        for ((root, name), value) in &case.inputs.0 {
            let _ = write!(text, " {}.{name}={}", root.name(), show(value));
        }
        for name in &case.opaque {
            let _ = write!(text, " {name}?");
        }
        text
    }

    fn decide(&mut self, case: &Case, place: usize) {
        self.tree.reached.insert(place);
        if self.pack.pack.collect {
            self.read(case, place + 1, true);
        } else if let Some(rule) = self.pack.rules.get(place)
            && let Some(next) = follow(self.pack, rule, place + 1)
        {
            self.read(case, next, true);
        }
    }

    /// Nothing more can be assumed and the rule is still open.
    fn blocked(&mut self, rule: &Expression, case: &Case, place: usize, decided: bool) {
        let waits = rule
            .uses
            .answers
            .keys()
            .find(|id| case.hidden.contains(*id));
        if let Some(id) = waits {
            self.tree.unasked.entry(place).or_insert_with(|| id.clone());
            return;
        }
        // An answer whose values cannot be listed: the rule may hold or not.
        self.tree.exact = false;
        self.decide(case, place);
        self.read(case, place + 1, decided);
    }

    fn branch(&mut self, case: &Case, gap: &Gap, place: usize, decided: bool) {
        match gap {
            Gap::Hidden(id) => {
                let mut case = case.clone();
                case.hidden.insert(id.clone());
                self.read(&case, place, decided);
            }
            Gap::Answer(question) => {
                let (values, exact) = match values(question) {
                    Some(listed) => listed,
                    None => (vec![example(question)], false),
                };
                self.tree.exact &= exact;
                for value in values {
                    let mut case = case.clone();
                    case.answers.insert(question.id.to_string(), value);
                    self.read(&case, place, decided);
                }
            }
            Gap::Field(root, name) => {
                let Some((values, exact)) = field_values(*root, name) else {
                    let mut case = case.clone();
                    case.opaque.insert((*name).to_owned());
                    self.read(&case, place, decided);
                    return;
                };
                self.tree.exact &= exact;
                for value in values {
                    let mut case = case.clone();
                    case.inputs.0.insert((*root, *name), value);
                    self.read(&case, place, decided);
                }
            }
        }
    }

    /// What a condition misses, and that something can be assumed about: first what decides whether it is asked.
    fn gap(&mut self, condition: &Expression, case: &Case, depth: usize) -> Option<Gap<'a>> {
        for id in condition.uses.answers.keys() {
            if case.answers.contains_key(id) || case.hidden.contains(id) {
                continue;
            }
            let question = self.house.questions.get(id.as_str()).copied()?;
            let Some(when) = &question.when else {
                return Some(Gap::Answer(question));
            };
            let compiled = self.house.compiler.compile(when, Slot::When);
            let Ok(when) = compiled.as_ref() else {
                return Some(Gap::Answer(question));
            };
            self.tries += 1;
            match self.truth(when, case) {
                Truth::True => return Some(Gap::Answer(question)),
                Truth::False => return Some(Gap::Hidden(id.clone())),
                // Circles are reported elsewhere. What cannot be told is asked.
                Truth::Unknown if depth >= MAX_DEPTH => return Some(Gap::Answer(question)),
                Truth::Unknown => {
                    let earlier = self.gap(when, case, depth + 1);
                    return earlier.or(Some(Gap::Answer(question)));
                }
            }
        }
        let (root, name) = condition.uses.fields.iter().find(|(root, name)| {
            !case.inputs.0.contains_key(&(*root, *name)) && !case.opaque.contains(*name)
        })?;
        Some(Gap::Field(*root, name))
    }

    fn truth(&self, condition: &Expression, case: &Case) -> Truth {
        self.engine.truth(
            condition,
            &Given {
                inputs: &case.inputs,
                answers: &case.answers,
                value: None,
            },
        )
    }

    /// The assumptions as a person reads them, in the order of asking.
    fn tell(&self, case: &Case) -> String {
        let answers =
            self.pack
                .questions
                .iter()
                .filter_map(|question| {
                    let value = case.answers.get(question.id.as_str())?;
                    Some(format!("{} = {}", question.id, show(value)))
                })
                .chain(case.inputs.0.iter().map(|((root, name), value)| {
                    format!("{}.{name} = {}", root.name(), show(value))
                }));
        answers.collect::<Vec<_>>().join(", ")
    }
}
