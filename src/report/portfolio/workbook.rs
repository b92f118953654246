//! The register of suppliers as a workbook: the dossiers, what is due, what many share, and what each column means.
//! Every text is written as text: nothing that someone wrote is run as a formula.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::register::{COLUMNS, Cell};
use super::rows::what;
use super::view::{PortfolioView, SharedTable, due};
use crate::domain::day::Day;
use crate::domain::portfolio::{Portfolio, Selection};
use crate::domain::text::Lang;
use crate::report::Resources;
use crate::report::scribe::Scribe;

/// Height of the heads, in points: two lines.
const HEAD: f64 = 32.0;
/// Characters that a cell can hold.
const LONGEST: usize = 32_000;

/// The register as an XLSX file. The same portfolio gives the same bytes.
///
/// # Errors
/// When the format cannot hold what was given; the words are the writer's.
pub fn render_workbook(
    portfolio: &Portfolio,
    selection: &Selection,
    resources: &Resources<'_>,
    lang: Lang,
) -> Result<Vec<u8>, XlsxError> {
    let view = PortfolioView::new(portfolio, selection, resources, lang);
    let scribe = Scribe::bare(resources, portfolio.as_of, lang);
    let mut workbook = Workbook::new();
    let fixed = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(
        &DocProperties::new()
            .set_creation_datetime(&fixed)
            .set_title(view.title.as_str()),
    );
    let writer = Writer {
        scribe: &scribe,
        looks: Looks::new(),
    };
    workbook.push_worksheet(writer.register(portfolio, selection)?);
    workbook.push_worksheet(writer.due(portfolio, selection)?);
    workbook.push_worksheet(writer.shared(&view)?);
    workbook.push_worksheet(writer.columns()?);
    workbook.save_to_buffer()
}

struct Looks {
    head: Format,
    text: Format,
    day: Format,
    share: Format,
}

impl Looks {
    fn new() -> Self {
        // No wrapping below the heads: the height of a row would have to be guessed.
        let cell = || Format::new().set_align(FormatAlign::Top);
        Self {
            head: cell()
                .set_text_wrap()
                .set_bold()
                .set_background_color(Color::RGB(0x001b_4f7a))
                .set_font_color(Color::White),
            text: cell(),
            day: cell().set_num_format("yyyy-mm-dd"),
            share: cell().set_num_format("0.0%"),
        }
    }
}

struct Writer<'a> {
    scribe: &'a Scribe<'a>,
    looks: Looks,
}

impl Writer<'_> {
    fn say(&self, key: &str) -> String {
        self.scribe.word(&format!("portfolio.{key}")).to_string()
    }

    fn sheet(&self, key: &str, heads: &[(String, u16)]) -> Result<Worksheet, XlsxError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(self.say(key))?;
        for (at, (head, width)) in (0..).zip(heads) {
            sheet.write_string_with_format(0, at, head, &self.looks.head)?;
            sheet.set_column_width(at, f64::from(*width))?;
        }
        sheet.set_row_height(0, HEAD)?;
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_landscape();
        sheet.set_repeat_rows(0, 0)?;
        Ok(sheet)
    }

    fn text(&self, sheet: &mut Worksheet, row: u32, at: u16, text: &str) -> Result<(), XlsxError> {
        let text: String = text.chars().take(LONGEST).collect();
        sheet.write_string_with_format(row, at, text, &self.looks.text)?;
        Ok(())
    }

    fn day(&self, sheet: &mut Worksheet, row: u32, at: u16, day: Day) -> Result<(), XlsxError> {
        let year = u16::try_from(day.year()).unwrap_or(0);
        let (month, of_month) = (day.month().unsigned_abs(), day.day().unsigned_abs());
        match ExcelDateTime::from_ymd(year, month, of_month) {
            Ok(date) => {
                sheet.write_datetime_with_format(row, at, &date, &self.looks.day)?;
                Ok(())
            }
            // Before 1900 or after 9999 the format has no days.
            Err(_) => self.text(sheet, row, at, &day.to_string()),
        }
    }

    fn register(
        &self,
        portfolio: &Portfolio,
        selection: &Selection,
    ) -> Result<Worksheet, XlsxError> {
        let heads: Vec<(String, u16)> = COLUMNS
            .iter()
            .map(|column| {
                (
                    self.say(&format!("column.{}.name", column.id)),
                    column.width,
                )
            })
            .collect();
        let mut sheet = self.sheet("sheet.register", &heads)?;
        let shown = selection.of(portfolio);
        for (row, entry) in (1..).zip(&shown) {
            for (at, column) in (0..).zip(&COLUMNS) {
                match (column.value)(entry, self.scribe) {
                    Cell::Empty => {}
                    Cell::Day(day) => self.day(&mut sheet, row, at, day)?,
                    Cell::Number(number) => {
                        sheet.write_number_with_format(row, at, number, &self.looks.text)?;
                    }
                    Cell::Share(points) => {
                        let share = f64::from(points) / 10_000.0;
                        sheet.write_number_with_format(row, at, share, &self.looks.share)?;
                    }
                    Cell::Text(text) => self.text(&mut sheet, row, at, text.as_str())?,
                }
            }
        }
        let last = u32::try_from(shown.len()).unwrap_or(u32::MAX);
        let width = u16::try_from(COLUMNS.len() - 1).unwrap_or(u16::MAX);
        sheet.autofilter(0, 0, last, width)?;
        // The folder and the parties stay in sight.
        sheet.set_freeze_panes(1, 1)?;
        Ok(sheet)
    }

    fn due(&self, portfolio: &Portfolio, selection: &Selection) -> Result<Worksheet, XlsxError> {
        let heads = [
            ("head.day", 12),
            ("head.what", 44),
            ("head.provider", 28),
            ("head.service", 28),
            ("head.folder", 24),
        ];
        let heads = heads.map(|(key, width)| (self.say(key), width));
        let mut sheet = self.sheet("sheet.due", &heads)?;
        let shown = selection.of(portfolio);
        for (row, (entry, one)) in (1..).zip(due(&shown, selection.due_before)) {
            self.day(&mut sheet, row, 0, one.day)?;
            let texts = [
                what(one, self.scribe).to_string(),
                entry.head.vendor.name.clone(),
                entry.head.service.name.clone(),
                entry.folder.clone(),
            ];
            for (at, text) in (1..).zip(&texts) {
                let plain = crate::report::plain::Plain::new(text);
                self.text(&mut sheet, row, at, plain.as_str())?;
            }
        }
        Ok(sheet)
    }

    fn shared(&self, view: &PortfolioView) -> Result<Worksheet, XlsxError> {
        let heads = [
            ("head.kind", 22),
            ("head.name", 34),
            ("head.note", 34),
            ("head.providers", 12),
            ("head.dossiers", 12),
            ("head.share", 12),
            ("head.critical", 12),
            ("head.critical-share", 12),
        ];
        let heads = heads.map(|(key, width)| (self.say(key), width));
        let mut sheet = self.sheet("sheet.shared", &heads)?;
        let concentration = &view.concentration;
        let tables: [(&str, &SharedTable); 3] = [
            ("shared.networks", &concentration.networks),
            ("shared.countries", &concentration.countries),
            ("shared.parties", &concentration.parties),
        ];
        let rows = tables
            .into_iter()
            .flat_map(|(key, table)| table.rows.iter().map(move |row| (key, row)));
        for (row, (key, shared)) in (1..).zip(rows) {
            self.text(&mut sheet, row, 0, &self.say(key))?;
            self.text(&mut sheet, row, 1, shared.name.as_str())?;
            self.text(&mut sheet, row, 2, shared.note.as_str())?;
            let counts = [shared.providers, shared.dossiers, shared.critical];
            for (at, count) in [3, 4, 6].into_iter().zip(counts) {
                let count = u32::try_from(count).unwrap_or(u32::MAX);
                sheet.write_number_with_format(row, at, count, &self.looks.text)?;
            }
            for (at, width) in [(5, shared.width), (7, shared.critical_width)] {
                let share = f64::from(width) / 1_000.0;
                sheet.write_number_with_format(row, at, share, &self.looks.share)?;
            }
        }
        Ok(sheet)
    }

    /// What each column means, and which template of DORA asks for it.
    fn columns(&self) -> Result<Worksheet, XlsxError> {
        let heads = [
            ("head.column", 24),
            ("head.id", 22),
            ("head.meaning", 110),
            ("head.dora", 16),
        ];
        let heads = heads.map(|(key, width)| (self.say(key), width));
        let mut sheet = self.sheet("sheet.columns", &heads)?;
        for (row, column) in (1..).zip(&COLUMNS) {
            let texts = [
                self.say(&format!("column.{}.name", column.id)),
                column.id.to_owned(),
                self.say(&format!("column.{}.meaning", column.id)),
                column.dora.to_owned(),
            ];
            for (at, text) in (0..).zip(&texts) {
                self.text(&mut sheet, row, at, text)?;
            }
        }
        Ok(sheet)
    }
}
