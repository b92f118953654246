//! Thresholds and tables as dated data: what checks and scoring hold facts against.

mod dns;
mod letters;
mod levels;
mod mail;
mod names;
mod primes;

use std::collections::{BTreeMap, BTreeSet};

use super::certificate_lint::CertificateLintPolicy;
use super::day::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::id::TopicId;
use super::text::Text;
use super::transparency::{CaaIssuers, Transparency};

pub use dns::{ClaimableService, DnsPolicy, DnssecNumber};
pub use letters::{
    Condition, CurveStep, ExchangePoints, Letter, LetterPolicy, LetterRule, LetterStep, Plus,
    PointStep, Weights, points_of,
};
pub use levels::{KeyStep, LevelPolicy, SettingLevels, SuiteLevels};
pub use mail::{DkimSelectors, MailPolicy, SelectorGroup};
pub use names::{NamePolicy, NameRule};
pub use primes::{DhPrime, DhPrimes};

/// Everything that judging needs besides observations and answers.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Levels of everything about TLS, of keys and of signatures.
    pub levels: LevelPolicy,
    /// Other guidelines whose levels are shown beside those of the first.
    pub editions: Vec<LevelPolicy>,
    /// Points and limits of letters.
    pub letters: LetterPolicy,
    /// Limits of the letters of names and mail.
    pub names: NamePolicy,
    /// Names of well-known primes of finite-field key exchange.
    pub dh_primes: DhPrimes,
    /// Certificate lifetimes and expiry warnings.
    pub certificates: CertificatePolicy,
    /// Rules for the profile of certificates.
    pub certificate_lints: CertificateLintPolicy,
    /// Header rules.
    pub web: WebPolicy,
    /// Limits for mail.
    pub mail: MailPolicy,
    /// Names to look for keys of mail signatures under.
    pub dkim_selectors: DkimSelectors,
    /// Scoring.
    pub score: ScorePolicy,
    /// Certificate transparency.
    pub transparency: Transparency,
    /// CAA domains of authorities.
    pub caa_issuers: CaaIssuers,
    /// The domain name system.
    pub dns: DnsPolicy,
}

/// How a guideline rates a setting, best first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Preferred.
    Good,
    /// Allowed.
    Sufficient,
    /// To be replaced.
    PhaseOut,
    /// Not allowed.
    Insufficient,
}

/// Where a data file comes from and since when it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// Id, such as `ncsc-2025-05`.
    pub id: String,
    /// Version of this file.
    pub version: String,
    /// Name.
    pub title: Text,
    /// Where the values were read.
    pub source: String,
    /// First day.
    pub valid_from: Day,
}

/// Certificate lifetimes and expiry warnings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificatePolicy {
    /// Provenance.
    pub policy: Provenance,
    /// Limits by notBefore, oldest first.
    pub limit: Vec<LifetimeLimit>,
    /// How short a certificate lives that needs no source of revocation, by notBefore, oldest first.
    pub short_lived: Vec<LifetimeLimit>,
    /// Days that an answer about revocation counts when it does not say when newer information is due.
    pub status_days: i64,
    /// Fewer days left than this is a deviation …
    pub very_soon_days: i64,
    /// … and fewer than this is a warning …
    pub soon_days: i64,
    /// … unless at least this percentage of the lifetime is left (short-lived certificates renew late by design).
    pub relaxed_from_percent: i64,
    /// First notBefore day from which public authorities no longer put the purpose of a client into server certificates.
    pub client_purpose_ends: Day,
}

/// One row of the lifetime schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LifetimeLimit {
    /// First notBefore day it applies to.
    pub from: Day,
    /// Days.
    pub max_days: i64,
}

/// Header rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebPolicy {
    /// Provenance.
    pub policy: Provenance,
    /// Shortest max-age of HSTS, in seconds.
    pub hsts_min_seconds: u64,
    /// Shortest max-age of HSTS that the shared preload list takes in, in seconds.
    pub hsts_preload_seconds: u64,
    /// Endings of names that are on the preload list as a whole.
    pub preloaded_suffixes: Vec<String>,
    /// Sources in a content security policy that cover everything or a whole scheme.
    pub csp_open_sources: Vec<String>,
    /// Gaps that together leave a content security policy without any use against injected scripts.
    pub csp_no_protection: Vec<BTreeSet<CspGap>>,
    /// Features of browsers that a site should switch off when it does not use them.
    pub powerful_features: Vec<String>,
    /// Referrer policies that keep the path from other sites and everything from unencrypted ones …
    pub referrer_strict: Vec<String>,
    /// … and those that keep the path from other sites, or from unencrypted ones only.
    pub referrer_fair: Vec<String>,
    /// Longest life of a cookie, in days.
    pub cookie_max_days: i64,
    /// How far ahead `security.txt` may expire, in days …
    pub security_txt_max_days: i64,
    /// … and how many days before its end it is time to renew it.
    pub security_txt_soon_days: i64,
}

/// What a content security policy leaves open (CSP3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CspGap {
    /// No rule about scripts at all.
    AnyScript,
    /// A source that covers whole schemes or everything.
    OpenSource,
    /// Scripts in the page itself run, whoever put them there.
    UnsafeInline,
    /// Text may be run as a script.
    UnsafeEval,
    /// Plug-ins from everywhere.
    AnyObject,
    /// The page can be given another base, and its scripts with it.
    AnyBase,
    /// Forms may send to everywhere.
    AnyForm,
    /// A host that is named without TLS.
    PlainSource,
    /// A directive that no browser knows: a slip of the pen, most likely.
    Unknown,
}

/// Scoring: weights, strengths, thresholds. All shares in basis points (10,000 = 100 %).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScorePolicy {
    /// Provenance; the id is the name of the method.
    pub policy: Provenance,
    /// Weights of the inherent-risk factors.
    pub inherent: InherentPolicy,
    /// Credit for each strength of evidence.
    pub strengths: StrengthPolicy,
    /// Topics of the score.
    pub topic: Vec<Topic>,
    /// Share of the weighted mean in the overall credit; the rest is the weakest topic.
    pub mean_share: u32,
    /// Share of the inherent risk that full credit takes away: never all.
    pub max_reduction: u32,
    /// Trust lost for each point of contradiction.
    pub distrust_step: u32,
    /// Least trust.
    pub distrust_floor: u32,
    /// Coverage below which the verdict is held.
    pub min_coverage: u32,
    /// Days that an observation counts.
    pub observation_days: i32,
    /// Share of credit that a carried-over answer keeps until it is confirmed.
    pub carried_share: u32,
    /// Levels of risk, lowest first.
    pub level: Vec<RiskStep>,
}

/// Factors of inherent risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InherentPolicy {
    /// Factors in the order of the report.
    pub factor: Vec<Factor>,
    /// Floor for special categories or citizen numbers at scale, a required DPIA, or a vital function under NIS2 or DORA.
    pub floor: u32,
}

/// One factor of inherent risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    /// The intake field.
    pub id: String,
    /// Name.
    pub title: Text,
    /// Weight.
    pub weight: u32,
    /// Value of each answer; an intake field without an answer counts 10,000.
    pub values: BTreeMap<String, u32>,
}

/// Credit for each strength of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StrengthPolicy {
    /// Said, nothing more.
    pub asserted: u32,
    /// A document shows it.
    pub documented: u32,
    /// A third party attests it.
    pub attested: u32,
    /// Our check saw it.
    pub observed: u32,
    /// Our check saw an indication of it.
    pub indicated: u32,
}

/// A topic of the score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Id.
    pub id: TopicId,
    /// Name.
    pub title: Text,
    /// Weight.
    pub weight: u32,
}

/// A level of risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RiskStep {
    /// Level.
    pub level: super::score::RiskLevel,
    /// Smallest risk that counts as this level, in basis points.
    pub from: u32,
}
