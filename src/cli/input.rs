//! Reading the files that the user names.

#![expect(
    clippy::disallowed_methods,
    reason = "the command line reads the files that the user names"
)]

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;

/// The bytes of a file of at most so many bytes. What says it is empty may still give bytes without end, as a device does:
/// the limit holds for what is read, not for what the file system says.
pub(super) fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>, Diagnostic> {
    let shown = path.display().to_string();
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
        .map_err(|error| {
            let message = Text::new(
                format!("kan dit bestand niet lezen: {error}"),
                format!("cannot read this file: {error}"),
            );
            Diagnostic::new(&shown, message)
        })?;
    if bytes.len() as u64 > limit {
        let message = Text::new(
            format!("te groot: meer dan {limit} bytes"),
            format!("too large: more than {limit} bytes"),
        );
        return Err(Diagnostic::new(&shown, message));
    }
    Ok(bytes)
}
