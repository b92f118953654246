//! The annexes of a processor agreement, after the structure of Commission Implementing Decision (EU) 2021/915.
//!
//! The plan (`data/annex/annexes.toml`) says which answers, facts and checks feed which line. Each statement carries
//! where it comes from. What is missing, refuted or not yet agreed is an open point, never a promise.

mod fact;
mod line;
mod tables;
mod told;

use std::collections::BTreeMap;

use super::edition::Desk;
use super::paper::{Block, Cell, Chapter, Line, Paper, Tone};
use super::plain::Plain;
use super::scribe::Row;
use crate::domain::annex::{Annex, AnnexPart};
use crate::domain::text::Text;
use line::Reader;

/// How many lines an annex has, and how many of those are open.
struct Standing {
    title: Plain,
    lines: usize,
    open: usize,
}

/// The annexes.
pub(super) fn annexes(desk: &Desk) -> Paper {
    let mut paper = desk.paper("annex");
    let mut reader = Reader::new(desk);
    let mut standings = Vec::new();
    let mut chapters = Vec::new();
    for annex in &desk.kit.plan.list {
        let (chapter, standing) = chapter(annex, desk, &mut reader);
        chapters.push(chapter);
        standings.push(standing);
    }
    paper.about = about(desk);
    paper.notices = desk.notices();
    paper.notices.push(desk.word("annex.notice"));
    if desk.is_public() {
        paper.notices.push(desk.word("annex.left-out"));
    }
    paper.contents = true;
    paper
        .chapters
        .push(overview(&standings, &reader.wanted, desk));
    paper.chapters.extend(chapters);
    paper
}

fn about(desk: &Desk) -> Vec<Row> {
    let row = |key: &str, value: &str| Row {
        label: desk.word(&format!("about.{key}")),
        value: value.into(),
    };
    let plan = &desk.kit.plan.annexes;
    let verified = desk.scribe.day(plan.verified_on);
    let params = [
        ("version", plan.version.as_str()),
        ("day", verified.as_str()),
    ];
    let structure = desk.fill("annex.structure", &params);
    vec![
        row("controller", &desk.dossier.controller.name),
        row("processor", &desk.dossier.vendor.name),
        row("service", &desk.dossier.service.name),
        row("as-of", desk.scribe.day(desk.scribe.as_of).as_str()),
        row("structure", structure.as_str()),
    ]
}

/// What is open where, and which questionnaires would fill it.
fn overview(standings: &[Standing], wanted: &BTreeMap<String, usize>, desk: &Desk) -> Chapter {
    let mut chapter = Chapter::new("open-points", desk.word("annex.open.title"));
    let open: usize = standings.iter().map(|annex| annex.open).sum();
    chapter.text(Line::plain(desk.count("annex.open.count", open).as_str()));
    let rows = standings
        .iter()
        .map(|annex| {
            vec![
                vec![Line::plain(annex.title.as_str())],
                vec![Line::plain(annex.lines.to_string())],
                vec![Line::plain(annex.open.to_string())],
            ]
        })
        .collect();
    let columns = [
        (desk.word("annex.open.annex"), 64),
        (desk.word("annex.open.lines"), 18),
        (desk.word("annex.open.open"), 18),
    ];
    chapter.table(desk.word("annex.open.caption"), &columns, rows);
    // The questionnaires that would fill most come first.
    let mut packs: Vec<(&String, &usize)> = wanted.iter().collect();
    packs.sort_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
    let lines: Vec<Line> = packs
        .into_iter()
        .map(|(pack, n)| {
            let title = desk
                .kit
                .packs
                .iter()
                .find(|known| known.pack.id.as_str() == pack)
                .map_or_else(|| pack.as_str(), |known| said(&known.pack.title, desk));
            let n = desk.count("annex.open.points", *n);
            let params = [("title", title), ("id", pack.as_str()), ("n", n.as_str())];
            Line::plain(desk.fill("annex.open.pack", &params).as_str())
        })
        .collect();
    if !lines.is_empty() {
        chapter.text(Line::plain(desk.word("annex.open.packs").as_str()));
        chapter.items(lines);
    }
    chapter
}

fn said<'t>(text: &'t Text, desk: &Desk) -> &'t str {
    text.in_lang(desk.scribe.lang)
}

fn chapter(annex: &Annex, desk: &Desk, reader: &mut Reader) -> (Chapter, Standing) {
    let title = desk.fill(
        "annex.chapter",
        &[
            ("number", &annex.number),
            ("title", said(&annex.title, desk)),
        ],
    );
    let mut chapter = Chapter::new(&annex.id, title.as_str());
    chapter.apart = true;
    chapter.text(Line::plain(said(&annex.note, desk)));
    if !annex.refs.is_empty() {
        let refs = desk.scribe.references(&annex.refs);
        let refs: Vec<&str> = refs.iter().map(|r| r.text.as_str()).collect();
        chapter.text(Line::small(refs.join(" · ")));
    }
    let mut standing = Standing {
        title,
        lines: 0,
        open: 0,
    };
    for part in &annex.parts {
        standing.lines += part.lines.len();
        part_blocks(part, &mut chapter, desk, reader);
    }
    standing.open = chapter
        .blocks
        .iter()
        .flat_map(Block::lines)
        .filter(|line| line.tone == Tone::Open)
        .count();
    (chapter, standing)
}

fn part_blocks(part: &AnnexPart, chapter: &mut Chapter, desk: &Desk, reader: &mut Reader) {
    let title = said(&part.title, desk);
    chapter.heading(title);
    if let Some(note) = &part.note {
        chapter.text(Line::small(said(note, desk)));
    }
    let kept = part.guarded && desk.is_public();
    if let Some(table) = part.table {
        if kept {
            chapter.text(Line::small(desk.word("annex.guarded").as_str()));
        } else {
            tables::add(table, title, chapter, desk);
        }
    }
    if !part.lines.is_empty() {
        if kept {
            // How each measure stands would tell where to try: which ones there are is all that anyone may know.
            chapter.text(Line::small(desk.word("annex.guarded").as_str()));
            let labels = part.lines.iter().map(|line| said(&line.label, desk));
            chapter.items(labels.map(Line::plain).collect());
            return;
        }
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for line in &part.lines {
            let told = reader.line(line);
            let label = vec![Line::strong(said(&line.label, desk))];
            let mut row = vec![label];
            if part.measures {
                row.push(vec![told.status(desk)]);
            }
            row.push(told.lines);
            row.push(told.sources);
            rows.push(row);
        }
        let word = |key: &str, width: u32| (desk.word(&format!("annex.column.{key}")), width);
        let columns: Vec<(Plain, u32)> = if part.measures {
            vec![
                word("measure", 23),
                word("status", 14),
                word("content", 41),
                word("source", 22),
            ]
        } else {
            vec![word("subject", 28), word("content", 49), word("source", 23)]
        };
        chapter.table(title, &columns, rows);
    }
    if part.signatures {
        let labels = ["name", "function", "date", "signature"]
            .map(|key| desk.word(&format!("annex.sign.{key}")));
        chapter.blocks.push(Block::Signatures {
            labels: labels.to_vec(),
        });
    }
}
