//! The evidence register: every document listed is there, unchanged, and inside the folder.

#![expect(
    clippy::disallowed_methods,
    reason = "the dossier is one of the modules that touch files"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Component, Path};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::fault;
use super::folder::read_text;
use crate::domain::answer::Evidence;
use crate::domain::diagnostic::{Diagnostic, locate, nearest};
use crate::domain::id::KindId;
use crate::domain::pack::EvidenceKind;
use crate::domain::text::Text;

/// The largest document whose digest is taken, in bytes.
const LIMIT: u64 = 512 * 1024 * 1024;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Register {
    #[serde(rename = "evidence", default)]
    documents: Vec<Evidence>,
}

/// Reads `evidence/evidence.toml`; without the file, no documents. A document without a digest gets the one of its file.
pub(super) fn read(
    root: &Path,
    kinds: &BTreeMap<KindId, EvidenceKind>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Evidence> {
    let folder = root.join("evidence");
    let path = folder.join("evidence.toml");
    if !path.exists() {
        return Vec::new();
    }
    let shown = path.display().to_string();
    let source = match read_text(&path) {
        Ok(source) => source,
        Err(fault) => {
            faults.push(fault);
            return Vec::new();
        }
    };
    let mut documents = match toml::from_str::<Register>(&source) {
        Ok(register) => register.documents,
        Err(error) => {
            faults.push(Diagnostic::from_toml(&shown, &source, &error));
            return Vec::new();
        }
    };
    let mut seen = BTreeSet::new();
    for (number, document) in documents.iter_mut().enumerate() {
        let place = |key: &str| locate(&source, &["evidence", &number.to_string(), key]);
        if !seen.insert(document.id.clone()) {
            let message = Text::new(
                format!("bewijsstuk `{}` staat er twee keer", document.id),
                format!("document `{}` stands here twice", document.id),
            );
            faults.push(Diagnostic::new(&shown, message).at(&source, place("id")));
        }
        if !kinds.contains_key(&document.kind) {
            let kind = &document.kind;
            let message = Text::new(
                format!("onbekende soort bewijs `{kind}`"),
                format!("unknown kind of evidence `{kind}`"),
            );
            let mut fault = Diagnostic::new(&shown, message).at(&source, place("kind"));
            fault.hint = nearest(kind.as_str(), kinds.keys().map(KindId::as_str)).map(|near| {
                Text::new(
                    format!("bedoelde u `{near}`?"),
                    format!("did you mean `{near}`?"),
                )
            });
            faults.push(fault);
        }
        if let Err(fault) = check_file(&folder, document) {
            faults.push(
                Diagnostic {
                    file: shown.clone(),
                    ..fault
                }
                .at(&source, place("file")),
            );
        }
    }
    documents
}

/// The documents in `evidence/evidence.toml` as they are listed, without a look at their files; none without the register.
pub(super) fn listed(root: &Path) -> Result<Vec<Evidence>, Diagnostic> {
    let path = root.join("evidence").join("evidence.toml");
    if !path.exists() {
        return Ok(Vec::new());
    }
    let source = read_text(&path)?;
    match toml::from_str::<Register>(&source) {
        Ok(register) => Ok(register.documents),
        Err(error) => Err(Diagnostic::from_toml(
            &path.display().to_string(),
            &source,
            &error,
        )),
    }
}

fn check_file(folder: &Path, document: &mut Evidence) -> Result<(), Diagnostic> {
    let Some(name) = &document.file else {
        return Ok(());
    };
    let relative = Path::new(name);
    if name.is_empty()
        || !relative
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
    {
        let message = Text::new(
            format!("`{name}` wijst buiten de map evidence"),
            format!("`{name}` points outside the evidence folder"),
        );
        return Err(Diagnostic::new("", message));
    }
    let path = folder.join(relative);
    let inside = std::fs::canonicalize(&path)
        .and_then(|real| Ok(real.starts_with(std::fs::canonicalize(folder)?)))
        .map_err(|e| {
            fault(
                &path,
                &format!("kan bewijsstuk {name} niet lezen"),
                &format!("cannot read document {name}"),
                &e,
            )
        })?;
    if !inside {
        let message = Text::new(
            format!("`{name}` is een koppeling naar buiten de map evidence"),
            format!("`{name}` is a link to outside the evidence folder"),
        );
        return Err(Diagnostic::new("", message));
    }
    let digest = digest(&path).map_err(|e| {
        fault(
            &path,
            &format!("kan bewijsstuk {name} niet lezen"),
            &format!("cannot read document {name}"),
            &e,
        )
    })?;
    match &document.sha256 {
        Some(stated) if !stated.eq_ignore_ascii_case(&digest) => {
            let message = Text::new(
                format!("{name} is veranderd sinds het is geregistreerd: SHA-256 is nu {digest}"),
                format!("{name} has changed since it was registered: its SHA-256 is now {digest}"),
            );
            let hint = Text::new(
                "zet het oorspronkelijke bestand terug, of registreer het nieuwe als een nieuw bewijsstuk",
                "put the original file back, or register the new one as a new document",
            );
            Err(Diagnostic::new("", message).with_hint(hint))
        }
        _ => {
            document.sha256 = Some(digest);
            Ok(())
        }
    }
}

fn digest(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?.take(LIMIT + 1);
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    let mut total = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        total += read as u64;
        hasher.update(&buffer[..read]);
    }
    if total > LIMIT {
        return Err(std::io::Error::other(format!("> {LIMIT} bytes")));
    }
    Ok(hasher
        .finalize()
        .iter()
        .fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        }))
}
