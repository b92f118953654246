//! What a portfolio says, in one language.

use serde::Serialize;

use super::chart::{self, Bar, Course, Months, Scatter};
use super::rows;
use crate::domain::day::Day;
use crate::domain::portfolio::{Appointment, Portfolio, PortfolioEntry, Rank, Selection};
use crate::domain::text::Lang;
use crate::report::Resources;
use crate::report::plain::Plain;
use crate::report::scribe::{Badge, Row, Scribe};
use crate::report::words::Words;

/// Rows of what is due that are written out.
const DUE: usize = 60;

/// Everything that the renderings of a portfolio show.
#[derive(Debug, Clone, Serialize)]
pub struct PortfolioView {
    pub(super) lang: &'static str,
    pub(super) words: Words,
    pub(super) title: Plain,
    pub(super) as_of: Plain,
    /// What was selected, when not all dossiers are shown.
    pub(super) selected: Option<Plain>,
    pub(super) figures: Vec<Row>,
    pub(super) dossiers: Vec<DossierRow>,
    pub(super) providers: Vec<ProviderRow>,
    pub(super) scatter: Option<Scatter>,
    pub(super) months: Months,
    pub(super) due: Vec<DueRow>,
    pub(super) more_due: Option<Plain>,
    pub(super) course: Course,
    pub(super) concentration: ConcentrationView,
    pub(super) skipped: Vec<SkippedRow>,
}

/// One dossier.
#[derive(Debug, Clone, Serialize)]
pub(super) struct DossierRow {
    /// Counted from 1, as in the chart.
    pub(super) number: usize,
    pub(super) vendor: Plain,
    pub(super) service: Plain,
    pub(super) folder: Plain,
    pub(super) rank: Badge,
    /// Residual risk from the best case to the conservative one; a dash when it is not known.
    pub(super) risk: Plain,
    pub(super) level: Option<Badge>,
    pub(super) coverage: Plain,
    pub(super) criticality: Plain,
    pub(super) assessed: Plain,
    pub(super) due: Plain,
    pub(super) due_what: Plain,
    pub(super) overdue: bool,
    /// Findings of critical and of high severity that deviate.
    pub(super) severe: Plain,
    /// Where its risk lies between nothing and all, of 1,000.
    pub(super) bar: Option<Bar>,
}

/// One provider.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ProviderRow {
    pub(super) name: Plain,
    pub(super) country: Plain,
    pub(super) rank: Badge,
    pub(super) risk: Plain,
    pub(super) coverage: Plain,
    pub(super) criticality: Plain,
    pub(super) dossiers: Plain,
    /// Recorded in the last year, and in the year before.
    pub(super) breaches: Plain,
    pub(super) due: Plain,
    pub(super) bar: Option<Bar>,
}

/// Something that is due.
#[derive(Debug, Clone, Serialize)]
pub(super) struct DueRow {
    pub(super) day: Plain,
    pub(super) what: Plain,
    pub(super) vendor: Plain,
    pub(super) service: Plain,
    pub(super) when: Plain,
    pub(super) overdue: bool,
}

/// What providers share.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ConcentrationView {
    pub(super) basis: Plain,
    pub(super) networks: SharedTable,
    pub(super) countries: SharedTable,
    pub(super) parties: SharedTable,
}

/// Things of one kind that more than one provider depends on.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SharedTable {
    pub(super) rows: Vec<SharedRow>,
    pub(super) more: Option<Plain>,
}

/// One thing that providers share.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SharedRow {
    pub(super) name: Plain,
    pub(super) note: Plain,
    pub(super) providers: usize,
    pub(super) dossiers: usize,
    pub(super) share: Plain,
    pub(super) critical: usize,
    pub(super) critical_share: Plain,
    /// Widths of the bars, of 1,000.
    pub(super) width: u32,
    pub(super) critical_width: u32,
}

/// Something that could not be read.
#[derive(Debug, Clone, Serialize)]
pub(super) struct SkippedRow {
    pub(super) path: Plain,
    pub(super) reason: Plain,
    pub(super) detail: Plain,
}

impl PortfolioView {
    /// The view of the dossiers that a selection holds.
    #[must_use]
    pub fn new(
        portfolio: &Portfolio,
        selection: &Selection,
        resources: &Resources<'_>,
        lang: Lang,
    ) -> Self {
        let scribe = Scribe::bare(resources, portfolio.as_of, lang);
        let shown = selection.of(portfolio);
        let shown_providers = selection.providers(portfolio);
        let due = due(&shown, selection.due_before);
        Self {
            lang: lang.tag(),
            title: title(&shown, &scribe),
            as_of: scribe.day(portfolio.as_of),
            selected: (!selection.is_all()).then(|| {
                scribe.fill(
                    "portfolio.selected",
                    &[
                        ("shown", &shown.len().to_string()),
                        ("all", &portfolio.entries.len().to_string()),
                    ],
                )
            }),
            figures: figures(portfolio, &shown, shown_providers.len(), &due, &scribe),
            dossiers: (1..)
                .zip(&shown)
                .map(|(number, entry)| rows::dossier(number, entry, &scribe))
                .collect(),
            providers: shown_providers
                .iter()
                .map(|one| rows::provider(one, &scribe))
                .collect(),
            scatter: chart::scatter(&shown, &scribe),
            months: chart::months(&due, portfolio.as_of, &scribe),
            more_due: (due.len() > DUE)
                .then(|| scribe.count("portfolio.due.more", due.len() - DUE)),
            due: due
                .iter()
                .take(DUE)
                .map(|(entry, one)| rows::due(entry, one, &scribe))
                .collect(),
            course: chart::course(&shown, portfolio.as_of, &scribe),
            concentration: rows::shared(&shown, &scribe),
            skipped: portfolio
                .skipped
                .iter()
                .map(|skipped| SkippedRow {
                    path: skipped.path.as_str().into(),
                    reason: scribe.word(&format!("portfolio.skip.{}", name(&skipped.reason))),
                    detail: scribe.text(&skipped.words),
                })
                .collect(),
            words: scribe.words,
        }
    }
}

/// The stored name of a plain enum value.
pub(super) fn name(value: &impl Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// One controller is named; several are counted.
fn title(shown: &[&PortfolioEntry], scribe: &Scribe<'_>) -> Plain {
    let mut names: Vec<&str> = shown
        .iter()
        .map(|entry| entry.head.controller.name.trim())
        .collect();
    names.sort_unstable();
    names.dedup();
    match names.as_slice() {
        [only] => scribe.fill("portfolio.title-of", &[("controller", only)]),
        _ => scribe.word("portfolio.title"),
    }
}

/// What is due of some dossiers, earliest first; with a limit, what is due before it.
pub(super) fn due<'a>(
    shown: &[&'a PortfolioEntry],
    before: Option<Day>,
) -> Vec<(&'a PortfolioEntry, &'a Appointment)> {
    let mut due: Vec<(&PortfolioEntry, &Appointment)> = shown
        .iter()
        .flat_map(|entry| entry.due.iter().map(move |one| (*entry, one)))
        .filter(|(_, one)| before.is_none_or(|day| one.day < day))
        .collect();
    due.sort_by(|a, b| {
        (a.1.day, a.1.kind, &a.0.folder, &a.1.item).cmp(&(
            b.1.day,
            b.1.kind,
            &b.0.folder,
            &b.1.item,
        ))
    });
    due
}

fn figures(
    portfolio: &Portfolio,
    shown: &[&PortfolioEntry],
    providers: usize,
    due: &[(&PortfolioEntry, &Appointment)],
    scribe: &Scribe<'_>,
) -> Vec<Row> {
    let count = |rank: Rank| shown.iter().filter(|entry| entry.rank() == rank).count();
    let past = |day: Day| day < portfolio.as_of;
    let soon = portfolio.as_of.plus_days(30);
    let mut rows = vec![
        scribe.row("portfolio.figure.dossiers", shown.len().to_string()),
        scribe.row("portfolio.figure.providers", providers.to_string()),
    ];
    for rank in Rank::ALL {
        let label = format!("portfolio.rank.{}", rank.as_str());
        rows.push(scribe.row(&label, count(rank).to_string()));
    }
    let overdue = due.iter().filter(|(_, one)| past(one.day)).count();
    let near = due
        .iter()
        .filter(|(_, one)| !past(one.day) && one.day <= soon)
        .count();
    rows.push(scribe.row("portfolio.figure.overdue", overdue.to_string()));
    rows.push(scribe.row("portfolio.figure.soon", near.to_string()));
    let skipped = portfolio.skipped.len();
    if skipped > 0 {
        rows.push(scribe.row("portfolio.figure.skipped", skipped.to_string()));
    }
    rows
}
