//! The rows of a difference: what changed, one by one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Cause;
use crate::domain::answer::AnswerValue;
use crate::domain::claim::ClaimStatus;
use crate::domain::finding::{FindingSource, Outcome, Severity};
use crate::domain::id::{PackId, QuestionId};
use crate::domain::observation::Probe;
use crate::domain::pack::Strength;
use crate::domain::subject::SubjectId;
use crate::domain::text::Text;

/// How a finding changed, worst news first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Shift {
    /// Nothing was the matter, or nothing was known; now something is the matter.
    New,
    /// Something was the matter, and it is worse.
    Worsened,
    /// Something else is the matter than then, as bad as then.
    Changed,
    /// It was judged then and cannot be judged now: that is no improvement.
    OutOfSight,
    /// Something was the matter, and it is less bad.
    Improved,
    /// Something was the matter, and it no longer is.
    Resolved,
    /// Nothing was known then, and it is in order.
    InSight,
}

impl Shift {
    /// Every shift, worst news first.
    pub const ALL: [Self; 7] = [
        Self::New,
        Self::Worsened,
        Self::Changed,
        Self::OutOfSight,
        Self::Improved,
        Self::Resolved,
        Self::InSight,
    ];

    /// The stored value, which is also the last part of the key of its words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Worsened => "worsened",
            Self::Changed => "changed",
            Self::OutOfSight => "out-of-sight",
            Self::Improved => "improved",
            Self::Resolved => "resolved",
            Self::InSight => "in-sight",
        }
    }
}

/// A finding at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingState {
    /// The result.
    pub outcome: Outcome,
    /// Harm when it deviates.
    pub severity: Severity,
    /// Stable name of the result within the check.
    pub reason: String,
}

/// A finding that came to another result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingChange {
    /// Id of the finding.
    pub id: String,
    /// A check, a question or a decision table.
    pub source: FindingSource,
    /// Id of the check or question.
    pub check: String,
    /// What it is about.
    pub subject: SubjectId,
    /// What was looked at or asked.
    pub title: Text,
    /// How it changed.
    pub shift: Shift,
    /// Then; absent when there was no such finding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<FindingState>,
    /// Now; absent when there is no such finding any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<FindingState>,
    /// What was found: now, or then when there is no such finding any more.
    pub detail: Text,
    /// What changed it; empty where the older facts could not be judged again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<Cause>,
}

/// A claim that stands otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimChange {
    /// `<pack>/<question>`.
    pub id: String,
    /// What the provider says.
    pub said: Text,
    /// What was seen, in the newer assessment if it is there.
    pub seen: Text,
    /// Then; absent when nothing was claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<ClaimStatus>,
    /// Now; absent when nothing is claimed any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<ClaimStatus>,
}

/// What happened to an answer.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerTurn {
    /// It was given.
    Given,
    /// It says something else.
    Changed,
    /// It was withdrawn.
    Withdrawn,
    /// It says the same; the documents, the remark of the provider or the review behind it changed.
    Support,
}

/// An answer that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AnswerChange {
    /// The pack.
    pub pack: PackId,
    /// The question.
    pub question: QuestionId,
    /// What was asked, when a finding says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// What happened.
    pub turn: AnswerTurn,
    /// Then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<AnswerValue>,
    /// Now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<AnswerValue>,
}

/// What happened to a document.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentTurn {
    /// It is worth less than it was.
    Weaker,
    /// It is no longer in the register.
    Removed,
    /// It came into the register.
    Added,
    /// The register says something else about it.
    Changed,
    /// It is worth more than it was.
    Stronger,
}

/// A document that came, went, or is worth more or less.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentChange {
    /// Id in the evidence register.
    pub id: String,
    /// Name of its kind.
    pub title: Text,
    /// What happened.
    pub turn: DocumentTurn,
    /// What it was worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<Strength>,
    /// What it is worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Strength>,
}

/// What was seen otherwise.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum SeenKind {
    /// The addresses of a host point to other countries; codes (ISO 3166-1), `?` where no country could be named.
    HostingCountry,
    /// The addresses of a host lie in networks of other operators.
    NetworkOperator,
    /// A party shows itself where it did not before.
    PartyAppeared,
    /// A party no longer shows itself where it did before.
    PartyLeft,
    /// The provider names a sub-processor that it did not name before.
    SubProcessorNamed,
    /// The provider no longer names a sub-processor.
    SubProcessorDropped,
    /// The certificate of an endpoint comes from another issuer.
    CertificateIssuer,
    /// An endpoint shows another key, in a certificate that is not a plain renewal of the one before.
    CertificateKey,
    /// The certificate of an endpoint is for other names: those that went, and those that came.
    CertificateNames,
    /// The certificate was renewed with another key, by the same issuer for the same names: its last day.
    CertificateRekeyed,
    /// The certificate was renewed with the same key, by the same issuer for the same names: its last day.
    CertificateRenewed,
    /// The level or letter of the configuration of an endpoint went down.
    TlsLevelDropped,
    /// The level or letter of the configuration of an endpoint went up.
    TlsLevelRaised,
    /// An endpoint offers other versions of TLS.
    TlsVersions,
    /// Other hosts take in the mail of a domain.
    MailHosts,
    /// Other hosts answer for a domain in the domain name system.
    NameServers,
}

impl SeenKind {
    /// The stored value, which is also the last part of the key of its words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HostingCountry => "hosting-country",
            Self::NetworkOperator => "network-operator",
            Self::PartyAppeared => "party-appeared",
            Self::PartyLeft => "party-left",
            Self::SubProcessorNamed => "sub-processor-named",
            Self::SubProcessorDropped => "sub-processor-dropped",
            Self::CertificateIssuer => "certificate-issuer",
            Self::CertificateKey => "certificate-key",
            Self::CertificateNames => "certificate-names",
            Self::CertificateRekeyed => "certificate-rekeyed",
            Self::CertificateRenewed => "certificate-renewed",
            Self::TlsLevelDropped => "tls-level-dropped",
            Self::TlsLevelRaised => "tls-level-raised",
            Self::TlsVersions => "tls-versions",
            Self::MailHosts => "mail-hosts",
            Self::NameServers => "name-servers",
        }
    }

    /// True for what belongs to the upkeep of a server: nobody has to be told of it for its own sake.
    #[must_use]
    pub const fn is_routine(self) -> bool {
        matches!(
            self,
            Self::CertificateKey
                | Self::CertificateNames
                | Self::CertificateRekeyed
                | Self::CertificateRenewed
        )
    }
}

/// Something that was seen otherwise; both lists are sorted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct SeenChange {
    /// What kind of thing.
    pub kind: SeenKind,
    /// Of what; the vendor for parties that it names.
    pub subject: SubjectId,
    /// Then.
    pub then: Vec<String>,
    /// Now.
    pub now: Vec<String>,
    /// True when our own data or rules made the difference and the servers may have shown the same.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ours: bool,
}

/// A line of `dossier.toml` that says something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatedChange {
    /// The key, such as `intake.volume` or `endpoint.0.target`.
    pub key: String,
    /// Then; absent when the key was not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<String>,
    /// Now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

/// A data file, method or program that judges otherwise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct RuleChange {
    /// Path of the data file; `waarborg` for the program, `scoring` and `policy` for the methods by name.
    pub what: String,
    /// Version or date, or the beginning of the digest; absent when it did not judge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<String>,
    /// The same for now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
}

/// A look that succeeded then and failed now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct LostSight {
    /// What was looked at.
    pub subject: SubjectId,
    /// The looks, in their order.
    pub probes: Vec<Probe>,
}
