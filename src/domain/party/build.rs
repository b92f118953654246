//! Making the table of parties, with every fault of its rows named.

use std::collections::HashMap;

use super::name::Name;
use super::row::{RowFault, Sourced, TableRows, no_name, twice};
use super::signature::Signature;
use super::suffix::is_pattern;
use super::table::{PartyTable, Row};
use super::third_party::ThirdParty;
use crate::domain::geo::Operator;
use crate::domain::text::Text;

impl PartyTable {
    /// Makes the table.
    ///
    /// # Errors
    /// Every row that is wrong: an id twice, a company that is not there, a pattern that stands twice or is none, a
    /// signature without anything to recognise, a name that two companies share.
    pub fn new(rows: TableRows) -> Result<Self, Vec<RowFault>> {
        let mut table = Self::default();
        let mut faults = Vec::new();
        let mut ids: HashMap<String, usize> = HashMap::new();
        for sourced in rows.companies {
            let number = table.companies.len();
            let mut fault = |key, nl: String, en: String| {
                faults.push(sourced.fault("company", key, Text::new(nl, en)));
            };
            if ids.insert(sourced.row.id.clone(), number).is_some() {
                let id = &sourced.row.id;
                fault(
                    "id",
                    format!("bedrijf `{id}` staat er twee keer"),
                    format!("company `{id}` stands here twice"),
                );
            }
            let company = &sourced.row;
            let mut names = Name::of_row(&company.name);
            for (key, text) in [("name", &company.name)]
                .into_iter()
                .chain(company.aliases.iter().map(|alias| ("aliases", alias)))
                .chain(
                    company
                        .legal_entity
                        .iter()
                        .map(|entity| ("legal_entity", entity)),
                )
            {
                for name in Name::of_row(text) {
                    let there = *table.by_name.entry(name.key().to_owned()).or_insert(number);
                    if there != number && key != "legal_entity" {
                        let other = table.companies.get(there).map_or("", |c| c.id.as_str());
                        fault(
                            key,
                            format!("naam `{text}` is ook die van `{other}`"),
                            format!("name `{text}` is also that of `{other}`"),
                        );
                    }
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
            table.names.push(names);
            table.companies.push(sourced.row);
        }
        for sourced in rows.operators {
            table.add_operator(sourced, &ids, &mut faults);
        }
        for sourced in rows.signatures {
            table.add_signature(sourced, &ids, &mut faults);
        }
        table
            .tokens
            .sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        table.add_third_parties(rows.third_parties, &mut faults);
        if faults.is_empty() {
            Ok(table)
        } else {
            Err(faults)
        }
    }

    fn add_operator(
        &mut self,
        sourced: Sourced<Operator>,
        ids: &HashMap<String, usize>,
        faults: &mut Vec<RowFault>,
    ) {
        let number = self.operators.len();
        let operator = &sourced.row;
        let company = match &operator.company {
            Some(id) => {
                let found = ids.get(id).copied();
                if found.is_none() {
                    faults.push(sourced.unknown_company("operator", id, ids));
                }
                found
            }
            None => ids.get(&operator.id).copied(),
        };
        for suffix in &operator.host_suffixes {
            self.operator_names.insert(suffix, number);
        }
        self.operator_ids.insert(operator.id.clone(), number);
        self.operated.push(company);
        self.operators.push(sourced.row);
    }

    fn add_signature(
        &mut self,
        sourced: Sourced<Signature>,
        ids: &HashMap<String, usize>,
        faults: &mut Vec<RowFault>,
    ) {
        let number = self.signatures.len();
        let signature = &sourced.row;
        let Some(owner) = ids.get(&signature.company).copied() else {
            faults.push(sourced.unknown_company("signature", &signature.company, ids));
            return;
        };
        let mut known = 0;
        for (table, (key, patterns)) in self.by_end.iter_mut().zip(signature.names()) {
            for pattern in patterns {
                known += 1;
                if !is_pattern(pattern) {
                    faults.push(sourced.fault("signature", key, no_name(pattern)));
                } else if table.insert(pattern, number).is_some() {
                    faults.push(sourced.fault("signature", key, twice(pattern)));
                }
            }
        }
        for token in &signature.txt {
            known += 1;
            let folded = token.to_ascii_lowercase();
            if token.trim() != token || token.chars().count() < 3 {
                faults.push(sourced.fault("signature", "txt", no_name(token)));
            } else if self.tokens.iter().any(|(there, _)| *there == folded) {
                faults.push(sourced.fault("signature", "txt", twice(token)));
            } else {
                self.tokens.push((folded, number));
            }
        }
        for organisation in &signature.issuer {
            known += 1;
            if self
                .issuers
                .insert(organisation.to_lowercase(), number)
                .is_some()
            {
                faults.push(sourced.fault("signature", "issuer", twice(organisation)));
            }
        }
        for asn in &signature.asn {
            known += 1;
            if self.networks.insert(*asn, number).is_some() {
                faults.push(sourced.fault("signature", "asn", twice(&asn.to_string())));
            }
        }
        if known == 0 {
            let message = Text::new(
                "hier is niets aan te herkennen",
                "there is nothing here to recognise it by",
            );
            faults.push(sourced.fault("signature", "company", message));
        }
        self.owners.push(owner);
        self.signatures.push(sourced.row);
    }

    fn add_third_parties(&mut self, rows: Vec<ThirdParty>, faults: &mut Vec<RowFault>) {
        let mut firsts: HashMap<String, usize> = HashMap::new();
        for (number, third) in rows.iter().enumerate() {
            let mut fault = |message| {
                faults.push(RowFault {
                    file: "providers/third-parties.csv".into(),
                    table: "line",
                    index: number + 2,
                    key: "domain",
                    message,
                    hint: None,
                });
            };
            if !is_pattern(&third.domain) {
                fault(no_name(&third.domain));
            } else if self.domains.insert(&third.domain, number).is_some() {
                fault(twice(&third.domain));
            }
            let first = *firsts.entry(third.entity.clone()).or_insert(number);
            let company = Name::of_row(&third.entity)
                .iter()
                .find_map(|name| self.by_name.get(name.key()).copied());
            self.entities
                .push(company.map_or(Row::Entity(first), Row::Company));
        }
        self.third_parties = rows;
    }
}
