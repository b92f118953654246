//! Answers that travel: out to a provider as a workbook, a table of text or JSON, and back in.
//!
//! Coming back, nothing is believed: every value is held against its question, everything that does not fit is told
//! with its place, and nothing that was answered is lost.

mod compare;
mod dispute;
mod foreign;
mod intake;
mod json;
mod outgoing;
mod table;
mod workbook;

pub use compare::{Delta, Turn, compare};
pub use dispute::Disputes;
pub use foreign::Mapping;
pub use intake::{Fill, Intake, Slip};
pub use json::{read_json, write_json};
pub use outgoing::Outgoing;
pub use table::{guard, read_csv, write_csv};
pub use workbook::{read_workbook, write_workbook};

use crate::domain::location::Areas;
use crate::questionnaire::ParsedPack;

/// What reading needs to know besides the file.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// The packs of the dossier.
    pub packs: &'a [&'a ParsedPack],
    /// Names of countries.
    pub areas: &'a Areas,
    /// The provider of the dossier: a file about another one is refused.
    pub vendor: &'a str,
}
