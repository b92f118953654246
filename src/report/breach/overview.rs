//! The decision, step by step, with its clocks.

use super::{Case, wrapped};
use crate::domain::deadline::{Clock, Due, Length};
use crate::domain::decision::RuleDeadline;
use crate::domain::text::Lang;
use crate::questionnaire::Step;

/// Columns of what is written to a file.
const WIDTH: usize = 100;

/// The decision as a person reads it, at most `width` columns wide.
#[must_use]
pub fn render_overview(
    case: &Case<'_>,
    id: Option<&str>,
    lang: Lang,
    width: Option<usize>,
) -> String {
    let width = width.unwrap_or(WIDTH);
    let vendor = case.dossier.vendor.name.as_str();
    let service = case.dossier.service.name.as_str();
    let title = match id {
        Some(id) => case.fill(
            "title",
            &[("id", id), ("vendor", vendor), ("service", service)],
            lang,
        ),
        None => case.fill(
            "title-open",
            &[("vendor", vendor), ("service", service)],
            lang,
        ),
    };
    let mut out = wrapped(&title, "", width);
    let now = case.both_clocks(case.now, lang).0;
    out.push_str(&wrapped(
        &case.fill("state", &[("moment", &now)], lang),
        "",
        width,
    ));
    if !case.decided.steps.is_empty() {
        let key = if case.decided.settled {
            "decided"
        } else {
            "known"
        };
        out.push('\n');
        out.push_str(&wrapped(&case.say(key, lang), "", width));
    }
    for (number, step) in (1..).zip(&case.decided.steps) {
        out.push('\n');
        out.push_str(&self::step(case, number, step, lang, width));
    }
    if !case.decided.awaits.is_empty() {
        out.push('\n');
        out.push_str(&wrapped(&case.say("open.head", lang), "", width));
        for question in &case.decided.awaits {
            let line = format!("· {}  {}", question.id, question.text.in_lang(lang));
            out.push_str(&wrapped(&line, "  ", width));
        }
    }
    out
}

fn step(case: &Case<'_>, number: usize, step: &Step<'_>, lang: Lang, width: usize) -> String {
    let rule = step.rule;
    let head = format!("{number}. {}", rule.outcome.in_lang(lang));
    let mut out = wrapped(&head, "", width);
    out.push_str(&wrapped(rule.action.in_lang(lang), "   ", width));
    if let (Some(deadline), Some(due)) = (&rule.deadline, &step.due) {
        for line in clock(case, deadline, due, lang) {
            out.push_str(&wrapped(&line, "   ", width));
        }
    }
    let refs: Vec<String> = rule
        .refs
        .iter()
        .map(|reference| named(case, reference, lang))
        .collect();
    if !refs.is_empty() {
        let basis = case.fill("basis", &[("refs", &refs.join(", "))], lang);
        out.push_str(&wrapped(&basis, "   ", width));
    }
    out
}

/// The short name of a norm with its provision. Guidelines have provisions by names of our own, which say nothing here.
fn named(case: &Case<'_>, reference: &str, lang: Lang) -> String {
    let (norm, provision) = reference.split_once(':').unwrap_or((reference, ""));
    let Some(file) = case.norms.get(norm) else {
        return reference.to_owned();
    };
    let short = file.norm.short.in_lang(lang);
    if provision.starts_with(|c: char| c.is_ascii_digit()) {
        format!("{short} {provision}")
    } else {
        short.to_owned()
    }
}

fn clock(case: &Case<'_>, deadline: &RuleDeadline, due: &Due, lang: Lang) -> Vec<String> {
    let note = deadline.note.in_lang(lang);
    let mut lines = vec![case.fill("clock.to-do", &[("what", note)], lang)];
    if let Some(from) = due.from {
        let (local, utc) = case.both_clocks(from.timestamp(), lang);
        lines.push(case.fill("clock.starts", &[("local", &local), ("utc", &utc)], lang));
    }
    if let (Some(at), Some(length)) = (due.at, due.length) {
        let (local, utc) = case.both_clocks(at, lang);
        let length = self::length(case, length, lang);
        let params = [
            ("local", local.as_str()),
            ("utc", &utc),
            ("length", &length),
        ];
        lines.push(case.fill("clock.ends", &params, lang));
    }
    let late = deadline.late.as_ref().map_or("", |late| late.in_lang(lang));
    lines.push(match due.clock(case.now) {
        Clock::Unknown => {
            let question = case.question(deadline.from.as_str()).map_or_else(
                || deadline.from.to_string(),
                |q| q.text.in_lang(lang).to_owned(),
            );
            case.fill("clock.unknown", &[("question", &question)], lang)
        }
        Clock::Ahead { until } => {
            let left = duration(case, until, lang);
            case.fill("clock.ahead", &[("left", &left)], lang)
        }
        Clock::Backwards => case.say("clock.backwards", lang),
        Clock::Running { left } => {
            let left = duration(case, left, lang);
            case.fill("clock.running", &[("left", &left)], lang)
        }
        Clock::Passed { by } => {
            let by = duration(case, by, lang);
            case.fill("clock.passed", &[("by", &by), ("late", late)], lang)
        }
        Clock::Met => case.say("clock.met", lang),
        Clock::MetLate { by } => {
            let by = duration(case, by, lang);
            case.fill("clock.met-late", &[("by", &by)], lang)
        }
    });
    lines
}

fn length(case: &Case<'_>, length: Length, lang: Lang) -> String {
    let (key, count) = match length {
        Length::Days(count) => ("days", count),
        Length::Hours(count) => ("hours", count),
        Length::Months(count) => ("months", count),
    };
    case.count(&format!("length.{key}"), i64::from(count), lang)
}

/// From here on a duration is told in days and hours: as hours alone it says nothing.
const DAYS_FROM: i64 = 96 * 3_600;

/// Seconds as hours and minutes, or as days and hours when there are many; rounded down.
fn duration(case: &Case<'_>, seconds: i64, lang: Lang) -> String {
    let (hours, minutes) = (seconds / 3_600, seconds % 3_600 / 60);
    let count = |key: &str, n: i64| case.count(&format!("length.{key}"), n, lang);
    let (more, less) = if seconds < DAYS_FROM {
        (count("hours", hours), count("minutes", minutes))
    } else {
        (count("days", hours / 24), count("hours", hours % 24))
    };
    case.fill("clock.both", &[("more", &more), ("less", &less)], lang)
}
