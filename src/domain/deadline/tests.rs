//! Periods, calendars and clocks.

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
    let end = calendar.end(length, moment(event), None).expect("an end");
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

#[test]
fn every_country_has_its_own_holidays() {
    let file: Deadlines =
        toml::from_str(include_str!("../../../data/policy/deadlines.toml")).expect("deadlines");
    let end = |country: &str, event: &str| {
        let country = Some(country.parse().expect("a country"));
        let end = file.end(Length::Days(3), moment(event), country);
        Moment::of(end.expect("an end")).day().to_string()
    };
    // 21 July 2026 is a Tuesday: the national day of Belgium. 27 April 2026 is a Monday: King's Day.
    assert_eq!(end("BE", "2026-07-18T09:00:00+02:00"), "2026-07-22");
    assert_eq!(end("NL", "2026-07-18T09:00:00+02:00"), "2026-07-21");
    assert_eq!(end("BE", "2026-04-24T09:00:00+02:00"), "2026-04-27");
    assert_eq!(end("NL", "2026-04-24T09:00:00+02:00"), "2026-04-28");
    assert_eq!(end("DE", "2026-04-24T09:00:00+02:00"), "2026-04-27");
}

#[test]
fn a_clock_does_not_run_backwards_or_ahead() {
    let due = |from: &str, done: Option<&str>| Due {
        from: Some(moment(from)),
        length: None,
        at: Some(moment("2027-10-26T17:00:00+02:00").timestamp()),
        done: done.map(moment),
    };
    let now = moment("2026-11-30T12:00:00+01:00").timestamp();
    let from = "2027-10-23T16:00:00+02:00";
    assert_eq!(
        due(from, Some("2026-11-20T09:00:00+01:00")).clock(now),
        Clock::Backwards,
        "notified before anybody knew is not in time"
    );
    assert!(matches!(due(from, None).clock(now), Clock::Ahead { .. }));
    assert_eq!(
        due(
            "2026-11-30T11:00:00+01:00",
            Some("2026-11-30T11:00:00+01:00")
        )
        .clock(now),
        Clock::Met,
        "in the same minute is in time"
    );
}

proptest! {
    #[test]
    fn a_period_in_hours_is_never_shorter_and_at_most_an_hour_longer(second in 0_i64..4_000_000_000, hours in 1_u32..200) {
        let event = Moment::of(Timestamp::from_second(second).expect("a moment"));
        let end = Deadlines::default().end(Length::Hours(hours), event, None).expect("an end");
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
            prop_assert!(calendar.end(length, moment(second), None) <= calendar.end(length, moment(second + later), None));
        }
    }
}
