//! The shipped tables, opened as the program opens them.

use waarborg::catalogue::{Catalogue, DEFAULT_POLICY, GeoTables, load_geo};
use waarborg::probe::{EmbeddedGeo, GeoSources};

/// All shipped data.
pub(crate) fn catalogue() -> Catalogue {
    Catalogue::load(None, DEFAULT_POLICY).expect("the shipped data")
}

/// The shipped location tables.
pub(crate) fn tables(catalogue: &Catalogue) -> GeoTables {
    load_geo(&catalogue.files).expect("the shipped tables")
}

/// The shipped location tables, ready for look-ups.
pub(crate) fn sources(tables: GeoTables) -> GeoSources {
    let embedded = EmbeddedGeo {
        cloud_regions: tables.cloud_regions,
        edge_networks: tables.edge_networks,
        country: tables.country,
        networks: tables.networks,
        lists: tables.regions.sources,
        regions: tables.regions.regions,
        edges: tables.edges.edges,
        databases: tables.databases.databases,
        operators: tables.operators.operators,
        holders: tables.holders,
    };
    GeoSources::new(embedded, Vec::new()).expect("the shipped tables")
}
