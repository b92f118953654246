//! The options of `reassess` and `watch`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{FailOn, Network, parse_fail_on, parse_moment};

/// Options of `reassess`.
#[derive(Debug, Args)]
pub struct Reassess {
    /// A folder of dossiers, or one dossier
    pub portfolio: PathBuf,
    /// Only what is due
    #[arg(long)]
    pub due: bool,
    /// Say what would be done and why, and do nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Write assessments alone; reports and evidence packs can be made of them later, with report and seal
    #[arg(long)]
    pub lean: bool,
    /// The day or moment to assess for, such as 2026-01-31 (then 12:00 UTC) or 2026-01-31T08:30:00Z (default: now)
    #[arg(long, value_name = "TIME", value_parser = parse_moment)]
    pub as_of: Option<Timestamp>,
    /// Format of the result
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub format: RunFormat,
    /// File to write instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How the network is used.
    #[command(flatten)]
    pub network: Network,
    /// When to exit with another code than 0.
    #[command(flatten)]
    pub limits: RunLimits,
}

/// When to exit with another code than 0: looks at every dossier, due or not.
#[derive(Debug, Clone, Args)]
pub struct RunLimits {
    /// Exit with 5 at this verdict or worse (no-go, hold, conditions), or when something of this severity deviates
    #[arg(long, value_name = "LIMIT", value_parser = parse_fail_on)]
    pub fail_on: Option<FailOn>,
    /// Exit with 4 when less than this percentage, 0 to 100, was answered or observed
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub min_coverage: Option<u32>,
}

/// Options of `watch`.
#[derive(Debug, Args)]
pub struct Watch {
    /// A folder of dossiers, or one dossier
    pub portfolio: PathBuf,
    /// When to look what is due: minute, hour, day of month, month, day of week
    #[arg(long, value_name = "CRON", default_value = "0 6 * * *")]
    pub cron: String,
    /// Time zone of the schedule (default: that of the system)
    #[arg(long, value_name = "ZONE", value_parser = parse_zone)]
    pub timezone: Option<TimeZone>,
    /// Wait up to this many seconds longer, another number each time, so that many do not start at once
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u32).range(0..=86_400))]
    pub jitter: u32,
    /// Write assessments alone; reports and evidence packs can be made of them later, with report and seal
    #[arg(long)]
    pub lean: bool,
    /// How the network is used.
    #[command(flatten)]
    pub network: Network,
}

/// A format of what a run came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RunFormat {
    /// For programs.
    Json,
    /// For the terminal.
    Text,
}

fn parse_zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name).map_err(|_| "Europe/Amsterdam, UTC".to_owned())
}
