//! What was found in a draft agreement, clause by clause, for a person to confirm.

mod text;
mod view;

use crate::domain::agreement::Agreement;
use crate::domain::clause::{ClauseFile, Reading};
use crate::domain::phrase::Phrases;
use crate::domain::text::Lang;

use super::{ReportError, markdown, template};
use view::ClauseView;

/// A format of what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClauseFormat {
    /// A page for a browser.
    Html,
    /// For programs.
    Json,
    /// Markdown.
    Markdown,
    /// For the terminal.
    Text {
        /// Columns.
        width: usize,
    },
}

/// What is told.
#[derive(Debug, Clone, Copy)]
pub struct ClauseInput<'a> {
    /// The files that were read.
    pub agreement: &'a [Agreement],
    /// The clauses of each norm, and what was found of them.
    pub found: &'a [(&'a ClauseFile, Vec<Reading>)],
    /// Words; those of this report have keys that start with `clauses.`.
    pub phrases: &'a Phrases,
    /// Short names of norms, by id.
    pub norms: &'a std::collections::BTreeMap<String, crate::domain::method::NormFile>,
    /// Handlebars template of the page.
    pub html: &'a str,
    /// Handlebars template of the Markdown.
    pub markdown: &'a str,
    /// Style sheet of the page.
    pub css: &'a str,
    /// The language.
    pub lang: Lang,
}

/// Writes what was found in an agreement.
///
/// # Errors
/// When a template is broken.
pub fn render_clauses(
    input: &ClauseInput<'_>,
    format: ClauseFormat,
) -> Result<String, ReportError> {
    let view = ClauseView::new(input);
    let page = || serde_json::to_value(&view).map_err(ReportError::Json);
    match format {
        ClauseFormat::Html => {
            let mut page = page()?;
            page["css"] = input.css.into();
            template::fill("clauses.html", input.html, handlebars::html_escape, page)
        }
        ClauseFormat::Json => {
            let mut page = page()?;
            // The words of headings are for people.
            if let Some(map) = page.as_object_mut() {
                map.remove("words");
            }
            let mut text = serde_json::to_string_pretty(&page).map_err(ReportError::Json)?;
            text.push('\n');
            Ok(text)
        }
        ClauseFormat::Markdown => {
            let text = template::fill("clauses.md", input.markdown, markdown::escape, page()?)?;
            Ok(markdown::squeeze(&text))
        }
        ClauseFormat::Text { width } => Ok(text::render(&view, width)),
    }
}
