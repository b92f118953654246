//! A paper: a document for one kind of reader, in blocks that every format can lay out.
//!
//! Who writes a paper picks and words; the formats only lay out. Beside each statement stands where it comes from, and
//! what is missing is an open point that looks like one in every format.

mod docx;
mod emblem;
mod html;
mod markdown;
mod pdf;
mod text;

use jiff::Timestamp;
use serde::Serialize;

use super::plain::Plain;
use super::scribe::{Row, Scribe};

pub use docx::render_docx_paper;
pub use html::render_html_paper;
pub use markdown::render_markdown_paper;
pub use pdf::render_pdf_paper;
pub use text::render_text_paper;

/// A document, worded in one language. Strings are plain text, free of characters that act.
#[derive(Debug, Clone, Serialize)]
pub struct Paper {
    pub(super) lang: &'static str,
    /// The moment it speaks for.
    pub(super) as_of: Timestamp,
    /// Who has it made: the controller.
    pub(super) author: Plain,
    pub(super) title: Plain,
    /// One line below the title.
    pub(super) lead: Plain,
    /// On top of every page: the parties.
    pub(super) header: Plain,
    /// At the foot of every page: who and when.
    pub(super) footer: Plain,
    /// Who, what and when.
    pub(super) about: Vec<Row>,
    /// What a reader has to know before anything else.
    pub(super) notices: Vec<Plain>,
    pub(super) chapters: Vec<Chapter>,
    /// True when a list of the chapters helps.
    pub(super) contents: bool,
    /// True when it has to fit on one page.
    pub(super) compact: bool,
    pub(super) words: PaperWords,
}

/// The few words that belong to the layout.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PaperWords {
    pub(super) contents: Plain,
    /// What stands before an open point.
    pub(super) open: Plain,
    /// `page` and `of`, around the numbers.
    pub(super) page: Plain,
    pub(super) of: Plain,
    pub(super) skip: Plain,
    /// Said where a text is too long for paper, with `{n}` for the letters left out.
    pub(super) cut: Plain,
}

impl PaperWords {
    pub(super) fn new(scribe: &Scribe) -> Self {
        let word = |key: &str| scribe.word(&format!("edition.layout.{key}"));
        Self {
            contents: scribe.word("nav.contents"),
            open: word("open"),
            page: word("page"),
            of: word("of"),
            skip: scribe.word("nav.skip"),
            cut: word("cut"),
        }
    }
}

/// A chapter.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Chapter {
    /// Place to link to: lower-case letters, digits and `-`.
    pub(super) id: String,
    pub(super) title: Plain,
    /// True when it starts on a new page.
    pub(super) apart: bool,
    pub(super) blocks: Vec<Block>,
}

/// A block of a chapter.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub(super) enum Block {
    /// A heading below that of the chapter.
    Heading { text: Plain },
    /// A list.
    Items { lines: Vec<Line> },
    /// A place to sign: label and empty line for each.
    Signatures { labels: Vec<Plain> },
    /// A table.
    Table {
        caption: Plain,
        head: Vec<Plain>,
        /// Shares of the width in percent, one for each column.
        widths: Vec<u32>,
        rows: Vec<Vec<Cell>>,
    },
    /// A paragraph.
    Text { line: Line },
}

/// What a cell holds, one under the other.
pub(super) type Cell = Vec<Line>;

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Line {
    pub(super) text: Plain,
    pub(super) tone: Tone,
}

/// What a line is to its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Tone {
    /// Something is missing here.
    Open,
    /// It is said.
    Plain,
    /// Where something comes from, or a remark: small.
    Small,
    /// A label or result: strong.
    Strong,
}

impl Line {
    pub(super) fn new(text: impl Into<Plain>, tone: Tone) -> Self {
        Self {
            text: text.into(),
            tone,
        }
    }

    pub(super) fn plain(text: impl Into<Plain>) -> Self {
        Self::new(text, Tone::Plain)
    }

    pub(super) fn small(text: impl Into<Plain>) -> Self {
        Self::new(text, Tone::Small)
    }

    pub(super) fn strong(text: impl Into<Plain>) -> Self {
        Self::new(text, Tone::Strong)
    }

    pub(super) fn open(text: impl Into<Plain>) -> Self {
        Self::new(text, Tone::Open)
    }
}

impl Chapter {
    pub(super) fn new(id: &str, title: impl Into<Plain>) -> Self {
        Self {
            id: id.to_owned(),
            title: title.into(),
            apart: false,
            blocks: Vec::new(),
        }
    }

    pub(super) fn heading(&mut self, text: impl Into<Plain>) {
        self.blocks.push(Block::Heading { text: text.into() });
    }

    pub(super) fn text(&mut self, line: Line) {
        self.blocks.push(Block::Text { line });
    }

    /// A list; nothing when it is empty.
    pub(super) fn items(&mut self, lines: Vec<Line>) {
        if !lines.is_empty() {
            self.blocks.push(Block::Items { lines });
        }
    }

    pub(super) fn table(
        &mut self,
        caption: impl Into<Plain>,
        columns: &[(Plain, u32)],
        rows: Vec<Vec<Cell>>,
    ) {
        self.blocks.push(Block::Table {
            caption: caption.into(),
            head: columns.iter().map(|(head, _)| head.clone()).collect(),
            widths: columns.iter().map(|(_, width)| *width).collect(),
            rows,
        });
    }
}

impl Paper {
    /// Every open point of the paper, in order.
    pub fn open_points(&self) -> impl Iterator<Item = &str> {
        self.chapters
            .iter()
            .flat_map(|chapter| &chapter.blocks)
            .flat_map(Block::lines)
            .filter(|line| line.tone == Tone::Open)
            .map(|line| line.text.as_str())
    }
}

impl Block {
    pub(super) fn lines(&self) -> Vec<&Line> {
        match self {
            Self::Heading { .. } | Self::Signatures { .. } => Vec::new(),
            Self::Items { lines } => lines.iter().collect(),
            Self::Table { rows, .. } => rows.iter().flatten().flatten().collect(),
            Self::Text { line } => vec![line],
        }
    }
}
