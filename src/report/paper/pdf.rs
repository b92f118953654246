//! A paper as PDF/A-3 and PDF/UA-1.

use super::Paper;
use crate::report::pdf::{self, Meta};
use crate::report::{Logo, ReportError};

/// The paper as PDF. `source` is the Typst template, `look` what it shares with the report; the logo stands on top.
///
/// # Errors
/// [`ReportError::Template`] with file, line and column when a template is broken; [`ReportError::NoPdf`] in a build
/// without the feature `pdf`.
pub fn render_pdf_paper(
    paper: &Paper,
    source: &str,
    look: &str,
    logo: Option<Logo>,
) -> Result<Vec<u8>, ReportError> {
    let mut data = serde_json::to_value(paper).map_err(ReportError::Json)?;
    let mut files = vec![("paper.typ".to_owned(), look.as_bytes().to_vec())];
    data["logo"] = logo.is_some().into();
    if let Some(logo) = logo {
        data["logo_kind"] = logo.extension.into();
        files.push((format!("logo.{}", logo.extension), logo.bytes.to_vec()));
    }
    let title = paper.title.to_string();
    pdf::compose(pdf::Paper {
        name: "edition.typ",
        source,
        files,
        data,
        // The assessment does not travel along: not every reader may have it, and a lawyer's file holds it already.
        attachments: Vec::new(),
        meta: Meta {
            author: paper.author.to_string(),
            description: paper.lead.to_string(),
            lang: paper.lang,
            as_of: paper.as_of,
            ident: format!("waarborg edition {} {title}", paper.lang),
            cut: paper.words.cut.to_string(),
            title,
        },
    })
}
