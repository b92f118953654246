//! The Word document: well-formed, with real styles, the same bytes every time, and nothing in it that acts.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::Event;
use waarborg::domain::text::Lang;
use waarborg::report::render_docx_paper;

use super::super::hostile::{PAYLOADS, poison};
use super::super::sample;
use super::{House, ORDERS};

/// The parts of a document by name.
fn parts(docx: &[u8]) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(docx)).expect("a zip");
    let mut parts = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).expect("a part");
        let stamp = file.last_modified().map(|time| time.year());
        let name = file.name().expect("a name").into_owned();
        assert_eq!(stamp, Some(1980), "{name}");
        let mut text = String::new();
        file.read_to_string(&mut text).expect("UTF-8");
        parts.insert(name, text);
    }
    parts
}

/// The texts of a part: what stands in `w:t`, and the codes of its fields.
fn read(part: &str) -> (Vec<String>, Vec<String>) {
    let mut reader = Reader::from_str(part);
    let (mut texts, mut codes, mut open) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) => {
                let name = start.name().as_ref().to_owned();
                if name == "w:t" {
                    texts.push(String::new());
                }
                if name == "w:instrText" {
                    codes.push(String::new());
                }
                open.push(name);
            }
            Event::End(_) => drop(open.pop()),
            Event::Text(text) => {
                let text = text.into_inner().into_owned();
                keep(&open, &mut texts, &mut codes, &text);
            }
            Event::GeneralRef(name) => {
                let text = match name.into_inner().as_ref() {
                    "lt" => "<",
                    "gt" => ">",
                    "amp" => "&",
                    "quot" => "\"",
                    "apos" | "#x27" => "'",
                    _ => "?",
                };
                keep(&open, &mut texts, &mut codes, text);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?}");
    (texts, codes)
}

fn keep(open: &[String], texts: &mut [String], codes: &mut [String], text: &str) {
    match open.last().map(String::as_str) {
        Some("w:t") => texts.last_mut().expect("open").push_str(text),
        Some("w:instrText") => codes.last_mut().expect("open").push_str(text),
        _ => {}
    }
}

/// All words of a document, with those on top and at the foot of its pages.
pub(super) fn words(docx: &[u8]) -> String {
    let mut all = String::new();
    for (name, part) in parts(docx) {
        if name.ends_with(".xml") && name.starts_with("word/") {
            for text in read(&part).0 {
                all.push_str(&text);
                all.push('\n');
            }
        }
    }
    all
}

#[test]
fn every_part_is_well_formed_and_the_styles_are_real() {
    let house = House::new();
    let assessment = sample::assessment(&house.catalogue.areas);
    for (order, ..) in ORDERS {
        for (lang, tag) in [(Lang::Nl, "nl-NL"), (Lang::En, "en-GB")] {
            let paper = house.paper(&assessment, lang, order);
            let docx = render_docx_paper(&paper, None).expect("a document");
            let parts = parts(&docx);
            for (name, part) in &parts {
                assert!(!part.is_empty(), "{name}");
                let _ = read(part);
            }
            let document = &parts["word/document.xml"];
            let styles = &parts["word/styles.xml"];
            for style in ["Title", "Heading1", "Source"] {
                let used = format!("w:val=\"{style}\"");
                let defined = format!("w:styleId=\"{style}\"");
                assert!(document.contains(&used), "{order}: {style}");
                assert!(styles.contains(&defined), "{order}: {style}");
            }
            assert!(
                styles.contains(&format!("<w:lang w:val=\"{tag}\"")),
                "{order}"
            );
            let tables = document.matches("<w:tbl>").count();
            let heads = document.matches("<w:tblHeader />").count();
            // The table of who, what and when has no head.
            assert_eq!(heads + 1, tables, "{order}");
            assert!(parts["docProps/core.xml"].contains("<dc:title>"), "{order}");
            let flags = document.matches("w:val=\"Open\"").count();
            let words = read(document).0;
            let flag = if lang == Lang::Nl {
                "Open punt:"
            } else {
                "Open point:"
            };
            assert_eq!(
                words.iter().filter(|word| *word == flag).count(),
                flags,
                "{order}"
            );
            assert_eq!(flags, paper.open_points().count(), "{order}");
            assert_eq!(styles.matches("w:styleId=\"Normal\"").count(), 1, "{order}");
        }
    }
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    let house = House::new();
    let assessment = sample::assessment(&house.catalogue.areas);
    let make = || {
        let paper = house.paper(&assessment, Lang::Nl, "contract");
        render_docx_paper(&paper, None).expect("a document")
    };
    let first = make();
    assert!(first == make());
    // On another thread as well: nothing counts on.
    let other = std::thread::scope(|scope| scope.spawn(make).join().expect("made"));
    assert!(first == other);
}

/// The word to find a payload by.
fn word(payload: &str) -> &str {
    let at = payload.find("pay").expect("a word");
    &payload[at..at + 5]
}

#[test]
fn payloads_stay_text_in_a_document() {
    let house = House::new();
    for payload in PAYLOADS.into_iter().chain([
        "pay97 { HYPERLINK \"https://evil.example\" }",
        "]]> <w:p/> pay98 &#x0; \u{0}\u{fffe}\u{ffff}\u{b}",
    ]) {
        let mut assessment = sample::assessment(&house.catalogue.areas);
        poison(&mut assessment, payload);
        // Every place of a stranger's words is in one of these.
        for order in ["administrator", "contract", "provider"] {
            let paper = house.paper(&assessment, Lang::En, order);
            let docx = render_docx_paper(&paper, None).expect("a document");
            let mut all = String::new();
            for (name, part) in parts(&docx) {
                let (texts, codes) = read(&part);
                for code in codes {
                    assert!(
                        name.starts_with("word/footer")
                            && ["PAGE", "NUMPAGES"].contains(&code.as_str()),
                        "{order}: {name}: {code}"
                    );
                }
                assert!(!part.contains("<w:hyperlink"), "{order}: {name}");
                assert!(!part.contains("TargetMode"), "{order}: {name}");
                all.push_str(&texts.concat());
            }
            assert!(all.contains(word(payload)), "{order}: {payload}");
            let acting = all.chars().find(|c| {
                c.is_control() || ('\u{202a}'..='\u{202e}').contains(c) || *c == '\u{ffff}'
            });
            assert_eq!(acting, None, "{order}: {payload}");
        }
    }
}

#[test]
fn a_very_large_dossier_is_a_document_too() {
    let house = House::new();
    let mut assessment = sample::assessment(&house.catalogue.areas);
    let long = "W".repeat(300);
    let dossier = assessment.dossier.as_mut().expect("a dossier");
    let party = dossier.sub_processors[0].clone();
    dossier.sub_processors = (0..200)
        .map(|n| {
            let mut party = party.clone();
            party.name = format!("{long} {n}");
            party
        })
        .collect();
    let finding = assessment
        .findings
        .iter()
        .find(|finding| finding.remediation.is_some() && finding.check.starts_with("certificate"))
        .expect("a finding")
        .clone();
    for n in 0..500 {
        let mut finding = finding.clone();
        finding.subject.0 = format!("endpoint:host-{n}.example:443");
        finding.id = format!("{}@{}", finding.check, finding.subject);
        finding.detail.en = "1 MB ".repeat(if n == 0 { 200_000 } else { 1 });
        assessment.findings.push(finding);
    }
    for order in ["contract", "administrator"] {
        let paper = house.paper(&assessment, Lang::En, order);
        let docx = render_docx_paper(&paper, None).expect("a document");
        let all = words(&docx);
        let last = match order {
            "contract" => format!("{long} 199"),
            _ => "host-499.example".to_owned(),
        };
        assert!(all.contains(&last), "{order}");
    }
}
