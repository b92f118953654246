//! By what an assessment was judged: enough to judge it again.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::day::Day;
use super::hexadecimal::hex;
use super::id::PackId;
use super::overlay::PackChange;

/// Tool, data and circumstances of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Method {
    /// Version of the program.
    pub tool_version: String,
    /// The date and time the assessment speaks for.
    pub as_of: Timestamp,
    /// Name of the scoring method.
    pub scoring: String,
    /// Name of the TLS policy.
    pub policy: String,
    /// Every data file that judged: policies, packs, norms, tables, databases.
    pub data: Vec<DataFile>,
    /// How the network was used.
    pub network: NetworkNote,
    /// What overlays changed in the questionnaires of the dossier.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pack_changes: Vec<PackChange>,
    /// Questionnaires of the dossier whose answers speak of the controller itself. Absent in assessments from before: there
    /// they stand among the answers of the provider.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own_packs: Vec<PackId>,
}

/// A data file and its digest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct DataFile {
    /// Path below the data folders, or the name of a file the user gave.
    pub path: String,
    /// Version or date that the file states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// SHA-256, lower-case hexadecimal.
    pub sha256: String,
    /// Words that its licence asks to be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<String>,
}

impl DataFile {
    /// One digest over all files: the SHA-256 of their list as `sha256sum` writes it (digest, two spaces, path, line
    /// feed), in the order of their paths. In lower-case hexadecimal.
    #[must_use]
    pub fn combined(files: &[Self]) -> String {
        let mut sorted: Vec<&Self> = files.iter().collect();
        sorted.sort_unstable_by_key(|file| (&file.path, &file.sha256));
        let mut hash = Sha256::new();
        for file in sorted {
            hash.update(format!("{}  {}\n", file.sha256, file.path));
        }
        hex(&hash.finalize())
    }
}

/// How much was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Depth {
    /// Everything.
    #[default]
    Full,
    /// TLS versions and the certificate of endpoints, and nothing else.
    Light,
}

/// How the network was used, so that a reader can judge what the observations are worth.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct NetworkNote {
    /// True when the run was told not to use the network.
    pub offline: bool,
    /// How much was looked at; absent in assessments from before this was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<Depth>,
    /// `system`, or the address and port of the resolver.
    pub resolver: String,
    /// Country that the observer looked from, when the user said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vantage: Option<String>,
    /// Connections that were redirected: `host:port` to `address:port`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub connect_to: BTreeMap<String, String>,
    /// True when private addresses were dialled on request.
    pub allow_private: bool,
    /// Trust anchors added on request: subject and SHA-256.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added_anchors: Vec<String>,
    /// Zones whose DNSSEC keys were trusted on request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dnssec_anchors: Vec<String>,
    /// Files of the user that age, with how old they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given_files: Vec<GivenFile>,
    /// The public trust store: name and number of anchors.
    pub trust_store: String,
    /// Trust stores of the user: name, number of anchors, and SHA-256 over all of them in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stores: Vec<String>,
}

/// What a file of the user is for that says less as it grows older.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GivenKind {
    /// Keys of zones that are trusted.
    DnssecAnchors,
    /// Validated route origins.
    RouteOrigins,
}

/// A file of the user that ages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GivenFile {
    /// What it is for.
    pub kind: GivenKind,
    /// Its name.
    pub name: String,
    /// The day that it says it was made, or else that it was last written.
    pub dated: Day,
    /// Days that it was old when it was used.
    pub days: i64,
    /// Days from which it counted as old, by the policy of that time.
    pub limit: i64,
}

impl GivenFile {
    /// True when it was too old to lean on.
    #[must_use]
    pub const fn is_old(&self) -> bool {
        self.days >= self.limit
    }

    /// The key of the words that say that it is old; they name `{name}`, `{dated}`, `{days}` and `{limit}`.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self.kind {
            GivenKind::DnssecAnchors => "dated.old-anchors",
            GivenKind::RouteOrigins => "dated.old-routes",
        }
    }

    /// The values of those words.
    #[must_use]
    pub fn values(&self) -> [(&'static str, String); 4] {
        [
            ("name", self.name.clone()),
            ("dated", self.dated.to_string()),
            ("days", self.days.to_string()),
            ("limit", self.limit.to_string()),
        ]
    }
}

/// The newest of the shipped location tables that are from after a day: what they say may not have been so by then.
#[must_use]
pub fn later_tables(data: &[DataFile], day: Day) -> Option<Day> {
    data.iter()
        .filter(|file| file.path.starts_with("geo/"))
        .filter_map(|file| file.version.as_ref()?.parse().ok())
        .filter(|dated: &Day| day.days_until(*dated) > 0)
        .max()
}

/// A norm: law, standard or guideline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NormFile {
    /// The norm.
    pub norm: Norm,
    /// Its provisions, in our own words.
    #[serde(rename = "provision", default)]
    pub provisions: Vec<Provision>,
}

/// A norm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Norm {
    /// Id, such as `gdpr`.
    pub id: String,
    /// Full title.
    pub title: super::text::Text,
    /// Short name.
    pub short: super::text::Text,
    /// Edition.
    pub edition: String,
    /// `in-force`, `superseded`, `guideline` or `draft`.
    pub status: String,
    /// `law`, `standard` or `guideline`.
    pub kind: String,
    /// First day.
    #[serde(default)]
    pub valid_from: Option<Day>,
    /// Last day.
    #[serde(default)]
    pub valid_to: Option<Day>,
    /// Where it can be read.
    pub link: String,
    /// True when its text may not be copied: what stands here is in our own words, and short.
    #[serde(default)]
    pub closed: bool,
}

/// A provision of a norm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provision {
    /// Article or clause.
    pub id: String,
    /// Our own short paraphrase.
    pub text: super::text::Text,
}
