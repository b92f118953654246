//! What is due when, of one dossier.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::PortfolioEntry;
use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::location::{AreaKind, Areas};
use crate::domain::review::ReviewPolicy;
use crate::domain::text::Text;

/// Something that has a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Appointment {
    /// The day: the last one on which all is still well.
    pub day: Day,
    /// What it is.
    pub kind: AppointmentKind,
    /// Which one of its kind: an id that stays when the day moves. Empty when a dossier has only one of the kind.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub item: String,
    /// What it is about, when the kind does not say all; empty otherwise.
    #[serde(skip_serializing_if = "is_empty")]
    pub about: Text,
}

fn is_empty(text: &Text) -> bool {
    text.nl.is_empty() && text.en.is_empty()
}

/// The kinds of what is due, in the order of the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AppointmentKind {
    /// A dossier that was never assessed, or whose newest assessment cannot be read.
    Assess,
    /// The review that the dossier asks for.
    Review,
    /// The day until which the newest assessment holds, when that is before the review.
    Lapse,
    /// A document that expires.
    Document,
    /// The first certificate of its endpoints that expires, as they were seen.
    Certificate,
    /// The last day on which notice ends the contract before it goes on, or at its end.
    Notice,
    /// The last day of a contract that just ends.
    Contract,
    /// The last day of an adequacy decision of a country that matters here.
    Adequacy,
    /// The last day on which a finding is accepted.
    Acceptance,
}

impl AppointmentKind {
    /// Every kind, in order.
    pub const ALL: [Self; 9] = [
        Self::Assess,
        Self::Review,
        Self::Lapse,
        Self::Document,
        Self::Certificate,
        Self::Notice,
        Self::Contract,
        Self::Adequacy,
        Self::Acceptance,
    ];

    /// The stored value, also the name of its words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Assess => "assess",
            Self::Review => "review",
            Self::Lapse => "lapse",
            Self::Document => "document",
            Self::Certificate => "certificate",
            Self::Notice => "notice",
            Self::Contract => "contract",
            Self::Adequacy => "adequacy",
            Self::Acceptance => "acceptance",
        }
    }
}

impl Appointment {
    /// An appointment of which a dossier has only one.
    #[must_use]
    pub fn single(day: Day, kind: AppointmentKind) -> Self {
        Self {
            day,
            kind,
            item: String::new(),
            about: Text::default(),
        }
    }
}

/// What is due of a dossier, earliest first, as seen on a day: the review, by the period of the dossier or by that of its
/// level of risk when that is shorter; the end of the assessment; the end of each document in the register, and the first
/// end of a certificate that was seen; the end of what was accepted; days of the contract; and the end of adequacy decisions. A dossier without an
/// assessment is due today.
#[must_use]
pub fn appointments(
    entry: &PortfolioEntry,
    areas: &Areas,
    review: &ReviewPolicy,
    today: Day,
) -> Vec<Appointment> {
    let mut due = Vec::new();
    match &entry.latest {
        None => due.push(Appointment::single(today, AppointmentKind::Assess)),
        Some(latest) => {
            let period = latest.standing.level;
            let period = period.and_then(|level| review.days(level, today));
            let days = period.map_or(entry.head.review_days, |days| {
                days.min(entry.head.review_days)
            });
            let again = Day::of(latest.as_of).plus_days(i64::from(days));
            due.push(Appointment::single(again, AppointmentKind::Review));
            if let Some(until) = latest.valid_until.filter(|until| *until < again) {
                due.push(Appointment::single(until, AppointmentKind::Lapse));
            }
        }
    }
    due.extend(entry.documents.iter().map(|document| Appointment {
        day: document.expires,
        kind: AppointmentKind::Document,
        item: document.id.clone(),
        about: document.title.clone(),
    }));
    due.extend(entry.accepted.iter().map(|accepted| Appointment {
        day: accepted.until,
        kind: AppointmentKind::Acceptance,
        item: accepted.finding.clone(),
        about: Text::default(),
    }));
    due.extend(certificate(entry));
    due.extend(contract(entry, today));
    due.extend(adequacy(entry, areas, today));
    due.sort_by(|a, b| (a.day, a.kind, &a.item).cmp(&(b.day, b.kind, &b.item)));
    due
}

/// The next day of notice, and the end of a contract that just ends. A contract that goes on by itself has no end to wait
/// for; when its day of notice has passed, the next one counts.
fn contract(entry: &PortfolioEntry, today: Day) -> Vec<Appointment> {
    let Some(contract) = &entry.head.contract else {
        return Vec::new();
    };
    let goes_on = contract.renews_months.is_some_and(|months| months > 0);
    let mut due = Vec::new();
    if goes_on || contract.notice_days.is_some() {
        let now = contract.notice_by(today).filter(|day| *day >= today);
        let next = || {
            let after = contract.end_on(today).filter(|_| goes_on)?.plus_days(1);
            contract.notice_by(after)
        };
        due.extend(
            now.or_else(next)
                .map(|day| Appointment::single(day, AppointmentKind::Notice)),
        );
    }
    if !goes_on {
        due.extend(
            contract
                .ends
                .map(|day| Appointment::single(day, AppointmentKind::Contract)),
        );
    }
    due
}

/// The last days of adequacy decisions (GDPR art. 45) of countries that the dossier has to do with.
fn adequacy(entry: &PortfolioEntry, areas: &Areas, today: Day) -> Vec<Appointment> {
    let countries: BTreeSet<Country> = entry.countries().collect();
    let mut due = Vec::new();
    for country in countries {
        for (turn, ends) in areas.turns(country) {
            let last = turn.plus_days(-1);
            let adequate = matches!(
                areas.kind(country, last),
                AreaKind::Adequacy | AreaKind::AdequacyConditional
            );
            if ends && adequate && last >= today {
                due.push(Appointment {
                    day: last,
                    kind: AppointmentKind::Adequacy,
                    item: country.code().to_owned(),
                    about: areas.name(country),
                });
            }
        }
    }
    due
}

/// The first certificate to expire after it was seen: then it is time for a new look, which sees all of them again. One
/// that had expired when it was seen is a finding, and nothing to wait for.
fn certificate(entry: &PortfolioEntry) -> Option<Appointment> {
    let latest = entry.latest.as_ref()?;
    let seen = Day::of(latest.as_of);
    let ends = latest.certificates.iter().filter(|one| one.expires >= seen);
    let first = ends.clone().map(|one| one.expires).min()?;
    let hosts: Vec<&str> = ends
        .filter(|one| one.expires == first)
        .map(|one| one.host.as_str())
        .collect();
    Some(Appointment {
        about: Text::same(hosts.join(", ")),
        ..Appointment::single(first, AppointmentKind::Certificate)
    })
}
