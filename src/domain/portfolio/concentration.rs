//! Concentration: what many providers share. When it fails, or its country changes its law, all of them are hit at once.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::PortfolioEntry;
use crate::domain::country::Country;
use crate::domain::party::party_key;

/// What the providers of a portfolio share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Concentration {
    /// Dossiers with an assessment: only those show anything.
    pub dossiers: usize,
    /// Of these critical ones.
    pub critical: usize,
    /// Operators of the networks of their addresses.
    pub networks: Vec<Shared>,
    /// Countries that their addresses point to.
    pub countries: Vec<Shared>,
    /// Parties behind them, declared or seen.
    pub parties: Vec<Shared>,
}

/// One thing that dossiers have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Shared {
    /// Name; the code of a country.
    pub name: String,
    /// The top of its group, when that is another name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ultimate_parent: Option<String>,
    /// Its country, or that of its top.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Different providers.
    pub providers: usize,
    /// Dossiers.
    pub dossiers: usize,
    /// Dossiers in basis points of those with an assessment.
    pub share: u32,
    /// Critical dossiers.
    pub critical: usize,
    /// Critical dossiers in basis points of the critical ones with an assessment.
    pub critical_share: u32,
    /// Dossiers whose provider named it; parties only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declared: Option<usize>,
}

#[derive(Default)]
struct Gathered<'a> {
    name: &'a str,
    ultimate_parent: Option<&'a str>,
    country: Option<Country>,
    providers: BTreeSet<String>,
    dossiers: BTreeSet<&'a str>,
    critical: BTreeSet<&'a str>,
    declared: BTreeSet<&'a str>,
}

/// One sign of something shared.
struct Sign<'a> {
    key: String,
    name: &'a str,
    ultimate_parent: Option<&'a str>,
    country: Option<Country>,
    declared: bool,
}

/// What the assessed dossiers share, most dossiers first.
#[must_use]
pub fn concentration(entries: &[&PortfolioEntry]) -> Concentration {
    let assessed: Vec<&PortfolioEntry> = entries
        .iter()
        .copied()
        .filter(|entry| entry.latest.is_some())
        .collect();
    let critical = assessed.iter().filter(|entry| entry.is_critical()).count();
    Concentration {
        dossiers: assessed.len(),
        critical,
        networks: gather(&assessed, critical, false, networks),
        countries: gather(&assessed, critical, false, countries),
        parties: gather(&assessed, critical, true, parties),
    }
}

fn gather<'a>(
    assessed: &[&'a PortfolioEntry],
    critical: usize,
    tells_declared: bool,
    signs: impl Fn(&'a PortfolioEntry) -> Vec<Sign<'a>>,
) -> Vec<Shared> {
    let mut all: BTreeMap<String, Gathered<'a>> = BTreeMap::new();
    for entry in assessed {
        let provider = party_key(&entry.head.vendor.name);
        for sign in signs(entry) {
            let gathered = all.entry(sign.key).or_insert_with(|| Gathered {
                name: sign.name,
                ..Gathered::default()
            });
            gathered.ultimate_parent = gathered.ultimate_parent.or(sign.ultimate_parent);
            gathered.country = gathered.country.or(sign.country);
            gathered.providers.insert(provider.clone());
            gathered.dossiers.insert(&entry.folder);
            if entry.is_critical() {
                gathered.critical.insert(&entry.folder);
            }
            if sign.declared {
                gathered.declared.insert(&entry.folder);
            }
        }
    }
    let mut shared: Vec<Shared> = all
        .into_values()
        .map(|one| Shared {
            name: one.name.to_owned(),
            ultimate_parent: one
                .ultimate_parent
                .filter(|parent| party_key(parent) != party_key(one.name))
                .map(str::to_owned),
            country: one.country,
            providers: one.providers.len(),
            dossiers: one.dossiers.len(),
            share: share(one.dossiers.len(), assessed.len()),
            critical: one.critical.len(),
            critical_share: share(one.critical.len(), critical),
            declared: tells_declared.then_some(one.declared.len()),
        })
        .collect();
    shared.sort_by(|a, b| {
        b.dossiers
            .cmp(&a.dossiers)
            .then(b.critical.cmp(&a.critical))
            .then_with(|| a.name.cmp(&b.name))
    });
    shared
}

/// Basis points, rounded down; nothing of nothing is none.
fn share(part: usize, whole: usize) -> u32 {
    let points = (part * 10_000).checked_div(whole).unwrap_or(0);
    u32::try_from(points).unwrap_or(10_000)
}

/// Operators under one top are one: they fall together.
fn networks(entry: &PortfolioEntry) -> Vec<Sign<'_>> {
    let networks = entry.latest.iter().flat_map(|latest| &latest.networks);
    networks
        .map(|network| Sign {
            key: party_key(network.ultimate_parent.as_deref().unwrap_or(&network.name)),
            name: &network.name,
            ultimate_parent: network.ultimate_parent.as_deref(),
            country: network.country,
            declared: false,
        })
        .collect()
}

fn countries(entry: &PortfolioEntry) -> Vec<Sign<'_>> {
    let places = entry.latest.iter().flat_map(|latest| &latest.places);
    places
        .filter_map(|place| {
            let code = place.country.as_ref()?.code();
            Some(Sign {
                key: code.to_owned(),
                name: code,
                ultimate_parent: None,
                country: place.country,
                declared: false,
            })
        })
        .collect()
}

/// The provider itself and its own group stand in its list too; they are no sub-processors of it.
fn parties(entry: &PortfolioEntry) -> Vec<Sign<'_>> {
    let own = party_key(&entry.head.vendor.name);
    let group = entry.head.vendor.parent.as_deref().map(party_key);
    let parties = entry.latest.iter().flat_map(|latest| &latest.parties);
    parties
        .filter_map(|party| {
            let name = party_key(&party.name);
            let is_own = name == own || Some(&name) == group.as_ref();
            (!is_own).then(|| Sign {
                key: party.company.clone().unwrap_or(name),
                name: &party.name,
                ultimate_parent: party.ultimate_parent.as_deref(),
                country: party.country.or(party.ultimate_parent_country),
                declared: party.declared,
            })
        })
        .collect()
}
