//! What a run came to, as news.

use std::path::Path;

use jiff::Timestamp;

use crate::domain::diagnostic::Diagnostic;
use crate::domain::notice::{Change, Digest, Due, Trouble};
use crate::domain::text::{Lang, Text};
use crate::dossier;
use crate::reassess::{Appointment, Assessed, DossierOutcome, Kind, Outcome, State};
use crate::report::{DeltaView, Resources};

/// Reports that a notice can lead to, the best first.
const REPORTS: [&str; 3] = ["report.pdf", "report.html", "report.md"];

/// The news of a run. `name` is that of the portfolio, `at` the moment that the run ended.
///
/// New is a first assessment, and one that differs from the one before. Due is what a person has to do something about: a
/// document that ends, a contract that can be ended. What the run itself settled by looking again is not news.
#[must_use]
pub fn digest(outcome: &Outcome, name: &str, at: Timestamp, resources: &Resources) -> Digest {
    let mut digest = Digest {
        portfolio: name.to_owned(),
        at,
        assessed: 0,
        changes: Vec::new(),
        due: Vec::new(),
        troubles: Vec::new(),
    };
    for dossier in &outcome.dossiers {
        match &dossier.state {
            State::Assessed(assessed) => {
                digest.assessed += 1;
                let change = change(outcome, dossier, assessed, resources);
                digest.changes.extend(change);
                let due = assessed.reasons.iter().filter(|reason| asks(reason.kind));
                digest
                    .due
                    .extend(due.map(|reason| to_do(dossier, reason, resources)));
            }
            State::Broken { faults } => {
                digest.troubles.extend(faults.first().map(|fault| Trouble {
                    dossier: dossier.dossier.clone(),
                    what: told(fault),
                }));
            }
            State::Current { .. } | State::Due { .. } => {}
        }
    }
    digest
}

/// True for what looking again does not settle.
const fn asks(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Contract
            | Kind::Adequacy
            | Kind::Acceptance
            | Kind::Document
            | Kind::Certificate
            | Kind::Norm
    )
}

fn to_do(dossier: &DossierOutcome, reason: &Appointment, resources: &Resources) -> Due {
    Due {
        dossier: dossier.dossier.clone(),
        vendor: named(dossier),
        service: dossier.service.clone().unwrap_or_default(),
        what: reason.words(resources.phrases),
        on: reason.day,
    }
}

fn named(dossier: &DossierOutcome) -> String {
    let vendor = dossier.vendor.as_ref();
    vendor.unwrap_or(&dossier.dossier).clone()
}

/// What changed in a dossier; nothing when nothing did.
fn change(
    outcome: &Outcome,
    dossier: &DossierOutcome,
    assessed: &Assessed,
    resources: &Resources,
) -> Option<Change> {
    let lines = match &assessed.delta {
        None => vec![resources.phrases.text("notice.first")],
        Some(delta) if delta.is_empty() => return None,
        // One assessment at a time: it has the words for what changed.
        Some(delta) => dossier::read_assessment(&assessed.folder)
            .map(|now| {
                let lines = |lang| DeltaView::new(delta, &now, resources, lang).lines();
                let (nl, en) = (lines(Lang::Nl), lines(Lang::En));
                nl.into_iter().zip(en).map(|(nl, en)| Text { nl, en }).collect()
            })
            .unwrap_or_default(),
    };
    Some(Change {
        dossier: dossier.dossier.clone(),
        vendor: named(dossier),
        service: dossier.service.clone().unwrap_or_default(),
        before: assessed.before.and_then(|before| before.advice),
        after: assessed.standing.advice?,
        as_of: assessed.standing.as_of,
        lines,
        report: report(&outcome.portfolio, &assessed.folder),
    })
}

/// The best report of an assessment, as a path below the portfolio.
fn report(portfolio: &Path, folder: &Path) -> Option<String> {
    let name = REPORTS.iter().find(|name| folder.join(name).is_file())?;
    let below = folder.strip_prefix(portfolio).ok()?;
    let mut path = String::new();
    for step in below.components() {
        path.push_str(&step.as_os_str().to_string_lossy());
        path.push('/');
    }
    path.push_str(name);
    Some(path)
}

/// A fault in both languages, with its place.
fn told(fault: &Diagnostic) -> Text {
    let place = match fault.position() {
        Some((line, column)) => format!("{}:{line}:{column}", fault.file),
        None => fault.file.clone(),
    };
    Text::new(
        format!("{place}: {}", fault.message.nl),
        format!("{place}: {}", fault.message.en),
    )
}
