//! What reports are made with in these tests: the shipped templates and words, and small tables of our own.

use std::collections::BTreeMap;

use waarborg::domain::assessment::Assessment;
use waarborg::domain::location::{Area, Areas};
use waarborg::domain::method::NormFile;
use waarborg::domain::phrase::Phrases;
use waarborg::domain::text::{Lang, Text};
use waarborg::report::{Papers, Resources, View, render_html, render_markdown, render_text};

pub(super) const HTML: &str = include_str!("../../../reports/report.html.hbs");
const REPORT: &str = include_str!("../../../reports/report.typ");
const LOOK: &str = include_str!("../../../reports/paper.typ");
const DRAWN: &str = include_str!("../../../reports/map.svg.hbs");
pub(super) const MARKDOWN: &str = include_str!("../../../reports/report.md.hbs");
pub(super) const CSS: &str = include_str!("../../../reports/report.css");
const TEXTS: [&str; 4] = [
    include_str!("../../../data/texts/report.toml"),
    include_str!("../../../data/texts/judging.toml"),
    include_str!("../../../data/texts/paper.toml"),
    include_str!("../../../data/texts/ways.toml"),
];

const AREAS: &str = r#"
area = [
  { code = "NL", name = { nl = "Nederland", en = "Netherlands" }, area = "eu" },
  { code = "DE", name = { nl = "Duitsland", en = "Germany" }, area = "eu" },
  { code = "IE", name = { nl = "Ierland", en = "Ireland" }, area = "eu" },
  { code = "GB", name = { nl = "Verenigd Koninkrijk", en = "United Kingdom" }, area = "adequacy", legal_ref = "Decision (EU) 2021/1772" },
  { code = "IN", name = { nl = "India", en = "India" }, area = "outside" },
  { code = "US", name = { nl = "Verenigde Staten", en = "United States" }, area = "adequacy_conditional", legal_ref = "Decision (EU) 2023/1795", scope = { nl = "Alleen organisaties op de lijst van het Data Privacy Framework.", en = "Only organisations on the Data Privacy Framework list." } },
]
"#;

const NORMS: &str = r#"
provision = [
  { id = "28(3)", text = { nl = "Er is een bindende overeenkomst.", en = "There is a binding agreement." } },
  { id = "44", text = { nl = "Doorgifte mag alleen volgens de regels van dit hoofdstuk.", en = "Transfers only under the rules of this chapter." } },
]
[norm]
id = "gdpr"
title = { nl = "Algemene verordening gegevensbescherming", en = "General Data Protection Regulation" }
short = { nl = "AVG", en = "GDPR" }
edition = "(EU) 2016/679"
status = "in-force"
kind = "law"
link = "https://eur-lex.europa.eu/eli/reg/2016/679/oj"
"#;

/// A map of squares in the shape of the shipped one.
pub(super) const MAP: &str = r#"{"source":"Squares (public domain)","views":{
 "europe":{"width":600,"height":400,"countries":{
  "NL":{"path":"M280,100h40v40h-40z","x":300,"y":120},"DE":{"path":"M340,110h60v60h-60z","x":370,"y":140},
  "IE":{"path":"M100,90h40v40h-40z","x":120,"y":110},"GB":{"path":"M160,90h40v60h-40z","x":180,"y":120},
  "ES":{"path":"M160,300h60v60h-60z","x":190,"y":330}}},
 "world":{"width":960,"height":480,"countries":{
  "NL":{"path":"","x":480,"y":130},"DE":{"path":"","x":490.5,"y":131.2},"IE":{"path":"","x":460,"y":130},
  "GB":{"path":"","x":470,"y":128},"IN":{"path":"M650,200h40v60h-40z","x":670,"y":230},"US":{"path":"M150,140h100v50h-100z","x":200,"y":160}}}}}"#;

/// Tables that reports are made with.
pub(super) struct Stage {
    phrases: Phrases,
    areas: Areas,
    norms: BTreeMap<String, NormFile>,
    pub(super) map: String,
}

impl Stage {
    pub(super) fn new() -> Self {
        #[derive(serde::Deserialize)]
        struct Rows {
            area: Vec<Area>,
        }
        let rows: Rows = toml::from_str(AREAS).expect("areas");
        let norm: NormFile = toml::from_str(NORMS).expect("norm");
        Self {
            phrases: phrases(),
            areas: Areas::new(rows.area),
            norms: [("gdpr".to_owned(), norm)].into(),
            map: MAP.to_owned(),
        }
    }

    pub(super) fn areas(&self) -> &Areas {
        &self.areas
    }

    pub(super) fn resources(&self) -> Resources<'_> {
        Resources {
            phrases: &self.phrases,
            areas: &self.areas,
            norms: &self.norms,
            map: &self.map,
            html: HTML,
            markdown: MARKDOWN,
            css: CSS,
            papers: Papers {
                report: REPORT,
                look: LOOK,
                map: DRAWN,
                logo: None,
            },
        }
    }

    pub(super) fn view(&self, assessment: &Assessment, lang: Lang) -> View {
        View::new(assessment, &self.resources(), lang)
    }

    /// The report as HTML, Markdown and text.
    pub(super) fn all(&self, assessment: &Assessment, lang: Lang) -> [(&'static str, String); 3] {
        let view = self.view(assessment, lang);
        let resources = self.resources();
        [
            ("html", render_html(&view, &resources).expect("HTML")),
            (
                "markdown",
                render_markdown(&view, &resources).expect("Markdown"),
            ),
            ("text", render_text(&view, 100, false)),
        ]
    }
}

/// The words of reports, keys joined with dots.
pub(super) fn phrases() -> Phrases {
    let mut phrases = BTreeMap::new();
    for text in TEXTS {
        let table: toml::Table = text.parse().expect("texts");
        collect(&table, "", &mut phrases);
    }
    Phrases(phrases)
}

fn collect(table: &toml::Table, prefix: &str, phrases: &mut BTreeMap<String, Text>) {
    for (key, value) in table {
        let key = format!("{prefix}{key}");
        let inner = value
            .as_table()
            .unwrap_or_else(|| panic!("{key} is no table"));
        match (inner.get("nl"), inner.get("en")) {
            (Some(nl), Some(en)) if inner.len() == 2 => {
                let text = |value: &toml::Value| value.as_str().expect("a text").to_owned();
                phrases.insert(key, Text::new(text(nl), text(en)));
            }
            _ => collect(inner, &format!("{key}."), phrases),
        }
    }
}

#[test]
fn every_phrase_has_both_languages_and_the_same_parameters() {
    let phrases = phrases();
    assert!(phrases.0.len() > 300);
    for (key, text) in &phrases.0 {
        for words in [&text.nl, &text.en] {
            assert!(!words.is_empty() && words.trim() == words, "{key}");
        }
        let (nl, en) = text.placeholders();
        assert_eq!(nl, en, "{key}");
    }
}
