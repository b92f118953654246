//! What may stand in a cell, and the sheets of questions that are tables.

use rust_xlsxwriter::{DataValidation, DataValidationRule, Format, Formula, Worksheet, XlsxError};

use super::super::outgoing::Line;
use super::write::{FIRST, HEADS, KEYS, Writer, finish, table_name};
use super::{ROW, TABLE_MARK};
use crate::domain::answer::{AnswerValue, Cell};
use crate::domain::pack::{Column, ColumnKind, QuestionKind};
use crate::domain::text::Text;
use crate::questionnaire::show_cell;

/// Empty rows to fill in below a table.
const SPARE_ROWS: u32 = 60;
/// The name of the sheet with the choices of the drop-downs.
const LISTS: &str = "waarborg-lists";

impl Writer<'_> {
    /// What may stand in a cell, as a spreadsheet checks it.
    pub(super) fn rule(
        &mut self,
        kind: QuestionKind,
        choices: &[String],
    ) -> Result<Option<DataValidation>, XlsxError> {
        let rule = match kind {
            QuestionKind::YesNo => self.list(&[self.both("yes"), self.both("no")]),
            QuestionKind::Choice => self.list(choices),
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
            QuestionKind::Moment => "moment",
            QuestionKind::Multi => "multi",
            QuestionKind::Number => "number",
            QuestionKind::Text => "text",
        };
        let message = self.both(&format!("hint.{hint}"));
        // A prompt has room for 255 characters.
        let short: String = message.chars().take(250).collect();
        rule.set_input_message(short).map(Some)
    }

    /// A drop-down. Its choices stand in a hidden sheet: inside a rule there is room for 255 characters only.
    fn list(&mut self, choices: &[String]) -> DataValidation {
        let number = self
            .lists
            .iter()
            .position(|list| *list == choices)
            .unwrap_or_else(|| {
                self.lists.push(choices.to_vec());
                self.lists.len() - 1
            });
        let letters = column_letters(number);
        let range = format!(
            "='{LISTS}'!${letters}$1:${letters}${}",
            choices.len().max(1)
        );
        DataValidation::new().allow_list_formula(Formula::new(range))
    }

    pub(super) fn lists(&self) -> Result<Worksheet, XlsxError> {
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

    pub(super) fn table(&mut self, line: &Line<'_>) -> Result<Worksheet, XlsxError> {
        let question = line.question;
        let mut sheet = Worksheet::new();
        sheet.set_name(self.name(&table_name(question)))?;
        let mark = format!("{TABLE_MARK}{}/{}", line.pack.pack.id, question.id);
        sheet.write_string_with_format(0, 0, &mark, &self.looks.hidden)?;
        let title = self.pair(&question.text);
        sheet.write_string_with_format(0, 1, &title, &self.looks.title)?;
        sheet.write_string_with_format(1, 1, self.pair(&question.help), &Format::new())?;
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
