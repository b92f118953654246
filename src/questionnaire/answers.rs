//! Reads a file of answers and holds every value against its question.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::pack::{ParsedPack, major, version};
use super::places::{Document, Step};
use super::raw::read;
use super::value::fit;
use crate::domain::acceptance::Acceptance;
use crate::domain::answer::{Answer, AnswerSet, AnswerValue, Review, Source};
use crate::domain::day::Day;
use crate::domain::diagnostic::{Diagnostic, nearest};
use crate::domain::id::{EvidenceId, QuestionId};
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
    acceptance: Option<Acceptance>,
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
    let dropped = |id: &str| {
        let own = packs.iter().filter(|p| p.pack.pack.id == pack.pack.id);
        own.flat_map(|p| &p.dropped)
            .any(|dropped| dropped.as_str() == id)
    };
    for (id, answer) in raw.answers.into_iter().filter(|(id, _)| !dropped(id)) {
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

/// Reads the answers to a pack as they stand, whatever version they are of: values are held against no question.
///
/// # Errors
/// What cannot be read at all, with its place.
pub fn parse_earlier(file: &str, source: &Arc<str>) -> Result<AnswerSet, Vec<Diagnostic>> {
    let raw: RawSet = toml::from_str(source)
        .map_err(|error| vec![Diagnostic::from_toml(file, source, &error)])?;
    let reader = Reader {
        file,
        source,
        document: Document::read(source),
    };
    let odd = |way: &[Step], key: bool, message: Text| {
        let span = if key {
            reader.document.key(way)
        } else {
            reader.document.value(way)
        };
        Diagnostic::new(file, message).at(source, span)
    };
    if version(&raw.version).is_none() {
        let message = Text::new(
            format!("`{}` is geen versie zoals 1.0.0", raw.version),
            format!("`{}` is not a version such as 1.0.0", raw.version),
        );
        return Err(vec![odd(&["version".into()], false, message)]);
    }
    let mut faults = Vec::new();
    let mut answers = BTreeMap::new();
    for (id, answer) in raw.answers {
        let mut way: Vec<Step> = vec!["answers".into(), id.as_str().into()];
        let Ok(question) = id.parse::<QuestionId>() else {
            let message = Text::new("dit is geen vraag", "this is not a question");
            faults.push(odd(&way, true, message));
            continue;
        };
        if let Err(fault) = reader.signed(&id, &answer) {
            faults.push(*fault);
        }
        match answer.value.as_ref().map(read).transpose() {
            Ok(value) => {
                answers.insert(question, answer.kept(value));
            }
            Err((steps, message)) => {
                way.push("value".into());
                way.extend(steps);
                faults.push(odd(&way, false, message));
            }
        }
    }
    let pack = raw.pack.parse().map_err(|_| {
        let message = Text::new(
            format!("`{}` is geen naam van een vragenlijst", raw.pack),
            format!("`{}` is not the id of a questionnaire", raw.pack),
        );
        vec![odd(&["pack".into()], false, message)]
    })?;
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(AnswerSet {
        pack,
        version: raw.version,
        answers,
    })
}

impl RawAnswer {
    /// The answer with a value that was understood.
    fn kept(self, value: Option<AnswerValue>) -> Answer {
        let text = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        Answer {
            value,
            not_applicable: text(self.not_applicable),
            comment: text(self.comment),
            explanation: text(self.explanation),
            by: self.by,
            at: self.at,
            source: self.source,
            evidence: self.evidence,
            review: self.review,
            acceptance: self.acceptance,
            planned: self.planned,
            confidential: self.confidential,
        }
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
        let current = &pack.pack.version;
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
        if major(current).is_some_and(|current| current != answered) {
            let old = &raw.version;
            return Err(self.fault(
                way,
                Text::new(
                    format!(
                        "deze antwoorden horen bij versie {old} van de vragenlijst; dit is versie {current}"
                    ),
                    format!(
                        "these answers belong to version {old} of the questionnaire; this is version {current}"
                    ),
                ),
                Some(Text::new(
                    "de betekenis van vragen is veranderd. Breng over wat nog geldt met: waarborg questionnaire migrate, en laat de rest opnieuw invullen",
                    "the meaning of questions has changed. Bring along what still holds with: waarborg questionnaire migrate, and have the rest answered again",
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
        self.signed(id, &raw)?;
        Ok((question.id.clone(), raw.kept(value)))
    }

    /// A decision of a reviewer or an owner stands with a name and a reason, or it is none.
    fn signed(&self, id: &str, raw: &RawAnswer) -> Result<(), Box<Diagnostic>> {
        let place = |table: &str, key: &str| -> Vec<Step> {
            vec!["answers".into(), id.into(), table.into(), key.into()]
        };
        let review = raw.review.as_ref();
        let taken = raw.acceptance.as_ref();
        let words = [
            ("review", "by", review.map(|review| &review.by)),
            ("review", "reason", review.map(|review| &review.reason)),
            ("acceptance", "owner", taken.map(|taken| &taken.owner)),
            ("acceptance", "reason", taken.map(|taken| &taken.reason)),
        ];
        for (table, key, text) in words {
            if text.is_some_and(|text| text.trim().is_empty()) {
                let message = Text::new("dit mag niet leeg zijn", "this must not be empty");
                return Err(self.fault(&place(table, key), message, None));
            }
        }
        let Some(taken) = taken else {
            return Ok(());
        };
        if taken.until <= taken.at {
            let message = Text::new(
                "een aanvaarding eindigt na de dag waarop zij is gegeven",
                "an acceptance ends after the day on which it was given",
            );
            return Err(self.fault(&place("acceptance", "until"), message, None));
        }
        if taken.risk > 10_000 {
            let message = Text::new(
                "het risico is hoogstens 10000 basispunten (100%)",
                "the risk is at most 10000 basis points (100%)",
            );
            let hint = Text::new(
                "neem het restrisico van het rapport, keer honderd: 34,0 is 3400",
                "take the residual risk of the report, times a hundred: 34.0 is 3400",
            );
            return Err(self.fault(&place("acceptance", "risk"), message, Some(hint)));
        }
        Ok(())
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
