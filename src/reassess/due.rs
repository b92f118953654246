//! What is due and when: a pure function of the dossier, its last assessment, the data of today and the day.
//!
//! Everything that can make a dossier due has a *trigger*: a day. A dossier is due when a trigger lies after the day of its last
//! assessment and not after today. So one look settles everything up to its own day, looking twice on one day finds nothing
//! the second time, and a run that was missed is made up for by the next.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::days::days;
use crate::catalogue::Catalogue;
use crate::domain::assessment::Assessment;
use crate::domain::day::Day;
use crate::domain::portfolio::AcceptanceTerm;
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
    /// Of something that was to be looked at the last look saw nothing.
    Unseen,
    /// The last day on which the contract can be ended is near or here.
    Contract,
    /// The last day of a contract that just ends is near or here.
    ContractEnd,
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
                | Self::ContractEnd
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
            Self::Unseen => "unseen",
            Self::Contract => "contract",
            Self::ContractEnd => "contract-end",
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

/// What is due of a dossier at a moment.
#[must_use]
pub fn due(
    folder: &Folder,
    last: Option<&Assessment>,
    accepted: &[AcceptanceTerm],
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
        days(folder, last, accepted, catalogue, policy, today)
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
