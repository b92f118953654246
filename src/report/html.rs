//! The HTML report: one file that needs nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Logo, ReportError, Resources, View, template};

/// The report as one self-contained HTML file, without script and without anything from elsewhere.
pub fn render_html(view: &View, resources: &Resources) -> Result<String, ReportError> {
    let mut page = serde_json::to_value(view).map_err(ReportError::Json)?;
    page["css"] = resources.css.into();
    page["logo"] = resources
        .papers
        .logo
        .map_or_else(String::new, embedded)
        .into();
    let text = template::fill("report.html", resources.html, handlebars::html_escape, page)?;
    // The definitions at the top of the template leave empty lines behind.
    Ok(text.trim_start().to_owned())
}

/// A logo as an address that holds the image itself. As an image it cannot run anything.
pub(super) fn embedded(logo: Logo) -> String {
    let kind = match logo.extension {
        "svg" => "svg+xml",
        other => other,
    };
    format!("data:image/{kind};base64,{}", STANDARD.encode(logo.bytes))
}
