//! Reading a draft agreement: PDF, DOCX or plain text, bounded in size and time, whatever the file does.

mod bounds;
mod docx;
mod pdf;
mod plain;

use std::path::{Path, PathBuf};

use crate::domain::agreement::Agreement;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;

use super::Folder;
use super::bounded::read_bytes;

/// The largest file that is read, in bytes.
const LIMIT: u64 = 64 * 1024 * 1024;
/// The most bytes of text that are read out of a file.
const MOST_TEXT: usize = 8 * 1024 * 1024;
/// Kinds of evidence that are contracts, as in `data/attestations/kinds.toml`.
const KINDS: [&str; 5] = [
    "processor-agreement",
    "terms-of-service",
    "security-annex",
    "sla",
    "sub-processor-list",
];

/// Why a file gives no text, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Refusal {
    message: Text,
    hint: Text,
}

impl Refusal {
    fn new(message: (&str, &str), hint: (&str, &str)) -> Self {
        Self {
            message: Text::new(message.0, message.1),
            hint: Text::new(hint.0, hint.1),
        }
    }

    /// A file that was meant to be of its kind and is not.
    fn broken(what: &dyn std::fmt::Display) -> Self {
        let words: String = what
            .to_string()
            .chars()
            .filter(|c| !c.is_control())
            .take(200)
            .collect();
        Self {
            message: Text::new(
                format!("dit bestand is beschadigd of onvolledig: {words}"),
                format!("this file is damaged or incomplete: {words}"),
            ),
            hint: Text::new(
                "open het in het programma waarmee het is gemaakt en bewaar het opnieuw",
                "open it in the program that made it and save it again",
            ),
        }
    }

    /// A file that unpacks to more than anyone wrote.
    fn bomb(limit: u64) -> Self {
        Self {
            message: Text::new(
                format!("uitgepakt is dit meer dan {} MB", limit >> 20),
                format!("unpacked this is more than {} MB", limit >> 20),
            ),
            hint: Text::new(
                "een overeenkomst is nooit zo groot; vraag een nieuw bestand",
                "no agreement is that large; ask for a new file",
            ),
        }
    }
}

/// The contract files that the evidence register of a dossier names, in its order.
#[must_use]
pub fn contract_files(folder: &Folder) -> Vec<PathBuf> {
    folder
        .evidence
        .iter()
        .filter(|document| KINDS.contains(&document.kind.as_str()))
        .filter_map(|document| document.file.as_ref())
        .map(|file| folder.root.join("evidence").join(file))
        .collect()
}

/// Reads a draft agreement.
///
/// # Errors
/// When the file is missing, too large, encrypted, a scan without text, damaged, or of another kind.
pub fn read_agreement(path: &Path) -> Result<Agreement, Diagnostic> {
    let bytes = read_bytes(path, LIMIT)?;
    let file = path.display().to_string();
    understand(&bytes)
        .map(|agreement| Agreement {
            file: file.clone(),
            ..agreement
        })
        .map_err(|refusal| Diagnostic::new(file, refusal.message).with_hint(refusal.hint))
}

/// Reads by what the file is, whatever its name says.
fn understand(bytes: &[u8]) -> Result<Agreement, Refusal> {
    let head = bytes.get(..1024.min(bytes.len())).unwrap_or_default();
    let agreement = if head.windows(5).any(|window| window == b"%PDF-") {
        pdf::read(bytes)?
    } else if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        docx::read(bytes)?
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(Refusal::new(
            (
                "dit is een oud Word-bestand of een bestand met een wachtwoord",
                "this is an old Word file or a file with a password",
            ),
            (
                "bewaar het zonder wachtwoord als .docx of PDF",
                "save it without a password as .docx or PDF",
            ),
        ));
    } else if bytes.starts_with(b"{\\rtf") {
        return Err(Refusal::new(
            ("dit is een RTF-bestand", "this is an RTF file"),
            ("bewaar het als .docx of PDF", "save it as .docx or PDF"),
        ));
    } else {
        plain::read(bytes)?
    };
    if agreement.passages.is_empty() && !agreement.left_out.is_nothing() {
        return Err(Refusal::new(
            (
                "alle tekst in dit bestand is verborgen, doorgehaald of als wijziging verwijderd",
                "all text in this file is hidden, struck through or deleted by a tracked change",
            ),
            (
                "geef het bestand met de tekst die geldt",
                "give the file with the text that applies",
            ),
        ));
    }
    if agreement.passages.is_empty() {
        return Err(Refusal::new(
            (
                "er staat geen tekst in dit bestand",
                "there is no text in this file",
            ),
            (
                "geef het bestand met de tekst van de overeenkomst",
                "give the file with the text of the agreement",
            ),
        ));
    }
    Ok(agreement)
}
