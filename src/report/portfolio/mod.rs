//! The portfolio on paper: one view in one language, many renderings, as for a single report.
//!
//! [`PortfolioView::new`] picks, orders and words; a renderer only lays out. CSV, XLSX, the calendar and the metrics are
//! for programs as well as for people: their columns, ids and names stay the same in both languages.

mod calendar;
mod chart;
mod metrics;
mod page;
mod register;
mod rows;
mod table;
mod view;
mod workbook;

use schemars::JsonSchema;
use serde::Serialize;

use super::ReportError;
use crate::domain::day::Day;
use crate::domain::portfolio::{
    Concentration, PORTFOLIO_FORMAT, Portfolio, PortfolioEntry, Provider, Selection, Skipped,
    concentration,
};

pub use calendar::render_calendar;
pub use metrics::render_metrics;
pub use page::{render_portfolio_html, render_portfolio_markdown};
pub use register::render_register;
pub use table::render_portfolio_table;
pub use view::PortfolioView;
pub use workbook::render_workbook;

/// A portfolio as JSON.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Portfolio")]
struct Document<'a> {
    format: &'static str,
    as_of: Day,
    /// The dossiers that were selected, in the order that was asked for.
    entries: &'a [&'a PortfolioEntry],
    /// Their providers, each judged by all of its dossiers.
    providers: &'a [Provider],
    /// What the selected dossiers share.
    concentration: Concentration,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    skipped: &'a [Skipped],
}

/// The JSON Schema of [`PORTFOLIO_FORMAT`].
#[must_use]
pub fn portfolio_schema() -> serde_json::Value {
    schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Document<'_>>()
        .to_value()
}

/// The dossiers that a selection holds as JSON, with a line feed at the end.
///
/// # Errors
/// When they cannot be written as JSON: our fault.
pub fn render_portfolio_json(
    portfolio: &Portfolio,
    selection: &Selection,
) -> Result<String, ReportError> {
    let entries = selection.of(portfolio);
    let document = Document {
        format: PORTFOLIO_FORMAT,
        as_of: portfolio.as_of,
        providers: &selection.providers(portfolio),
        concentration: concentration(&entries),
        entries: &entries,
        skipped: &portfolio.skipped,
    };
    let mut text = serde_json::to_string_pretty(&document).map_err(ReportError::Json)?;
    text.push('\n');
    Ok(text)
}
