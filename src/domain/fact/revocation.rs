//! What issuers say about the certificates that a server shows: still good, or withdrawn.

use std::net::SocketAddr;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::day::Day;
use crate::domain::observation::Failure;

/// The sources of revocation of one served chain. Two addresses that serve the same leaf share one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RevocationFact {
    /// The first address that served the chain.
    pub address: SocketAddr,
    /// The leaf, then the certificates between it and a trusted issuer; no roots.
    pub certificates: Vec<CertificateStatus>,
}

impl RevocationFact {
    /// What was found about one certificate, by its SHA-256.
    #[must_use]
    pub fn of(&self, sha256: &str) -> Option<&CertificateStatus> {
        self.certificates.iter().find(|c| c.sha256 == sha256)
    }
}

/// One certificate, the sources it names, and what came of asking them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CertificateStatus {
    /// SHA-256 of the certificate, lower-case hexadecimal; the bytes stand in the TLS fact.
    pub sha256: String,
    /// Who would withdraw it.
    pub issuer: StatusIssuer,
    /// True when the certificate demands a stapled answer (RFC 7633).
    #[serde(default)]
    pub must_staple: bool,
    /// URLs of revocation lists in the certificate, at most 8.
    #[serde(default)]
    pub crl_urls: Vec<String>,
    /// URLs of OCSP responders in the certificate, at most 8.
    #[serde(default)]
    pub ocsp_urls: Vec<String>,
    /// Each source that was asked or passed over, lists first.
    pub sources: Vec<StatusSource>,
}

/// Where the issuer's key was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StatusIssuer {
    /// In a trust store: its `SubjectPublicKeyInfo`, DER in base64, so that answers can be verified again later.
    Anchor(String),
    /// In the served chain: SHA-256 of that certificate.
    Chain(String),
    /// Nowhere: signatures could not be checked. Also for a certificate that signed itself.
    NotSeen,
}

/// The kind of a source.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum StatusKind {
    /// A list of withdrawn certificates (RFC 5280 §5).
    Crl,
    /// An answer about one certificate (RFC 6960).
    Ocsp,
}

/// One source and what came of asking it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatusSource {
    /// List or answer.
    pub kind: StatusKind,
    /// Where it was asked, as the certificate names it.
    pub url: String,
    /// What came of it.
    pub result: StatusResult,
}

/// What came of asking one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StatusResult {
    /// It spoke about the certificate. Believe it only when the signature holds.
    Answered(Box<StatusAnswer>),
    /// It could not be asked, or what it sent is no answer about this certificate.
    Failed(Failure),
    /// It was not asked, and why: a scheme other than HTTP, or one source too many.
    PassedOver(String),
}

/// What a source says about one certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatusAnswer {
    /// The status that it gives.
    pub state: StatusState,
    /// Since when that is known to be right (`thisUpdate`).
    pub this_update: Timestamp,
    /// When newer information is due at the latest (`nextUpdate`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_update: Option<Timestamp>,
    /// Whether the signature holds, and by whose key.
    pub signature: StatusSignature,
    /// The name of the issuer of the list, or the name or key hash of the responder.
    pub signer: String,
    /// SHA-256 of the list or response, lower-case hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Number of entries; lists only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entries: Option<u64>,
    /// The OCSP response, DER in base64; absent for lists and above 16 KiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
}

/// The status of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StatusState {
    /// Not withdrawn.
    Good,
    /// Withdrawn.
    Revoked {
        /// Since when.
        at: Timestamp,
        /// Why, when that is told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<RevocationReason>,
    },
    /// The source knows nothing of it.
    Unknown,
}

/// Why a certificate was withdrawn (RFC 5280 §5.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RevocationReason {
    /// Code 10.
    AaCompromise,
    /// Code 3: name or other facts changed.
    AffiliationChanged,
    /// Code 2: the key of the issuer leaked.
    CaCompromise,
    /// Code 6: on hold; this can be undone.
    CertificateHold,
    /// Code 5: no longer in use.
    CessationOfOperation,
    /// Code 1: the key leaked.
    KeyCompromise,
    /// A code that the standard does not have.
    Other,
    /// Code 9: the holder no longer has the right to it.
    PrivilegeWithdrawn,
    /// Code 8: taken off a hold.
    RemoveFromCrl,
    /// Code 4: replaced.
    Superseded,
    /// Code 0.
    Unspecified,
}

impl RevocationReason {
    /// The reason behind a code.
    #[must_use]
    pub const fn from_code(code: u64) -> Self {
        match code {
            0 => Self::Unspecified,
            1 => Self::KeyCompromise,
            2 => Self::CaCompromise,
            3 => Self::AffiliationChanged,
            4 => Self::Superseded,
            5 => Self::CessationOfOperation,
            6 => Self::CertificateHold,
            8 => Self::RemoveFromCrl,
            9 => Self::PrivilegeWithdrawn,
            10 => Self::AaCompromise,
            _ => Self::Other,
        }
    }

    /// The name under which it is stored, and under which its words stand in `data/texts`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AaCompromise => "aa-compromise",
            Self::AffiliationChanged => "affiliation-changed",
            Self::CaCompromise => "ca-compromise",
            Self::CertificateHold => "certificate-hold",
            Self::CessationOfOperation => "cessation-of-operation",
            Self::KeyCompromise => "key-compromise",
            Self::Other => "other",
            Self::PrivilegeWithdrawn => "privilege-withdrawn",
            Self::RemoveFromCrl => "remove-from-crl",
            Self::Superseded => "superseded",
            Self::Unspecified => "unspecified",
        }
    }
}

/// Whether a signature holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StatusSignature {
    /// It holds with the key of a responder that the issuer appointed (id-kp-OCSPSigning, RFC 6960 §4.2.2.2).
    Delegate {
        /// Subject of the responder's certificate.
        subject: String,
        /// SHA-256 of the responder's certificate, lower-case hexadecimal.
        sha256: String,
    },
    /// It does not hold, or not with a key that may sign; the words of why.
    Invalid(String),
    /// It holds with the key of the issuer.
    Issuer,
    /// It could not be checked; the words of why.
    Unchecked(String),
}

impl StatusSignature {
    /// True when the signature was verified.
    #[must_use]
    pub const fn holds(&self) -> bool {
        matches!(self, Self::Issuer | Self::Delegate { .. })
    }
}

/// Whether an answer counts at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Between `thisUpdate` and `nextUpdate`.
    Current,
    /// After `nextUpdate`.
    Expired,
    /// Before `thisUpdate`, by more than clocks differ.
    NotYet,
    /// `nextUpdate` is not given.
    Open,
}

/// How far clocks may differ.
const SKEW: SignedDuration = SignedDuration::from_mins(10);

impl StatusAnswer {
    /// Whether the answer counts at a moment. Clocks may differ ten minutes.
    #[must_use]
    pub fn freshness(&self, at: Timestamp) -> Freshness {
        let early = at.saturating_add(SKEW).unwrap_or(at);
        let late = at.saturating_sub(SKEW).unwrap_or(at);
        if self.this_update > early {
            return Freshness::NotYet;
        }
        match self.next_update {
            None => Freshness::Open,
            Some(next) if next < late => Freshness::Expired,
            Some(_) => Freshness::Current,
        }
    }

    /// True when the answer counts at a moment, false when it is outdated; nothing when it is from the future and says
    /// nothing at all. An answer that does not say when newer information is due counts for `open_days`.
    #[must_use]
    pub fn is_current(&self, at: Timestamp, open_days: i64) -> Option<bool> {
        match self.freshness(at) {
            Freshness::Current => Some(true),
            Freshness::Expired => Some(false),
            Freshness::NotYet => None,
            Freshness::Open => Some(Day::of(self.this_update).days_until(Day::of(at)) <= open_days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(this_update: &str, next_update: Option<&str>) -> StatusAnswer {
        StatusAnswer {
            state: StatusState::Good,
            this_update: this_update.parse().expect("a moment"),
            next_update: next_update.map(|text| text.parse().expect("a moment")),
            signature: StatusSignature::Issuer,
            signer: String::new(),
            sha256: String::new(),
            bytes: 0,
            entries: None,
            response: None,
        }
    }

    #[test]
    fn an_answer_counts_between_its_dates_give_or_take_ten_minutes() {
        let at: Timestamp = "2026-11-22T10:00:00Z".parse().expect("a moment");
        for (from, to, fresh) in [
            ("2026-11-22T10:09:00Z", None, Freshness::Open),
            ("2026-11-22T10:11:00Z", None, Freshness::NotYet),
            (
                "2026-11-21T00:00:00Z",
                Some("2026-11-22T09:51:00Z"),
                Freshness::Current,
            ),
            (
                "2026-11-21T00:00:00Z",
                Some("2026-11-22T09:49:00Z"),
                Freshness::Expired,
            ),
        ] {
            assert_eq!(answer(from, to).freshness(at), fresh, "{from} {to:?}");
        }
        for (from, current) in [
            ("2026-11-12T00:00:00Z", Some(true)),
            ("2026-11-11T23:59:59Z", Some(false)),
            ("2026-11-23T00:00:00Z", None),
        ] {
            assert_eq!(answer(from, None).is_current(at, 10), current, "{from}");
        }
    }

    #[test]
    fn the_name_of_a_reason_is_how_it_is_stored() {
        for code in 0..12 {
            let reason = RevocationReason::from_code(code);
            assert_eq!(
                serde_json::to_value(reason).expect("a value"),
                reason.name(),
                "code {code}"
            );
        }
    }
}
