//! Evaluates conditions: true, false, or unknown when something they read is missing.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use cel::{Context, ExecutionError, Value};

use super::Expression;
use super::names::Root;
use crate::domain::answer::{AnswerValue, Cell};
use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::dossier::{Dossier, ServiceModel};
use crate::domain::location::{Areas, LocationStatus};
use crate::domain::moment::Moment;

/// What a condition comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::questionnaire) enum Truth {
    /// It does not hold.
    False,
    /// It holds.
    True,
    /// It reads something that is missing, or makes no sense of what it reads.
    Unknown,
}

/// The constants and functions of conditions at one date.
pub(in crate::questionnaire) struct Engine {
    root: Context<'static, 'static>,
}

/// What the dossier says, as conditions see it: fields by name; a missing field is absent.
#[derive(Debug, Clone, Default)]
pub(in crate::questionnaire) struct Inputs(
    pub(in crate::questionnaire) BTreeMap<(Root, &'static str), Value>,
);

/// What one evaluation may read.
pub(in crate::questionnaire) struct Given<'a> {
    /// The dossier.
    pub(in crate::questionnaire) inputs: &'a Inputs,
    /// Answers by question.
    pub(in crate::questionnaire) answers: &'a BTreeMap<String, Value>,
    /// The answer to the question itself.
    pub(in crate::questionnaire) value: Option<&'a Value>,
}

impl Engine {
    /// The engine for a date.
    pub(in crate::questionnaire) fn new(areas: &Areas, as_of: Day) -> Self {
        let mut root = Context::default();
        let lists = [
            (Root::Eea, LocationStatus::InEea),
            (Root::Adequate, LocationStatus::Adequacy),
            (
                Root::AdequateConditional,
                LocationStatus::AdequacyConditional,
            ),
        ];
        for (name, status) in lists {
            let codes = areas.codes(status, as_of);
            let codes: Vec<Value> = codes.iter().map(|code| text(code.code())).collect();
            root.add_variable_from_value(name.name(), codes);
        }
        // Neither name is taken by the standard library, so adding them cannot fail.
        let _ = root.add_function("days_since", move |day: Arc<String>| {
            Ok::<i64, ExecutionError>(read_day(&day)?.days_until(as_of))
        });
        let _ = root.add_function("days_until", move |day: Arc<String>| {
            Ok::<i64, ExecutionError>(as_of.days_until(read_day(&day)?))
        });
        let _ = root.add_function("hours_between", |from: Arc<String>, to: Arc<String>| {
            let seconds = read_moment(&to)? - read_moment(&from)?;
            Ok::<i64, ExecutionError>(seconds.div_euclid(3_600))
        });
        Self { root }
    }

    /// The engine for rules, which also know from which degrees of risk the authority is notified.
    pub(in crate::questionnaire) fn with_notifiable(mut self, degrees: &[String]) -> Self {
        let degrees: Vec<Value> = degrees.iter().map(|degree| text(degree)).collect();
        self.root
            .add_variable_from_value(Root::Notifiable.name(), degrees);
        self
    }

    /// Evaluates a condition.
    pub(in crate::questionnaire) fn truth(&self, condition: &Expression, given: &Given) -> Truth {
        match self.evaluate(condition, given) {
            Ok(Value::Bool(true)) => Truth::True,
            Ok(Value::Bool(false)) => Truth::False,
            _ => Truth::Unknown,
        }
    }

    /// Evaluates a condition and says why it cannot be evaluated.
    pub(in crate::questionnaire) fn evaluate(
        &self,
        condition: &Expression,
        given: &Given,
    ) -> Result<Value, ExecutionError> {
        if let Some(fixed) = condition.fixed {
            return Ok(Value::Bool(fixed));
        }
        let mut scope = self.root.new_inner_scope();
        for root in &condition.uses.roots {
            match root {
                Root::Answers => {
                    let read: HashMap<String, Value> = condition
                        .uses
                        .answers
                        .keys()
                        .filter_map(|id| Some((id.clone(), given.answers.get(id)?.clone())))
                        .collect();
                    scope.add_variable_from_value(root.name(), read);
                }
                Root::Intake | Root::Service | Root::Vendor => {
                    let fields: HashMap<String, Value> = given
                        .inputs
                        .0
                        .iter()
                        .filter(|((of, _), _)| of == root)
                        .map(|((_, name), value)| ((*name).to_owned(), value.clone()))
                        .collect();
                    scope.add_variable_from_value(root.name(), fields);
                }
                Root::Value => {
                    if let Some(value) = given.value {
                        scope.add_variable_from_value(root.name(), value.clone());
                    }
                }
                Root::Adequate | Root::AdequateConditional | Root::Eea | Root::Notifiable => {}
            }
        }
        Value::resolve(&condition.tree, &scope)
    }
}

fn read_day(text: &str) -> Result<Day, ExecutionError> {
    text.parse()
        .map_err(|words: String| ExecutionError::function_error("days", words))
}

/// The second of a moment.
fn read_moment(text: &str) -> Result<i64, ExecutionError> {
    let moment: Moment = text
        .parse()
        .map_err(|words: String| ExecutionError::function_error("hours_between", words))?;
    Ok(moment.timestamp().as_second())
}

impl Inputs {
    /// What a dossier says.
    pub(in crate::questionnaire) fn of(dossier: &Dossier) -> Self {
        let mut fields = BTreeMap::new();
        let intake = &dossier.intake;
        let mut put = |root, name, value: Option<Value>| {
            if let Some(value) = value {
                fields.insert((root, name), value);
            }
        };
        let some = |word: Option<&'static str>| word.map(text);
        put(
            Root::Intake,
            "access",
            some(intake.access.map(crate::domain::dossier::Access::as_str)),
        );
        put(
            Root::Intake,
            "criticality",
            some(
                intake
                    .criticality
                    .map(crate::domain::dossier::Criticality::as_str),
            ),
        );
        put(
            Root::Intake,
            "data_kinds",
            intake
                .data_kinds
                .as_ref()
                .map(|kinds| words(kinds.iter().map(|kind| kind.as_str()))),
        );
        put(
            Root::Intake,
            "dpia_required",
            intake.dpia_required.map(Value::Bool),
        );
        put(
            Root::Intake,
            "lock_in",
            some(intake.lock_in.map(crate::domain::dossier::LockIn::as_str)),
        );
        put(
            Root::Intake,
            "regimes",
            Some(words(intake.regimes.iter().map(|regime| regime.as_str()))),
        );
        put(
            Root::Intake,
            "third_country_exposure",
            some(
                intake
                    .third_country_exposure
                    .map(crate::domain::dossier::Exposure::as_str),
            ),
        );
        put(
            Root::Intake,
            "volume",
            some(intake.volume.map(crate::domain::dossier::Volume::as_str)),
        );
        let model = match dossier.service.model {
            ServiceModel::Hosting => "hosting",
            ServiceModel::Iaas => "iaas",
            ServiceModel::Managed => "managed",
            ServiceModel::Paas => "paas",
            ServiceModel::Saas => "saas",
        };
        put(Root::Service, "model", Some(text(model)));
        let code =
            |country: Option<Country>| Some(text(country.as_ref().map_or("", Country::code)));
        put(Root::Vendor, "country", code(dossier.vendor.country));
        put(
            Root::Vendor,
            "parent_country",
            code(dossier.vendor.parent_country),
        );
        Self(fields)
    }
}

fn text(word: &str) -> Value {
    Value::String(Arc::new(word.to_owned()))
}

fn words<'a>(words: impl Iterator<Item = &'a str>) -> Value {
    Value::List(Arc::new(words.map(text).collect()))
}

/// An answer as conditions see it.
pub(in crate::questionnaire) fn cel_value(answer: &AnswerValue) -> Value {
    match answer {
        AnswerValue::Flag(flag) => Value::Bool(*flag),
        AnswerValue::Number(number) => Value::Int(*number),
        AnswerValue::Day(day) => text(&day.to_string()),
        AnswerValue::Text(word) => text(word),
        AnswerValue::List(list) => words(list.iter().map(String::as_str)),
        AnswerValue::Rows(rows) => {
            let rows: Vec<Value> = rows
                .iter()
                .map(|row| {
                    row.iter()
                        .map(|(column, cell)| (column.clone(), cell_value(cell)))
                        .collect::<HashMap<String, Value>>()
                        .into()
                })
                .collect();
            rows.into()
        }
    }
}

fn cell_value(cell: &Cell) -> Value {
    match cell {
        Cell::Flag(flag) => Value::Bool(*flag),
        Cell::Number(number) => Value::Int(*number),
        Cell::Day(day) => text(&day.to_string()),
        Cell::Text(word) => text(word),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Slot, compile};
    use super::*;

    fn truth(condition: &str, answers: &[(&str, AnswerValue)], value: &AnswerValue) -> Truth {
        let engine = Engine::new(&Areas::default(), "2026-11-22".parse().expect("a day"));
        let answers = answers
            .iter()
            .map(|(id, answer)| ((*id).to_owned(), cel_value(answer)))
            .collect();
        let given = Given {
            inputs: &Inputs::default(),
            answers: &answers,
            value: Some(&cel_value(value)),
        };
        engine.truth(&compile(condition, Slot::Option).expect(condition), &given)
    }

    #[test]
    fn a_missing_answer_is_unknown_unless_the_rest_decides() {
        let yes = AnswerValue::Flag(true);
        assert_eq!(truth("answers['a.b'] == 'x'", &[], &yes), Truth::Unknown);
        assert_eq!(
            truth("answers['a.b'] == 'x' || value", &[], &yes),
            Truth::True
        );
        assert_eq!(
            truth("answers['a.b'] == 'x' && !value", &[], &yes),
            Truth::False
        );
        assert_eq!(truth("intake.dpia_required", &[], &yes), Truth::Unknown);
        assert_eq!(truth("has(intake.dpia_required)", &[], &yes), Truth::False);
        let known = [("a.b", AnswerValue::Text("x".to_owned()))];
        assert_eq!(truth("answers['a.b'] == 'x'", &known, &yes), Truth::True);
    }

    #[test]
    fn days_count_from_the_date_of_the_assessment() {
        let day = AnswerValue::Day("2026-11-20".parse().expect("a day"));
        assert_eq!(truth("days_since(value) == 2", &[], &day), Truth::True);
        assert_eq!(truth("days_until(value) == -2", &[], &day), Truth::True);
        let odd = AnswerValue::Text("soon".to_owned());
        assert_eq!(truth("days_since(value) < 9", &[], &odd), Truth::Unknown);
    }

    #[test]
    fn hours_between_moments_are_whole_and_real() {
        let to = AnswerValue::Text("2026-03-30T12:59:00+02:00".to_owned());
        let from = [(
            "a.b",
            AnswerValue::Text("2026-03-27T12:00:00+01:00".to_owned()),
        )];
        let hours = |count: i64| format!("hours_between(answers['a.b'], value) == {count}");
        assert_eq!(truth(&hours(71), &from, &to), Truth::True);
        let day = AnswerValue::Day("2026-03-30".parse().expect("a day"));
        assert_eq!(truth(&hours(71), &from, &day), Truth::Unknown);
    }

    #[test]
    fn extremes_do_not_panic() {
        let least = AnswerValue::Number(i64::MIN);
        assert_eq!(truth("-value > 0", &[], &least), Truth::Unknown);
        assert_eq!(truth("value.all(x, x)", &[], &least), Truth::Unknown);
        assert_eq!(
            truth("value[9] == 1", &[], &AnswerValue::List(vec![])),
            Truth::Unknown
        );
        assert_eq!(
            truth("size(value)", &[], &AnswerValue::List(vec![])),
            Truth::Unknown
        );
    }

    #[test]
    fn rows_are_read_by_column() {
        let row = |country: &str| {
            BTreeMap::from([("country".to_owned(), Cell::Text(country.to_owned()))])
        };
        let rows = AnswerValue::Rows(vec![row("NL"), row("US")]);
        assert_eq!(
            truth("value.exists(r, r.country == 'US')", &[], &rows),
            Truth::True
        );
        assert_eq!(
            truth(
                "value.filter(r, r.country in ['NL']).size() == 1",
                &[],
                &rows
            ),
            Truth::True
        );
        assert_eq!(
            truth("value.all(r, r.since != '')", &[], &rows),
            Truth::Unknown
        );
    }
}
