//! Signatures: by which names, tokens and networks a service shows itself. A row each of
//! `data/providers/signatures*.toml`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::company::ProviderHead;
use crate::domain::day::Day;
use crate::domain::text::Text;

/// A file of signatures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureFile {
    /// Version and date of the table.
    #[serde(rename = "signatures")]
    pub head: ProviderHead,
    /// The signatures.
    #[serde(rename = "signature", default)]
    pub rows: Vec<Signature>,
}

/// One service of one company. Names are in lower case without a leading or trailing dot, and stand for themselves and for
/// everything below them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// Id of the company.
    pub company: String,
    /// What the service does.
    pub role: PartyRole,
    /// Name of the product.
    pub service: String,
    /// Names that CNAME records of its customers lead to.
    #[serde(default)]
    pub cname: Vec<String>,
    /// Names of mail hosts.
    #[serde(default)]
    pub mx: Vec<String>,
    /// Names of name servers.
    #[serde(default)]
    pub ns: Vec<String>,
    /// Names in the SPF records of its customers (`include`, `redirect`, `exists`).
    #[serde(default)]
    pub spf: Vec<String>,
    /// Names that CNAME records below `_domainkey` lead to.
    #[serde(default)]
    pub dkim: Vec<String>,
    /// How TXT records begin that prove to it who owns a domain; case makes no difference.
    #[serde(default)]
    pub txt: Vec<String>,
    /// Hosts that pages fetch from.
    #[serde(default)]
    pub page: Vec<String>,
    /// Organisations that issue certificates, as they stand in these; case makes no difference.
    #[serde(default)]
    pub issuer: Vec<String>,
    /// Autonomous system numbers.
    #[serde(default)]
    pub asn: Vec<u32>,
    /// Where this was read: the service's own documentation.
    pub source: String,
    /// When it was last checked.
    pub checked_on: Day,
    /// Remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

impl Signature {
    /// The lists of names that are matched by their end, with their keys.
    #[must_use]
    pub fn names(&self) -> [(&'static str, &[String]); 6] {
        [
            ("cname", &self.cname),
            ("mx", &self.mx),
            ("ns", &self.ns),
            ("spf", &self.spf),
            ("dkim", &self.dkim),
            ("page", &self.page),
        ]
    }
}

/// What a party does for the provider, as far as the outside shows.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum PartyRole {
    /// Shows advertisements and follows people for them.
    Advertising,
    /// Measures what visitors do.
    Analytics,
    /// Stands between visitors and the servers.
    Cdn,
    /// Issues certificates.
    Certificates,
    /// Asks visitors for consent.
    Consent,
    /// Things to read or look at in a page.
    Content,
    /// Keeps customer relations.
    Crm,
    /// Answers in the domain name system.
    Dns,
    /// Keeps or signs documents.
    Documents,
    /// Fonts.
    Fonts,
    /// Forms and surveys.
    Forms,
    /// Machines or a platform.
    Hosting,
    /// Signing in.
    Identity,
    /// Mailboxes.
    Mail,
    /// Filters mail before it arrives.
    MailGateway,
    /// Sends mail in the provider's name.
    MailSending,
    /// Mailings and the following of prospects.
    Marketing,
    /// Watches whether everything works, and collects errors.
    Monitoring,
    /// Anything else, or not known.
    Other,
    /// Payments.
    Payment,
    /// Protects against attacks and abuse.
    Security,
    /// Social networks.
    Social,
    /// Questions of customers.
    Support,
    /// Puts the scripts of others into pages.
    TagManagement,
    /// Libraries and tools of pages.
    Utility,
    /// Moving pictures.
    Video,
}

impl PartyRole {
    /// The stored value, which is also the last part of the key of its words: `party.role.<value>`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Advertising => "advertising",
            Self::Analytics => "analytics",
            Self::Cdn => "cdn",
            Self::Certificates => "certificates",
            Self::Consent => "consent",
            Self::Content => "content",
            Self::Crm => "crm",
            Self::Dns => "dns",
            Self::Documents => "documents",
            Self::Fonts => "fonts",
            Self::Forms => "forms",
            Self::Hosting => "hosting",
            Self::Identity => "identity",
            Self::Mail => "mail",
            Self::MailGateway => "mail-gateway",
            Self::MailSending => "mail-sending",
            Self::Marketing => "marketing",
            Self::Monitoring => "monitoring",
            Self::Other => "other",
            Self::Payment => "payment",
            Self::Security => "security",
            Self::Social => "social",
            Self::Support => "support",
            Self::TagManagement => "tag-management",
            Self::Utility => "utility",
            Self::Video => "video",
        }
    }

    /// True when who does this may come to process personal data: worth a question when the list of sub-processors does
    /// not name it. An issuer of certificates and a name server see no data of people.
    #[must_use]
    pub const fn may_process(self) -> bool {
        !matches!(self, Self::Certificates | Self::Dns)
    }

    /// True when whoever does this, and is in use, handles what customers and their people send: mail, traffic, questions,
    /// what visitors do. Only these can refute a statement about sub-processors.
    #[must_use]
    pub const fn is_in_data_path(self) -> bool {
        matches!(
            self,
            Self::Analytics
                | Self::Cdn
                | Self::Hosting
                | Self::Mail
                | Self::MailGateway
                | Self::Support
        )
    }

    /// True when it follows visitors: over pages of many sites, or for advertising.
    #[must_use]
    pub const fn follows_people(self) -> bool {
        matches!(
            self,
            Self::Advertising | Self::Analytics | Self::Marketing | Self::Social
        )
    }
}
