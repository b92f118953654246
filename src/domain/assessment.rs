//! Everything of one run.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::{AnswerSet, Evidence};
use super::claim::Claim;
use super::dossier::Dossier;
use super::fact::HostingFact;
use super::finding::Finding;
use super::location::LocationVerdict;
use super::method::Method;
use super::observation::Observations;
use super::party::Party;
use super::rating::Rating;
use super::score::Score;
use super::subject::{Subject, SubjectId};
use super::text::Text;
use super::verdict::Verdict;

/// The format that this version writes.
pub const FORMAT: &str = "waarborg/assessment/1";

/// An assessment, or a scan (then without dossier, score and verdict).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Assessment {
    /// Name and version of this format.
    pub format: String,
    /// `waarborg`.
    pub tool: String,
    /// What judged it.
    pub method: Method,
    /// The date and time it speaks for.
    pub as_of: Timestamp,
    /// The dossier as it was; absent in a scan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dossier: Option<Dossier>,
    /// What was looked at.
    pub subjects: Vec<Subject>,
    /// What was seen.
    pub observations: Observations,
    /// What the evidence about each address amounts to.
    pub locations: Vec<Located>,
    /// The parties behind the provider: those that records show and those that it named, compared. To ask about first
    /// those that were seen and not declared, then by how strong the signs are. Absent in assessments from before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<Party>,
    /// What was answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<AnswerSet>,
    /// Documents behind the answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<JudgedEvidence>,
    /// Levels and grades: by subject in the order of `subjects`, then by address, then by policy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ratings: Vec<Rating>,
    /// What it comes to.
    pub findings: Vec<Finding>,
    /// What the provider says against what was seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub claims: Vec<Claim>,
    /// The score; absent in a scan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// The verdict; absent in a scan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
}

impl Assessment {
    /// True when servers were to be looked at and nothing at all could be seen: the network was gone, or ours was.
    #[must_use]
    pub fn is_blind(&self) -> bool {
        let looked = !self.method.network.offline && !self.observations.0.is_empty();
        looked && self.observations.saw_nothing()
    }

    /// What was to be looked at and of which nothing could be seen, by the names that people know. What was only met on the
    /// way is not among it.
    #[must_use]
    pub fn unseen(&self) -> Vec<String> {
        if self.method.network.offline {
            return Vec::new();
        }
        let mut seen: BTreeMap<&SubjectId, bool> = BTreeMap::new();
        for look in &self.observations.0 {
            *seen.entry(&look.subject).or_default() |= look.failure().is_none();
        }
        self.subjects
            .iter()
            .filter(|subject| subject.role.is_none() && seen.get(&subject.id) == Some(&false))
            .map(Subject::shown)
            .collect()
    }
}

/// The location of one address of one host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Located {
    /// The host.
    pub subject: SubjectId,
    /// The observation with the evidence.
    pub observation: String,
    /// The address and its evidence.
    #[serde(flatten)]
    pub fact: HostingFact,
    /// What it amounts to on the day of the assessment.
    pub verdict: LocationVerdict,
}

/// A document and what it is worth on the day of the assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JudgedEvidence {
    /// The document.
    #[serde(flatten)]
    pub evidence: Evidence,
    /// Name of its kind.
    pub title: Text,
    /// Strength that it lends to answers it covers.
    pub strength: super::pack::Strength,
    /// Why no more than that.
    pub note: Text,
}

impl JudgedEvidence {
    /// The note in both languages, when a quote is that note in one of them: assessments from before kept the quote in
    /// the language of the dossier only. A quote may have been cut.
    #[must_use]
    pub fn noted(&self, quote: &str) -> Option<&Text> {
        let note = &self.note;
        let begins = note.nl.starts_with(quote) || note.en.starts_with(quote);
        (begins && !quote.is_empty()).then_some(note)
    }
}
