//! A paper as Markdown (`CommonMark` with tables).

use super::Paper;
use crate::report::markdown::{escape, squeeze};
use crate::report::{ReportError, template};

/// The paper as Markdown; no value can become markup. `source` is the Handlebars template.
///
/// # Errors
/// When the template cannot be filled in.
pub fn render_markdown_paper(paper: &Paper, source: &str) -> Result<String, ReportError> {
    let page = serde_json::to_value(paper).map_err(ReportError::Json)?;
    let text = template::fill("edition.md", source, escape, page)?;
    Ok(squeeze(&text))
}
