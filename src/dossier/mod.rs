//! F2: the dossier on disk: a folder that is the contract file.
//!
//! Read whole and checked before anything is done with it; written only by atomic renames; assessments are append-only.

mod agreement;
mod attach;
mod bounded;
mod breach;
mod documents;
pub mod exchange;
mod folder;
mod kept;
mod lock;
mod outbox;
mod portfolio_settings;
mod portfolio;
mod record;
mod register;
mod scaffold;
mod store;

pub use agreement::{contract_files, read_agreement};
pub use attach::attach;
pub use breach::{BreachEntry, answers_as_written, breach_folder, breach_vacancy, store_breach};
pub use documents::read_documents;
pub use folder::{Folder, read};
pub use lock::{Lock, lock};
pub use outbox::{Outbox, Sending, Sent};
pub use portfolio_settings::{
    Channel, Mail, Occasions, PORTFOLIO, PortfolioSettings, Secret, Security, Shape, Way, Webhook,
    read_portfolio_settings,
};
pub use portfolio::read_portfolio;
pub use record::record;
pub use scaffold::{answer_template, init};
pub use store::{StoreError, open_file, store, unwritten, vacancy, write_file};

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
