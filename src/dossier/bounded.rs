//! Reading a file up to a limit, whatever its size was said to be.

#![expect(
    clippy::disallowed_methods,
    reason = "the dossier is one of the modules that touch files"
)]

use std::io::Read as _;
use std::path::Path;

use super::fault;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;

/// The bytes of a file, up to a limit, whatever its size was said to be.
pub(super) fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Diagnostic> {
    let unreadable = |e: std::io::Error| {
        fault(
            path,
            "kan dit bestand niet lezen",
            "cannot read this file",
            &e,
        )
    };
    if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(Diagnostic::new(
            path.display().to_string(),
            Text::new("dit is geen gewoon bestand", "this is no regular file"),
        ));
    }
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(Diagnostic::new(
            path.display().to_string(),
            Text::new(
                format!("te groot: meer dan {limit} bytes"),
                format!("too large: more than {limit} bytes"),
            ),
        ));
    }
    Ok(bytes)
}
