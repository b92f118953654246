//! `waarborg report ASSESSMENT`

use std::path::Path;

use super::Outcome;
use super::diff::render_since;
use crate::cli::arguments::Format;
use crate::cli::{Exit, Session, output};
use crate::dossier;

pub(super) fn run(session: &Session, path: &Path, format: Format, to: Option<&Path>) -> Outcome {
    let assessment = dossier::read_assessment(path)?;
    let text = render_since(session, path, &assessment, format, to.is_some())?;
    output::deliver(&text, to)?;
    Ok(Exit::Done)
}
