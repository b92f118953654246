//! The commands and their options. The English help stands here; the Dutch in `data/help/nl.toml`.

mod breach;
mod clauses;
mod compact;
mod diff;
mod format;
mod notify;
mod portfolio;
mod questionnaire;
mod reassess;
mod report;
mod seal;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;

use crate::domain::country::Country;
use crate::domain::finding::Severity;
use crate::domain::text::Lang;

pub(super) use breach::Breach;
pub(super) use clauses::{Clauses, ClausesFormat};
pub(super) use compact::Compact;
pub(super) use diff::{Diff, DiffFormat};
pub(super) use format::{Format, ScanFormat};
pub(super) use notify::Notify;
pub(super) use portfolio::{Portfolio, PortfolioFormat};
pub(super) use questionnaire::{
    Accept, Carry, Coverage, CoverageFormat, Export, Import, Interview, Migrate, New,
    Questionnaire, Review, ReviewDecision, TravelFormat,
};
pub(super) use reassess::{Reassess, RunFormat, RunLimits, Watch};
pub(super) use report::{EditionName, Reader, Report, ReportFormat};
pub(super) use seal::{Key, Rejudge, RejudgeFormat, Seal, Sealing, Verify};

/// Holds what a cloud provider says against what its servers show, and scores the risk that remains.
#[derive(Debug, Parser)]
#[command(
    name = "waarborg",
    version,
    about,
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub common: Common,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// Language: nl or en (default: from the environment or the locale)
    #[arg(long, global = true, value_name = "LANG", value_parser = ["nl", "en"])]
    pub lang: Option<String>,
    /// Folder with data files of your own, over the shipped ones
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Folder with templates, style sheet and logo of your own, over those of reports
    #[arg(long, global = true, value_name = "DIR")]
    pub templates: Option<PathBuf>,
    /// Leave report.pdf out where reports are stored; waarborg report makes it later (or set `WAARBORG_NO_PDF=true`)
    #[arg(long, global = true, env = "WAARBORG_NO_PDF", hide_env = true)]
    pub no_pdf: bool,
    /// TLS policy: ncsc-2025-05 (the default), nl-law-2.1.1 or mozilla-intermediate
    #[arg(long, global = true, value_name = "NAME")]
    pub policy: Option<String>,
    /// Say nothing on standard error but faults
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Colour: auto, always or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Colour,
}

impl Common {
    /// The language, if it was given.
    #[must_use]
    pub fn lang(&self) -> Option<Lang> {
        self.lang.as_deref().and_then(|lang| lang.parse().ok())
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Assess a dossier: read, look, judge, score, write the reports
    Assess(Assess),
    /// Decide about a breach: what to do by when, and the papers for it
    Breach(Breach),
    /// Bring old assessments back to their evidence packs
    Compact(Compact),
    /// Look in a draft agreement for the clauses that the law wants
    Clauses(Clauses),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Show the data files that judge, with version, digest and licence
    Data {
        /// What to do with them
        #[command(subcommand)]
        command: Data,
    },
    /// Assess the fictional case on this machine: nothing leaves it
    Demo {
        /// Where to write the dossier
        #[arg(default_value = "waarborg-demo")]
        dir: PathBuf,
    },
    /// Tell what changed between two assessments, and why
    Diff(Diff),
    /// Explain checks, questions, knock-outs or kinds of evidence, or what a report says about them
    Explain {
        /// Their ids, such as certificate-validity or loc.storage
        #[arg(required = true, value_name = "ID")]
        ids: Vec<String>,
        /// Trace what stands in this assessment: also topics, findings, o12, residual, coverage and verdict
        #[arg(long = "in", value_name = "ASSESSMENT")]
        within: Option<PathBuf>,
    },
    /// Write a new, commented dossier
    Init {
        /// The folder to make
        dir: PathBuf,
        /// Questionnaires to put in it
        #[arg(
            long,
            value_name = "ID",
            value_delimiter = ',',
            default_value = "quick,location-and-transfers"
        )]
        packs: Vec<String>,
    },
    /// Ask the questions of a dossier one at a time, in the terminal
    Interview(Interview),
    /// Make a key to sign evidence packs with
    Key {
        /// What to do with keys
        #[command(subcommand)]
        command: Key,
    },
    /// Tell where addresses are registered or published, with the evidence
    Locate(Locate),
    /// Print the manual page
    Man,
    /// Show, test or send again what people are told about a portfolio
    Notify(Notify),
    /// Show all dossiers of a folder side by side: risks, what is due, what many providers share
    Portfolio(Portfolio),
    /// List, show, check, send and receive questionnaires
    Questionnaire {
        /// What to do with them
        #[command(subcommand)]
        command: Questionnaire,
    },
    /// Judge a stored assessment again, and tell what changes and because of what
    Rejudge(Rejudge),
    /// Assess the dossiers of a portfolio again: all, or those that are due
    Reassess(Reassess),
    /// Print the report of a stored assessment
    Report(Report),
    /// Look at endpoints: the active checks alone
    Scan(Scan),
    /// Put a stored assessment in an evidence pack, with all that it rests on
    Seal(Seal),
    /// Print the JSON Schema of a stored format
    Schema {
        /// Its name
        #[arg(value_parser = ["assessment", "delta", "portfolio"])]
        name: String,
    },
    /// Check evidence packs: nothing changed, and judging again gives the same
    Verify(Verify),
    /// Assess what is due of a portfolio on a schedule, until it is stopped
    Watch(Watch),
}

/// Options of `assess`.
#[derive(Debug, Args)]
pub struct Assess {
    /// The dossier
    pub dir: PathBuf,
    /// The day or moment to assess for, such as 2026-01-31 (then 12:00 UTC) or 2026-01-31T08:30:00Z (default: now)
    #[arg(long, value_name = "TIME", value_parser = parse_moment)]
    pub as_of: Option<Timestamp>,
    /// How the network is used.
    #[command(flatten)]
    pub network: Network,
    /// When to exit with another code than 0.
    #[command(flatten)]
    pub limits: Limits,
    /// How the evidence pack is made.
    #[command(flatten)]
    pub sealing: Sealing,
}

/// Options of `scan`.
#[derive(Debug, Args)]
pub struct Scan {
    /// What to look at.
    #[arg(
        required = true,
        value_name = "TARGET",
        help = "Names, name:port, https addresses or addresses of other services (smtp://mx.example.nl), or - for one a line from standard input"
    )]
    pub targets: Vec<String>,
    /// Format of the result: text, html, json, jsonl, md, pdf, sarif, junit, csv, xlsx, oscal or cyclonedx; jsonl gives one JSON object a target as soon as it is done
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: ScanFormat,
    /// File to write instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The day or moment to judge for, such as 2026-01-31 (then 12:00 UTC) or 2026-01-31T08:30:00Z (default: now)
    #[arg(long, value_name = "TIME", value_parser = parse_moment)]
    pub as_of: Option<Timestamp>,
    /// How the network is used.
    #[command(flatten)]
    pub network: Network,
    /// Look at TLS versions and certificates alone
    #[arg(long)]
    pub light: bool,
    /// Exit with 5 when a check of this severity deviates: info, low, medium, high or critical
    #[arg(long, value_name = "SEVERITY", value_parser = parse_severity)]
    pub fail_on: Option<Severity>,
    /// Baseline: file with known findings that are accepted, each with a reason and an end date: they do not count for --fail-on
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Exit with 4 when less than this percentage of the checks could see
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub min_coverage: Option<u32>,
}

/// Options of `locate`.
#[derive(Debug, Args)]
pub struct Locate {
    /// Addresses, or - for one a line from standard input
    #[arg(required = true, value_name = "ADDRESS")]
    pub addresses: Vec<String>,
    /// Format of the result: text or jsonl
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: LocateFormat,
    /// Location database (MMDB) or geofeed (CSV) of your own; may be repeated
    #[arg(long, value_name = "FILE")]
    pub geo: Vec<PathBuf>,
    /// List of validated route origins (JSON of rpki-client or Routinator)
    #[arg(long, value_name = "FILE")]
    pub vrps: Option<PathBuf>,
    /// The day to judge for, such as 2026-01-31 (default: today)
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<crate::domain::day::Day>,
}

/// How the network is used.
#[derive(Debug, Clone, Args)]
pub struct Network {
    /// Do not use the network: every check is "not observed"
    #[arg(long)]
    pub offline: bool,
    /// Dial elsewhere than the name says, as curl does; may be repeated
    #[arg(long, value_name = "HOST:PORT:ADDR:PORT")]
    pub connect_to: Vec<String>,
    /// Name server to ask, such as 192.0.2.53:53 (default: that of the system)
    #[arg(long, value_name = "ADDR:PORT")]
    pub dns: Option<SocketAddr>,
    /// File with DS or DNSKEY records to trust for zones of your own (DNSSEC); may be repeated
    #[arg(long, value_name = "FILE")]
    pub dnssec_anchor: Vec<PathBuf>,
    /// File with trust anchors of your own (PEM); may be repeated
    #[arg(long, value_name = "FILE")]
    pub ca: Vec<PathBuf>,
    /// Another trust store to compare with (PEM), by a name of your own; may be repeated
    #[arg(long, value_name = "NAME=FILE")]
    pub store: Vec<String>,
    /// Location database (MMDB) or geofeed (CSV) of your own; may be repeated
    #[arg(long, value_name = "FILE")]
    pub geo: Vec<PathBuf>,
    /// List of validated route origins (JSON of rpki-client or Routinator)
    #[arg(long, value_name = "FILE")]
    pub vrps: Option<PathBuf>,
    /// Also dial private and other special addresses
    #[arg(long)]
    pub allow_private: bool,
    /// Seconds for one connection or handshake, 1 to 120
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=120))]
    pub timeout: u64,
    /// Targets to look at at once, 1 to 500
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=500))]
    pub concurrency: u16,
    /// New connections a second to one address, 1 to 1000
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub rate: u32,
    /// Country you look from, such as NL: answers that come too fast rule out places
    #[arg(long, value_name = "CC")]
    pub vantage: Option<Country>,
}

/// When to exit with another code than 0.
#[derive(Debug, Clone, Args)]
pub struct Limits {
    /// Exit with 5 at this verdict or worse (no-go, hold, conditions), or when something of this severity deviates
    #[arg(long, value_name = "LIMIT", value_parser = parse_fail_on)]
    pub fail_on: Option<FailOn>,
    /// Baseline: file with known findings that are accepted, each with a reason and an end date: they do not count for --fail-on (default: baseline.toml in the dossier, if it is there)
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Exit with 4 when less than this percentage, 0 to 100, was answered or observed
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub min_coverage: Option<u32>,
}

/// A limit that ends a run with code 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// This verdict or worse.
    Advice(crate::domain::verdict::Advice),
    /// A deviation of this severity or worse.
    Severity(Severity),
}

/// A format of located addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LocateFormat {
    /// One JSON object a line.
    Jsonl,
    /// For the terminal.
    Text,
}

/// What to do with data files.
#[derive(Debug, Subcommand)]
pub enum Data {
    /// List them
    Show,
}

/// A moment, or a day: then its noon in UTC.
fn parse_moment(text: &str) -> Result<Timestamp, String> {
    match text.parse::<crate::domain::day::Day>() {
        Ok(day) => day
            .at(12, 0, 0, 0)
            .to_zoned(jiff::tz::TimeZone::UTC)
            .map(|moment| moment.timestamp())
            .map_err(|error| error.to_string()),
        Err(_) => text
            .parse()
            .map_err(|_| "2026-01-31, 2026-01-31T12:00:00Z".to_owned()),
    }
}

fn parse_severity(text: &str) -> Result<Severity, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned()))
        .map_err(|_| "info, low, medium, high, critical".to_owned())
}

fn parse_fail_on(text: &str) -> Result<FailOn, String> {
    use crate::domain::verdict::Advice;
    match text {
        "no-go" => Ok(FailOn::Advice(Advice::NoGo)),
        "hold" => Ok(FailOn::Advice(Advice::Hold)),
        "conditions" => Ok(FailOn::Advice(Advice::GoWithConditions)),
        _ => parse_severity(text)
            .map(FailOn::Severity)
            .map_err(|list| format!("no-go, hold, conditions, {list}")),
    }
}
