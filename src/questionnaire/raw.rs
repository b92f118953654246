//! Values of TOML as answers, before any question is asked about them.

use std::collections::BTreeMap;

use super::places::Step;
use crate::domain::answer::{AnswerValue, Cell};
use crate::domain::moment::Moment;
use crate::domain::text::Text;

/// A TOML value as an answer, or the step to the part that cannot be one.
pub(super) fn read(value: &toml::Value) -> Result<AnswerValue, (Vec<Step>, Text)> {
    use toml::Value;
    let odd = |steps: Vec<Step>, nl: &str, en: &str| Err((steps, Text::new(nl, en)));
    if let Value::Array(items) = value {
        if items.iter().all(Value::is_str) {
            let words = items.iter().filter_map(Value::as_str).map(str::to_owned);
            return Ok(AnswerValue::List(words.collect()));
        }
        let mut rows = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let Value::Table(table) = item else {
                return odd(
                    vec![index.into()],
                    "een lijst bevat alleen teksten of alleen tabelregels",
                    "a list holds only texts or only rows of a table",
                );
            };
            let mut row = BTreeMap::new();
            for (column, cell) in table {
                let Some(cell) = scalar(cell) else {
                    return odd(
                        vec![index.into(), column.as_str().into()],
                        "verwacht: een tekst, een geheel getal, een dag of ja/nee",
                        "expected a text, a whole number, a day or yes/no",
                    );
                };
                row.insert(column.clone(), cell);
            }
            rows.push(row);
        }
        return Ok(AnswerValue::Rows(rows));
    }
    match scalar(value) {
        Some(Cell::Flag(flag)) => Ok(AnswerValue::Flag(flag)),
        Some(Cell::Number(number)) => Ok(AnswerValue::Number(number)),
        Some(Cell::Day(day)) => Ok(AnswerValue::Day(day)),
        Some(Cell::Text(text)) => Ok(AnswerValue::Text(text)),
        None => odd(
            Vec::new(),
            "verwacht: een tekst, een geheel getal, een dag, ja/nee, een lijst of tabelregels",
            "expected a text, a whole number, a day, yes/no, a list or rows of a table",
        ),
    }
}

fn scalar(value: &toml::Value) -> Option<Cell> {
    match value {
        toml::Value::Boolean(flag) => Some(Cell::Flag(*flag)),
        toml::Value::Integer(number) => Some(Cell::Number(*number)),
        toml::Value::String(text) => Some(Cell::Text(text.clone())),
        // A bare date is a day, a date with a time and the difference to UTC a moment; anything else is neither.
        toml::Value::Datetime(moment) => {
            let text = moment.to_string();
            let day = text.parse().ok().map(Cell::Day);
            day.or_else(|| text.parse::<Moment>().ok().map(|_| Cell::Text(text)))
        }
        _ => None,
    }
}
