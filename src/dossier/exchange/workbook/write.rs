//! Writes the workbook. Every text is written as text: nothing that someone answered is run as a formula.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationRule, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Formula, ProtectionOptions, Workbook, Worksheet, XlsxError,
};

use super::super::outgoing::{Line, Outgoing};
use super::{ANSWER, BY, COMMENT, EVIDENCE, ID, NOT_APPLICABLE, PACK_MARK, ROW, TABLE_MARK};
use crate::domain::answer::{AnswerValue, Cell};
use crate::domain::pack::{Column, ColumnKind, Pack, Question, QuestionKind};
use crate::domain::phrase::Phrases;
use crate::domain::text::{Lang, Text};
use crate::questionnaire::{Stands, label, show_cell, show_typed};

/// Empty rows to fill in below a table.
const SPARE_ROWS: u32 = 60;
/// The row of the keys, of the headings, and the first of the questions, counted from 0.
const KEYS: u32 = 2;
const HEADS: u32 = 3;
const FIRST: u32 = 4;
/// The name of the sheet with the choices of the drop-downs.
const LISTS: &str = "waarborg-lists";

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

struct Looks {
    title: Format,
    head: Format,
    fixed: Format,
    strong: Format,
    open: Format,
    day: Format,
    idle: Format,
    hidden: Format,
}

impl Looks {
    fn new() -> Self {
        let text = Format::new()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0x00C8_CDD3));
        let open = text
            .clone()
            .set_unlocked()
            .set_background_color(Color::RGB(0x00FF_FBE6));
        Self {
            title: Format::new().set_bold().set_font_size(14.0),
            head: text
                .clone()
                .set_bold()
                .set_background_color(Color::RGB(0x001F_3A5F))
                .set_font_color(Color::White),
            strong: text.clone().set_bold(),
            day: open.clone().set_num_format("yyyy-mm-dd"),
            // Text, so that 1-2 does not become a day on the way.
            open: open.set_num_format("@"),
            idle: text
                .clone()
                .set_font_color(Color::RGB(0x0059_6270))
                .set_background_color(Color::RGB(0x00EC_EEF0)),
            fixed: text,
            hidden: Format::new().set_font_color(Color::RGB(0x0080_8080)),
        }
    }
}

struct Writer<'a> {
    outgoing: &'a Outgoing<'a>,
    phrases: &'a Phrases,
    looks: Looks,
    /// The choices of each drop-down, a column each.
    lists: Vec<Vec<String>>,
    /// Names of sheets so far.
    names: Vec<String>,
}

impl Writer<'_> {
    fn lang(&self) -> Lang {
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
    fn both(&self, key: &str) -> String {
        let text = self.phrases.text(&format!("workbook.{key}"));
        self.pair(&text)
    }

    fn pair(&self, text: &Text) -> String {
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
    fn name(&mut self, wish: &str) -> String {
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
        sheet.write_string_with_format(1, 1, &self.both("how"), &Format::new())?;
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
            let ids: Vec<&str> = answer.evidence.iter().map(|id| id.as_str()).collect();
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
        for (column, text) in filled {
            sheet.write_string_with_format(row, column, &text, &looks.open)?;
        }
        let asked = self.asked(line);
        sheet.write_string_with_format(row, 8, &asked, plain)?;
        let help = format!(
            "{}\n\n{}",
            question.help.in_lang(lang),
            question.help.in_lang(self.other())
        );
        sheet.write_string_with_format(row, 9, &help, plain)?;
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

    /// What may stand in a cell, as a spreadsheet checks it.
    fn rule(
        &mut self,
        kind: QuestionKind,
        choices: &[String],
    ) -> Result<Option<DataValidation>, XlsxError> {
        let rule = match kind {
            QuestionKind::YesNo => self.list(vec![self.both("yes"), self.both("no")]),
            QuestionKind::Choice => self.list(choices.to_vec()),
            QuestionKind::Days | QuestionKind::Number => DataValidation::new()
                .allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0)),
            _ => DataValidation::new().allow_any_value(),
        };
        let hint = match kind {
            QuestionKind::YesNo => return Ok(Some(rule)),
            QuestionKind::Table => return Ok(None),
            QuestionKind::Attestation | QuestionKind::File => "document",
            QuestionKind::Choice => "choice",
            QuestionKind::Countries => "countries",
            QuestionKind::Date => "date",
            QuestionKind::Days => "days",
            QuestionKind::Multi => "multi",
            QuestionKind::Number => "number",
            QuestionKind::Text => "text",
        };
        let mut message = self.both(&format!("hint.{hint}"));
        if kind == QuestionKind::Multi {
            message = format!("{message}: {}", choices.join("; "));
        }
        let short: String = message.chars().take(250).collect();
        rule.set_input_message(short).map(Some)
    }

    /// A drop-down. Its choices stand in a hidden sheet: inside a rule there is room for 255 characters only.
    fn list(&mut self, choices: Vec<String>) -> DataValidation {
        let number = self
            .lists
            .iter()
            .position(|list| *list == choices)
            .unwrap_or_else(|| {
                self.lists.push(choices.clone());
                self.lists.len() - 1
            });
        let letters = column_letters(number);
        let range = format!(
            "='{LISTS}'!${letters}$1:${letters}${}",
            choices.len().max(1)
        );
        DataValidation::new().allow_list_formula(Formula::new(range))
    }

    fn lists(&self) -> Result<Worksheet, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(LISTS)?;
        for (column, list) in (0_u16..).zip(&self.lists) {
            for (row, choice) in (0_u32..).zip(list) {
                sheet.write_string(row, column, choice)?;
            }
        }
        sheet.set_hidden(true).protect();
        Ok(sheet)
    }

    fn table(&mut self, line: &Line<'_>) -> Result<Worksheet, XlsxError> {
        let question = line.question;
        let mut sheet = Worksheet::new();
        sheet.set_name(self.name(&table_name(question)))?;
        let mark = format!("{TABLE_MARK}{}/{}", line.pack.pack.id, question.id);
        sheet.write_string_with_format(0, 0, &mark, &self.looks.hidden)?;
        let title = self.pair(&question.text);
        sheet.write_string_with_format(0, 1, &title, &self.looks.title)?;
        sheet.write_string_with_format(1, 1, &self.pair(&question.help), &Format::new())?;
        sheet.write_string_with_format(KEYS, 0, ROW, &self.looks.hidden)?;
        sheet.set_column_hidden(0)?;
        sheet.set_row_hidden(KEYS)?;
        sheet.set_freeze_panes(FIRST, 1)?;
        let rows = match line.answer.and_then(|answer| answer.value.as_ref()) {
            Some(AnswerValue::Rows(rows)) => rows.as_slice(),
            _ => &[],
        };
        let spare = SPARE_ROWS + u32::try_from(rows.len()).unwrap_or(0);
        for (number, column) in (1_u16..).zip(&question.columns) {
            let head = self.pair(&Text::new(&column.nl, &column.en));
            sheet.write_string_with_format(KEYS, number, &column.id, &self.looks.hidden)?;
            sheet.write_string_with_format(HEADS, number, &head, &self.looks.head)?;
            sheet.set_column_width(number, 28)?;
            for row in 0..spare {
                let cell = usize::try_from(row)
                    .ok()
                    .and_then(|index| rows.get(index)?.get(&column.id));
                self.cell(&mut sheet, FIRST + row, number, column, cell)?;
            }
            if let Some(rule) = self.column_rule(column)? {
                sheet.add_data_validation(FIRST, number, FIRST + spare - 1, number, &rule)?;
            }
        }
        finish(&mut sheet);
        Ok(sheet)
    }

    fn cell(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        number: u16,
        column: &Column,
        cell: Option<&Cell>,
    ) -> Result<(), XlsxError> {
        let look = if column.kind == ColumnKind::Date {
            &self.looks.day
        } else {
            &self.looks.open
        };
        match cell {
            Some(Cell::Flag(flag)) => {
                let word = self.both(if *flag { "yes" } else { "no" });
                sheet.write_string_with_format(row, number, word, look)?;
            }
            Some(cell) => {
                let shown = show_cell(cell, self.lang());
                sheet.write_string_with_format(row, number, shown, look)?;
            }
            None => {
                sheet.write_blank(row, number, look)?;
            }
        }
        Ok(())
    }

    fn column_rule(&mut self, column: &Column) -> Result<Option<DataValidation>, XlsxError> {
        let kind = match column.kind {
            ColumnKind::Country => QuestionKind::Countries,
            ColumnKind::Date => QuestionKind::Date,
            ColumnKind::Number => QuestionKind::Number,
            ColumnKind::Text => return Ok(None),
            ColumnKind::YesNo => QuestionKind::YesNo,
        };
        self.rule(kind, &[])
    }
}

/// What is not to be written in is locked, without a password: it keeps from accidents, not from people.
fn finish(sheet: &mut Worksheet) {
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

fn table_name(question: &Question) -> String {
    format!("T {}", question.id)
}

/// `A`, `B` … `Z`, `AA` …
fn column_letters(number: usize) -> String {
    let mut letters = String::new();
    let mut rest = number + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.insert(0, char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::column_letters;

    #[test]
    fn columns_are_counted_as_spreadsheets_do() {
        let letters: Vec<String> = [0, 25, 26, 701, 702].map(column_letters).into();
        assert_eq!(letters, ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
