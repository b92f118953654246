//! Findings, one by one.

use std::collections::{BTreeMap, BTreeSet};

use super::{FindingChange, FindingState, Shift};
use crate::domain::finding::{Finding, FindingSource, Outcome};

/// What an outcome says: something is the matter (and how much of it), nothing is, or nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Fine,
    Matter(u8),
    Unknown,
}

const fn word(outcome: Outcome) -> Word {
    match outcome {
        Outcome::Conforms | Outcome::NotApplicable | Outcome::Informs => Word::Fine,
        Outcome::Partial => Word::Matter(1),
        Outcome::Deviates => Word::Matter(2),
        Outcome::NotAnswered | Outcome::NotObserved => Word::Unknown,
    }
}

fn state(finding: &Finding) -> FindingState {
    FindingState {
        outcome: finding.outcome,
        severity: finding.severity,
        reason: finding.reason.clone(),
    }
}

/// A finding then and now; absent on the side where there is none.
pub type FindingPair<'a> = (Option<&'a Finding>, Option<&'a Finding>);

/// The findings of two assessments side by side, by id: in the order of the newer one, with those that are gone at the end.
#[must_use]
pub fn paired<'a>(then: &'a [Finding], now: &'a [Finding]) -> Vec<FindingPair<'a>> {
    let old: BTreeMap<&str, &Finding> = then.iter().map(|f| (f.id.as_str(), f)).collect();
    let new: BTreeSet<&str> = now.iter().map(|f| f.id.as_str()).collect();
    let gone = then.iter().filter(|f| !new.contains(f.id.as_str()));
    now.iter()
        .map(|f| (old.get(f.id.as_str()).copied(), Some(f)))
        .chain(gone.map(|f| (Some(f), None)))
        .collect()
}

/// Findings that came to another result: worst news first, then by severity, then by id.
pub(super) fn changes(then: &[Finding], now: &[Finding]) -> Vec<FindingChange> {
    let mut changes: Vec<FindingChange> = paired(then, now)
        .into_iter()
        .filter_map(|(then, now)| change(then, now))
        .collect();
    changes.sort_by(|a, b| {
        let weight = |change: &FindingChange| {
            let state = change.now.as_ref().or(change.then.as_ref());
            std::cmp::Reverse(state.map(|state| state.severity))
        };
        (a.shift, weight(a), &a.id).cmp(&(b.shift, weight(b), &b.id))
    });
    changes
}

fn change(then: Option<&Finding>, now: Option<&Finding>) -> Option<FindingChange> {
    let shown = now.or(then)?;
    // A decision table has no good and bad: what it comes to is told by the answers behind it.
    if shown.source == FindingSource::Decision {
        return None;
    }
    Some(FindingChange {
        id: shown.id.clone(),
        source: shown.source,
        check: shown.check.clone(),
        subject: shown.subject.clone(),
        title: shown.title.clone(),
        shift: shift(then, now)?,
        then: then.map(state),
        now: now.map(state),
        detail: shown.detail.clone(),
        causes: Vec::new(),
    })
}

/// How a finding changed; nothing when what it says is the same.
fn shift(then: Option<&Finding>, now: Option<&Finding>) -> Option<Shift> {
    let was = then.map(|finding| word(finding.outcome));
    let is = now.map(|finding| word(finding.outcome));
    match (was, is) {
        (Some(Word::Matter(before)), Some(Word::Matter(after))) => {
            let (then, now) = (then?, now?);
            let order = (after, now.severity).cmp(&(before, then.severity));
            match order {
                std::cmp::Ordering::Greater => Some(Shift::Worsened),
                std::cmp::Ordering::Less => Some(Shift::Improved),
                std::cmp::Ordering::Equal => (now.reason != then.reason).then_some(Shift::Changed),
            }
        }
        (_, Some(Word::Matter(_))) => Some(Shift::New),
        (Some(Word::Matter(_)), Some(Word::Fine)) => Some(Shift::Resolved),
        (Some(Word::Matter(_)), _) | (Some(Word::Fine), Some(Word::Unknown)) => {
            Some(Shift::OutOfSight)
        }
        (Some(Word::Unknown), Some(Word::Fine)) => Some(Shift::InSight),
        // What is fine came, went, or stayed; what is unknown stayed so.
        (Some(Word::Fine | Word::Unknown) | None, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::{Confidence, Severity};
    use crate::domain::subject::SubjectId;
    use crate::domain::text::Text;

    fn finding(outcome: Outcome, severity: Severity, reason: &str) -> Finding {
        Finding {
            id: "tls-versions@endpoint:a.example:443".to_owned(),
            source: FindingSource::Check,
            check: "tls-versions".to_owned(),
            subject: SubjectId("endpoint:a.example:443".to_owned()),
            outcome,
            severity,
            confidence: Confidence::High,
            reason: reason.to_owned(),
            title: Text::same("TLS"),
            detail: Text::same("seen"),
            remediation: None,
            refs: Vec::new(),
            evidence: Vec::new(),
            clause: None,
        }
    }

    #[test]
    fn unknown_is_never_good_news_about_what_was_wrong() {
        use Outcome::{
            Conforms, Deviates, Informs, NotAnswered, NotApplicable, NotObserved, Partial,
        };
        let of = |outcome: Option<Outcome>| outcome.map(|o| finding(o, Severity::High, "r"));
        for (then, now, wanted) in [
            (None, Some(Deviates), Some(Shift::New)),
            (Some(Conforms), Some(Partial), Some(Shift::New)),
            (Some(NotObserved), Some(Deviates), Some(Shift::New)),
            (Some(NotApplicable), Some(Deviates), Some(Shift::New)),
            (Some(Partial), Some(Deviates), Some(Shift::Worsened)),
            (Some(Deviates), Some(Partial), Some(Shift::Improved)),
            (Some(Deviates), Some(Conforms), Some(Shift::Resolved)),
            (Some(Deviates), Some(NotApplicable), Some(Shift::Resolved)),
            (Some(Deviates), Some(NotObserved), Some(Shift::OutOfSight)),
            (Some(Partial), Some(NotAnswered), Some(Shift::OutOfSight)),
            (Some(Deviates), None, Some(Shift::OutOfSight)),
            (Some(Conforms), Some(NotObserved), Some(Shift::OutOfSight)),
            (Some(NotObserved), Some(Conforms), Some(Shift::InSight)),
            (Some(NotObserved), Some(NotObserved), None),
            (Some(Conforms), Some(Conforms), None),
            (Some(Conforms), Some(NotApplicable), None),
            (Some(Conforms), None, None),
            (None, Some(Conforms), None),
            (None, Some(NotObserved), None),
            (Some(NotObserved), None, None),
            (Some(Informs), Some(Informs), None),
            (Some(Deviates), Some(Deviates), None),
        ] {
            let (then, now) = (of(then), of(now));
            assert_eq!(
                shift(then.as_ref(), now.as_ref()),
                wanted,
                "{then:?} {now:?}"
            );
        }
    }

    #[test]
    fn severity_and_reason_tell_apart_what_deviates_still() {
        let then = finding(Outcome::Deviates, Severity::Medium, "expired");
        let worse = finding(Outcome::Deviates, Severity::Critical, "expired");
        let other = finding(Outcome::Deviates, Severity::Medium, "untrusted");
        assert_eq!(shift(Some(&then), Some(&worse)), Some(Shift::Worsened));
        assert_eq!(shift(Some(&worse), Some(&then)), Some(Shift::Improved));
        assert_eq!(shift(Some(&then), Some(&other)), Some(Shift::Changed));
    }
}
