//! What is due and when: a pure function of the dossier, its last assessment, the data of today and the day.
//!
//! Everything that can make a dossier due has a *trigger*: a day. A dossier is due when a trigger lies after the day of its last
//! assessment and not after today. So one look settles everything up to its own day, looking twice on one day finds nothing
//! the second time, and a run that was missed is made up for by the next.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::catalogue::Catalogue;
use crate::domain::assessment::Assessment;
use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::location::AreaKind;
use crate::domain::review::ReviewPolicy;
use crate::dossier::Folder;

/// Data that is law or policy: a change of it makes assessments due that were judged by it.
const LAW: [&str; 4] = ["attestations/", "locations/", "norms/", "policy/"];
/// The most of one kind that is told.
const LIMIT: usize = 50;

/// Why a dossier is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It was never assessed.
    Never,
    /// Dossier, answers or documents are not what was assessed.
    Changed,
    /// The last look saw nothing at all.
    Blind,
    /// The last day on which the contract can be ended is near or here.
    Contract,
    /// An adequacy decision or another legal position of a country that matters here turns.
    Adequacy,
    /// A finding that somebody accepted is accepted no longer.
    Acceptance,
    /// A document ends.
    Document,
    /// A certificate of an endpoint ends.
    Certificate,
    /// A norm that the assessment rests on begins or ends to hold.
    Norm,
    /// Law or policy data that judged has changed since.
    Rules,
    /// The assessment itself no longer holds.
    Lapsed,
    /// The period of review is over.
    Review,
}

impl Kind {
    /// True for what happens on a day whether or not anybody looks again: people have to hear of it.
    #[must_use]
    pub const fn is_deadline(self) -> bool {
        matches!(
            self,
            Self::Acceptance
                | Self::Adequacy
                | Self::Certificate
                | Self::Contract
                | Self::Document
                | Self::Norm
        )
    }

    /// The stored value, which is also the last part of the key of its words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Changed => "changed",
            Self::Blind => "blind",
            Self::Contract => "contract",
            Self::Adequacy => "adequacy",
            Self::Acceptance => "acceptance",
            Self::Document => "document",
            Self::Certificate => "certificate",
            Self::Norm => "norm",
            Self::Rules => "rules",
            Self::Lapsed => "lapsed",
            Self::Review => "review",
        }
    }
}

/// Something on the calendar of a dossier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Appointment {
    /// The day on which it makes the dossier due.
    pub trigger: Day,
    /// What kind of thing.
    pub kind: Kind,
    /// The day on which it happens: the end of a document, the last day of notice. The same as the trigger, or later.
    pub day: Day,
    /// What it is about: the id of a document, a host, a country, a norm, data files; empty where there is nothing to name.
    pub what: String,
}

/// What is due of a dossier on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Due {
    /// Why it is due, gravest kind first; empty when it is not.
    pub reasons: Vec<Appointment>,
    /// The next day on which something makes it due, when that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Day>,
}

impl Due {
    /// True when it is due.
    #[must_use]
    pub const fn is_due(&self) -> bool {
        !self.reasons.is_empty()
    }
}

/// A finding that somebody accepted: what and until when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Accepted {
    /// Id of the finding.
    pub finding: String,
    /// The last day on which it is accepted.
    pub until: Day,
}

/// What is due of a dossier at a moment.
#[must_use]
pub fn due(
    folder: &Folder,
    last: Option<&Assessment>,
    accepted: &[Accepted],
    catalogue: &Catalogue,
    policy: &ReviewPolicy,
    now: Timestamp,
) -> Due {
    let today = Day::of(now);
    let Some(last) = last else {
        return Due {
            reasons: vec![at_once(Kind::Never, today, String::new())],
            next: None,
        };
    };
    let since = Day::of(last.as_of);
    let mut reasons = Vec::new();
    if changed(folder, last) {
        reasons.push(at_once(Kind::Changed, today, String::new()));
    }
    let rules = other_rules(folder, last, catalogue);
    if !rules.is_empty() {
        reasons.push(at_once(Kind::Rules, today, rules.join(", ")));
    }
    let (passed, ahead): (Vec<Appointment>, Vec<Appointment>) =
        calendar(folder, last, accepted, catalogue, policy, today)
            .into_iter()
            .filter(|appointment| appointment.trigger > since)
            .partition(|appointment| appointment.trigger <= today);
    reasons.extend(passed);
    reasons.sort_by(|a, b| (a.kind, a.day, &a.what).cmp(&(b.kind, b.day, &b.what)));
    reasons.dedup_by(|a, b| a.kind == b.kind && a.what == b.what && a.day == b.day);
    Due {
        reasons,
        next: ahead.iter().map(|appointment| appointment.trigger).min(),
    }
}

fn at_once(kind: Kind, today: Day, what: String) -> Appointment {
    Appointment {
        trigger: today,
        kind,
        day: today,
        what,
    }
}

/// True when the dossier on disk says something else than what was assessed.
fn changed(folder: &Folder, last: &Assessment) -> bool {
    let documents = last.evidence.iter().map(|document| &document.evidence);
    last.dossier.as_ref() != Some(&folder.dossier)
        || last.answers != folder.answers
        || !documents.eq(folder.evidence.iter())
}

/// Files of law and policy, and questionnaires of the dossier, that are not those that judged.
fn other_rules(folder: &Folder, last: &Assessment, catalogue: &Catalogue) -> Vec<String> {
    let own: BTreeSet<String> = folder
        .dossier
        .packs
        .iter()
        .map(|pack| format!("questionnaires/{pack}.toml"))
        .collect();
    let matters =
        |path: &str| LAW.iter().any(|folder| path.starts_with(folder)) || own.contains(path);
    catalogue
        .data
        .iter()
        .filter(|file| matters(&file.path))
        .filter(|file| {
            let judged = last.method.data.iter().find(|old| old.path == file.path);
            judged.is_none_or(|old| old.sha256 != file.sha256)
        })
        .map(|file| file.path.clone())
        .take(LIMIT)
        .collect()
}

/// Everything on the calendar of an assessed dossier, as seen on a day. Also for calendars: what lies ahead stands in it.
#[must_use]
pub fn calendar(
    folder: &Folder,
    last: &Assessment,
    accepted: &[Accepted],
    catalogue: &Catalogue,
    policy: &ReviewPolicy,
    today: Day,
) -> Vec<Appointment> {
    let since = Day::of(last.as_of);
    let lead = policy.lead;
    let mut found = Vec::new();
    let mut ends = |kind: Kind, day: Day, lead: u32, what: &str| {
        // Once ahead of the end, and once when it has ended.
        for trigger in [day.plus_days(-i64::from(lead)), day.plus_days(1)] {
            found.push(Appointment {
                trigger,
                kind,
                day,
                what: what.to_owned(),
            });
        }
    };
    for document in &folder.evidence {
        let days = || {
            let kind = catalogue.kinds.get(&document.kind)?;
            Some(document.issued?.plus_days(i64::from(kind.valid_days?)))
        };
        if let Some(day) = document.expires.or_else(days) {
            ends(Kind::Document, day, lead.document, document.id.as_str());
        }
    }
    for (subject, day) in certificates(last) {
        ends(Kind::Certificate, day, lead.certificate, &subject);
    }
    for acceptance in accepted {
        ends(
            Kind::Acceptance,
            acceptance.until,
            lead.acceptance,
            &acceptance.finding,
        );
    }
    let mut once = |kind: Kind, trigger: Day, day: Day, what: &str| {
        found.push(Appointment {
            trigger,
            kind,
            day,
            what: what.to_owned(),
        });
    };
    if let Some(contract) = &folder.dossier.contract {
        for on in [since, today] {
            if let Some(day) = contract.notice_by(on) {
                once(
                    Kind::Contract,
                    day.plus_days(-i64::from(lead.contract)),
                    day,
                    "",
                );
            }
        }
    }
    for country in countries(folder, last) {
        for (turn, ends) in catalogue.areas.turns(country) {
            once(Kind::Adequacy, turn, turn, country.code());
            let before = catalogue.areas.kind(country, turn.plus_days(-1));
            if ends && matches!(before, AreaKind::Adequacy | AreaKind::AdequacyConditional) {
                let ahead = turn.plus_days(-i64::from(lead.adequacy));
                once(Kind::Adequacy, ahead, turn.plus_days(-1), country.code());
            }
        }
    }
    for norm in norms(last) {
        if let Some(file) = catalogue.norms.get(norm) {
            let turns = [
                file.norm.valid_from,
                file.norm.valid_to.map(|d| d.plus_days(1)),
            ];
            for turn in turns.into_iter().flatten() {
                once(Kind::Norm, turn, turn, norm);
            }
        }
    }
    let level = last.score.as_ref().map(|score| score.level);
    let period = level.and_then(|level| policy.days(level, today));
    let days = period.map_or(folder.dossier.review_days, |days| {
        days.min(folder.dossier.review_days)
    });
    let review = since.plus_days(i64::from(days));
    once(Kind::Review, review, review, "");
    if let Some(verdict) = &last.verdict {
        once(
            Kind::Lapsed,
            verdict.valid_until.plus_days(1),
            verdict.valid_until,
            "",
        );
    }
    let looked = !last.method.network.offline && !last.observations.0.is_empty();
    if looked && last.observations.saw_nothing() {
        let again = since.plus_days(i64::from(policy.blind.days));
        once(Kind::Blind, again, since, "");
    }
    found.sort();
    found.dedup();
    found
}

/// The first end of a served certificate of each endpoint.
fn certificates(last: &Assessment) -> Vec<(String, Day)> {
    let own = last
        .subjects
        .iter()
        .filter(|subject| subject.role.is_none());
    own.filter_map(|subject| {
        let looks = last.observations.0.iter();
        let first = looks
            .filter(|look| look.subject == subject.id)
            .filter_map(|look| Some(Day::of(look.tls()?.leaf()?.not_after)))
            .min()?;
        Some((subject.shown(), first))
    })
    .take(LIMIT)
    .collect()
}

/// Countries whose legal position matters: where the parties are, and where addresses point to.
fn countries(folder: &Folder, last: &Assessment) -> BTreeSet<Country> {
    let dossier = &folder.dossier;
    let vendor = [dossier.vendor.country, dossier.vendor.parent_country];
    let named = dossier.sub_processors.iter().map(|party| party.country);
    let located = last.locations.iter().map(|located| located.verdict.country);
    let behind = last
        .parties
        .iter()
        .flat_map(|party| [party.country, party.ultimate_parent_country]);
    vendor
        .into_iter()
        .chain(named)
        .chain(located)
        .chain(behind)
        .flatten()
        .collect()
}

/// Norms that the findings and the verdict refer to.
fn norms(last: &Assessment) -> BTreeSet<&str> {
    let findings = last.findings.iter().flat_map(|finding| &finding.refs);
    let reasons = last
        .verdict
        .iter()
        .flat_map(|verdict| &verdict.reasons)
        .flat_map(|reason| &reason.refs);
    findings
        .chain(reasons)
        .filter_map(|reference| reference.split_once(':'))
        .map(|(norm, _)| norm)
        .collect()
}
