//! From when until when.

use super::LintResult;
use super::element::{Element, GENERALIZED_TIME, UTC_TIME};
use super::specimen::Specimen;

const DAY: i64 = 86_400;
/// 2050-01-01T00:00:00Z
const YEAR_2050: i64 = 2_524_608_000;

pub(super) fn starts_before_it_ends(specimen: &Specimen<'_>) -> LintResult {
    let (from, until) = specimen.seconds();
    let validity = specimen.certificate.validity();
    LintResult::when(from <= until, || {
        format!("from {} until {}", validity.not_before, validity.not_after)
    })
}

/// `UTCTime` through 2049, `GeneralizedTime` from 2050 on.
pub(super) fn time_type_fits_year(specimen: &Specimen<'_>) -> LintResult {
    let (from, until) = specimen.seconds();
    let [start, end] = specimen.validity;
    let fits = |element: Element<'_>, seconds: i64| match element.tag {
        UTC_TIME => seconds < YEAR_2050,
        GENERALIZED_TIME => seconds >= YEAR_2050,
        _ => false,
    };
    LintResult::when(fits(start, from) && fits(end, until), || {
        format!("{}; {}", shown(start), shown(end))
    })
}

pub(super) fn utc_times_to_the_second(specimen: &Specimen<'_>) -> LintResult {
    form(specimen, UTC_TIME, 12)
}

pub(super) fn generalized_times_to_the_second(specimen: &Specimen<'_>) -> LintResult {
    form(specimen, GENERALIZED_TIME, 14)
}

/// Digits to the second and a `Z`: no fraction, no other zone.
fn form(specimen: &Specimen<'_>, tag: u8, digits: usize) -> LintResult {
    let mut times = specimen
        .validity
        .into_iter()
        .filter(|t| t.is(tag))
        .peekable();
    if times.peek().is_none() {
        return LintResult::Inapplicable;
    }
    let wrong = times.find(|time| match time.content.split_last() {
        Some((b'Z', rest)) => rest.len() != digits || !rest.iter().all(u8::is_ascii_digit),
        _ => true,
    });
    LintResult::of(wrong.map(shown))
}

/// Between 2,922 and 9,132 days, both ends counted.
pub(super) fn root_lifetime_in_bounds(specimen: &Specimen<'_>) -> LintResult {
    let (from, until) = specimen.seconds();
    let seconds = until.saturating_sub(from).saturating_add(1);
    LintResult::when((2_922 * DAY..=9_132 * DAY).contains(&seconds), || {
        format!("{} days", seconds / DAY)
    })
}

fn shown(time: Element<'_>) -> String {
    String::from_utf8_lossy(time.content).into_owned()
}
