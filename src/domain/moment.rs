//! A moment as people write it: date and time with the difference to UTC, `2026-01-31T14:30:00+01:00`.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};

use super::day::Day;

/// The clock of the Netherlands and Belgium, by the rule that holds since 1996: what a person means who writes no
/// difference to UTC. Written out, so that the answer does not depend on the time zones that a machine knows.
const CLOCK: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

/// A second, with the difference to UTC that its writer used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    at: Timestamp,
    offset: Offset,
}

impl Moment {
    /// The moment on the clock of the Netherlands and Belgium.
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        let offset = clock().to_offset(at);
        Self { at, offset }
    }

    /// A time of day on the clock of the Netherlands and Belgium; in the hour that comes twice, its first.
    #[must_use]
    pub fn on_clock(date: Date, time: Time) -> Option<Self> {
        let at = clock()
            .to_timestamp(DateTime::from_parts(date, time))
            .ok()?;
        Some(Self::of(at))
    }

    /// The second that a day begins on that clock.
    #[must_use]
    pub fn start_of(day: Day) -> Option<Self> {
        Self::on_clock(day.0, Time::midnight())
    }

    /// The last second of a day on that clock.
    #[must_use]
    pub fn end_of(day: Day) -> Option<Self> {
        let next = Self::start_of(day.plus_days(1))?;
        let at = Timestamp::from_second(next.at.as_second() - 1).ok()?;
        Some(Self::of(at))
    }

    /// The moment, whatever the clock.
    #[must_use]
    pub const fn timestamp(self) -> Timestamp {
        self.at
    }

    /// Date and time as its writer's clock showed them.
    #[must_use]
    pub fn local(self) -> DateTime {
        self.offset.to_datetime(self.at)
    }

    /// The day on its writer's clock.
    #[must_use]
    pub fn day(self) -> Day {
        Day(self.local().date())
    }

    /// A moment without a difference to UTC, such as `2026-01-31 14:30`: read on the clock of the Netherlands and
    /// Belgium. One with a difference keeps it.
    #[must_use]
    pub fn read_loosely(text: &str) -> Option<Self> {
        let pieces = pieces(text)?;
        match pieces.to_numeric_offset() {
            Some(_) => text.trim().parse().ok(),
            None => Self::on_clock(pieces.date(), pieces.time()?),
        }
    }
}

fn clock() -> TimeZone {
    TimeZone::posix(CLOCK).unwrap_or(TimeZone::UTC)
}

fn pieces(text: &str) -> Option<Pieces<'_>> {
    let text = text.trim();
    // Longer texts hold names of time zones, which we do not know.
    if text.len() > 40 || text.contains('[') {
        return None;
    }
    Pieces::parse(text).ok()
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = || {
            let pieces = pieces(text)?;
            let offset = pieces.to_numeric_offset()?;
            // Whole minutes: RFC 3339 knows no others.
            if offset.seconds() % 60 != 0 {
                return None;
            }
            let at = offset
                .to_timestamp(DateTime::from_parts(pieces.date(), pieces.time()?))
                .ok()?;
            let at = Timestamp::from_second(at.as_second()).ok()?;
            Some(Self { at, offset })
        };
        read().ok_or_else(|| {
            format!(
                "`{}` is not a moment such as 2026-01-31T14:30:00+01:00",
                text.chars().take(40).collect::<String>()
            )
        })
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.local();
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            local.year(),
            local.month(),
            local.day(),
            local.hour(),
            local.minute(),
            local.second()
        )?;
        let minutes = self.offset.seconds() / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let minutes = minutes.unsigned_abs();
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_keeps_the_clock_of_its_writer() {
        for (text, stored) in [
            ("2026-01-31T14:30:00+01:00", "2026-01-31T14:30:00+01:00"),
            (" 2026-01-31 14:30+01:00 ", "2026-01-31T14:30:00+01:00"),
            ("2026-01-31T13:30:00.75Z", "2026-01-31T13:30:00+00:00"),
            ("2026-07-01T09:00:00-04:30", "2026-07-01T09:00:00-04:30"),
        ] {
            let moment: Moment = text.parse().expect(text);
            assert_eq!(moment.to_string(), stored);
            assert_eq!(moment.to_string().parse(), Ok(moment));
        }
        for bad in [
            "",
            "2026-01-31",
            "2026-01-31T14:30:00",
            "2026-01-31T25:30:00Z",
            "2026-01-31T14:30:00+01:00[Europe/Amsterdam]",
            "2026-01-31T14:30:00+01:00:30",
            "yesterday",
        ] {
            assert!(bad.parse::<Moment>().is_err(), "{bad}");
        }
    }

    #[test]
    fn without_a_difference_the_clock_of_the_netherlands_is_meant() {
        for (typed, stored) in [
            ("2026-01-31 14:30", "2026-01-31T14:30:00+01:00"),
            ("2026-07-01T14:30", "2026-07-01T14:30:00+02:00"),
            ("2026-03-29 01:59", "2026-03-29T01:59:00+01:00"),
            ("2026-03-29 03:00", "2026-03-29T03:00:00+02:00"),
            ("2026-10-25 02:30", "2026-10-25T02:30:00+02:00"),
            ("2026-10-25 03:00", "2026-10-25T03:00:00+01:00"),
            ("2026-07-01T14:30Z", "2026-07-01T14:30:00+00:00"),
        ] {
            let moment = Moment::read_loosely(typed).expect(typed);
            assert_eq!(moment.to_string(), stored, "{typed}");
        }
        assert_eq!(Moment::read_loosely("2026-01-31"), None);
        let end = Moment::end_of("2026-03-29".parse().expect("a day")).expect("a moment");
        assert_eq!(end.to_string(), "2026-03-29T23:59:59+02:00");
    }
}
