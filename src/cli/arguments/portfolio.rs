//! Options of `portfolio`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::dossier::Criticality;
use crate::domain::portfolio::{Rank, Selection, SortKey};

/// Options of `portfolio`.
#[derive(Debug, Args)]
pub struct Portfolio {
    /// The folder with dossiers, at any depth
    pub dir: PathBuf,
    /// Format: table, html, md, json, csv, xlsx, ics or prometheus
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub format: PortfolioFormat,
    /// File to write instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Also write metrics for Prometheus to this file, such as one ending in .prom for the node exporter
    #[arg(long, value_name = "FILE")]
    pub metrics_file: Option<PathBuf>,
    /// Only these verdicts: no-go, hold, conditions, go, none (not assessed); several with commas
    #[arg(long, value_name = "VERDICT", value_delimiter = ',', value_parser = parse_rank)]
    pub verdict: Vec<Rank>,
    /// Only services of this importance: low, medium, high, vital; several with commas
    #[arg(long, value_name = "LEVEL", value_delimiter = ',', value_parser = parse_criticality)]
    pub criticality: Vec<Criticality>,
    /// Only what is due before this day, such as 2026-01-31
    #[arg(long, value_name = "DAY")]
    pub due_before: Option<Day>,
    /// Only dossiers that have to do with this country, by provider, parent, address or party, such as US; several with commas
    #[arg(long, value_name = "CC", value_delimiter = ',')]
    pub country: Vec<Country>,
    /// Order: verdict, risk, coverage, criticality, due, vendor or folder
    #[arg(long, value_name = "ORDER", default_value = "verdict")]
    pub sort: Order,
    /// The day or moment to show the portfolio of, such as 2026-01-31 (then 12:00 UTC) or 2026-01-31T08:30:00Z (default: now)
    #[arg(long, value_name = "TIME", value_parser = super::parse_moment)]
    pub as_of: Option<Timestamp>,
}

impl Portfolio {
    /// Which dossiers are shown.
    #[must_use]
    pub fn selection(&self) -> Selection {
        Selection {
            ranks: self.verdict.clone(),
            criticality: self.criticality.clone(),
            due_before: self.due_before,
            countries: self.country.clone(),
            sort: match self.sort {
                Order::Coverage => SortKey::Coverage,
                Order::Criticality => SortKey::Criticality,
                Order::Due => SortKey::Due,
                Order::Folder => SortKey::Folder,
                Order::Risk => SortKey::Risk,
                Order::Vendor => SortKey::Vendor,
                Order::Verdict => SortKey::Verdict,
            },
        }
    }
}

/// A format of a portfolio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PortfolioFormat {
    /// A table of text: the register of suppliers.
    Csv,
    /// A page for a browser.
    Html,
    /// What is due, as a calendar.
    Ics,
    /// Everything, for programs.
    Json,
    /// Markdown.
    Md,
    /// Metrics.
    Prometheus,
    /// For the terminal.
    Table,
    /// A workbook: the register of suppliers.
    Xlsx,
}

/// An order of dossiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Order {
    /// Lowest first.
    Coverage,
    /// Most important first.
    Criticality,
    /// Earliest first.
    Due,
    /// By name.
    Folder,
    /// Highest first.
    Risk,
    /// By name.
    Vendor,
    /// Worst first.
    Verdict,
}

fn parse_rank(text: &str) -> Result<Rank, String> {
    match text {
        "no-go" => Ok(Rank::NoGo),
        "hold" => Ok(Rank::Hold),
        "conditions" => Ok(Rank::GoWithConditions),
        "go" => Ok(Rank::Go),
        "none" => Ok(Rank::Unassessed),
        _ => Err("no-go, hold, conditions, go, none".to_owned()),
    }
}

fn parse_criticality(text: &str) -> Result<Criticality, String> {
    Criticality::ALL
        .iter()
        .copied()
        .find(|level| level.as_str() == text)
        .ok_or_else(|| "low, medium, high, vital".to_owned())
}
