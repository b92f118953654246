//! A paper in the terminal.

use super::{Block, Line, Paper, Tone};
use crate::report::plain::Plain;
use crate::report::text::{Cell, Page};

/// The paper as text, at most `width` columns wide where words allow it.
#[must_use]
pub fn render_text_paper(paper: &Paper, width: usize, colour: bool) -> String {
    let mut page = Page::new(width, colour);
    page.title(paper.title.as_str());
    page.paragraph(paper.lead.as_str());
    page.gap();
    let about = paper.about.iter();
    page.pairs(about.map(|row| (row.label.as_str(), row.value.as_str())));
    for notice in &paper.notices {
        page.gap();
        page.warning(notice.as_str());
    }
    for chapter in &paper.chapters {
        page.gap();
        page.title(chapter.title.as_str());
        for block in &chapter.blocks {
            add(block, paper, &mut page);
        }
    }
    page.gap();
    page.paragraph(paper.footer.as_str());
    page.finish()
}

fn add(block: &Block, paper: &Paper, page: &mut Page) {
    let said = |line: &Line| match line.tone {
        Tone::Open => format!("{} {}", paper.words.open, line.text),
        Tone::Plain | Tone::Small | Tone::Strong => line.text.to_string(),
    };
    match block {
        Block::Heading { text } => page.heading(text.as_str()),
        Block::Text { line } => {
            page.gap();
            page.paragraph(&said(line));
        }
        Block::Items { lines } => {
            let lines: Vec<String> = lines.iter().map(said).collect();
            page.list(lines.iter().map(String::as_str));
        }
        Block::Signatures { labels } => {
            let rule = "_".repeat(24);
            page.gap();
            let labels = labels.iter().map(Plain::as_str);
            page.pairs(labels.map(|label| (label, rule.as_str())));
        }
        Block::Table { head, rows, .. } => {
            page.gap();
            let head: Vec<String> = head.iter().map(Plain::to_string).collect();
            let rows = rows.iter().map(|row| {
                row.iter()
                    .map(|cell| {
                        let lines: Vec<String> = cell.iter().map(said).collect();
                        Cell::plain(&lines.join("\n"))
                    })
                    .collect()
            });
            page.table(&head, rows);
        }
    }
}
