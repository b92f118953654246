//! F2: shipped and user data: policies, packs, norms, tables, texts and templates.
//!
//! Everything is embedded in the program; files of a folder given with `--data` stand over the embedded ones of the same
//! path, or beside them. Every file that judged is named with its digest, so that a report says by what it was judged.

mod annex;
mod breach;
mod clauses;
mod coverage;
mod files;
mod geo;
mod late;
mod limits;
mod packs;
mod piecewise;
mod providers;
mod reviews;
mod tables;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::check::CHECKS;
use crate::claim::RULES;
use crate::domain::deadline::Deadlines;
use crate::domain::diagnostic::{Diagnostic, nearest};
use crate::domain::id::{CheckId, KindId, KnockOutId};
use crate::domain::location::Areas;
use crate::domain::method::{DataFile, NormFile};
use crate::domain::overlay::PackChange;
use crate::domain::pack::{EvidenceKind, KnockOut, Pack};
use crate::domain::party::PartyTable;
use crate::domain::phrase::Phrases;
use crate::domain::policy::Policy;
use crate::domain::sheet::CheckSheet;
use crate::domain::text::Text;
use crate::questionnaire::{LintLevel, ParsedPack, Vocabulary, lint};

pub use annex::load as load_annexes;
pub use breach::{BreachPapers, load as load_breach};
pub use clauses::load as load_clauses;
pub use coverage::{Coverage, Trace, TraceKind};
pub use files::{Files, describe, read_file};
pub use geo::{GeoTables, is_of_probes, load as load_geo};
pub use late::Late;
pub use packs::no_pack;
pub use piecewise::{PiecewiseFile, last_written};
pub use reviews::load as load_reviews;

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
    /// Periods, thresholds and channels of the law.
    pub deadlines: Deadlines,
    /// Parties behind providers, and how they are recognised.
    pub parties: Late<Arc<PartyTable>>,
    /// Words.
    pub phrases: Phrases,
    /// Questionnaires, by id.
    pub packs: Late<Vec<ParsedPack>>,
    /// What overlays of the user changed in them.
    pub pack_changes: Vec<PackChange>,
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
        let catalogue = tables::read(files, policy)?;
        // What ships was checked when it was made; what a user puts over it must be as sound.
        let faults: Vec<Diagnostic> = match overlay {
            Some(_) => catalogue.faults(),
            None => Vec::new(),
        };
        if faults.is_empty() {
            Ok(catalogue)
        } else {
            Err(faults)
        }
    }

    /// Reads the data that came with an evidence pack, and no others. They are as foreign as any file of a user.
    ///
    /// # Errors
    /// Every fault that was found: also what this version needs and that version did not have.
    pub fn of_pack(
        files: BTreeMap<String, Vec<u8>>,
        policy: &str,
    ) -> Result<Self, Vec<Diagnostic>> {
        let catalogue = tables::read(Files::held(files), policy)?;
        let faults = catalogue.faults();
        if faults.is_empty() {
            Ok(catalogue)
        } else {
            Err(faults)
        }
    }

    /// The data files that judge, with their bytes, as they go into an evidence pack.
    ///
    /// # Errors
    /// When a file of the user can no longer be read.
    pub fn judging_files(&self) -> Result<BTreeMap<String, Vec<u8>>, Diagnostic> {
        self.data
            .iter()
            .map(|file| {
                let bytes = self.files.bytes(&file.path)?.into_owned();
                Ok((file.path.clone(), bytes))
            })
            .collect()
    }

    /// The words that packs may use.
    #[must_use]
    pub fn vocabulary(&self) -> Vocabulary<'_> {
        Vocabulary {
            checks: CHECKS.iter().map(|check| check.id).collect(),
            kinds: self.kinds.keys().map(KindId::as_str).collect(),
            knock_outs: &self.knock_outs,
            topics: self
                .policy
                .score
                .topic
                .iter()
                .map(|topic| topic.id.as_str())
                .collect(),
            rules: RULES.iter().map(|rule| rule.id).collect(),
            periods: self
                .deadlines
                .periods
                .iter()
                .map(|period| period.id.as_str())
                .collect(),
            notifiable: self.deadlines.thresholds_of_notice().collect(),
            norms: self
                .norms
                .iter()
                .map(|(id, file)| {
                    let provisions = file.provisions.iter().map(|p| p.id.as_str());
                    (id.as_str(), provisions.collect())
                })
                .collect(),
        }
    }

    /// What would make judging go wrong: packs that do not pass the lint, sheets and shares out of range.
    fn faults(&self) -> Vec<Diagnostic> {
        let packs: Vec<&ParsedPack> = self.packs.iter().collect();
        let lints = lint(&packs, &self.vocabulary());
        let mut faults: Vec<Diagnostic> = lints
            .into_iter()
            .filter(|lint| lint.level == LintLevel::Error)
            .map(|lint| lint.diagnostic)
            .collect();
        let score = &self.policy.score;
        for sheet in self.sheets.values() {
            if !score.topic.iter().any(|topic| topic.id == sheet.topic) {
                let topic = &sheet.topic;
                faults.push(Diagnostic::new(
                    format!("checks/{}.toml", sheet.id),
                    Text::new(
                        format!("onbekend onderwerp `{topic}`"),
                        format!("unknown topic `{topic}`"),
                    ),
                ));
            }
        }
        let strengths = &score.strengths;
        let factors = score.inherent.factor.iter();
        let shares = [
            score.mean_share,
            score.max_reduction,
            score.distrust_step,
            score.distrust_floor,
            score.min_coverage,
            score.carried_share,
            score.inherent.floor,
            strengths.asserted,
            strengths.documented,
            strengths.attested,
            strengths.observed,
            strengths.indicated,
        ]
        .into_iter()
        .chain(factors.flat_map(|f| f.values.values().copied().chain([f.weight])));
        if shares.into_iter().any(|share| share > 10_000) {
            faults.push(Diagnostic::new(
                "policy/waarborg-score-1.toml",
                Text::new(
                    "een aandeel is meer dan 10000 basispunten",
                    "a share is more than 10000 basis points",
                ),
            ));
        }
        faults
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

    /// Lays the templates, the style sheet and the logo of a house over those of reports.
    ///
    /// # Errors
    /// When the folder cannot be listed, or holds a template that no report has.
    pub fn dress(&mut self, house: &Path) -> Result<(), Vec<Diagnostic>> {
        self.files.dress(house)
    }

    /// The logo of the house with its kind, `svg` or `png`.
    #[must_use]
    pub fn logo(&self) -> Option<(&'static str, Vec<u8>)> {
        self.files.logo()
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
