//! What is due as a calendar (RFC 5545): an event a day, that a calendar program can subscribe to.
//!
//! The id of an event says which obligation it is and not when: when the day moves, the event moves, and no second one
//! appears. Events take no time and keep nobody busy.

use std::fmt::Write as _;

use icalendar::{Calendar, Component as _, Event, Property};
use sha2::{Digest as _, Sha256};

use super::rows::what;
use super::view::due;
use crate::domain::day::Day;
use crate::domain::portfolio::{Appointment, Portfolio, PortfolioEntry, Selection};
use crate::domain::text::Lang;
use crate::report::Resources;
use crate::report::plain::Plain;
use crate::report::scribe::Scribe;

/// How often a program that subscribes looks again.
const REFRESH: &str = "P1D";

/// The calendar of the dossiers that a selection holds.
#[must_use]
pub fn render_calendar(
    portfolio: &Portfolio,
    selection: &Selection,
    resources: &Resources<'_>,
    lang: Lang,
) -> String {
    let scribe = Scribe::bare(resources, portfolio.as_of, lang);
    let name = scribe.word("portfolio.calendar.name");
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//waarborg//portfolio//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("NAME", name.as_str()),
        ("X-WR-CALNAME", name.as_str()),
        ("X-PUBLISHED-TTL", REFRESH),
    ] {
        calendar.append_property((key, value));
    }
    calendar.append_property(
        Property::new("REFRESH-INTERVAL", REFRESH)
            .add_parameter("VALUE", "DURATION")
            .done(),
    );
    let shown = selection.of(portfolio);
    for (entry, one) in due(&shown, selection.due_before) {
        calendar.push(event(entry, one, &scribe));
    }
    folded(&calendar.to_string())
}

fn event(entry: &PortfolioEntry, one: &Appointment, scribe: &Scribe<'_>) -> Event {
    let what = what(one, scribe);
    let vendor = line(&entry.head.vendor.name);
    let service = line(&entry.head.service.name);
    let params = [
        ("what", what.as_str()),
        ("vendor", vendor.as_str()),
        ("service", service.as_str()),
        ("controller", entry.head.controller.name.as_str()),
        ("folder", entry.folder.as_str()),
    ];
    let summary = scribe.fill("portfolio.calendar.summary", &params);
    let remedy = scribe.word(&format!("portfolio.calendar.do.{}", one.kind.as_str()));
    let about = scribe.fill("portfolio.calendar.about", &params);
    let date = |key: &str, day: Day| {
        Property::new(key, compact(day))
            .add_parameter("VALUE", "DATE")
            .done()
    };
    let mut event = Event::with_uid(&uid(entry, one));
    event
        .add_property("DTSTAMP", format!("{}T000000Z", compact(scribe.as_of)))
        .add_property("TRANSP", "TRANSPARENT")
        .add_property("CLASS", "CONFIDENTIAL")
        .summary(&line(summary.as_str()))
        .description(&format!("{remedy}\n\n{about}"));
    event.append_property(date("DTSTART", one.day));
    event.append_property(date("DTEND", one.day.plus_days(1)));
    let kind = scribe.word(&format!("portfolio.kind.{}", one.kind.as_str()));
    event.add_property("CATEGORIES", kind.as_str());
    event.done()
}

/// A text without characters that act, on one line.
fn line(text: &str) -> String {
    let plain = Plain::new(text);
    let words: Vec<&str> = plain.as_str().split_whitespace().collect();
    words.join(" ")
}

/// The same lines, each of at most 75 octets (RFC 5545 §3.1). The library counts the space with which a line goes on as
/// none of them.
fn folded(text: &str) -> String {
    const LONGEST: usize = 75;
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let mut length = 0;
        for c in line.chars() {
            if length + c.len_utf8() > LONGEST {
                out.push_str("\r\n ");
                length = 1;
            }
            out.push(c);
            length += c.len_utf8();
        }
        out.push_str("\r\n");
    }
    out
}

/// `20260131`.
fn compact(day: Day) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

/// An id that stays when the day moves, and when the portfolio is read from another place.
fn uid(entry: &PortfolioEntry, one: &Appointment) -> String {
    let own = entry.folder.rsplit('/').next().unwrap_or_default();
    let head = &entry.head;
    let parts = [
        own,
        &head.controller.name,
        &head.vendor.name,
        &head.service.name,
        one.kind.as_str(),
        &one.item,
    ];
    let mut hasher = Sha256::new();
    for part in parts {
        // The length keeps one part from running into the next.
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let digest = hasher.finalize();
    let mut id = String::new();
    for byte in digest.iter().take(16) {
        let _ = write!(id, "{byte:02x}");
    }
    format!("{}-{id}@waarborg", one.kind.as_str())
}
