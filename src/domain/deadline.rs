//! Periods of law and what they come to on a calendar. Lengths and thresholds are dated data: the law changes.
//!
//! Regulation (EEC, Euratom) 1182/71, art. 3: a period in hours begins with the first full hour after the event and
//! runs through weekends and holidays; a period in days or months begins the day after the event and, when its last
//! day is a Saturday, a Sunday or a holiday, ends with the next working day.

use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};

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
    /// Days that are no working days, besides Saturdays and Sundays.
    #[serde(default)]
    pub holidays: Vec<Day>,
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

    /// The last second of a period that an event starts.
    #[must_use]
    pub fn end(&self, length: Length, event: Moment) -> Option<Timestamp> {
        match length {
            Length::Hours(hours) => {
                let event = event.timestamp().as_second();
                // The hour of the event is not counted, also when the event falls on its first second.
                let start = event - event.rem_euclid(HOUR) + HOUR;
                Timestamp::from_second(start + i64::from(hours) * HOUR).ok()
            }
            Length::Days(days) => self.last_day(event.day().plus_days(i64::from(days))),
            Length::Months(months) => {
                let span = Span::new().try_months(months).ok()?;
                self.last_day(Day(event.day().0.checked_add(span).ok()?))
            }
        }
    }

    fn last_day(&self, day: Day) -> Option<Timestamp> {
        let mut day = day;
        // No stretch of days off is longer than this; past the last holiday that is known only weekends move the end.
        for _ in 0..14 {
            let weekend = matches!(
                day.weekday(),
                jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday
            );
            if !weekend && !self.holidays.contains(&day) {
                break;
            }
            day = day.plus_days(1);
        }
        Moment::end_of(day).map(Moment::timestamp)
    }
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
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn moment(text: &str) -> Moment {
        text.parse().expect(text)
    }

    fn end(length: Length, event: &str) -> String {
        let calendar = Deadlines {
            holidays: vec!["2026-04-06".parse().expect("a day")],
            ..Deadlines::default()
        };
        let end = calendar.end(length, moment(event)).expect("an end");
        Moment::of(end).to_string()
    }

    #[test]
    fn hours_run_through_weekends_and_the_starting_hour_is_not_counted() {
        let hours = Length::Hours(72);
        // A Friday afternoon.
        assert_eq!(
            end(hours, "2026-11-20T16:20:00+01:00"),
            "2026-11-23T17:00:00+01:00"
        );
        assert_eq!(
            end(hours, "2026-11-20T16:00:00+01:00"),
            "2026-11-23T17:00:00+01:00"
        );
        // Over the night on which the clock goes forward: 72 real hours.
        assert_eq!(
            end(hours, "2026-03-27T10:10:00+01:00"),
            "2026-03-30T12:00:00+02:00"
        );
        assert_eq!(
            end(hours, "2026-10-23T10:10:00+02:00"),
            "2026-10-26T10:00:00+01:00"
        );
    }

    #[test]
    fn days_end_on_a_working_day() {
        assert_eq!(
            end(Length::Days(5), "2026-11-18T09:00:00+01:00"),
            "2026-11-23T23:59:59+01:00"
        );
        // Good Friday is a working day in this calendar; Easter Monday is not.
        assert_eq!(
            end(Length::Days(3), "2026-04-01T09:00:00+02:00"),
            "2026-04-07T23:59:59+02:00"
        );
        assert_eq!(
            end(Length::Months(1), "2026-01-31T09:00:00+01:00"),
            "2026-03-02T23:59:59+01:00"
        );
    }

    #[test]
    fn the_row_of_the_day_decides() {
        let file: Deadlines = toml::from_str(
            "deadlines = { version = '1' }\n\
             [[period]]\nid = 'a'\ntitle = { nl = 'x', en = 'y' }\nhours = 72\nvalid_from = 2018-05-25\nvalid_to = 2027-12-31\n\
             [[period]]\nid = 'a'\ntitle = { nl = 'x', en = 'y' }\nhours = 96\nvalid_from = 2028-01-01\n\
             [[threshold]]\nid = 'authority-notice'\ndegrees = ['some', 'high']\nvalid_from = 2018-05-25\n\
             [[threshold]]\nid = 'authority-notice'\ndegrees = ['high']\nvalid_from = 2028-01-01\n",
        )
        .expect("deadlines");
        let on = |day: &str| {
            let day = day.parse().expect("a day");
            (
                file.period("a", day).and_then(Period::length),
                file.notifiable(day).len(),
            )
        };
        assert_eq!(on("2018-05-24"), (None, 0));
        assert_eq!(on("2027-12-31"), (Some(Length::Hours(72)), 2));
        assert_eq!(on("2028-01-01"), (Some(Length::Hours(96)), 1));
    }

    #[test]
    fn a_clock_says_how_it_stands() {
        let at = moment("2026-11-23T17:00:00+01:00").timestamp();
        let due = |done: Option<&str>| Due {
            from: None,
            length: None,
            at: Some(at),
            done: done.map(moment),
        };
        let now = |text: &str| moment(text).timestamp();
        let before = now("2026-11-23T16:00:00+01:00");
        let after = now("2026-11-24T17:00:00+01:00");
        assert_eq!(due(None).clock(before), Clock::Running { left: HOUR });
        assert_eq!(due(None).clock(at), Clock::Running { left: 0 });
        assert_eq!(due(None).clock(after), Clock::Passed { by: 24 * HOUR });
        let done = Some("2026-11-23T16:30:00+01:00");
        assert_eq!(due(done).clock(before), Clock::Running { left: HOUR });
        assert_eq!(due(done).clock(after), Clock::Met);
        let late = Some("2026-11-23T18:00:00+01:00");
        assert_eq!(due(late).clock(after), Clock::MetLate { by: HOUR });
    }

    proptest! {
        #[test]
        fn a_period_in_hours_is_never_shorter_and_at_most_an_hour_longer(second in 0_i64..4_000_000_000, hours in 1_u32..200) {
            let event = Moment::of(Timestamp::from_second(second).expect("a moment"));
            let end = Deadlines::default().end(Length::Hours(hours), event).expect("an end");
            let length = end.as_second() - second;
            let least = i64::from(hours) * HOUR;
            prop_assert!(length > least && length <= least + HOUR);
            prop_assert_eq!(end.as_second() % HOUR, 0);
        }

        #[test]
        fn a_later_event_never_ends_earlier(second in 0_i64..4_000_000_000, later in 0_i64..1_000_000, days in 1_u32..60) {
            let moment = |second| Moment::of(Timestamp::from_second(second).expect("a moment"));
            for length in [Length::Hours(days), Length::Days(days), Length::Months(days)] {
                let calendar = Deadlines::default();
                prop_assert!(calendar.end(length, moment(second)) <= calendar.end(length, moment(second + later)));
            }
        }
    }
}
