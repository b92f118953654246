//! Files of answers of an earlier version, written anew in the version of their pack. The file as it was is kept beside.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml_edit::{Item, Value};

use super::folder::read_text;
use super::record::{edit, enter};
use super::store::make_folder;
use crate::domain::answer::AnswerSet;
use crate::domain::day::Day;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;
use crate::questionnaire::{Move, ParsedPack, later, migrate, parse_answers, parse_earlier};

/// Where files of answers of earlier versions are kept, below `answers/`.
const EARLIER: &str = "earlier";

/// A file of answers that would be written anew.
#[derive(Debug, Clone)]
pub struct Rewrite {
    /// The version that the answers are of.
    pub from: String,
    /// What becomes of them.
    pub moves: Vec<Move>,
    /// The files to write: the answers in the new version, and a copy of what was there.
    pub files: Vec<(PathBuf, Vec<u8>)>,
}

/// What it takes to bring the answers to a pack into its version; nothing when there are none or they are of it already.
///
/// # Errors
/// When the file cannot be read, is of a later version, or what would be written is not sound.
pub fn rewrite(
    root: &Path,
    parsed: &ParsedPack,
    today: Day,
) -> Result<Option<Rewrite>, Vec<Diagnostic>> {
    let head = &parsed.pack.pack;
    let folder = root.join("answers");
    let path = folder.join(format!("{}.toml", head.id));
    if !path.is_file() {
        return Ok(None);
    }
    let one = |fault: Diagnostic| vec![fault];
    let shown = path.display().to_string();
    let source = read_text(&path).map_err(one)?;
    let earlier = parse_earlier(&shown, &source)?;
    if earlier.pack != head.id {
        let message = Text::new(
            format!(
                "dit bestand hoort bij `{}`, niet bij `{}`",
                earlier.pack, head.id
            ),
            format!(
                "this file belongs to `{}`, not to `{}`",
                earlier.pack, head.id
            ),
        );
        return Err(one(Diagnostic::new(shown, message)));
    }
    if earlier.version == head.version {
        return Ok(None);
    }
    if later(&earlier.version, &head.version) {
        let message = Text::new(
            format!(
                "deze antwoorden zijn van een latere versie ({}) dan de vragenlijst ({})",
                earlier.version, head.version
            ),
            format!(
                "these answers are of a later version ({}) than the questionnaire ({})",
                earlier.version, head.version
            ),
        );
        let hint = Text::new(
            "gebruik een nieuwere versie van waarborg, of van uw eigen vragenlijst",
            "use a newer version of waarborg, or of your own questionnaire",
        );
        return Err(one(Diagnostic::new(shown, message).with_hint(hint)));
    }
    let migrated = migrate(&parsed.pack, &earlier, today);
    let mut document = edit(&shown, &source).map_err(one)?;
    document.insert("version", Item::Value(Value::from(head.version.as_str())));
    forget(&mut document, &earlier, &migrated.set);
    for (id, answer) in &migrated.set.answers {
        if earlier.answers.get(id) != Some(answer) && !enter(&mut document, id, answer) {
            let message = Text::new("`answers` is geen tabel", "`answers` is not a table");
            return Err(one(Diagnostic::new(shown, message)));
        }
    }
    let text: Arc<str> = Arc::from(document.to_string());
    parse_answers(&shown, &text, &[parsed])?;
    let kept = folder.join(EARLIER);
    make_folder(&kept).map_err(one)?;
    let copy = vacant(&kept, head.id.as_str(), &earlier.version);
    Ok(Some(Rewrite {
        from: earlier.version,
        moves: migrated.moves,
        files: vec![
            (copy, source.as_bytes().to_vec()),
            (path, text.as_bytes().to_vec()),
        ],
    }))
}

/// Takes out what has no place any more.
fn forget(document: &mut toml_edit::DocumentMut, earlier: &AnswerSet, now: &AnswerSet) {
    let answers = document
        .get_mut("answers")
        .and_then(Item::as_table_like_mut);
    let Some(answers) = answers else { return };
    for id in earlier.answers.keys() {
        if !now.answers.contains_key(id) {
            answers.remove(id.as_str());
        }
    }
}

/// A name that is not taken: what was kept before stays.
fn vacant(folder: &Path, pack: &str, version: &str) -> PathBuf {
    let named = |number: u32| match number {
        1 => folder.join(format!("{pack}-{version}.toml")),
        number => folder.join(format!("{pack}-{version}.{number}.toml")),
    };
    (1..=u32::MAX)
        .map(named)
        .find(|path| !path.exists())
        .unwrap_or_else(|| named(1))
}
