//! Drawings of a portfolio, in whole numbers. Every drawing has a table beside it that says the same.

use serde::Serialize;

use super::rows::rank as badge;
use crate::domain::day::Day;
use crate::domain::portfolio::{Appointment, AppointmentKind, PortfolioEntry, Rank};
use crate::report::plain::Plain;
use crate::report::scribe::{Badge, Scribe};

/// The length of a bar that is full.
const FULL: u32 = 1_000;
/// Left, right, top and bottom of the field of the scatter.
const FIELD: (u32, u32, u32, u32) = (90, 970, 20, 520);
/// Dossiers up to which each has its number beside its mark.
const NUMBERED: usize = 40;
/// Dossiers above which each is drawn lightly.
const MANY: usize = 200;
/// Months ahead that are drawn, and back.
const AHEAD: i8 = 12;
const BACK: i8 = 12;

/// A bar between two points of [`FULL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Bar {
    pub(super) x: u32,
    pub(super) width: u32,
}

/// Risk from the best case to the conservative one.
pub(super) fn bar(best: Option<u32>, worst: Option<u32>) -> Option<Bar> {
    let worst = worst?.min(10_000) / 10;
    let best = best.unwrap_or(0).min(10_000) / 10;
    Some(Bar {
        x: best.min(worst),
        width: worst.saturating_sub(best).max(6),
    })
}

/// Risk against coverage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Scatter {
    pub(super) title: Plain,
    pub(super) points: Vec<Point>,
    pub(super) across: Vec<Tick>,
    pub(super) up: Vec<Tick>,
    pub(super) key: Vec<KeyRow>,
    /// True when so many lie over each other that each is drawn lightly.
    pub(super) many: bool,
    /// How many dossiers cannot be drawn: nothing is known of them.
    pub(super) left_out: Option<Plain>,
}

/// One dossier: where it is drawn, and the line down to its best case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Point {
    pub(super) code: &'static str,
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) best: u32,
    pub(super) mark: String,
    /// Number in the table; absent when there are too many to be legible.
    pub(super) number: Option<usize>,
    pub(super) number_x: u32,
    pub(super) number_y: u32,
}

/// A line of the grid and its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Tick {
    pub(super) at: u32,
    pub(super) word: Plain,
}

/// What a mark means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct KeyRow {
    pub(super) code: &'static str,
    pub(super) mark: String,
    pub(super) word: Plain,
    pub(super) n: usize,
}

/// A field of the drawing: left, top, right and bottom.
type Field = (u32, u32, u32, u32);

const fn meet(a: Field, b: Field) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

/// Puts each number beside its mark where it meets no mark and no other number: to the right, to the left, above or below.
/// One that finds no place is left out; it stands in the table.
fn place_numbers(points: &mut [Point]) {
    const HALF: u32 = 9;
    let marks: Vec<Field> = points
        .iter()
        .map(|p| {
            (
                p.x.saturating_sub(HALF),
                p.y.saturating_sub(HALF),
                p.x + HALF,
                p.y + HALF,
            )
        })
        .collect();
    let mut taken: Vec<Field> = Vec::new();
    for (own, point) in points.iter_mut().enumerate() {
        let Some(number) = point.number else { continue };
        let width = if number < 10 { 9 } else { 18 };
        let (x, y) = (point.x, point.y);
        let left = x.saturating_sub(13 + width);
        let places = [
            (x + 13, y + 6),
            (left, y + 6),
            (x + 8, y.saturating_sub(11)),
            (x + 8, y + 24),
            (left + 5, y.saturating_sub(11)),
            (left + 5, y + 24),
        ];
        let free = places.into_iter().find_map(|(x, y)| {
            let field = (x, y.saturating_sub(12), x + width, y);
            let mut others = marks.iter().enumerate().filter(|(n, _)| *n != own);
            let clear = !others.any(|(_, mark)| meet(*mark, field))
                && !taken.iter().any(|there| meet(*there, field));
            clear.then_some((x, y, field))
        });
        match free {
            Some((x, y, field)) => {
                (point.number_x, point.number_y) = (x, y);
                taken.push(field);
            }
            None => point.number = None,
        }
    }
}

/// Draws the dossiers of which something is known; nothing when there are none.
pub(super) fn scatter(shown: &[&PortfolioEntry], scribe: &Scribe<'_>) -> Option<Scatter> {
    let (left, right, top, bottom) = FIELD;
    let across = |share: u32| left + (right - left) * share.min(10_000) / 10_000;
    let up = |share: u32| bottom - (bottom - top) * share.min(10_000) / 10_000;
    let numbered = shown.len() <= NUMBERED;
    let mut points: Vec<Point> = (1..)
        .zip(shown)
        .filter_map(|(number, entry)| {
            let standing = entry.latest.as_ref()?.standing;
            let residual = standing.residual?;
            let (x, y) = (across(standing.coverage?), up(residual));
            Some(Point {
                code: entry.rank().as_str(),
                x,
                y,
                best: up(standing.residual_best.unwrap_or(residual)),
                mark: mark(entry.rank(), x, y),
                number: numbered.then_some(number),
                number_x: x + 13,
                number_y: y + 6,
            })
        })
        .collect();
    place_numbers(&mut points);
    if points.is_empty() {
        return None;
    }
    let left_out = shown.len() - points.len();
    let tick = |share: u32, at: u32| Tick {
        at,
        word: format!("{}%", share / 100).into(),
    };
    let steps = [0, 2_500, 5_000, 7_500, 10_000];
    let key = Rank::ALL.into_iter().filter_map(|rank| {
        let n = points
            .iter()
            .filter(|point| point.code == rank.as_str())
            .count();
        (n > 0).then(|| KeyRow {
            code: rank.as_str(),
            mark: mark(rank, 11, 11),
            word: badge(rank, scribe).word,
            n,
        })
    });
    Some(Scatter {
        title: scribe.count("portfolio.scatter.title", points.len()),
        key: key.collect(),
        across: steps.map(|share| tick(share, across(share))).into(),
        up: steps.map(|share| tick(share, up(share))).into(),
        many: points.len() > MANY,
        left_out: (left_out > 0).then(|| scribe.count("portfolio.scatter.left-out", left_out)),
        points,
    })
}

/// The outline of a mark: shape tells the verdict without colour.
fn mark(rank: Rank, x: u32, y: u32) -> String {
    match rank {
        Rank::NoGo => format!("M{} {}l14 14m0-14l-14 14", x - 7, y - 7),
        Rank::Unassessed => format!("M{} {}h12v12h-12z", x - 6, y - 6),
        Rank::Hold => format!("M{x} {}l8 14h-16z", y - 8),
        Rank::GoWithConditions => format!("M{x} {}l8 8l-8 8l-8-8z", y - 8),
        Rank::Go => format!("M{} {y}a7 7 0 1 0 14 0a7 7 0 1 0-14 0z", x - 7),
    }
}

/// A part of a bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Part {
    pub(super) code: &'static str,
    pub(super) x: u32,
    pub(super) width: u32,
}

/// A count with what it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Counted {
    pub(super) code: &'static str,
    pub(super) word: Plain,
    pub(super) n: usize,
}

/// A row of counts with its bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct ChartRow {
    pub(super) label: Plain,
    pub(super) counts: Vec<Counted>,
    pub(super) total: usize,
    pub(super) parts: Vec<Part>,
    /// True for what is past its day.
    pub(super) past: bool,
}

/// Lays counts behind each other; `whole` is what a full bar stands for.
fn row(label: Plain, counts: Vec<Counted>, whole: usize, past: bool) -> ChartRow {
    let place = |n: usize| {
        let at = (n * FULL as usize).checked_div(whole).unwrap_or(0);
        u32::try_from(at).unwrap_or(FULL).min(FULL)
    };
    let mut before = 0;
    let mut parts = Vec::new();
    for count in counts.iter().filter(|count| count.n > 0) {
        let x = place(before);
        before += count.n;
        parts.push(Part {
            code: count.code,
            x,
            width: place(before).saturating_sub(x).max(3),
        });
    }
    ChartRow {
        label,
        total: before,
        counts,
        parts,
        past,
    }
}

/// What is due, by month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Months {
    pub(super) kinds: Vec<Counted>,
    pub(super) rows: Vec<ChartRow>,
}

/// The first day of the month that lies so many months after that of a day.
fn month(day: Day, add: i8) -> Day {
    let first = day.0.first_of_month();
    Day(first.saturating_add(jiff::Span::new().months(add)))
}

fn month_name(day: Day, scribe: &Scribe<'_>) -> Plain {
    let name = scribe.word(&format!("month.{}", day.month()));
    format!("{name} {}", day.year()).into()
}

/// Counts what is due: first what is past, then each month ahead, then everything later.
pub(super) fn months(
    due: &[(&PortfolioEntry, &Appointment)],
    today: Day,
    scribe: &Scribe<'_>,
) -> Months {
    let days = |from: Option<Day>, until: Option<Day>| {
        let inside = move |day: Day| {
            from.is_none_or(|from| day >= from) && until.is_none_or(|until| day < until)
        };
        AppointmentKind::ALL.map(|kind| Counted {
            code: kind.as_str(),
            word: scribe.word(&format!("portfolio.kind.{}", kind.as_str())),
            n: due
                .iter()
                .filter(|(_, one)| one.kind == kind && inside(one.day))
                .count(),
        })
    };
    let end = month(today, AHEAD);
    let mut rows = vec![(
        scribe.word("portfolio.due.past"),
        days(None, Some(today)),
        true,
    )];
    for add in 0..AHEAD {
        let first = month(today, add).max(today);
        let counts = days(Some(first), Some(month(today, add + 1)));
        rows.push((month_name(first, scribe), counts, false));
    }
    rows.push((
        scribe.word("portfolio.due.later"),
        days(Some(end), None),
        false,
    ));
    let total = |counts: &[Counted; 9]| counts.iter().map(|count| count.n).sum::<usize>();
    let most = rows.iter().map(|(_, counts, _)| total(counts)).max();
    let whole = most.unwrap_or(0);
    // A kind that never comes has no column.
    let kinds: Vec<Counted> = days(None, None)
        .into_iter()
        .filter(|count| count.n > 0)
        .collect();
    let rows = rows
        .into_iter()
        .map(|(label, counts, past)| {
            let counts = counts
                .into_iter()
                .filter(|count| kinds.iter().any(|kind| kind.code == count.code));
            row(label, counts.collect(), whole, past)
        })
        .collect();
    Months { kinds, rows }
}

/// How the verdicts of the dossiers of today went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Course {
    pub(super) ranks: Vec<Badge>,
    pub(super) rows: Vec<ChartRow>,
}

/// Counts the verdicts at the end of each month, from the first month in which there was one, up to today.
pub(super) fn course(shown: &[&PortfolioEntry], today: Day, scribe: &Scribe<'_>) -> Course {
    let mut rows = Vec::new();
    for back in (0..=BACK).rev() {
        let last = month(today, 1 - back).plus_days(-1).min(today);
        let ranks: Vec<Rank> = shown
            .iter()
            .map(|entry| match back {
                0 => entry.rank(),
                _ => Rank::of(entry.standing_on(last).and_then(|standing| standing.advice)),
            })
            .collect();
        let known = ranks.iter().any(|rank| *rank != Rank::Unassessed);
        if !known && rows.is_empty() && back > 0 {
            continue;
        }
        let counts = Rank::ALL
            .map(|rank| Counted {
                code: rank.as_str(),
                word: badge(rank, scribe).word,
                n: ranks.iter().filter(|one| **one == rank).count(),
            })
            .into();
        let label = if back == 0 {
            scribe.day(last)
        } else {
            month_name(last, scribe)
        };
        rows.push(row(label, counts, shown.len(), false));
    }
    Course {
        ranks: Rank::ALL.map(|rank| badge(rank, scribe)).into(),
        rows,
    }
}
