//! What is due when, of one dossier.

use serde::Serialize;

use super::PortfolioEntry;
use crate::domain::day::Day;
use crate::domain::text::Text;

/// Something that has a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
}

impl AppointmentKind {
    /// Every kind, in order.
    pub const ALL: [Self; 5] = [
        Self::Assess,
        Self::Review,
        Self::Lapse,
        Self::Document,
        Self::Certificate,
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

/// What is due of a dossier, earliest first, as seen on a day: the review, the end of the assessment, the end of each
/// document in the register, and the first end of a certificate that was seen. A dossier without an assessment is due today.
#[must_use]
pub fn appointments(entry: &PortfolioEntry, today: Day) -> Vec<Appointment> {
    let mut due = Vec::new();
    match &entry.latest {
        None => due.push(Appointment::single(today, AppointmentKind::Assess)),
        Some(latest) => {
            let review = Day::of(latest.as_of).plus_days(i64::from(entry.head.review_days));
            due.push(Appointment::single(review, AppointmentKind::Review));
            if let Some(until) = latest.valid_until.filter(|until| *until < review) {
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
    due.extend(certificate(entry));
    sort(&mut due);
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

/// Earliest first; on one day by kind and item.
pub(super) fn sort(due: &mut [Appointment]) {
    due.sort_by(|a, b| (a.day, a.kind, &a.item).cmp(&(b.day, b.kind, &b.item)));
}
