//! The portfolio on disk: a folder of dossiers, read a little at a time.
//!
//! Of each dossier only its head, its register of documents and short summaries of its assessments are kept. A summary
//! is stored beside every new assessment (`summary.json`, written by [`store`](super::store)) for two reasons: reading
//! the whole history of 2,000 dossiers takes seconds and not minutes, and the course of a verdict can still be shown
//! when old assessments have been compacted. Without one, or when it does not fit its assessment, the assessment itself
//! is read, and everything that is not needed is passed over while reading.
//!
//! What cannot be read is told of and passed over; the others go on.

mod entry;
mod fold;
mod summary;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::domain::day::Day;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::id::KindId;
use crate::domain::location::Areas;
use crate::domain::pack::EvidenceKind;
use crate::domain::portfolio::{PORTFOLIO_FORMAT, Portfolio, PortfolioEntry, Skipped};
use crate::domain::review::ReviewPolicy;
use crate::domain::text::Text;
use crate::questionnaire::ParsedPack;

pub(super) use summary::written as summary_of;

/// Threads that read: more than this make the disk slower, not faster.
const THREADS: usize = 8;

/// What the days of a portfolio are reckoned by.
#[derive(Debug, Clone, Copy)]
pub struct PortfolioRules<'a> {
    /// Questionnaires, to check which ones a dossier asks.
    pub packs: &'a [ParsedPack],
    /// Kinds of documents.
    pub kinds: &'a BTreeMap<KindId, EvidenceKind>,
    /// Legal positions of countries.
    pub areas: &'a Areas,
    /// Periods of review.
    pub review: &'a ReviewPolicy,
}

/// Reads all dossiers below a folder as they were known on a day: assessments of later days are left out.
///
/// # Errors
/// When the folder is none, cannot be listed, or has no dossier in it.
pub fn read_portfolio(
    root: &Path,
    rules: &PortfolioRules<'_>,
    as_of: Day,
) -> Result<Portfolio, Diagnostic> {
    let found = super::walk::dossiers(root)?;
    let mut skipped = found.skipped;
    if found.places.is_empty() && skipped.is_empty() {
        return Err(empty(root));
    }
    let next = AtomicUsize::new(0);
    let gathered: Mutex<(Vec<PortfolioEntry>, Vec<Skipped>)> = Mutex::default();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(THREADS).min(found.places.len()) {
            scope.spawn(|| {
                // One buffer a thread, for the largest file that it meets.
                let mut buffer = Vec::new();
                let (mut entries, mut faults) = (Vec::new(), Vec::new());
                while let Some(folder) = found.places.get(next.fetch_add(1, Ordering::Relaxed)) {
                    entries.extend(entry::read(folder, rules, as_of, &mut buffer, &mut faults));
                }
                if let Ok(mut all) = gathered.lock() {
                    all.0.append(&mut entries);
                    all.1.append(&mut faults);
                }
            });
        }
    });
    let (mut entries, mut faults) = gathered.into_inner().unwrap_or_default();
    entries.sort_by(|a, b| a.folder.cmp(&b.folder));
    skipped.append(&mut faults);
    skipped.sort_by(|a, b| (&a.path, a.reason).cmp(&(&b.path, b.reason)));
    Ok(Portfolio {
        format: PORTFOLIO_FORMAT,
        as_of,
        entries,
        skipped,
    })
}

fn empty(root: &Path) -> Diagnostic {
    let shown = root.display();
    Diagnostic::new(
        shown.to_string(),
        Text::new(
            "in deze map staat geen dossier: geen enkele map eronder heeft een dossier.toml",
            "there is no dossier in this folder: no folder below it has a dossier.toml",
        ),
    )
    .with_hint(Text::new(
        format!("maak een dossier met: waarborg init {shown}/NAAM"),
        format!("make a dossier with: waarborg init {shown}/NAME"),
    ))
}
