//! A list of validated ROA payloads as rpki-client and Routinator write it: who may announce which prefix.

use std::fmt;
use std::io::Read;
use std::net::IpAddr;
use std::sync::Arc;

use ipnetwork::IpNetwork;
use jiff::Timestamp;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde::{Deserialize, de};

use super::error::GeoError;
use crate::domain::day::Day;
use crate::domain::fact::{RouteOrigins, RoutePayload};

/// Payloads in one list; in 2026 the whole internet has fewer than a million.
const MOST: usize = 10_000_000;
/// Payloads that are kept of one address.
const KEPT: usize = 64;

/// The payloads, ready for look-ups of every prefix that holds an address.
pub struct RouteTable {
    pub(super) source: Arc<str>,
    dated: Option<Day>,
    v4: Family,
    v6: Family,
}

/// The payloads of one family, sorted; bits are left-aligned.
#[derive(Default)]
struct Family {
    rows: Vec<Row>,
    /// The prefix lengths that occur, shortest first.
    lengths: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    first: u128,
    length: u8,
    max_length: u8,
    asn: u32,
}

impl fmt::Debug for RouteTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RouteTable")
            .field("source", &self.source)
            .field("payloads", &self.len())
            .finish_non_exhaustive()
    }
}

impl RouteTable {
    /// Reads a list piece by piece; `name` is the name that evidence carries.
    ///
    /// # Errors
    /// [`GeoError::Routes`] with the place in the file.
    pub fn read(name: &str, reader: impl Read) -> Result<Self, GeoError> {
        let mut table = Self {
            source: name.into(),
            dated: None,
            v4: Family::default(),
            v6: Family::default(),
        };
        let mut json = serde_json::Deserializer::from_reader(reader);
        json.deserialize_map(List(&mut table))
            .and_then(|()| json.end())
            .map_err(|error| GeoError::Routes {
                name: name.to_owned(),
                line: error.line(),
                column: error.column(),
                error: said(&error),
            })?;
        for family in [&mut table.v4, &mut table.v6] {
            family.settle();
        }
        Ok(table)
    }

    /// When the list was made, when it says so.
    #[must_use]
    pub const fn dated(&self) -> Option<Day> {
        self.dated
    }

    /// The number of payloads.
    #[must_use]
    pub fn len(&self) -> usize {
        self.v4.rows.len() + self.v6.rows.len()
    }

    /// True when the list holds no payload.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Everything that the list says of a (canonical) address.
    pub(super) fn look_up(
        &self,
        address: IpAddr,
        origin: Option<u32>,
        origin_dated: Option<Day>,
    ) -> RouteOrigins {
        let (family, bits) = match address {
            IpAddr::V4(v4) => (&self.v4, u128::from(v4.to_bits()) << 96),
            IpAddr::V6(v6) => (&self.v6, v6.to_bits()),
        };
        let mut payloads: Vec<RoutePayload> = family
            .covering(bits)
            .take(KEPT + 1)
            .filter_map(|row| {
                Some(RoutePayload {
                    prefix: IpNetwork::new(unaligned(row.first, address), row.length).ok()?,
                    max_length: row.max_length,
                    asn: row.asn,
                })
            })
            .collect();
        let truncated = payloads.len() > KEPT;
        payloads.truncate(KEPT);
        RouteOrigins {
            source: Arc::clone(&self.source),
            dated: self.dated,
            origin,
            origin_dated,
            payloads,
            truncated,
        }
    }

    fn add(&mut self, payload: &Roa) -> Result<(), String> {
        let (prefix, most) = (
            payload.prefix,
            if payload.prefix.is_ipv4() { 32 } else { 128 },
        );
        let length = prefix.prefix();
        // Absent means: no longer than the prefix itself (RFC 9582 §4.3.2.2).
        let max_length = payload.max_length.unwrap_or(length);
        if !(length..=most).contains(&max_length) {
            return Err(format!(
                "a maxLength of {max_length} for {prefix}, where {length} to {most} is possible"
            ));
        }
        if self.len() >= MOST {
            return Err(format!("more than {MOST} payloads"));
        }
        let (family, bits) = match prefix.network() {
            IpAddr::V4(v4) => (&mut self.v4, u128::from(v4.to_bits()) << 96),
            IpAddr::V6(v6) => (&mut self.v6, v6.to_bits()),
        };
        family.rows.push(Row {
            first: bits,
            length,
            max_length,
            asn: payload.asn.0,
        });
        Ok(())
    }
}

impl Family {
    fn settle(&mut self) {
        self.rows.sort_unstable();
        self.rows.dedup();
        let mut there = [false; 129];
        for row in &self.rows {
            if let Some(slot) = there.get_mut(usize::from(row.length)) {
                *slot = true;
            }
        }
        self.lengths = (0..=128)
            .zip(there)
            .filter_map(|(length, there)| there.then_some(length))
            .collect();
    }

    /// The rows whose prefix holds an address, widest first.
    fn covering(&self, bits: u128) -> impl Iterator<Item = &Row> {
        self.lengths.iter().flat_map(move |length| {
            let first = masked(bits, *length);
            let from = self
                .rows
                .partition_point(|row| (row.first, row.length) < (first, *length));
            self.rows
                .iter()
                .skip(from)
                .take_while(move |row| (row.first, row.length) == (first, *length))
        })
    }
}

fn masked(bits: u128, length: u8) -> u128 {
    u128::MAX
        .checked_shl(128 - u32::from(length))
        .map_or(0, |mask| bits & mask)
}

/// Left-aligned bits as an address of the family of another.
fn unaligned(bits: u128, like: IpAddr) -> IpAddr {
    match like {
        // The upper 32 of 128 bits.
        IpAddr::V4(_) => {
            let [a, b, c, d, ..] = bits.to_be_bytes();
            IpAddr::from([a, b, c, d])
        }
        IpAddr::V6(_) => IpAddr::from(bits.to_be_bytes()),
    }
}

/// What is wrong, without the place that follows it.
fn said(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    words
        .strip_suffix(&place)
        .unwrap_or(&words)
        .chars()
        .take(200)
        .collect()
}

/// The whole file: a map with `metadata` and `roas`, and other things that are passed over.
struct List<'a>(&'a mut RouteTable);

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of route origins as rpki-client or Routinator writes it (JSON)")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut found = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "metadata" => self.0.dated = map.next_value::<Metadata>()?.day(),
                "roas" => {
                    map.next_value_seed(Roas(self.0))?;
                    found = true;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if found {
            Ok(())
        } else {
            Err(A::Error::custom(
                "there is no list `roas` in it; rpki-client writes one with `-j`, Routinator with `--format json`",
            ))
        }
    }
}

/// The list `roas`, of which nothing but the rows is kept.
struct Roas<'a>(&'a mut RouteTable);

impl<'de> DeserializeSeed<'de> for Roas<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Roas<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of `{\"asn\": …, \"prefix\": …, \"maxLength\": …}`")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        while let Some(row) = rows.next_element::<Roa>()? {
            self.0.add(&row).map_err(A::Error::custom)?;
        }
        Ok(())
    }
}

/// One payload; what else stands there (the trust anchor, when it ends) is not needed.
#[derive(Deserialize)]
struct Roa {
    asn: Asn,
    prefix: IpNetwork,
    #[serde(default, rename = "maxLength")]
    max_length: Option<u8>,
}

/// A network number: `64500` as rpki-client writes it, `"AS64500"` as Routinator does.
struct Asn(u32);

impl<'de> Deserialize<'de> for Asn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl Visitor<'_> for Number {
            type Value = Asn;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a network number such as 64500 or \"AS64500\"")
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Asn, E> {
                let wrong = |_| E::invalid_value(de::Unexpected::Unsigned(number), &self);
                number.try_into().map(Asn).map_err(wrong)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Asn, E> {
                let digits = text
                    .strip_prefix("AS")
                    .or_else(|| text.strip_prefix("as"))
                    .unwrap_or(text);
                let wrong = |_| E::invalid_value(de::Unexpected::Str(text), &self);
                digits.parse().map(Asn).map_err(wrong)
            }
        }

        deserializer.deserialize_any(Number)
    }
}

/// When the list was made: rpki-client writes `buildtime`, Routinator `generated` and `generatedTime`.
#[derive(Deserialize)]
struct Metadata {
    #[serde(default)]
    buildtime: Option<String>,
    #[serde(default)]
    generated: Option<i64>,
    #[serde(default, rename = "generatedTime")]
    generated_time: Option<String>,
}

impl Metadata {
    fn day(&self) -> Option<Day> {
        let written = |text: &Option<String>| text.as_deref()?.parse::<Timestamp>().ok();
        written(&self.buildtime)
            .or_else(|| written(&self.generated_time))
            .or_else(|| Timestamp::from_second(self.generated?).ok())
            .map(Day::of)
    }
}
