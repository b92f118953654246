//! Which dossiers of a portfolio are shown, and in which order.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{Portfolio, PortfolioEntry, Provider, Rank, providers};
use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::dossier::Criticality;

/// What to show. Empty lists and absent days leave everything in; together they narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// These ranks.
    pub ranks: Vec<Rank>,
    /// These levels of criticality; a dossier that does not say is vital.
    pub criticality: Vec<Criticality>,
    /// Something is due before this day.
    pub due_before: Option<Day>,
    /// The provider, its parent, an address or a party behind it is in one of these.
    pub countries: Vec<Country>,
    /// The order.
    pub sort: SortKey,
}

/// An order of dossiers. Ties are broken by folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SortKey {
    /// Lowest coverage first.
    Coverage,
    /// Most critical first.
    Criticality,
    /// Earliest due first.
    Due,
    /// By folder.
    Folder,
    /// Highest risk first.
    Risk,
    /// By name of the provider.
    Vendor,
    /// Worst verdict first, then highest risk.
    #[default]
    Verdict,
}

impl Selection {
    /// True when nothing is left out.
    #[must_use]
    pub const fn is_all(&self) -> bool {
        self.ranks.is_empty()
            && self.criticality.is_empty()
            && self.due_before.is_none()
            && self.countries.is_empty()
    }

    /// Whether a dossier is shown.
    #[must_use]
    pub fn holds(&self, entry: &PortfolioEntry) -> bool {
        let criticality = entry.head.intake.criticality.unwrap_or(Criticality::Vital);
        (self.ranks.is_empty() || self.ranks.contains(&entry.rank()))
            && (self.criticality.is_empty() || self.criticality.contains(&criticality))
            && self
                .due_before
                .is_none_or(|day| entry.due.iter().any(|due| due.day < day))
            && (self.countries.is_empty()
                || entry
                    .countries()
                    .any(|country| self.countries.contains(&country)))
    }

    /// The providers of the dossiers to show, worst first. Each is judged by all of its dossiers, also by those that are
    /// not shown: the worst must not disappear by selecting.
    #[must_use]
    pub fn providers(&self, portfolio: &Portfolio) -> Vec<Provider> {
        let entries = portfolio.entries.iter();
        let shown: BTreeSet<&str> = entries
            .filter(|entry| self.holds(entry))
            .map(|entry| entry.folder.as_str())
            .collect();
        let mut all = providers(&portfolio.entries, portfolio.as_of);
        all.retain(|one| one.folders.iter().any(|own| shown.contains(own.as_str())));
        all
    }

    /// The dossiers to show, in order.
    #[must_use]
    pub fn of<'a>(&self, portfolio: &'a Portfolio) -> Vec<&'a PortfolioEntry> {
        let mut shown: Vec<&PortfolioEntry> = portfolio
            .entries
            .iter()
            .filter(|entry| self.holds(entry))
            .collect();
        shown.sort_by(|a, b| a.folder.cmp(&b.folder));
        let standing = |entry: &PortfolioEntry| entry.latest.as_ref().map(|latest| latest.standing);
        let residual = |entry: &PortfolioEntry| standing(entry).and_then(|s| s.residual);
        match self.sort {
            SortKey::Folder => {}
            SortKey::Coverage => {
                // What was never assessed is covered least of all.
                shown.sort_by_key(|entry| standing(entry).and_then(|s| s.coverage));
            }
            SortKey::Criticality => shown.sort_by_key(|entry| {
                Reverse(entry.head.intake.criticality.unwrap_or(Criticality::Vital))
            }),
            SortKey::Due => shown.sort_by_key(|entry| {
                let due = entry.next_due().map(|due| due.day);
                (due.is_none(), due)
            }),
            // A risk that is not known is the highest.
            SortKey::Risk => {
                shown.sort_by_key(|entry| Reverse(residual(entry).unwrap_or(u32::MAX)));
            }
            SortKey::Vendor => {
                shown.sort_by_cached_key(|entry| entry.head.vendor.name.to_lowercase());
            }
            SortKey::Verdict => {
                shown.sort_by_key(|entry| (entry.rank(), Reverse(residual(entry))));
            }
        }
        shown
    }
}
