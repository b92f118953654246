//! Providers: the dossiers of one vendor taken together. The worst of them speaks for it, never the mean.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{PortfolioEntry, Rank};
use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::dossier::Criticality;
use crate::domain::party::party_key;

/// One provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Provider {
    /// Its name, as the first of its dossiers spells it.
    pub name: String,
    /// Country of establishment, as the first dossier that says so has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// The worst rank of its dossiers.
    pub rank: Rank,
    /// The highest risk that remains; absent when no dossier was assessed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residual: Option<u32>,
    /// The highest best case: the risk that remains at least, whatever turns out well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub residual_best: Option<u32>,
    /// The lowest coverage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<u32>,
    /// The highest criticality; absent when a dossier does not say, which counts as the highest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criticality: Option<Criticality>,
    /// Dossiers.
    pub dossiers: usize,
    /// Of these without a usable assessment.
    pub unassessed: usize,
    /// Breaches that were recorded in the year up to the day of the portfolio.
    pub breaches: usize,
    /// Breaches in the year before that.
    pub breaches_before: usize,
    /// What is due first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_due: Option<Day>,
    /// Folders of its dossiers.
    pub folders: Vec<String>,
}

/// The providers of some dossiers, worst first, then by risk and name. Names that differ in case, punctuation or legal form
/// are one provider.
#[must_use]
pub fn providers<'a>(
    entries: impl IntoIterator<Item = &'a PortfolioEntry>,
    today: Day,
) -> Vec<Provider> {
    let mut groups: BTreeMap<String, Vec<&PortfolioEntry>> = BTreeMap::new();
    for entry in entries {
        let key = party_key(&entry.head.vendor.name);
        groups.entry(key).or_default().push(entry);
    }
    let mut providers: Vec<Provider> = groups
        .values()
        .filter_map(|group| together(group, today))
        .collect();
    providers.sort_by(|a, b| {
        a.rank
            .cmp(&b.rank)
            .then(b.residual.cmp(&a.residual))
            .then_with(|| a.name.cmp(&b.name))
    });
    providers
}

fn together(group: &[&PortfolioEntry], today: Day) -> Option<Provider> {
    let first = group.first()?;
    let standings = || {
        group
            .iter()
            .filter_map(|entry| entry.latest.as_ref())
            .map(|latest| latest.standing)
    };
    let criticality = |entry: &&PortfolioEntry| entry.head.intake.criticality;
    let all_said = group.iter().all(|entry| criticality(entry).is_some());
    let breaches = group.iter().map(|entry| entry.breaches_by(today));
    let (breaches, breaches_before) =
        breaches.fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
    Some(Provider {
        name: first.head.vendor.name.clone(),
        country: group.iter().find_map(|entry| entry.head.vendor.country),
        rank: group.iter().map(|entry| entry.rank()).min()?,
        residual: standings().filter_map(|standing| standing.residual).max(),
        residual_best: standings()
            .filter_map(|standing| standing.residual_best)
            .max(),
        coverage: standings().filter_map(|standing| standing.coverage).min(),
        criticality: all_said
            .then(|| group.iter().filter_map(criticality).max())
            .flatten(),
        dossiers: group.len(),
        unassessed: group
            .iter()
            .filter(|entry| entry.rank() == Rank::Unassessed)
            .count(),
        breaches,
        breaches_before,
        next_due: group
            .iter()
            .filter_map(|entry| Some(entry.next_due()?.day))
            .min(),
        folders: group.iter().map(|entry| entry.folder.clone()).collect(),
    })
}
