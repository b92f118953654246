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
        QuestionKind::Moment => text("2025-06-30T12:00:00+02:00"),
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

/// The values that an answer can have, and whether these are all; nothing when they cannot be listed.
pub(super) fn values(question: &Question) -> Option<(Vec<Value>, bool)> {
    let ids: Vec<&str> = question
        .choices
        .iter()
        .map(|choice| choice.id.as_str())
        .collect();
    match question.kind {
        QuestionKind::YesNo => Some((vec![Value::Bool(true), Value::Bool(false)], true)),
        QuestionKind::Choice => Some((ids.into_iter().map(text).collect(), true)),
        QuestionKind::Multi => Some(sets(&ids)),
        _ => None,
    }
}

/// The values that a field of the dossier can have, and whether these are all.
pub(super) fn field_values(root: Root, name: &str) -> Option<(Vec<Value>, bool)> {
    let field = ACCESS.iter().find(|f| f.root == root && f.name == name)?;
    match field.domain {
        Domain::Country => None,
        Domain::Flag => Some((vec![Value::Bool(true), Value::Bool(false)], true)),
        Domain::Many(words) => Some(sets(words)),
        Domain::One(words) => Some((words.iter().map(|word| text(word)).collect(), true)),
    }
}

/// All subsets of a small set; of a larger one the empty set, each word alone, and all together.
fn sets(words: &[&str]) -> (Vec<Value>, bool) {
    let list = |chosen: Vec<&str>| Value::from(chosen.into_iter().map(text).collect::<Vec<_>>());
    if words.len() <= MAX_SET {
        let subsets = (0..1_u32 << words.len()).map(|mask| {
            let chosen = words.iter().enumerate();
            list(
                chosen
                    .filter(|(i, _)| mask >> i & 1 == 1)
                    .map(|(_, w)| *w)
                    .collect(),
            )
        });
        return (subsets.collect(), true);
    }
    let mut sets = vec![list(Vec::new()), list(words.to_vec())];
    sets.extend(words.iter().map(|word| list(vec![word])));
    (sets, false)
}

/// A value as a person reads it.
pub(super) fn show(value: &Value) -> String {
    match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Int(number) => number.to_string(),
        Value::String(word) => word.to_string(),
        Value::List(list) => {
            let words: Vec<String> = list.iter().map(show).collect();
            format!("[{}]", words.join(", "))
        }
        _ => "…".to_owned(),
    }
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
            let (values, exact) = values(question)?;
            space.exact &= exact;
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
            let (values, exact) = values(house.questions.get(id)?)?;
            space.exact &= exact;
            let mut values: Vec<Option<Value>> = values.into_iter().map(Some).collect();
            if conditions.iter().any(|c| c.uses.presence.contains(id)) {
                values.push(None);
            }
            space.axes.push((Axis::Answer(id.to_owned()), values));
        }
        for (root, name) in fields {
            let (values, exact) = field_values(root, name)?;
            space.exact &= exact;
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
