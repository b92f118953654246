//! Everything that is known of parties, ready to be found by name, token, organisation and network number.

use std::collections::HashMap;

use super::company::Company;
use super::name::Name;
use super::signature::{PartyRole, Signature};
use super::suffix::SuffixTable;
use super::third_party::ThirdParty;
use crate::domain::geo::Operator;

/// Which party a record shows: a row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Row {
    /// A company, by its number.
    Company(usize),
    /// An operator of networks without a row among the companies, by its number.
    Operator(usize),
    /// A name of third-party-web without a row among the companies: the number of its first domain.
    Entity(usize),
}

/// What was found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recognised<'a> {
    pub(super) row: Row,
    /// What the party does there; nothing when the kind of record has to say.
    pub(super) role: Option<PartyRole>,
    pub(super) service: Option<&'a str>,
}

/// The kinds of records whose names are matched by their end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameKind {
    Cname,
    Dkim,
    Mx,
    Ns,
    Page,
    Spf,
}

/// Everything that is known of parties.
#[derive(Debug, Clone, Default)]
pub struct PartyTable {
    pub(super) companies: Vec<Company>,
    /// Every name of each company.
    pub(super) names: Vec<Vec<Name>>,
    /// Companies by a name in one word.
    pub(super) by_name: HashMap<String, usize>,
    pub(super) signatures: Vec<Signature>,
    /// The company of each signature.
    pub(super) owners: Vec<usize>,
    pub(super) by_end: [SuffixTable<usize>; 6],
    pub(super) tokens: Vec<(String, usize)>,
    pub(super) issuers: HashMap<String, usize>,
    pub(super) networks: HashMap<u32, usize>,
    pub(super) third_parties: Vec<ThirdParty>,
    /// For each domain of a third party, whose it is.
    pub(super) entities: Vec<Row>,
    pub(super) domains: SuffixTable<usize>,
    pub(super) operators: Vec<Operator>,
    /// The company of each operator.
    pub(super) operated: Vec<Option<usize>>,
    pub(super) operator_ids: HashMap<String, usize>,
    pub(super) operator_names: SuffixTable<usize>,
}

impl PartyTable {
    /// Finds a name that a record leads to. What the curated signatures know goes first.
    pub(super) fn find(&self, kind: NameKind, name: &str) -> Option<Recognised<'_>> {
        let place = match kind {
            NameKind::Cname => 0,
            NameKind::Mx => 1,
            NameKind::Ns => 2,
            NameKind::Spf => 3,
            NameKind::Dkim => 4,
            NameKind::Page => 5,
        };
        let own = self.by_end[place]
            .find(name)
            .and_then(|number| self.signature(number));
        match kind {
            NameKind::Page => own.or_else(|| self.third_party(name)).or_else(|| {
                let number = self.by_end[0].find(name)?;
                self.signature(number)
            }),
            NameKind::Cname | NameKind::Mx | NameKind::Ns => {
                own.or_else(|| Some(self.operator(self.operator_names.find(name)?)))
            }
            NameKind::Dkim | NameKind::Spf => own,
        }
    }

    /// Finds whose token a TXT record is, and the beginning by which it was known.
    pub(super) fn find_token(&self, text: &str) -> Option<(Recognised<'_>, &str)> {
        let (token, number) = self.tokens.iter().find(|(token, _)| {
            text.as_bytes()
                .get(..token.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(token.as_bytes()))
        })?;
        Some((self.signature(*number)?, token))
    }

    /// Finds the organisation that issued a certificate.
    pub(super) fn find_issuer(&self, organisation: &str) -> Option<Recognised<'_>> {
        self.signature(*self.issuers.get(&organisation.to_lowercase())?)
    }

    /// Finds who operates a network: by its number, or by the id of an operator.
    pub(super) fn find_network(
        &self,
        asn: Option<u32>,
        operator: Option<&str>,
    ) -> Option<Recognised<'_>> {
        asn.and_then(|asn| self.signature(*self.networks.get(&asn)?))
            .or_else(|| Some(self.operator(*self.operator_ids.get(operator?)?)))
    }

    /// The company that a name means, if it surely means one: the one with the same name, or with most of it.
    pub(super) fn company_named(&self, names: &[Name]) -> Option<usize> {
        if let Some(same) = names.iter().find_map(|name| self.by_name.get(name.key())) {
            return Some(*same);
        }
        let fits = self.names.iter().enumerate().flat_map(|(number, known)| {
            known
                .iter()
                .filter(|known| names.iter().any(|name| name.is_surely(known)))
                .map(move |known| (known.letters(), std::cmp::Reverse(number)))
        });
        fits.max().map(|(_, std::cmp::Reverse(number))| number)
    }

    pub(super) fn company(&self, number: usize) -> Option<&Company> {
        self.companies.get(number)
    }

    pub(super) fn names_of(&self, company: usize) -> &[Name] {
        self.names.get(company).map_or(&[], Vec::as_slice)
    }

    pub(super) fn operator_at(&self, number: usize) -> Option<&Operator> {
        self.operators.get(number)
    }

    pub(super) fn entity(&self, number: usize) -> Option<&str> {
        self.third_parties
            .get(number)
            .map(|third| third.entity.as_str())
    }

    /// How many companies and signatures there are.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.companies.len(), self.signatures.len())
    }

    fn signature(&self, number: usize) -> Option<Recognised<'_>> {
        let signature = self.signatures.get(number)?;
        Some(Recognised {
            row: Row::Company(*self.owners.get(number)?),
            role: Some(signature.role),
            service: Some(&signature.service),
        })
    }

    fn operator(&self, number: usize) -> Recognised<'_> {
        Recognised {
            row: match self.operated.get(number) {
                Some(Some(company)) => Row::Company(*company),
                _ => Row::Operator(number),
            },
            role: None,
            service: None,
        }
    }

    fn third_party(&self, host: &str) -> Option<Recognised<'_>> {
        let number = self.domains.find(host)?;
        Some(Recognised {
            row: *self.entities.get(number)?,
            role: Some(self.third_parties.get(number)?.kind.role()),
            service: None,
        })
    }
}
