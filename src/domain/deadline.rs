//! Periods of law and what they come to on a calendar. Lengths and thresholds are dated data: the law changes.
//!
//! Regulation (EEC, Euratom) 1182/71, art. 3: a period in hours begins with the first full hour after the event and
//! runs through weekends and holidays; a period in days or months begins the day after the event and, when its last
//! day is a Saturday, a Sunday or a holiday, ends with the next working day.

use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use super::country::Country;
use super::day::Day;
use super::moment::Moment;
use super::text::Text;

/// Seconds in an hour.
const HOUR: i64 = 3_600;

/// `policy/deadlines.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadlines {
    /// Version and source.
    pub deadlines: DeadlinesHead,
    /// Days that are no working days in the Netherlands, besides Saturdays and Sundays.
    #[serde(default)]
    pub holidays: Vec<Day>,
    /// The same for other countries.
    #[serde(rename = "calendar", default)]
    pub calendars: Vec<Calendar>,
    /// Periods; several rows of one id follow each other in time.
    #[serde(rename = "period", default)]
    pub periods: Vec<Period>,
    /// Degrees of risk from which something has to be done.
    #[serde(rename = "threshold", default)]
    pub thresholds: Vec<Threshold>,
    /// Where an authority takes notices.
    #[serde(rename = "channel", default)]
    pub channels: Vec<Channel>,
}

/// Days that are no working days in a country, besides Saturdays and Sundays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// The country.
    pub country: Country,
    /// The days.
    pub holidays: Vec<Day>,
}

/// The head of the file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlinesHead {
    /// Version of this file.
    pub version: String,
    /// Day on which the values were held against their source.
    #[serde(default)]
    pub verified_on: Option<Day>,
    /// Where the values were read.
    #[serde(default)]
    pub source: Option<String>,
}

/// A period that a law sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// Permanent id.
    pub id: String,
    /// Name.
    pub title: Text,
    /// Length in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// Length in hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// Length in months.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u32>,
    /// First day on which this is law.
    pub valid_from: Day,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Day>,
    /// Legal basis as `norm:provision`.
    #[serde(default)]
    pub refs: Vec<String>,
}

impl Period {
    /// How long; nothing when the row says none or several.
    #[must_use]
    pub const fn length(&self) -> Option<Length> {
        match (self.days, self.hours, self.months) {
            (Some(days), None, None) => Some(Length::Days(days)),
            (None, Some(hours), None) => Some(Length::Hours(hours)),
            (None, None, Some(months)) => Some(Length::Months(months)),
            _ => None,
        }
    }
}

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Days.
    Days(u32),
    /// Hours.
    Hours(u32),
    /// Months.
    Months(u32),
}

/// Degrees of risk from which something has to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Permanent id.
    pub id: String,
    /// The degrees, as choices of a question.
    pub degrees: Vec<String>,
    /// First day on which this is law.
    pub valid_from: Day,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Day>,
    /// Legal basis as `norm:provision`.
    #[serde(default)]
    pub refs: Vec<String>,
}

/// Where an authority takes notices of breaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// The authority, such as `ap`.
    pub authority: String,
    /// Its name.
    pub title: Text,
    /// The form, a file below `breach/`.
    pub form: String,
    /// Page with the way to notify.
    pub url: String,
    /// What to know about the way.
    pub note: Text,
    /// First day on which this is the way.
    pub valid_from: Day,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Day>,
}

impl Deadlines {
    /// The period of that id on a day.
    #[must_use]
    pub fn period(&self, id: &str, on: Day) -> Option<&Period> {
        let rows = self.periods.iter().filter(|row| row.id == id);
        latest(rows, on, |row| (row.valid_from, row.valid_to))
    }

    /// The degrees of risk from which the authority is notified, on a day.
    #[must_use]
    pub fn notifiable(&self, on: Day) -> &[String] {
        let rows = self.thresholds.iter().filter(|row| row.id == NOTIFY);
        latest(rows, on, |row| (row.valid_from, row.valid_to)).map_or(&[], |row| &row.degrees)
    }

    /// Every list of degrees of risk from which the authority is or was notified.
    pub fn thresholds_of_notice(&self) -> impl Iterator<Item = &[String]> {
        let rows = self.thresholds.iter().filter(|row| row.id == NOTIFY);
        rows.map(|row| row.degrees.as_slice())
    }

    /// The way to an authority on a day.
    #[must_use]
    pub fn channel(&self, authority: &str, on: Day) -> Option<&Channel> {
        let rows = self
            .channels
            .iter()
            .filter(|row| row.authority == authority);
        latest(rows, on, |row| (row.valid_from, row.valid_to))
    }

    /// The holidays of a country: Regulation 1182/71, art. 2, takes those of the member state. Without a country those
    /// of the Netherlands; of a country that is not known here only weekends are.
    fn holidays_of(&self, country: Option<Country>) -> &[Day] {
        let Some(country) = country.filter(|country| country.code() != "NL") else {
            return &self.holidays;
        };
        let mut calendars = self.calendars.iter();
        calendars
            .find(|calendar| calendar.country == country)
            .map_or(&[], |calendar| &calendar.holidays)
    }

    /// The last second of a period that an event starts, for somebody established in a country.
    #[must_use]
    pub fn end(
        &self,
        length: Length,
        event: Moment,
        country: Option<Country>,
    ) -> Option<Timestamp> {
        let holidays = self.holidays_of(country);
        match length {
            Length::Hours(hours) => {
                let event = event.timestamp().as_second();
                // The hour of the event is not counted, also when the event falls on its first second.
                let start = event - event.rem_euclid(HOUR) + HOUR;
                Timestamp::from_second(start + i64::from(hours) * HOUR).ok()
            }
            Length::Days(days) => {
                last_working_day(event.day().plus_days(i64::from(days)), holidays)
            }
            Length::Months(months) => {
                let span = Span::new().try_months(months).ok()?;
                last_working_day(Day(event.day().0.checked_add(span).ok()?), holidays)
            }
        }
    }
}

/// The last second of the first working day from a day on.
fn last_working_day(day: Day, holidays: &[Day]) -> Option<Timestamp> {
    let mut day = day;
    // No stretch of days off is longer than this; past the last holiday that is known only weekends move the end.
    for _ in 0..14 {
        let weekend = matches!(
            day.weekday(),
            jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday
        );
        if !weekend && !holidays.contains(&day) {
            break;
        }
        day = day.plus_days(1);
    }
    Moment::end_of(day).map(Moment::timestamp)
}

/// The threshold for notifying the authority.
const NOTIFY: &str = "authority-notice";

/// Of the rows that hold on a day, the one that began last.
fn latest<'r, T>(
    rows: impl Iterator<Item = &'r T>,
    on: Day,
    validity: impl Fn(&T) -> (Day, Option<Day>),
) -> Option<&'r T> {
    rows.filter(|row| {
        let (first, last) = validity(row);
        first <= on && last.is_none_or(|last| on <= last)
    })
    .max_by_key(|row| validity(row).0)
}

/// A deadline on the calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What started the clock; nothing as long as that is not known.
    pub from: Option<Moment>,
    /// How long, by the law of that day.
    pub length: Option<Length>,
    /// The last second.
    pub at: Option<Timestamp>,
    /// When it was done.
    pub done: Option<Moment>,
}

/// How a deadline stands. Times in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// What starts it, or how long it is, is not known.
    Unknown,
    /// What starts it has not happened yet.
    Ahead {
        /// Seconds until then.
        until: i64,
    },
    /// Said to be done before what starts it: one of both moments is wrong.
    Backwards,
    /// Still to be done.
    Running {
        /// Seconds left.
        left: i64,
    },
    /// Not done, and too late.
    Passed {
        /// Seconds ago.
        by: i64,
    },
    /// Done in time.
    Met,
    /// Done too late.
    MetLate {
        /// Seconds after the deadline.
        by: i64,
    },
}

impl Due {
    /// How it stands at a moment. What is said to be done after that moment is not done yet.
    #[must_use]
    pub fn clock(&self, now: Timestamp) -> Clock {
        let Some(at) = self.at else {
            return Clock::Unknown;
        };
        if let Some(from) = self.from.map(Moment::timestamp) {
            if self.done.is_some_and(|done| done.timestamp() < from) {
                return Clock::Backwards;
            }
            if from > now {
                let until = from.as_second() - now.as_second();
                return Clock::Ahead { until };
            }
        }
        let over = |moment: Timestamp| moment.as_second() - at.as_second();
        let done = self.done.map(Moment::timestamp).filter(|done| *done <= now);
        match done {
            Some(done) if over(done) > 0 => Clock::MetLate { by: over(done) },
            Some(_) => Clock::Met,
            None if over(now) > 0 => Clock::Passed { by: over(now) },
            None => Clock::Running { left: -over(now) },
        }
    }
}

#[cfg(test)]
mod tests;
