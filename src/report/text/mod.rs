//! The terminal: what a person wants to read first. Colour is only an extra.

mod page;
mod scan;

use super::View;
use super::plain::Plain;
use super::scribe::Badge;
use super::view::Count;
pub(super) use page::Page;

/// The summary of a report, or the results of a scan, at most `width` columns wide.
#[must_use]
pub fn render_text(view: &View, width: usize, colour: bool) -> String {
    let mut page = Page::new(width, colour);
    page.title(view.title.as_str());
    page.pairs(
        view.cover
            .rows
            .iter()
            .map(|row| (row.label.as_str(), row.value.as_str())),
    );
    for notice in &view.notices {
        page.gap();
        page.warning(notice.title.as_str());
        page.paragraph(notice.text.as_str());
    }
    if view.scan {
        scan::pictures(view, &mut page);
        scan::names(view, &mut page);
        scan::subjects(view, &mut page);
    } else {
        verdict(view, &mut page);
        claims(view, &mut page);
        topics(view, &mut page);
    }
    since(view, &mut page);
    hosting(view, &mut page);
    if !view.scan {
        scan::attention(view, &mut page);
    }
    unseen(view, &mut page);
    page.gap();
    page.paragraph(view.words.get("text.limits").as_str());
    page.finish()
}

fn verdict(view: &View, page: &mut Page) {
    let word = |key: &str| view.words.get(key).to_string();
    if let Some(verdict) = &view.verdict {
        page.gap();
        page.verdict(&word("heading.verdict"), &verdict.advice);
        page.paragraph(verdict.sentence.as_str());
        page.gap();
        page.table(
            &[],
            verdict.figures.iter().map(|figure| {
                [&figure.label, &figure.value, &figure.note]
                    .map(|cell| Cell::plain(cell.as_str()))
                    .into()
            }),
        );
    }
    if let Some(summary) = &view.summary {
        if !summary.reasons.is_empty() {
            page.heading(&word("summary.heading.reasons"));
            page.list(summary.reasons.iter().map(Plain::as_str));
            if let Some(more) = &summary.more {
                page.paragraph(more.as_str());
            }
        }
        if let Some(verdict) = &view.verdict {
            let reasons = verdict.knock_outs.iter().chain(&verdict.conditions);
            let accepted = reasons.flat_map(|reason| &reason.accepted);
            page.list(accepted.map(Plain::as_str));
        }
        if !summary.first.is_empty() {
            page.heading(&word("summary.heading.first"));
            page.steps(summary.first.iter().map(Plain::as_str));
        }
    }
}

fn since(view: &View, page: &mut Page) {
    if let Some(since) = &view.since {
        page.heading(since.heading.as_str());
        super::delta::text(since, page);
    }
}

fn claims(view: &View, page: &mut Page) {
    let refuted = view
        .claims
        .groups
        .iter()
        .filter(|group| group.status.code == "contradicted");
    for group in refuted {
        page.heading(view.words.get("heading.claims").as_str());
        let head = ["claims.said", "claims.seen"].map(|key| view.words.get(key).to_string());
        page.table(
            &head,
            group.claims.iter().map(|claim| {
                vec![
                    Cell::plain(claim.said.as_str()),
                    Cell::plain(&marked(&claim.seen, claim.accepted.as_ref())),
                ]
            }),
        );
    }
    if !view.claims.groups.is_empty() {
        page.paragraph(view.claims.counts.as_str());
    }
}

/// A text, and who accepted what it tells.
fn marked(text: &Plain, accepted: Option<&Plain>) -> String {
    accepted.map_or_else(|| text.to_string(), |by| format!("{text}\n{by}"))
}

fn topics(view: &View, page: &mut Page) {
    let Some(score) = &view.score else { return };
    page.heading(view.words.get("heading.topics").as_str());
    let head = [
        "score.topic",
        "score.credit",
        "score.best",
        "score.coverage",
    ]
    .map(|key| view.words.get(key).to_string());
    page.table(
        &head,
        score.topics.iter().map(|topic| {
            [&topic.title, &topic.credit, &topic.best, &topic.coverage]
                .map(|cell| Cell::plain(cell.as_str()))
                .into()
        }),
    );
}

fn hosting(view: &View, page: &mut Page) {
    let Some(addresses) = &view.hosting.addresses else {
        return;
    };
    page.heading(view.words.get("heading.hosting").as_str());
    page.paragraph(&format!(
        "{addresses}: {}",
        tally(&view.hosting.counts, "; ")
    ));
    let head = ["hosting.host", "hosting.address", "hosting.evidence"]
        .map(|key| view.words.get(key).to_string());
    let addresses = view.hosting.placed.iter().chain(&view.hosting.unplaced);
    page.table(
        &head,
        addresses.map(|address| {
            vec![
                Cell::plain(address.host.as_str()),
                Cell::plain(address.address.as_str()),
                Cell::plain(address.sentence.as_str()),
            ]
        }),
    );
}

/// Outcomes and how often they occur, on one line.
fn tally(counts: &[Count], between: &str) -> String {
    let parts: Vec<String> = counts
        .iter()
        .map(|count| format!("{}: {}", count.outcome.word, count.n))
        .collect();
    parts.join(between)
}

fn unseen(view: &View, page: &mut Page) {
    if view.unseen.is_empty() {
        return;
    }
    page.heading(view.words.get("heading.unseen").as_str());
    page.table(
        &[],
        view.unseen.iter().map(|unseen| {
            let subjects: Vec<&str> = unseen.subjects.iter().map(Plain::as_str).collect();
            vec![
                Cell::plain(unseen.look.as_str()),
                Cell::plain(&subjects.join(", ")),
                Cell::plain(unseen.why.as_str()),
            ]
        }),
    );
}

/// A cell of a table.
pub(super) struct Cell {
    text: String,
    /// The code of a badge, for its colour.
    code: &'static str,
}

impl Cell {
    pub(super) fn plain(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            code: "",
        }
    }

    pub(super) fn badge(badge: &Badge) -> Self {
        Self {
            text: format!("{} {}", badge.sign, badge.word),
            code: badge.code,
        }
    }
}
