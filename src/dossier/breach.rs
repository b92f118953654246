//! Breaches in a dossier: `breaches/<id>/<moment>/` with the papers, and `breaches/register.toml`, to which entries are
//! added. Nothing that is there is ever changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use toml_edit::Value;

use super::folder::read_text;
use super::store::{StoreError, folder_name, make_folder, place_folder, write_file};
use crate::domain::day::Day;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;

/// The format of the register.
const FORMAT: i64 = 1;
/// Longest name of a folder, in characters.
const LONGEST: usize = 60;

/// An entry of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreachEntry {
    /// The organisation's own number or name of the breach.
    pub id: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// The rules that decided, in order.
    pub decided: Vec<String>,
    /// Fields with their values, in order.
    pub fields: Vec<(String, String)>,
}

/// The name of a folder for a breach: lower-case letters, digits and hyphens; nothing when none is left.
fn plain_name(id: &str) -> Option<String> {
    let mut name = String::new();
    for c in id.trim().to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if !name.ends_with('-') && !name.is_empty() {
            name.push('-');
        }
    }
    let name: String = name.chars().take(LONGEST).collect();
    let name = name.trim_matches('-');
    (!name.is_empty() && name != "register").then(|| name.to_owned())
}

/// The name of the folder for a breach in a dossier. Ids that come to the same name get folders of their own, numbered
/// in the order in which they came into the register; nothing when no name is left of the id.
///
/// # Errors
/// When the register cannot be read.
pub fn breach_folder(root: &Path, id: &str) -> Result<Option<String>, Diagnostic> {
    let mut ids: Vec<String> = Vec::new();
    let table: toml::Table = read_register(root)?
        .and_then(|source| source.parse().ok())
        .unwrap_or_default();
    let entries = table.get("entry").and_then(toml::Value::as_array);
    let known = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get("id").and_then(toml::Value::as_str));
    for id in known.chain([id]) {
        if !ids.iter().any(|other| other == id) {
            ids.push(id.to_owned());
        }
    }
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    for id in ids {
        let Some(plain) = plain_name(&id) else {
            continue;
        };
        let mut name = plain.clone();
        for number in 2_u32.. {
            if !taken.contains_key(&name) {
                break;
            }
            name = format!("{plain}-{number}");
        }
        taken.insert(name, id);
    }
    Ok(taken
        .into_iter()
        .find_map(|(name, of)| (of == id).then_some(name)))
}

/// Where the papers of a breach at a moment will be stored.
///
/// # Errors
/// When there are papers of that moment already, or the register cannot be read.
pub fn breach_vacancy(root: &Path, folder: &str, at: Timestamp) -> Result<PathBuf, StoreError> {
    read_register(root).map_err(StoreError::Write)?;
    let target = root.join("breaches").join(folder).join(folder_name(at));
    if target.exists() {
        Err(StoreError::Exists(target))
    } else {
        Ok(target)
    }
}

/// The answers to a pack as they stand in their file, word for word.
///
/// # Errors
/// When the file cannot be read.
pub fn answers_as_written(root: &Path, pack: &str) -> Result<Option<String>, Diagnostic> {
    let path = root.join("answers").join(format!("{pack}.toml"));
    if !path.exists() {
        return Ok(None);
    }
    read_text(&path).map(|text| Some(text.to_string()))
}

/// Stores the papers of a breach and adds its entry to the register. Returns the folder and the register.
///
/// # Errors
/// When papers of that moment are there already, the register is not what it should be, or the disk refuses.
pub fn store_breach(
    root: &Path,
    folder: &str,
    files: &[(&str, String)],
    head: &str,
    entry: &BreachEntry,
) -> Result<(PathBuf, PathBuf), StoreError> {
    let target = breach_vacancy(root, folder, entry.at)?;
    let before = read_register(root).map_err(StoreError::Write)?;
    let parent = root.join("breaches").join(folder);
    let words = (
        "kan de stukken niet wegschrijven",
        "cannot write the papers",
    );
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    place_folder(root, &parent, &target, &files, words)?;
    let path = register_path(root);
    let mut text = before.unwrap_or_else(|| format!("# {head}\n\nformat = {FORMAT}\n"));
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&written(entry));
    make_folder(&root.join("breaches")).map_err(StoreError::Write)?;
    write_file(&path, text.as_bytes()).map_err(StoreError::Write)?;
    Ok((target, path))
}

fn register_path(root: &Path) -> PathBuf {
    root.join("breaches").join("register.toml")
}

/// The register as it stands; nothing when there is none yet. One that cannot be read is not added to.
fn read_register(root: &Path) -> Result<Option<String>, Diagnostic> {
    let path = register_path(root);
    if !path.exists() {
        return Ok(None);
    }
    let source = read_text(&path)?;
    let shown = path.display().to_string();
    let table: toml::Table =
        toml::from_str(&source).map_err(|error| Diagnostic::from_toml(&shown, &source, &error))?;
    let format = table.get("format").and_then(toml::Value::as_integer);
    let entries = table.get("entry").is_none_or(toml::Value::is_array);
    if format != Some(FORMAT) || !entries {
        return Err(Diagnostic::new(
            shown,
            Text::new(
                "dit is geen register van datalekken dat deze versie kent",
                "this is no register of breaches that this version knows",
            ),
        ));
    }
    Ok(Some(source.to_string()))
}

/// The breaches in the register, each by its id, with the day on which it was first recorded; none without a register.
pub(super) fn recorded(root: &Path) -> Result<BTreeMap<String, Day>, Diagnostic> {
    let mut first = BTreeMap::new();
    let Some(source) = read_register(root)? else {
        return Ok(first);
    };
    let table: toml::Table = source.parse().unwrap_or_default();
    let entries = table.get("entry").and_then(toml::Value::as_array);
    for entry in entries.into_iter().flatten() {
        let id = entry.get("id").and_then(toml::Value::as_str);
        let at = entry.get("recorded_at").map(ToString::to_string);
        let day = at.and_then(|at| at.parse::<Timestamp>().ok()).map(Day::of);
        if let (Some(id), Some(day)) = (id, day) {
            let there = first.entry(id.to_owned()).or_insert(day);
            *there = day.min(*there);
        }
    }
    Ok(first)
}

fn written(entry: &BreachEntry) -> String {
    let text = |text: &str| Value::from(text).to_string().trim().to_owned();
    let decided: toml_edit::Array = entry.decided.iter().map(String::as_str).collect();
    let mut out = format!(
        "\n[[entry]]\nid = {}\nrecorded_at = {}\ndecided = {}\n",
        text(&entry.id),
        entry.at,
        Value::Array(decided)
    );
    for (key, value) in &entry.fields {
        let _ = writeln!(out, "{key} = {}", text(value));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_after_the_breach_and_leads_nowhere_else() {
        for (id, name) in [
            ("2026-03", Some("2026-03")),
            ("Topdesk I-2026 03 (lek)", Some("topdesk-i-2026-03-lek")),
            ("../../etc/passwd", Some("etc-passwd")),
            ("C:\\x", Some("c-x")),
            ("…", None),
            ("", None),
            ("Register", None),
        ] {
            assert_eq!(plain_name(id).as_deref(), name, "{id}");
        }
        assert_eq!(
            plain_name(&"x".repeat(500)).map(|name| name.len()),
            Some(60)
        );
    }
}
