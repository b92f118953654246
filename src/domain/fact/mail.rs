//! What a domain publishes about its mail. Texts are kept as they came, so that they can be read anew.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::observation::Failure;

/// One look at what a domain says about its mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MailFact {
    /// The logo that receivers may show (`default._bimi`).
    Bimi(MailText),
    /// Keys of signatures.
    Dkim(DkimFact),
    /// What receivers do with mail that fails.
    Dmarc(DmarcFact),
    /// Strict transport security.
    MtaSts(MtaStsFact),
    /// Who may send.
    Spf(SpfFact),
    /// Where reports about transport go (`_smtp._tls`).
    TlsRpt(MailText),
}

/// The texts at one name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct MailText {
    /// The name asked for, without final dot.
    pub name: String,
    /// The names that CNAME records led through, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cname_chain: Vec<String>,
    /// TXT records, each joined to one text of at most 4,096 characters, at most 20, sorted; bytes that are not UTF-8 are
    /// replaced. For SPF only those that begin with `v=spf`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub texts: Vec<String>,
    /// True when there were more texts than are kept.
    #[serde(default, skip_serializing_if = "is_false")]
    pub truncated: bool,
    /// True when the name does not exist.
    #[serde(default, skip_serializing_if = "is_false")]
    pub missing: bool,
    /// Why it could not be asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// The records that say who may send, and those they lead to (RFC 7208).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SpfFact {
    /// The domain itself, then each name that `include` and `redirect` lead to, once and in the order in which they
    /// were met. Names with macros are not asked for.
    pub records: Vec<MailText>,
    /// Names that `a`, `mx` and `exists` ask for, once each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lookups: Vec<SpfLookup>,
    /// True when there were more names than are asked for.
    #[serde(default, skip_serializing_if = "is_false")]
    pub stopped: bool,
}

impl SpfFact {
    /// The texts at a name, in any case.
    #[must_use]
    pub fn at(&self, name: &str) -> Option<&MailText> {
        self.records
            .iter()
            .find(|record| record.name.eq_ignore_ascii_case(name))
    }
}

/// A question that a mechanism asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SpfLookup {
    /// The name asked for.
    pub name: String,
    /// The mechanism.
    pub mechanism: SpfLookupKind,
    /// Records that came: addresses of both families for `a`, IPv4 addresses for `exists`, mail hosts for `mx`.
    pub found: u32,
    /// Why it could not be asked for. A name that does not exist is no failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// Mechanisms that ask for something else than a record of SPF.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum SpfLookupKind {
    /// Addresses.
    A,
    /// Whether the name has an IPv4 address.
    Exists,
    /// Mail hosts.
    Mx,
}

/// Keys found at names that are commonly used (RFC 6376 §3.6.2). A domain may have others, which nobody can list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DkimFact {
    /// Selectors that were asked for.
    pub asked: u32,
    /// True when `_domainkey` below the domain does not exist, so that nothing below it can (RFC 8020).
    #[serde(default, skip_serializing_if = "is_false")]
    pub none: bool,
    /// True when a selector that nobody has was answered too: the answers are those of a wildcard.
    #[serde(default, skip_serializing_if = "is_false")]
    pub wildcard: bool,
    /// What was found, in the order of the list; of a wildcard only one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<DkimRecord>,
    /// Selectors that could not be asked for.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub failed: u32,
    /// Why the first of them could not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// The texts of one selector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DkimRecord {
    /// The selector.
    pub selector: String,
    /// Texts and the CNAME chain that led to them.
    pub record: MailText,
}

/// The policy for mail that fails, and whether others agreed to take reports (RFC 9989, RFC 9990).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DmarcFact {
    /// `_dmarc` below the domain and below each of its parents, from the domain upward.
    pub records: Vec<MailText>,
    /// Other organisations that reports are to go to, and what they say about it; at most ten.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consents: Vec<ReportConsent>,
}

/// Whether another domain agreed to take reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportConsent {
    /// The domain that reports are to go to.
    pub destination: String,
    /// Texts at `domain._report._dmarc.destination`.
    pub record: MailText,
}

/// Strict transport security: the record, and the policy that it announces (RFC 8461).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MtaStsFact {
    /// Texts at `_mta-sts`.
    pub record: MailText,
    /// What `https://mta-sts.domain/.well-known/mta-sts.txt` gave; asked for only when there is a record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<StsAnswer>,
}

/// What came of asking for a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StsAnswer {
    /// The web server answered. Redirects are not followed.
    Answered {
        /// Status code.
        status: u16,
        /// Media type.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content_type: Option<String>,
        /// The file, when the status is 200: at most 64 KiB; bytes that are not UTF-8 are replaced.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        body: String,
    },
    /// It could not be asked for.
    Failed(Failure),
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over references"
)]
const fn is_false(value: &bool) -> bool {
    !*value
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over references"
)]
const fn is_zero(value: &u32) -> bool {
    *value == 0
}
