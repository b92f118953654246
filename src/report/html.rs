//! The HTML report: one file that needs nothing else.

use super::{ReportError, Resources, View, template};

/// The report as one self-contained HTML file, without script and without anything from elsewhere.
pub fn render_html(view: &View, resources: &Resources) -> Result<String, ReportError> {
    let mut page = serde_json::to_value(view).map_err(ReportError::Json)?;
    page["css"] = resources.css.into();
    let text = template::fill("report.html", resources.html, handlebars::html_escape, page)?;
    // The definitions at the top of the template leave empty lines behind.
    Ok(text.trim_start().to_owned())
}
