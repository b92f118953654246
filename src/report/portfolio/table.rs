//! The portfolio in the terminal.

use super::PortfolioView;
use super::view::SharedTable;
use crate::report::text::{Cell, Page};

/// Rows of the lists behind the table of dossiers.
const ROWS: usize = 10;

/// The dossiers, the providers of several, what is due first and what many share, at most `width` columns wide.
#[must_use]
pub fn render_portfolio_table(view: &PortfolioView, width: usize, colour: bool) -> String {
    let word = |key: &str| view.words.get(&format!("portfolio.{key}")).to_string();
    let mut page = Page::new(width, colour);
    page.title(view.title.as_str());
    page.paragraph(&format!("{} {}", word("as-of"), view.as_of));
    if let Some(selected) = &view.selected {
        page.paragraph(selected.as_str());
    }
    let counts: Vec<String> = view
        .figures
        .iter()
        .map(|row| format!("{}: {}", row.label, row.value))
        .collect();
    page.paragraph(&counts.join(" · "));
    page.gap();
    let head = ["provider", "service", "verdict", "risk", "coverage", "due"];
    let head = head.map(|key| word(&format!("head.{key}")));
    page.table(
        &head,
        view.dossiers.iter().map(|row| {
            let late = if row.overdue { "! " } else { "" };
            vec![
                Cell::plain(row.vendor.as_str()),
                Cell::plain(row.service.as_str()),
                Cell::badge(&row.rank),
                Cell::plain(row.risk.as_str()),
                Cell::plain(row.coverage.as_str()),
                Cell::plain(&format!("{late}{}", row.due)),
            ]
        }),
    );
    if view.dossiers.is_empty() {
        page.paragraph(&word("nothing"));
    }
    due(view, &mut page, &word("heading.due"));
    for (key, table) in [
        ("networks", &view.concentration.networks),
        ("countries", &view.concentration.countries),
        ("parties", &view.concentration.parties),
    ] {
        shared(view, &mut page, &word(&format!("shared.{key}")), table);
    }
    if !view.skipped.is_empty() {
        page.heading(&word("heading.skipped"));
        let lines = view.skipped.iter().map(|row| {
            let cells = [&row.path, &row.reason, &row.detail];
            cells.map(|cell| Cell::plain(cell.as_str())).into()
        });
        page.table(&[], lines);
    }
    page.finish()
}

fn due(view: &PortfolioView, page: &mut Page, heading: &str) {
    if view.due.is_empty() {
        return;
    }
    page.heading(heading);
    page.table(
        &[],
        view.due.iter().take(ROWS).map(|row| {
            let late = if row.overdue { "! " } else { "" };
            vec![
                Cell::plain(&format!("{late}{}", row.day)),
                Cell::plain(row.what.as_str()),
                Cell::plain(&format!("{}, {}", row.vendor, row.service)),
                Cell::plain(row.when.as_str()),
            ]
        }),
    );
}

fn shared(view: &PortfolioView, page: &mut Page, heading: &str, table: &SharedTable) {
    if table.rows.is_empty() {
        return;
    }
    let head = ["name", "providers", "dossiers", "critical"];
    let head = head.map(|key| view.words.get(&format!("portfolio.head.{key}")).to_string());
    page.heading(heading);
    page.table(
        &head,
        table.rows.iter().take(ROWS).map(|row| {
            let note = if row.note.as_str().is_empty() {
                String::new()
            } else {
                format!(" ({})", row.note)
            };
            vec![
                Cell::plain(&format!("{}{note}", row.name)),
                Cell::plain(&row.providers.to_string()),
                Cell::plain(&format!("{} ({})", row.dossiers, row.share)),
                Cell::plain(&format!("{} ({})", row.critical, row.critical_share)),
            ]
        }),
    );
}
