//! Writes the workbook. Every text is written as text: nothing that someone answered is run as a formula.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::super::outgoing::{Line, Outgoing};
use super::looks::Looks;
use super::{ANSWER, BY, COMMENT, EVIDENCE, ID, NOT_APPLICABLE, PACK_MARK};
use crate::domain::answer::AnswerValue;
use crate::domain::id::EvidenceId;
use crate::domain::pack::{Pack, Question, QuestionKind};
use crate::domain::phrase::Phrases;
use crate::domain::text::{Lang, Text};
use crate::questionnaire::{Stands, label, show_typed};

/// The row of the keys, of the headings, and the first of the questions, counted from 0.
pub(super) const KEYS: u32 = 2;
pub(super) const HEADS: u32 = 3;
pub(super) const FIRST: u32 = 4;

/// The columns of the sheet of a pack: key, width, and whether someone writes in it.
const COLUMNS: [(&str, f64, bool); 11] = [
    (ID, 4.0, false),
    ("section", 16.0, false),
    ("question", 46.0, false),
    ("question-other", 46.0, false),
    (ANSWER, 28.0, true),
    (COMMENT, 34.0, true),
    (EVIDENCE, 20.0, true),
    (NOT_APPLICABLE, 26.0, true),
    ("asked", 22.0, false),
    ("help", 50.0, false),
    (BY, 18.0, true),
];

/// Writes the questions, with what is answered, as an XLSX file. The same dossier gives the same bytes.
///
/// # Errors
/// When the format cannot hold what was given; the words are the writer's.
pub fn write_workbook(outgoing: &Outgoing<'_>, phrases: &Phrases) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let fixed = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&fixed));
    let mut writer = Writer {
        outgoing,
        phrases,
        looks: Looks::new(),
        lists: Vec::new(),
        names: Vec::new(),
    };
    let mut sheets = vec![writer.guide()?];
    for pack in outgoing.packs() {
        sheets.push(writer.pack(pack)?);
        for line in outgoing.lines(pack) {
            if line.question.kind == QuestionKind::Table {
                sheets.push(writer.table(&line)?);
            }
        }
    }
    sheets.push(writer.lists()?);
    for sheet in sheets {
        workbook.push_worksheet(sheet);
    }
    workbook.save_to_buffer()
}

/// The workbook as it grows.
pub(super) struct Writer<'a> {
    pub(super) outgoing: &'a Outgoing<'a>,
    pub(super) phrases: &'a Phrases,
    pub(super) looks: Looks,
    /// The choices of each drop-down, a column each.
    pub(super) lists: Vec<Vec<String>>,
    /// Names of sheets so far.
    pub(super) names: Vec<String>,
}

impl Writer<'_> {
    pub(super) fn lang(&self) -> Lang {
        self.outgoing.lang
    }

    const fn other(&self) -> Lang {
        match self.outgoing.lang {
            Lang::Nl => Lang::En,
            Lang::En => Lang::Nl,
        }
    }

    fn say(&self, key: &str) -> String {
        let text = self.phrases.text(&format!("workbook.{key}"));
        text.in_lang(self.lang()).to_owned()
    }

    /// A word in both languages, the reader's first.
    pub(super) fn both(&self, key: &str) -> String {
        let text = self.phrases.text(&format!("workbook.{key}"));
        self.pair(&text)
    }

    pub(super) fn pair(&self, text: &Text) -> String {
        if text.nl == text.en {
            text.nl.clone()
        } else {
            format!(
                "{} / {}",
                text.in_lang(self.lang()),
                text.in_lang(self.other())
            )
        }
    }

    /// A name for a sheet: at most 31 characters, unique, without what the format refuses.
    pub(super) fn name(&mut self, wish: &str) -> String {
        let plain: String = wish
            .chars()
            .map(|c| if "[]:*?/\\'".contains(c) { '-' } else { c })
            .take(31)
            .collect();
        let mut name = plain.clone();
        let mut count = 2;
        while self
            .names
            .iter()
            .any(|other| other.eq_ignore_ascii_case(&name))
        {
            let tail = format!(" {count}");
            name = plain.chars().take(31 - tail.len()).collect::<String>() + &tail;
            count += 1;
        }
        self.names.push(name.clone());
        name
    }

    fn guide(&mut self) -> Result<Worksheet, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(self.name(&self.say("guide")))?;
        sheet.set_column_width(0, 100)?;
        let dossier = &self.outgoing.folder.dossier;
        let params = [
            ("controller", dossier.controller.name.as_str()),
            ("vendor", dossier.vendor.name.as_str()),
            ("service", dossier.service.name.as_str()),
        ];
        let mut row = 0;
        let text = self.phrases.text("workbook.intro");
        for lang in [self.lang(), self.other()] {
            let filled = params
                .iter()
                .fold(text.in_lang(lang).to_owned(), |text, (name, value)| {
                    text.replace(&format!("{{{name}}}"), value)
                });
            for (index, paragraph) in filled.split('\n').enumerate() {
                let look = if index == 0 {
                    &self.looks.title
                } else {
                    &self.looks.fixed
                };
                sheet.write_string_with_format(row, 0, paragraph, look)?;
                sheet.set_row_height(row, height(&[(paragraph, 100.0)]).max(20.0))?;
                row += 1;
            }
            row += 1;
        }
        sheet.protect();
        Ok(sheet)
    }

    fn pack(&mut self, pack: &Pack) -> Result<Worksheet, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(self.name(pack.pack.id.as_str()))?;
        let mark = format!("{PACK_MARK}{}:{}", pack.pack.id, pack.pack.version);
        sheet.write_string_with_format(0, 0, &mark, &self.looks.hidden)?;
        let title = self.pair(&pack.pack.title);
        sheet.write_string_with_format(0, 1, &title, &self.looks.title)?;
        sheet.write_string_with_format(1, 1, self.both("how"), &Format::new())?;
        for (number, (key, width, _)) in (0_u16..).zip(COLUMNS) {
            sheet.write_string_with_format(KEYS, number, key, &self.looks.hidden)?;
            let head = match key {
                "question" => self.say("head.question"),
                "question-other" => self
                    .phrases
                    .text("workbook.head.question")
                    .in_lang(self.other())
                    .to_owned(),
                key => self.both(&format!("head.{key}")),
            };
            sheet.write_string_with_format(HEADS, number, &head, &self.looks.head)?;
            sheet.set_column_width(number, width)?;
        }
        sheet.set_row_height(HEADS, 32.0)?;
        sheet.set_column_hidden(0)?;
        sheet.set_row_hidden(KEYS)?;
        sheet.set_freeze_panes(FIRST, 4)?;
        for (row, line) in (FIRST..).zip(self.outgoing.lines(pack)) {
            self.question(&mut sheet, row, &line)?;
        }
        finish(&mut sheet);
        Ok(sheet)
    }

    fn question(
        &mut self,
        sheet: &mut Worksheet,
        row: u32,
        line: &Line<'_>,
    ) -> Result<(), XlsxError> {
        let (question, answer, lang) = (line.question, line.answer, self.lang());
        let looks = &self.looks;
        let (plain, strong) = if line.is_hidden() {
            (&looks.idle, &looks.idle)
        } else {
            (&looks.fixed, &looks.strong)
        };
        let section = line
            .section
            .map_or("", |section| section.title.in_lang(lang));
        sheet.write_string_with_format(row, 0, question.id.as_str(), &looks.hidden)?;
        sheet.write_string_with_format(row, 1, section, plain)?;
        sheet.write_string_with_format(row, 2, question.text.in_lang(lang), strong)?;
        sheet.write_string_with_format(row, 3, question.text.in_lang(self.other()), plain)?;
        let shown = answer
            .and_then(|answer| answer.value.as_ref())
            .map_or_else(String::new, |value| self.shown(question, value));
        match answer.and_then(|answer| answer.value.as_ref()) {
            Some(AnswerValue::Number(number)) => {
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "a workbook has no other numbers"
                )]
                sheet.write_number_with_format(row, 4, *number as f64, &looks.open)?;
            }
            _ if question.kind == QuestionKind::Table => {
                let pointer = format!("{} {}", self.both("see-sheet"), table_name(question));
                sheet.write_string_with_format(row, 4, &pointer, plain)?;
            }
            _ if question.kind == QuestionKind::Date => {
                sheet.write_string_with_format(row, 4, &shown, &looks.day)?;
            }
            _ => {
                sheet.write_string_with_format(row, 4, &shown, &looks.open)?;
            }
        }
        let text = |text: Option<&String>| text.cloned().unwrap_or_default();
        let evidence = answer.map_or_else(String::new, |answer| {
            let ids: Vec<&str> = answer.evidence.iter().map(EvidenceId::as_str).collect();
            ids.join(", ")
        });
        let filled = [
            (5, text(answer.and_then(|answer| answer.comment.as_ref()))),
            (6, evidence),
            (
                7,
                text(answer.and_then(|answer| answer.not_applicable.as_ref())),
            ),
            (10, text(answer.and_then(|answer| answer.by.as_ref()))),
        ];
        for (column, text) in &filled {
            sheet.write_string_with_format(row, *column, text, &looks.open)?;
        }
        let asked = self.asked(line);
        sheet.write_string_with_format(row, 8, &asked, plain)?;
        let help = format!(
            "{}\n\n{}",
            question.help.in_lang(lang),
            question.help.in_lang(self.other())
        );
        sheet.write_string_with_format(row, 9, &help, plain)?;
        let texts = [
            (question.text.in_lang(lang), COLUMNS[2].1),
            (question.text.in_lang(self.other()), COLUMNS[3].1),
            (shown.as_str(), COLUMNS[4].1),
            (filled[0].1.as_str(), COLUMNS[5].1),
            (asked.as_str(), COLUMNS[8].1),
            (help.as_str(), COLUMNS[9].1),
        ];
        sheet.set_row_height(row, height(&texts))?;
        if let Some(rule) = self.rule(
            question.kind,
            &question.choices.iter().map(label).collect::<Vec<_>>(),
        )? {
            sheet.add_data_validation(row, 4, row, 4, &rule)?;
        }
        Ok(())
    }

    fn shown(&self, question: &Question, value: &AnswerValue) -> String {
        match value {
            AnswerValue::Flag(flag) => self.both(if *flag { "yes" } else { "no" }),
            value => show_typed(question, value, self.lang()),
        }
    }

    /// Whether the question is asked, in words.
    fn asked(&self, line: &Line<'_>) -> String {
        let key = match line.standing.stands {
            Stands::NotAsked => "not-asked",
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

/// What is not to be written in is locked, without a password: it keeps from accidents, not from people.
pub(super) fn finish(sheet: &mut Worksheet) {
    sheet.protect_with_options(&ProtectionOptions {
        format_cells: true,
        format_columns: true,
        format_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::default()
    });
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
}

/// The height of a row that shows its longest text, in points: a spreadsheet leaves that to whoever writes the file.
/// Widths are in characters.
fn height(texts: &[(&str, f64)]) -> f64 {
    let lines = texts.iter().map(|(text, width)| {
        let line = |line: &str| {
            (f64::from(u32::try_from(line.chars().count()).unwrap_or(0)) * 1.15 / width)
                .ceil()
                .max(1.0)
        };
        text.split('\n').map(line).sum::<f64>()
    });
    // More than 400 points cannot be shown.
    (lines.fold(1.0, f64::max) * 15.0 + 2.0).min(400.0)
}

pub(super) fn table_name(question: &Question) -> String {
    format!("T {}", question.id)
}
