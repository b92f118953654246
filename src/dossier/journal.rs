//! The journal of a run over a portfolio: which moment it assesses for, and what it has come to so far.
//!
//! `.waarborg/run.jsonl` is there while a run is at work, and after one that was cut off. Its first line is the head of the run;
//! it is written before anything else and whole. Each dossier that is done adds a line. The journal of a run that ended is
//! kept in `.waarborg/runs/`, the last fifty.
//!
//! What was assessed is not read from here: an assessment is there or not, as its folder is. The journal keeps the moment, so
//! that a run that is taken up again writes no second assessment beside the first.

#![expect(
    clippy::disallowed_methods,
    reason = "the dossier is one of the modules that touch files"
)]

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::shelf::{OWN, sweep_folder};
use super::store::{folder_name, make_folder, write_file};
use super::{Lock, fault};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;

/// The file of a run at work.
const FILE: &str = "run.jsonl";
/// The folder of those that ended.
const ENDED: &str = "runs";
/// The journals that are kept.
const KEPT: usize = 50;
/// The longest head that is read, in bytes.
const LONGEST: u64 = 64 * 1024;

/// The head of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunHead {
    /// Version of this format: 1.
    pub format: u32,
    /// The moment that its assessments speak for.
    pub as_of: Timestamp,
    /// True when the user named that moment.
    pub given: bool,
    /// True when only what was due is assessed.
    pub due_only: bool,
    /// True when the network is not used.
    pub offline: bool,
    /// Version of the program.
    pub tool_version: String,
}

/// What one dossier came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunLine {
    /// Its name below the portfolio.
    pub dossier: String,
    /// When it was done.
    pub at: Timestamp,
    /// `assessed`, `current` or `broken`.
    pub state: String,
}

/// The journal of a run at work; it holds the lock of the portfolio.
#[derive(Debug)]
pub struct Journal {
    own: PathBuf,
    head: RunHead,
    file: File,
    resumed: bool,
    _lock: Lock,
}

impl Journal {
    /// Takes the lock of a portfolio and begins a run, or takes up the one that was cut off when `takes_up` says so; any
    /// other that was cut off is put away.
    ///
    /// # Errors
    /// When another run is at work here, or the portfolio cannot be written.
    pub fn open(
        portfolio: &Path,
        head: RunHead,
        takes_up: impl FnOnce(&RunHead) -> bool,
    ) -> Result<Self, Diagnostic> {
        let own = portfolio.join(OWN);
        make_folder(&own)?;
        let lock = super::lock::lock_portfolio(&own)?;
        sweep_folder(&own)?;
        let path = own.join(FILE);
        let unfinished = read_head(&path);
        let (head, resumed) = match unfinished {
            Some(old) if takes_up(&old) => (old, true),
            old => {
                if path.exists() {
                    let name =
                        old.map_or_else(|| "unreadable".to_owned(), |old| folder_name(old.as_of));
                    put_away(&own, &format!("{name}-cut-off"))?;
                }
                write_file(&path, line(&head).as_bytes())?;
                (head, false)
            }
        };
        let file = append(&path)?;
        Ok(Self {
            own,
            head,
            file,
            resumed,
            _lock: lock,
        })
    }

    /// The head of the run: the older one when it is taken up again.
    #[must_use]
    pub const fn head(&self) -> &RunHead {
        &self.head
    }

    /// True when a run that was cut off is taken up again.
    #[must_use]
    pub const fn resumed(&self) -> bool {
        self.resumed
    }

    /// Notes what a dossier came to.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn note(&self, entry: &RunLine) -> Result<(), Diagnostic> {
        (&self.file)
            .write_all(line(entry).as_bytes())
            .map_err(|error| unwritten(&self.own.join(FILE), &error))
    }

    /// Ends the run: its journal is put away, and the lock released.
    ///
    /// # Errors
    /// When the disk refuses; then the next run takes this one up and finds everything done.
    pub fn close(self) -> Result<(), Diagnostic> {
        put_away(&self.own, &folder_name(self.head.as_of))
    }
}

/// The moments of runs that were cut off and not taken up again, of those that are kept.
#[must_use]
pub fn cut_off(portfolio: &Path) -> Vec<Timestamp> {
    let Ok(entries) = std::fs::read_dir(portfolio.join(OWN).join(ENDED)) else {
        return Vec::new();
    };
    let mut moments: Vec<Timestamp> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().ends_with("-cut-off.jsonl"))
        .filter_map(|path| Some(read_head(&path)?.as_of))
        .collect();
    moments.sort();
    moments.dedup();
    moments
}

/// One line of JSON.
fn line<T: Serialize>(entry: &T) -> String {
    let mut text = serde_json::to_string(entry).unwrap_or_default();
    text.push('\n');
    text
}

fn unwritten(path: &Path, error: &std::io::Error) -> Diagnostic {
    fault(
        path,
        "kan het verslag van deze ronde niet schrijven",
        "cannot write the journal of this run",
        error,
    )
}

fn read_head(path: &Path) -> Option<RunHead> {
    let file = File::open(path).ok()?;
    let mut first = String::new();
    BufReader::new(file.take(LONGEST))
        .read_line(&mut first)
        .ok()?;
    serde_json::from_str::<RunHead>(&first)
        .ok()
        .filter(|head| head.format == 1)
}

/// Opens a journal to add to it; a line that was torn off is ended first.
fn append(path: &Path) -> Result<File, Diagnostic> {
    let open = || -> std::io::Result<File> {
        let torn = std::fs::read(path)?
            .last()
            .is_some_and(|last| *last != b'\n');
        let mut file = OpenOptions::new().append(true).open(path)?;
        if torn {
            file.write_all(b"\n")?;
        }
        Ok(file)
    };
    open().map_err(|error| unwritten(path, &error))
}

/// Moves the journal to those that ended, and forgets the oldest of them.
fn put_away(own: &Path, name: &str) -> Result<(), Diagnostic> {
    let ended = own.join(ENDED);
    make_folder(&ended)?;
    let path = own.join(FILE);
    std::fs::rename(&path, ended.join(format!("{name}.jsonl")))
        .map_err(|error| unwritten(&path, &error))?;
    let Ok(entries) = std::fs::read_dir(&ended) else {
        return Ok(());
    };
    let mut kept: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "jsonl"))
        .collect();
    // Names are moments, so that names sort as moments do.
    kept.sort();
    for old in kept.iter().take(kept.len().saturating_sub(KEPT)) {
        // One that stays does no harm.
        let _ = std::fs::remove_file(old);
    }
    Ok(())
}

/// The fault of a run that nothing in the portfolio may be written for.
#[must_use]
pub(super) fn at_work(path: &Path) -> Diagnostic {
    Diagnostic::new(
        path.display().to_string(),
        Text::new(
            "een andere ronde is al bezig met deze portefeuille",
            "another run is at work in this portfolio",
        ),
    )
    .with_hint(Text::new(
        "wacht tot zij klaar is; wat zij deed, doet een volgende niet over",
        "wait until it is done; what it did is not done again by a next one",
    ))
}
