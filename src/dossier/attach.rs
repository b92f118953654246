//! A new document: a copy of the file below `evidence/`, and its row in the register.

#![expect(
    clippy::disallowed_methods,
    reason = "the dossier is one of the modules that touch files"
)]

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

use super::fault;
use super::folder::read_text;
use super::store::{make_folder, write_file, write_new};
use crate::domain::answer::Evidence;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::hexadecimal::hex;
use crate::domain::text::Text;

/// The largest document that is copied, in bytes.
const LIMIT: u64 = 512 * 1024 * 1024;

/// Copies a file into the dossier and registers it, with its name and digest. The file comes first: a register never
/// names what is not there.
///
/// # Errors
/// When the file cannot be read, is too large, or the register is not what a register is; then it has not changed.
pub fn attach(root: &Path, file: &Path, document: Evidence) -> Result<(), Vec<Diagnostic>> {
    place(root, file, document).map_err(|fault| vec![fault])
}

fn place(root: &Path, file: &Path, mut document: Evidence) -> Result<(), Diagnostic> {
    let bytes = read(file)?;
    let folder = root.join("evidence");
    let register = folder.join("evidence.toml");
    let source: Arc<str> = if register.exists() {
        read_text(&register)?
    } else {
        Arc::from("")
    };
    let shown = register.display().to_string();
    let mut toml: DocumentMut = source.parse().map_err(|error: toml_edit::TomlError| {
        Diagnostic::new(&shown, Text::same(error.message())).at(&source, error.span())
    })?;
    let rows = toml
        .entry("evidence")
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    let Some(rows) = rows.as_array_of_tables_mut() else {
        return Err(Diagnostic::new(
            shown,
            Text::new(
                "`evidence` is hier geen lijst van [[evidence]]-tabellen",
                "`evidence` is not a list of [[evidence]] tables here",
            ),
        ));
    };
    make_folder(&folder)?;
    let name = vacant(&folder, file, document.id.as_str());
    document.sha256 = Some(hex(&Sha256::digest(&bytes)));
    document.file = Some(name.clone());
    rows.push(row(&document));
    write_new(&folder.join(&name), &bytes)?;
    write_file(&register, toml.to_string().as_bytes())
}

fn read(file: &Path) -> Result<Vec<u8>, Diagnostic> {
    let unreadable = |e: std::io::Error| {
        fault(
            file,
            "kan dit bestand niet lezen",
            "cannot read this file",
            &e,
        )
    };
    let mut bytes = Vec::new();
    std::fs::File::open(file)
        .and_then(|open| open.take(LIMIT + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > LIMIT {
        let message = Text::new("groter dan 512 MiB", "larger than 512 MiB");
        return Err(Diagnostic::new(file.display().to_string(), message));
    }
    Ok(bytes)
}

/// A name below `evidence/` that is free: that of the file, without what the file systems of others refuse.
fn vacant(folder: &Path, file: &Path, id: &str) -> String {
    let own = file
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let plain: String = own
        .chars()
        .filter(|c| !c.is_control() && !"<>:\"/\\|?*".contains(*c))
        .take(120)
        .collect();
    let plain = plain.trim_matches([' ', '.']).to_owned();
    let end = PathBuf::from(&plain)
        .extension()
        .map_or_else(String::new, |end| format!(".{}", end.to_string_lossy()));
    let candidates = [plain, format!("{id}{end}")];
    candidates
        .into_iter()
        .chain((2..10_000).map(|number| format!("{id}-{number}{end}")))
        .find(|name| !name.is_empty() && name != "evidence.toml" && !folder.join(name).exists())
        .unwrap_or_else(|| id.to_owned())
}

fn row(document: &Evidence) -> Table {
    let mut table = Table::new();
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            table.insert(key, Item::Value(value));
        }
    };
    let text = |text: &Option<String>| text.as_deref().map(Value::from);
    let day = |day: Option<crate::domain::day::Day>| day.map(|day| Value::from(day.to_string()));
    set("id", Some(Value::from(document.id.as_str())));
    set("kind", Some(Value::from(document.kind.as_str())));
    set("file", text(&document.file));
    set("sha256", text(&document.sha256));
    set("issuer", text(&document.issuer));
    set("subject", text(&document.subject));
    set("scope", text(&document.scope));
    set("covers_service", document.covers_service.map(Value::from));
    set("accredited", document.accredited.map(Value::from));
    set("issued", day(document.issued));
    set("expires", day(document.expires));
    table
}
