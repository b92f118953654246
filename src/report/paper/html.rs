//! A paper as HTML: one file that needs nothing else.

use super::Paper;
use crate::report::html::embedded;
use crate::report::{Logo, ReportError, template};

/// The paper as one self-contained HTML file, without script and without anything from elsewhere. `source` is the
/// Handlebars template, `css` its style sheet; the logo stands on top.
///
/// # Errors
/// When the template cannot be filled in.
pub fn render_html_paper(
    paper: &Paper,
    source: &str,
    css: &str,
    logo: Option<Logo>,
) -> Result<String, ReportError> {
    let mut page = serde_json::to_value(paper).map_err(ReportError::Json)?;
    page["css"] = css.into();
    page["logo"] = logo.map_or_else(String::new, embedded).into();
    let text = template::fill("edition.html", source, handlebars::html_escape, page)?;
    Ok(text.trim_start().to_owned())
}
