//! From the options to the network of a run.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

use super::arguments::Network as Options;
use super::given::{aged, aged_routes, tell_age};
use super::{Session, routes};
use crate::assess::{Lookout, clock, plan};
use crate::catalogue::{GeoTables, load_geo, read_file};
use crate::domain::diagnostic::Diagnostic;
use crate::domain::method::{DataFile, GivenKind};
use crate::domain::text::Text;
use crate::probe::{
    Depth, EmbeddedGeo, GeoError, GeoSources, Network, RouteTable, Settings, UserDatabase,
};
use crate::probe::{DnssecAnchor, DnssecAnchorError, read_dnssec_anchors};

/// The largest location database of a user, in bytes.
const GEO_LIMIT: u64 = 1024 * 1024 * 1024;
/// The largest file of trust anchors, in bytes.
const CA_LIMIT: u64 = 16 * 1024 * 1024;
/// The largest file of keys of zones, in bytes.
const ZONE_KEYS_LIMIT: u64 = 1024 * 1024;

/// Prepares the network of a run.
pub(super) fn prepare(
    session: &Session,
    options: &Options,
    depth: Depth,
) -> Result<Lookout, Diagnostic> {
    if let Some(country) = options.vantage
        && !session.catalogue.areas.knows(country)
    {
        return Err(Diagnostic::misuse(
            format!("--vantage {country}"),
            Text::new("dit is geen landcode", "this is no country code"),
        ));
    }
    let mut settings = Settings {
        dns: options.dns,
        allow_private: options.allow_private,
        timeout: Duration::from_secs(options.timeout),
        deadline: Duration::from_secs(options.timeout * 6),
        concurrency: usize::from(options.concurrency),
        rate: options.rate,
        depth,
        vantage: options.vantage,
        offline: options.offline,
        ..Settings::default()
    };
    for text in &options.connect_to {
        let (from, to) = read_connect_to(text)?;
        settings.connect_to.insert(from, to);
    }
    for path in &options.dnssec_anchor {
        settings.dnssec_anchors.extend(read_zone_keys(path)?);
        let limit = session.catalogue.policy.dns.anchor_file_days;
        let aged = aged(GivenKind::DnssecAnchors, path, None, limit);
        settings.given_files.extend(aged);
    }
    for path in &options.ca {
        settings.added_anchors.extend(read_anchors(path)?);
    }
    for text in &options.store {
        let (name, path) = read_store(text)?;
        let anchors = read_anchors(Path::new(path))?;
        settings
            .stores
            .entry(name.to_owned())
            .or_default()
            .extend(anchors);
    }
    let routes = options.vrps.as_deref().map(routes::read).transpose()?;
    if let (Some(path), Some((table, _))) = (&options.vrps, &routes) {
        settings
            .given_files
            .extend(aged_routes(session, path, table));
    }
    for file in &settings.given_files {
        tell_age(session, file);
    }
    prepare_with(session, settings, &options.geo, routes)
}

/// Prepares a network from settings.
pub(super) fn prepare_with(
    session: &Session,
    settings: Settings,
    geo: &[PathBuf],
    routes: Option<(RouteTable, DataFile)>,
) -> Result<Lookout, Diagnostic> {
    let (sources, data) = geo_sources(session, geo, routes)?;
    let settings = Settings {
        dkim_selectors: session.catalogue.policy.dkim_selectors.all(),
        ..settings
    };
    let network = Network::new(settings, Arc::new(sources), clock::now).map_err(|error| {
        Diagnostic::new(
            "waarborg",
            Text::new(
                format!("kan het netwerk niet gebruiken: {error}"),
                format!("failed to {error}"),
            ),
        )
    })?;
    Ok(Lookout { network, data })
}

/// The shipped tables and the user's own.
pub(super) fn geo_sources(
    session: &Session,
    geo: &[PathBuf],
    routes: Option<(RouteTable, DataFile)>,
) -> Result<(GeoSources, Vec<DataFile>), Diagnostic> {
    let tables = load_geo(&session.catalogue.files)?;
    let mut user = Vec::new();
    let mut data = Vec::new();
    for path in geo {
        let bytes = read_file(path, GEO_LIMIT)?;
        let name = path.file_name().map_or_else(
            || path.display().to_string(),
            |n| n.to_string_lossy().into_owned(),
        );
        data.push(crate::catalogue::describe(&name, &bytes));
        user.push(UserDatabase { name, bytes });
    }
    let GeoTables {
        cloud_regions,
        edge_networks,
        country,
        networks,
        regions,
        edges,
        databases,
        operators,
        holders,
        data: shipped,
    } = tables;
    data.extend(shipped);
    let embedded = EmbeddedGeo {
        cloud_regions,
        edge_networks,
        country,
        networks,
        lists: regions.sources,
        regions: regions.regions,
        edges: edges.edges,
        databases: databases.databases,
        operators: operators.operators,
        holders,
    };
    let given: Vec<String> = user.iter().map(|file| file.name.clone()).collect();
    let routed = routes.as_ref().map(|(_, file)| file.path.clone());
    let refuse = |error: GeoError| {
        let option = if routed.as_deref() == Some(table_of(&error)) {
            "--vrps"
        } else if given.iter().any(|name| name == table_of(&error)) {
            "--geo"
        } else {
            "--data"
        };
        Diagnostic::new(
            option,
            Text::new(
                format!("niet te gebruiken: {}", in_dutch(&error)),
                format!("failed to {error}"),
            ),
        )
    };
    let mut sources = GeoSources::new(embedded, user).map_err(refuse)?;
    if let Some((table, file)) = routes {
        data.push(file);
        sources = sources.with_routes(table);
    }
    sources.check_dates(clock::now()).map_err(refuse)?;
    Ok((sources, data))
}

/// The table that cannot be used.
fn table_of(error: &GeoError) -> &str {
    match error {
        GeoError::Damaged { name, .. }
        | GeoError::FromTheFuture { name, .. }
        | GeoError::Geofeed { name, .. }
        | GeoError::NoCountries { name }
        | GeoError::NotADatabase { name, .. }
        | GeoError::Routes { name, .. }
        | GeoError::Table { name, .. } => name,
    }
}

/// Why a table cannot be used; words of a reader of bytes stay as they are.
fn in_dutch(error: &GeoError) -> String {
    match error {
        GeoError::Damaged { name, error } => {
            format!("{name} is beschadigd (technische melding: {error})")
        }
        GeoError::FromTheFuture { name, built } => {
            format!("{name} is volgens het bestand zelf gemaakt op {built}, in de toekomst")
        }
        GeoError::Geofeed { name, line, error } => {
            format!("{name}, regel {line} (technische melding: {error})")
        }
        GeoError::NoCountries { name } => format!(
            "{name} bevat geen landen (gezocht: `country.iso_code`, `country_code` en `country`)"
        ),
        GeoError::NotADatabase { name, error } => {
            format!("{name} is geen volledige MaxMind-database (technische melding: {error})")
        }
        GeoError::Routes {
            name,
            line,
            column,
            error,
        } => format!("{name}, regel {line}, teken {column} (technische melding: {error})"),
        GeoError::Table { name, error } => format!("{name} (technische melding: {error})"),
    }
}

fn read_connect_to(text: &str) -> Result<((String, u16), SocketAddr), Diagnostic> {
    let refuse = || {
        Diagnostic::misuse(
            format!("--connect-to {text}"),
            Text::new(
                "verwacht HOST:POORT:ADRES:POORT",
                "expected HOST:PORT:ADDR:PORT",
            ),
        )
        .with_hint(Text::same("--connect-to portal.example:443:127.0.0.1:8443"))
    };
    let (left, port) = text.rsplit_once(':').ok_or_else(refuse)?;
    let port: u16 = port.parse().map_err(|_| refuse())?;
    let (name, address) = if let Some(open) = left.rfind(":[") {
        (&left[..open], left[open + 1..].trim_matches(['[', ']']))
    } else {
        left.rsplit_once(':').ok_or_else(refuse)?
    };
    let address: IpAddr = address.parse().map_err(|_| refuse())?;
    let (host, from) = name.rsplit_once(':').ok_or_else(refuse)?;
    let from: u16 = from.parse().map_err(|_| refuse())?;
    // Spelled as targets are, so that both mean the same host.
    let host = plan::read_target(host, None)
        .map_err(|_| refuse())?
        .host()
        .to_owned();
    Ok(((host, from), SocketAddr::new(address, port)))
}

/// A name of lower-case letters, digits and hyphens that no store has yet, and a file.
fn read_store(text: &str) -> Result<(&str, &str), Diagnostic> {
    let refuse = |message| {
        Diagnostic::misuse(format!("--store {text}"), message)
            .with_hint(Text::same("--store apple=apple-roots.pem"))
    };
    let (name, path) = text
        .split_once('=')
        .filter(|(_, path)| !path.is_empty())
        .ok_or_else(|| refuse(Text::new("verwacht NAAM=BESTAND", "expected NAME=FILE")))?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !(1..=40).contains(&name.len()) || !name.chars().all(plain) {
        return Err(refuse(Text::new(
            "de naam bestaat uit hoogstens 40 kleine letters, cijfers en koppeltekens",
            "the name is at most 40 lower-case letters, digits and hyphens",
        )));
    }
    if matches!(name, "added" | "mozilla") {
        return Err(refuse(Text::new(
            format!("de naam `{name}` is al in gebruik"),
            format!("the name `{name}` is in use"),
        )));
    }
    Ok((name, path))
}

fn read_zone_keys(path: &Path) -> Result<Vec<DnssecAnchor>, Diagnostic> {
    let bytes = read_file(path, ZONE_KEYS_LIMIT)?;
    read_dnssec_anchors(&String::from_utf8_lossy(&bytes)).map_err(|error| {
        let (nl, en) = match &error {
            DnssecAnchorError::Line { line, words } => (
                format!("regel {line} is geen DS- of DNSKEY-record: {words}"),
                format!("line {line} is no DS or DNSKEY record: {words}"),
            ),
            DnssecAnchorError::Empty => (
                "er staat geen DS- of DNSKEY-record in".to_owned(),
                "there is no DS or DNSKEY record in it".to_owned(),
            ),
            DnssecAnchorError::TooMany => (
                "er staan te veel records in".to_owned(),
                "there are too many records in it".to_owned(),
            ),
        };
        Diagnostic::new(path.display().to_string(), Text::new(nl, en))
            .with_hint(Text::same("example. IN DS 12345 13 2 0A1B…"))
    })
}

pub(super) fn read_anchors(path: &Path) -> Result<Vec<CertificateDer<'static>>, Diagnostic> {
    let bytes = read_file(path, CA_LIMIT)?;
    let refuse =
        |nl: String, en: String| Diagnostic::new(path.display().to_string(), Text::new(nl, en));
    let anchors: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&bytes)
        .collect::<Result<_, _>>()
        .map_err(|error| {
            refuse(
                format!("geen geldig PEM-bestand (technische melding: {error:?})"),
                format!("no valid PEM file: {error:?}"),
            )
        })?;
    for (number, anchor) in (1..).zip(&anchors) {
        webpki::anchor_from_trusted_cert(anchor).map_err(|error| {
            refuse(
                format!("certificaat {number} is niet te lezen (technische melding: {error})"),
                format!("certificate {number} cannot be read: {error}"),
            )
        })?;
    }
    if anchors.is_empty() {
        return Err(refuse(
            "er staat geen certificaat in (PEM)".to_owned(),
            "there is no certificate in it (PEM)".to_owned(),
        ));
    }
    Ok(anchors)
}

#[cfg(test)]
mod tests {
    use super::read_connect_to;

    #[test]
    fn reads_what_curl_reads() {
        let (from, to) = read_connect_to("Portal.example:443:127.0.0.1:8443").expect("IPv4");
        assert_eq!(
            (from, to.to_string()),
            (
                ("portal.example".to_owned(), 443),
                "127.0.0.1:8443".to_owned()
            )
        );
        let (from, to) = read_connect_to("a.example:443:[::1]:8443").expect("IPv6");
        assert_eq!(
            (from.0.as_str(), to.to_string().as_str()),
            ("a.example", "[::1]:8443")
        );
        for bad in [
            "",
            "a",
            "a:1",
            "a:1:b:2",
            "a:x:127.0.0.1:1",
            ":1:127.0.0.1:2",
            "a:1:127.0.0.1:70000",
        ] {
            assert!(read_connect_to(bad).is_err(), "{bad}");
        }
    }
}
