//! Writing: whole or not at all, and never over what is there.

#![expect(
    clippy::disallowed_methods,
    reason = "the dossier is one of the modules that touch files"
)]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::fault;
use super::portfolio::summary_of;
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
    let target = root.join("assessments").join(folder_name(as_of));
    if target.exists() {
        Err(StoreError::Exists(target))
    } else {
        Ok(target)
    }
}

/// The name of a folder for what was written of a moment.
pub(super) fn folder_name(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H%M%SZ").to_string()
}

/// Stores an assessment: writes all files beside their final folder, then renames it into place. Beside its
/// `assessment.json` goes a `summary.json`, so that a portfolio can be read without reading assessments.
///
/// # Errors
/// When that assessment is there already, or the disk refuses; then nothing is left behind.
pub fn store<C: AsRef<[u8]>>(
    root: &Path,
    as_of: Timestamp,
    files: &[(&str, C)],
) -> Result<PathBuf, StoreError> {
    let target = vacancy(root, as_of)?;
    let words = (
        "kan de beoordeling niet wegschrijven",
        "cannot write the assessment",
    );
    let summary = files
        .iter()
        .find(|(name, _)| *name == "assessment.json")
        .and_then(|(_, assessment)| summary_of(std::str::from_utf8(assessment.as_ref()).ok()?));
    let mut all: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, content)| (*name, content.as_ref()))
        .collect();
    all.extend(
        summary
            .as_deref()
            .map(|summary| ("summary.json", summary.as_bytes())),
    );
    place_folder(root, &root.join("assessments"), &target, &all, words)?;
    Ok(target)
}

/// Writes files into a folder that is not there yet: all of them or none.
pub(super) fn place_folder<C: AsRef<[u8]>>(
    root: &Path,
    parent: &Path,
    target: &Path,
    files: &[(&str, C)],
    (nl, en): (&str, &str),
) -> Result<(), StoreError> {
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(parent)?;
        let temporary = tempfile::Builder::new()
            .prefix(".writing-")
            .tempdir_in(parent)?;
        for (name, content) in files {
            let mut file = std::fs::File::create(temporary.path().join(name))?;
            file.write_all(content.as_ref())?;
            file.sync_all()?;
        }
        // Readable like any folder a user makes, not only by the one who ran the tool.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(root)?.permissions().mode() & 0o777;
            std::fs::set_permissions(temporary.path(), std::fs::Permissions::from_mode(mode))?;
        }
        std::fs::rename(temporary.path(), target)?;
        // The folder has moved: there is nothing left to remove.
        let _ = temporary.keep();
        Ok(())
    };
    match write() {
        Ok(()) => Ok(()),
        Err(_) if target.exists() => Err(StoreError::Exists(target.to_path_buf())),
        Err(e) => Err(StoreError::Write(fault(target, nl, en, &e))),
    }
}

/// Writes one file: whole or not at all. A link is followed; a device or pipe is written to and stays what it is.
///
/// # Errors
/// When the disk refuses.
pub fn write_file(path: &Path, content: &[u8]) -> Result<(), Diagnostic> {
    place(path, content, true)
}

/// Writes one new file: whole or not at all, and never over another.
///
/// # Errors
/// When there is such a file, or the disk refuses.
pub fn write_new(path: &Path, content: &[u8]) -> Result<(), Diagnostic> {
    place(path, content, false)
}

fn place(path: &Path, content: &[u8], over: bool) -> Result<(), Diagnostic> {
    let write = || -> std::io::Result<()> {
        let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        if over && std::fs::metadata(&real).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
            let mut special = std::fs::OpenOptions::new().write(true).open(&real)?;
            return special.write_all(content);
        }
        let parent = real
            .parent()
            .filter(|p| !p.as_os_str().is_empty())
            .unwrap_or_else(|| Path::new("."));
        let mut temporary = new_file(parent)?;
        temporary.write_all(content)?;
        temporary.as_file().sync_all()?;
        let placed = if over {
            temporary.persist(&real)
        } else {
            temporary.persist_noclobber(&real)
        };
        placed.map(drop).map_err(|error| error.error)
    };
    write().map_err(|error| {
        if error.kind() == std::io::ErrorKind::AlreadyExists && !over {
            return Diagnostic::new(
                path.display().to_string(),
                Text::new(
                    "dit bestand bestaat al; het wordt niet overschreven",
                    "this file exists already; it is not written over",
                ),
            )
            .with_hint(Text::new(
                "kies een andere naam, of verwijder het eerst",
                "choose another name, or remove it first",
            ));
        }
        unwritten(path, &error)
    })
}

/// Writes several files: all of them or none. What could not be put in place is put back as it was.
///
/// # Errors
/// When the disk refuses one; then all are as they were.
pub fn write_all(files: &[(PathBuf, Vec<u8>)]) -> Result<(), Diagnostic> {
    let mut staged = Vec::new();
    for (path, content) in files {
        let stage = || -> std::io::Result<_> {
            let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
            let parent = real.parent().unwrap_or_else(|| Path::new("."));
            let before = if real.exists() {
                Some(std::fs::read(&real)?)
            } else {
                None
            };
            let mut temporary = new_file(parent)?;
            temporary.write_all(content)?;
            temporary.as_file().sync_all()?;
            Ok((real, before, temporary))
        };
        staged.push(stage().map_err(|error| unwritten(path, &error))?);
    }
    let mut placed: Vec<(PathBuf, Option<Vec<u8>>)> = Vec::new();
    for (real, before, temporary) in staged {
        match temporary.persist(&real) {
            Ok(_) => placed.push((real, before)),
            Err(error) => {
                for (path, before) in placed {
                    // As well as can be: the first trouble is what the user has to hear about.
                    let _ = match before {
                        Some(content) => write_file(&path, &content),
                        None => std::fs::remove_file(&path).map_err(|e| unwritten(&path, &e)),
                    };
                }
                return Err(unwritten(&real, &error.error));
            }
        }
    }
    Ok(())
}

/// A file to be renamed into place, readable as any file of the user: their umask decides who else may read it.
fn new_file(parent: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let mut maker = tempfile::Builder::new();
    maker.prefix(".writing-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        maker.permissions(std::fs::Permissions::from_mode(0o666));
    }
    maker.tempfile_in(parent)
}

/// Opens a file for a result that is written as it comes, over what was there.
///
/// # Errors
/// When the disk refuses.
pub fn open_file(path: &Path) -> Result<std::fs::File, Diagnostic> {
    std::fs::File::create(path).map_err(|e| unwritten(path, &e))
}

/// A file that could not be written.
#[must_use]
pub fn unwritten(path: &Path, error: &std::io::Error) -> Diagnostic {
    fault(
        path,
        "kan dit bestand niet schrijven",
        "cannot write this file",
        error,
    )
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
