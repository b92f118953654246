//! A TLS guideline: the level of every version, suite, group, hash and setting.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Level, Provenance};
use crate::domain::fact::PublicKey;

/// A TLS guideline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelPolicy {
    /// True when its levels are shown beside those of any other guideline that a run judges by.
    #[serde(default)]
    pub always_rated: bool,
    /// Provenance.
    pub policy: Provenance,
    /// Level of each protocol version; one that is absent is insufficient.
    pub tls_versions: BTreeMap<String, Level>,
    /// Level of each cipher suite; one that is absent is insufficient.
    pub cipher_suites: SuiteLevels,
    /// Level of each key-exchange group by its IANA name; finite-field groups as `ffdhe3072`.
    pub groups: BTreeMap<String, Level>,
    /// Level of each hash that signs a key exchange; one that is absent is insufficient.
    pub exchange_hashes: BTreeMap<String, Level>,
    /// Level of what can be on or off.
    pub settings: SettingLevels,
    /// Level of each hash that signs a certificate; one that is absent is insufficient.
    pub signature_hashes: BTreeMap<String, Level>,
    /// RSA key sizes, largest first: the first that the key reaches decides.
    pub rsa_keys: Vec<KeyStep>,
    /// Level of each curve, and of `ed25519` and `ed448`; one that is absent is insufficient.
    pub curves: BTreeMap<String, Level>,
}

impl LevelPolicy {
    /// The level of a protocol version by its name.
    #[must_use]
    pub fn version(&self, name: &str) -> Level {
        absent_is_insufficient(&self.tls_versions, name)
    }

    /// The level of a hash in the signature over a key exchange; `none` stands for schemes that bring their own.
    #[must_use]
    pub fn exchange_hash(&self, name: &str) -> Level {
        absent_is_insufficient(&self.exchange_hashes, name)
    }

    /// The level of a key-exchange group. A classical group that is absent is insufficient; of a new kind that the guideline
    /// does not know (a draft, a number without name) there is no level.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<Level> {
        const CLASSICAL: [&str; 9] = [
            "GC",
            "arbitrary_explicit",
            "brainpool",
            "curveSM2",
            "ffdhe",
            "secp",
            "sect",
            "x25519",
            "x448",
        ];
        self.groups.get(name).copied().or_else(|| {
            CLASSICAL
                .iter()
                .any(|prefix| name.starts_with(prefix))
                .then_some(Level::Insufficient)
        })
    }
}

impl LevelPolicy {
    /// The level of a certificate's key; nothing for a kind of key that is not recognised.
    #[must_use]
    pub fn key(&self, key: &PublicKey) -> Option<Level> {
        let curve = |name: &str| absent_is_insufficient(&self.curves, name);
        match key.algorithm.as_str() {
            "rsa" => Some(
                self.rsa_keys
                    .iter()
                    .find(|step| key.bits >= step.min_bits)
                    .map_or(Level::Insufficient, |step| step.level),
            ),
            "ec" => key.curve.as_deref().map(curve),
            "ed25519" | "ed448" => Some(curve(&key.algorithm)),
            "dsa" => Some(Level::Insufficient),
            _ => None,
        }
    }

    /// The level of a hash in the signature of a certificate.
    #[must_use]
    pub fn signature_hash(&self, name: &str) -> Level {
        absent_is_insufficient(&self.signature_hashes, name)
    }
}

fn absent_is_insufficient(levels: &BTreeMap<String, Level>, name: &str) -> Level {
    levels.get(name).copied().unwrap_or(Level::Insufficient)
}

/// Cipher suites by IANA name, each in at most one list. Those of TLS 1.3 have names of their own, so one set of lists serves
/// all versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SuiteLevels {
    /// Preferred.
    pub good: BTreeSet<String>,
    /// Allowed.
    pub sufficient: BTreeSet<String>,
    /// To be replaced.
    pub phase_out: BTreeSet<String>,
}

impl SuiteLevels {
    /// The level of a suite; one that is in no list is insufficient.
    #[must_use]
    pub fn level(&self, name: &str) -> Level {
        if self.good.contains(name) {
            Level::Good
        } else if self.sufficient.contains(name) {
            Level::Sufficient
        } else if self.phase_out.contains(name) {
            Level::PhaseOut
        } else {
            Level::Insufficient
        }
    }
}

/// Levels of settings that a server has or has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingLevels {
    /// Renegotiation without the protection of RFC 5746.
    pub insecure_renegotiation: Level,
    /// Renegotiation whenever the client asks for it, as often as it likes.
    pub client_renegotiation: Level,
    /// Compression by TLS itself.
    pub compression: Level,
    /// Early data (0-RTT) that is taken up and answered.
    pub early_data: Level,
    /// TLS 1.2 and older without the extended master secret of RFC 7627.
    pub no_extended_master_secret: Level,
}

/// One step of key sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyStep {
    /// Size in bits.
    pub min_bits: u32,
    /// Level from there.
    pub level: Level,
}
