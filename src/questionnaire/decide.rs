//! Which option an answer falls under, and whether that raises a knock-out.

use std::collections::BTreeSet;

use cel::Value;

use super::expression::{Compiler, Engine, Given, Inputs, Slot, Truth, cel_value};
use super::sheet::Known;
use crate::domain::answer::AnswerValue;
use crate::domain::id::KnockOutId;
use crate::domain::pack::{AnswerOption, Question};

/// What it takes to evaluate the options of a question.
pub(super) struct Bench<'a> {
    pub(super) engine: &'a Engine,
    pub(super) inputs: &'a Inputs,
    pub(super) known: &'a Known,
    pub(super) compiler: &'a Compiler,
}

/// What an answer comes to.
pub(super) enum Ruling<'q> {
    /// An option decides.
    Option {
        option: &'q AnswerOption,
        knock_out: Option<&'q KnockOutId>,
    },
    /// No option holds; these questions, still open, may change that.
    Nothing { awaits: BTreeSet<String> },
}

/// A condition that was tried.
struct Tried {
    truth: Truth,
    missing: BTreeSet<String>,
    readable: bool,
}

impl Bench<'_> {
    /// The first option that holds. One that cannot be evaluated earns nothing: a better one is passed over, a worse
    /// one counts until the missing answer is there, but raises no knock-out by itself.
    pub(super) fn rule<'q>(&self, question: &'q Question, answer: &AnswerValue) -> Ruling<'q> {
        let value = cel_value(answer);
        let mut unknown: Vec<&AnswerOption> = Vec::new();
        let mut missing = BTreeSet::new();
        for option in &question.options {
            let tried = self.attempt(&option.condition, &value);
            match tried.truth {
                Truth::False => {}
                Truth::Unknown => {
                    unknown.push(option);
                    missing.extend(tried.missing);
                }
                Truth::True => {
                    let worse = unknown
                        .into_iter()
                        .filter(|other| other.value < option.value)
                        .min_by_key(|other| other.value);
                    if let Some(worse) = worse {
                        return Ruling::Option {
                            option: worse,
                            knock_out: None,
                        };
                    }
                    let knock_out = option
                        .knock_out
                        .as_ref()
                        .filter(|_| self.strikes(option, &value, missing));
                    return Ruling::Option { option, knock_out };
                }
            }
        }
        Ruling::Nothing { awaits: missing }
    }

    /// True when the knock-out of an option that holds is to be raised. As long as a missing answer may still avert
    /// it and that answer holds the verdict anyway, it waits; what nobody will be asked cannot avert anything.
    fn strikes(&self, option: &AnswerOption, value: &Value, mut missing: BTreeSet<String>) -> bool {
        if let Some(unless) = &option.knock_out_unless {
            let tried = self.attempt(unless, value);
            match tried.truth {
                Truth::True => return false,
                Truth::False => {}
                Truth::Unknown if !tried.readable => return true,
                Truth::Unknown => missing.extend(tried.missing),
            }
        }
        missing.is_empty() || !missing.is_subset(&self.known.holding)
    }

    fn attempt(&self, text: &str, value: &Value) -> Tried {
        let compiled = self.compiler.compile(text, Slot::Option);
        let Ok(condition) = compiled.as_ref() else {
            return Tried {
                truth: Truth::Unknown,
                missing: BTreeSet::new(),
                readable: false,
            };
        };
        let given = Given {
            inputs: self.inputs,
            answers: &self.known.answers,
            value: Some(value),
        };
        let truth = self.engine.truth(condition, &given);
        let missing = condition
            .uses
            .answers
            .keys()
            .filter(|id| !self.known.answers.contains_key(*id))
            .cloned()
            .collect();
        Tried {
            truth,
            missing,
            readable: true,
        }
    }
}
