//! A large file of the user that is read piece by piece.

#![expect(
    clippy::disallowed_methods,
    reason = "the catalogue is one of the modules that touch files"
)]

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::files::hex;
use crate::domain::diagnostic::{Diagnostic, in_dutch};
use crate::domain::method::DataFile;
use crate::domain::text::Text;

/// A file that is read once, from begin to end, and digested on the way.
#[derive(Debug)]
pub struct PiecewiseFile {
    file: File,
    digest: Sha256,
    left: u64,
    limit: u64,
}

impl PiecewiseFile {
    /// Opens a regular file. Reading more than `limit` bytes of it is an error of the reading.
    ///
    /// # Errors
    /// A file that is not there, may not be read, or is no regular file.
    pub fn open(path: &Path, limit: u64) -> Result<Self, Diagnostic> {
        let fault =
            |nl: String, en: String| Diagnostic::new(path.display().to_string(), Text::new(nl, en));
        let unreadable = |error: io::Error| {
            fault(
                format!("kan dit bestand niet lezen: {}", in_dutch(&error)),
                format!("cannot read this file: {error}"),
            )
        };
        if !std::fs::metadata(path).map_err(unreadable)?.is_file() {
            return Err(fault(
                "dit is geen gewoon bestand".to_owned(),
                "this is no regular file".to_owned(),
            ));
        }
        Ok(Self {
            file: File::open(path).map_err(unreadable)?,
            digest: Sha256::new(),
            left: limit,
            limit,
        })
    }

    /// The file as the method names it; to be asked when it was read to its end.
    #[must_use]
    pub fn describe(self, name: &str, version: Option<String>) -> DataFile {
        DataFile {
            path: name.to_owned(),
            version,
            sha256: hex(&self.digest.finalize()),
            attribution: None,
        }
    }
}

/// When a file was last written; nothing when the system does not say.
#[must_use]
pub fn last_written(path: &Path) -> Option<Timestamp> {
    let written = std::fs::metadata(path).ok()?.modified().ok()?;
    Timestamp::try_from(written).ok()
}

impl Read for PiecewiseFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        let read = buffer.get(..count).unwrap_or_default();
        self.left = self.left.checked_sub(count as u64).ok_or_else(|| {
            let limit = self.limit;
            io::Error::new(
                io::ErrorKind::FileTooLarge,
                format!("more than {limit} bytes"),
            )
        })?;
        self.digest.update(read);
        Ok(count)
    }
}
