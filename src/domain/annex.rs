//! What stands in the annexes of a processor agreement, as data: which answers, facts and checks feed which line.

use serde::Deserialize;

use super::day::Day;
use super::id::CheckId;
use super::text::Text;

/// The file `annex/annexes.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnexPlan {
    /// Version and date of the plan.
    pub annexes: AnnexHead,
    /// The annexes in their order.
    #[serde(rename = "annex")]
    pub list: Vec<Annex>,
}

/// The head of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnexHead {
    /// Version.
    pub version: String,
    /// When the structure was last held against the law.
    pub verified_on: Day,
    /// Days that a provider gets to reply, when nobody says otherwise.
    pub reply_days: i64,
}

/// One annex.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annex {
    /// Id; also the place to link to.
    pub id: String,
    /// Its number as agreements write it, such as `III`.
    pub number: String,
    /// Title.
    pub title: Text,
    /// What it is for.
    pub note: Text,
    /// Where its structure comes from, as `norm:provision`.
    #[serde(default)]
    pub refs: Vec<String>,
    /// Its parts in order.
    #[serde(rename = "part")]
    pub parts: Vec<AnnexPart>,
}

/// A part of an annex.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnexPart {
    /// Title.
    pub title: Text,
    /// What to know about it.
    #[serde(default)]
    pub note: Option<Text>,
    /// True when its content would help someone who means harm: a public edition tells that it is there, not what it says.
    #[serde(default)]
    pub guarded: bool,
    /// True for measures: each line says whether the measure is in place, planned or open.
    #[serde(default)]
    pub measures: bool,
    /// A table of what the dossier and the observations hold.
    #[serde(default)]
    pub table: Option<AnnexTable>,
    /// The lines in order.
    #[serde(rename = "line", default)]
    pub lines: Vec<AnnexLine>,
    /// Places to sign at the end of the part.
    #[serde(default)]
    pub signatures: bool,
}

/// One line: something an agreement has to say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnexLine {
    /// What the line is about.
    pub label: Text,
    /// What the dossier says about it.
    #[serde(default)]
    pub fact: Option<AnnexFact>,
    /// Questions whose answers feed it, as `pack/question`; one answer will do. The first is the one to ask.
    #[serde(default)]
    pub questions: Vec<String>,
    /// Checks that show it from outside.
    #[serde(default)]
    pub checks: Vec<CheckId>,
    /// What the law allows at most or asks at least; shown beside the answer.
    #[serde(default)]
    pub limit: Option<Text>,
    /// Provisions it answers to, as `norm:provision`.
    #[serde(default)]
    pub refs: Vec<String>,
    /// True for what only the parties can fill in when they sign: never asked, always a blank.
    #[serde(default)]
    pub blank: bool,
}

/// What a dossier says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnnexFact {
    /// How far the provider can see into the data.
    Access,
    /// Function or mailbox of the controller.
    ControllerContact,
    /// Country of the controller.
    ControllerCountry,
    /// Name of the controller.
    ControllerName,
    /// Kinds of personal data.
    DataKinds,
    /// Whose data.
    DataSubjects,
    /// What the service is and does.
    Service,
    /// The kinds of data that the law protects more.
    SensitiveKinds,
    /// Function or mailbox of the provider.
    VendorContact,
    /// Country of the provider.
    VendorCountry,
    /// Name of the provider.
    VendorName,
    /// Parent of the provider, with its country.
    VendorParent,
    /// How many people.
    Volume,
}

/// A table of what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnnexTable {
    /// Where addresses are registered or published.
    Addresses,
    /// Parties that records show and that the provider did not name: to ask about.
    PartiesSeen,
    /// Sub-processors that the provider named.
    SubProcessors,
}
