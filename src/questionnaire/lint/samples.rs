//! Values to try conditions with.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use cel::Value;

use super::House;
use crate::domain::pack::{ColumnKind, Question, QuestionKind};
use crate::questionnaire::expression::{ACCESS, Domain, Expression, Given, Inputs, Root};

/// Most combinations that are tried.
const MAX_TRIES: usize = 512;
/// Longest set of which all subsets are tried.
const MAX_SET: usize = 6;

/// A value that a question of this type can have.
pub(super) fn example(question: &Question) -> Value {
    let first = || {
        question
            .choices
            .first()
            .map_or("", |choice| choice.id.as_str())
    };
    match question.kind {
        QuestionKind::YesNo => Value::Bool(true),
        QuestionKind::Choice => text(first()),
        QuestionKind::Multi => vec![text(first())].into(),
        QuestionKind::Countries => vec![text("NL")].into(),
        QuestionKind::Number | QuestionKind::Days => Value::Int(30),
        QuestionKind::Date => text("2025-06-30"),
        QuestionKind::Text | QuestionKind::File | QuestionKind::Attestation => text("document"),
        QuestionKind::Table => {
            let row: HashMap<String, Value> = question
                .columns
                .iter()
                .map(|column| {
                    let cell = match column.kind {
                        ColumnKind::Country => text("NL"),
                        ColumnKind::Date => text("2025-06-30"),
                        ColumnKind::Number => Value::Int(1),
                        ColumnKind::Text => text("document"),
                        ColumnKind::YesNo => Value::Bool(true),
                    };
                    (column.id.clone(), cell)
                })
                .collect();
            vec![Value::from(row)].into()
        }
    }
}

fn text(word: &str) -> Value {
    Value::String(Arc::new(word.to_owned()))
}

/// Everything the dossier can say, each field with some value.
pub(super) fn full_inputs() -> Inputs {
    Inputs(
        ACCESS
            .iter()
            .map(|field| {
                let value = match field.domain {
                    Domain::Country => text("NL"),
                    Domain::Flag => Value::Bool(true),
                    Domain::Many(words) => words
                        .iter()
                        .map(|word| text(word))
                        .collect::<Vec<_>>()
                        .into(),
                    Domain::One(words) => text(words.first().copied().unwrap_or_default()),
                };
                ((field.root, field.name), value)
            })
            .collect(),
    )
}

/// Something that varies.
enum Axis {
    Value,
    Answer(String),
    Field(Root, &'static str),
}

/// All combinations of what some conditions read.
pub(super) struct Space {
    axes: Vec<(Axis, Vec<Option<Value>>)>,
    /// False when only some of the combinations are tried.
    pub(super) exact: bool,
}

/// One combination.
pub(super) struct Case {
    pub(super) inputs: Inputs,
    pub(super) answers: BTreeMap<String, Value>,
    pub(super) value: Option<Value>,
}

impl Case {
    pub(super) fn given(&self) -> Given<'_> {
        Given {
            inputs: &self.inputs,
            answers: &self.answers,
            value: self.value.as_ref(),
        }
    }
}

impl Space {
    /// The space of what the conditions read, if it can be walked through. With a question, its own answer varies too.
    pub(super) fn of(
        house: &House,
        conditions: &[&Expression],
        own: Option<&Question>,
    ) -> Option<Self> {
        let mut space = Self {
            axes: Vec::new(),
            exact: true,
        };
        if let Some(question) = own {
            let values = space.values(question)?;
            space
                .axes
                .push((Axis::Value, values.into_iter().map(Some).collect()));
        }
        let mut read: BTreeSet<&str> = BTreeSet::new();
        let mut fields: BTreeSet<(Root, &'static str)> = BTreeSet::new();
        for condition in conditions {
            let lists = [Root::Adequate, Root::AdequateConditional, Root::Eea];
            if lists.iter().any(|list| condition.uses.roots.contains(list)) {
                return None;
            }
            read.extend(condition.uses.answers.keys().map(String::as_str));
            fields.extend(condition.uses.fields.iter().copied());
        }
        for id in read {
            let values = space.values(house.questions.get(id)?)?;
            let mut values: Vec<Option<Value>> = values.into_iter().map(Some).collect();
            if conditions.iter().any(|c| c.uses.presence.contains(id)) {
                values.push(None);
            }
            space.axes.push((Axis::Answer(id.to_owned()), values));
        }
        for (root, name) in fields {
            let field = ACCESS.iter().find(|f| f.root == root && f.name == name)?;
            let values = match field.domain {
                Domain::Country => return None,
                Domain::Flag => vec![Value::Bool(true), Value::Bool(false)],
                Domain::Many(words) => space.sets(words),
                Domain::One(words) => words.iter().map(|word| text(word)).collect(),
            };
            let values = values.into_iter().map(Some).collect();
            space.axes.push((Axis::Field(root, name), values));
        }
        (space.size()? <= MAX_TRIES).then_some(space)
    }

    fn size(&self) -> Option<usize> {
        self.axes
            .iter()
            .try_fold(1_usize, |size, (_, values)| size.checked_mul(values.len()))
    }

    fn values(&mut self, question: &Question) -> Option<Vec<Value>> {
        let ids: Vec<&str> = question
            .choices
            .iter()
            .map(|choice| choice.id.as_str())
            .collect();
        match question.kind {
            QuestionKind::YesNo => Some(vec![Value::Bool(true), Value::Bool(false)]),
            QuestionKind::Choice => Some(ids.into_iter().map(text).collect()),
            QuestionKind::Multi => Some(self.sets(&ids)),
            _ => None,
        }
    }

    /// All subsets of a small set; of a larger one the empty set, each word alone, and all together.
    fn sets(&mut self, words: &[&str]) -> Vec<Value> {
        let list =
            |chosen: Vec<&str>| Value::from(chosen.into_iter().map(text).collect::<Vec<_>>());
        if words.len() <= MAX_SET {
            return (0..1_u32 << words.len())
                .map(|mask| {
                    let chosen = words.iter().enumerate();
                    list(
                        chosen
                            .filter(|(i, _)| mask >> i & 1 == 1)
                            .map(|(_, w)| *w)
                            .collect(),
                    )
                })
                .collect();
        }
        self.exact = false;
        let mut sets = vec![list(Vec::new()), list(words.to_vec())];
        sets.extend(words.iter().map(|word| list(vec![word])));
        sets
    }

    /// Every combination.
    pub(super) fn cases(&self) -> impl Iterator<Item = Case> {
        (0..self.size().unwrap_or(0)).map(|mut number| {
            let mut case = Case {
                inputs: Inputs::default(),
                answers: BTreeMap::new(),
                value: None,
            };
            for (axis, values) in &self.axes {
                let value = values.get(number % values.len().max(1)).cloned().flatten();
                number /= values.len().max(1);
                let Some(value) = value else { continue };
                match axis {
                    Axis::Value => case.value = Some(value),
                    Axis::Answer(id) => {
                        case.answers.insert(id.clone(), value);
                    }
                    Axis::Field(root, name) => {
                        case.inputs.0.insert((*root, *name), value);
                    }
                }
            }
            case
        })
    }
}
