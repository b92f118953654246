//! The editions as PDF: every one of them, the same bytes, and the page for a board is one page.

use lopdf::Document;
use waarborg::domain::assessment::Assessment;
use waarborg::domain::text::{Lang, Text};
use waarborg::report::{Paper, render_pdf_paper};

use super::super::hostile::{PAYLOADS, poison};
use super::super::sample;
use super::{House, ORDERS};

const SOURCE: &str = include_str!("../../../../reports/edition.typ");
const LOOK: &str = include_str!("../../../../reports/paper.typ");

fn pdf(paper: &Paper) -> Vec<u8> {
    render_pdf_paper(paper, SOURCE, LOOK, None).expect("a PDF")
}

fn pages(bytes: &[u8]) -> usize {
    Document::load_mem(bytes).expect("a PDF").get_pages().len()
}

#[test]
fn every_edition_in_both_languages_and_the_same_bytes() {
    let house = House::new();
    let assessment = sample::assessment(&house.catalogue.areas);
    for (order, ..) in ORDERS {
        for lang in [Lang::En, Lang::Nl] {
            let paper = house.paper(&assessment, lang, order);
            let bytes = pdf(&paper);
            assert!(bytes == pdf(&paper), "{order} {lang}");
            assert!(pages(&bytes) >= 1, "{order} {lang}");
        }
    }
}

/// The longest names and texts that a dossier may hold.
fn long(mut assessment: Assessment) -> Assessment {
    let name = "Naam".repeat(75);
    let text = Text::same("Een heel lange zin over wat er moet gebeuren. ".repeat(40));
    let dossier = assessment.dossier.as_mut().expect("a dossier");
    dossier.controller.name.clone_from(&name);
    dossier.vendor.name.clone_from(&name);
    dossier.service.name = name;
    let verdict = assessment.verdict.as_mut().expect("a verdict");
    let mut reason = verdict.reasons.first().expect("a reason").clone();
    reason.text = text.clone();
    reason.remedy = Some(text);
    verdict.reasons = (0..30)
        .map(|n| {
            let mut reason = reason.clone();
            reason.text.nl = format!("{n} {}", reason.text.nl);
            reason
        })
        .collect();
    assessment
}

#[test]
fn the_page_for_a_board_is_one_page() {
    let house = House::new();
    let short = sample::assessment(&house.catalogue.areas);
    for assessment in [short.clone(), long(short)] {
        for lang in [Lang::Nl, Lang::En] {
            let paper = house.paper(&assessment, lang, "board");
            assert_eq!(pages(&pdf(&paper)), 1, "{lang}");
        }
    }
}

#[test]
fn payloads_are_no_source() {
    let house = House::new();
    // The page for a board cuts: what is Typst comes first.
    let mut all = "#panic(1) pay99 $x$ `y` @z <a> *b* _c_ \\ // ".to_owned();
    all.push_str(&PAYLOADS.join(" "));
    let mut assessment = sample::assessment(&house.catalogue.areas);
    poison(&mut assessment, &all);
    for (order, ..) in ORDERS {
        let bytes = pdf(&house.paper(&assessment, Lang::En, order));
        let document = Document::load_mem(&bytes).expect("a PDF");
        let numbers: Vec<u32> = document.get_pages().keys().copied().collect();
        let text = document.extract_text(&numbers).expect("text");
        // Long words get places to break: spaces within them say nothing.
        let text: String = text.split_whitespace().collect();
        assert!(
            text.contains("#panic(1)") && text.contains("pay99"),
            "{order}"
        );
    }
}
