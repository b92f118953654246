//! Writing: whole or not at all, and never over what is there.

#![expect(
    clippy::disallowed_methods,
    reason = "the dossier is one of the modules that touch files"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::fault;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;

/// Why an assessment was not stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is an assessment of that moment already: user input.
    #[error("store an assessment over an existing one: {0}")]
    Exists(PathBuf),
    /// The folder could not be written: the system's words.
    #[error("write: {0}")]
    Write(Diagnostic),
}

/// Where an assessment of a moment will be stored: asked before anyone is contacted.
///
/// # Errors
/// When there is an assessment of that moment already.
pub fn vacancy(root: &Path, as_of: Timestamp) -> Result<PathBuf, StoreError> {
    let name = as_of.strftime("%Y-%m-%dT%H%M%SZ").to_string();
    let target = root.join("assessments").join(name);
    if target.exists() {
        Err(StoreError::Exists(target))
    } else {
        Ok(target)
    }
}

/// Stores an assessment: writes all files beside their final folder, then renames it into place.
///
/// # Errors
/// When that assessment is there already, or the disk refuses; then nothing is left behind.
pub fn store(
    root: &Path,
    as_of: Timestamp,
    files: &[(&str, String)],
) -> Result<PathBuf, StoreError> {
    let target = vacancy(root, as_of)?;
    let parent = root.join("assessments");
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(&parent)?;
        let temporary = builder(0o777).tempdir_in(&parent)?;
        for (name, content) in files {
            let mut file = std::fs::File::create(temporary.path().join(name))?;
            file.write_all(content.as_bytes())?;
            file.sync_all()?;
        }
        std::fs::rename(temporary.path(), &target)?;
        // The folder has moved: there is nothing left to remove.
        let _ = temporary.keep();
        Ok(())
    };
    match write() {
        Ok(()) => Ok(target),
        Err(_) if target.exists() => Err(StoreError::Exists(target)),
        Err(e) => Err(StoreError::Write(fault(
            &target,
            "kan de beoordeling niet wegschrijven",
            "cannot write the assessment",
            &e,
        ))),
    }
}

/// A maker of temporary files and folders that are as private as the user's other ones, and no more.
fn builder(mode: u32) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".writing-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // What the user's umask takes away is taken away from this.
        builder.permissions(std::fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = mode;
    builder
}

/// Writes one file: whole or not at all. What is no file, such as a pipe or a device, is written to and stays what it is.
///
/// # Errors
/// When the disk refuses.
pub fn write_file(path: &Path, content: &[u8]) -> Result<(), Diagnostic> {
    let write = || -> std::io::Result<()> {
        if std::fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
            return std::fs::OpenOptions::new()
                .write(true)
                .open(path)?
                .write_all(content);
        }
        let parent = path
            .parent()
            .filter(|p| !p.as_os_str().is_empty())
            .unwrap_or_else(|| Path::new("."));
        let mut temporary = builder(0o666).tempfile_in(parent)?;
        temporary.write_all(content)?;
        temporary.as_file().sync_all()?;
        temporary.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|e| {
        fault(
            path,
            "kan dit bestand niet schrijven",
            "cannot write this file",
            &e,
        )
    })
}

/// Creates a folder and everything above it.
///
/// # Errors
/// When the disk refuses.
pub(super) fn make_folder(path: &Path) -> Result<(), Diagnostic> {
    std::fs::create_dir_all(path).map_err(|e| {
        fault(
            path,
            "kan deze map niet maken",
            "cannot make this folder",
            &e,
        )
    })
}

/// A refusal to write over something.
pub(super) fn exists(path: &Path) -> Diagnostic {
    Diagnostic::new(
        path.display().to_string(),
        Text::new(
            "dit bestaat al; het blijft zoals het is",
            "this exists already; it stays as it is",
        ),
    )
}
