//! What a document is worth on a day, and to which questions it lends that.

use crate::domain::answer::Evidence;
use crate::domain::assessment::JudgedEvidence;
use crate::domain::day::Day;
use crate::domain::dossier::Vendor;
use crate::domain::pack::{EvidenceKind, Question, Strength};
use crate::domain::text::Text;

use super::words::{Words, join};

/// Why a document is worth less than its kind promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Limit {
    UnknownKind,
    Superseded(Day),
    OutOfScope,
    NotAccredited,
    NotYetIssued(Day),
    Expired(Day),
    NoExpiry,
    NoDate,
    TooOld(Day),
    OtherParty,
    AccreditationNotReviewed,
    ScopeNotReviewed,
}

impl Limit {
    /// The most that a document under this limit is worth.
    const fn cap(self) -> Strength {
        match self {
            Self::AccreditationNotReviewed | Self::ScopeNotReviewed => Strength::Documented,
            _ => Strength::Asserted,
        }
    }

    fn say(self, words: Words) -> Text {
        let (key, day) = match self {
            Self::UnknownKind => ("unknown-kind", None),
            Self::Superseded(day) => ("superseded", Some(day)),
            Self::OutOfScope => ("out-of-scope", None),
            Self::NotAccredited => ("not-accredited", None),
            Self::OtherParty => ("of-other-party", None),
            Self::AccreditationNotReviewed => ("accreditation-not-reviewed", None),
            Self::NotYetIssued(day) => ("not-yet-issued", Some(day)),
            Self::Expired(day) => ("expired", Some(day)),
            Self::NoExpiry => ("no-expiry", None),
            Self::NoDate => ("no-date", None),
            Self::TooOld(day) => ("too-old", Some(day)),
            Self::ScopeNotReviewed => ("scope-not-reviewed", None),
        };
        dated(words, key, day)
    }
}

fn dated(words: Words, key: &str, day: Option<Day>) -> Text {
    let key = format!("evidence.{key}");
    match day {
        Some(day) => words.fill(&key, &[("date", words.date(day))]),
        None => words.say(&key),
    }
}

/// The limit that weighs most on a document; the worst come first.
fn limit(
    document: &Evidence,
    kind: Option<&EvidenceKind>,
    vendor: &Vendor,
    as_of: Day,
) -> Option<Limit> {
    let Some(kind) = kind else {
        return Some(Limit::UnknownKind);
    };
    if let Some(day) = kind.superseded_on.filter(|day| *day < as_of) {
        return Some(Limit::Superseded(day));
    }
    if document.covers_service == Some(false) {
        return Some(Limit::OutOfScope);
    }
    if document.accredited == Some(false) {
        return Some(Limit::NotAccredited);
    }
    // A certificate of a data centre may cover the service all the same: then a reviewer has said so.
    if other_party(document, vendor).is_some() && document.covers_service != Some(true) {
        return Some(Limit::OtherParty);
    }
    if let Some(day) = document.issued.filter(|day| *day > as_of) {
        return Some(Limit::NotYetIssued(day));
    }
    if let Some(day) = document.expires.filter(|day| *day < as_of) {
        return Some(Limit::Expired(day));
    }
    if document.expires.is_none() {
        if kind.needs_expiry {
            return Some(Limit::NoExpiry);
        }
        if kind.valid_days.is_some() && document.issued.is_none() {
            return Some(Limit::NoDate);
        }
        if let Some(day) = document.last_day(Some(kind)).filter(|day| *day < as_of) {
            return Some(Limit::TooOld(day));
        }
    }
    let assurance = kind.needs_expiry || kind.strength >= Strength::Attested;
    if assurance && document.covers_service.is_none() {
        return Some(Limit::ScopeNotReviewed);
    }
    // Certificates are worth what their issuer is worth; reports of auditors have no accreditation.
    let certificate = kind.needs_expiry && kind.strength >= Strength::Attested;
    (certificate && document.accredited.is_none()).then_some(Limit::AccreditationNotReviewed)
}

/// What a document is worth on a day.
pub(super) fn worth(
    document: &Evidence,
    words: Words,
    vendor: &Vendor,
    as_of: Day,
) -> JudgedEvidence {
    let kind = words.kinds.get(&document.kind);
    let promised = kind.map_or(Strength::Asserted, |kind| kind.strength);
    let limit = limit(document, kind, vendor, as_of);
    let strength = limit.map_or(promised, |limit| promised.min(limit.cap()));
    let mut notes = Vec::new();
    // A limit that takes nothing away explains nothing.
    if let Some(limit) =
        limit.filter(|limit| limit.cap() < promised || *limit == Limit::UnknownKind)
    {
        notes.push(limit.say(words));
    } else {
        let key = match strength {
            Strength::Asserted => "asserted",
            Strength::Documented => "documented",
            Strength::Attested => "attested",
            Strength::Observed => "observed",
        };
        notes.push(words.say(&format!("evidence.{key}")));
        if let Some(day) = kind.and_then(|kind| document.last_day(Some(kind)))
            && strength > Strength::Asserted
        {
            let key = if document.expires.is_some() {
                "valid-until"
            } else {
                "current-until"
            };
            notes.push(dated(words, key, Some(day)));
        }
    }
    if let Some(subject) = other_party(document, vendor)
        && strength > Strength::Asserted
    {
        notes.push(words.fill(
            "evidence.other-party",
            &[
                ("subject", Text::same(subject)),
                ("vendor", Text::same(&vendor.name)),
            ],
        ));
    }
    JudgedEvidence {
        evidence: document.clone(),
        title: words.kind(&document.kind),
        strength,
        note: join(notes.into_iter(), " "),
    }
}

/// The party that a document is about, when that is neither the provider nor its parent company.
fn other_party<'a>(document: &'a Evidence, vendor: &Vendor) -> Option<&'a str> {
    let plain = |name: &str| -> String {
        name.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    let subject = document.subject.as_deref()?;
    let own = [Some(vendor.name.as_str()), vendor.parent.as_deref()];
    let known = own
        .into_iter()
        .flatten()
        .any(|name| plain(name) == plain(subject));
    (!known && !plain(subject).is_empty()).then_some(subject)
}

/// True when a document of this kind says something about what the question asks.
pub(super) fn is_relevant(document: &Evidence, question: &Question, words: Words) -> bool {
    question.evidence.contains(&document.kind)
        || words
            .kinds
            .get(&document.kind)
            .is_some_and(|kind| kind.proves.contains(&question.topic))
}
