//! Address tables in `MaxMind` DB format: our own numbered tables, and databases of countries.

use std::net::IpAddr;
use std::sync::Arc;

use ipnetwork::IpNetwork;
use jiff::Timestamp;
use maxminddb::{MaxMindDbError, PathElement, Reader};

use super::error::GeoError;
use crate::domain::country::Country;
use crate::domain::day::Day;

/// First rows in which the schema of a file is looked for: one that is known, and one that is not.
const FEW: usize = 20;
const MANY: usize = 1_000;

/// A table that gives a number for an address.
#[derive(Debug)]
pub(super) struct NumberTable {
    reader: Reader<&'static [u8]>,
    field: &'static str,
}

impl NumberTable {
    pub(super) fn open(bytes: &'static [u8], field: &'static str) -> Result<Self, GeoError> {
        let reader = open(field, bytes)?;
        Ok(Self { reader, field })
    }

    /// The number of the row that an address belongs to, and the network that matched.
    pub(super) fn look_up(
        &self,
        address: IpAddr,
    ) -> Result<Option<(u32, IpNetwork)>, MaxMindDbError> {
        let found = self.reader.lookup(address)?;
        match found.decode_path(&[PathElement::Key(self.field)])? {
            Some(number) => Ok(Some((number, found.network()?))),
            None => Ok(None),
        }
    }
}

/// Where a database of countries keeps the code, and the anycast flag beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Schema {
    /// `country.iso_code`, `traits.is_anycast`: `MaxMind`, DB-IP.
    Nested,
    /// `country_code`, `is_anycast`: ip-location-db, `IPinfo` Lite and Core.
    CountryCode,
    /// `country` with a code: `IPinfo`, older files.
    Country,
}

impl Schema {
    const ALL: [Self; 3] = [Self::Nested, Self::CountryCode, Self::Country];

    const fn country(self) -> &'static [PathElement<'static>] {
        match self {
            Self::Nested => &[PathElement::Key("country"), PathElement::Key("iso_code")],
            Self::CountryCode => &[PathElement::Key("country_code")],
            Self::Country => &[PathElement::Key("country")],
        }
    }

    const fn anycast(self) -> &'static [PathElement<'static>] {
        match self {
            Self::Nested => &[PathElement::Key("traits"), PathElement::Key("is_anycast")],
            Self::CountryCode | Self::Country => &[PathElement::Key("is_anycast")],
        }
    }
}

/// A database that gives a country for an address.
#[derive(Debug)]
pub(super) struct CountryDatabase<S: AsRef<[u8]>> {
    reader: Reader<S>,
    schema: Schema,
    /// Name that claims carry.
    pub(super) source: Arc<str>,
    /// Family that claims carry.
    pub(super) family: Arc<str>,
    /// Date that claims carry.
    pub(super) dated: Option<Day>,
}

/// One row of a database of countries.
pub(super) struct CountryRow {
    pub(super) network: IpNetwork,
    /// Absent when the code is no place.
    pub(super) country: Option<Country>,
    pub(super) anycast: bool,
}

impl<S: AsRef<[u8]>> CountryDatabase<S> {
    /// Opens a database whose name, family and date are known. Its first rows show the schema: looking all over it would
    /// bring all of it into memory.
    pub(super) fn open(bytes: S, source: &str, family: &str, dated: Day) -> Result<Self, GeoError> {
        let reader = open(source, bytes)?;
        let schema = match first_rows(&reader, FEW) {
            Some(schema) => schema,
            None => schema(&reader, source)?,
        };
        Ok(Self {
            schema,
            source: source.into(),
            family: family.into(),
            dated: Some(dated),
            reader,
        })
    }

    /// Opens a file that a user gave: schema, family and date are read from it.
    pub(super) fn detect(bytes: S, source: &str) -> Result<Self, GeoError> {
        let reader = open(source, bytes)?;
        let metadata = reader.metadata();
        let built = i64::try_from(metadata.build_epoch)
            .ok()
            .and_then(|seconds| Timestamp::from_second(seconds).ok())
            .ok_or_else(|| GeoError::Damaged {
                name: source.to_owned(),
                error: "the build date is no date".to_owned(),
            })?;
        let described: Vec<&str> = metadata.description.values().map(String::as_str).collect();
        let family = family(&metadata.database_type, &described.join(" "), source);
        Ok(Self {
            schema: schema(&reader, source)?,
            source: source.into(),
            family: family.into(),
            dated: (metadata.build_epoch > 0).then(|| Day::of(built)),
            reader,
        })
    }

    /// The row of an address, if there is one.
    pub(super) fn look_up(&self, address: IpAddr) -> Result<Option<CountryRow>, MaxMindDbError> {
        if address.is_ipv6() && self.reader.metadata().ip_version == 4 {
            return Ok(None);
        }
        let found = self.reader.lookup(address)?;
        if !found.has_data() {
            return Ok(None);
        }
        let code: Option<&str> = found.decode_path(self.schema.country())?;
        // Some files write the flag as text; anything but a plain true is read as "not flagged".
        let anycast = matches!(
            found.decode_path::<bool>(self.schema.anycast()),
            Ok(Some(true))
        );
        Ok(Some(CountryRow {
            network: found.network()?,
            country: code.and_then(Country::of_place),
            anycast,
        }))
    }
}

fn open<S: AsRef<[u8]>>(name: &str, bytes: S) -> Result<Reader<S>, GeoError> {
    Reader::from_source(bytes).map_err(|error| GeoError::NotADatabase {
        name: name.to_owned(),
        error: error.to_string(),
    })
}

/// Finds out where the codes are by looking at rows all over the address space; an unreadable row condemns the file.
fn schema<S: AsRef<[u8]>>(reader: &Reader<S>, name: &str) -> Result<Schema, GeoError> {
    let mut seen = [false; 3];
    for high in 1..224u8 {
        for low in (0..=255u8).step_by(15) {
            let found = reader
                .lookup(IpAddr::from([high, low, low, 1]))
                .map_err(|error| damaged(name, &error))?;
            if !found.has_data() {
                continue;
            }
            for (schema, seen) in Schema::ALL.iter().zip(&mut seen) {
                *seen |= match found.decode_path::<&str>(schema.country()) {
                    Ok(Some(code)) => is_code(code),
                    // `country` may hold a map in one schema and a text in another.
                    Ok(None) | Err(MaxMindDbError::Decoding { .. }) => false,
                    Err(error) => return Err(damaged(name, &error)),
                };
            }
        }
    }
    Schema::ALL
        .into_iter()
        .zip(seen)
        .find_map(|(schema, seen)| seen.then_some(schema))
        .or_else(|| first_rows(reader, MANY))
        .ok_or_else(|| GeoError::NoCountries {
            name: name.to_owned(),
        })
}

/// The schema that the first rows show; also of a small file, whose few rows the sample above can miss.
fn first_rows<S: AsRef<[u8]>>(reader: &Reader<S>, count: usize) -> Option<Schema> {
    let rows: Vec<_> = reader
        .networks(maxminddb::WithinOptions::default())
        .ok()?
        .take(count)
        .filter_map(Result::ok)
        .collect();
    Schema::ALL.into_iter().find(|schema| {
        rows.iter()
            .any(|row| matches!(row.decode_path::<&str>(schema.country()), Ok(Some(code)) if is_code(code)))
    })
}

fn damaged(name: &str, error: &MaxMindDbError) -> GeoError {
    GeoError::Damaged {
        name: name.to_owned(),
        error: error.to_string(),
    }
}

fn is_code(code: &str) -> bool {
    code.len() == 2
        && code
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// The family of a file, so that a second copy of one source is never taken for a second witness.
fn family(database_type: &str, description: &str, name: &str) -> String {
    const KNOWN: [(&str, &str); 8] = [
        ("geolite2", "maxmind"),
        ("geoip2", "maxmind"),
        ("maxmind", "maxmind"),
        ("dbip", "dbip"),
        ("db-ip", "dbip"),
        ("ipinfo", "ipinfo"),
        ("ip2location", "ip2location"),
        ("ipfire", "ipfire"),
    ];
    let text = format!("{database_type} {description} {name}").to_ascii_lowercase();
    KNOWN
        .iter()
        .find(|(word, _)| text.contains(word))
        .map_or_else(
            || format!("user:{name}"),
            |(_, family)| (*family).to_owned(),
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_source_in_two_files_stays_one_family() {
        assert_eq!(family("DBIP-Country-Lite", "", "a.mmdb"), "dbip");
        assert_eq!(family("", "", "dbip-country-2026-11.mmdb"), "dbip");
        assert_eq!(family("GeoLite2-Country", "", "b.mmdb"), "maxmind");
        assert_eq!(family("custom", "", "c.mmdb"), "user:c.mmdb");
    }

    #[test]
    fn garbage_is_no_database() {
        assert!(matches!(
            CountryDatabase::detect(vec![0xff; 4096], "x.mmdb"),
            Err(GeoError::NotADatabase { .. })
        ));
        assert!(matches!(
            CountryDatabase::detect(Vec::new(), "x.mmdb"),
            Err(GeoError::NotADatabase { .. })
        ));
    }
}
