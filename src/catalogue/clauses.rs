//! What agreements must hold, read only when an agreement is.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Files;
use crate::clause::{PatternError, Reader};
use crate::domain::clause::{ClauseFile, Wording};
use crate::domain::diagnostic::{Diagnostic, locate};
use crate::domain::text::Text;

/// Words that turn the sense of a sentence, for every norm.
const WORDING: &str = "clauses/wording.toml";

/// Reads the clauses of every norm: of the GDPR first, then by name.
///
/// # Errors
/// Every fault of a file: of its form, of a pattern, or an id that is there twice.
pub fn load(files: &Files) -> Result<Vec<ClauseFile>, Vec<Diagnostic>> {
    let mut list: Vec<ClauseFile> = Vec::new();
    let mut faults = Vec::new();
    let mut ids = BTreeSet::new();
    let wording = wording(files).map_err(|fault| vec![fault])?;
    for path in files.tables("clauses/") {
        if path == WORDING {
            continue;
        }
        match read(files, &path, &wording, &mut ids) {
            Ok(file) => list.push(file),
            Err(fault) => faults.push(fault),
        }
    }
    list.sort_by_key(|file| (file.clauses.norm != "gdpr", file.clauses.norm.clone()));
    if faults.is_empty() {
        Ok(list)
    } else {
        Err(faults)
    }
}

fn wording(files: &Files) -> Result<Wording, Diagnostic> {
    let source = files.source(WORDING)?;
    let shown = files.shown(WORDING);
    let wording: Wording =
        toml::from_str(&source).map_err(|error| Diagnostic::from_toml(&shown, &source, &error))?;
    Reader::new(&[], &wording).map_err(|fault| broken(shown, &source, &fault))?;
    Ok(wording)
}

fn read(
    files: &Files,
    path: &str,
    wording: &Wording,
    ids: &mut BTreeSet<String>,
) -> Result<ClauseFile, Diagnostic> {
    let source = files.source(path)?;
    let shown = files.shown(path);
    let mut file: ClauseFile =
        toml::from_str(&source).map_err(|error| Diagnostic::from_toml(&shown, &source, &error))?;
    file.wording = wording.clone();
    for (number, clause) in file.list.iter().enumerate() {
        if !ids.insert(clause.id.clone()) {
            let number = number.to_string();
            let id = &clause.id;
            let message = Text::new(
                format!("`{id}` is er al"),
                format!("`{id}` is there already"),
            );
            return Err(Diagnostic::new(shown, message)
                .at(&source, locate(&source, &["clause", &number, "id"])));
        }
    }
    Reader::new(&file.list, wording).map_err(|fault| broken(shown, &source, &fault))?;
    Ok(file)
}

fn broken(shown: String, source: &Arc<str>, fault: &PatternError) -> Diagnostic {
    let (pattern, clause) = (&fault.pattern, &fault.clause);
    let message = Text::new(
        format!("`{pattern}` van {clause} is geen patroon"),
        format!("`{pattern}` of {clause} is no pattern"),
    );
    let at = source.find(pattern.as_str());
    Diagnostic::new(shown, message)
        .at(source, at.map(|at| at..at + pattern.len()))
        .with_hint(Text::new(
            "schrijf woorden zonder koppelteken; ~ en _ staan ertussen, nooit aan een eind",
            "write words without hyphens; ~ and _ stand between them, never at an end",
        ))
}
