//! The content of a dossier: who buys what from whom, and what is known about it.

use super::day::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::country::Country;
use super::text::Lang;

/// The file `dossier.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dossier {
    /// Version of this file's format: 1.
    pub format: u32,
    /// Language of the reports.
    #[serde(default)]
    pub language: Lang,
    /// Days between assessments.
    #[serde(default = "year")]
    pub review_days: u32,
    /// Who buys.
    pub controller: Party,
    /// Who is assessed.
    pub vendor: Vendor,
    /// What is bought.
    pub service: Service,
    /// What is at stake.
    pub intake: Intake,
    /// What to look at.
    #[serde(rename = "endpoint", default)]
    pub endpoints: Vec<DeclaredEndpoint>,
    /// Sub-processors that the provider names.
    #[serde(rename = "sub_processor", default)]
    pub sub_processors: Vec<SubProcessor>,
    /// Packs that apply, by id.
    #[serde(default)]
    pub packs: Vec<super::id::PackId>,
    /// Dates of the contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<Contract>,
}

const fn year() -> u32 {
    365
}

/// Dates of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<Day>,
    /// Last day of the period that was agreed; absent when it has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<Day>,
    /// Days before the end by which notice has to be given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_days: Option<u32>,
    /// Months by which it goes on when nobody gives notice; absent when it just ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews_months: Option<u32>,
}

impl Contract {
    /// The end of the period that runs on a day: tacit renewals counted.
    #[must_use]
    pub fn end_on(&self, on: Day) -> Option<Day> {
        let first = self.ends?;
        let Some(months) = self.renews_months.filter(|months| *months > 0) else {
            return Some(first);
        };
        // The calendar ends in the year 9999: that bounds the count. Each end is counted from the first, so that the end
        // of a short month does not shorten those after it.
        let end = |times: i64| {
            let months = i64::from(months).saturating_mul(times);
            let span = jiff::Span::new().try_months(months).ok()?;
            first.0.checked_add(span).ok().map(Day)
        };
        (0_i64..).map_while(end).find(|end| *end >= on)
    }

    /// The last day on which notice ends the contract at the end of the period that runs on a day.
    #[must_use]
    pub fn notice_by(&self, on: Day) -> Option<Day> {
        let end = self.end_on(on)?;
        Some(end.plus_days(-i64::from(self.notice_days.unwrap_or(0))))
    }
}

/// A party to the agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Legal name.
    pub name: String,
    /// Country of establishment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Function or mailbox for privacy matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

/// The provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// Legal entity that contracts.
    pub name: String,
    /// Country of establishment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// Ultimate parent company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Its country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_country: Option<Country>,
    /// Function or mailbox for privacy matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

/// The service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// How much the provider does.
    pub model: ServiceModel,
    /// In a sentence.
    #[serde(default)]
    pub description: String,
}

/// How much the provider does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ServiceModel {
    /// Room, power and network.
    Hosting,
    /// Machines.
    Iaas,
    /// Machines, run for the customer.
    Managed,
    /// A platform to run applications on.
    Paas,
    /// An application.
    Saas,
}

/// What is at stake: the controller's own answers. A missing one counts as the worst.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    /// Kinds of personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_kinds: Option<Vec<DataKind>>,
    /// Whose data.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data_subjects: Vec<String>,
    /// How many people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume: Option<Volume>,
    /// How much the controller depends on the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criticality: Option<Criticality>,
    /// How far the provider can see into the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// Ties to countries outside the EEA.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub third_country_exposure: Option<Exposure>,
    /// How hard it is to leave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock_in: Option<LockIn>,
    /// Whether a data protection impact assessment is required (GDPR art. 35).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpia_required: Option<bool>,
    /// Further law that binds the controller.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regimes: Vec<Regime>,
}

macro_rules! kebab_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored value.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

kebab_enum!(
    /// A kind of personal data.
    DataKind {
        /// What people do and prefer.
        Behaviour = "behaviour",
        /// The Dutch citizen service number.
        Bsn = "bsn",
        /// Data of children.
        Children = "children",
        /// Letters, mail, messages.
        Communication = "communication",
        /// Names and addresses.
        Contact = "contact",
        /// Passwords and other secrets.
        Credentials = "credentials",
        /// Convictions and offences (GDPR art. 10).
        Criminal = "criminal",
        /// Bank and payment data.
        Financial = "financial",
        /// Health (GDPR art. 9).
        Health = "health",
        /// Identity papers, photographs.
        Identification = "identification",
        /// Where people are.
        Location = "location",
        /// Other special categories (GDPR art. 9).
        Special = "special",
    }
);
kebab_enum!(
    /// How many people, smallest first.
    Volume {
        /// Fewer than 1,000.
        Under1000 = "under-1000",
        /// Fewer than 10,000.
        Under10000 = "under-10000",
        /// Fewer than 100,000.
        Under100000 = "under-100000",
        /// Fewer than 1,000,000.
        Under1000000 = "under-1000000",
        /// A million or more.
        Over1000000 = "over-1000000",
    }
);
kebab_enum!(
    /// How much depends on the service, least first.
    Criticality {
        /// Work goes on without it.
        Low = "low",
        /// Work is hindered.
        Medium = "medium",
        /// Work stops within days.
        High = "high",
        /// Work stops at once, or people are harmed.
        Vital = "vital",
    }
);
kebab_enum!(
    /// How far the provider can see into the data, least first.
    Access {
        /// Not at all.
        None = "none",
        /// Only data encrypted with keys of the controller.
        Encrypted = "encrypted",
        /// During support.
        Support = "support",
        /// Always.
        Full = "full",
    }
);
kebab_enum!(
    /// Ties to countries outside the EEA, least first.
    Exposure {
        /// None known.
        None = "none",
        /// A parent company there.
        Parent = "parent",
        /// Support from there.
        Support = "support",
        /// Storage there.
        Storage = "storage",
    }
);
kebab_enum!(
    /// How hard it is to leave, least first.
    LockIn {
        /// Days.
        Low = "low",
        /// Months.
        Medium = "medium",
        /// A year or more, or no alternative.
        High = "high",
    }
);
kebab_enum!(
    /// Further law that binds the controller.
    Regime {
        /// Dutch government baseline.
        Bio2 = "bio2",
        /// Financial entities.
        Dora = "dora",
        /// Dutch health care.
        Nen7510 = "nen7510",
        /// Essential and important entities.
        Nis2 = "nis2",
    }
);

/// An endpoint that the user names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclaredEndpoint {
    /// URL, host or host:port.
    pub target: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// A sub-processor that the provider names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubProcessor {
    /// Legal entity.
    pub name: String,
    /// Country where it processes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<Country>,
    /// What it does.
    #[serde(default)]
    pub task: String,
    /// Since when it is engaged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
}
