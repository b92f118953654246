//! Reads a file of answers and holds every value against its question.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::pack::{ParsedPack, major};
use super::places::{Document, Step};
use super::value::fit;
use crate::domain::answer::{Answer, AnswerSet, AnswerValue, Cell, Review, Source};
use crate::domain::day::Day;
use crate::domain::diagnostic::{Diagnostic, nearest};
use crate::domain::id::{EvidenceId, QuestionId};
use crate::domain::moment::Moment;
use crate::domain::pack::Pack;
use crate::domain::text::Text;

/// The file before its values are understood: an untagged value would lose its place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSet {
    pack: String,
    version: String,
    #[serde(default)]
    answers: BTreeMap<String, RawAnswer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAnswer {
    value: Option<toml::Value>,
    not_applicable: Option<String>,
    comment: Option<String>,
    explanation: Option<String>,
    by: Option<String>,
    at: Option<Day>,
    source: Option<Source>,
    #[serde(default)]
    evidence: Vec<EvidenceId>,
    review: Option<Review>,
    planned: Option<Day>,
    #[serde(default)]
    confidential: bool,
}

/// Reads the answers to one of the packs. Values come back in their one way of writing: yes and no as booleans,
/// countries as upper-case codes, lists without repetition; an empty text is no answer.
pub fn parse_answers(
    file: &str,
    source: &Arc<str>,
    packs: &[&ParsedPack],
) -> Result<AnswerSet, Vec<Diagnostic>> {
    let raw: RawSet = toml::from_str(source)
        .map_err(|error| vec![Diagnostic::from_toml(file, source, &error)])?;
    let reader = Reader {
        file,
        source,
        document: Document::read(source),
    };
    let pack = reader.pack(&raw, packs).map_err(|fault| vec![*fault])?;
    let mut faults = Vec::new();
    let mut answers = BTreeMap::new();
    for (id, answer) in raw.answers {
        match reader.answer(pack, &id, answer) {
            Ok((id, answer)) => {
                answers.insert(id, answer);
            }
            Err(fault) => faults.push(*fault),
        }
    }
    if faults.is_empty() {
        Ok(AnswerSet {
            pack: pack.pack.id.clone(),
            version: raw.version,
            answers,
        })
    } else {
        faults.sort_by_key(|fault| fault.span.as_ref().map(|span| span.start));
        Err(faults)
    }
}

struct Reader<'a> {
    file: &'a str,
    source: &'a Arc<str>,
    document: Document<'a>,
}

impl Reader<'_> {
    fn pack<'p>(
        &self,
        raw: &RawSet,
        packs: &[&'p ParsedPack],
    ) -> Result<&'p Pack, Box<Diagnostic>> {
        let Some(pack) = packs
            .iter()
            .map(|parsed| &parsed.pack)
            .find(|pack| pack.pack.id.as_str() == raw.pack)
        else {
            let known = packs.iter().map(|parsed| parsed.pack.pack.id.as_str());
            return Err(self.unknown(
                &["pack".into()],
                false,
                ("vragenlijst", "questionnaire"),
                &raw.pack,
                known,
            ));
        };
        let version = &pack.pack.version;
        let way: &[Step] = &["version".into()];
        let Some(answered) = major(&raw.version) else {
            return Err(self.fault(
                way,
                Text::new(
                    format!("`{}` is geen versie zoals 1.0.0", raw.version),
                    format!("`{}` is not a version such as 1.0.0", raw.version),
                ),
                None,
            ));
        };
        if major(version).is_some_and(|current| current != answered) {
            let old = &raw.version;
            return Err(self.fault(
                way,
                Text::new(
                    format!(
                        "deze antwoorden horen bij versie {old} van de vragenlijst; dit is versie {version}"
                    ),
                    format!(
                        "these answers belong to version {old} of the questionnaire; this is version {version}"
                    ),
                ),
                Some(Text::new(
                    "de betekenis van vragen is veranderd: laat de vragenlijst opnieuw invullen",
                    "the meaning of questions has changed: have the questionnaire answered again",
                )),
            ));
        }
        Ok(pack)
    }

    fn answer(
        &self,
        pack: &Pack,
        id: &str,
        raw: RawAnswer,
    ) -> Result<(QuestionId, Answer), Box<Diagnostic>> {
        let Some(question) = pack.questions.iter().find(|q| q.id.as_str() == id) else {
            let known = pack.questions.iter().map(|q| q.id.as_str());
            return Err(self.unknown(
                &["answers".into(), id.into()],
                true,
                ("vraag", "question"),
                id,
                known,
            ));
        };
        let mut way: Vec<Step> = vec!["answers".into(), id.into(), "value".into()];
        let value = match &raw.value {
            None => None,
            Some(value) => {
                let value = read(value).map_err(|(step, message)| {
                    way.extend(step);
                    self.fault(&way, message, None)
                })?;
                fit(question, &value).map_err(|misfit| {
                    way.extend(misfit.way);
                    self.fault(&way, misfit.message, misfit.hint)
                })?
            }
        };
        let answer = Answer {
            value,
            not_applicable: raw.not_applicable.filter(|text| !text.trim().is_empty()),
            comment: raw.comment.filter(|text| !text.trim().is_empty()),
            explanation: raw.explanation.filter(|text| !text.trim().is_empty()),
            by: raw.by,
            at: raw.at,
            source: raw.source,
            evidence: raw.evidence,
            review: raw.review,
            planned: raw.planned,
            confidential: raw.confidential,
        };
        Ok((question.id.clone(), answer))
    }

    fn fault(&self, way: &[Step], message: Text, hint: Option<Text>) -> Box<Diagnostic> {
        let mut fault =
            Diagnostic::new(self.file, message).at(self.source, self.document.value(way));
        fault.hint = hint;
        Box::new(fault)
    }

    fn unknown<'k>(
        &self,
        way: &[Step],
        key: bool,
        (nl, en): (&str, &str),
        found: &str,
        known: impl Iterator<Item = &'k str> + Clone,
    ) -> Box<Diagnostic> {
        let place = if key {
            self.document.key(way)
        } else {
            self.document.value(way)
        };
        let message = Text::new(
            format!("onbekende {nl} `{found}`"),
            format!("unknown {en} `{found}`"),
        );
        let hint = nearest(found, known.clone()).map_or_else(
            || {
                let all = known.take(12).collect::<Vec<_>>().join(", ");
                Text::new(format!("bekend zijn: {all}"), format!("known here: {all}"))
            },
            |near| {
                Text::new(
                    format!("bedoelde u `{near}`?"),
                    format!("did you mean `{near}`?"),
                )
            },
        );
        let fault = Diagnostic::new(self.file, message).at(self.source, place);
        Box::new(fault.with_hint(hint))
    }
}

/// A TOML value as an answer, or the step to the part that cannot be one.
fn read(value: &toml::Value) -> Result<AnswerValue, (Vec<Step>, Text)> {
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
