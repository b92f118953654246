//! Shipped tables in miniature.

use waarborg::domain::geo::{DatabaseFile, EdgeFile, Holder, OperatorFile, RegionFile};
use waarborg::probe::{EmbeddedGeo, GeoSources, UserDatabase};

use super::mmdb::{database, number, text};

const REGIONS: &str = r#"
[source.aws]
title = "AWS IP address ranges"
url = "https://ip-ranges.amazonaws.com/ip-ranges.json"
dated = 2026-08-22
[[region]]
id = 1
provider = "aws"
region = "eu-central-1"
country = "DE"
source = "aws"
[[region]]
id = 2
provider = "aws"
region = "eu-central-1"
zone = "eu-central-1-ist-1"
country = "TR"
source = "aws"
"#;

const EDGES: &str = r#"
[[edge]]
id = 7
operator = "cloudflare"
class = "anycast"
source = "Cloudflare IP ranges"
dated = 2026-11-22
"#;

const DATABASES: &str = r#"
[[database]]
file = "dbip-country-lite.mmdb"
title = "DB-IP IP to Country Lite"
family = "dbip"
dated = 2026-06-01
licence = "CC-BY-4.0"
attribution = "IP Geolocation by DB-IP"
sha256 = "00"
"#;

const OPERATORS: &str = r#"
[operators]
version = "1"
verified_on = 2026-11-22
[[operator]]
id = "aws"
name = "Amazon Web Services"
asns = [16509]
ultimate_parent = "Amazon.com, Inc."
ultimate_parent_country = "US"
host_suffixes = ["amazonaws.com"]
source = "https://aws.amazon.com/"
checked_on = 2026-11-22
[[operator]]
id = "cloudflare"
name = "Cloudflare"
source = "https://www.cloudflare.com/"
checked_on = 2026-11-22
note.nl = "Een noot."
note.en = "A note."
"#;

/// The tables; the caller may change them before they are opened.
pub(crate) fn embedded() -> EmbeddedGeo {
    let regions: RegionFile = toml::from_str(REGIONS).expect("regions");
    let edges: EdgeFile = toml::from_str(EDGES).expect("edges");
    let databases: DatabaseFile = toml::from_str(DATABASES).expect("databases");
    let operators: OperatorFile = toml::from_str(OPERATORS).expect("operators");
    let holders = Holder::read_all("asn,name\n16509,\"Amazon.com, Inc.\"\n1103,SURF B.V.\n")
        .expect("holders");
    EmbeddedGeo {
        cloud_regions: leak(database(
            "regions",
            1,
            &[
                ("18.184.0.0/15", number("region", 1)),
                ("15.190.244.0/22", number("region", 2)),
                ("104.16.8.0/24", number("region", 1)),
                ("2a05:d014::/36", number("region", 1)),
            ],
        )),
        edge_networks: leak(database(
            "edges",
            1,
            &[
                ("104.16.0.0/13", number("edge", 7)),
                ("18.185.9.0/24", number("edge", 7)),
            ],
        )),
        country: leak(database(
            "dbip",
            1,
            &[
                ("18.184.0.0/15", text("country_code", "US")),
                ("104.16.0.0/12", text("country_code", "US")),
                ("145.0.0.0/8", text("country_code", "NL")),
                ("37.0.0.0/8", text("country_code", "EU")),
                ("2a05:d000::/20", text("country_code", "IE")),
            ],
        )),
        networks: leak(database(
            "networks",
            1,
            &[
                ("18.184.0.0/15", number("asn", 16509)),
                ("145.0.0.0/8", number("asn", 1103)),
                ("37.0.0.0/8", number("asn", 64_496)),
            ],
        )),
        lists: regions.sources,
        regions: regions.regions,
        edges: edges.edges,
        databases: databases.databases,
        operators: operators.operators,
        holders,
    }
}

/// The tables with files of a user.
pub(crate) fn sources(user: Vec<UserDatabase>) -> GeoSources {
    GeoSources::new(embedded(), user).expect("test tables")
}

/// Shipped tables live as long as the program.
pub(crate) fn leak(bytes: Vec<u8>) -> &'static [u8] {
    Box::leak(bytes.into_boxed_slice())
}
