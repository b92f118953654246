//! The portfolio as a page for a browser, and as Markdown.

use super::PortfolioView;
use crate::report::{ReportError, markdown, template};

/// The portfolio as one self-contained HTML file, without script and without anything from elsewhere.
///
/// `html` is the template `reports/portfolio.html.hbs`, `css` the style sheet of reports followed by that of portfolios.
///
/// # Errors
/// When the template is broken.
pub fn render_portfolio_html(
    view: &PortfolioView,
    html: &str,
    css: &str,
) -> Result<String, ReportError> {
    let mut page = serde_json::to_value(view).map_err(ReportError::Json)?;
    page["css"] = css.into();
    let text = template::fill("portfolio.html", html, handlebars::html_escape, page)?;
    Ok(text.trim_start().to_owned())
}

/// The portfolio as Markdown; no value can become markup. `source` is the template `reports/portfolio.md.hbs`.
///
/// # Errors
/// When the template is broken.
pub fn render_portfolio_markdown(
    view: &PortfolioView,
    source: &str,
) -> Result<String, ReportError> {
    let page = serde_json::to_value(view).map_err(ReportError::Json)?;
    let text = template::fill("portfolio.md", source, markdown::escape, page)?;
    Ok(markdown::squeeze(&text))
}
