//! Retention: an old assessment is brought back to its sealed pack, and a register says what was removed, when, by whom and
//! why.
//!
//! Nothing is lost by it: a file is removed only when the pack beside it holds exactly its bytes. The register is written
//! before the first file goes, so that a cut-off leaves an entry and never an unexplained gap.

#![expect(
    clippy::disallowed_methods,
    reason = "the dossier is one of the modules that touch files"
)]

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::fault;
use super::folder::read_text;
use super::history::Stored;
use super::store::write_file;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;

/// The sealed pack of an assessment.
const PACK: &str = "evidence.zip";
/// What a portfolio keeps of an assessment. It stays, so that the course of a verdict can still be shown.
const SUMMARY: &str = "summary.json";
/// The register, below `assessments/`.
const REGISTER: &str = "removed.toml";
/// The format of the register.
const FORMAT: u32 = 1;
/// Files in a pack that are looked at, and bytes of one of them.
const MOST: usize = 100_000;
const LONGEST: u64 = 512 * 1024 * 1024;

/// Who removes, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// When.
    pub at: Timestamp,
    /// Who decided it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// The register of what was removed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// Version of this format: 1.
    pub format: u32,
    /// What was removed, oldest removal first.
    #[serde(rename = "removed", default)]
    pub entries: Vec<Removed>,
}

/// What was removed of one assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Removed {
    /// The folder of the assessment.
    pub assessment: String,
    /// When.
    pub at: Timestamp,
    /// Who decided it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// SHA-256 of the pack that holds what was removed.
    pub pack: String,
    /// Files that were removed, with their SHA-256.
    pub files: BTreeMap<String, String>,
}

/// What can be removed of an assessment: every file whose exact bytes its pack holds, but for its summary. Nothing when
/// only the pack and the summary are left.
///
/// # Errors
/// When there is no pack, it cannot be read, or it lacks one of the files.
pub fn removable(stored: &Stored) -> Result<BTreeMap<String, String>, Diagnostic> {
    let mut files = BTreeMap::new();
    let folder = &stored.folder;
    let unread = |error: &std::io::Error| {
        fault(
            folder,
            "kan deze map niet lezen",
            "cannot read this folder",
            error,
        )
    };
    for entry in std::fs::read_dir(folder).map_err(|error| unread(&error))? {
        let entry = entry.map_err(|error| unread(&error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != PACK && name != SUMMARY && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let digest = File::open(entry.path())
                .and_then(|file| digest(BufReader::new(file)))
                .map_err(|error| unread(&error))?;
            files.insert(name, digest);
        }
    }
    if files.is_empty() {
        return Ok(files);
    }
    let held = packed(&folder.join(PACK))?;
    match files.iter().find(|(_, digest)| !held.contains(digest)) {
        None => Ok(files),
        Some((name, _)) => Err(Diagnostic::new(
            folder.join(name).display().to_string(),
            Text::new(
                format!("staat niet zo in {PACK}; er wordt niets verwijderd"),
                format!("does not stand like this in {PACK}; nothing is removed"),
            ),
        )
        .with_hint(Text::new(
            format!("wat zegt: waarborg verify {}", folder.join(PACK).display()),
            format!(
                "see what this says: waarborg verify {}",
                folder.join(PACK).display()
            ),
        ))),
    }
}

/// Removes files of an assessment that its pack holds, after an entry in the register; without anything to remove there is
/// no entry. Hold the lock of the dossier.
///
/// # Errors
/// When the pack does not hold them, the register is not what it should be, or the disk refuses.
pub fn compact(root: &Path, stored: &Stored, removal: &Removal) -> Result<Removed, Diagnostic> {
    let files = removable(stored)?;
    let pack = stored.folder.join(PACK);
    let entry = Removed {
        assessment: stored
            .folder
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        at: removal.at,
        by: removal.by.clone(),
        reason: removal.reason.clone(),
        pack: File::open(&pack)
            .and_then(|file| digest(BufReader::new(file)))
            .map_err(|error| unreadable(&pack, &error.to_string()))?,
        files,
    };
    if entry.files.is_empty() {
        return Ok(entry);
    }
    let path = root.join("assessments").join(REGISTER);
    let mut register = read_register(&path)?;
    // What was cut off after its entry is entered once.
    let known = register
        .entries
        .iter()
        .any(|old| old.assessment == entry.assessment && old.pack == entry.pack);
    if !known {
        register.entries.push(entry.clone());
        let text = toml::to_string(&register).map_err(|error| {
            Diagnostic::new(path.display().to_string(), Text::same(error.to_string()))
        })?;
        write_file(&path, text.as_bytes())?;
    }
    for name in entry.files.keys() {
        let file = stored.folder.join(name);
        std::fs::remove_file(&file).map_err(|error| {
            fault(
                &file,
                "kan dit bestand niet verwijderen",
                "cannot remove this file",
                &error,
            )
        })?;
    }
    Ok(entry)
}

fn read_register(path: &Path) -> Result<Register, Diagnostic> {
    if !path.exists() {
        return Ok(Register {
            format: FORMAT,
            entries: Vec::new(),
        });
    }
    let source = read_text(path)?;
    let shown = path.display().to_string();
    let register: Register =
        toml::from_str(&source).map_err(|error| Diagnostic::from_toml(&shown, &source, &error))?;
    if register.format == FORMAT {
        Ok(register)
    } else {
        Err(Diagnostic::new(
            shown,
            Text::new(
                "dit is geen register van verwijderingen dat deze versie kent",
                "this is no register of removals that this version knows",
            ),
        ))
    }
}

/// Digests of everything in a pack.
fn packed(path: &Path) -> Result<Vec<String>, Diagnostic> {
    if !path.is_file() {
        return Err(Diagnostic::new(
            path.display().to_string(),
            Text::new(
                "er is geen bewijspakket; deze beoordeling blijft zoals zij is",
                "there is no evidence pack; this assessment stays as it is",
            ),
        ));
    }
    let broken = |words: String| unreadable(path, &words);
    let file = File::open(path).map_err(|error| broken(error.to_string()))?;
    let mut archive =
        zip::ZipArchive::new(BufReader::new(file)).map_err(|error| broken(error.to_string()))?;
    if archive.len() > MOST {
        return Err(broken(format!("{} > {MOST}", archive.len())));
    }
    let mut held = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let entry = archive
            .by_index(index)
            .map_err(|error| broken(error.to_string()))?;
        // The reader checks the sum of each file (CRC) when it comes to its end.
        held.push(digest(entry).map_err(|error| broken(error.to_string()))?);
    }
    Ok(held)
}

fn unreadable(path: &Path, words: &str) -> Diagnostic {
    Diagnostic::new(
        path.display().to_string(),
        Text::new(
            format!("kan dit bewijspakket niet lezen: {words}"),
            format!("cannot read this evidence pack: {words}"),
        ),
    )
}

fn digest(reader: impl Read) -> std::io::Result<String> {
    let mut hasher = Sha256::new();
    let mut reader = reader.take(LONGEST + 1);
    let mut buffer = vec![0_u8; 64 * 1024];
    let mut read = 0_u64;
    loop {
        let count = reader.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        read += count as u64;
        hasher.update(buffer.get(..count).unwrap_or_default());
    }
    if read > LONGEST {
        return Err(std::io::Error::other("too large"));
    }
    Ok(hasher
        .finalize()
        .iter()
        .fold(String::new(), |text, byte| format!("{text}{byte:02x}")))
}
