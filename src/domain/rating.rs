//! How guidelines rate what was seen of an endpoint or a domain: levels, and grades with their reasons.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fact::{DhParameters, PublicKey, TlsVersion};
use super::policy::Level;
use super::subject::SubjectId;
use super::text::Text;

/// What one policy says about one subject, or about one address of it. Several policies may rate the same facts;
/// the one that the run was asked to judge by comes first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rating {
    /// The endpoint or domain.
    pub subject: SubjectId,
    /// The address as in [`TlsFact::address`](super::fact::TlsFact::address); absent where the rating speaks for all
    /// addresses together, the worst counting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<SocketAddr>,
    /// Id of the policy file, such as `ncsc-2025-05`.
    pub policy: String,
    /// Name of the policy.
    pub title: Text,
    /// At most one grade for each part, in the order of [`Part`]; a part that the subject does not have is left out.
    pub grades: Vec<Grade>,
    /// The level of each setting that was seen at this address; empty for a policy that gives letters only, and where the
    /// rating speaks for all addresses together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<RatedSetting>,
}

/// What is graded by itself: a defect in one part never spoils the grade of another.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Versions, suites, groups, features and weaknesses; whoever issued the certificate.
    Configuration,
    /// Trust, name, dates, key and signature of the certificate.
    Certificate,
    /// Name servers, DNSSEC, CAA.
    Dns,
    /// Mail transport and sender policies.
    Mail,
}

/// A grade of one part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Grade {
    /// The part.
    pub part: Part,
    /// The letter, such as `A+` or `F`; absent for a policy of levels and where nothing could be graded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<String>,
    /// The level: that of the worst setting; absent for a policy of letters and where nothing could be graded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Points behind the letter, in basis points (10,000 = 100 %); absent for a policy without points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<u32>,
    /// What brought the grade down (or up to a plus), heaviest first; empty when nothing did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Text>,
    /// False when something that could have lowered the grade was not seen: then the grade is "at best".
    pub complete: bool,
    /// What was not seen, or why there is no grade at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_observed: Option<Text>,
}

/// What kind of thing a level is about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum SettingKind {
    /// Parameters of a finite-field key exchange; named by [`DhParameters::setting`].
    Dh,
    /// A property; named as the field of `Features` or `Sessions` in kebab-case: `extended-master-secret`, `early-data`.
    Feature,
    /// A key-exchange group; IANA name.
    Group,
    /// A hash of a signature: `sha256`. With a version that of the key exchange, without that of the certificate.
    Hash,
    /// The key of the certificate; named by [`PublicKey::setting`].
    Key,
    /// A cipher suite; IANA name.
    Suite,
    /// A protocol version: `TLS 1.2`.
    Version,
}

/// The level of one setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RatedSetting {
    /// Its kind.
    pub kind: SettingKind,
    /// The version it was seen in; absent where it holds for every version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<TlsVersion>,
    /// Its name, as the kind says.
    pub name: String,
    /// Its level.
    pub level: Level,
}

impl Rating {
    /// The level of a setting: the entry for this version, or the one that holds for every version.
    #[must_use]
    pub fn level(
        &self,
        kind: SettingKind,
        version: Option<TlsVersion>,
        name: &str,
    ) -> Option<Level> {
        let of = |wanted: Option<TlsVersion>| {
            self.levels
                .iter()
                .find(|rated| rated.kind == kind && rated.version == wanted && rated.name == name)
                .map(|rated| rated.level)
        };
        of(version).or_else(|| of(None))
    }

    /// The grade of a part.
    #[must_use]
    pub fn grade(&self, part: Part) -> Option<&Grade> {
        self.grades.iter().find(|grade| grade.part == part)
    }
}

impl PublicKey {
    /// The name under which a rating speaks of this key: its curve, or its algorithm with the size in bits (`rsa-2048`).
    #[must_use]
    pub fn setting(&self) -> String {
        match (&self.curve, self.algorithm.as_str()) {
            (Some(curve), _) => curve.clone(),
            (None, "ed25519" | "ed448") => self.algorithm.clone(),
            (None, algorithm) => format!("{algorithm}-{}", self.bits),
        }
    }
}

impl DhParameters {
    /// The name under which a rating speaks of these parameters: that of a known prime, or the size (`dh-1024`).
    #[must_use]
    pub fn setting(&self) -> String {
        match &self.known {
            Some(known) => known.clone(),
            None => format!("dh-{}", self.bits),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_of_a_version_goes_before_one_of_all() {
        let rated = |version, level| RatedSetting {
            kind: SettingKind::Suite,
            version,
            name: "TLS_RSA_WITH_AES_128_CBC_SHA".to_owned(),
            level,
        };
        let rating = Rating {
            subject: SubjectId("endpoint:a.example:443".to_owned()),
            address: None,
            policy: "ncsc-2025-05".to_owned(),
            title: Text::same("NCSC"),
            grades: Vec::new(),
            levels: vec![
                rated(None, Level::PhaseOut),
                rated(Some(TlsVersion::Tls10), Level::Insufficient),
            ],
        };
        let of = |version, name| rating.level(SettingKind::Suite, version, name);
        let name = "TLS_RSA_WITH_AES_128_CBC_SHA";
        assert_eq!(of(Some(TlsVersion::Tls10), name), Some(Level::Insufficient));
        assert_eq!(of(Some(TlsVersion::Tls12), name), Some(Level::PhaseOut));
        assert_eq!(of(None, name), Some(Level::PhaseOut));
        assert_eq!(of(None, "other"), None);
        assert_eq!(rating.level(SettingKind::Group, None, name), None);
    }

    #[test]
    fn keys_are_named_once() {
        let key = |algorithm: &str, bits, curve: Option<&str>| PublicKey {
            algorithm: algorithm.to_owned(),
            bits,
            curve: curve.map(str::to_owned),
        };
        assert_eq!(key("rsa", 2048, None).setting(), "rsa-2048");
        assert_eq!(key("ec", 256, Some("secp256r1")).setting(), "secp256r1");
        assert_eq!(key("ed25519", 256, None).setting(), "ed25519");
    }
}
