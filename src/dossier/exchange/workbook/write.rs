//! Writes the workbook. Every text is written as text: nothing that someone answered is run as a formula.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::super::outgoing::Outgoing;
use super::looks::Looks;
use super::row::columns;
use super::{CONFIDENTIAL, PACK_MARK, PLANNED};
use crate::domain::pack::{Pack, Question, QuestionKind};
use crate::domain::phrase::Phrases;
use crate::domain::text::{Lang, Text};

/// The row of the keys, of the headings, and the first of the questions, counted from 0.
pub(super) const KEYS: u32 = 2;
pub(super) const HEADS: u32 = 3;
pub(super) const FIRST: u32 = 4;

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

    pub(super) const fn other(&self) -> Lang {
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
        let lines = self.outgoing.lines(pack);
        let columns = columns(&lines);
        for (number, (key, width)) in (0_u16..).zip(&columns) {
            sheet.write_string_with_format(KEYS, number, *key, &self.looks.hidden)?;
            let head = match *key {
                "question" => self.say("head.question"),
                "question-other" => self
                    .phrases
                    .text("workbook.head.question")
                    .in_lang(self.other())
                    .to_owned(),
                key => self.both(&format!("head.{key}")),
            };
            sheet.write_string_with_format(HEADS, number, &head, &self.looks.head)?;
            sheet.set_column_width(number, *width)?;
        }
        sheet.set_row_height(HEADS, 32.0)?;
        sheet.set_column_hidden(0)?;
        sheet.set_row_hidden(KEYS)?;
        sheet.set_freeze_panes(FIRST, 4)?;
        for (row, line) in (FIRST..).zip(&lines) {
            self.question(&mut sheet, row, &columns, line)?;
        }
        let last = FIRST + u32::try_from(lines.len()).unwrap_or(0).saturating_sub(1);
        for (number, (key, _)) in (0_u16..).zip(&columns) {
            let kind = match *key {
                PLANNED => QuestionKind::Date,
                CONFIDENTIAL => QuestionKind::YesNo,
                _ => continue,
            };
            // One rule for the whole column: a rule in every cell makes a large workbook slow.
            if let Some(rule) = self.rule(kind, &[])? {
                sheet.add_data_validation(FIRST, number, last, number, &rule)?;
            }
        }
        finish(&mut sheet);
        Ok(sheet)
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
pub(super) fn height(texts: &[(&str, f64)]) -> f64 {
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
