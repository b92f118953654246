//! The manifest: what is in a pack, each file with its digest, in canonical JSON (RFC 8785).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

use super::fault::SealFault;
use crate::domain::text::Text;

/// The format that this version writes.
pub const PACK_FORMAT: &str = "waarborg/evidence-pack/1";

/// What is in a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Name and version of the format of packs.
    pub format: String,
    /// The program that judged, with its version.
    pub tool: String,
    /// The date and time that the assessment speaks for.
    pub as_of: Timestamp,
    /// Every file but the manifest itself and what is about it, by path.
    pub files: Vec<ListedFile>,
}

/// A file of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedFile {
    /// Path in the pack.
    pub path: String,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
}

impl ListedFile {
    /// A file and its digest.
    #[must_use]
    pub fn new(path: &str, content: &[u8]) -> Self {
        Self {
            path: path.to_owned(),
            sha256: hex(content),
            size: content.len() as u64,
        }
    }
}

impl Manifest {
    /// The manifest as it is stored and signed.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which it always can.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SealFault> {
        serde_json_canonicalizer::to_vec(self).map_err(|error| unusable(&error))
    }

    /// Reads a manifest; anything but the canonical form is refused.
    ///
    /// # Errors
    /// When it is no manifest, one of another version, or not canonical.
    pub fn read(bytes: &[u8]) -> Result<Self, SealFault> {
        let manifest: Self = serde_json::from_slice(bytes).map_err(|error| unusable(&error))?;
        if manifest.format != PACK_FORMAT {
            let found: String = manifest.format.chars().take(80).collect();
            return Err(SealFault::Manifest(Text::new(
                format!("formaat `{found}`; deze versie leest `{PACK_FORMAT}`"),
                format!("format `{found}`; this version reads `{PACK_FORMAT}`"),
            )));
        }
        if manifest.to_bytes()? != bytes {
            return Err(SealFault::Manifest(Text::new(
                "niet in de vaste schrijfwijze (RFC 8785)",
                "not in canonical form (RFC 8785)",
            )));
        }
        if !manifest.files.is_sorted_by(|a, b| a.path < b.path) {
            return Err(SealFault::Manifest(Text::new(
                "de bestanden staan niet op volgorde, elk één keer",
                "the files are not in order, each once",
            )));
        }
        Ok(manifest)
    }

    /// The same digests as `sha256sum` writes and checks them.
    #[must_use]
    pub fn sums(&self) -> String {
        self.files
            .iter()
            .filter(|file| file.path != super::SUMS)
            .fold(String::new(), |mut text, file| {
                let _ = writeln!(text, "{}  {}", file.sha256, file.path);
                text
            })
    }
}

fn unusable(error: &serde_json::Error) -> SealFault {
    SealFault::Manifest(Text::same(error.to_string()))
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    crate::domain::hexadecimal::hex(&Sha256::digest(bytes))
}
