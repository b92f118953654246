//! A table with a title, for any rendering.

use serde::Serialize;

use super::DeltaView;
use crate::report::plain::Plain;
use crate::report::text::{Cell as TextCell, Page};

/// A table with a title. Each cell knows the head of its column, for narrow screens.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Sheet {
    /// A name for links.
    pub(crate) id: &'static str,
    pub(crate) title: Plain,
    pub(crate) note: Option<Plain>,
    pub(crate) head: Vec<Plain>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

/// A cell and the head of its column.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Cell {
    pub(crate) label: Plain,
    pub(crate) text: Plain,
}

impl Sheet {
    /// A table, or nothing without rows.
    pub(super) fn new(
        id: &'static str,
        title: Plain,
        note: Option<Plain>,
        head: &[Plain],
        rows: Vec<Vec<Plain>>,
    ) -> Option<Self> {
        if rows.is_empty() {
            return None;
        }
        let rows = rows
            .into_iter()
            .map(|row| {
                row.into_iter()
                    .zip(head)
                    .map(|(text, label)| Cell {
                        label: label.clone(),
                        text,
                    })
                    .collect()
            })
            .collect();
        Some(Self {
            id,
            title,
            note,
            head: head.to_vec(),
            rows,
        })
    }
}

/// The chapter for the terminal.
pub(crate) fn text(view: &DeltaView, page: &mut Page) {
    page.paragraph(view.intro.as_str());
    for line in view.nothing.iter().chain(&view.left_out) {
        page.gap();
        page.paragraph(line.as_str());
    }
    for sheet in view.figures.iter().chain(&view.causes).chain(&view.sheets) {
        page.heading(sheet.title.as_str());
        if let Some(note) = &sheet.note {
            page.paragraph(note.as_str());
        }
        let head: Vec<String> = sheet.head.iter().map(ToString::to_string).collect();
        page.table(
            &head,
            sheet.rows.iter().map(|row| {
                row.iter()
                    .map(|cell| TextCell::plain(cell.text.as_str()))
                    .collect()
            }),
        );
    }
    if let Some(note) = &view.causes_note {
        page.gap();
        page.paragraph(note.as_str());
    }
}
