//! The dossiers of a portfolio, and what a run over them keeps beside them in `.waarborg/`.

#![expect(
    clippy::disallowed_methods,
    reason = "the dossier is one of the modules that touch files"
)]

use std::path::{Path, PathBuf};

use super::walk::{self, Walked};
use super::{MAIN, fault};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::portfolio::Skipped;
use crate::domain::text::Text;

/// The folder for what a run keeps, below the portfolio.
pub(super) const OWN: &str = ".waarborg";
/// How temporary files and folders of an interrupted write begin.
const TEMPORARY: &str = ".writing-";

/// A dossier of a portfolio.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Its path below the portfolio, with `/`; `.` when the portfolio is itself a dossier.
    pub name: String,
    /// Where it is.
    pub root: PathBuf,
}

/// What there is below a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    /// The dossiers, by name.
    pub places: Vec<Place>,
    /// What could not be looked into, and links that lead to what was found already.
    pub skipped: Vec<Skipped>,
}

/// The dossiers below a folder, by name: every folder with a `dossier.toml`. Folders inside a dossier and hidden folders are
/// not looked into; links are followed, and none leads to the same dossier twice. A folder that is itself a dossier is the
/// only one.
///
/// # Errors
/// When there is no such folder, it cannot be read, or there is no dossier in it.
pub fn shelf(portfolio: &Path) -> Result<Shelf, Diagnostic> {
    let Walked {
        mut places,
        skipped,
    } = walk::dossiers(portfolio)?;
    places.sort();
    if places.is_empty() {
        return Err(Diagnostic::new(
            portfolio.display().to_string(),
            Text::new(
                format!("hier is geen dossier: geen map met een {MAIN}"),
                format!("there is no dossier here: no folder with a {MAIN}"),
            ),
        )
        .with_hint(Text::new(
            format!(
                "maak er een met: waarborg init {}",
                portfolio.join("acme").display()
            ),
            format!(
                "make one with: waarborg init {}",
                portfolio.join("acme").display()
            ),
        )));
    }
    Ok(Shelf { places, skipped })
}

/// Removes what an interrupted run left half written among the assessments of a dossier. Hold its lock: then nobody is
/// writing there now.
///
/// # Errors
/// When something of it cannot be removed.
pub fn sweep(root: &Path) -> Result<(), Diagnostic> {
    sweep_folder(&root.join("assessments"))
}

pub(super) fn sweep_folder(folder: &Path) -> Result<(), Diagnostic> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if !entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
            continue;
        }
        let removed = if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            std::fs::remove_dir_all(&path)
        } else {
            std::fs::remove_file(&path)
        };
        removed.map_err(|error| {
            fault(
                &path,
                "kan deze half geschreven map niet opruimen",
                "cannot remove this half-written folder",
                &error,
            )
        })?;
    }
    Ok(())
}
