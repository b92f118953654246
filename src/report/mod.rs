//! F2: one view of an assessment, many renderings.
//!
//! [`View::new`] is the only place that reads an assessment: it picks, orders and words everything in one language,
//! and cleans every string of characters that act. A renderer only lays out: it escapes for its own format and adds
//! no fact. The words are in `data/texts/report.toml`, the templates and the style sheet in `reports/`.

mod annex;
mod breach;
mod clause;
mod delta;
mod edition;
mod error;
mod export;
mod figure;
mod html;
mod inputs;
mod json;
mod markdown;
mod notice;
mod paper;
mod pdf;
mod plain;
mod portfolio;
mod scribe;
pub mod seal;
mod template;
mod text;
mod view;
mod words;

use std::collections::BTreeMap;

use crate::domain::location::Areas;
use crate::domain::method::NormFile;
use crate::domain::phrase::Phrases;

pub use breach::{Case, Filled, fill_entry, fill_form, fill_letter, render_overview};
pub use clause::{ClauseFormat, ClauseInput, render_clauses};
pub use delta::{
    DeltaView, delta_schema, render_delta_html, render_delta_json, render_delta_markdown,
    render_delta_text,
};
pub use edition::{Audience, Edition, Kit, Order, PaperError, write_paper};
pub use error::ReportError;
pub use export::{ExportFormat, ExportInput, render_export};
pub use figure::share;
pub use html::render_html;
pub use inputs::{ReportInputs, look};
pub use json::{render_json, schema};
pub use markdown::render_markdown;
pub use notice::{NoticePaper, render_notice, render_test_notice};
pub use paper::{
    Paper, render_docx_paper, render_html_paper, render_markdown_paper, render_pdf_paper,
    render_text_paper,
};
pub use pdf::{Logo, Papers, render_pdf};
pub use portfolio::{
    PortfolioView, portfolio_schema, render_calendar, render_metrics, render_portfolio_html,
    render_portfolio_json, render_portfolio_markdown, render_portfolio_table, render_register,
    render_workbook,
};
pub use text::render_text;
pub use view::View;

/// What writing a report needs beside the assessment.
#[derive(Debug, Clone, Copy)]
pub struct Resources<'a> {
    /// Words; those of reports have keys that start with `report.`.
    pub phrases: &'a Phrases,
    /// Names and legal positions of countries.
    pub areas: &'a Areas,
    /// Norms by id.
    pub norms: &'a BTreeMap<String, NormFile>,
    /// The map: `data/geo/map/map.json`. A text that is no map gives a report without one.
    pub map: &'a str,
    /// Handlebars template of the HTML report.
    pub html: &'a str,
    /// Handlebars template of the Markdown report.
    pub markdown: &'a str,
    /// Style sheet of the HTML report.
    pub css: &'a str,
    /// Sources of what is on paper.
    pub papers: Papers<'a>,
}
