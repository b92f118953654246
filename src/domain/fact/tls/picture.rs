//! Everything about TLS at one address beyond versions and the certificate.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::certificate::ChainEntry;
use super::TlsVersion;
use crate::domain::observation::Failure;

/// What full looking adds to versions and certificate. Facts only: levels and grades are judged elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct TlsPicture {
    /// Cipher suites of each version that is offered, newest version first.
    pub suites: Vec<SuiteList>,
    /// Key-exchange groups: one list for TLS 1.3, one for TLS 1.2 and older.
    pub groups: Vec<GroupList>,
    /// Finite-field parameters that the server sent for DHE suites, one entry for each distinct prime.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dh_parameters: Vec<DhParameters>,
    /// Signature algorithms that the server actually used to sign its key exchange.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<SignatureUse>,
    /// Extensions and other properties.
    pub features: Features,
    /// Resumption, tickets and early data.
    pub sessions: Sessions,
    /// The OCSP response that was stapled when asked for, DER in base64, at most 16 KiB; absent when none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stapled_ocsp: Option<String>,
    /// Why a stapled response that came was not kept: larger than that, or broken; absent when there was none such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staple_trouble: Option<Failure>,
    /// `SignedCertificateTimestampList` structures sent in a TLS extension (RFC 6962 §3.3), in base64.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scts: Vec<String>,
    /// Other chains than the one in [`TlsFact::chain`](super::TlsFact::chain) that the server shows on other occasions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_chains: Vec<OtherChain>,
    /// What the server shows to a client that names no server.
    #[serde(default)]
    pub without_name: Unnamed,
    /// Weaknesses that were probed for, harmlessly and only when their precondition was seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weaknesses: Vec<WeaknessTrial>,
    /// What the server could not take, so that it was asked in another way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub intolerances: Vec<Intolerance>,
    /// TCP connections that this picture took.
    pub connections: u32,
}

/// Whether the server follows its own order or the client's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// The client's first choice that the server takes.
    Client,
    /// There is only one, so there is no order.
    Single,
    /// The server's own order: the list stands in it.
    Server,
    /// Not established.
    #[default]
    Unknown,
}

/// The cipher suites of one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SuiteList {
    /// The version.
    pub version: TlsVersion,
    /// The suites that the server took: in its own order when `order` is `server`, otherwise in the order of discovery.
    pub suites: Vec<CipherSuite>,
    /// Whose order counts.
    pub order: Order,
    /// Why there may be more suites than these; absent when the server declined all others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incomplete: Option<Failure>,
}

/// A cipher suite by number and IANA name.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct CipherSuite {
    /// The number on the wire: two bytes, or three for SSL 2.0.
    pub code: u32,
    /// IANA name; `SSL_CK_…` for SSL 2.0; `0x….` for a number without name.
    pub name: String,
}

/// The key-exchange groups of one range of versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GroupList {
    /// `TLS 1.3`, or `TLS 1.2` for TLS 1.2 and older.
    pub version: TlsVersion,
    /// The groups, in the server's order when `order` is `server`.
    pub groups: Vec<NamedGroup>,
    /// Whose order counts.
    pub order: Order,
    /// Why there may be more groups than these; absent when the server declined all others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incomplete: Option<Failure>,
}

/// A key-exchange group by number and IANA name.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct NamedGroup {
    /// The number on the wire.
    pub code: u16,
    /// IANA name, such as `x25519`, `secp256r1`, `ffdhe2048` or `X25519MLKEM768`; drafts are named as drafts.
    pub name: String,
}

/// Parameters of a finite-field key exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DhParameters {
    /// The newest version they were seen in.
    pub version: TlsVersion,
    /// Size of the prime in bits.
    pub bits: u32,
    /// SHA-256 of the prime as unsigned big-endian bytes without leading zeros, lower-case hexadecimal.
    pub prime_sha256: String,
    /// Name of the prime when it is a known one, such as `ffdhe2048` or `rfc3526-2048`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
    /// True when they came with an export suite.
    #[serde(default)]
    pub export: bool,
    /// True when the server sent the same public value more than once.
    #[serde(default)]
    pub reused: bool,
    /// True when the server sent this prime because its group was offered (RFC 7919), and not on its own account.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub picked: bool,
    /// Numbers of the suites that they came with, in order; empty in what was stored before this was kept.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub suites: BTreeSet<u32>,
}

/// A signature algorithm that was used.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct SignatureUse {
    /// The version.
    pub version: TlsVersion,
    /// Name in the IANA registry (`ecdsa_secp256r1_sha256`, `rsa_pkcs1_sha1` …); `rsa_md5_sha1` before TLS 1.2.
    pub algorithm: String,
    /// Hash: `sha256`, `sha1`, `md5-sha1` …; `none` for Ed25519 and Ed448.
    pub hash: String,
}

/// Whether a property is there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// The server declined it or stayed without it.
    Absent,
    /// No clear answer: never to be read as absent.
    Inconclusive(Failure),
    /// It cannot occur here: what it belongs to is not offered.
    NotApplicable,
    /// Nobody looked.
    #[default]
    NotLooked,
    /// The server has it.
    Present,
}

impl Feature {
    /// True when nobody looked.
    #[must_use]
    pub const fn is_not_looked(&self) -> bool {
        matches!(self, Self::NotLooked)
    }
}

/// Extensions and other properties. Those of hellos are as of TLS 1.2 and older unless it says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Features {
    /// Protocols that the server chose when each was offered alone or first: `h2`, `http/1.1`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alpn: Vec<String>,
    /// RFC 7627.
    #[serde(default)]
    pub extended_master_secret: Feature,
    /// RFC 7366; only where a CBC suite was chosen.
    #[serde(default)]
    pub encrypt_then_mac: Feature,
    /// RFC 5746.
    #[serde(default)]
    pub secure_renegotiation: Feature,
    /// A renegotiation that the client asks for inside the connection is taken up.
    #[serde(default)]
    pub client_renegotiation: Feature,
    /// Compression by TLS itself (CRIME).
    #[serde(default)]
    pub compression: Feature,
    /// RFC 6520.
    #[serde(default)]
    pub heartbeat: Feature,
    /// RFC 7507: an unnecessary fallback is refused.
    #[serde(default)]
    pub fallback_scsv: Feature,
    /// RFC 8879, TLS 1.3: the algorithms the server used, such as `brotli`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificate_compression: Vec<String>,
    /// The server asks the client for a certificate.
    #[serde(default)]
    pub client_certificate: Feature,
    /// The server has certificates with keys of different kinds (RSA beside ECDSA), in any version; they are among the
    /// other chains.
    #[serde(default, skip_serializing_if = "Feature::is_not_looked")]
    pub other_key_kind: Feature,
}

/// Resumption, tickets and early data.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Sessions {
    /// TLS 1.2 and older by session id.
    #[serde(default)]
    pub by_id: Feature,
    /// TLS 1.2 and older by ticket (RFC 5077).
    #[serde(default)]
    pub by_ticket: Feature,
    /// TLS 1.3 by pre-shared key (RFC 8446 §2.2).
    #[serde(default)]
    pub by_psk: Feature,
    /// Lifetime hint of a TLS 1.2 ticket in seconds; 0 says that the server leaves it open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket_seconds: Option<u32>,
    /// Lifetime of a TLS 1.3 ticket in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub psk_seconds: Option<u32>,
    /// The server took up early data (0-RTT, RFC 8446 §2.3).
    #[serde(default)]
    pub early_data: Feature,
    /// Bytes of early data that a ticket allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub early_data_bytes: Option<u32>,
    /// The status of the HTTP answer to a request sent as early data; 425 is "too early" (RFC 8470).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub early_data_status: Option<u16>,
}

/// A chain that the server shows on another occasion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OtherChain {
    /// When it is shown.
    pub occasion: Occasion,
    /// The chain as served, leaf first.
    pub chain: Vec<ChainEntry>,
    /// True when the leaf names the server that was asked for.
    pub name_matches: bool,
}

/// When another chain is shown.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// To clients that prefer or only take another kind of key (RSA beside ECDSA).
    OtherKey,
    /// To clients of an older version.
    OlderVersion,
    /// To clients that name no server.
    NoName,
}

/// What a client sees that names no server (no SNI).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unnamed {
    /// Another certificate; it is among the other chains.
    Different,
    /// No clear answer.
    Inconclusive(Failure),
    /// Nobody looked, or the endpoint is an address.
    #[default]
    NotLooked,
    /// The handshake is refused.
    Refused,
    /// The same certificate.
    Same,
}

/// A weakness of a server program, probed for without doing harm.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Weakness {
    /// CVE-2014-0224: a `ChangeCipherSpec` is taken before its time.
    CcsInjection,
    /// CVE-2014-0160: a heartbeat is answered with more than was sent.
    Heartbleed,
    /// CVE-2017-13099 and others: an oracle for RSA key exchange.
    Robot,
    /// CVE-2016-9244: a session id is answered with memory behind it.
    Ticketbleed,
}

/// What came of probing for one weakness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WeaknessTrial {
    /// The weakness.
    pub weakness: Weakness,
    /// What came of it.
    pub state: WeaknessState,
    /// What the server did, in a few words of an engineer.
    pub detail: String,
}

/// Whether a server shows a weakness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WeaknessState {
    /// The server showed it, the same way each time.
    Affected,
    /// No clear answer, or not the same one each time.
    Inconclusive(Failure),
    /// The server behaved as it should.
    NotAffected,
    /// What it needs is not offered, so it was not probed for.
    NotApplicable,
}

/// What a server cannot take.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Intolerance {
    /// A hello without a key share is not answered with a request for one (RFC 8446 §4.1.4).
    EmptyKeyShare,
    /// A large hello.
    LargeHello,
    /// More suites than some number.
    ManySuites,
    /// A hello that offers a newer version than the server knows.
    NewerVersion,
}
