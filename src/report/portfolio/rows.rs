//! The rows of a portfolio in words.

use super::chart;
use super::view::{ConcentrationView, DossierRow, DueRow, ProviderRow, SharedRow, SharedTable};
use crate::domain::day::Day;
use crate::domain::dossier::Criticality;
use crate::domain::portfolio::{
    Appointment, PortfolioEntry, Provider, Rank, Shared, concentration,
};
use crate::report::plain::Plain;
use crate::report::scribe::{Badge, Scribe};

/// Shared things of one kind that are written out.
const SHARED: usize = 20;

/// A rank with its colour and sign.
pub(super) fn rank(rank: Rank, scribe: &Scribe<'_>) -> Badge {
    let sign = match rank {
        Rank::NoGo => "✕",
        Rank::Unassessed => "?",
        Rank::Hold => "‖",
        Rank::GoWithConditions => "◐",
        Rank::Go => "✓",
    };
    scribe.badge("portfolio.rank", rank.as_str(), sign)
}

fn risk(best: Option<u32>, worst: Option<u32>, scribe: &Scribe<'_>) -> Plain {
    match (best, worst) {
        (Some(best), Some(worst)) if best != worst => {
            format!("{} – {}", scribe.share(best), scribe.share(worst)).into()
        }
        (_, Some(worst)) => scribe.share(worst),
        _ => "–".into(),
    }
}

fn criticality(level: Option<Criticality>, scribe: &Scribe<'_>) -> Plain {
    level.map_or_else(
        || scribe.word("portfolio.criticality.unsaid"),
        |level| scribe.word(&format!("portfolio.criticality.{}", level.as_str())),
    )
}

/// What is due, in words.
pub(super) fn what(one: &Appointment, scribe: &Scribe<'_>) -> Plain {
    let about = scribe.text(&one.about);
    scribe.fill(
        &format!("portfolio.due.{}", one.kind.as_str()),
        &[("about", about.as_str()), ("item", &one.item)],
    )
}

pub(super) fn dossier(number: usize, entry: &PortfolioEntry, scribe: &Scribe<'_>) -> DossierRow {
    let latest = entry.latest.as_ref();
    let standing = latest.map(|latest| latest.standing).unwrap_or_default();
    let next = entry.next_due();
    let dash = || Plain::from("–");
    DossierRow {
        number,
        vendor: entry.head.vendor.name.as_str().into(),
        service: entry.head.service.name.as_str().into(),
        folder: entry.folder.as_str().into(),
        rank: rank(entry.rank(), scribe),
        risk: risk(standing.residual_best, standing.residual, scribe),
        level: standing.level.map(|level| scribe.level(level)),
        coverage: standing
            .coverage
            .map_or_else(dash, |coverage| scribe.share(coverage)),
        criticality: criticality(entry.head.intake.criticality, scribe),
        assessed: match latest {
            Some(latest) => Day::of(latest.as_of).to_string().into(),
            None if entry.unreadable => scribe.word("portfolio.unreadable"),
            None => scribe.word("portfolio.never"),
        },
        due: next.map_or_else(dash, |due| due.day.to_string().into()),
        due_what: next.map_or_else(Plain::default, |due| {
            scribe.word(&format!("portfolio.kind.{}", due.kind.as_str()))
        }),
        overdue: next.is_some_and(|due| due.day < scribe.as_of),
        severe: latest.map_or_else(dash, |latest| {
            format!("{} / {}", latest.deviates.critical, latest.deviates.high).into()
        }),
        bar: chart::bar(standing.residual_best, standing.residual),
    }
}

pub(super) fn provider(one: &Provider, scribe: &Scribe<'_>) -> ProviderRow {
    let of = if one.unassessed > 0 && one.unassessed < one.dossiers {
        scribe.fill(
            "portfolio.provider.unassessed",
            &[
                ("n", &one.dossiers.to_string()),
                ("unassessed", &one.unassessed.to_string()),
            ],
        )
    } else {
        one.dossiers.to_string().into()
    };
    let dash = || Plain::from("–");
    ProviderRow {
        name: one.name.as_str().into(),
        country: one
            .country
            .map_or_else(dash, |country| scribe.country(country)),
        rank: rank(one.rank, scribe),
        risk: risk(one.residual_best, one.residual, scribe),
        coverage: one
            .coverage
            .map_or_else(dash, |coverage| scribe.share(coverage)),
        criticality: criticality(one.criticality, scribe),
        dossiers: of,
        breaches: match (one.breaches, one.breaches_before) {
            (0, 0) => "0".into(),
            (n, before) => scribe.fill(
                "portfolio.provider.breaches",
                &[("n", &n.to_string()), ("before", &before.to_string())],
            ),
        },
        due: one.next_due.map_or_else(dash, |day| day.to_string().into()),
        bar: chart::bar(one.residual_best, one.residual),
    }
}

pub(super) fn due(entry: &PortfolioEntry, one: &Appointment, scribe: &Scribe<'_>) -> DueRow {
    let days = scribe.as_of.days_until(one.day);
    let count = usize::try_from(days.abs()).unwrap_or(0);
    let when = match days {
        ..0 => scribe.count("portfolio.due.ago", count),
        0 => scribe.word("portfolio.due.today"),
        1.. => scribe.count("portfolio.due.in", count),
    };
    DueRow {
        day: one.day.to_string().into(),
        what: what(one, scribe),
        vendor: entry.head.vendor.name.as_str().into(),
        service: entry.head.service.name.as_str().into(),
        when,
        overdue: days < 0,
    }
}

pub(super) fn shared(entries: &[&PortfolioEntry], scribe: &Scribe<'_>) -> ConcentrationView {
    let found = concentration(entries);
    let basis = scribe.fill(
        "portfolio.shared.basis",
        &[
            ("dossiers", &found.dossiers.to_string()),
            ("critical", &found.critical.to_string()),
        ],
    );
    let table = |rows: &[Shared], is_country: bool| {
        let many: Vec<&Shared> = rows.iter().filter(|one| one.providers > 1).collect();
        let more = many.len().saturating_sub(SHARED);
        SharedTable {
            rows: many
                .into_iter()
                .take(SHARED)
                .map(|one| shared_row(one, is_country, scribe))
                .collect(),
            more: (more > 0).then(|| scribe.count("portfolio.shared.more", more)),
        }
    };
    ConcentrationView {
        basis,
        networks: table(&found.networks, false),
        countries: table(&found.countries, true),
        parties: table(&found.parties, false),
    }
}

fn shared_row(one: &Shared, is_country: bool, scribe: &Scribe<'_>) -> SharedRow {
    let country = one.country.map(|country| scribe.country(country));
    let (shown, note) = match (is_country, country) {
        (true, Some(country)) => (country, Plain::default()),
        (_, country) => {
            let country = country.map(|country| country.to_string());
            let parts: Vec<&str> = [one.ultimate_parent.as_deref(), country.as_deref()]
                .into_iter()
                .flatten()
                .collect();
            (one.name.as_str().into(), parts.join(", ").into())
        }
    };
    SharedRow {
        name: shown,
        note,
        providers: one.providers,
        dossiers: one.dossiers,
        share: scribe.share(one.share),
        critical: one.critical,
        critical_share: scribe.share(one.critical_share),
        width: one.share / 10,
        critical_width: one.critical_share / 10,
    }
}
