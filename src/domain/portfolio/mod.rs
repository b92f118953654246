//! The portfolio: all dossiers of an organisation side by side, each by its head and a summary of its assessments.
//!
//! Nothing here holds a whole assessment: an entry is a few kilobytes, whatever was observed.

mod appointment;
mod concentration;
mod provider;
mod selection;
mod summary;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::country::Country;
use super::day::Day;
use super::dossier::{
    Contract, Criticality, Dossier, Intake, Party, Service, SubProcessor, Vendor,
};
use super::text::Text;
use super::verdict::Advice;

pub use appointment::{Agenda, Appointment, AppointmentKind, AssessedTerm, appointments};
pub use concentration::{Concentration, Shared, concentration};
pub use provider::{Provider, providers};
pub use selection::{Selection, SortKey};
pub use summary::{
    AcceptanceTerm, AssessmentSummary, CertificateTerm, DocumentTerm, FindingCounts, NetworkNamed,
    PartyNamed, PlaceCount, SUMMARY_FORMAT, Standing,
};

/// Days of a year, as breaches are counted.
const YEAR: i64 = 365;

/// The format of a portfolio in JSON.
pub const PORTFOLIO_FORMAT: &str = "waarborg/portfolio/1";

/// All dossiers below a folder, as they were known on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Portfolio {
    /// [`PORTFOLIO_FORMAT`].
    pub format: &'static str,
    /// The day that it speaks for.
    pub as_of: Day,
    /// The dossiers, by folder.
    pub entries: Vec<PortfolioEntry>,
    /// What could not be read, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

/// Something that is not in the portfolio because it could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Skipped {
    /// File or folder, below the folder of the portfolio.
    pub path: String,
    /// Why.
    pub reason: SkipReason,
    /// The fault in words.
    pub words: Text,
}

/// Why something was passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    /// An assessment that cannot be read; its dossier is shown without it.
    Assessment,
    /// A dossier that cannot be read.
    Dossier,
    /// A folder that cannot be listed, or lies too deep.
    Folder,
    /// A link that leads back to where it came from.
    Loop,
    /// A register of documents or breaches, or a baseline, that cannot be read; its dossier is shown without what is in it.
    Register,
    /// A link to what is in the portfolio already.
    Twice,
}

/// One dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PortfolioEntry {
    /// Its folder below that of the portfolio, parts divided by `/`; `.` when it is the portfolio itself.
    pub folder: String,
    /// Who buys what from whom.
    pub head: DossierHead,
    /// The newest assessment; absent when there is none, or when the newest cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latest: Option<AssessmentSummary>,
    /// Earlier assessments, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Moment>,
    /// How many assessments before those were not read.
    #[serde(skip_serializing_if = "is_zero")]
    pub older: usize,
    /// True when there is a newest assessment that cannot be read: the state of things is not known then.
    #[serde(skip_serializing_if = "is_no")]
    pub unreadable: bool,
    /// Documents in the register with the day they expire.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentTerm>,
    /// Findings that somebody accepted, in the baseline of the dossier.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub accepted: Vec<AcceptanceTerm>,
    /// The days on which breaches were first recorded, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub breaches: Vec<Day>,
    /// What is due when, earliest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<Appointment>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the shape that serde asks for"
)]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the shape that serde asks for"
)]
const fn is_no(flag: &bool) -> bool {
    !*flag
}

/// What an earlier assessment came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Moment {
    /// The moment it spoke for.
    pub as_of: Timestamp,
    /// What it came to.
    #[serde(flatten)]
    pub standing: Standing,
}

/// The part of `dossier.toml` that a portfolio shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DossierHead {
    /// Who buys.
    pub controller: Party,
    /// Who is assessed.
    pub vendor: Vendor,
    /// What is bought.
    pub service: Service,
    /// What is at stake.
    pub intake: Intake,
    /// Sub-processors that the provider names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sub_processors: Vec<SubProcessor>,
    /// Days between assessments.
    pub review_days: u32,
    /// Dates of the contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<Contract>,
}

impl From<Dossier> for DossierHead {
    fn from(dossier: Dossier) -> Self {
        Self {
            controller: dossier.controller,
            vendor: dossier.vendor,
            service: dossier.service,
            intake: dossier.intake,
            sub_processors: dossier.sub_processors,
            review_days: dossier.review_days,
            contract: dossier.contract,
        }
    }
}

/// Where a dossier stands, worst first. What is not known stands below what has to wait, above what is forbidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// A legal defect.
    NoGo,
    /// Never assessed, or the newest assessment cannot be read.
    Unassessed,
    /// Too little is known.
    Hold,
    /// Acceptable on conditions.
    GoWithConditions,
    /// Nothing stands in the way.
    Go,
}

impl Rank {
    /// Every rank, worst first.
    pub const ALL: [Self; 5] = [
        Self::NoGo,
        Self::Unassessed,
        Self::Hold,
        Self::GoWithConditions,
        Self::Go,
    ];

    /// The rank of a verdict; without one, nothing is known.
    #[must_use]
    pub const fn of(advice: Option<Advice>) -> Self {
        match advice {
            None => Self::Unassessed,
            Some(Advice::NoGo) => Self::NoGo,
            Some(Advice::Hold) => Self::Hold,
            Some(Advice::GoWithConditions) => Self::GoWithConditions,
            Some(Advice::Go) => Self::Go,
        }
    }

    /// The stored value, also the name of its words and colour.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoGo => "no-go",
            Self::Unassessed => "unassessed",
            Self::Hold => "hold",
            Self::GoWithConditions => "go-with-conditions",
            Self::Go => "go",
        }
    }
}

impl PortfolioEntry {
    /// Where it stands now.
    #[must_use]
    pub fn rank(&self) -> Rank {
        Rank::of(
            self.latest
                .as_ref()
                .and_then(|latest| latest.standing.advice),
        )
    }

    /// Where it stood at the end of a day; nothing when it was not assessed yet, or that is no longer known.
    #[must_use]
    pub fn standing_on(&self, day: Day) -> Option<Standing> {
        let latest = self.latest.iter().map(|latest| Moment {
            as_of: latest.as_of,
            standing: latest.standing,
        });
        self.history
            .iter()
            .copied()
            .chain(latest)
            .filter(|moment| Day::of(moment.as_of) <= day)
            .max_by_key(|moment| moment.as_of)
            .map(|moment| moment.standing)
    }

    /// True when work stops without the service, or nobody said how much depends on it: what is not stated counts as the
    /// worst.
    #[must_use]
    pub fn is_critical(&self) -> bool {
        self.head
            .intake
            .criticality
            .is_none_or(|criticality| criticality >= Criticality::High)
    }

    /// Breaches that were recorded in the year up to a day, and in the year before that.
    #[must_use]
    pub fn breaches_by(&self, day: Day) -> (usize, usize) {
        let days = || self.breaches.iter().map(|at| at.days_until(day));
        (
            days().filter(|ago| (0..YEAR).contains(ago)).count(),
            days().filter(|ago| (YEAR..2 * YEAR).contains(ago)).count(),
        )
    }

    /// Every country that a dossier has to do with: of the provider and its parent, of those that it names, of its
    /// addresses, and of the parties behind it. In no order, and some of them twice.
    pub fn countries(&self) -> impl Iterator<Item = Country> {
        let vendor = &self.head.vendor;
        let declared = self.head.sub_processors.iter().map(|party| party.country);
        let latest = self.latest.iter();
        let places = latest
            .clone()
            .flat_map(|latest| latest.places.iter().map(|place| place.country));
        let networks = latest
            .clone()
            .flat_map(|latest| latest.networks.iter().map(|network| network.country));
        let parties = latest.flat_map(|latest| {
            let both = latest.parties.iter();
            both.flat_map(|party| [party.country, party.ultimate_parent_country])
        });
        [vendor.country, vendor.parent_country]
            .into_iter()
            .chain(declared)
            .chain(places)
            .chain(networks)
            .chain(parties)
            .flatten()
    }

    /// What is due first.
    #[must_use]
    pub fn next_due(&self) -> Option<&Appointment> {
        self.due.iter().min_by_key(|appointment| appointment.day)
    }
}
