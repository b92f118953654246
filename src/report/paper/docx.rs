//! A paper as a Word document (ECMA-376), to edit: real styles, tables with repeated heads, language, page numbers.

use std::io::Write as _;

use docx_rs::{
    AbstractNumbering, BreakType, Docx, Footer, Header, IndentLevel, Level, LevelJc, LevelText,
    LineSpacing, LineSpacingType, NumPages, NumberFormat, Numbering, NumberingId, PageMargin,
    PageNum, Paragraph, Run, RunFonts, Shading, SpecialIndentType, Start, Style, StyleType, Styles,
    Table, TableBorder, TableBorderPosition, TableBorders, TableCell, TableLayoutType, TableRow,
    WidthType, XMLDocx,
};
use zip::write::SimpleFileOptions;

use super::emblem::{Emblem, PART};
use super::{Block, Cell, Chapter, Line, Paper, Tone};
use crate::report::plain::Plain;
use crate::report::{Logo, ReportError};

/// A4 in twentieths of a point.
const PAGE: (u32, u32) = (11_906, 16_838);
/// Margin on every side in twentieths of a point: 2 centimetres.
const MARGIN: u16 = 1_134;
/// The width of the text in twentieths of a point.
const WIDTH: u32 = PAGE.0 - 2 * MARGIN as u32;
/// The one list style; 1 is taken by the library.
const BULLETS: usize = 2;

/// The paper as a Word document, with the logo on top. The same paper gives the same bytes.
///
/// # Errors
/// When the logo is no image, or the parts cannot be packed.
pub fn render_docx_paper(paper: &Paper, logo: Option<Logo>) -> Result<Vec<u8>, ReportError> {
    let emblem = logo.map(Emblem::new).transpose()?;
    let open = &paper.words.open;
    let mut docx = styled(Docx::new(), paper.compact)
        .page_size(PAGE.0, PAGE.1)
        .page_margin(
            PageMargin::new()
                .top(i32::from(MARGIN))
                .bottom(i32::from(MARGIN))
                .left(i32::from(MARGIN))
                .right(i32::from(MARGIN))
                .header(567)
                .footer(567),
        )
        .header(Header::new().add_paragraph(small(&paper.header)))
        .footer(
            Footer::new().add_paragraph(
                Paragraph::new()
                    .style("Source")
                    .add_run(words(&paper.footer))
                    .add_run(Run::new().add_text(format!(" · {} ", xml(paper.words.page.as_str()))))
                    .add_page_num(PageNum::new())
                    .add_run(Run::new().add_text(format!(" {} ", xml(paper.words.of.as_str()))))
                    .add_num_pages(NumPages::new()),
            ),
        )
        .created_at(&paper.as_of.to_string())
        .updated_at(&paper.as_of.to_string())
        .add_paragraph(Paragraph::new().style("Title").add_run(words(&paper.title)));
    if !paper.lead.as_str().is_empty() {
        docx = docx.add_paragraph(
            Paragraph::new()
                .style("Subtitle")
                .add_run(words(&paper.lead)),
        );
    }
    for notice in &paper.notices {
        docx = docx.add_paragraph(Paragraph::new().style("Notice").add_run(words(notice)));
    }
    if !paper.about.is_empty() {
        let rows = paper.about.iter().map(|row| {
            vec![
                vec![Line::strong(row.label.as_str())],
                vec![Line::plain(row.value.as_str())],
            ]
        });
        docx = docx.add_table(grid(
            rows.map(|cells| row(&cells, &[36, 64], open)).collect(),
            &[36, 64],
        ));
    }
    for chapter in &paper.chapters {
        docx = add(docx, chapter, open);
    }
    let parts = finish(docx.build(), paper);
    match emblem {
        Some(emblem) => pack(emblem.place(parts, paper), Some(emblem.png)),
        None => pack(parts, None),
    }
}

fn styled(docx: Docx, compact: bool) -> Docx {
    // What has to fit on one page gets less air.
    let (size, air) = if compact { (19, 2) } else { (21, 1) };
    let heading = |id: &str, name: &str, size: usize, level: usize, before: u32| {
        Style::new(id, StyleType::Paragraph)
            .name(name)
            .based_on("Normal")
            .next("Normal")
            .q_format(true)
            .size(size)
            .bold()
            .color("18212E")
            .outline_lvl(level)
            .line_spacing(LineSpacing::new().before(before / air).after(120 / air))
    };
    let body = |id: &str, name: &str| {
        Style::new(id, StyleType::Paragraph)
            .name(name)
            .based_on("Normal")
            .q_format(true)
    };
    let bullet = Level::new(
        0,
        Start::new(1),
        NumberFormat::new("bullet"),
        LevelText::new("•"),
        LevelJc::new("left"),
    )
    .indent(Some(360), Some(SpecialIndentType::Hanging(360)), None, None);
    let styles = Styles::new()
        .default_fonts(
            RunFonts::new()
                .ascii("Calibri")
                .hi_ansi("Calibri")
                .cs("Calibri"),
        )
        .default_size(size)
        // The style "Normal" is the library's own, and takes these.
        .default_line_spacing(
            LineSpacing::new()
                .after(100 / air)
                .line(264)
                .line_rule(LineSpacingType::Auto),
        )
        .add_style(heading("Title", "Title", 40, 9, 0))
        .add_style(heading("Heading1", "heading 1", 30, 0, 360))
        .add_style(heading("Heading2", "heading 2", 24, 1, 240))
        .add_style(body("Subtitle", "Subtitle").size(24).color("4A5768"))
        .add_style(
            body("Cell", "Cell")
                .size(size - 2)
                .line_spacing(LineSpacing::new().after(40)),
        )
        .add_style(
            body("Open", "Open point")
                .size(size - 2)
                .color("7A4A00")
                .line_spacing(LineSpacing::new().after(40)),
        )
        .add_style(body("Notice", "Notice").color("7A4A00"))
        .add_style(
            body("Source", "Source")
                .size(16)
                .color("4A5768")
                .line_spacing(LineSpacing::new().after(40)),
        );
    docx.styles(styles)
        .add_abstract_numbering(AbstractNumbering::new(BULLETS).add_level(bullet))
        .add_numbering(Numbering::new(BULLETS, BULLETS))
}

fn add(mut docx: Docx, chapter: &Chapter, open: &Plain) -> Docx {
    docx = docx.add_paragraph(
        Paragraph::new()
            .style("Heading1")
            .keep_next(true)
            .page_break_before(chapter.apart)
            .add_run(words(&chapter.title)),
    );
    for block in &chapter.blocks {
        docx = match block {
            Block::Heading { text } => docx.add_paragraph(
                Paragraph::new()
                    .style("Heading2")
                    .keep_next(true)
                    .add_run(words(text)),
            ),
            Block::Text { line } => docx.add_paragraph(paragraph(line, "Normal", open)),
            Block::Items { lines } => lines.iter().fold(docx, |docx, line| {
                let bullet = NumberingId::new(BULLETS);
                docx.add_paragraph(
                    paragraph(line, "Normal", open).numbering(bullet, IndentLevel::new(0)),
                )
            }),
            Block::Signatures { labels } => labels.iter().fold(docx, |docx, label| {
                let text = format!("{}: {}", xml(label.as_str()), "_".repeat(36));
                docx.add_paragraph(
                    Paragraph::new()
                        .style("Normal")
                        .keep_next(true)
                        .line_spacing(LineSpacing::new().before(240))
                        .add_run(Run::new().add_text(text)),
                )
            }),
            Block::Table {
                head, widths, rows, ..
            } => {
                let top = head.iter().map(|head| vec![Line::strong(head.as_str())]);
                let top: Vec<Cell> = top.collect();
                let mut list = vec![shaded(&top, widths, open)];
                list.extend(rows.iter().map(|cells| row(cells, widths, open)));
                // Word wants a paragraph between two tables; it also gives air.
                docx.add_table(grid(list, widths))
                    .add_paragraph(Paragraph::new().style("Source"))
            }
        };
    }
    docx
}

fn grid(rows: Vec<TableRow>, widths: &[u32]) -> Table {
    use TableBorderPosition::{Bottom, InsideH, InsideV, Left, Right, Top};
    let borders = [Bottom, InsideH, InsideV, Left, Right, Top]
        .map(|place| TableBorder::new(place).size(4).color("B8C2CC"))
        .into_iter()
        .fold(TableBorders::new(), TableBorders::set);
    Table::new(rows)
        .set_borders(borders)
        .layout(TableLayoutType::Fixed)
        .width(WIDTH as usize, WidthType::Dxa)
        .set_grid(widths.iter().map(|share| twips(*share)).collect())
}

/// A share of the text width in twentieths of a point.
const fn twips(percent: u32) -> usize {
    (WIDTH * percent / 100) as usize
}

fn row(cells: &[Cell], widths: &[u32], open: &Plain) -> TableRow {
    TableRow::new(
        cells
            .iter()
            .zip(widths)
            .map(|(cell, width)| filled(cell, *width, open))
            .collect(),
    )
}

/// The head of a table.
fn shaded(cells: &[Cell], widths: &[u32], open: &Plain) -> TableRow {
    TableRow::new(
        cells
            .iter()
            .zip(widths)
            .map(|(cell, width)| filled(cell, *width, open).shading(Shading::new().fill("EEF1F4")))
            .collect(),
    )
    .cant_split()
}

fn filled(cell: &[Line], width: u32, open: &Plain) -> TableCell {
    let out = TableCell::new().width(twips(width), WidthType::Dxa);
    if cell.is_empty() {
        // A cell without a paragraph is no valid cell.
        return out.add_paragraph(Paragraph::new().style("Cell"));
    }
    cell.iter().fold(out, |out, line| {
        out.add_paragraph(paragraph(line, "Cell", open))
    })
}

fn paragraph(line: &Line, style: &str, open: &Plain) -> Paragraph {
    match line.tone {
        Tone::Open => Paragraph::new()
            .style("Open")
            .add_run(words(open).bold())
            .add_run(Run::new().add_text(" "))
            .add_run(words(&line.text)),
        Tone::Plain => Paragraph::new().style(style).add_run(words(&line.text)),
        Tone::Small => small(&line.text),
        Tone::Strong => Paragraph::new()
            .style(style)
            .add_run(words(&line.text).bold()),
    }
}

fn small(text: &Plain) -> Paragraph {
    Paragraph::new().style("Source").add_run(words(text))
}

/// Text with its line breaks.
fn words(text: &Plain) -> Run {
    let mut run = Run::new();
    for (at, line) in text.as_str().split('\n').enumerate() {
        if at > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        run = run.add_text(xml(line));
    }
    run
}

/// What XML 1.0 can hold; [`Plain`] has dropped the control characters.
fn xml(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect()
}

/// What the library has no words for: the language, heads that repeat on every page, and the title.
fn finish(mut parts: XMLDocx, paper: &Paper) -> XMLDocx {
    let language = match paper.lang {
        "nl" => "nl-NL",
        _ => "en-GB",
    };
    let lang =
        format!("<w:lang w:val=\"{language}\" w:eastAsia=\"{language}\" w:bidi=\"ar-SA\" />");
    parts.styles = edit(&parts.styles, |text| {
        let (before, after) = text.split_once("</w:rPrDefault>")?;
        let inner = before.strip_suffix("</w:rPr>")?;
        Some(format!("{inner}{lang}</w:rPr></w:rPrDefault>{after}"))
    });
    parts.document = edit(&parts.document, |text| {
        let head = "<w:trPr><w:cantSplit />";
        let text = text.replace(head, "<w:trPr><w:cantSplit /><w:tblHeader />");
        // The schema wants the style first; what stands before it is empty.
        Some(text.replace("<w:pPr><w:rPr />", "<w:pPr>"))
    });
    // It names headers and footers that are not there.
    parts.header_rels.truncate(parts.headers.len());
    parts.footer_rels.truncate(parts.footers.len());
    let title = handlebars::html_escape(&xml(paper.title.as_str()));
    parts.doc_props.core = edit(&parts.doc_props.core, |text| {
        let text = text.replace("unknown", "waarborg");
        let (inner, _) = text.split_once("</cp:coreProperties>")?;
        Some(format!(
            "{inner}<dc:title>{title}</dc:title><dc:language>{language}</dc:language></cp:coreProperties>"
        ))
    });
    parts
}

/// A part with a change; as it was when the change finds no place.
pub(super) fn edit(part: &[u8], change: impl Fn(&str) -> Option<String>) -> Vec<u8> {
    std::str::from_utf8(part)
        .ok()
        .and_then(change)
        .map_or_else(|| part.to_vec(), String::into_bytes)
}

/// The parts in one file, always in the same order and with the same dates.
fn pack(parts: XMLDocx, logo: Option<Vec<u8>>) -> Result<Vec<u8>, ReportError> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    let named = |name: &'static str, part: Vec<u8>| (name.to_owned(), part);
    let mut files = vec![
        named("[Content_Types].xml", parts.content_type),
        named("_rels/.rels", parts.rels),
        named("docProps/app.xml", parts.doc_props.app),
        named("docProps/core.xml", parts.doc_props.core),
        named("docProps/custom.xml", parts.doc_props.custom),
        named("word/_rels/document.xml.rels", parts.document_rels),
        named("word/document.xml", parts.document),
        named("word/styles.xml", parts.styles),
        named("word/settings.xml", parts.settings),
        named("word/fontTable.xml", parts.font_table),
        named("word/comments.xml", parts.comments),
        named("word/numbering.xml", parts.numberings),
        named("word/commentsExtended.xml", parts.comments_extended),
        named("word/footnotes.xml", parts.footnotes),
    ];
    let numbered = |kind: &'static str, list: Vec<Vec<u8>>, end: &'static str| {
        list.into_iter()
            .enumerate()
            .map(move |(at, part)| (format!("word/{kind}{}{end}", at + 1), part))
    };
    files.extend(numbered("header", parts.headers, ".xml"));
    files.extend(numbered("_rels/header", parts.header_rels, ".xml.rels"));
    files.extend(numbered("footer", parts.footers, ".xml"));
    files.extend(numbered("_rels/footer", parts.footer_rels, ".xml.rels"));
    files.extend(logo.map(|png| named(PART, png)));
    for (name, part) in files {
        zip.start_file(name, options)
            .map_err(ReportError::Package)?;
        zip.write_all(&part)
            .map_err(|error| ReportError::Package(error.into()))?;
    }
    let done = zip.finish().map_err(ReportError::Package)?;
    Ok(done.into_inner())
}
