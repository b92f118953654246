//! Signatures of the domain name system: whether they prove what is said of a zone, and by which keys.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What signatures say about an answer (RFC 4035 §4.3), worst first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DnssecState {
    /// Signatures have to be there, and they do not prove the answer.
    Bogus,
    /// It could not be found out.
    Indeterminate,
    /// It is proven that the zone, or one above it, is not signed.
    Insecure,
    /// Proven, all the way from a trust anchor.
    Secure,
}

/// The zones from a trust anchor down to a name, with their keys, and whether signatures prove the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DnssecFact {
    /// The name, without trailing dot.
    pub name: String,
    /// The verdict of a validating library.
    pub state: DnssecState,
    /// The zone whose keys were trusted to begin with: `.` or a zone of the user.
    pub anchor: String,
    /// The zones that were met, the anchor first. A name that is no zone of its own is not here.
    pub zones: Vec<SignedZone>,
    /// What is the matter, when the state is bogus or indeterminate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<DnssecFault>,
}

/// What a zone says about its keys, and its parent about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignedZone {
    /// The name of the zone; `.` for the root.
    pub zone: String,
    /// DS records at the parent, at most 16.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ds: Vec<DelegationSigner>,
    /// DNSKEY records, at most 16.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<ZoneKey>,
    /// Signatures over the DS set, the DNSKEY set and the answer, at most 16.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<ZoneSignature>,
}

/// A DS record (RFC 4034 §5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DelegationSigner {
    /// Tag of the key that it is about.
    pub key_tag: u16,
    /// Number of the key's algorithm.
    pub algorithm: u8,
    /// 1 SHA-1, 2 SHA-256, 4 SHA-384.
    pub digest_type: u8,
    /// Lower-case hexadecimal.
    pub digest: String,
}

/// A DNSKEY record (RFC 4034 §2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ZoneKey {
    /// Its tag.
    pub key_tag: u16,
    /// 257 signs keys, 256 signs the rest; 128 is added when it is withdrawn.
    pub flags: u16,
    /// Number of the algorithm.
    pub algorithm: u8,
    /// Bits of the key; absent when the algorithm is not known here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bits: Option<u32>,
    /// True when a DS record of the parent, or the trust anchor, is about it.
    #[serde(default)]
    pub vouched: bool,
}

/// An RRSIG record (RFC 4034 §3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ZoneSignature {
    /// The type of the records that it signs.
    pub covers: String,
    /// The zone that signed.
    pub signer: String,
    /// Tag of the key.
    pub key_tag: u16,
    /// Number of the algorithm.
    pub algorithm: u8,
    /// First second, since 1970.
    pub inception: u32,
    /// Last second, since 1970.
    pub expiration: u32,
}

/// Why signatures prove nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DnssecFault {
    /// The zone where it goes wrong.
    pub zone: String,
    /// What.
    pub kind: DnssecFaultKind,
    /// For an engineer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// What is wrong with signatures.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DnssecFaultKind {
    /// No key of the zone is the one that its parent vouches for.
    DsMismatch,
    /// Every signature has ended.
    Expired,
    /// A question on the way failed.
    LookupFailed,
    /// The parent vouches for keys, and there are none.
    NoKeys,
    /// The resolver passes on no signatures at all.
    NoSignatures,
    /// No signature is valid yet.
    NotYetValid,
    /// Something else: the proof does not add up.
    Unproven,
    /// No signature where one has to be.
    Unsigned,
    /// An algorithm or a construction that is not known here.
    Unsupported,
    /// A signature that is not that of the key.
    WrongSignature,
}
