//! A paper as HTML: one file that needs nothing else.

use super::Paper;
use crate::report::{ReportError, template};

/// The paper as one self-contained HTML file, without script and without anything from elsewhere. `source` is the
/// Handlebars template, `css` its style sheet.
///
/// # Errors
/// When the template cannot be filled in.
pub fn render_html_paper(paper: &Paper, source: &str, css: &str) -> Result<String, ReportError> {
    let mut page = serde_json::to_value(paper).map_err(ReportError::Json)?;
    page["css"] = css.into();
    let text = template::fill("edition.html", source, handlebars::html_escape, page)?;
    Ok(text.trim_start().to_owned())
}
