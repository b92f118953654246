//! The tables that explain an address: regions, edge networks, databases, operators and holders of networks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::country::Country;
use super::day::Day;
use super::fact::DeliveryClass;
use super::text::Text;

/// The file `geo/regions.toml`: what the row numbers of `cloud-regions.mmdb` mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionFile {
    /// The published lists, by the key that regions refer to.
    #[serde(rename = "source")]
    pub sources: BTreeMap<String, PublishedList>,
    /// The regions.
    #[serde(rename = "region", default)]
    pub regions: Vec<Region>,
}

/// A list of address ranges as its owner publishes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedList {
    /// Name of the list.
    pub title: String,
    /// Where it is published.
    pub url: String,
    /// Date of the copy that was used.
    pub dated: Day,
}

/// A region, or a zone of a region that lies in a place of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// Number in the address table.
    pub id: u32,
    /// Operator id of the provider.
    pub provider: String,
    /// The provider's name of the region; in a geofeed the city or country.
    pub region: String,
    /// The provider's name of the zone, when it is not the region itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Where the region, or the zone, lies.
    pub country: Country,
    /// Key of the published list.
    pub source: String,
}

/// The file `geo/edges.toml`: what the row numbers of `edge-networks.mmdb` mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EdgeFile {
    /// The edges.
    #[serde(rename = "edge", default)]
    pub edges: Vec<Edge>,
}

/// Networks that answer from many places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    /// Number in the address table.
    pub id: u32,
    /// Operator id.
    pub operator: String,
    /// Anycast or content delivery.
    pub class: DeliveryClass,
    /// The list that says so.
    pub source: String,
    /// Date of that list.
    pub dated: Day,
    /// What the networks are for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The file `geo/databases.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseFile {
    /// The databases.
    #[serde(rename = "database", default)]
    pub databases: Vec<GeoDatabase>,
}

/// A shipped address table and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeoDatabase {
    /// File name below `geo/`.
    pub file: String,
    /// Name.
    pub title: String,
    /// Sources of one family share data and are no independent witnesses.
    pub family: String,
    /// Date of the data.
    pub dated: Day,
    /// SPDX id of the licence.
    pub licence: String,
    /// Words that the licence asks to be shown.
    pub attribution: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
}

/// The file `providers/operators.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorFile {
    /// Version and date of the table.
    #[serde(rename = "operators")]
    pub header: OperatorHeader,
    /// The operators.
    #[serde(rename = "operator", default)]
    pub operators: Vec<Operator>,
}

/// Version and date of the operators table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorHeader {
    /// Version.
    pub version: String,
    /// When the table was last checked as a whole.
    pub verified_on: Day,
}

/// Who runs networks or hosting, and who controls that company. An absent field is not established.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// Id, such as `aws`.
    pub id: String,
    /// Name.
    pub name: String,
    /// Id of its row in the table of companies, when that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Autonomous system numbers.
    #[serde(default)]
    pub asns: Vec<u32>,
    /// The company.
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
    /// Names under which its customers' services appear.
    #[serde(default)]
    pub host_suffixes: Vec<String>,
    /// Where this was read.
    pub source: String,
    /// When it was last checked.
    pub checked_on: Day,
    /// Remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

/// The name under which an autonomous system number is registered: a row of `geo/holders.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// Autonomous system number.
    pub asn: u32,
    /// Name.
    pub name: String,
}

impl Holder {
    /// Reads the file: a header, then `asn,name`, names quoted where they hold a comma (RFC 4180).
    ///
    /// # Errors
    /// The line number and what is wrong with it.
    pub fn read_all(text: &str) -> Result<Vec<Self>, String> {
        let mut lines = text.lines().enumerate();
        match lines.next() {
            Some((_, "asn,name")) => {}
            _ => return Err("line 1: expected the header `asn,name`".to_owned()),
        }
        lines
            .filter(|(_, line)| !line.is_empty())
            .map(|(number, line)| {
                let fault = |what: &str| format!("line {}: {what}", number + 1);
                let (asn, name) = line
                    .split_once(',')
                    .ok_or_else(|| fault("expected two fields"))?;
                Ok(Self {
                    asn: asn.parse().map_err(|_| fault("not a network number"))?,
                    name: unquote(name).ok_or_else(|| fault("unbalanced quotes"))?,
                })
            })
            .collect()
    }
}

/// The last field of a line, without its quotes.
fn unquote(field: &str) -> Option<String> {
    match field.strip_prefix('"') {
        None if field.contains('"') => None,
        None => Some(field.to_owned()),
        Some(rest) => {
            let inner = rest.strip_suffix('"')?;
            (inner.replace("\"\"", "").find('"').is_none()).then(|| inner.replace("\"\"", "\""))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_holders_with_and_without_quotes() {
        let holders = Holder::read_all(
            "asn,name\n109,\"CISCO SYSTEMS, INC.\"\n1103,SURF B.V.\n7,\"The \"\"Seven\"\"\"\n",
        );
        let named: Vec<(u32, String)> = holders
            .expect("three rows")
            .into_iter()
            .map(|holder| (holder.asn, holder.name))
            .collect();
        assert_eq!(
            named,
            [
                (109, "CISCO SYSTEMS, INC.".to_owned()),
                (1103, "SURF B.V.".to_owned()),
                (7, "The \"Seven\"".to_owned())
            ]
        );
        for (bad, at) in [
            ("109,x", "line 1"),
            ("asn,name\nAS109,x", "line 2"),
            ("asn,name\n1,a\n109", "line 3"),
            ("asn,name\n109,\"x", "line 2"),
            ("asn,name\n109,x\"y", "line 2"),
        ] {
            let error = Holder::read_all(bad).expect_err(bad);
            assert!(error.starts_with(at), "{error}");
        }
    }

    #[test]
    fn refuses_a_key_it_does_not_know() {
        let row = "[[region]]\nid = 1\nprovider = 'aws'\nregion = 'x'\ncountry = 'DE'\nsource = 'aws'\n[source.aws]\ntitle = 't'\nurl = 'u'\ndated = 2026-01-01\n";
        assert!(toml::from_str::<RegionFile>(row).is_ok());
        assert!(
            toml::from_str::<RegionFile>(&row.replace("provider", "providre = 1\nprovider"))
                .is_err()
        );
    }
}
