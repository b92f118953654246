//! F2: the dossier on disk: a folder that is the contract file.
//!
//! Read whole and checked before anything is done with it; written only by atomic renames; assessments are append-only.

mod answers;
mod attach;
mod breach;
pub mod exchange;
mod folder;
mod lock;
mod migrate;
mod record;
mod register;
mod scaffold;
mod store;

pub use attach::attach;
pub use breach::{BreachEntry, answers_as_written, breach_folder, breach_vacancy, store_breach};
pub use folder::{Folder, read, read_main};
pub use lock::{Lock, lock};
pub use migrate::{Rewrite, rewrite};
pub use record::{record, record_all};
pub use scaffold::{answer_template, init};
pub use store::{
    StoreError, open_file, store, unwritten, vacancy, write_all, write_file, write_new,
};

use std::path::Path;

use crate::domain::diagnostic::Diagnostic;
use crate::domain::text::Text;

/// The name of the main file.
pub const MAIN: &str = "dossier.toml";

/// A fault of a whole file or folder, with the system's own words.
fn fault(path: &Path, nl: &str, en: &str, error: &std::io::Error) -> Diagnostic {
    Diagnostic::new(
        path.display().to_string(),
        Text::new(format!("{nl}: {error}"), format!("{en}: {error}")),
    )
}
