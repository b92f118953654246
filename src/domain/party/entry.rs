//! Parties as they are stored and told of: who each is, what shows it, and whether the provider named it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::hit::{Hit, HitStrength};
use super::signature::PartyRole;
use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::location::AreaKind;

/// What a party that the provider named is to it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DeclaredPart {
    /// The parent company of the provider.
    Parent,
    /// A sub-processor.
    SubProcessor,
    /// The provider itself.
    Vendor,
}

/// One row of what the provider named: in the dossier, or in a table of its answers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct DeclaredParty {
    /// What it is to the provider.
    pub part: DeclaredPart,
    /// The name as it was given.
    pub name: String,
    /// Where it processes, as it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Legal position of that country on the day of the assessment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaKind>,
    /// What it does, as it was given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub task: String,
}

impl DeclaredParty {
    /// A row as it was given.
    #[must_use]
    pub fn new(part: DeclaredPart, name: &str, country: Option<Country>, task: &str) -> Self {
        Self {
            part,
            name: name.to_owned(),
            country,
            area: None,
            task: task.to_owned(),
        }
    }
}

/// Where the name of a party comes from.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum KnownBy {
    /// The curated table of companies.
    Catalogue,
    /// The provider's own list alone.
    Declared,
    /// Nothing: the name is the registered domain that the records lead to. It may even be the provider's own.
    Domain,
    /// The organisation that the network is registered to.
    Network,
    /// The table of network operators.
    Operators,
    /// The domains of third-party-web.
    ThirdPartyWeb,
}

/// What the comparison of the list and the records comes to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// The provider named it, and records show it.
    DeclaredAndSeen,
    /// The provider named it; no record shows it. Much of what sub-processors do cannot be seen from outside.
    DeclaredNotSeen,
    /// Records show it, and there is no list to compare with: a scan.
    Seen,
    /// Records show it, and the provider did not name it: a reason to ask.
    SeenNotDeclared,
}

/// A party behind the provider. An absent field is not established.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Party {
    /// Name.
    pub name: String,
    /// Where the name comes from.
    pub known_by: KnownBy,
    /// Id in the table of companies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// The company that contracts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_entity: Option<String>,
    /// Its seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Legal position of the seat on the day of the assessment (GDPR chapter V): the basis on which data could go there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaKind>,
    /// The top of its group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ultimate_parent: Option<String>,
    /// The seat of the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ultimate_parent_country: Option<Country>,
    /// Legal position of the seat of the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ultimate_parent_area: Option<AreaKind>,
    /// When seat and ownership were last checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_on: Option<Day>,
    /// What the comparison comes to.
    pub standing: Standing,
    /// The rows of the provider's list that mean it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declared: Vec<DeclaredParty>,
    /// The records that show it, strongest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hits: Vec<Hit>,
}

impl Party {
    /// How strong the strongest sign is; nothing when it was not seen.
    #[must_use]
    pub fn strength(&self) -> Option<HitStrength> {
        self.hits.iter().map(|hit| hit.strength).max()
    }

    /// What it does, as far as some of its hits show: each role once, in the order of the hits.
    #[must_use]
    pub fn roles<'a>(hits: impl Iterator<Item = &'a Hit>) -> Vec<PartyRole> {
        let mut roles = Vec::new();
        for hit in hits {
            if !roles.contains(&hit.role) {
                roles.push(hit.role);
            }
        }
        roles
    }

    /// True when it was seen and not declared, and shows more than a token or a service without personal data: ask the
    /// provider what it does.
    #[must_use]
    pub fn is_question(&self) -> bool {
        self.standing == Standing::SeenNotDeclared && self.hits.iter().any(Hit::is_worth_asking)
    }
}

impl Party {
    /// A party of which nothing is known but its name.
    pub(super) fn named(name: &str, known_by: KnownBy) -> Self {
        Self {
            name: name.to_owned(),
            known_by,
            company: None,
            legal_entity: None,
            country: None,
            area: None,
            ultimate_parent: None,
            ultimate_parent_country: None,
            ultimate_parent_area: None,
            checked_on: None,
            standing: Standing::Seen,
            declared: Vec::new(),
            hits: Vec::new(),
        }
    }
}
