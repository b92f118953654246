//! Who controls the operator of a network: another question than where its addresses lie.

use super::country::Country;
use super::fact::Control;
use super::location::{Areas, LocationStatus};
use super::text::Text;

/// Days after which a row of ownership says less: companies are bought and sold.
const REVIEWED_EVERY_DAYS: i64 = 365;

/// The country of the company at the top, and what that country is on a day; absent when nobody established it.
#[must_use]
pub fn seat_of_control(
    control: &Control,
    areas: &Areas,
    on: super::day::Day,
) -> Option<(Country, LocationStatus)> {
    let country = control.ultimate_parent_country?;
    Some((country, areas.status(country, on)))
}

/// True when the ownership was last looked up too long before a day, or when nobody wrote down when.
#[must_use]
pub fn is_dated(control: &Control, on: super::day::Day) -> bool {
    control
        .checked_on
        .is_none_or(|checked| checked.days_until(on) > REVIEWED_EVERY_DAYS)
}

/// The operator with the company at the top of its group and the country of that company; absent for an operator
/// without a name.
#[must_use]
pub fn describe(control: &Control, areas: &Areas) -> Option<Text> {
    let name = control.operator_name.as_deref()?;
    let Some(country) = control.ultimate_parent_country else {
        return Some(Text::same(name));
    };
    let place = areas.name(country);
    let parent = control
        .ultimate_parent
        .as_deref()
        .filter(|parent| !same_party(parent, name));
    let line = |words: &str, place: &str| match parent {
        Some(parent) => format!("{name} ({words}: {parent}, {place})"),
        None => format!("{name} ({place})"),
    };
    Some(Text::new(
        line("moeder", &place.nl),
        line("parent", &place.en),
    ))
}

/// One name holds the other, letters and digits only: "Hetzner" and "Hetzner Online" are one party.
#[must_use]
pub fn same_party(a: &str, b: &str) -> bool {
    let plain = |name: &str| {
        name.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let (a, b) = (plain(a), plain(b));
    a.len() >= 3 && b.len() >= 3 && (a.contains(&b) || b.contains(&a))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control(parent: Option<&str>, country: Option<&str>, checked: Option<&str>) -> Control {
        Control {
            asn: Some(64_500),
            holder: None,
            operator: Some("hoster".into()),
            operator_name: Some("Hoster Online".into()),
            ultimate_parent: parent.map(Into::into),
            ultimate_parent_country: country.map(|code| code.parse().expect("a country")),
            checked_on: checked.map(|day| day.parse().expect("a day")),
        }
    }

    #[test]
    fn a_parent_of_another_name_is_told() {
        let areas = Areas::default();
        let told = |control: &Control| describe(control, &areas).map(|text| text.en);
        assert_eq!(
            told(&control(Some("Top Inc."), Some("US"), None)).as_deref(),
            Some("Hoster Online (parent: Top Inc., US)")
        );
        assert_eq!(
            told(&control(Some("Hoster"), Some("DE"), None)).as_deref(),
            Some("Hoster Online (DE)")
        );
        assert_eq!(
            told(&control(Some("Top Inc."), None, None)).as_deref(),
            Some("Hoster Online"),
            "a parent without a country is not established"
        );
    }

    #[test]
    fn ownership_that_nobody_reviewed_for_a_year_is_dated() {
        let on = "2026-11-22".parse().expect("a day");
        assert!(!is_dated(&control(None, None, Some("2025-11-22")), on));
        assert!(is_dated(&control(None, None, Some("2025-11-21")), on));
        assert!(is_dated(&control(None, None, None), on));
    }
}
