//! `waarborg report ASSESSMENT`

use super::diff::render_since;
use super::{Outcome, export, paper};
use crate::cli::arguments::{Format, Report};
use crate::cli::{Exit, Session, baseline, output};
use crate::dossier;

pub(super) fn run(session: &Session, options: &Report) -> Outcome {
    let path = &options.assessment;
    let to = options.output.as_deref();
    if paper::is_asked(options) {
        return paper::run(session, options, &dossier::read_assessment(path)?);
    }
    let format = match options.format {
        Some(format) => format.whole().ok_or_else(paper::no_whole)?,
        None => Format::Text,
    };
    let given = baseline::read(session, options.baseline.as_deref())?;
    let mut assessment = dossier::read_assessment(path)?;
    let held = baseline::hold(session, given.as_ref(), &mut assessment);
    if format.export().is_some() {
        let words = baseline::words(&held, session.lang_of(assessment.dossier.as_ref()));
        export::deliver(session, &assessment, format, to, &words)?;
    } else {
        let made = render_since(session, path, &assessment, format, to.is_some())?;
        output::deliver(made, to)?;
    }
    baseline::tell(session, given.as_ref(), &held);
    Ok(Exit::Done)
}
