//! The documents of the evidence register themselves, for those who take them along.

#![expect(
    clippy::disallowed_methods,
    reason = "the dossier is one of the modules that touch files"
)]

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Component, Path};

use super::fault;
use crate::domain::answer::Evidence;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::evidence_pack::hex;
use crate::domain::text::Text;

/// Bytes of all documents together at most.
const LIMIT: u64 = 512 * 1024 * 1024;

/// Reads the documents that have a file, by their path below the evidence folder; each is what the register says it is.
///
/// # Errors
/// When a document is not there, is another than was registered, or they are too large together.
pub fn read_documents(
    root: &Path,
    register: &[Evidence],
) -> Result<BTreeMap<String, Vec<u8>>, Diagnostic> {
    let folder = root.join("evidence");
    let mut documents = BTreeMap::new();
    let mut left = LIMIT;
    for document in register {
        let Some(name) = &document.file else { continue };
        let path = folder.join(name);
        let refuse =
            |nl: &str, en: &str| Diagnostic::new(path.display().to_string(), Text::new(nl, en));
        let inside = Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if !inside {
            return Err(refuse(
                "dit wijst buiten de map evidence",
                "this points outside the evidence folder",
            ));
        }
        let mut bytes = Vec::new();
        std::fs::File::open(&path)
            .and_then(|file| file.take(left + 1).read_to_end(&mut bytes))
            .map_err(|error| {
                fault(
                    &path,
                    "kan dit bewijsstuk niet lezen",
                    "cannot read this document",
                    &error,
                )
            })?;
        left = left.checked_sub(bytes.len() as u64).ok_or_else(|| {
            refuse(
                "de bewijsstukken zijn samen groter dan 512 MB",
                "the documents are larger than 512 MB together",
            )
        })?;
        if document
            .sha256
            .as_ref()
            .is_some_and(|sum| *sum != hex(&bytes))
        {
            return Err(refuse(
                "dit bewijsstuk is een ander dan toen werd beoordeeld",
                "this document is another than when it was assessed",
            ));
        }
        documents.insert(name.clone(), bytes);
    }
    Ok(documents)
}
