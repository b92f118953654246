//! Letters as dated data: points, and limits by date.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Provenance;
use crate::domain::day::Day;
use crate::domain::rating::Part;
use crate::domain::text::Text;

/// A letter, best first. `M` and `T` stand for a certificate alone: the wrong name, and not trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(
    missing_docs,
    reason = "letters mean what the rules say that give them"
)]
pub enum Letter {
    #[serde(rename = "A+")]
    APlus,
    A,
    #[serde(rename = "A-")]
    AMinus,
    B,
    C,
    D,
    E,
    F,
    M,
    T,
}

impl Letter {
    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::APlus => "A+",
            Self::A => "A",
            Self::AMinus => "A-",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::E => "E",
            Self::F => "F",
            Self::M => "M",
            Self::T => "T",
        }
    }
}

/// What a rule of a letter looks at: a closed set, each worked out in `src/rating/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// A suite without proof of who the server is.
    AnonymousSuite,
    /// CBC in TLS 1.0 or SSL 3.0.
    Beast,
    /// CVE-2014-0224.
    CcsInjection,
    /// Compression by TLS itself.
    Crime,
    /// Finite-field parameters below 1024 bits.
    #[serde(rename = "dh-below-1024")]
    DhBelow1024,
    /// Finite-field parameters below 2048 bits.
    #[serde(rename = "dh-below-2048")]
    DhBelow2048,
    /// CVE-2014-0160.
    Heartbleed,
    /// HSTS is switched off, or its header cannot be read.
    HstsBroken,
    /// HSTS is missing or shorter than a plus asks for.
    HstsShort,
    /// Renegotiation without RFC 5746.
    InsecureRenegotiation,
    /// No suite with authenticated encryption.
    NoAead,
    /// An unnecessary fallback is not refused (RFC 7507), where there is something to fall back to.
    NoFallbackSignal,
    /// No suite keeps recorded traffic closed.
    NoForwardSecrecy,
    /// Protection of renegotiation is not signalled.
    NoSecureRenegotiation,
    /// TLS 1.2 is not offered, nor anything newer.
    NoTls12,
    /// TLS 1.3 is not offered.
    NoTls13,
    /// TLS 1.0 or 1.1 is offered.
    OldTlsOffered,
    /// CBC in SSL 3.0.
    Poodle,
    /// A suite with RC4.
    Rc4Offered,
    /// Nothing better than RC4.
    Rc4Only,
    /// RC4 in TLS 1.1 or newer.
    Rc4WithTls11,
    /// CVE-2017-13099 and others.
    Robot,
    /// Blocks of 64 bits in TLS 1.1 or newer.
    SmallBlocksWithTls11,
    /// SSL 2.0 is offered.
    Ssl2Offered,
    /// Nothing newer than SSL 3.0.
    Ssl3Best,
    /// SSL 3.0 is offered.
    Ssl3Offered,
    /// CVE-2016-9244.
    Ticketbleed,
    /// A suite weakened for export, or of fewer than 112 bits.
    WeakSuite,
    /// HSTS does not exist for this service or name.
    WithoutHsts,

    /// A certificate between this one and a root is missing.
    IncompleteChain,
    /// The key is as strong as RSA of fewer than 1024 bits.
    #[serde(rename = "key-below-1024")]
    KeyBelow1024,
    /// The key is as strong as RSA of fewer than 2048 bits.
    #[serde(rename = "key-below-2048")]
    KeyBelow2048,
    /// A certificate is signed with MD5 or MD2.
    Md5Signature,
    /// The certificate is for another name.
    NameMismatch,
    /// No path to a trusted root.
    NotTrusted,
    /// Expired, or not valid yet.
    OutsideDates,
    /// Withdrawn, or its issuer is.
    Revoked,
    /// A certificate is signed with SHA-1.
    Sha1Signature,
    /// A key known to give way.
    WeakKey,
}

impl Condition {
    /// Every condition.
    pub const ALL: [Self; 39] = [
        Self::AnonymousSuite,
        Self::Beast,
        Self::CcsInjection,
        Self::Crime,
        Self::DhBelow1024,
        Self::DhBelow2048,
        Self::Heartbleed,
        Self::HstsBroken,
        Self::HstsShort,
        Self::InsecureRenegotiation,
        Self::NoAead,
        Self::NoFallbackSignal,
        Self::NoForwardSecrecy,
        Self::NoSecureRenegotiation,
        Self::NoTls12,
        Self::NoTls13,
        Self::OldTlsOffered,
        Self::Poodle,
        Self::Rc4Offered,
        Self::Rc4Only,
        Self::Rc4WithTls11,
        Self::Robot,
        Self::SmallBlocksWithTls11,
        Self::Ssl2Offered,
        Self::Ssl3Best,
        Self::Ssl3Offered,
        Self::Ticketbleed,
        Self::WeakSuite,
        Self::WithoutHsts,
        Self::IncompleteChain,
        Self::KeyBelow1024,
        Self::KeyBelow2048,
        Self::Md5Signature,
        Self::NameMismatch,
        Self::NotTrusted,
        Self::OutsideDates,
        Self::Revoked,
        Self::Sha1Signature,
        Self::WeakKey,
    ];

    /// The part whose letter it limits.
    #[must_use]
    pub const fn part(self) -> Part {
        match self {
            Self::IncompleteChain
            | Self::KeyBelow1024
            | Self::KeyBelow2048
            | Self::Md5Signature
            | Self::NameMismatch
            | Self::NotTrusted
            | Self::OutsideDates
            | Self::Revoked
            | Self::Sha1Signature
            | Self::WeakKey => Part::Certificate,
            _ => Part::Configuration,
        }
    }
}

/// Points, and limits to the letter that they give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterPolicy {
    /// Provenance.
    pub policy: Provenance,
    /// Weight of each category in basis points.
    pub weights: Weights,
    /// Points of each protocol version, in basis points.
    pub versions: BTreeMap<String, u32>,
    /// Points of the key exchange.
    pub exchange: ExchangePoints,
    /// Points of an encryption by its strength in bits, largest first.
    pub cipher: Vec<PointStep>,
    /// Letters by points, best first.
    pub letter: Vec<LetterStep>,
    /// Words for a letter that points alone brought down; `{points}` and `{letter}`.
    pub points_text: Text,
    /// What a plus takes besides an `A` without limits, everything seen.
    pub plus: Plus,
    /// Limits.
    pub rule: Vec<LetterRule>,
}

/// Weights of the categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weights {
    /// Versions.
    pub protocol: u32,
    /// Key exchange.
    pub exchange: u32,
    /// Encryption.
    pub cipher: u32,
}

/// Points of the key exchange.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangePoints {
    /// Without proof of who the server is, or without any.
    pub anonymous: u32,
    /// Weakened for export.
    pub export: u32,
    /// By strength, expressed in bits of RSA, largest first.
    pub step: Vec<PointStep>,
    /// What a curve of a size is worth in bits of RSA, largest first.
    pub curve: Vec<CurveStep>,
    /// Groups whose name does not tell their size, in bits of RSA.
    pub named: BTreeMap<String, u32>,
}

/// Points from a size up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointStep {
    /// Size in bits.
    pub min_bits: u32,
    /// Points in basis points.
    pub points: u32,
}

/// What a curve is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CurveStep {
    /// Size of the curve in bits.
    pub min_bits: u32,
    /// Bits of RSA with the same strength.
    pub as_rsa: u32,
}

/// A letter by points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterStep {
    /// The letter.
    pub letter: Letter,
    /// Least points.
    pub from_points: u32,
}

/// What a plus takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plus {
    /// First day that there is a plus.
    pub from: Day,
    /// Shortest HSTS in seconds.
    pub hsts_min_seconds: u64,
    /// Words for the plus.
    pub text: Text,
}

/// A limit to the letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterRule {
    /// When it holds.
    pub condition: Condition,
    /// Best letter then.
    pub cap: Letter,
    /// First day.
    pub from: Day,
    /// Last day.
    #[serde(default)]
    pub until: Option<Day>,
    /// What is the matter, as a part of a sentence.
    pub text: Text,
}

impl LetterRule {
    /// True when the rule holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

impl LetterPolicy {
    /// The letter of points.
    #[must_use]
    pub fn by_points(&self, points: u32) -> Letter {
        self.letter
            .iter()
            .find(|step| points >= step.from_points)
            .map_or(Letter::F, |step| step.letter)
    }

    /// What a curve of this size is worth in bits of RSA; 0 when it is below every step.
    #[must_use]
    pub fn curve(&self, bits: u32) -> u32 {
        self.exchange
            .curve
            .iter()
            .find(|step| bits >= step.min_bits)
            .map_or(0, |step| step.as_rsa)
    }

    /// What a group is worth in bits of RSA; nothing for one that the table does not know.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<u32> {
        if let Some(bits) = self.exchange.named.get(name) {
            return Some(*bits);
        }
        let size = |prefix: &str| {
            let digits: String = name
                .strip_prefix(prefix)?
                .chars()
                .take_while(char::is_ascii_digit)
                .collect();
            digits.parse::<u32>().ok()
        };
        size("ffdhe").or_else(|| {
            ["secp", "sect", "brainpoolP"]
                .into_iter()
                .find_map(size)
                .map(|bits| self.curve(bits))
        })
    }
}

/// The points of a size: those of the first step that it reaches.
#[must_use]
pub fn points_of(steps: &[PointStep], bits: u32) -> u32 {
    steps
        .iter()
        .find(|step| bits >= step.min_bits)
        .map_or(0, |step| step.points)
}
