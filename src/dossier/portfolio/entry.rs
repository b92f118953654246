//! One dossier of a portfolio.

#![expect(
    clippy::disallowed_methods,
    reason = "the dossier is one of the modules that touch files"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::folder::{check, read_text, refuse_newer};
use super::super::history::sealed_pack;
use super::super::{MAIN, Place, breach, register};
use super::{PortfolioRules, summary};
use crate::domain::baseline::{self, Baseline};
use crate::domain::day::Day;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::dossier::Dossier;
use crate::domain::portfolio::{
    AcceptanceTerm, AssessmentSummary, DocumentTerm, Moment, PortfolioEntry, SkipReason, Skipped,
    appointments,
};
use crate::domain::text::Text;

/// What a dossier accepts.
const BASELINE: &str = baseline::FILE;
/// Earlier assessments that are read: two years of them, one a month.
const EARLIER: usize = 24;

/// Reads the head, the register and the summaries of one dossier. What cannot be read goes to `faults`.
pub(super) fn read(
    found: &Place,
    rules: &PortfolioRules<'_>,
    as_of: Day,
    buffer: &mut Vec<u8>,
    faults: &mut Vec<Skipped>,
) -> Option<PortfolioEntry> {
    let dossier = match head(&found.root, rules) {
        Ok(dossier) => dossier,
        Err(fault) => {
            faults.push(skipped(found, MAIN, SkipReason::Dossier, &fault));
            return None;
        }
    };
    let documents = match register::listed(&found.root) {
        Ok(listed) => listed,
        Err(fault) => {
            faults.push(skipped(
                found,
                "evidence/evidence.toml",
                SkipReason::Register,
                &fault,
            ));
            Vec::new()
        }
    };
    let mut terms: Vec<DocumentTerm> = documents
        .into_iter()
        .filter_map(|document| {
            let kind = rules.kinds.get(&document.kind);
            let expires = document.last_day(kind)?;
            Some(DocumentTerm {
                expires,
                id: document.id.to_string(),
                title: kind.map_or_else(
                    || Text::same(document.kind.to_string()),
                    |kind| kind.title.clone(),
                ),
            })
        })
        .collect();
    terms.sort_by(|a, b| (a.expires, &a.id).cmp(&(b.expires, &b.id)));

    let mut accepted = match accepted(&found.root) {
        Ok(accepted) => accepted,
        Err(fault) => {
            faults.push(skipped(found, BASELINE, SkipReason::Register, &fault));
            Vec::new()
        }
    };
    accepted.sort();
    let breaches = match breach::recorded(&found.root) {
        Ok(recorded) => recorded,
        Err(fault) => {
            faults.push(skipped(
                found,
                "breaches/register.toml",
                SkipReason::Register,
                &fault,
            ));
            BTreeMap::new()
        }
    };
    let mut breaches: Vec<Day> = breaches.into_values().filter(|day| *day <= as_of).collect();
    breaches.sort();

    let mut entry = PortfolioEntry {
        folder: found.name.clone(),
        head: dossier.into(),
        latest: None,
        history: Vec::new(),
        older: 0,
        unreadable: false,
        documents: terms,
        accepted,
        breaches,
        due: Vec::new(),
    };
    let stored = match stored(&found.root, as_of) {
        Ok(stored) => stored,
        Err(fault) => {
            // There may be assessments that we cannot see.
            entry.unreadable = true;
            faults.push(skipped(
                found,
                "assessments",
                SkipReason::Assessment,
                &fault,
            ));
            Vec::new()
        }
    };
    entry.older = stored.len().saturating_sub(EARLIER + 1);
    for (number, folder) in stored.iter().take(EARLIER + 1).enumerate() {
        match summary::read(folder, buffer) {
            Ok(summary) if number == 0 => entry.latest = Some(summary),
            Ok(summary) => entry.history.push(moment(&summary)),
            // Compacted before there were summaries.
            Err(_) if number > 0 && sealed_pack(folder).is_some() => entry.older += 1,
            Err(fault) => {
                entry.unreadable |= number == 0;
                let own = folder.file_name().unwrap_or_default().to_string_lossy();
                faults.push(skipped(
                    found,
                    &format!("assessments/{own}"),
                    SkipReason::Assessment,
                    &fault,
                ));
            }
        }
    }
    entry.history.sort();
    entry.due = appointments(&entry, rules.areas, rules.review, as_of);
    Some(entry)
}

const fn moment(summary: &AssessmentSummary) -> Moment {
    Moment {
        as_of: summary.as_of,
        standing: summary.standing,
    }
}

/// A fault in a file or folder of a dossier.
fn skipped(place: &Place, below: &str, reason: SkipReason, fault: &Diagnostic) -> Skipped {
    let path = if place.name == "." {
        below.to_owned()
    } else {
        format!("{}/{below}", place.name)
    };
    // The path is ours; line and column are told with it.
    let path = match fault.position() {
        Some((line, column)) => format!("{path}:{line}:{column}"),
        None => path,
    };
    let shown = place.root.display().to_string();
    let words = |text: &str| text.replace(&shown, &place.name);
    Skipped {
        path,
        reason,
        words: Text::new(words(&fault.message.nl), words(&fault.message.en)),
    }
}

/// What the baseline of a dossier accepts; nothing without one.
fn accepted(root: &Path) -> Result<Vec<AcceptanceTerm>, Diagnostic> {
    let path = root.join(BASELINE);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let source = read_text(&path)?;
    let baseline: Baseline = toml::from_str(&source)
        .map_err(|error| Diagnostic::from_toml(&path.display().to_string(), &source, &error))?;
    Ok(baseline
        .accepted
        .iter()
        .map(|one| AcceptanceTerm {
            until: one.until,
            finding: one.finding(),
        })
        .collect())
}

/// The head of a dossier; one that `assess` refuses is refused here as well, for what it says holds no days to keep.
fn head(root: &Path, rules: &PortfolioRules<'_>) -> Result<Dossier, Diagnostic> {
    let main = root.join(MAIN);
    let shown = main.display().to_string();
    let source = read_text(&main)?;
    refuse_newer(&shown, &source)?;
    let dossier: Dossier =
        toml::from_str(&source).map_err(|error| Diagnostic::from_toml(&shown, &source, &error))?;
    let mut faults = check(&dossier, &shown, &source, rules.packs, rules.areas);
    if faults.is_empty() {
        return Ok(dossier);
    }
    let more = faults.len() - 1;
    let mut first = faults.swap_remove(0);
    if more > 0 {
        first.message = Text::new(
            format!("{} (en nog {more})", first.message.nl),
            format!("{} (and {more} more)", first.message.en),
        );
    }
    Err(first)
}

/// The folders of assessments up to a day, newest first. Their names are moments, so that names sort as moments do.
fn stored(root: &Path, as_of: Day) -> Result<Vec<PathBuf>, Diagnostic> {
    let folder = root.join("assessments");
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            return Err(super::super::fault(
                &folder,
                "kan deze map niet lezen",
                "cannot read this folder",
                &error,
            ));
        }
    };
    let mut folders: Vec<(String, PathBuf)> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            let day: Day = name.split_once('T')?.0.parse().ok()?;
            (day <= as_of && entry.path().is_dir()).then(|| (name, entry.path()))
        })
        .collect();
    folders.sort_by(|a, b| b.0.cmp(&a.0));
    Ok(folders.into_iter().map(|(_, path)| path).collect())
}
