//! What someone filled in, question by question, and what could not be read.

use super::Desk;
use crate::domain::answer::AnswerValue;
use crate::domain::day::Day;
use crate::domain::diagnostic::{Diagnostic, nearest};
use crate::domain::id::{EvidenceId, PackId, QuestionId};
use crate::domain::pack::{Pack, Question};
use crate::domain::text::Text;
use crate::questionnaire::{Typed, read_flag, same_major};

/// Longest remark or reason, in characters.
const MAX_REMARK: usize = 20_000;

/// What stands beside one question; an absent part was left blank.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fill {
    /// The answer.
    pub value: Option<AnswerValue>,
    /// Why the question does not apply.
    pub not_applicable: Option<String>,
    /// A remark.
    pub comment: Option<String>,
    /// Documents behind it.
    pub evidence: Vec<EvidenceId>,
    /// What the provider says to what was seen or decided.
    pub explanation: Option<String>,
    /// The day by which it promises what the answer does not give yet.
    pub planned: Option<Day>,
    /// Whether the answer is for the parties alone.
    pub confidential: Option<bool>,
    /// Who filled it in.
    pub by: Option<String>,
}

impl Fill {
    /// True when nothing but an answer was filled in.
    fn is_value_alone(&self) -> bool {
        let rest = Self {
            value: None,
            by: None,
            ..self.clone()
        };
        self.value.is_some() && rest.is_blank()
    }

    /// True when nothing was filled in.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.value.is_none()
            && self.not_applicable.is_none()
            && self.comment.is_none()
            && self.evidence.is_empty()
            && self.explanation.is_none()
            && self.planned.is_none()
            && self.confidential.is_none()
    }
}

/// What someone filled in for one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The pack.
    pub pack: PackId,
    /// The question.
    pub question: QuestionId,
    /// Where it stood, such as `answers.xlsx, sheet "quick", cell E7`.
    pub place: String,
    /// What stood there.
    pub fill: Fill,
}

/// What came in.
#[derive(Debug, Clone, Default)]
pub struct Intake {
    /// What was filled in, in the order of the file.
    pub slips: Vec<Slip>,
    /// What could not be read, with its place.
    pub faults: Vec<Diagnostic>,
    /// What was left aside without harm, with its place.
    pub remarks: Vec<Diagnostic>,
    /// The sheets of a workbook, by name.
    pub sheets: Vec<String>,
}

impl Intake {
    /// Notes a fault at a place.
    pub(super) fn fault(&mut self, place: &str, message: Text, hint: Option<Text>) {
        let mut fault = Diagnostic::new(place, message);
        fault.hint = hint;
        self.faults.push(fault);
    }

    /// Adds what was filled in, unless that was nothing or the question was filled in before.
    pub(super) fn add(&mut self, slip: Slip) {
        if slip.fill.is_blank() {
            return;
        }
        let earlier = self
            .slips
            .iter_mut()
            .find(|other| other.pack == slip.pack && other.question == slip.question);
        match earlier {
            None => self.slips.push(slip),
            Some(earlier) if earlier.fill == slip.fill => {}
            // A table has a sheet of its own: what stands there joins what stands beside the question, in either order.
            Some(earlier) if earlier.fill.value.is_none() && slip.fill.value.is_some() => {
                earlier.fill.value = slip.fill.value;
                earlier.place = slip.place;
            }
            Some(earlier) if earlier.fill.is_value_alone() && slip.fill.value.is_none() => {
                let value = earlier.fill.value.take();
                earlier.fill = Fill { value, ..slip.fill };
            }
            Some(earlier) => {
                let first = earlier.place.clone();
                self.fault(
                    &slip.place,
                    Text::new(
                        format!("de vraag `{}` staat er twee keer, met een ander antwoord; de eerste keer: {first}", slip.question),
                        format!("the question `{}` stands here twice with another answer; the first time: {first}", slip.question),
                    ),
                    None,
                );
            }
        }
    }

    /// Holds the version that was answered against that of the pack: after a change of meaning the answers are of another
    /// questionnaire.
    pub(super) fn pinned(&mut self, pack: &Pack, version: &str, place: &str) -> bool {
        let current = &pack.pack.version;
        if same_major(version, current) {
            return true;
        }
        let (id, shown) = (&pack.pack.id, short(version));
        self.fault(
            place,
            Text::new(
                format!("dit is versie {shown} van {id}; dit dossier heeft versie {current}, met vragen van een andere betekenis"),
                format!("this is version {shown} of {id}; this dossier has version {current}, with questions of another meaning"),
            ),
            Some(Text::new(
                "maak een nieuwe export en laat die invullen",
                "make a new export and have that filled in",
            )),
        );
        false
    }

    /// Notes that nothing was filled in: a file that was read in vain is no success.
    pub fn refuse_empty(&mut self, file: &str) {
        if !self.slips.is_empty() || !self.faults.is_empty() {
            return;
        }
        let hint = (!self.sheets.is_empty()).then(|| {
            let names: Vec<String> = self.sheets.iter().map(|name| short(name)).collect();
            let names = names.join(", ");
            Text::new(
                format!("bekeken bladen: {names}"),
                format!("sheets looked at: {names}"),
            )
        });
        let message = Text::new(
            "er is niets ingevuld: geen enkel antwoord gevonden",
            "nothing was filled in: no answer was found",
        );
        self.fault(file, message, hint);
    }

    /// The question of an id, or a fault with the nearest one.
    pub(super) fn find<'a>(
        &mut self,
        desk: &Desk<'a>,
        pack: &str,
        question: &str,
        place: &str,
    ) -> Option<(&'a Pack, &'a Question)> {
        let packs = || desk.packs.iter().map(|parsed| &parsed.pack);
        let Some(pack_found) = packs().find(|other| other.pack.id.as_str() == pack) else {
            let names = packs().map(|other| other.pack.id.as_str());
            let known = names.clone().collect::<Vec<_>>().join(", ");
            let hint = nearest(pack, names).map_or_else(
                || {
                    Text::new(
                        format!("dit dossier heeft: {known}"),
                        format!("this dossier has: {known}"),
                    )
                },
                suggest,
            );
            let shown = short(pack);
            self.fault(
                place,
                Text::new(
                    format!("de vragenlijst `{shown}` hoort niet bij dit dossier"),
                    format!("the questionnaire `{shown}` is not part of this dossier"),
                ),
                Some(hint),
            );
            return None;
        };
        let found = pack_found
            .questions
            .iter()
            .find(|other| other.id.as_str() == question);
        if found.is_none() {
            let ids = pack_found.questions.iter().map(|other| other.id.as_str());
            let shown = short(question);
            self.fault(
                place,
                Text::new(
                    format!("`{shown}` is geen vraag van {pack}"),
                    format!("`{shown}` is not a question of {pack}"),
                ),
                nearest(question, ids).map(suggest),
            );
        }
        found.map(|question| (pack_found, question))
    }

    /// Reads a list of document ids.
    pub(super) fn documents(&mut self, text: &str, place: &str) -> Vec<EvidenceId> {
        let mut ids = Vec::new();
        for part in text.split([',', ';', '\n']).map(str::trim) {
            if part.is_empty() {
                continue;
            }
            match part.parse::<EvidenceId>() {
                Ok(id) if ids.contains(&id) => {}
                Ok(id) => ids.push(id),
                Err(_) => self.fault(
                    place,
                    Text::new(
                        format!("`{}` is geen id van een bewijsstuk", short(part)),
                        format!("`{}` is not the id of a document", short(part)),
                    ),
                    Some(Text::new(
                        "gebruik een id uit evidence/evidence.toml, zoals `iso-certificaat`",
                        "use an id from evidence/evidence.toml, such as `iso-certificate`",
                    )),
                ),
            }
        }
        ids
    }

    /// The day of a promise; nothing when it is blank.
    pub(super) fn day(&mut self, typed: &Typed, place: &str) -> Option<Day> {
        let text = match typed {
            Typed::Day(day) => return Some(*day),
            Typed::Flag(flag) => flag.to_string(),
            Typed::Number(number) => number.to_string(),
            Typed::Text(text) => text.trim().to_owned(),
        };
        if text.is_empty() {
            return None;
        }
        let day = text.parse::<Day>().ok();
        if day.is_none() {
            let shown = short(&text);
            self.fault(
                place,
                Text::new(
                    format!("`{shown}` is geen dag"),
                    format!("`{shown}` is not a day"),
                ),
                Some(Text::new(
                    "schrijf een dag als 2026-01-31",
                    "write a day as 2026-01-31",
                )),
            );
        }
        day
    }

    /// Yes or no; nothing when it is blank.
    pub(super) fn flag(&mut self, typed: &Typed, place: &str) -> Option<bool> {
        let flag = read_flag(typed);
        if let (None, Typed::Text(text)) = (flag, typed)
            && text.trim().is_empty()
        {
            return None;
        }
        if flag.is_none() {
            self.fault(
                place,
                Text::new(
                    "hier hoort ja of nee te staan",
                    "yes or no should stand here",
                ),
                None,
            );
        }
        flag
    }

    /// A remark or reason: control characters gone, bounded.
    pub(super) fn remark(&mut self, text: &str, place: &str) -> Option<String> {
        let kept: String = text
            .chars()
            .filter(|c| !c.is_control() || *c == '\n')
            .collect();
        let kept = kept.trim();
        if kept.is_empty() {
            return None;
        }
        if kept.chars().count() > MAX_REMARK {
            self.fault(
                place,
                Text::new(
                    format!("langer dan {MAX_REMARK} tekens"),
                    format!("longer than {MAX_REMARK} characters"),
                ),
                None,
            );
            return None;
        }
        Some(kept.to_owned())
    }
}

fn suggest(near: &str) -> Text {
    Text::new(
        format!("bedoelde u `{near}`?"),
        format!("did you mean `{near}`?"),
    )
}

pub(super) fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}
