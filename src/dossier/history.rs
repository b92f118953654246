//! The assessments of a dossier, oldest first: which there are, and reading one.

#![expect(
    clippy::disallowed_methods,
    reason = "the dossier is one of the modules that touch files"
)]

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::fault;
use crate::domain::assessment::{Assessment, FORMAT};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;

/// The file with the assessment itself.
const FILE: &str = "assessment.json";
/// The largest assessment that is read, in bytes.
const LIMIT: u64 = 256 * 1024 * 1024;

/// A stored assessment: the moment that it speaks for, and its folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stored {
    /// The moment, from the name of the folder.
    pub as_of: Timestamp,
    /// The folder.
    pub folder: PathBuf,
}

/// The stored assessments of a dossier, oldest first. A folder by another name, or without an assessment in it, is none.
///
/// # Errors
/// When the folder is there and cannot be listed.
pub fn history(root: &Path) -> Result<Vec<Stored>, Diagnostic> {
    let parent = root.join("assessments");
    let entries = match std::fs::read_dir(&parent) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unread(&parent, &error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| unread(&parent, &error))?;
        let name = entry.file_name();
        if let Some(as_of) = name.to_str().and_then(moment)
            && entry.path().join(FILE).is_file()
        {
            found.push(Stored {
                as_of,
                folder: entry.path(),
            });
        }
    }
    found.sort();
    Ok(found)
}

/// The newest assessment of a dossier that speaks for a moment before another one.
///
/// # Errors
/// When the folder is there and cannot be listed.
pub fn before(root: &Path, as_of: Timestamp) -> Result<Option<Stored>, Diagnostic> {
    let mut stored = history(root)?;
    stored.retain(|stored| stored.as_of < as_of);
    Ok(stored.pop())
}

/// The dossier that a stored assessment lies in, when its folder is one of `assessments/`.
#[must_use]
pub fn dossier_of(folder: &Path) -> Option<PathBuf> {
    let real = folder.canonicalize().ok()?;
    let parent = real.parent()?;
    let inside = parent.file_name().is_some_and(|name| name == "assessments");
    inside.then(|| parent.parent().map(Path::to_path_buf))?
}

/// The moment of a folder name such as `2026-01-31T120000Z`.
fn moment(name: &str) -> Option<Timestamp> {
    let plain = name.strip_suffix('Z')?;
    let civil = DateTime::strptime("%Y-%m-%dT%H%M%S", plain).ok()?;
    let zoned = civil.to_zoned(TimeZone::UTC).ok()?;
    Some(zoned.timestamp())
}

/// Reads a stored assessment: the file, or the folder that holds it.
///
/// # Errors
/// When it cannot be read, is too large, is of another format, or is no assessment; with file, line and column.
pub fn read_assessment(path: &Path) -> Result<Assessment, Diagnostic> {
    let file = if path.is_dir() {
        path.join(FILE)
    } else {
        path.to_path_buf()
    };
    let shown = file.display().to_string();
    let refuse = |nl: String, en: String| Diagnostic::new(shown.clone(), Text::new(nl, en));
    let source: Arc<str> = bounded(&file)?.into();
    refuse_other(&shown, &source)?;
    serde_json::from_str(&source).map_err(|error| {
        let start = offset(&source, error.line(), error.column());
        refuse(
            format!("geen geldige beoordeling: {error}"),
            format!("no valid assessment: {error}"),
        )
        .at(&source, Some(start..start))
    })
}

fn bounded(file: &Path) -> Result<String, Diagnostic> {
    let mut bytes = Vec::new();
    std::fs::File::open(file)
        .and_then(|open| {
            if !open.metadata()?.is_file() {
                return Err(std::io::Error::other("not a regular file"));
            }
            open.take(LIMIT + 1).read_to_end(&mut bytes)
        })
        .map_err(|error| unread(file, &error))?;
    if bytes.len() as u64 > LIMIT {
        return Err(Diagnostic::new(
            file.display().to_string(),
            Text::new(
                format!("te groot: meer dan {LIMIT} bytes"),
                format!("too large: more than {LIMIT} bytes"),
            ),
        ));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn unread(path: &Path, error: &std::io::Error) -> Diagnostic {
    fault(
        path,
        "kan dit bestand niet lezen",
        "cannot read this file",
        error,
    )
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

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn only_the_names_that_are_written_are_moments() {
        assert_eq!(
            moment("2026-01-31T120000Z").map(|at| at.to_string()),
            Some("2026-01-31T12:00:00Z".to_owned())
        );
        for other in [
            "2026-01-31",
            ".writing-x",
            "2026-01-31T120000",
            "2026-02-31T120000Z",
            "Z",
        ] {
            assert_eq!(moment(other), None, "{other}");
        }
    }
}
