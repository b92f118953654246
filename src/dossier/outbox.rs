//! Notices on their way: `.waarborg/outbox/`, one file each, and `.waarborg/sent.jsonl`, what was told.
//!
//! A notice is written before it is sent, and removed after the last receiver said yes and the register says so. So
//! whatever happens in between, it is in one of the two, and what it tells is never told anew.

#![expect(
    clippy::disallowed_methods,
    reason = "the dossier is one of the modules that touch files"
)]

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::fault;
use super::store::{make_folder, write_file};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::notice::{NOTICE_FORMAT, Notice, NoticeId};
use crate::domain::text::Text;

/// The largest notice that is read, in bytes.
const LARGEST: u64 = 16 * 1024 * 1024;
/// The largest register that is read, in bytes.
const LARGEST_REGISTER: u64 = 64 * 1024 * 1024;
/// The size of the register from which its oldest lines are let go, in bytes.
const ROOMY: usize = 8 * 1024 * 1024;
/// How long a line is kept at least, in hours: two calendar months and some days.
const KEPT: i64 = 24 * 70;
/// The most notices that are read in one run.
const MOST: usize = 10_000;

/// The notices of a portfolio.
#[derive(Debug, Clone)]
pub struct Outbox {
    portfolio: PathBuf,
}

/// A line of the register: a notice that every receiver has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The notice.
    pub notice: NoticeId,
    /// When the last receiver said yes.
    pub at: Timestamp,
    /// The receivers.
    pub to: Vec<String>,
    /// The ids of what it told.
    pub items: Vec<String>,
}

/// Held while notices are being sent.
#[derive(Debug)]
pub struct Sending {
    _file: File,
}

impl Outbox {
    /// The notices of the portfolio in a folder. Nothing is made yet.
    #[must_use]
    pub fn of(portfolio: &Path) -> Self {
        Self {
            portfolio: portfolio.to_path_buf(),
        }
    }

    /// The folder of notices on their way.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.portfolio.join(".waarborg").join("outbox")
    }

    fn register(&self) -> PathBuf {
        self.portfolio.join(".waarborg").join("sent.jsonl")
    }

    fn path(&self, id: &NoticeId) -> PathBuf {
        self.folder().join(format!("{id}.json"))
    }

    /// Lets one run at a time send.
    ///
    /// # Errors
    /// When another run is sending, or the folder cannot be written.
    pub fn lock(&self) -> Result<Sending, Diagnostic> {
        make_folder(&self.folder())?;
        let path = self.folder().join(".lock");
        let refused =
            |e: std::io::Error| fault(&path, "kan hier niet schrijven", "cannot write here", &e);
        if std::fs::symlink_metadata(&path).is_ok_and(|there| !there.is_file()) {
            return Err(refused(std::io::Error::other("not a regular file")));
        }
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(refused)?;
        match file.try_lock() {
            Ok(()) => Ok(Sending { _file: file }),
            Err(TryLockError::Error(e)) => Err(refused(e)),
            Err(TryLockError::WouldBlock) => Err(Diagnostic::new(
                self.folder().display().to_string(),
                Text::new(
                    "een ander programma verstuurt deze berichten op dit moment",
                    "another run is sending these notices at this moment",
                ),
            )
            .with_hint(Text::new(
                "wat wacht, blijft bewaard; het gaat mee bij de volgende run",
                "what waits is kept; it goes with the next run",
            ))),
        }
    }

    /// The ids of everything that was told or is on its way.
    ///
    /// # Errors
    /// When the register or a notice cannot be read: what was told is then not known, and nothing may be told anew.
    pub fn told(&self) -> Result<BTreeSet<String>, Diagnostic> {
        let mut told: BTreeSet<String> = BTreeSet::new();
        for sent in self.sent()? {
            told.extend(sent.items);
        }
        let (notices, faults) = self.notices()?;
        if let Some(fault) = faults.into_iter().next() {
            return Err(fault);
        }
        told.extend(notices.into_iter().flat_map(|notice| notice.items));
        Ok(told)
    }

    /// The register, oldest first.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn sent(&self) -> Result<Vec<Sent>, Diagnostic> {
        let path = self.register();
        if !path.exists() {
            return Ok(Vec::new());
        }
        let text = read(&path, LARGEST_REGISTER)?;
        let lines = text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.is_empty());
        lines
            .map(|(number, line)| {
                serde_json::from_str(line).map_err(|error| {
                    unreadable(&format!("{}:{}", path.display(), number + 1), &error)
                })
            })
            .collect()
    }

    /// The notices on their way, oldest first, and the files that are none.
    ///
    /// # Errors
    /// When the folder is there and cannot be read.
    pub fn notices(&self) -> Result<(Vec<Notice>, Vec<Diagnostic>), Diagnostic> {
        let folder = self.folder();
        if !folder.exists() {
            return Ok((Vec::new(), Vec::new()));
        }
        let entries = std::fs::read_dir(&folder).map_err(|e| {
            fault(
                &folder,
                "kan deze map niet lezen",
                "cannot read this folder",
                &e,
            )
        })?;
        let (mut notices, mut faults) = (Vec::new(), Vec::new());
        let files = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|e| e == "json"))
            .take(MOST);
        for path in files {
            match read_notice(&path) {
                Ok(notice) => notices.push(notice),
                Err(fault) => faults.push(fault),
            }
        }
        notices.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        faults.sort_by(|a, b| a.file.cmp(&b.file));
        Ok((notices, faults))
    }

    /// Puts a notice in the outbox, unless it is there already.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn put(&self, notice: &Notice) -> Result<(), Diagnostic> {
        make_folder(&self.folder())?;
        if self.path(&notice.id).exists() {
            return Ok(());
        }
        self.update(notice)
    }

    /// Writes how far a notice has come.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn update(&self, notice: &Notice) -> Result<(), Diagnostic> {
        write_file(&self.path(&notice.id), &json(notice)?)
    }

    /// Notes in the register that every receiver has a notice, and lets it go.
    ///
    /// # Errors
    /// When the disk refuses; then the notice stays.
    pub fn close(&self, notice: &Notice, at: Timestamp) -> Result<(), Diagnostic> {
        let mut lines = self.sent()?;
        if !lines.iter().any(|line| line.notice == notice.id) {
            lines.push(Sent {
                notice: notice.id.clone(),
                at,
                to: notice.deliveries.iter().map(|d| d.to.clone()).collect(),
                items: notice.items.clone(),
            });
            let mut text = written(&lines)?;
            if text.len() > ROOMY {
                lines.retain(|line| at.duration_since(line.at).as_hours() < KEPT);
                text = written(&lines)?;
            }
            write_file(&self.register(), &text)?;
        }
        let path = self.path(&notice.id);
        std::fs::remove_file(&path).map_err(|e| {
            fault(
                &path,
                "kan dit bestand niet weghalen",
                "cannot remove this file",
                &e,
            )
        })
    }

    /// A report below the portfolio, for going with a notice; nothing when it is gone, is elsewhere, or is larger than
    /// this many bytes.
    #[must_use]
    pub fn report(&self, path: &str, most: u64) -> Option<Vec<u8>> {
        let path = Path::new(path);
        if !path.components().all(|c| matches!(c, Component::Normal(_))) {
            return None;
        }
        // A link that came with the folder must not lead to a file elsewhere.
        let real = std::fs::canonicalize(self.portfolio.join(path)).ok()?;
        let home = std::fs::canonicalize(&self.portfolio).ok()?;
        let there = std::fs::metadata(&real).ok()?;
        if !real.starts_with(home) || !there.is_file() || there.len() > most {
            return None;
        }
        let mut bytes = Vec::new();
        File::open(&real)
            .ok()?
            .take(most)
            .read_to_end(&mut bytes)
            .ok()?;
        Some(bytes)
    }

    /// Lays a notice in a folder as files of one name. Those that are there already stay.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn lay(folder: &Path, name: &str, files: &[(&str, Vec<u8>)]) -> Result<(), Diagnostic> {
        make_folder(folder)?;
        for (extension, content) in files {
            let path = folder.join(format!("{name}.{extension}"));
            if !path.exists() {
                write_file(&path, content)?;
            }
        }
        Ok(())
    }
}

fn json<T: Serialize>(value: &T) -> Result<Vec<u8>, Diagnostic> {
    serde_json::to_vec(value).map_err(|error| unreadable("outbox", &error))
}

fn written(lines: &[Sent]) -> Result<Vec<u8>, Diagnostic> {
    let mut text = Vec::new();
    for line in lines {
        text.extend(json(line)?);
        text.push(b'\n');
    }
    Ok(text)
}

fn read(path: &Path, most: u64) -> Result<String, Diagnostic> {
    let refused = |e: std::io::Error| {
        fault(
            path,
            "kan dit bestand niet lezen",
            "cannot read this file",
            &e,
        )
    };
    let there = std::fs::symlink_metadata(path).map_err(refused)?;
    if !there.is_file() || there.len() > most {
        return Err(refused(std::io::Error::other(
            "not a regular file, or too large",
        )));
    }
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(most).read_to_string(&mut text))
        .map_err(refused)?;
    Ok(text)
}

fn read_notice(path: &Path) -> Result<Notice, Diagnostic> {
    let shown = path.display().to_string();
    let text = read(path, LARGEST)?;
    let notice: Notice = serde_json::from_str(&text).map_err(|error| unreadable(&shown, &error))?;
    let named = path
        .file_stem()
        .is_some_and(|stem| stem == notice.id.0.as_str());
    if notice.format == NOTICE_FORMAT && notice.id.is_sound() && named {
        return Ok(notice);
    }
    let message = Text::new(
        "dit is geen bericht van deze versie van waarborg",
        "this is no notice of this version of waarborg",
    );
    Err(Diagnostic::new(shown, message).with_hint(aside()))
}

fn unreadable(shown: &str, error: &serde_json::Error) -> Diagnostic {
    Diagnostic::new(
        shown,
        Text::new(
            format!("kan dit niet lezen: {error}"),
            format!("cannot read this: {error}"),
        ),
    )
    .with_hint(aside())
}

fn aside() -> Text {
    Text::new(
        "zet het opzij om verder te gaan; wat erin stond, kan dan nog een keer worden verteld",
        "put it aside to go on; what stood in it may then be told once more",
    )
}
