//! What a limit looks away from, because somebody accepted it by name until a day.
//!
//! Two things: a *baseline*, a file with known findings, so that a pipeline fails on new ones; and the *acceptance* of the
//! risk of an answer, which stands in the dossier beside the answer ([`super::acceptance`]). Neither changes a judgement,
//! a score or the advice. A legal knock-out cannot be accepted. An entry of a baseline that holds no longer is a finding
//! of its own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::acceptance::AcceptanceStanding;
use super::assessment::Assessment;
use super::claim::ClaimStatus;
use super::day::Day;
use super::finding::{Confidence, Finding, FindingSource, Outcome, Severity};
use super::phrase::Phrases;
use super::subject::SubjectId;
use super::text::Text;
use super::verdict::{Advice, Reason, ReasonRule};

/// The `check` of findings about a baseline itself.
pub const CHECK: &str = "baseline";
/// The baseline of a dossier lies in its folder under this name.
pub const FILE: &str = "baseline.toml";

/// A baseline file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// Version of this file's format: 1.
    pub format: u32,
    /// What is accepted.
    #[serde(rename = "accept", default)]
    pub accepted: Vec<Acceptance>,
}

/// One finding that is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// Id of the check, `<pack>/<question>`, or `claim/<pack>/<question>` for a contradiction.
    pub check: String,
    /// Id of the subject, such as `endpoint:example.nl:443`; of a question or claim it is the vendor.
    #[serde(default = "vendor")]
    pub subject: String,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it is.
    pub until: Day,
    /// Who accepted it.
    pub by: String,
}

fn vendor() -> String {
    "vendor".to_owned()
}

/// Something that an acceptance can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    outcome: Outcome,
    severity: Severity,
}

/// What was accepted, held against an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Held {
    /// Findings and claims that the baseline accepts, by id, each with who, why and until when.
    pub accepted: BTreeMap<String, Text>,
    /// Questions whose risk an owner took and for which that counts, by `<pack>/<question>`, likewise.
    pub taken: BTreeMap<String, Text>,
    /// A finding for each entry that no longer holds.
    pub stale: Vec<Finding>,
}

impl Acceptance {
    /// The id of the finding or claim that it is about.
    #[must_use]
    pub fn finding(&self) -> String {
        if self.check.contains('/') {
            self.check.clone()
        } else {
            format!("{}@{}", self.check, self.subject)
        }
    }
}

impl Baseline {
    /// Holds the entries against an assessment. `severity` tells how grave a deviation of a check or question is that
    /// the assessment does not hold.
    #[must_use]
    pub fn hold(
        &self,
        assessment: &Assessment,
        phrases: &Phrases,
        severity: impl Fn(&str) -> Severity,
    ) -> Held {
        let today = Day::of(assessment.as_of);
        let known = known(assessment);
        let legal = |id: &str| {
            assessment.verdict.as_ref().is_some_and(|verdict| {
                verdict
                    .reasons
                    .iter()
                    .any(|reason| reason.rule == ReasonRule::LegalKnockOut && reason.item == id)
            })
        };
        let mut held = Held::default();
        for entry in &self.accepted {
            let id = entry.finding();
            let found = known.get(&id);
            let open = found
                .is_some_and(|found| matches!(found.outcome, Outcome::Deviates | Outcome::Partial));
            // What could not be seen this time may still be there.
            let unseen = found.is_some_and(|found| {
                matches!(found.outcome, Outcome::NotObserved | Outcome::NotAnswered)
            });
            let stale = if open && legal(&id) {
                Some("legal")
            } else if !open && !unseen {
                Some("gone")
            } else if entry.until.days_until(today) > 0 {
                Some("expired")
            } else {
                None
            };
            match stale {
                Some(reason) => {
                    let severity = found.map_or_else(|| severity(&entry.check), |f| f.severity);
                    held.stale.push(entry.stale(&id, reason, severity, phrases));
                }
                None if open => {
                    held.accepted.insert(id, entry.words(phrases));
                }
                None => {}
            }
        }
        held
    }
}

impl Acceptance {
    fn params(&self) -> [(&'static str, String); 3] {
        [
            ("by", self.by.clone()),
            ("reason", self.reason.clone()),
            ("until", self.until.to_string()),
        ]
    }

    fn words(&self, phrases: &Phrases) -> Text {
        let params = self.params();
        let params: Vec<(&str, &str)> = params.iter().map(|(k, v)| (*k, v.as_str())).collect();
        phrases.fill("baseline.accepted", &params)
    }

    fn stale(&self, id: &str, reason: &str, severity: Severity, phrases: &Phrases) -> Finding {
        let params = self.params();
        let mut params: Vec<(&str, &str)> = params.iter().map(|(k, v)| (*k, v.as_str())).collect();
        params.push(("finding", id));
        Finding {
            id: format!("{CHECK}/{id}"),
            source: FindingSource::Baseline,
            check: CHECK.to_owned(),
            subject: SubjectId(self.subject.clone()),
            outcome: Outcome::Deviates,
            severity,
            confidence: Confidence::High,
            reason: reason.to_owned(),
            title: phrases.text("baseline.title"),
            detail: phrases.fill(&format!("baseline.{reason}"), &params),
            remediation: Some(phrases.text(&format!("baseline.{reason}-remedy"))),
            refs: Vec::new(),
            evidence: Vec::new(),
            clause: None,
        }
    }
}

/// Findings and claims by the ids that entries name.
fn known(assessment: &Assessment) -> BTreeMap<String, Known> {
    let findings = assessment.findings.iter().map(|finding| {
        let known = Known {
            outcome: finding.outcome,
            severity: finding.severity,
        };
        (finding.id.clone(), known)
    });
    let claims = assessment.claims.iter().map(|claim| {
        let outcome = match claim.status {
            ClaimStatus::Contradicted => Outcome::Deviates,
            ClaimStatus::Confirmed | ClaimStatus::Explained => Outcome::Conforms,
            ClaimStatus::NotObservable => Outcome::NotObserved,
        };
        let known = Known {
            outcome,
            severity: claim.importance.severity(),
        };
        (format!("claim/{}", claim.id), known)
    });
    findings.chain(claims).collect()
}

impl Held {
    /// Adds the risks that owners took, as far as they count on the day of the assessment.
    #[must_use]
    pub fn with_taken(mut self, assessment: &Assessment, phrases: &Phrases) -> Self {
        let judged = assessment.verdict.iter().flat_map(|v| &v.acceptances);
        for taken in judged.filter(|taken| taken.standing == AcceptanceStanding::Holds) {
            let acceptance = &taken.acceptance;
            let until = acceptance.until.to_string();
            let params = [
                ("by", acceptance.owner.as_str()),
                ("reason", acceptance.reason.as_str()),
                ("until", until.as_str()),
            ];
            let words = phrases.fill("baseline.accepted", &params);
            self.taken.insert(taken.item.clone(), words);
        }
        self
    }

    /// True when somebody accepted a finding: in the baseline, or by taking its risk.
    fn is_accepted(&self, id: &str) -> bool {
        self.accepted.contains_key(id) || self.taken.contains_key(id)
    }

    /// True when a finding counts for a limit of severity: it deviates and nobody accepted it.
    #[must_use]
    pub fn counts(&self, finding: &Finding, worst: Severity) -> bool {
        finding.outcome == Outcome::Deviates
            && finding.severity >= worst
            && !self.is_accepted(&finding.id)
    }

    /// The advice as far as a limit is concerned: reasons that were accepted count no longer, those of the law always
    /// do, and an entry that no longer holds is a condition.
    #[must_use]
    pub fn advice(&self, reasons: &[Reason]) -> Advice {
        let left = reasons
            .iter()
            .filter(|reason| !self.covers(reason))
            .map(|reason| reason.caps_at)
            .min()
            .unwrap_or(Advice::Go);
        if self.stale.is_empty() {
            left
        } else {
            left.min(Advice::GoWithConditions)
        }
    }

    fn covers(&self, reason: &Reason) -> bool {
        match reason.rule {
            ReasonRule::SevereDeviation | ReasonRule::SoftKnockOut => {
                self.is_accepted(&reason.item)
            }
            // An owner takes the risk of the answer, whatever contradicts it; a baseline names the contradiction.
            ReasonRule::Contradiction => {
                self.accepted
                    .contains_key(&format!("claim/{}", reason.item))
                    || self.taken.contains_key(&reason.item)
            }
            _ => false,
        }
    }
}
