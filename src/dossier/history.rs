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

use super::bounded::read_bytes;
use super::fault;
use crate::domain::assessment::{Assessment, FORMAT};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::evidence_pack::{self, SealFault};
use crate::domain::text::Text;

/// The file with the assessment itself.
const FILE: &str = "assessment.json";
/// The largest assessment that is read, in bytes.
const LIMIT: u64 = 256 * 1024 * 1024;
/// The sealed pack: all that is left of an assessment that was compacted.
const PACK: &str = "evidence.zip";
/// The largest pack that is read, in bytes: as large as one that is checked.
const PACK_LIMIT: u64 = 1024 * 1024 * 1024;

/// A stored assessment: the moment that it speaks for, and its folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stored {
    /// The moment, from the name of the folder.
    pub as_of: Timestamp,
    /// The folder.
    pub folder: PathBuf,
}

/// The stored assessments of a dossier, oldest first, also those of which only the sealed pack is left. A folder by another
/// name, or without an assessment in it, is none.
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
            && (entry.path().join(FILE).is_file() || sealed_pack(&entry.path()).is_some())
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

/// The sealed pack that an assessment is read from: a pack itself, or that of a folder where nothing else is left of it
/// (see `compact`). Nothing when there is an `assessment.json`.
#[must_use]
pub fn sealed_pack(path: &Path) -> Option<PathBuf> {
    if path.is_dir() {
        let pack = path.join(PACK);
        return (pack.is_file() && !path.join(FILE).exists()).then_some(pack);
    }
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
        .then(|| path.to_path_buf())
}

/// Reads a stored assessment: the file, the folder that holds it, or the sealed pack when only that is left.
///
/// # Errors
/// When it cannot be read, is too large, is of another format, or is no assessment; with file, line and column. When
/// anything in the pack is not as its manifest says.
pub fn read_assessment(path: &Path) -> Result<Assessment, Diagnostic> {
    if let Some(pack) = sealed_pack(path) {
        let source = unpacked(&pack)?;
        return parse(&pack.join(FILE).display().to_string(), source);
    }
    let file = if path.is_dir() {
        path.join(FILE)
    } else {
        path.to_path_buf()
    };
    parse(&file.display().to_string(), bounded(&file)?)
}

fn parse(shown: &str, source: String) -> Result<Assessment, Diagnostic> {
    let source: Arc<str> = source.into();
    refuse_other(shown, &source)?;
    serde_json::from_str(&source).map_err(|error| {
        let start = offset(&source, error.line(), error.column());
        let message = Text::new(
            format!("geen geldige beoordeling: {error}"),
            format!("no valid assessment: {error}"),
        );
        Diagnostic::new(shown, message).at(&source, Some(start..start))
    })
}

/// The assessment in a pack. Every file is held against the manifest first, as `verify` does: of a pack that was changed
/// nothing is believed.
fn unpacked(pack: &Path) -> Result<String, Diagnostic> {
    let shown = pack.display().to_string();
    let opened = evidence_pack::open(&read_bytes(pack, PACK_LIMIT)?);
    let fault = match opened.faults.into_iter().next() {
        None if opened.assessment.is_empty() => SealFault::Dropped(FILE.to_owned()),
        None if opened.assessment.len() as u64 > LIMIT => SealFault::Bomb(FILE.to_owned()),
        None => return Ok(String::from_utf8_lossy(&opened.assessment).into_owned()),
        Some(fault) => fault,
    };
    let hint = Text::new(
        format!("alles wat er mis mee is: waarborg verify {shown}"),
        format!("all that is wrong with it: waarborg verify {shown}"),
    );
    Err(Diagnostic::new(shown, fault.text()).with_hint(hint))
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
