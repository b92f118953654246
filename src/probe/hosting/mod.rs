//! Where an address is registered or published, from tables on this machine: no network.

mod database;
mod error;
mod geofeed;
mod tables;
mod vrps;

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use ipnetwork::IpNetwork;
use jiff::Timestamp;
use maxminddb::MaxMindDbError;

use self::database::{CountryDatabase, NumberTable};
pub use self::error::GeoError;
use self::geofeed::Geofeed;
use self::tables::{RegionRow, Tables};
pub use self::vrps::RouteTable;
use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::fact::{
    Delivery, DeliveryClass, GeoClaim, GeoKind, HostingFact, address_scope, canonical,
};
use crate::domain::geo::{Edge, GeoDatabase, Holder, Operator, PublishedList, Region};
use crate::domain::observation::{Failure, FailureReason};

/// The table of networks, as `geo/databases.toml` names it.
const NETWORKS: &str = "networks.mmdb";

/// The tables that ship with the program.
#[derive(Debug)]
pub struct EmbeddedGeo {
    /// `geo/cloud-regions.mmdb`.
    pub cloud_regions: &'static [u8],
    /// `geo/edge-networks.mmdb`.
    pub edge_networks: &'static [u8],
    /// The database of countries: the row of [`databases`](Self::databases) with family `dbip`.
    pub country: &'static [u8],
    /// `geo/networks.mmdb`.
    pub networks: &'static [u8],
    /// The published lists that regions refer to: `[source.*]` of `geo/regions.toml`.
    pub lists: BTreeMap<String, PublishedList>,
    /// `geo/regions.toml`.
    pub regions: Vec<Region>,
    /// `geo/edges.toml`.
    pub edges: Vec<Edge>,
    /// `geo/databases.toml`.
    pub databases: Vec<GeoDatabase>,
    /// `providers/operators.toml`.
    pub operators: Vec<Operator>,
    /// `geo/holders.csv`.
    pub holders: Vec<Holder>,
}

/// A file given with `--geo`: a `MaxMind` DB, or a geofeed (RFC 8805) when the name ends in `.csv`.
#[derive(Debug, Clone)]
pub struct UserDatabase {
    /// File name, which claims carry as their source.
    pub name: String,
    /// The whole file.
    pub bytes: Vec<u8>,
}

/// All sources of evidence about addresses. Look-ups copy no text and take no lock.
#[derive(Debug)]
pub struct GeoSources {
    regions: NumberTable,
    edges: NumberTable,
    networks: NumberTable,
    country: CountryDatabase<&'static [u8]>,
    databases: Vec<CountryDatabase<Vec<u8>>>,
    feeds: Vec<(Arc<str>, Arc<str>, Geofeed)>,
    tables: Tables,
    /// Date of the table of networks.
    networks_dated: Option<Day>,
    routes: Option<RouteTable>,
    public: Arc<str>,
    registry: Arc<str>,
    registry_family: Arc<str>,
    provider_family: Arc<str>,
}

impl GeoSources {
    /// Opens the shipped tables and the files of the user. Order of `user` is kept in claims.
    ///
    /// # Errors
    /// The first table that cannot be used.
    pub fn new(embedded: EmbeddedGeo, user: Vec<UserDatabase>) -> Result<Self, GeoError> {
        let EmbeddedGeo {
            cloud_regions,
            edge_networks,
            country,
            networks,
            lists,
            regions,
            edges,
            databases: shipped,
            operators,
            holders,
        } = embedded;
        let row = shipped
            .iter()
            .find(|database| database.family == "dbip")
            .ok_or_else(|| GeoError::Table {
                name: "databases.toml".to_owned(),
                error: "no database of family `dbip`".to_owned(),
            })?;
        let (mut databases, mut feeds) = (Vec::new(), Vec::new());
        for file in user {
            if file.name.to_ascii_lowercase().ends_with(".csv") {
                let feed = Geofeed::read(&file.name, &file.bytes)?;
                let family = format!("user:{}", file.name);
                feeds.push((file.name.into(), family.into(), feed));
            } else {
                databases.push(CountryDatabase::detect(file.bytes, &file.name)?);
            }
        }
        Ok(Self {
            regions: NumberTable::open(cloud_regions, "region")?,
            edges: NumberTable::open(edge_networks, "edge")?,
            networks: NumberTable::open(networks, "asn")?,
            country: CountryDatabase::open(country, &row.title, &row.family, row.dated)?,
            databases,
            feeds,
            tables: Tables::new(&lists, &regions, &edges, &operators, &holders)?,
            networks_dated: shipped
                .iter()
                .find(|database| database.file == NETWORKS)
                .map(|database| database.dated),
            routes: None,
            public: "public".into(),
            registry: "RIR delegated statistics".into(),
            registry_family: "rir".into(),
            provider_family: "provider".into(),
        })
    }

    /// The same, with a list of validated payloads to look addresses up in.
    #[must_use]
    pub fn with_routes(self, routes: RouteTable) -> Self {
        Self {
            routes: Some(routes),
            ..self
        }
    }

    /// Refuses a file of the user whose build date lies more than a day ahead of `now`.
    /// [`Network::new`](super::Network::new) asks this; who looks up addresses without a network asks it first.
    ///
    /// # Errors
    /// [`GeoError::FromTheFuture`] for the first such file.
    pub fn check_dates(&self, now: Timestamp) -> Result<(), GeoError> {
        let tomorrow = Day::of(now).plus_days(1);
        let databases = self.databases.iter().map(|d| (&d.source, d.dated));
        let routes = self
            .routes
            .iter()
            .map(|routes| (&routes.source, routes.dated()));
        for (name, dated) in databases.chain(routes) {
            if let Some(built) = dated.filter(|built| *built > tomorrow) {
                return Err(GeoError::FromTheFuture {
                    name: name.to_string(),
                    built,
                });
            }
        }
        Ok(())
    }

    /// All evidence about one address, strongest source first. A source that cannot be read gives no claim;
    /// a source that was read and has no row gives a claim without country.
    ///
    /// # Errors
    /// A failure when tables could not be read and nothing else is known of the address.
    pub fn look_up(&self, address: IpAddr) -> Result<HostingFact, Failure> {
        let canonical = canonical(address);
        let scope = address_scope(canonical);
        if scope != "public" {
            return Ok(HostingFact {
                address,
                canonical,
                scope: scope.into(),
                delivery: unknown(),
                claims: Vec::new(),
                control: None,
                routes: None,
            });
        }
        let mut faults = Faults::default();
        let mut claims = Vec::with_capacity(4 + self.databases.len());
        let region = faults
            .check(self.regions.look_up(canonical))
            .and_then(|(number, network)| Some((self.tables.region(number)?, network)));
        if let Some((row, network)) = region {
            claims.push(self.region_claim(row, network));
        }
        for (source, family, feed) in &self.feeds {
            if let Some((network, country)) = feed.look_up(canonical) {
                let claim = plain(GeoKind::Geofeed, source, family, None);
                claims.push(matched(claim, network, country));
            }
        }
        let mut flagged: Vec<(IpNetwork, Arc<str>)> = Vec::new();
        faults.collect(&self.country, canonical, &mut claims, &mut flagged);
        for database in &self.databases {
            faults.collect(database, canonical, &mut claims, &mut flagged);
        }
        let delivery = self.delivery(canonical, region, flagged, &mut faults);
        let asn = faults
            .check(self.networks.look_up(canonical))
            .map(|(asn, _)| asn);
        let publisher = region
            .map(|(row, _)| &row.provider)
            .or(delivery.operator.as_ref());
        let control = self.tables.control(asn, publisher.map(|id| &**id));
        if let Some(error) = faults.0
            && claims.iter().all(|claim| claim.country.is_none())
            && delivery.class == DeliveryClass::Unknown
            && control.is_none()
        {
            return Err(Failure::new(FailureReason::LocalFault, &error));
        }
        let registered = iptocc::country_code(canonical).and_then(Country::of_place);
        claims.push(GeoClaim {
            country: registered,
            ..plain(
                GeoKind::Registry,
                &self.registry,
                &self.registry_family,
                None,
            )
        });
        Ok(HostingFact {
            address,
            canonical,
            scope: Arc::clone(&self.public),
            delivery,
            claims,
            routes: self
                .routes
                .as_ref()
                .map(|routes| routes.look_up(canonical, asn, asn.and(self.networks_dated))),
            control,
        })
    }

    fn region_claim(&self, row: &RegionRow, network: IpNetwork) -> GeoClaim {
        GeoClaim {
            provider: Some(Arc::clone(&row.provider)),
            region: Some(Arc::clone(&row.region)),
            zone: row.zone.clone(),
            ..matched(
                plain(
                    GeoKind::ProviderRegion,
                    &row.source,
                    &self.provider_family,
                    Some(row.dated),
                ),
                network,
                Some(row.country),
            )
        }
    }

    /// An edge, unless the provider publishes a region for a smaller network.
    fn delivery(
        &self,
        address: IpAddr,
        region: Option<(&RegionRow, IpNetwork)>,
        flagged: Vec<(IpNetwork, Arc<str>)>,
        faults: &mut Faults,
    ) -> Delivery {
        let edge = faults
            .check(self.edges.look_up(address))
            .and_then(|(number, network)| Some((self.tables.edge(number)?, network)));
        let smaller =
            |network: &IpNetwork| region.is_some_and(|(_, own)| own.prefix() > network.prefix());
        if let Some((row, network)) = edge.filter(|(_, network)| !smaller(network)) {
            let mut basis = vec![Arc::clone(&row.source)];
            basis.extend(flagged.into_iter().map(|(_, source)| source));
            return Delivery {
                class: row.class,
                operator: Some(Arc::clone(&row.operator)),
                network: Some(network),
                basis,
            };
        }
        let narrowest = flagged
            .iter()
            .filter(|(network, _)| !smaller(network))
            .map(|(network, _)| *network)
            .max_by_key(IpNetwork::prefix);
        if let Some(network) = narrowest {
            return Delivery {
                class: DeliveryClass::Anycast,
                operator: None,
                network: Some(network),
                basis: flagged.into_iter().map(|(_, source)| source).collect(),
            };
        }
        match region {
            Some((row, network)) => Delivery {
                class: DeliveryClass::Origin,
                operator: None,
                network: Some(network),
                basis: vec![Arc::clone(&row.source)],
            },
            None => unknown(),
        }
    }
}

/// The first thing that went wrong with a table: noted, never taken for "no row".
#[derive(Default)]
struct Faults(Option<String>);

impl Faults {
    fn check<T>(&mut self, result: Result<Option<T>, MaxMindDbError>) -> Option<T> {
        result.unwrap_or_else(|error| {
            self.0.get_or_insert_with(|| error.to_string());
            None
        })
    }

    fn collect<S: AsRef<[u8]>>(
        &mut self,
        database: &CountryDatabase<S>,
        address: IpAddr,
        claims: &mut Vec<GeoClaim>,
        flagged: &mut Vec<(IpNetwork, Arc<str>)>,
    ) {
        let claim = plain(
            GeoKind::GeoDatabase,
            &database.source,
            &database.family,
            database.dated,
        );
        match database.look_up(address) {
            Ok(Some(row)) => {
                if row.anycast {
                    flagged.push((row.network, Arc::clone(&database.source)));
                }
                claims.push(matched(claim, row.network, row.country));
            }
            Ok(None) => claims.push(claim),
            Err(error) => {
                self.0.get_or_insert_with(|| error.to_string());
            }
        }
    }
}

fn plain(kind: GeoKind, source: &Arc<str>, family: &Arc<str>, dated: Option<Day>) -> GeoClaim {
    GeoClaim {
        kind,
        source: Arc::clone(source),
        family: Arc::clone(family),
        dated,
        network: None,
        provider: None,
        region: None,
        zone: None,
        country: None,
    }
}

fn matched(claim: GeoClaim, network: IpNetwork, country: Option<Country>) -> GeoClaim {
    GeoClaim {
        network: Some(network),
        country,
        ..claim
    }
}

const fn unknown() -> Delivery {
    Delivery {
        class: DeliveryClass::Unknown,
        operator: None,
        network: None,
        basis: Vec::new(),
    }
}
