//! The HTML report: one file that needs nothing else.

use serde::Serialize;

use super::{ReportError, Resources, View, template};

#[derive(Serialize)]
struct Page<'a> {
    #[serde(flatten)]
    view: &'a View,
    css: &'a str,
}

/// The report as one self-contained HTML file, without script and without anything from elsewhere.
pub fn render_html(view: &View, resources: &Resources) -> Result<String, ReportError> {
    let page = Page {
        view,
        css: resources.css,
    };
    let text = template::fill(
        "report.html",
        resources.html,
        handlebars::html_escape,
        &page,
    )?;
    // The definitions at the top of the template leave empty lines behind.
    Ok(text.trim_start().to_owned())
}
