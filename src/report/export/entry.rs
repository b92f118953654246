//! One row for each finding and each claim, in words: what all formats are laid over.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::super::plain::Plain;
use super::super::scribe::Scribe;
use crate::domain::assessment::Assessment;
use crate::domain::claim::{Claim, ClaimStatus};
use crate::domain::finding::{Confidence, EvidenceItem, Finding, FindingSource, Outcome, Severity};
use crate::domain::observation::Observation;

/// Where a row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// An active check.
    Check,
    /// A question.
    Question,
    /// A decision table.
    Decision,
    /// An entry of a baseline that no longer holds.
    Baseline,
    /// What the provider says against what was seen.
    Claim,
}

impl Kind {
    /// The stored word.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Question => "question",
            Self::Decision => "decision",
            Self::Baseline => "baseline",
            Self::Claim => "claim",
        }
    }
}

/// What a row rests on.
#[derive(Debug, Clone)]
pub(super) struct Proof {
    /// Id of an observation or document.
    pub(super) id: String,
    /// The same in words.
    pub(super) source: String,
    /// The words, records or values.
    pub(super) quote: String,
}

/// One row.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Stable: the id of the finding, or `claim/` and that of the claim.
    pub(super) id: String,
    pub(super) kind: Kind,
    /// By which rule: the check, `<pack>/<question>`, or `claim`.
    pub(super) rule: String,
    /// Id of the subject.
    pub(super) subject: String,
    /// The subject as a person knows it.
    pub(super) shown: String,
    pub(super) outcome: Outcome,
    pub(super) outcome_word: String,
    pub(super) severity: Severity,
    pub(super) severity_word: String,
    pub(super) confidence: Confidence,
    pub(super) confidence_word: String,
    pub(super) reason: String,
    pub(super) title: String,
    pub(super) detail: String,
    pub(super) remedy: Option<String>,
    /// Norms as `norm:provision`.
    pub(super) refs: Vec<String>,
    /// The same in words.
    pub(super) provisions: Vec<String>,
    pub(super) proofs: Vec<Proof>,
    /// When the last of what it rests on was seen; when the assessment speaks for, if nothing was.
    pub(super) at: Timestamp,
    /// Why a baseline accepts it, if one does.
    pub(super) accepted: Option<String>,
    /// What the provider says, of a claim.
    pub(super) said: Option<String>,
    /// What was seen, of a claim.
    pub(super) seen: Option<String>,
}

impl Entry {
    /// True when something is to be done about it.
    pub(super) const fn is_open(&self) -> bool {
        matches!(self.outcome, Outcome::Deviates | Outcome::Partial)
    }
}

/// Text of somebody else, without characters that act and without those that XML cannot hold.
pub(super) fn clean(text: &str) -> String {
    Plain::new(text)
        .as_str()
        .chars()
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}

/// The same on one line.
pub(super) fn line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every finding in its order, then every claim.
pub(super) fn entries(
    assessment: &Assessment,
    scribe: &Scribe<'_>,
    accepted: &BTreeMap<String, String>,
) -> Vec<Entry> {
    let times: BTreeMap<&str, &Observation> = assessment
        .observations
        .0
        .iter()
        .map(|look| (look.id.as_str(), look))
        .collect();
    let row = Writer {
        assessment,
        scribe,
        accepted,
        times,
    };
    assessment
        .findings
        .iter()
        .map(|finding| row.of_finding(finding))
        .chain(assessment.claims.iter().map(|claim| row.of_claim(claim)))
        .collect()
}

struct Writer<'a> {
    assessment: &'a Assessment,
    scribe: &'a Scribe<'a>,
    accepted: &'a BTreeMap<String, String>,
    times: BTreeMap<&'a str, &'a Observation>,
}

impl Writer<'_> {
    fn of_finding(&self, finding: &Finding) -> Entry {
        let kind = match finding.source {
            FindingSource::Baseline => Kind::Baseline,
            FindingSource::Check => Kind::Check,
            FindingSource::Decision => Kind::Decision,
            FindingSource::Question => Kind::Question,
        };
        let rule = match kind {
            Kind::Check | Kind::Baseline => finding.check.as_str(),
            _ => finding.id.as_str(),
        };
        let text = |text| clean(self.scribe.text(text).as_str());
        self.finish(Entry {
            id: line(&finding.id),
            kind,
            rule: line(rule),
            subject: line(&finding.subject.0),
            outcome: finding.outcome,
            severity: finding.severity,
            confidence: finding.confidence,
            reason: line(&finding.reason),
            title: text(&finding.title),
            detail: text(&finding.detail),
            remedy: finding.remediation.as_ref().map(text),
            refs: finding.refs.iter().map(|text| line(text)).collect(),
            accepted: self.accepted.get(&finding.id).map(|text| clean(text)),
            ..self.blank(&finding.evidence)
        })
    }

    fn of_claim(&self, claim: &Claim) -> Entry {
        let (outcome, reason) = match claim.status {
            ClaimStatus::Confirmed => (Outcome::Conforms, "confirmed"),
            ClaimStatus::Contradicted => (Outcome::Deviates, "contradicted"),
            ClaimStatus::Explained => (Outcome::Informs, "explained"),
            ClaimStatus::NotObservable => (Outcome::NotObserved, "not-observable"),
        };
        let text = |text| clean(self.scribe.text(text).as_str());
        let (said, seen) = (text(&claim.said), text(&claim.seen));
        let params = [("said", said.as_str()), ("seen", seen.as_str())];
        let mut detail = self.scribe.fill("export.said.detail", &params).to_string();
        for (key, words) in [
            ("export.said.response", &claim.response),
            ("export.said.explanation", &claim.explanation),
        ] {
            if let Some(words) = words {
                let told = self.scribe.fill(key, &[("text", &clean(words))]);
                detail.push('\n');
                detail.push_str(told.as_str());
            }
        }
        let id = format!("claim/{}", claim.id);
        self.finish(Entry {
            accepted: self.accepted.get(&id).map(|text| clean(text)),
            id: line(&id),
            kind: Kind::Claim,
            rule: "claim".to_owned(),
            subject: "vendor".to_owned(),
            outcome,
            severity: claim.importance.severity(),
            confidence: Confidence::High,
            reason: reason.to_owned(),
            title: self.scribe.word("export.said.title").to_string(),
            detail,
            said: Some(said),
            seen: Some(seen),
            ..self.blank(&claim.evidence)
        })
    }

    /// A row that says only what it rests on.
    fn blank(&self, evidence: &[EvidenceItem]) -> Entry {
        let proofs: Vec<Proof> = evidence
            .iter()
            .zip(self.scribe.exhibits(evidence))
            .map(|(item, exhibit)| Proof {
                id: line(&item.id),
                source: line(exhibit.source.as_str()),
                quote: clean(exhibit.quote.as_str()),
            })
            .collect();
        let at = evidence
            .iter()
            .filter_map(|item| Some(self.times.get(item.id.as_str())?.at))
            .max()
            .unwrap_or(self.assessment.as_of);
        Entry {
            id: String::new(),
            kind: Kind::Check,
            rule: String::new(),
            subject: String::new(),
            shown: String::new(),
            outcome: Outcome::NotObserved,
            outcome_word: String::new(),
            severity: Severity::Info,
            severity_word: String::new(),
            confidence: Confidence::Low,
            confidence_word: String::new(),
            reason: String::new(),
            title: String::new(),
            detail: String::new(),
            remedy: None,
            refs: Vec::new(),
            provisions: Vec::new(),
            proofs,
            at,
            accepted: None,
            said: None,
            seen: None,
        }
    }

    /// Fills in the words that follow from the rest.
    fn finish(&self, mut entry: Entry) -> Entry {
        entry.shown = match &self.assessment.dossier {
            Some(dossier) if entry.subject == "vendor" => line(&dossier.vendor.name),
            _ => line(self.scribe.subject(&entry.subject).as_str()),
        };
        entry.outcome_word = self.scribe.outcome(entry.outcome).word.to_string();
        entry.severity_word = self.scribe.severity(entry.severity).word.to_string();
        entry.confidence_word = self.scribe.confidence(entry.confidence).to_string();
        entry.provisions = self
            .scribe
            .references(&entry.refs)
            .into_iter()
            .map(|reference| line(reference.text.as_str()))
            .collect();
        entry
    }
}
