//! What is due when, of one dossier.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::{AcceptanceTerm, CertificateTerm, DocumentTerm, PortfolioEntry};
use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::dossier::Contract;
use crate::domain::location::{AreaKind, Areas};
use crate::domain::review::ReviewPolicy;
use crate::domain::score::RiskLevel;
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
    /// The last day on which a finding or a risk is accepted.
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

/// What the days of a dossier follow from, for everybody who asks what is due: a portfolio and its calendar, and the run that
/// looks again.
#[derive(Debug, Clone)]
pub struct Agenda<'a> {
    /// The newest assessment; absent when there is none that can be read.
    pub assessed: Option<AssessedTerm>,
    /// Days between assessments that the dossier asks for.
    pub review_days: u32,
    /// Dates of the contract.
    pub contract: Option<&'a Contract>,
    /// Documents with the day they expire.
    pub documents: &'a [DocumentTerm],
    /// Findings and risks that somebody accepted.
    pub accepted: &'a [AcceptanceTerm],
    /// Certificates of its endpoints, as they were seen.
    pub certificates: &'a [CertificateTerm],
    /// Countries that the dossier has to do with.
    pub countries: BTreeSet<Country>,
}

/// What the days of a dossier follow from in its newest assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssessedTerm {
    /// The day that it speaks for.
    pub on: Day,
    /// Level of the risk that remains.
    pub level: Option<RiskLevel>,
    /// Until when it holds.
    pub valid_until: Option<Day>,
}

impl Agenda<'_> {
    /// What is due, earliest first, as seen `today`; what was over before `from` is left out. That is: the review, by the
    /// period of the dossier or by that of its level of risk when that is shorter; the end of the assessment; the end of
    /// each document and of each certificate; the end of what was accepted; days of the contract; and the end of adequacy
    /// decisions. A dossier without an assessment is due today.
    #[must_use]
    pub fn appointments(
        &self,
        areas: &Areas,
        review: &ReviewPolicy,
        from: Day,
        today: Day,
    ) -> Vec<Appointment> {
        let mut due = self.assessment(review, today);
        due.extend(self.documents.iter().map(|document| Appointment {
            day: document.expires,
            kind: AppointmentKind::Document,
            item: document.id.clone(),
            about: document.title.clone(),
        }));
        due.extend(self.accepted.iter().map(|accepted| Appointment {
            day: accepted.until,
            kind: AppointmentKind::Acceptance,
            item: accepted.finding.clone(),
            about: Text::default(),
        }));
        due.extend(self.certificates().map(|one| Appointment {
            day: one.expires,
            kind: AppointmentKind::Certificate,
            item: one.host.clone(),
            about: Text::same(one.host.clone()),
        }));
        for on in BTreeSet::from([from, today]) {
            due.extend(self.contract(on));
        }
        due.extend(self.adequacy(areas, from));
        due.sort_by(|a, b| (a.day, a.kind, &a.item).cmp(&(b.day, b.kind, &b.item)));
        due.dedup();
        due
    }

    fn assessment(&self, review: &ReviewPolicy, today: Day) -> Vec<Appointment> {
        let Some(latest) = self.assessed else {
            return vec![Appointment::single(today, AppointmentKind::Assess)];
        };
        let period = latest.level.and_then(|level| review.days(level, today));
        let days = period.map_or(self.review_days, |days| days.min(self.review_days));
        let again = latest.on.plus_days(i64::from(days));
        let mut due = vec![Appointment::single(again, AppointmentKind::Review)];
        if let Some(until) = latest.valid_until.filter(|until| *until < again) {
            due.push(Appointment::single(until, AppointmentKind::Lapse));
        }
        due
    }

    /// Certificates that end after they were seen: one that had expired by then is a finding, and nothing to wait for.
    fn certificates(&self) -> impl Iterator<Item = &CertificateTerm> {
        let seen = self.assessed.map(|latest| latest.on);
        self.certificates
            .iter()
            .filter(move |one| seen.is_some_and(|seen| one.expires >= seen))
    }

    /// The first day of notice from a day on, and the end of a contract that just ends. A contract that goes on by itself
    /// has no end to wait for; when its day of notice has passed, the next one counts.
    fn contract(&self, on: Day) -> Vec<Appointment> {
        let Some(contract) = self.contract else {
            return Vec::new();
        };
        let goes_on = contract.renews_months.is_some_and(|months| months > 0);
        let mut due = Vec::new();
        if goes_on || contract.notice_days.is_some() {
            let now = contract.notice_by(on).filter(|day| *day >= on);
            let next = || {
                let after = contract.end_on(on).filter(|_| goes_on)?.plus_days(1);
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
    fn adequacy(&self, areas: &Areas, from: Day) -> Vec<Appointment> {
        let mut due = Vec::new();
        for country in &self.countries {
            for (turn, ends) in areas.turns(*country) {
                let last = turn.plus_days(-1);
                let adequate = matches!(
                    areas.kind(*country, last),
                    AreaKind::Adequacy | AreaKind::AdequacyConditional
                );
                if ends && adequate && last >= from {
                    due.push(Appointment {
                        day: last,
                        kind: AppointmentKind::Adequacy,
                        item: country.code().to_owned(),
                        about: areas.name(*country),
                    });
                }
            }
        }
        due
    }
}

/// What is due of a dossier of a portfolio, earliest first, as seen on a day. Of its certificates only the first to expire
/// is told: then it is time for a new look, which sees all of them again.
#[must_use]
pub fn appointments(
    entry: &PortfolioEntry,
    areas: &Areas,
    review: &ReviewPolicy,
    today: Day,
) -> Vec<Appointment> {
    let latest = entry.latest.as_ref();
    let accepted: Vec<AcceptanceTerm> = entry
        .accepted
        .iter()
        .chain(latest.into_iter().flat_map(|latest| &latest.accepted))
        .cloned()
        .collect();
    let agenda = Agenda {
        assessed: latest.map(|latest| AssessedTerm {
            on: Day::of(latest.as_of),
            level: latest.standing.level,
            valid_until: latest.valid_until,
        }),
        review_days: entry.head.review_days,
        contract: entry.head.contract.as_ref(),
        documents: &entry.documents,
        accepted: &accepted,
        certificates: latest.map_or(&[], |latest| latest.certificates.as_slice()),
        countries: entry.countries().collect(),
    };
    first_certificate(agenda.appointments(areas, review, today, today))
}

/// Leaves of the certificates only the first day, with every host that it is about.
fn first_certificate(due: Vec<Appointment>) -> Vec<Appointment> {
    let (ends, mut due): (Vec<_>, Vec<_>) = due
        .into_iter()
        .partition(|one| one.kind == AppointmentKind::Certificate);
    if let Some(first) = ends.iter().map(|one| one.day).min() {
        let same = ends.iter().filter(|one| one.day == first);
        let hosts: Vec<&str> = same.map(|one| one.item.as_str()).collect();
        due.push(Appointment {
            about: Text::same(hosts.join(", ")),
            ..Appointment::single(first, AppointmentKind::Certificate)
        });
        due.sort_by(|a, b| (a.day, a.kind, &a.item).cmp(&(b.day, b.kind, &b.item)));
    }
    due
}
