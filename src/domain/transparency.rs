//! Certificate transparency as dated data: the logs that browsers count, and how many promises a certificate needs.

use serde::{Deserialize, Serialize};

use super::day::Day;
use super::policy::Provenance;

/// What browsers require, and the logs they accept it from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transparency {
    /// How many promises are needed.
    pub rules: TransparencyRules,
    /// The logs.
    pub logs: LogList,
}

/// How many promises (SCTs) a publicly trusted certificate needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransparencyRules {
    /// Provenance.
    pub policy: Provenance,
    /// First notBefore day that logging is required for.
    pub required_from: Day,
    /// Least number of different operators among the logs.
    pub operators: usize,
    /// Least number of promises that come beside the certificate, in the handshake or in a stapled answer.
    pub delivered: usize,
    /// Least number of embedded promises, by lifetime, shortest first: the first row that the lifetime fits in decides.
    pub embedded: Vec<EmbeddedStep>,
}

/// One row: certificates that live no longer than this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmbeddedStep {
    /// Longest lifetime in days; absent for any.
    #[serde(default)]
    pub max_days: Option<i64>,
    /// Least number of promises.
    pub promises: usize,
}

/// The logs that browsers accept, on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogList {
    /// Which list, of which day.
    pub list: LogListHead,
    /// The logs.
    pub log: Vec<CtLog>,
}

/// Where a list comes from and how long it says something about logs that it does not name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogListHead {
    /// Version of the file.
    pub version: String,
    /// The day that the list is known to reach.
    pub date: Day,
    /// Where it was taken from.
    pub source: String,
    /// Days after which a log that is missing proves nothing.
    pub max_age_days: i64,
}

/// A log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CtLog {
    /// Name.
    pub name: String,
    /// Who operates it.
    pub operator: String,
    /// Whether browsers still accept it.
    pub state: LogState,
    /// First day of that state.
    pub since: Day,
    /// `SubjectPublicKeyInfo`, DER in base64; the id of the log is its SHA-256.
    pub key: String,
}

/// Whether browsers accept new promises of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogState {
    /// Accepted (qualified, usable or read-only).
    Admissible,
    /// Accepted no more; promises from before that day still count beside one of an admissible log.
    Retired,
}

/// Who issues under which CAA domains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaaIssuers {
    /// Which table, of which day.
    pub issuers: CaaIssuersHead,
    /// The authorities.
    pub issuer: Vec<CaaIssuer>,
}

/// Where the table comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaaIssuersHead {
    /// Version of the file.
    pub version: String,
    /// The day on which the rows were written down.
    pub written_on: Day,
    /// Where the values come from.
    pub source: String,
}

/// An authority: how its certificates name it, and the CAA domains it recognises as its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaaIssuer {
    /// Values of O in the issuer's name, compared without regard to case.
    pub organisations: Vec<String>,
    /// Domains in an `issue` record that permit it.
    pub domains: Vec<String>,
}
