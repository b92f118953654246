//! What a document is worth on a day, and to which questions it lends that.

use crate::domain::answer::Evidence;
use crate::domain::assessment::JudgedEvidence;
use crate::domain::day::Day;
use crate::domain::dossier::Vendor;
use crate::domain::pack::{EvidenceFault, EvidenceKind, Question, Strength};
use crate::domain::text::Text;

use super::words::{Words, join};

/// The evidence register, and what it takes to judge what is in it.
#[derive(Clone, Copy)]
pub(super) struct Shelf<'a> {
    /// All documents: one may carry another over.
    pub(super) register: &'a [Evidence],
    pub(super) words: Words<'a>,
    pub(super) vendor: &'a Vendor,
    pub(super) as_of: Day,
}

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
    /// Ends before it begins.
    Backwards,
    /// An end date further away than a document of its kind can be valid, and no date to count from.
    TooFar(Day),
    /// Too old by itself, carried over by a letter until that day.
    Bridged(Day),
    TooOld(Day),
    OtherParty,
    AccreditationNotReviewed,
    ScopeNotReviewed,
}

impl Limit {
    /// The most that a document under this limit is worth.
    const fn cap(self) -> Strength {
        match self {
            Self::AccreditationNotReviewed | Self::ScopeNotReviewed | Self::Bridged(_) => {
                Strength::Documented
            }
            _ => Strength::Asserted,
        }
    }

    /// What it refutes in an answer that presents the document as valid; what nobody looked at refutes nothing.
    const fn fault(self) -> Option<EvidenceFault> {
        match self {
            Self::Expired(_) | Self::TooOld(_) => Some(EvidenceFault::Expired),
            Self::NotAccredited => Some(EvidenceFault::NotAccredited),
            Self::OutOfScope => Some(EvidenceFault::OutOfScope),
            Self::Superseded(_) => Some(EvidenceFault::Superseded),
            _ => None,
        }
    }

    fn say(self, words: Words) -> Text {
        let (key, day) = match self {
            Self::Backwards => ("backwards", None),
            Self::TooFar(day) => ("too-far", Some(day)),
            Self::Bridged(day) => ("bridged", Some(day)),
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

/// The last day that a document counts as current, and what sets it.
#[derive(Clone, Copy)]
enum End {
    /// Its own end date.
    Own(Day),
    /// What its kind allows; the document itself may name a later day.
    Kind(Day),
}

impl End {
    const fn day(self) -> Day {
        match self {
            Self::Own(day) | Self::Kind(day) => day,
        }
    }
}

/// The earlier of a document's own end date and the longest that its kind is worth something.
fn end(document: &Evidence, kind: &EvidenceKind) -> Option<End> {
    let day = document.last_day(Some(kind))?;
    Some(if document.expires == Some(day) {
        End::Own(day)
    } else {
        End::Kind(day)
    })
}

/// The last day on which a letter carries a report over that is too old by itself, when there is such a letter.
fn bridged(document: &Evidence, kind: &EvidenceKind, end: End, shelf: Shelf) -> Option<Day> {
    let bridge = kind.bridge.as_ref()?;
    let last = end.day().plus_days(i64::from(bridge.days));
    let letters = shelf.words.kinds.get(&bridge.by)?;
    let carries = shelf.register.iter().any(|letter| {
        let written = letter
            .issued
            .is_some_and(|day| day <= shelf.as_of && Some(day) > document.issued);
        letter.kind == bridge.by
            && written
            && letter.subject == document.subject
            && letter.covers_service != Some(false)
            && self::end(letter, letters).is_some_and(|end| end.day() >= shelf.as_of)
    });
    (carries && shelf.as_of <= last).then_some(last)
}

/// The limit that weighs most on a document; the worst come first.
fn limit(document: &Evidence, kind: Option<&EvidenceKind>, shelf: Shelf) -> Option<Limit> {
    let as_of = shelf.as_of;
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
    if other_party(document, shelf.vendor).is_some() && document.covers_service != Some(true) {
        return Some(Limit::OtherParty);
    }
    if let Some(limit) = age(document, kind, shelf) {
        return Some(limit);
    }
    let assurance = kind.needs_expiry || kind.strength >= Strength::Attested;
    if assurance && document.covers_service.is_none() {
        return Some(Limit::ScopeNotReviewed);
    }
    // Certificates are worth what their issuer is worth; reports of auditors have no accreditation.
    let certificate = kind.needs_expiry && kind.strength >= Strength::Attested;
    (certificate && document.accredited.is_none()).then_some(Limit::AccreditationNotReviewed)
}

/// What the dates of a document take away. The stricter of both ends counts: its own end date, and what its kind allows.
fn age(document: &Evidence, kind: &EvidenceKind, shelf: Shelf) -> Option<Limit> {
    let as_of = shelf.as_of;
    if let Some(day) = document.issued.filter(|day| *day > as_of) {
        return Some(Limit::NotYetIssued(day));
    }
    let backwards = document.issued.zip(document.expires);
    if backwards.is_some_and(|(issued, expires)| expires < issued) {
        return Some(Limit::Backwards);
    }
    if kind.needs_expiry && document.expires.is_none() {
        return Some(Limit::NoExpiry);
    }
    if let (Some(days), None) = (kind.valid_days, document.issued) {
        match document.expires {
            // A certificate shows its end; without one nothing says how old a document is.
            Some(expires) if kind.needs_expiry => {
                if expires > as_of.plus_days(i64::from(days)) {
                    return Some(Limit::TooFar(expires));
                }
            }
            _ => return Some(Limit::NoDate),
        }
    }
    let end = end(document, kind).filter(|end| end.day() < as_of)?;
    if let Some(day) = bridged(document, kind, end, shelf) {
        return Some(Limit::Bridged(day));
    }
    Some(match end {
        End::Own(day) => Limit::Expired(day),
        End::Kind(day) => Limit::TooOld(day),
    })
}

/// What refutes an answer that presents a document as valid.
pub(super) fn fault(document: &Evidence, shelf: Shelf) -> Option<EvidenceFault> {
    let kind = shelf.words.kinds.get(&document.kind);
    limit(document, kind, shelf)?.fault()
}

/// What a document is worth on a day.
pub(super) fn worth(document: &Evidence, shelf: Shelf) -> JudgedEvidence {
    let Shelf { words, vendor, .. } = shelf;
    let kind = words.kinds.get(&document.kind);
    let promised = kind.map_or(Strength::Asserted, |kind| kind.strength);
    let limit = limit(document, kind, shelf);
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
        if strength > Strength::Asserted
            && let Some(end) = kind.and_then(|kind| end(document, kind))
        {
            let key = match end {
                End::Own(_) => "valid-until",
                End::Kind(_) => "current-until",
            };
            notes.push(dated(words, key, Some(end.day())));
            let later = document.expires.filter(|own| *own > end.day());
            if later.is_some() {
                notes.push(dated(words, "later-than-kind", later));
            }
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

/// True when a document of this kind says something about what the question asks. Where the question is about a
/// document itself, another one says nothing, whatever else it proves.
pub(super) fn is_relevant(document: &Evidence, question: &Question, words: Words) -> bool {
    let itself =
        !question.presents.is_empty() || (question.is_document() && !question.evidence.is_empty());
    question.evidence.contains(&document.kind)
        || !itself
            && words
                .kinds
                .get(&document.kind)
                .is_some_and(|kind| kind.proves.contains(&question.topic))
}
