//! The register of suppliers: a row a dossier, with the fields that the law and supervisors ask for.
//!
//! The columns have fixed names in both languages, so that other programs can rely on them; the values that people wrote
//! are in the language of the user. Where DORA's register of information (implementing regulation (EU) 2024/2956) has a
//! template for the same, the column names it.

use std::borrow::Cow;

use super::rows::what;
use super::view::name;
use crate::domain::country::Country;
use crate::domain::day::Day;
use crate::domain::finding::Outcome;
use crate::domain::portfolio::{
    AppointmentKind, AssessmentSummary, DossierHead, Portfolio, PortfolioEntry, Selection,
};
use crate::domain::text::Lang;
use crate::report::Resources;
use crate::report::plain::Plain;
use crate::report::scribe::Scribe;

/// A value of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// Nothing known.
    Empty,
    /// A day.
    Day(Day),
    /// A number.
    Number(u32),
    /// A share in basis points.
    Share(u32),
    /// Words.
    Text(Plain),
}

impl Cell {
    fn text(text: impl AsRef<str>) -> Self {
        let text = Plain::new(text);
        if text.as_str().is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    fn maybe(text: Option<impl AsRef<str>>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    fn list(parts: impl IntoIterator<Item = String>) -> Self {
        let parts: Vec<String> = parts.into_iter().collect();
        Self::text(parts.join("; "))
    }

    fn count(count: usize) -> Self {
        Self::Number(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

type Value = fn(&PortfolioEntry, &Scribe<'_>) -> Cell;

/// A column of the register.
pub(super) struct Column {
    /// Its name in CSV; its words are `report.portfolio.column.<id>`.
    pub(super) id: &'static str,
    /// The template, and mostly the column, of DORA's register of information that asks for it; empty when none does.
    pub(super) dora: &'static str,
    /// Its width in a workbook, in characters.
    pub(super) width: u16,
    pub(super) value: Value,
}

const fn column(id: &'static str, dora: &'static str, width: u16, value: Value) -> Column {
    Column {
        id,
        dora,
        width,
        value,
    }
}

/// The columns, in order. Names are permanent; new ones go at the end of their group.
pub(super) static COLUMNS: [Column; 52] = [
    column("folder", "", 22, |e, _| Cell::text(&e.folder)),
    column("controller", "B_01.01.c0020", 24, |e, _| {
        Cell::text(&e.head.controller.name)
    }),
    column("controller-country", "B_01.01.c0030", 9, |e, _| {
        country(e.head.controller.country)
    }),
    column("provider", "B_05.01.c0050", 26, |e, _| {
        Cell::text(&e.head.vendor.name)
    }),
    column("provider-country", "B_05.01.c0080", 9, |e, _| {
        country(e.head.vendor.country)
    }),
    column("provider-contact", "", 22, |e, _| {
        Cell::maybe(e.head.vendor.contact.as_deref())
    }),
    column("parent", "", 22, |e, _| {
        Cell::maybe(e.head.vendor.parent.as_deref())
    }),
    column("parent-country", "", 9, |e, _| {
        country(e.head.vendor.parent_country)
    }),
    column("service", "", 26, |e, _| Cell::text(&e.head.service.name)),
    column("service-model", "B_02.02.c0060", 14, |e, s| {
        let model = name(&e.head.service.model);
        Cell::text(s.word(&format!("model.{model}")).as_str())
    }),
    column("description", "", 30, |e, _| {
        Cell::text(&e.head.service.description)
    }),
    column("data-kinds", "B_02.02.c0170", 26, data_kinds),
    column("data-subjects", "", 20, |e, _| {
        Cell::list(e.head.intake.data_subjects.iter().cloned())
    }),
    column("volume", "", 18, |e, s| {
        let volume = e
            .head
            .intake
            .volume
            .map(|v| s.word(&format!("intake.volume.{}", v.as_str())));
        Cell::maybe(volume.as_ref().map(Plain::as_str))
    }),
    column("criticality", "B_06.01.c0050", 24, |e, s| {
        let level = e.head.intake.criticality;
        let word = level.map(|c| s.word(&format!("intake.criticality.{}", c.as_str())));
        Cell::maybe(word.as_ref().map(Plain::as_str))
    }),
    column("provider-access", "", 22, |e, s| {
        let access = e
            .head
            .intake
            .access
            .map(|a| s.word(&format!("intake.access.{}", a.as_str())));
        Cell::maybe(access.as_ref().map(Plain::as_str))
    }),
    column("third-country-ties", "", 20, |e, s| {
        let ties = e.head.intake.third_country_exposure;
        let word = ties.map(|t| s.word(&format!("intake.exposure.{}", t.as_str())));
        Cell::maybe(word.as_ref().map(Plain::as_str))
    }),
    column("leaving-takes", "B_07.01.c0050", 20, |e, s| {
        let lock_in = e.head.intake.lock_in;
        let word = lock_in.map(|l| s.word(&format!("intake.lock-in.{}", l.as_str())));
        Cell::maybe(word.as_ref().map(Plain::as_str))
    }),
    column("exit-plan", "B_07.01.c0080", 16, |e, s| {
        outcome(latest(e).and_then(|a| a.exit_plan), s)
    }),
    column("dpia-required", "", 9, |e, s| {
        let required = e.head.intake.dpia_required.map(|yes| s.yes_no(yes));
        Cell::maybe(required.as_ref().map(Plain::as_str))
    }),
    column("regimes", "", 16, |e, s| {
        let regimes = e.head.intake.regimes.iter();
        Cell::list(regimes.map(|r| s.word(&format!("intake.regime.{}", r.as_str())).to_string()))
    }),
    column("processor-agreement", "", 16, |e, s| {
        outcome(latest(e).and_then(|a| a.agreement), s)
    }),
    column("sub-processors", "B_05.02", 34, |e, _| {
        sub_processors(&e.head)
    }),
    column("seen-not-declared", "", 30, |e, _| {
        let parties = latest(e).into_iter().flat_map(|a| &a.parties);
        let unnamed = parties.filter(|party| party.seen && !party.declared);
        Cell::list(unnamed.map(|party| party.name.clone()))
    }),
    column("network-operators", "", 26, |e, _| {
        let networks = latest(e).into_iter().flat_map(|a| &a.networks);
        Cell::list(networks.map(|network| network.name.clone()))
    }),
    column("address-countries", "", 14, |e, _| {
        let places = latest(e).into_iter().flat_map(|a| &a.places);
        let mut codes: Vec<String> = places
            .filter_map(|place| Some(place.country?.to_string()))
            .collect();
        codes.sort();
        codes.dedup();
        Cell::list(codes)
    }),
    column("verdict", "", 20, |e, s| {
        Cell::text(
            s.word(&format!("portfolio.rank.{}", e.rank().as_str()))
                .as_str(),
        )
    }),
    column("verdict-code", "", 16, |e, _| Cell::text(e.rank().as_str())),
    column("residual-best", "", 10, |e, _| {
        share(latest(e).and_then(|a| a.standing.residual_best))
    }),
    column("residual-worst", "", 10, |e, _| {
        share(latest(e).and_then(|a| a.standing.residual))
    }),
    column("risk-level", "", 12, |e, s| {
        let level = latest(e)
            .and_then(|a| a.standing.level)
            .map(|level| s.level(level).word);
        Cell::maybe(level.as_ref().map(Plain::as_str))
    }),
    column("inherent-risk", "", 10, |e, _| {
        share(latest(e).and_then(|a| a.inherent))
    }),
    column("coverage", "", 10, |e, _| {
        share(latest(e).and_then(|a| a.standing.coverage))
    }),
    column("confidence", "", 10, |e, _| {
        share(latest(e).and_then(|a| a.confidence))
    }),
    column("contradictions", "", 9, |e, _| {
        number(e, |a| a.contradictions)
    }),
    column("knock-outs", "", 22, |e, _| {
        Cell::list(
            latest(e)
                .into_iter()
                .flat_map(|a| a.knock_outs.iter().cloned()),
        )
    }),
    column("critical-findings", "", 9, |e, _| {
        number(e, |a| a.deviates.critical)
    }),
    column("high-findings", "", 9, |e, _| {
        number(e, |a| a.deviates.high)
    }),
    column("not-known", "", 9, |e, _| number(e, |a| a.unknown)),
    column("assessed-on", "", 12, |e, _| {
        latest(e).map_or(Cell::Empty, |a| Cell::Day(Day::of(a.as_of)))
    }),
    column("looked", "", 9, |e, s| {
        let looked = latest(e).map(|a| s.yes_no(!a.offline));
        Cell::maybe(looked.as_ref().map(Plain::as_str))
    }),
    column("valid-until", "", 12, |e, _| {
        latest(e)
            .and_then(|a| a.valid_until)
            .map_or(Cell::Empty, Cell::Day)
    }),
    column("assessments", "", 9, |e, _| {
        Cell::count(e.history.len() + e.older + usize::from(e.latest.is_some()))
    }),
    column("contract-starts", "B_02.02.c0070", 12, |e, _| {
        e.head
            .contract
            .and_then(|c| c.starts)
            .map_or(Cell::Empty, Cell::Day)
    }),
    column("contract-ends", "B_02.02.c0080", 12, |e, s| {
        e.head
            .contract
            .and_then(|c| c.end_on(s.as_of))
            .map_or(Cell::Empty, Cell::Day)
    }),
    column("notice-by", "", 12, |e, _| {
        let notice = e.due.iter().find(|due| due.kind == AppointmentKind::Notice);
        notice.map_or(Cell::Empty, |due| Cell::Day(due.day))
    }),
    column("notice-days", "B_02.02.c0100", 9, |e, _| {
        e.head
            .contract
            .and_then(|c| c.notice_days)
            .map_or(Cell::Empty, Cell::Number)
    }),
    column("renews-months", "", 9, |e, _| {
        e.head
            .contract
            .and_then(|c| c.renews_months)
            .map_or(Cell::Empty, Cell::Number)
    }),
    column("breaches-last-year", "", 9, |e, s| {
        Cell::count(e.breaches_by(s.as_of).0)
    }),
    column("breaches-year-before", "", 9, |e, s| {
        Cell::count(e.breaches_by(s.as_of).1)
    }),
    column("next-due", "", 12, |e, _| {
        e.next_due().map_or(Cell::Empty, |due| Cell::Day(due.day))
    }),
    column("next-due-what", "", 30, |e, s| {
        e.next_due()
            .map_or(Cell::Empty, |due| Cell::text(what(due, s).as_str()))
    }),
];

fn latest(entry: &PortfolioEntry) -> Option<&AssessmentSummary> {
    entry.latest.as_ref()
}

fn country(country: Option<Country>) -> Cell {
    Cell::maybe(country.as_ref().map(Country::code))
}

fn share(share: Option<u32>) -> Cell {
    share.map_or(Cell::Empty, Cell::Share)
}

fn number(entry: &PortfolioEntry, count: fn(&AssessmentSummary) -> u32) -> Cell {
    latest(entry).map_or(Cell::Empty, |summary| Cell::Number(count(summary)))
}

fn outcome(outcome: Option<Outcome>, scribe: &Scribe<'_>) -> Cell {
    let word = outcome.map(|outcome| scribe.outcome(outcome).word);
    Cell::maybe(word.as_ref().map(Plain::as_str))
}

fn data_kinds(entry: &PortfolioEntry, scribe: &Scribe<'_>) -> Cell {
    let kinds = entry.head.intake.data_kinds.iter().flatten();
    Cell::list(kinds.map(|kind| {
        let word = scribe.word(&format!("intake.data-kind.{}", kind.as_str()));
        word.to_string()
    }))
}

fn sub_processors(head: &DossierHead) -> Cell {
    Cell::list(head.sub_processors.iter().map(|party| {
        let place = party
            .country
            .map_or_else(String::new, |country| format!(" ({country})"));
        format!("{}{place}", party.name)
    }))
}

/// The register as a table of text (CSV, RFC 4180): names of columns first, then a row a dossier.
///
/// Shares are in percent with two decimals and a point; days as 2026-01-31. A text that a spreadsheet would run goes out
/// behind an apostrophe.
#[must_use]
pub fn render_register(
    portfolio: &Portfolio,
    selection: &Selection,
    resources: &Resources<'_>,
    lang: Lang,
) -> String {
    let scribe = Scribe::bare(resources, portfolio.as_of, lang);
    // The mark tells spreadsheets that the text is UTF-8.
    let mut out = String::from("\u{feff}");
    line(&mut out, COLUMNS.iter().map(|column| Cow::from(column.id)));
    for entry in selection.of(portfolio) {
        let cells = COLUMNS.iter().map(|column| (column.value)(entry, &scribe));
        line(&mut out, cells.map(|cell| Cow::from(written(&cell))));
    }
    out
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Day(day) => day.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Share(points) => format!("{}.{:02}", points / 100, points % 100),
        Cell::Text(text) => {
            let text = text.as_str();
            if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) {
                format!("'{text}")
            } else {
                text.to_owned()
            }
        }
    }
}

fn line<'c>(out: &mut String, cells: impl Iterator<Item = Cow<'c, str>>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push('"');
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    }
    out.push_str("\r\n");
}
