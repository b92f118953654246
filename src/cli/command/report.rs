//! `waarborg report ASSESSMENT`

use std::path::Path;
use std::sync::Arc;

use super::{Faults, Outcome, export, paper};
use crate::catalogue::read_file;
use crate::cli::arguments::{Format, Report};
use crate::cli::{Exit, Session, baseline};
use crate::domain::assessment::{Assessment, FORMAT};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;

/// The largest assessment that is read, in bytes.
const LIMIT: u64 = 256 * 1024 * 1024;

pub(super) fn run(session: &Session, options: &Report) -> Outcome {
    let to = options.output.as_deref();
    if paper::is_asked(options) {
        return paper::run(session, options, &read(&options.assessment)?);
    }
    let format = match options.format {
        Some(format) => format.whole().ok_or_else(paper::no_whole)?,
        None => Format::Text,
    };
    let given = baseline::read(session, options.baseline.as_deref())?;
    let mut assessment = read(&options.assessment)?;
    let held = baseline::hold(session, given.as_ref(), &mut assessment);
    let words = baseline::words(&held, session.lang_of(assessment.dossier.as_ref()));
    export::deliver(session, &assessment, format, to, &words)?;
    baseline::tell(session, given.as_ref(), &held);
    Ok(Exit::Done)
}

/// Reads a stored assessment: the file, or the folder that holds it.
pub(super) fn read(path: &Path) -> Result<Assessment, Faults> {
    let file = if path.is_dir() {
        path.join("assessment.json")
    } else {
        path.to_path_buf()
    };
    let shown = file.display().to_string();
    let refuse = |nl: String, en: String| Diagnostic::new(shown.clone(), Text::new(nl, en));
    let bytes = read_file(&file, LIMIT)?;
    let source: Arc<str> = String::from_utf8_lossy(&bytes).into();
    refuse_other(&shown, &source)?;
    serde_json::from_str(&source).map_err(|error| {
        let start = offset(&source, error.line(), error.column());
        refuse(
            format!("geen geldige beoordeling: {error}"),
            format!("no valid assessment: {error}"),
        )
        .at(&source, Some(start..start))
        .into()
    })
}

/// A format of another version is said before any of its fields is called unknown.
fn refuse_other(shown: &str, source: &str) -> Result<(), Diagnostic> {
    #[derive(serde::Deserialize)]
    struct Head {
        format: String,
    }
    match serde_json::from_str::<Head>(source) {
        Ok(head) if head.format != FORMAT => {
            let found: String = head.format.chars().take(80).collect();
            let message = Text::new(
                format!("formaat `{found}`; deze versie leest `{FORMAT}`"),
                format!("format `{found}`; this version reads `{FORMAT}`"),
            );
            let hint = Text::new(
                "gebruik de versie van waarborg die het schreef, of een nieuwere",
                "use the version of waarborg that wrote it, or a newer one",
            );
            Err(Diagnostic::new(shown, message).with_hint(hint))
        }
        _ => Ok(()),
    }
}

/// The byte of a line and column, both counted from 1.
fn offset(source: &str, line: usize, column: usize) -> usize {
    let start: usize = source
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let mut at = (start + column.saturating_sub(1)).min(source.len());
    while !source.is_char_boundary(at) {
        at -= 1;
    }
    at
}
