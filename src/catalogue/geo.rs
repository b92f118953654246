//! The tables that locate an address, read only when something is to be located.

use std::borrow::Cow;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::Files;
use crate::domain::diagnostic::Diagnostic;
use crate::domain::geo::{DatabaseFile, EdgeFile, Holder, OperatorFile, RegionFile};
use crate::domain::method::DataFile;
use crate::domain::text::Text;

/// The shipped tables, and the files they came from.
#[derive(Debug)]
pub struct GeoTables {
    /// `geo/cloud-regions.mmdb`.
    pub cloud_regions: &'static [u8],
    /// `geo/edge-networks.mmdb`.
    pub edge_networks: &'static [u8],
    /// `geo/dbip-country-lite.mmdb`.
    pub country: &'static [u8],
    /// `geo/networks.mmdb`.
    pub networks: &'static [u8],
    /// `geo/regions.toml`.
    pub regions: RegionFile,
    /// `geo/edges.toml`.
    pub edges: EdgeFile,
    /// `geo/databases.toml`.
    pub databases: DatabaseFile,
    /// `providers/operators.toml`.
    pub operators: OperatorFile,
    /// `geo/holders.csv`.
    pub holders: Vec<Holder>,
    /// The files, with digests and attributions.
    pub data: Vec<DataFile>,
}

/// True for a data file that probes use: the tables of this module, and the files that a user gives, which have no folder.
/// What they gave stands in the observations, so judging again does not read them.
#[must_use]
pub fn is_of_probes(path: &str) -> bool {
    path.starts_with("geo/") || path == "providers/operators.toml" || !path.contains('/')
}

/// Reads the tables that locate an address.
///
/// # Errors
/// The first fault of a table.
pub fn load(files: &Files) -> Result<GeoTables, Diagnostic> {
    let databases: DatabaseFile = table(files, "geo/databases.toml")?;
    let holders = files.source("geo/holders.csv")?;
    let mut data = Vec::new();
    for database in &databases.databases {
        let path = format!("geo/{}", database.file);
        data.push(DataFile {
            sha256: files.digest(&path)?,
            version: Some(database.dated.to_string()),
            attribution: Some(database.attribution.clone()),
            path,
        });
    }
    for path in [
        "geo/regions.toml",
        "geo/edges.toml",
        "geo/holders.csv",
        "providers/operators.toml",
    ] {
        data.push(DataFile {
            path: path.to_owned(),
            version: None,
            sha256: files.digest(path)?,
            attribution: None,
        });
    }
    Ok(GeoTables {
        cloud_regions: bytes(files, "geo/cloud-regions.mmdb")?,
        edge_networks: bytes(files, "geo/edge-networks.mmdb")?,
        country: bytes(files, "geo/dbip-country-lite.mmdb")?,
        networks: bytes(files, "geo/networks.mmdb")?,
        regions: table(files, "geo/regions.toml")?,
        edges: table(files, "geo/edges.toml")?,
        operators: table(files, "providers/operators.toml")?,
        holders: Holder::read_all(&holders)
            .map_err(|error| Diagnostic::new(files.shown("geo/holders.csv"), Text::same(error)))?,
        databases,
        data,
    })
}

fn table<T: DeserializeOwned>(files: &Files, path: &str) -> Result<T, Diagnostic> {
    let source: Arc<str> = files.source(path)?;
    toml::from_str(&source)
        .map_err(|error| Diagnostic::from_toml(&files.shown(path), &source, &error))
}

fn bytes(files: &Files, path: &str) -> Result<&'static [u8], Diagnostic> {
    Ok(match files.bytes(path)? {
        Cow::Borrowed(bytes) => bytes,
        // A user's table in place of a shipped one: read once, kept for the life of the program.
        Cow::Owned(bytes) => Vec::leak(bytes),
    })
}
