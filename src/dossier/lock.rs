//! One writer at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::fault;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;

/// Held while a dossier is being written; released when dropped, or by the system when the program ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Takes the lock of a dossier.
///
/// # Errors
/// When another run holds it, or the folder cannot be written.
pub fn lock(root: &Path) -> Result<Lock, Diagnostic> {
    take(root, || {
        Diagnostic::new(
            root.display().to_string(),
            Text::new(
                "een ander programma werkt in dit dossier",
                "another run is at work in this dossier",
            ),
        )
        .with_hint(Text::new(
            "wacht tot het klaar is en probeer het opnieuw",
            "wait until it is done and try again",
        ))
    })
}

/// Takes the lock of a portfolio; `own` is the folder for what runs keep.
pub(super) fn lock_portfolio(own: &Path) -> Result<Lock, Diagnostic> {
    take(own, || super::journal::at_work(own.parent().unwrap_or(own)))
}

fn take(root: &Path, busy: impl FnOnce() -> Diagnostic) -> Result<Lock, Diagnostic> {
    let path = root.join(".lock");
    let refused =
        |e: std::io::Error| fault(&path, "kan hier niet schrijven", "cannot write here", &e);
    // A link that came with the folder must not lead us to a file elsewhere.
    if std::fs::symlink_metadata(&path).is_ok_and(|there| !there.is_file()) {
        return Err(refused(std::io::Error::other(
            ".lock is not a regular file",
        )));
    }
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(refused)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(busy()),
        Err(TryLockError::Error(e)) => Err(fault(
            &path,
            "kan dit dossier niet vergrendelen",
            "cannot lock this dossier",
            &e,
        )),
    }
}
