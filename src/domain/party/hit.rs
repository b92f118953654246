//! A stored record that shows a party.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::signature::PartyRole;
use crate::domain::finding::EvidenceItem;
use crate::domain::subject::SubjectId;

/// How strong a sign is, weakest first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum HitStrength {
    /// Someone once proved to it who owns the domain (TXT record). Whether anything is used now, nobody can see.
    AccountOnceVerified,
    /// A page fetches from it, or permits that.
    ThirdPartyOnPage,
    /// It may send mail in the name of the domain (SPF).
    MaySend,
    /// Names, mail, traffic or certificates go through it now.
    InUse,
}

impl HitStrength {
    /// The stored value, which is also the last part of the key of its words: `party.strength.<value>`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccountOnceVerified => "account-once-verified",
            Self::ThirdPartyOnPage => "third-party-on-page",
            Self::MaySend => "may-send",
            Self::InUse => "in-use",
        }
    }
}

/// The kind of record that shows a party.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// A host of the provider is an alias of its name (CNAME).
    Cname,
    /// A page permits it to be fetched from (Content-Security-Policy).
    Csp,
    /// A key for signing mail is an alias of its name (CNAME below `_domainkey`).
    Dkim,
    /// It issued the certificate of an endpoint.
    Issuer,
    /// It takes in the mail of a domain (MX).
    Mx,
    /// It operates the network that an address lies in, by its number (ASN); the machine may be somebody else's.
    Network,
    /// It answers for a domain in the domain name system (NS).
    Ns,
    /// A page fetches from it.
    Page,
    /// An address lies in a range that it publishes as a region of its cloud: the machine is its own.
    Region,
    /// It may send mail in the name of a domain (SPF).
    Spf,
    /// A token of it stands in a TXT record of a domain.
    Txt,
}

impl Way {
    /// How strong a sign this is.
    #[must_use]
    pub const fn strength(self) -> HitStrength {
        match self {
            Self::Cname
            | Self::Dkim
            | Self::Issuer
            | Self::Mx
            | Self::Network
            | Self::Ns
            | Self::Region => HitStrength::InUse,
            Self::Spf => HitStrength::MaySend,
            Self::Csp | Self::Page => HitStrength::ThirdPartyOnPage,
            Self::Txt => HitStrength::AccountOnceVerified,
        }
    }

    /// True for what stands on a page.
    #[must_use]
    pub const fn is_on_page(self) -> bool {
        matches!(self, Self::Csp | Self::Page)
    }
}

/// One stored record that shows a party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hit {
    /// How strong a sign it is.
    pub strength: HitStrength,
    /// The kind of record.
    pub way: Way,
    /// What the party does there.
    pub role: PartyRole,
    /// Name of the product, when the table knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// What it was seen of: a domain, a host or an endpoint of the provider.
    pub subject: SubjectId,
    /// What showed it: a host name, the beginning of a token, `AS` and a number, or an organisation.
    pub name: String,
    /// The observation and the record in it.
    pub evidence: EvidenceItem,
}

impl Hit {
    /// True when this shows a party at work on what customers and their people send: in use now, in a role that handles
    /// it, and by a record that leaves no doubt about the machine. An address in somebody's network alone, such as that of
    /// an edge, is not enough: the machine or the agreement may be another's.
    #[must_use]
    pub fn is_in_data_path(&self) -> bool {
        self.strength == HitStrength::InUse
            && self.role.is_in_data_path()
            && matches!(self.way, Way::Cname | Way::Dkim | Way::Mx | Way::Region)
    }

    /// True when it is worth a question if the party is not declared: more than a token, in a role that may come to
    /// process personal data.
    #[must_use]
    pub fn is_worth_asking(&self) -> bool {
        self.strength > HitStrength::AccountOnceVerified && self.role.may_process()
    }
}
