//! F2: shipped and user data: policies, packs, norms, tables, texts and templates.
//!
//! Everything is embedded in the program; files of a folder given with `--data` stand over the embedded ones of the same
//! path, or beside them. Every file that judged is named with its digest, so that a report says by what it was judged.

mod files;
mod geo;
mod tables;

use std::collections::BTreeMap;
use std::path::Path;

use crate::domain::diagnostic::{Diagnostic, nearest};
use crate::domain::id::{CheckId, KindId, KnockOutId};
use crate::domain::location::Areas;
use crate::domain::method::{DataFile, NormFile};
use crate::domain::pack::{EvidenceKind, KnockOut, Pack};
use crate::domain::phrase::Phrases;
use crate::domain::policy::Policy;
use crate::domain::sheet::CheckSheet;
use crate::domain::text::Text;
use crate::questionnaire::ParsedPack;

pub use files::{Files, describe};
pub use geo::{GeoTables, load as load_geo};

/// The TLS policy that judges when none is named.
pub const DEFAULT_POLICY: &str = "ncsc-2025-05";

/// All data of a run, read and checked once.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// Thresholds.
    pub policy: Policy,
    /// Names of the TLS policies there are.
    pub policies: Vec<String>,
    /// Sheets of the checks.
    pub sheets: BTreeMap<CheckId, CheckSheet>,
    /// Kinds of evidence.
    pub kinds: BTreeMap<KindId, EvidenceKind>,
    /// Knock-outs.
    pub knock_outs: BTreeMap<KnockOutId, KnockOut>,
    /// Norms by id.
    pub norms: BTreeMap<String, NormFile>,
    /// Legal areas.
    pub areas: Areas,
    /// Words.
    pub phrases: Phrases,
    /// Questionnaires, by id.
    pub packs: Vec<ParsedPack>,
    /// The files themselves: templates, maps, demo.
    pub files: Files,
    /// Every file that judges, with its digest.
    pub data: Vec<DataFile>,
}

impl Catalogue {
    /// Reads everything. `overlay` is the folder given with `--data`; `policy` the name of the TLS policy.
    ///
    /// # Errors
    /// Every fault that was found, each with file, line and column.
    pub fn load(overlay: Option<&Path>, policy: &str) -> Result<Self, Vec<Diagnostic>> {
        let files = Files::open(overlay).map_err(|fault| vec![fault])?;
        tables::read(files, policy)
    }

    /// A pack by its id.
    #[must_use]
    pub fn pack(&self, id: &str) -> Option<&ParsedPack> {
        self.packs
            .iter()
            .find(|parsed| parsed.pack.pack.id.as_str() == id)
    }

    /// The packs themselves.
    #[must_use]
    pub fn all_packs(&self) -> Vec<&Pack> {
        self.packs.iter().map(|parsed| &parsed.pack).collect()
    }

    /// A text file below the data folders, for templates and maps; empty when there is none.
    #[must_use]
    pub fn text(&self, path: &str) -> String {
        self.files.text(path).unwrap_or_default()
    }
}

fn unknown_policy(name: &str, known: &[String]) -> Diagnostic {
    let list = known.join(", ");
    let message = Text::new(
        format!("onbekend beleid `{name}`"),
        format!("unknown policy `{name}`"),
    );
    let hint = nearest(name, known.iter().map(String::as_str)).map_or_else(
        || Text::new(format!("kies uit: {list}"), format!("choose from: {list}")),
        |near| {
            Text::new(
                format!("bedoelde u `{near}`? Er zijn: {list}"),
                format!("did you mean `{near}`? There are: {list}"),
            )
        },
    );
    Diagnostic::new("--policy", message).with_hint(hint)
}
