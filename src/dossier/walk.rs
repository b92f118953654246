//! Finding the dossiers below a folder.
//!
//! A folder with a `dossier.toml` is a dossier and is not looked into. Links are followed once everything else has been
//! seen, so that what is really there keeps its own name; none leads to the same folder twice.

#![expect(
    clippy::disallowed_methods,
    reason = "the dossier is one of the modules that touch files"
)]

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use super::shelf::Place;
use super::{MAIN, fault};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::portfolio::{SkipReason, Skipped};
use crate::domain::text::Text;

/// Folders below folders.
const DEEPEST: usize = 16;
/// Folders that are looked into.
const MOST: usize = 200_000;

/// `ELOOP` of Linux and of macOS: the standard library has no stable name for it.
const LOOPS: [i32; 2] = [40, 62];

/// What is below a folder.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub(super) places: Vec<Place>,
    pub(super) skipped: Vec<Skipped>,
}

/// Finds all dossiers. A folder that is itself a dossier is the only one.
pub(super) fn dossiers(root: &Path) -> Result<Walked, Diagnostic> {
    let unlisted = |error: &std::io::Error| {
        fault(
            root,
            "kan deze map niet lezen",
            "cannot read this folder",
            error,
        )
    };
    let real = std::fs::canonicalize(root).map_err(|error| unlisted(&error))?;
    let mut walk = Walk {
        walked: Walked::default(),
        seen: BTreeSet::from([real.clone()]),
        links: VecDeque::new(),
    };
    if root.join(MAIN).exists() {
        walk.take(root, ".");
        return Ok(walk.walked);
    }
    std::fs::read_dir(root).map_err(|error| unlisted(&error))?;
    walk.folder(root, "", &real, 0);
    // A link may lead to more links.
    while let Some(link) = walk.links.pop_front() {
        walk.link(&link);
    }
    Ok(walk.walked)
}

struct Walk {
    walked: Walked,
    /// Real paths of all folders so far.
    seen: BTreeSet<PathBuf>,
    links: VecDeque<Link>,
}

/// A link to a folder, for later.
struct Link {
    path: PathBuf,
    name: String,
    /// The real path of the folder it stands in.
    above: PathBuf,
    depth: usize,
}

impl Walk {
    fn take(&mut self, path: &Path, name: &str) {
        self.walked.places.push(Place {
            name: name.to_owned(),
            root: path.to_path_buf(),
        });
    }

    fn skip(&mut self, name: &str, reason: SkipReason, nl: String, en: String) {
        self.walked.skipped.push(Skipped {
            path: name.to_owned(),
            reason,
            words: Text::new(nl, en),
        });
    }

    /// Looks into a folder that is no dossier.
    fn folder(&mut self, path: &Path, name: &str, real: &Path, depth: usize) {
        if depth > DEEPEST || self.seen.len() > MOST {
            let nl =
                format!("niet bekeken: meer dan {DEEPEST} mappen diep, of meer dan {MOST} mappen");
            let en = format!(
                "not looked into: more than {DEEPEST} folders deep, or more than {MOST} folders"
            );
            self.skip(name, SkipReason::Folder, nl, en);
            return;
        }
        let entries = match std::fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) => {
                let nl = format!("kan deze map niet lezen: {error}");
                let en = format!("cannot read this folder: {error}");
                self.skip(name, SkipReason::Folder, nl, en);
                return;
            }
        };
        let mut children: Vec<(String, PathBuf, std::fs::FileType)> = entries
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let kind = entry.file_type().ok()?;
                let own = entry.file_name().to_string_lossy().into_owned();
                // `.git`, and what this program keeps for itself.
                let hidden = own.starts_with('.');
                let shown = if name.is_empty() {
                    own
                } else {
                    format!("{name}/{own}")
                };
                (!hidden && (kind.is_dir() || kind.is_symlink()))
                    .then(|| (shown, entry.path(), kind))
            })
            .collect();
        children.sort_by(|a, b| a.0.cmp(&b.0));
        for (shown, child, kind) in children {
            if kind.is_symlink() {
                self.links.push_back(Link {
                    path: child,
                    name: shown,
                    above: real.to_path_buf(),
                    depth: depth + 1,
                });
                continue;
            }
            let below = child
                .file_name()
                .map_or_else(|| child.clone(), |own| real.join(own));
            if self.seen.insert(below.clone()) {
                self.dossier_or_folder(&child, &shown, &below, depth + 1);
            }
        }
    }

    fn dossier_or_folder(&mut self, path: &Path, name: &str, real: &Path, depth: usize) {
        if path.join(MAIN).exists() {
            self.take(path, name);
        } else {
            self.folder(path, name, real, depth);
        }
    }

    fn link(&mut self, link: &Link) {
        let real = match std::fs::canonicalize(&link.path) {
            Ok(real) => real,
            Err(error) => {
                let looping = error
                    .raw_os_error()
                    .is_some_and(|code| LOOPS.contains(&code));
                let reason = if looping {
                    SkipReason::Loop
                } else {
                    SkipReason::Folder
                };
                let nl = format!("deze koppeling leidt nergens heen: {error}");
                let en = format!("this link leads nowhere: {error}");
                self.skip(&link.name, reason, nl, en);
                return;
            }
        };
        if !real.is_dir() {
            return;
        }
        if link.above.starts_with(&real) {
            self.skip(
                &link.name,
                SkipReason::Loop,
                "deze koppeling leidt terug naar een map erboven".to_owned(),
                "this link leads back to a folder above it".to_owned(),
            );
        } else if self.seen.contains(&real) {
            self.skip(
                &link.name,
                SkipReason::Twice,
                "deze koppeling leidt naar een map die al is gelezen; zij telt één keer".to_owned(),
                "this link leads to a folder that was read already; it counts once".to_owned(),
            );
        } else {
            self.seen.insert(real.clone());
            self.dossier_or_folder(&link.path, &link.name, &real, link.depth);
        }
    }
}
