//! Lines of a terminal page.

use comfy_table::{
    Attribute, Color, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
    presets,
};
use owo_colors::OwoColorize;

use super::Cell;
use crate::report::scribe::Badge;

/// The narrowest page: below this, words break anyway.
const NARROWEST: u16 = 40;

/// A line up to this length is not broken where that can be helped.
const SHORT_ENOUGH: usize = 14;
/// A line that is longer than this claims no more room than this one.
const LONG_ENOUGH: usize = 160;

/// A table with a line below its head and nothing else.
const RULED: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// A page that grows.
pub(in crate::report) struct Page {
    width: u16,
    colour: bool,
    text: String,
}

/// The longest word and line of a column, in characters.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    word: usize,
    line: usize,
}

impl Span {
    fn take(&mut self, text: &str) {
        let words = text.split_whitespace().map(|word| word.chars().count());
        self.word = words.fold(self.word, usize::max);
        for line in text.lines().map(|line| line.chars().count()) {
            self.line = self.line.max(line);
            // A mark and its word stay together.
            if line <= SHORT_ENOUGH {
                self.word = self.word.max(line);
            }
        }
    }
}

impl Page {
    pub(in crate::report) fn new(width: usize, colour: bool) -> Self {
        Self {
            width: u16::try_from(width).unwrap_or(u16::MAX).max(NARROWEST),
            colour,
            text: String::new(),
        }
    }

    pub(in crate::report) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    pub(in crate::report) fn title(&mut self, title: &str) {
        let lines = wrap(&one_line(title), self.width);
        self.strong(&lines);
        let longest = lines.lines().map(|line| line.chars().count()).max();
        self.line(&"═".repeat(longest.unwrap_or(0)));
    }

    pub(in crate::report) fn heading(&mut self, heading: &str) {
        self.gap();
        self.strong(&one_line(heading));
    }

    pub(in crate::report) fn warning(&mut self, text: &str) {
        let line = format!("! {text}");
        if self.colour {
            self.line(&line.yellow().bold().to_string());
        } else {
            self.line(&line);
        }
    }

    pub(in crate::report) fn verdict(&mut self, label: &str, advice: &Badge) {
        let line = format!("{label}: {} {}", advice.sign, advice.word);
        if self.colour {
            let styled = match advice.code {
                "go" => line.green().bold().to_string(),
                "no-go" => line.red().bold().to_string(),
                _ => line.yellow().bold().to_string(),
            };
            self.line(&styled);
        } else {
            self.line(&line);
        }
    }

    pub(in crate::report) fn paragraph(&mut self, text: &str) {
        let lines = wrap(text, self.width);
        self.line(&lines);
    }

    /// Labels and values in two columns.
    pub(in crate::report) fn pairs<'a>(&mut self, pairs: impl Iterator<Item = (&'a str, &'a str)>) {
        self.table(
            &[],
            pairs.map(|(label, value)| vec![Cell::plain(label), Cell::plain(value)]),
        );
    }

    pub(in crate::report) fn list<'a>(&mut self, items: impl Iterator<Item = &'a str>) {
        self.bullets(items.map(|item| ("-".to_owned(), item)));
    }

    pub(in crate::report) fn steps<'a>(&mut self, items: impl Iterator<Item = &'a str>) {
        self.bullets((1..).zip(items).map(|(n, item)| (format!("{n}."), item)));
    }

    fn bullets<'a>(&mut self, items: impl Iterator<Item = (String, &'a str)>) {
        let rows: Vec<Vec<Cell>> = items
            .map(|(mark, item)| vec![Cell::plain(&mark), Cell::plain(item)])
            .collect();
        let widest = rows
            .iter()
            .filter_map(|row| row.first())
            .map(|cell| cell.text.len())
            .max();
        let mut table = self.blank();
        for row in rows {
            table.add_row(row.into_iter().map(|cell| cell.text).collect::<Vec<_>>());
        }
        // The marks keep their width however long the texts are.
        if let Some(column) = table.column_mut(0) {
            let width = u16::try_from(widest.unwrap_or(1)).unwrap_or(1);
            column.set_padding((1, 0));
            column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width + 1)));
        }
        self.draw(&table);
    }

    /// A table; without a head when there is none.
    pub(in crate::report) fn table(
        &mut self,
        head: &[String],
        rows: impl Iterator<Item = Vec<Cell>>,
    ) {
        let mut table = self.blank();
        if !head.is_empty() {
            table.load_style(RULED);
            table.set_header(
                head.iter()
                    .map(|text| comfy_table::Cell::new(text).add_attribute(Attribute::Bold)),
            );
        }
        let mut spans = vec![Span::default(); head.len()];
        for (text, span) in head.iter().zip(&mut spans) {
            span.take(text);
        }
        for row in rows {
            spans.resize(spans.len().max(row.len()), Span::default());
            for (cell, span) in row.iter().zip(&mut spans) {
                span.take(&cell.text);
            }
            table.add_row(row.into_iter().map(styled));
        }
        self.keep_words(&mut table, &spans);
        self.draw(&table);
    }

    /// When a table must break its lines, gives each column the room of its longest word, and shares the rest out by what
    /// their lines lack: as browsers lay out tables.
    fn keep_words(&self, table: &mut Table, spans: &[Span]) {
        // Every cell has a space on both sides, and some styles put one between columns.
        let room = usize::from(self.width).saturating_sub(3 * spans.len());
        if spans.iter().map(|span| span.line).sum::<usize>() <= room {
            return;
        }
        // Where even the words do not fit, the longest give in first.
        let words = (1..=room)
            .rev()
            .map(|longest| -> Vec<usize> {
                spans.iter().map(|span| span.word.min(longest)).collect()
            })
            .find(|words| words.iter().sum::<usize>() <= room);
        let Some(words) = words else {
            return;
        };
        let spare = room - words.iter().sum::<usize>();
        let lacking = |span: &Span, word: usize| span.line.min(LONG_ENOUGH).saturating_sub(word);
        let lack: usize = spans
            .iter()
            .zip(&words)
            .map(|(span, word)| lacking(span, *word))
            .sum();
        for (at, (span, word)) in spans.iter().zip(&words).enumerate() {
            let width = word + spare * lacking(span, *word) / lack.max(1);
            if let (Some(column), Ok(width)) = (table.column_mut(at), u16::try_from(width + 2)) {
                column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
            }
        }
    }

    fn blank(&self) -> Table {
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(self.width);
        if self.colour {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        table
    }

    fn draw(&mut self, table: &Table) {
        if table.is_empty() {
            return;
        }
        for line in table.lines() {
            self.line(line.trim_end());
        }
    }

    fn strong(&mut self, lines: &str) {
        for line in lines.lines() {
            if self.colour {
                self.line(&line.bold().to_string());
            } else {
                self.line(line);
            }
        }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    pub(in crate::report) fn finish(self) -> String {
        self.text
    }
}

fn styled(cell: Cell) -> comfy_table::Cell {
    let colour = match cell.code {
        "conforms" | "go" | "good" | "in-eea" | "low" | "sufficient" => Some(Color::Green),
        "critical" | "deviates" | "insufficient" | "no-go" | "outside" => Some(Color::Red),
        "adequacy-conditional"
        | "go-with-conditions"
        | "high"
        | "hold"
        | "not-observed"
        | "partial"
        | "phase-out"
        | "unassessed" => Some(Color::Yellow),
        _ => None,
    };
    let shown = comfy_table::Cell::new(cell.text);
    match colour {
        Some(colour) => shown.fg(colour),
        None => shown,
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Breaks a text at spaces.
fn wrap(text: &str, width: u16) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width)
        .force_no_tty();
    table.add_row([text]);
    if let Some(column) = table.column_mut(0) {
        column.set_padding((0, 0));
    }
    let lines: Vec<String> = table
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    lines.join("\n")
}
