//! `waarborg report ASSESSMENT`

use super::diff::since;
use super::rendition::{self, Beside};
use super::{Outcome, paper};
use crate::cli::arguments::{Format, Report};
use crate::cli::{Exit, Session, baseline};
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
    let lang = session.lang_of(assessment.dossier.as_ref());
    let words = match format.export() {
        Some(_) => baseline::all_words(&held, lang),
        None => baseline::words(&held, lang),
    };
    // What programs read is about one assessment.
    let whole = format.export().is_none() && format != Format::Json;
    let delta = whole.then(|| since(session, path, &assessment)).flatten();
    let beside = Beside {
        accepted: &words,
        since: delta.as_ref(),
    };
    rendition::deliver(session, &assessment, format, to, beside)?;
    baseline::tell(session, given.as_ref(), &held);
    Ok(Exit::Done)
}
