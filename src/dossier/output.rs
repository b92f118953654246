//! Results that a user has written to a file of his choice: never over what is kept as evidence.

#![expect(
    clippy::disallowed_methods,
    reason = "the dossier is one of the modules that touch files"
)]

use std::path::{Path, PathBuf};

use super::store::write_file;
use super::{MAIN, PORTFOLIO};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;

/// Folders of a dossier or portfolio in which nothing that is there is written over by a result.
const KEPT_FOLDERS: [&str; 4] = [".waarborg", "answers", "breaches", "evidence"];
/// What `assess` stores in a folder of an assessment.
const STORED: [&str; 6] = [
    "assessment.json",
    "evidence.zip",
    "report.html",
    "report.md",
    "report.pdf",
    "summary.json",
];
/// The largest register that is searched for names of files, in bytes.
const LARGEST: u64 = 16 * 1024 * 1024;
/// How many folders up a dossier is looked for.
const HIGHEST: usize = 16;

/// Writes a result: whole or not at all. An earlier result is written over; what a dossier keeps, or names, is not.
///
/// # Errors
/// When the file is one that a dossier keeps, or the disk refuses.
pub fn write_output(path: &Path, content: &[u8]) -> Result<(), Diagnostic> {
    if is_kept(path) {
        return Err(kept(path));
    }
    write_file(path, content)
}

/// The refusal to write over a file that is kept, or that the command itself reads.
#[must_use]
pub fn kept(path: &Path) -> Diagnostic {
    Diagnostic::new(
        path.display().to_string(),
        Text::new(
            "dit bestand hoort bij een dossier of wordt door deze opdracht gelezen; een uitkomst wordt er niet overheen geschreven",
            "this file belongs to a dossier or is read by this command; a result is not written over it",
        ),
    )
    .with_hint(Text::new(
        "noem met --output een ander bestand",
        "name another file with --output",
    ))
}

/// True when the dossier that something stands in names a file, wherever that is: a document outside its folder.
#[must_use]
pub fn is_named_by(inside: &Path, file: &Path) -> bool {
    let (Ok(inside), Ok(file)) = (inside.canonicalize(), file.canonicalize()) else {
        return false;
    };
    let mut homes = inside.ancestors().take(HIGHEST);
    homes.any(|home| home.join(MAIN).is_file() && named(home).contains(&file))
}

/// True when there is a file of that name that a dossier or portfolio around it keeps.
fn is_kept(path: &Path) -> bool {
    let Ok(real) = path.canonicalize() else {
        return false;
    };
    if !real.is_file() {
        return false;
    }
    let homes = real.ancestors().skip(1).take(HIGHEST);
    homes
        .filter(|home| home.join(MAIN).is_file() || home.join(PORTFOLIO).is_file())
        .any(|home| is_kept_by(home, &real))
}

fn is_kept_by(home: &Path, real: &Path) -> bool {
    let Ok(inside) = real.strip_prefix(home) else {
        return false;
    };
    let parts: Vec<String> = inside
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    match parts.as_slice() {
        // Everything that a user writes by hand for a dossier: it, its questionnaires, its rules.
        [name] if has_toml(name) => return true,
        [folder, .., name]
            if folder == "assessments" && (STORED.contains(&name.as_str()) || has_toml(name)) =>
        {
            return true;
        }
        [folder, _, ..] if KEPT_FOLDERS.contains(&folder.as_str()) => return true,
        _ => {}
    }
    named(home).iter().any(|named| named == real)
}

fn has_toml(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|e| e == "toml")
}

/// The files that a dossier names, wherever they are.
fn named(home: &Path) -> Vec<PathBuf> {
    let evidence = home.join("evidence");
    let mut files = Vec::new();
    // Documents are named from their own folder, and may stand outside it.
    for (register, folder) in [
        (home.join(MAIN), home),
        (evidence.join("evidence.toml"), evidence.as_path()),
    ] {
        let small = std::fs::metadata(&register).is_ok_and(|there| there.len() <= LARGEST);
        let text = std::fs::read_to_string(&register).ok().filter(|_| small);
        if let Some(Ok(table)) = text.map(|text| text.parse::<toml::Table>()) {
            collect(&toml::Value::Table(table), folder, &mut files);
        }
    }
    files
}

fn collect(value: &toml::Value, folder: &Path, files: &mut Vec<PathBuf>) {
    match value {
        toml::Value::String(text) if !text.contains('\n') && text.len() < 1_000 => {
            files.extend(folder.join(text).canonicalize());
        }
        toml::Value::Array(list) => list.iter().for_each(|one| collect(one, folder, files)),
        toml::Value::Table(table) => table.values().for_each(|one| collect(one, folder, files)),
        _ => {}
    }
}
