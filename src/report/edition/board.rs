//! For who decides: one page. What is bought, what the advice is, why, and what comes first.

use super::super::paper::{Block, Chapter, Line, Paper};
use super::super::plain::Plain;
use super::super::scribe::Row;
use super::Desk;

/// Characters of a reason or step that are shown: the page is one page.
const LONGEST: usize = 230;
/// Characters of a name.
const NAME: usize = 80;
/// Reasons and steps that are shown.
const SHOWN: usize = 4;

/// The page.
pub(super) fn page(desk: &Desk) -> Paper {
    let mut paper = desk.paper("board");
    paper.title = clip(&paper.title, 2 * NAME);
    paper.lead = clip(&paper.lead, 2 * NAME);
    paper.about = about(desk);
    paper.compact = true;
    paper.notices = desk
        .view
        .notices
        .iter()
        .map(|notice| notice.title.clone())
        .collect();
    if let Some(verdict) = &desk.view.verdict {
        let mut chapter = Chapter::new("advice", desk.word("board.advice"));
        chapter.text(Line::strong(format!(
            "{} {}",
            verdict.advice.sign, verdict.advice.word
        )));
        chapter.text(Line::plain(verdict.sentence.as_str()));
        paper.chapters.push(chapter);
    }
    if let Some(summary) = &desk.view.summary {
        let listed = desk.scribe.word("heading.reasons");
        let mut add = |id: &str, list: &[Plain], all: usize| {
            if list.is_empty() {
                return;
            }
            let mut chapter = Chapter::new(id, desk.word(&format!("board.{id}")));
            let mut lines: Vec<Line> = list
                .iter()
                .take(SHOWN)
                .map(|text| Line::plain(clip(text, LONGEST).as_str()))
                .collect();
            // What is signed is more than what fits here: how many there are, and where all of them stand.
            let shown = lines.len();
            if all > shown {
                let (shown, all) = (shown.to_string(), all.to_string());
                let params = [
                    ("shown", shown.as_str()),
                    ("all", all.as_str()),
                    ("chapter", listed.as_str()),
                ];
                let key = format!("board.part.{id}");
                lines.push(Line::small(desk.fill(&key, &params).as_str()));
            }
            chapter.items(lines);
            paper.chapters.push(chapter);
        };
        add("means", &summary.means, summary.means.len());
        add("why", &summary.reasons, summary.all_reasons);
        add("first", &summary.first, summary.all_steps);
    }
    let mut chapter = Chapter::new("decision", desk.word("board.decision"));
    chapter.text(Line::plain(choices(desk).as_str()));
    chapter.blocks.push(Block::Signatures {
        labels: vec![desk.word("board.sign")],
    });
    paper.chapters.push(chapter);
    paper
}

/// What can be decided. Conditions are those of the report, counted: this page has room for a few of them.
fn choices(desk: &Desk) -> Plain {
    let all = desk.view.summary.as_ref().map_or(0, |s| s.all_reasons);
    if all == 0 {
        return desk.word("board.choices.free");
    }
    let (all, chapter) = (all.to_string(), desk.scribe.word("heading.reasons"));
    let params = [("all", all.as_str()), ("chapter", chapter.as_str())];
    desk.fill("board.choices.bound", &params)
}

fn about(desk: &Desk) -> Vec<Row> {
    let row = |key: &str, value: &str| Row {
        label: desk.word(&format!("about.{key}")),
        value: clip(&value.into(), NAME),
    };
    let mut rows = vec![
        row("service", &desk.dossier.service.name),
        row("vendor", &desk.dossier.vendor.name),
        row("as-of", desk.scribe.day(desk.scribe.as_of).as_str()),
    ];
    if let Some(verdict) = &desk.view.verdict {
        rows.push(row("valid-until", verdict.valid_until.as_str()));
    }
    rows
}

/// The first line of a text, cut at a number of characters with a sign that it was.
pub(super) fn clip(text: &Plain, longest: usize) -> Plain {
    let whole = text.as_str().lines().collect::<Vec<_>>().join(" ");
    if whole.chars().count() <= longest {
        return whole.into();
    }
    let kept: String = whole.chars().take(longest).collect();
    format!("{}…", kept.trim_end()).into()
}
