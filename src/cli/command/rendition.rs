//! An assessment in a format: the one place where the command line makes a report.

use std::collections::BTreeMap;
use std::path::Path;

use super::assess::{Texts, unrendered};
use super::{Faults, export};
use crate::cli::arguments::Format;
use crate::cli::{Session, output};
use crate::domain::assessment::Assessment;
use crate::domain::delta::Delta;
use crate::report::{
    DeltaView, View, render_html, render_json, render_markdown, render_pdf, render_text,
};

/// What comes beside an assessment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beside<'a> {
    /// The findings that a baseline accepts, by id, with who, why and until when.
    pub(super) accepted: &'a BTreeMap<String, String>,
    /// What changed since the assessment before.
    pub(super) since: Option<&'a Delta>,
}

/// Writes an assessment to a file or to standard output.
pub(super) fn deliver(
    session: &Session,
    assessment: &Assessment,
    format: Format,
    to: Option<&Path>,
    beside: Beside,
) -> Result<(), Faults> {
    let bytes = render(session, assessment, format, to.is_some(), beside)?;
    Ok(output::deliver(&bytes, to)?)
}

fn render(
    session: &Session,
    assessment: &Assessment,
    format: Format,
    to_file: bool,
    beside: Beside,
) -> Result<Vec<u8>, Faults> {
    if let Some(other) = format.export() {
        return export::write(session, assessment, other, beside.accepted, to_file);
    }
    if format == Format::Pdf && !to_file {
        output::refuse_terminal("pdf")?;
    }
    let texts = Texts::of(session);
    let resources = texts.resources(session);
    let lang = session.lang_of(assessment.dossier.as_ref());
    let view = || {
        let since = beside.since;
        let since = since.map(|delta| DeltaView::new(delta, assessment, &resources, lang));
        View::new(assessment, &resources, lang)
            .with_since(since)
            .with_accepted(beside.accepted)
    };
    match format {
        Format::Html => render_html(&view(), &resources).map(String::into_bytes),
        Format::Json => render_json(assessment).map(String::into_bytes),
        Format::Md => render_markdown(&view(), &resources).map(String::into_bytes),
        Format::Pdf => render_json(assessment)
            .and_then(|json| render_pdf(&view(), assessment, Some(&json), &resources)),
        _ => {
            let colour = session.colour && !to_file;
            Ok(render_text(&view(), output::width(), colour).into_bytes())
        }
    }
    .map_err(|error| unrendered(session, &error))
}
