//! A difference as a page of its own: for the terminal, a browser, a text file and programs.

use super::DeltaView;
use super::table::text;
use crate::domain::delta::Delta;
use crate::report::text::Page;
use crate::report::{ReportError, markdown, template};

/// The difference for the terminal, at most `width` columns wide.
#[must_use]
pub fn render_delta_text(view: &DeltaView, width: usize, colour: bool) -> String {
    let mut page = Page::new(width, colour);
    page.title(view.title.as_str());
    text(view, &mut page);
    page.finish()
}

/// The difference as one self-contained HTML page: `reports/diff.html.hbs` and the style sheet of the reports.
///
/// # Errors
/// When a template of the user cannot be filled in.
pub fn render_delta_html(view: &DeltaView, source: &str, css: &str) -> Result<String, ReportError> {
    let mut page = serde_json::to_value(view).map_err(ReportError::Json)?;
    page["css"] = css.into();
    let text = template::fill("diff.html", source, handlebars::html_escape, page)?;
    Ok(text.trim_start().to_owned())
}

/// The difference as Markdown: `reports/diff.md.hbs`.
///
/// # Errors
/// When a template of the user cannot be filled in.
pub fn render_delta_markdown(view: &DeltaView, source: &str) -> Result<String, ReportError> {
    let page = serde_json::to_value(view).map_err(ReportError::Json)?;
    let text = template::fill("diff.md", source, markdown::escape, page)?;
    Ok(markdown::squeeze(&text))
}

/// The JSON Schema of what [`render_delta_json`] writes.
#[must_use]
pub fn delta_schema() -> serde_json::Value {
    schemars::schema_for!(Delta).to_value()
}

/// The difference itself, for programs.
///
/// # Errors
/// Never in practice: everything in it has a JSON form.
pub fn render_delta_json(delta: &Delta) -> Result<String, ReportError> {
    let mut text = serde_json::to_string_pretty(delta).map_err(ReportError::Json)?;
    text.push('\n');
    Ok(text)
}
