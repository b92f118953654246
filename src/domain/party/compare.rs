//! Comparing what records show with what the provider named.

use std::collections::{BTreeMap, HashMap};

use super::collect::{Found, Key, collect};
use super::entry::{DeclaredPart, DeclaredParty, KnownBy, Party, Standing};
use super::hit::{Hit, HitStrength};
use super::name::Name;
use super::own::{first_label, registered};
use super::table::{PartyTable, Row};
use crate::domain::day::Day;
use crate::domain::location::Areas;
use crate::domain::observation::Observations;
use crate::domain::subject::{Subject, SubjectId, SubjectKind};

/// The parties of a run, in a fixed order: those to ask about first, then by how strong the signs are, then by name.
#[derive(Debug, Clone, Default)]
pub struct Parties {
    list: Vec<Party>,
    by_subject: HashMap<SubjectId, Vec<(usize, usize)>>,
    by_domain: HashMap<String, Vec<(usize, usize)>>,
}

impl Parties {
    /// Gathers the parties that observations show, and compares them with what the provider named; without a list, in a
    /// scan, they are only seen. The vendor and its parent are left out when nothing shows them.
    #[must_use]
    pub fn of(
        subjects: &[Subject],
        observations: &Observations,
        table: &PartyTable,
        declared: Option<&[DeclaredParty]>,
        areas: &Areas,
        on: Day,
    ) -> Self {
        let rows: Vec<(Vec<Name>, DeclaredParty)> = declared
            .unwrap_or_default()
            .iter()
            .map(|row| {
                let area = row.country.map(|country| areas.kind(country, on));
                (
                    Name::read(&row.name),
                    DeclaredParty {
                        area,
                        ..row.clone()
                    },
                )
            })
            .collect();
        let comparison = Comparison {
            table,
            rows,
            compared: declared.is_some(),
        };
        let mut list = comparison.list(collect(subjects, observations, table));
        for party in &mut list {
            party.area = party.country.map(|country| areas.kind(country, on));
            party.ultimate_parent_area = party
                .ultimate_parent_country
                .map(|country| areas.kind(country, on));
            party
                .hits
                .sort_by_key(|hit| std::cmp::Reverse(hit.strength));
        }
        list.sort_by(|a, b| order(a).cmp(&order(b)));
        Self::indexed(list, subjects)
    }

    fn indexed(list: Vec<Party>, subjects: &[Subject]) -> Self {
        let domains: HashMap<&SubjectId, String> = subjects
            .iter()
            .filter_map(|subject| match subject.kind {
                SubjectKind::Domain => Some((&subject.id, subject.name.to_ascii_lowercase())),
                _ => Some((&subject.id, registered(&subject.name)?)),
            })
            .collect();
        let (mut by_subject, mut by_domain): (HashMap<_, Vec<_>>, HashMap<_, Vec<_>>) =
            Default::default();
        for (number, party) in list.iter().enumerate() {
            for (place, hit) in party.hits.iter().enumerate() {
                by_subject
                    .entry(hit.subject.clone())
                    .or_default()
                    .push((number, place));
                if let Some(domain) = domains.get(&hit.subject) {
                    by_domain
                        .entry(domain.clone())
                        .or_default()
                        .push((number, place));
                }
            }
        }
        Self {
            list,
            by_subject,
            by_domain,
        }
    }

    /// Every party.
    #[must_use]
    pub fn list(&self) -> &[Party] {
        &self.list
    }

    /// The same, to be stored.
    #[must_use]
    pub fn into_list(self) -> Vec<Party> {
        self.list
    }

    /// The parties that a subject shows itself, each with the hits that show it.
    #[must_use]
    pub fn of_subject(&self, subject: &SubjectId) -> Vec<(&Party, Vec<&Hit>)> {
        self.gather(self.by_subject.get(subject))
    }

    /// The parties that a registered domain shows: the domain itself, its hosts and its endpoints.
    #[must_use]
    pub fn of_domain(&self, domain: &str) -> Vec<(&Party, Vec<&Hit>)> {
        self.gather(self.by_domain.get(domain))
    }

    fn gather(&self, places: Option<&Vec<(usize, usize)>>) -> Vec<(&Party, Vec<&Hit>)> {
        let mut found: BTreeMap<usize, Vec<&Hit>> = BTreeMap::new();
        for (number, place) in places.into_iter().flatten() {
            let hit = self
                .list
                .get(*number)
                .and_then(|party| party.hits.get(*place));
            found.entry(*number).or_default().extend(hit);
        }
        found
            .into_iter()
            .filter_map(|(number, hits)| Some((self.list.get(number)?, hits)))
            .collect()
    }
}

/// Those to ask about first.
fn order(party: &Party) -> (u8, std::cmp::Reverse<Option<HitStrength>>, String, &str) {
    let standing = match party.standing {
        Standing::SeenNotDeclared => 0,
        Standing::Seen => 1,
        Standing::DeclaredAndSeen => 2,
        Standing::DeclaredNotSeen => 3,
    };
    let strength = std::cmp::Reverse(party.strength());
    (standing, strength, party.name.to_lowercase(), &party.name)
}

struct Comparison<'a> {
    table: &'a PartyTable,
    /// What the provider named, with its names taken apart.
    rows: Vec<(Vec<Name>, DeclaredParty)>,
    compared: bool,
}

impl Comparison<'_> {
    fn list(&self, found: BTreeMap<Key, Found>) -> Vec<Party> {
        let mut named = vec![false; self.rows.len()];
        let mut list = Vec::with_capacity(found.len() + self.rows.len());
        for (key, found) in found {
            let (mut party, names) = self.describe(&key, &found);
            for (place, (row, declared)) in self.rows.iter().enumerate() {
                let same = row
                    .iter()
                    .any(|name| names.iter().any(|other| name.means(other)));
                let label = match &key {
                    Key::Domain(domain) => {
                        row.iter().any(|name| name.is_label(first_label(domain)))
                    }
                    _ => false,
                };
                if same || label {
                    if let Some(named) = named.get_mut(place) {
                        *named = true;
                    }
                    if !party.declared.contains(declared) {
                        party.declared.push(declared.clone());
                    }
                }
            }
            party.standing = match (self.compared, party.declared.is_empty()) {
                (false, _) => Standing::Seen,
                (true, true) => Standing::SeenNotDeclared,
                (true, false) => Standing::DeclaredAndSeen,
            };
            party.hits = found.hits;
            list.push(party);
        }
        list.extend(self.unseen(&named));
        list
    }

    /// What was declared and not seen, each party once.
    fn unseen(&self, named: &[bool]) -> Vec<Party> {
        let mut parties: BTreeMap<(Option<usize>, String), Party> = BTreeMap::new();
        for ((names, row), named) in self.rows.iter().zip(named) {
            if *named || row.part != DeclaredPart::SubProcessor {
                continue;
            }
            let company = self.table.company_named(names);
            let spelled = match company {
                Some(_) => String::new(),
                None => names
                    .first()
                    .map_or_else(|| row.name.clone(), |name| name.key().to_owned()),
            };
            let party = parties
                .entry((company, spelled))
                .or_insert_with(|| match company {
                    Some(number) => {
                        self.describe(&Key::Row(Row::Company(number)), &Found::default())
                            .0
                    }
                    None => Party::named(&row.name, KnownBy::Declared),
                });
            party.standing = Standing::DeclaredNotSeen;
            if !party.declared.contains(row) {
                party.declared.push(row.clone());
            }
        }
        parties.into_values().collect()
    }

    /// Who a key is, and every name by which a list may know it.
    fn describe(&self, key: &Key, found: &Found) -> (Party, Vec<Name>) {
        let read = |texts: [Option<&str>; 3]| -> Vec<Name> {
            texts.into_iter().flatten().flat_map(Name::of_row).collect()
        };
        match key {
            Key::Row(Row::Company(number)) => {
                let Some(company) = self.table.company(*number) else {
                    return (Party::named("", KnownBy::Catalogue), Vec::new());
                };
                let mut names = self.table.names_of(*number).to_vec();
                names.extend(read([company.ultimate_parent.as_deref(), None, None]));
                let party = Party {
                    company: Some(company.id.clone()),
                    legal_entity: company.legal_entity.clone(),
                    country: company.country,
                    ultimate_parent: company.ultimate_parent.clone(),
                    ultimate_parent_country: company.ultimate_parent_country,
                    checked_on: Some(company.checked_on),
                    ..Party::named(&company.name, KnownBy::Catalogue)
                };
                (party, names)
            }
            Key::Row(Row::Operator(number)) => {
                let Some(operator) = self.table.operator_at(*number) else {
                    return (Party::named("", KnownBy::Operators), Vec::new());
                };
                let party = Party {
                    legal_entity: operator.legal_entity.clone(),
                    country: operator.country,
                    ultimate_parent: operator.ultimate_parent.clone(),
                    ultimate_parent_country: operator.ultimate_parent_country,
                    checked_on: Some(operator.checked_on),
                    ..Party::named(&operator.name, KnownBy::Operators)
                };
                let names = read([
                    Some(&operator.name),
                    operator.legal_entity.as_deref(),
                    operator.ultimate_parent.as_deref(),
                ]);
                (party, names)
            }
            Key::Row(Row::Entity(number)) => {
                let name = self.table.entity(*number).unwrap_or_default();
                (
                    Party::named(name, KnownBy::ThirdPartyWeb),
                    Name::of_row(name),
                )
            }
            Key::Network(name) => {
                let control = found.control.as_ref();
                let parent = control.and_then(|control| control.ultimate_parent.as_deref());
                let party = Party {
                    ultimate_parent: parent.map(str::to_owned),
                    ultimate_parent_country: control.and_then(|c| c.ultimate_parent_country),
                    checked_on: control.and_then(|c| c.checked_on),
                    ..Party::named(name, KnownBy::Network)
                };
                (party, read([Some(name), parent, None]))
            }
            Key::Domain(domain) => (Party::named(domain, KnownBy::Domain), Vec::new()),
        }
    }
}
