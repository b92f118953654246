//! One question: a row of the sheet of its pack.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::super::outgoing::Line;
use super::write::{Writer, height, table_name};
use super::{
    ANSWER, BY, COMMENT, CONFIDENTIAL, EVIDENCE, EXPLANATION, ID, NOT_APPLICABLE, PLANNED, SEEN,
};
use crate::domain::answer::AnswerValue;
use crate::domain::id::EvidenceId;
use crate::domain::pack::{Question, QuestionKind};
use crate::domain::text::Lang;
use crate::questionnaire::{Stands, label, show_typed};

/// A column of the sheet of a pack: its key, and its width in characters.
pub(super) type Column = (&'static str, f64);

/// What was seen, at most, in characters: a cell holds 32,767.
const MAX_SEEN: usize = 30_000;

/// All columns, in their order.
const COLUMNS: [Column; 15] = [
    (ID, 4.0),
    ("section", 16.0),
    ("question", 46.0),
    ("question-other", 46.0),
    (ANSWER, 28.0),
    (SEEN, 44.0),
    (EXPLANATION, 44.0),
    (COMMENT, 34.0),
    (EVIDENCE, 20.0),
    (NOT_APPLICABLE, 26.0),
    (PLANNED, 20.0),
    (CONFIDENTIAL, 18.0),
    ("asked", 22.0),
    ("help", 50.0),
    (BY, 18.0),
];

/// The columns of a sheet. Those for a reply are there once there is something to reply to.
pub(super) fn columns(lines: &[Line<'_>]) -> Vec<Column> {
    let disputed = |line: &Line<'_>| {
        let said = line
            .answer
            .and_then(|answer| answer.explanation.as_ref())
            .is_some();
        said || line.dispute.is_some()
    };
    let replies = lines.iter().any(disputed);
    COLUMNS
        .into_iter()
        .filter(|(key, _)| replies || (*key != SEEN && *key != EXPLANATION))
        .collect()
}

/// The question in one language, with all its choices: a drop-down shows them only one by one, and where several may be
/// chosen there is none.
fn asked_in(question: &Question, lang: Lang) -> String {
    let mut text = question.text.in_lang(lang).to_owned();
    for choice in &question.choices {
        let label = match lang {
            Lang::En => &choice.en,
            Lang::Nl => &choice.nl,
        };
        text.push_str("\n– ");
        text.push_str(label);
    }
    text
}

impl Writer<'_> {
    pub(super) fn question(
        &mut self,
        sheet: &mut Worksheet,
        row: u32,
        columns: &[Column],
        line: &Line<'_>,
    ) -> Result<(), XlsxError> {
        let value = line.answer.and_then(|answer| answer.value.as_ref());
        let mut texts = Vec::new();
        for (number, (key, width)) in (0_u16..).zip(columns) {
            let (text, look) = self.cell_of(key, line);
            match value {
                Some(AnswerValue::Number(answer)) if *key == ANSWER => {
                    #[expect(
                        clippy::cast_precision_loss,
                        reason = "a workbook has no other numbers"
                    )]
                    sheet.write_number_with_format(row, number, *answer as f64, look)?;
                }
                _ => {
                    sheet.write_string_with_format(row, number, &text, look)?;
                }
            }
            if *key != ID {
                texts.push((text, *width));
            }
            if *key == ANSWER {
                let question = line.question;
                let choices: Vec<String> = question.choices.iter().map(label).collect();
                if let Some(rule) = self.rule(question.kind, &choices)? {
                    sheet.add_data_validation(row, number, row, number, &rule)?;
                }
            }
        }
        let texts: Vec<(&str, f64)> = texts
            .iter()
            .map(|(t, width)| (t.as_str(), *width))
            .collect();
        sheet.set_row_height(row, height(&texts))?;
        Ok(())
    }

    /// What stands in a column, and how it looks.
    fn cell_of(&self, key: &str, line: &Line<'_>) -> (String, &Format) {
        let (question, answer, lang) = (line.question, line.answer, self.lang());
        let looks = &self.looks;
        let (plain, strong) = if line.is_hidden() {
            (&looks.idle, &looks.idle)
        } else {
            (&looks.fixed, &looks.strong)
        };
        let given = |text: Option<&String>| (text.cloned().unwrap_or_default(), &looks.open);
        match key {
            ID => (question.id.to_string(), &looks.hidden),
            "section" => {
                let title = line.section.map(|section| section.title.in_lang(lang));
                (title.unwrap_or_default().to_owned(), plain)
            }
            "question" => (asked_in(question, lang), strong),
            "question-other" => (asked_in(question, self.other()), plain),
            "help" => {
                let (own, other) = (
                    question.help.in_lang(lang),
                    question.help.in_lang(self.other()),
                );
                (format!("{own}\n\n{other}"), plain)
            }
            "asked" => (self.asked(line), plain),
            ANSWER if question.kind == QuestionKind::Table => {
                let sheet = table_name(question);
                (format!("{} {sheet}", self.both("see-sheet")), plain)
            }
            ANSWER => {
                let look = if question.kind == QuestionKind::Date {
                    &looks.day
                } else {
                    &looks.open
                };
                let value = answer.and_then(|answer| answer.value.as_ref());
                let shown = value.map(|value| self.shown(question, value));
                (shown.unwrap_or_default(), look)
            }
            SEEN => {
                let words = line.dispute.map(|words| self.pair(words));
                let words = words.unwrap_or_default();
                (words.chars().take(MAX_SEEN).collect(), plain)
            }
            EXPLANATION => given(answer.and_then(|answer| answer.explanation.as_ref())),
            COMMENT => given(answer.and_then(|answer| answer.comment.as_ref())),
            NOT_APPLICABLE => given(answer.and_then(|answer| answer.not_applicable.as_ref())),
            BY => given(answer.and_then(|answer| answer.by.as_ref())),
            EVIDENCE => {
                let ids = answer.map_or(&[][..], |answer| &answer.evidence);
                let ids: Vec<&str> = ids.iter().map(EvidenceId::as_str).collect();
                (ids.join(", "), &looks.open)
            }
            PLANNED => {
                let day = answer.and_then(|answer| answer.planned);
                (
                    day.map(|day| day.to_string()).unwrap_or_default(),
                    &looks.day,
                )
            }
            // Blank when it is not: a blank cell leaves what was said.
            CONFIDENTIAL if answer.is_some_and(|answer| answer.confidential) => {
                (self.both("yes"), &looks.open)
            }
            _ => (String::new(), &looks.open),
        }
    }

    fn shown(&self, question: &Question, value: &AnswerValue) -> String {
        match value {
            AnswerValue::Flag(flag) => self.both(if *flag { "yes" } else { "no" }),
            value => show_typed(question, value, self.lang()),
        }
    }

    /// True when a question has no answer yet on which another one could depend.
    fn is_open(&self, id: &str) -> bool {
        self.outgoing.standings.iter().any(|standing| {
            standing.question.id.as_str() == id
                && matches!(standing.stands, Stands::Open | Stands::ToApprove)
        })
    }

    /// Whether the question is asked, in words.
    fn asked(&self, line: &Line<'_>) -> String {
        let key = match line.standing.stands {
            Stands::NotAsked => "not-asked",
            _ if line.standing.reads.iter().any(|id| self.is_open(id)) => "open",
            _ if line.question.when.is_some() => "conditional",
            _ => "always",
        };
        let text = self.both(&format!("asked.{key}"));
        if line.standing.reads.is_empty() {
            text
        } else {
            format!("{text} ({})", line.standing.reads.join(", "))
        }
    }
}
