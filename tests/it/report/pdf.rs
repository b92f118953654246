//! The report on paper: the same facts, archived with its data, readable by machines, whatever the input is.

#![cfg(feature = "pdf")]

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, Object};
use waarborg::domain::assessment::Assessment;
use waarborg::domain::country::Country;
use waarborg::domain::text::{Lang, Text};
use waarborg::report::{Papers, ReportError, Resources, render_json, render_pdf};

use super::hostile::{PAYLOADS, poison};
use super::sample;
use super::stage::Stage;

pub(super) fn print(stage: &Stage, assessment: &Assessment, lang: Lang) -> Vec<u8> {
    let json = render_json(assessment).expect("JSON");
    let view = stage.view(assessment, lang);
    render_pdf(&view, assessment, Some(&json), &stage.resources()).expect("a PDF")
}

fn open(bytes: &[u8]) -> Document {
    Document::load_mem(bytes).expect("a PDF that others can read")
}

/// The words of all pages, without the places to break and with one space between words.
fn words(document: &Document) -> String {
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let text = document.extract_text(&pages).expect("text");
    let text = text.replace('\u{200b}', "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same without any space: lines break anywhere.
fn letters(document: &Document) -> String {
    words(document).replace(' ', "")
}

fn dictionaries(document: &Document) -> impl Iterator<Item = &Dictionary> {
    document.objects.values().filter_map(|object| match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    })
}

fn of_type<'a>(document: &'a Document, name: &'a str) -> impl Iterator<Item = &'a Dictionary> {
    dictionaries(document).filter(move |dictionary| dictionary.has_type(name.as_bytes()))
}

#[test]
fn the_report_is_archived_tagged_and_carries_its_data() {
    let stage = Stage::new();
    let assessment = sample::assessment(stage.areas());
    for (lang, tag, page) in [
        (Lang::Nl, "nl", "pagina 1 van"),
        (Lang::En, "en", "page 1 of"),
    ] {
        let made = print(&stage, &assessment, lang);
        let document = open(&made);
        let text = words(&document);
        let view = serde_json::to_value(stage.view(&assessment, lang)).expect("JSON");
        for key in [
            "summary",
            "reasons",
            "claims",
            "score",
            "hosting",
            "findings",
            "duties",
            "glossary",
            "signature",
        ] {
            let heading = view["words"]["heading"][key].as_str().expect("a heading");
            assert!(text.contains(heading), "{tag}: no {heading}");
        }
        for needed in ["Cloud & Co. B.V.", "Klantportaal", page, "UTC"] {
            assert!(text.contains(needed), "{tag}: no {needed}");
        }

        let catalog = document.catalog().expect("a catalog");
        let spoken = catalog
            .get(b"Lang")
            .and_then(Object::as_str)
            .expect("a language");
        assert_eq!(spoken, tag.as_bytes());
        for key in [
            "AF",
            "Metadata",
            "OutputIntents",
            "Outlines",
            "StructTreeRoot",
        ] {
            assert!(catalog.has(key.as_bytes()), "{tag}: no {key}");
        }
        let metadata = catalog
            .get(b"Metadata")
            .and_then(|object| document.dereference(object))
            .and_then(|(_, object)| object.as_stream())
            .map(|stream| String::from_utf8_lossy(&stream.content).into_owned())
            .expect("metadata");
        for needed in ["pdfaid:part>3<", "pdfaid:conformance>A<", "pdfuaid:part>1<"] {
            assert!(
                metadata.contains(needed),
                "{tag}: {needed} is not in {metadata}"
            );
        }
        let kinds: BTreeSet<&[u8]> = of_type(&document, "StructElem")
            .filter_map(|element| element.get(b"S").and_then(Object::as_name).ok())
            .collect();
        for kind in ["H1", "H2", "Table", "TH", "L", "Link", "Figure"] {
            assert!(
                kinds.contains(kind.as_bytes()),
                "{tag}: nothing tagged {kind}"
            );
        }
        assert_eq!(
            attached(&document),
            render_json(&assessment).expect("JSON").into_bytes()
        );
    }
}

/// The one file inside.
fn attached(document: &Document) -> Vec<u8> {
    let specs: Vec<&Dictionary> = of_type(document, "Filespec").collect();
    let [spec] = specs.as_slice() else {
        panic!("{} files", specs.len());
    };
    let relation = spec
        .get(b"AFRelationship")
        .and_then(Object::as_name)
        .expect("a relation");
    assert_eq!(relation, b"Source");
    let file = spec
        .get(b"EF")
        .and_then(Object::as_dict)
        .and_then(|files| files.get(b"F"))
        .and_then(|object| document.dereference(object))
        .and_then(|(_, object)| object.as_stream())
        .expect("a file");
    file.decompressed_content()
        .unwrap_or_else(|_| file.content.clone())
}

#[test]
fn without_the_assessment_nothing_travels_inside_and_nothing_depends_on_when() {
    let stage = Stage::new();
    let assessment = sample::assessment(stage.areas());
    let view = stage.view(&assessment, Lang::En);
    let make = || render_pdf(&view, &assessment, None, &stage.resources()).expect("a PDF");
    let made = make();
    assert!(made == make(), "the same input gives the same bytes");
    assert_eq!(of_type(&open(&made), "Filespec").count(), 0);
}

#[test]
fn payloads_stay_text_on_paper() {
    let stage = Stage::new();
    let mut assessment = sample::assessment(stage.areas());
    poison(&mut assessment, &PAYLOADS.join(" "));
    let document = open(&print(&stage, &assessment, Lang::Nl));
    let text = letters(&document);
    for payload in PAYLOADS {
        let shown: String = payload
            .chars()
            .filter(|c| !c.is_whitespace() && !c.is_control() && !is_hidden(*c))
            .collect();
        assert!(text.contains(&shown), "{payload:?} is not shown as it is");
    }
    for (name, forbidden) in [("Action", "JavaScript"), ("Action", "Launch")] {
        let found = of_type(&document, name)
            .filter_map(|action| action.get(b"S").and_then(Object::as_name).ok())
            .any(|kind| kind == forbidden.as_bytes());
        assert!(!found, "{forbidden}");
    }
    for action in
        dictionaries(&document).filter_map(|d| d.get(b"URI").and_then(Object::as_str).ok())
    {
        let link = String::from_utf8_lossy(action);
        assert!(!link.contains("evil.example"), "{link}");
    }
}

fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[test]
fn a_broken_template_names_its_line() {
    let stage = Stage::new();
    let assessment = sample::assessment(stage.areas());
    let view = stage.view(&assessment, Lang::En);
    for (report, look, file, at) in [
        ("= T\n\n#let x = (", "", "report.typ", 3),
        (
            "#import \"/paper.typ\": *\n#tone",
            "\n\n#let tone = nothing",
            "paper.typ",
            3,
        ),
        ("#json(\"/data.json\").nothing", "", "report.typ", 1),
    ] {
        let papers = Papers {
            report,
            look,
            ..stage.resources().papers
        };
        let resources = Resources {
            papers,
            ..stage.resources()
        };
        let error = render_pdf(&view, &assessment, None, &resources).expect_err("broken");
        let ReportError::Template { name, line, .. } = &error else {
            panic!("{error}");
        };
        assert_eq!((name.as_str(), *line), (file, at), "{error}");
    }
}

/// A dossier as large as they come, with names as long as they come.
pub(super) fn large(stage: &Stage) -> Assessment {
    let mut assessment = sample::assessment(stage.areas());
    let long = [
        "Algemene-Verwerkingsmaatschappij".repeat(10),
        "WWWWWWWWWW".repeat(30),
        "חברת ענן בינלאומית בע״מ ".repeat(13),
        "شركة السحابة الدولية للمعالجة ".repeat(10),
        "🙂🔒🏢☁️".repeat(60),
        "日本クラウド株式会社".repeat(15),
        "a\u{301}\u{327}e\u{308}".repeat(60),
    ];
    let name = |n: usize| -> String {
        let text = &long[n % long.len()];
        format!("{n} {}", text.chars().take(300).collect::<String>())
    };
    let findings = assessment.findings.clone();
    assessment.findings = findings.iter().cycle().take(500).cloned().collect();
    for (n, finding) in assessment.findings.iter_mut().enumerate() {
        finding.detail = Text::same(format!("{} {}", finding.detail.en, name(n)));
        for item in &mut finding.evidence {
            item.quote = name(n + 1);
        }
    }
    for (n, subject) in assessment.subjects.iter_mut().enumerate() {
        subject.label = Some(name(n));
    }
    let dossier = assessment.dossier.as_mut().expect("a dossier");
    dossier.vendor.name = name(0);
    dossier.controller.name = name(1);
    dossier.service.description = name(3);
    let party = dossier
        .sub_processors
        .first()
        .expect("a sub-processor")
        .clone();
    dossier.sub_processors = (0..200)
        .map(|n| {
            let mut party = party.clone();
            party.name = name(n);
            party.task = name(n + 3);
            party.country = "IE".parse::<Country>().ok();
            party
        })
        .collect();
    assessment
}

#[test]
fn the_largest_dossier_fits_its_pages() {
    let stage = Stage::new();
    let assessment = large(&stage);
    let document = open(&print(&stage, &assessment, Lang::Nl));
    let text = letters(&document);
    assert!(
        text.contains("U+65E5"),
        "a letter without a font shows its number"
    );
    for n in [0, 7, 196] {
        let name = format!("{n}Algemene-VerwerkingsmaatschappijAlgemene-");
        assert!(text.contains(&name), "{name}");
    }
    assert!(
        document.get_pages().len() > 60,
        "{} pages",
        document.get_pages().len()
    );
}
