//! The only place that reads the time.

#![expect(clippy::disallowed_methods, reason = "this is the clock")]

use jiff::Timestamp;

/// Now, to the millisecond.
#[must_use]
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
}

/// Now, to the second: what assessments are named after.
#[must_use]
pub fn this_second() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}
