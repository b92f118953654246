//! Companies: a row each of `data/providers/companies*.toml`.

use serde::{Deserialize, Serialize};

use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::text::Text;

/// A file of companies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompanyFile {
    /// Version and date of the table.
    #[serde(rename = "companies")]
    pub head: ProviderHead,
    /// The companies.
    #[serde(rename = "company", default)]
    pub rows: Vec<Company>,
}

/// Version and date of a table of providers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderHead {
    /// Version.
    pub version: String,
    /// When the table was last checked as a whole; no row was checked later.
    pub verified_on: Day,
}

/// A company that others use for their services, and who controls it. An absent field is not established.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// Id, such as `aws`: permanent.
    pub id: String,
    /// Name.
    pub name: String,
    /// Other names under which a list of sub-processors may know it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// The company that contracts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_entity: Option<String>,
    /// Its seat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// The top of its group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ultimate_parent: Option<String>,
    /// The seat of the top.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ultimate_parent_country: Option<Country>,
    /// `private-equity`, `government`, `foundation` …, when the top is no ordinary company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_kind: Option<String>,
    /// Where this was read: the company's own site.
    pub source: String,
    /// When it was last checked.
    pub checked_on: Day,
    /// Remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}
