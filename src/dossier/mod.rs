//! F2: the dossier on disk: a folder that is the contract file.
//!
//! Read whole and checked before anything is done with it; written only by atomic renames; assessments are append-only.

mod agreement;
mod answers;
mod attach;
mod bounded;
mod breach;
mod compact;
mod documents;
pub mod exchange;
mod folder;
mod history;
mod journal;
mod kept;
mod lock;
mod migrate;
mod outbox;
mod output;
mod portfolio;
mod portfolio_settings;
mod record;
mod register;
mod scaffold;
mod shelf;
mod store;
mod term;
mod walk;

pub use agreement::{contract_files, read_agreement};
pub use attach::attach;
pub use breach::{BreachEntry, answers_as_written, breach_folder, breach_vacancy, store_breach};
pub use compact::{Register, Removal, Removed, compact, removable};
pub use documents::read_documents;
pub use folder::{Folder, read, read_main};
pub use history::{Stored, before, dossier_of, history, read_assessment, sealed_pack};
pub use journal::{Journal, RunHead, RunLine, cut_off};
pub use lock::{Lock, lock};
pub use migrate::{Rewrite, rewrite};
pub use outbox::{Outbox, Sending, Sent};
pub use output::{is_named_by, kept as kept_file, write_output};
pub use portfolio::{PortfolioRules, read_portfolio};
pub use portfolio_settings::{
    Channel, Mail, Occasions, PORTFOLIO, PortfolioSettings, Secret, Security, Shape, Way, Webhook,
    read_portfolio_settings,
};
pub use record::{record, record_all};
pub use scaffold::{answer_template, init};
pub use shelf::{Place, Shelf, shelf, sweep};
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
