//! A calendar day, as people write it in a file: `2026-01-31`, with or without quotes.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::de::{Deserializer, Error, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Serialize, Serializer};

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
#[schemars(with = "Date")]
pub struct Day(pub Date);

impl Day {
    /// Whole days from `self` to `other`; negative when `other` is earlier.
    #[must_use]
    pub fn days_until(self, other: Self) -> i64 {
        self.0
            .until(other.0)
            .map_or(0, |span| i64::from(span.get_days()))
    }

    /// The day this many days later (earlier when negative), or the last day of the calendar.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(
            self.0
                .saturating_add(jiff::Span::new().try_days(days).unwrap_or_default()),
        )
    }

    /// The day of a moment, in UTC.
    #[must_use]
    pub fn of(moment: jiff::Timestamp) -> Self {
        Self(moment.to_zoned(jiff::tz::TimeZone::UTC).date())
    }
}

impl Deref for Day {
    type Target = Date;
    fn deref(&self) -> &Date {
        &self.0
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self(date)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        // The calendar's own reader takes a moment for the day it falls on.
        let moment = text.contains([':', 'T', 't', ' ']);
        let day = if moment { None } else { text.parse().ok() };
        day.map(Self).ok_or_else(|| {
            format!(
                "`{}` is not a day such as 2026-01-31",
                text.chars().take(40).collect::<String>()
            )
        })
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DayVisitor)
    }
}

struct DayVisitor;

impl<'de> Visitor<'de> for DayVisitor {
    type Value = Day;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a day such as 2026-01-31")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Day, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Day, A::Error> {
        let datetime = toml::value::Datetime::deserialize(MapAccessDeserializer::new(map))?;
        datetime.to_string().parse().map_err(A::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct File {
        a: Day,
        b: Day,
    }

    #[test]
    fn reads_quoted_and_bare_days_and_refuses_a_moment() {
        let file: File = toml::from_str("a = 2026-01-31\nb = \"2026-02-28\"").expect("two days");
        assert_eq!(file.a.days_until(file.b), 28);
        assert_eq!(file.a.plus_days(28), file.b);
        assert!(toml::from_str::<File>("a = 2026-01-31\nb = \"2026-02-31\"").is_err());
        assert!(toml::from_str::<File>("a = 2026-01-31\nb = 10:00:00").is_err());
        for moment in [
            "2026-01-31T10:00",
            "2026-01-31T10:00:00+01:00",
            "2026-01-31 10:00",
        ] {
            assert!(moment.parse::<Day>().is_err(), "{moment}");
        }
    }
}
