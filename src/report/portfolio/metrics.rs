//! The portfolio as metrics, in the text format of Prometheus (version 0.0.4), for a file that the node exporter picks up
//! or a server that is asked for it. Names of metrics and labels are the same in every language.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::day::Day;
use crate::domain::portfolio::{
    Appointment, AppointmentKind, Portfolio, PortfolioEntry, Rank, Selection, providers,
};
use crate::report::plain::Plain;

/// The metrics of the dossiers that a selection holds, at a moment.
#[must_use]
pub fn render_metrics(portfolio: &Portfolio, selection: &Selection, now: Timestamp) -> String {
    let shown = selection.of(portfolio);
    let mut out = Exposition {
        labels: labels(&shown),
        text: String::new(),
    };
    out.head("portfolio_dossiers", "Dossiers in the portfolio.");
    out.sample("portfolio_dossiers", &[], &shown.len().to_string());
    out.head("portfolio_providers", "Providers in the portfolio.");
    let all = providers(shown.iter().copied(), portfolio.as_of);
    out.sample("portfolio_providers", &[], &all.len().to_string());
    out.head(
        "portfolio_unread",
        "Dossiers, assessments, registers and folders that could not be read.",
    );
    out.sample(
        "portfolio_unread",
        &[],
        &portfolio.skipped.len().to_string(),
    );
    out.head(
        "portfolio_as_of_timestamp_seconds",
        "The moment that these metrics speak for.",
    );
    let second = now.as_second().to_string();
    out.sample("portfolio_as_of_timestamp_seconds", &[], &second);

    out.head(
        "verdict",
        "1 for the verdict of the newest assessment, 0 for the others.",
    );
    for entry in &shown {
        for rank in Rank::ALL {
            let yes = if entry.rank() == rank { "1" } else { "0" };
            out.of(entry, "verdict", &[("verdict", rank.as_str())], yes);
        }
    }
    out.head(
        "residual_risk_ratio",
        "Risk that remains, from 0 to 1: in the best case and conservatively.",
    );
    for entry in &shown {
        let standing = entry.latest.as_ref().map(|latest| latest.standing);
        let bounds = [
            ("best", standing.and_then(|standing| standing.residual_best)),
            ("worst", standing.and_then(|standing| standing.residual)),
        ];
        for (bound, points) in bounds {
            if let Some(points) = points {
                out.of(
                    entry,
                    "residual_risk_ratio",
                    &[("bound", bound)],
                    &ratio(points),
                );
            }
        }
    }
    out.head(
        "coverage_ratio",
        "Share that was answered or observed, from 0 to 1.",
    );
    for entry in &shown {
        let latest = entry.latest.as_ref();
        if let Some(points) = latest.and_then(|latest| latest.standing.coverage) {
            out.of(entry, "coverage_ratio", &[], &ratio(points));
        }
    }
    out.head(
        "assessment_age_seconds",
        "Time since the newest assessment.",
    );
    for entry in &shown {
        if let Some(latest) = &entry.latest {
            let age = (now.as_second() - latest.as_of.as_second()).max(0);
            out.of(entry, "assessment_age_seconds", &[], &age.to_string());
        }
    }
    out.head(
        "next_due_timestamp_seconds",
        "When the next of each kind is due: the end of that day in UTC.",
    );
    for entry in &shown {
        for kind in AppointmentKind::ALL {
            if let Some(second) = next(&entry.due, kind) {
                let labels = [("kind", kind.as_str())];
                out.of(
                    entry,
                    "next_due_timestamp_seconds",
                    &labels,
                    &second.to_string(),
                );
            }
        }
    }
    out.head(
        "findings",
        "Findings of the newest assessment that are not as they should be.",
    );
    for entry in &shown {
        let Some(latest) = &entry.latest else {
            continue;
        };
        for (outcome, counts) in [("deviates", latest.deviates), ("partial", latest.partial)] {
            for (severity, n) in counts.by_severity() {
                let labels = [("severity", severity), ("outcome", outcome)];
                out.of(entry, "findings", &labels, &n.to_string());
            }
        }
    }
    out.head(
        "contradictions",
        "Claims that observations refute, in the newest assessment.",
    );
    for entry in &shown {
        if let Some(latest) = &entry.latest {
            out.of(
                entry,
                "contradictions",
                &[],
                &latest.contradictions.to_string(),
            );
        }
    }
    out.head(
        "breaches_last_year",
        "Breaches that were recorded in the last 365 days.",
    );
    for entry in &shown {
        let (year, _) = entry.breaches_by(portfolio.as_of);
        out.of(entry, "breaches_last_year", &[], &year.to_string());
    }
    out.text
}

fn next(due: &[Appointment], kind: AppointmentKind) -> Option<i64> {
    let day = due
        .iter()
        .filter(|one| one.kind == kind)
        .map(|one| one.day)
        .min()?;
    let end: Day = day.plus_days(1);
    let midnight = end.0.to_zoned(TimeZone::UTC).ok()?;
    Some(midnight.timestamp().as_second())
}

/// Basis points as a share of one.
fn ratio(points: u32) -> String {
    format!("{}.{:04}", points / 10_000, points % 10_000)
}

/// A label for each dossier: its folder. When two look the same without the characters that act, the later ones are
/// counted: one series twice would make a server refuse all of them.
fn labels(shown: &[&PortfolioEntry]) -> BTreeMap<String, String> {
    let mut folders: Vec<&str> = shown.iter().map(|entry| entry.folder.as_str()).collect();
    // Those that are what they look like keep their name.
    folders.sort_by_key(|folder| (Plain::new(folder).as_str() != *folder, *folder));
    let mut taken = BTreeSet::new();
    let mut labels = BTreeMap::new();
    for folder in folders {
        let plain = Plain::new(folder).to_string();
        let mut label = plain.clone();
        let mut number = 2_usize;
        while !taken.insert(label.clone()) {
            label = format!("{plain} ({number})");
            number += 1;
        }
        labels.insert(folder.to_owned(), label);
    }
    labels
}

struct Exposition {
    labels: BTreeMap<String, String>,
    text: String,
}

impl Exposition {
    fn head(&mut self, name: &str, help: &str) {
        let _ = writeln!(self.text, "# HELP waarborg_{name} {help}");
        let _ = writeln!(self.text, "# TYPE waarborg_{name} gauge");
    }

    /// A sample of one dossier.
    fn of(&mut self, entry: &PortfolioEntry, name: &str, labels: &[(&str, &str)], value: &str) {
        let dossier = self.labels.get(&entry.folder).cloned().unwrap_or_default();
        let mut all = vec![
            ("dossier", dossier.as_str()),
            ("vendor", entry.head.vendor.name.as_str()),
            ("service", entry.head.service.name.as_str()),
        ];
        all.extend(labels);
        self.sample(name, &all, value);
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: &str) {
        let _ = write!(self.text, "waarborg_{name}");
        if !labels.is_empty() {
            let labels: Vec<String> = labels
                .iter()
                .map(|(name, value)| format!("{name}=\"{}\"", escape(value)))
                .collect();
            let _ = write!(self.text, "{{{}}}", labels.join(","));
        }
        let _ = writeln!(self.text, " {value}");
    }
}

/// A value between quotation marks.
fn escape(value: &str) -> String {
    let plain = Plain::new(value);
    plain
        .as_str()
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}
