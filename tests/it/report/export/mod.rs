//! Exports: each valid by the official schema, the same bytes each time, and no value that acts.

mod documents;
mod hostile;
mod sheets;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jsonschema::Registry;
use serde_json::Value;
use waarborg::catalogue::{Catalogue, DEFAULT_POLICY};
use waarborg::domain::assessment::Assessment;
use waarborg::domain::text::Lang;
use waarborg::report::{ExportFormat, ExportInput, Papers, Resources, render_export};

use super::sample;

const FORMATS: [ExportFormat; 7] = [
    ExportFormat::Csv,
    ExportFormat::Cyclonedx,
    ExportFormat::Dora,
    ExportFormat::Junit,
    ExportFormat::Oscal,
    ExportFormat::Sarif,
    ExportFormat::Xlsx,
];

fn catalogue() -> &'static Catalogue {
    static LOADED: OnceLock<Catalogue> = OnceLock::new();
    LOADED.get_or_init(|| Catalogue::load(None, DEFAULT_POLICY).expect("the shipped data"))
}

/// The fictional case with everything in it.
fn case() -> Assessment {
    sample::assessment(&catalogue().areas)
}

fn scan() -> Assessment {
    sample::scan(&catalogue().areas)
}

fn accepting(
    assessment: &Assessment,
    format: ExportFormat,
    lang: Lang,
    accepted: &BTreeMap<String, String>,
) -> Vec<u8> {
    let catalogue = catalogue();
    let resources = Resources {
        phrases: &catalogue.phrases,
        areas: &catalogue.areas,
        norms: &catalogue.norms,
        map: "",
        html: "",
        markdown: "",
        css: "",
        papers: Papers::default(),
    };
    let register = catalogue.text("exports/dora-register.toml");
    let input = ExportInput {
        assessment,
        resources: &resources,
        sheets: &catalogue.sheets,
        packs: &catalogue.all_packs(),
        register: &register,
        accepted,
        lang,
    };
    render_export(&input, format).expect("an export")
}

fn export(assessment: &Assessment, format: ExportFormat, lang: Lang) -> Vec<u8> {
    accepting(assessment, format, lang, &BTreeMap::new())
}

fn json(assessment: &Assessment, format: ExportFormat, lang: Lang) -> Value {
    serde_json::from_slice(&export(assessment, format, lang)).expect("JSON")
}

/// What an official schema has against a document.
fn objections(schema: &str, parts: &[&str], document: &Value) -> Vec<String> {
    let read = |name: &str| -> Value {
        let path = format!(
            "{}/tests/it/report/schemas/{name}.json",
            env!("CARGO_MANIFEST_DIR")
        );
        let text = std::fs::read_to_string(path).expect("a schema");
        // One pattern of SARIF ends with a bracket that opens nowhere.
        let text = text.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
        serde_json::from_str(&text).expect("a schema")
    };
    let others: Vec<Value> = parts.iter().map(|name| read(name)).collect();
    let mut registry = Registry::new();
    for other in &others {
        let id = other["$id"].as_str().expect("an id");
        // The schema names its parts by file; the id of the whole is the base.
        let file = match id.rsplit('/').next() {
            Some("spdx.schema.json") => "http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json",
            _ => "http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json",
        };
        registry = registry.add(file, other.clone()).expect("a part");
    }
    let registry = registry.prepare().expect("a registry");
    let validator = jsonschema::options()
        .offline()
        .should_validate_formats(true)
        .with_registry(&registry)
        .build(&read(schema))
        .expect("a schema");
    validator
        .iter_errors(document)
        .take(10)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn the_same_assessment_gives_the_same_bytes() {
    let case = case();
    for format in FORMATS {
        for lang in [Lang::Nl, Lang::En] {
            let once = export(&case, format, lang);
            assert!(once == export(&case, format, lang), "{format:?}");
            assert!(!once.is_empty());
        }
        let [nl, en] = [Lang::Nl, Lang::En].map(|lang| export(&case, format, lang));
        assert!(nl != en, "{format:?} speaks one language");
    }
}

#[test]
fn no_key_of_words_shows() {
    for assessment in [case(), scan()] {
        for format in FORMATS {
            if format == ExportFormat::Xlsx
                || (format == ExportFormat::Dora && assessment.dossier.is_none())
            {
                continue;
            }
            for lang in [Lang::Nl, Lang::En] {
                let text = String::from_utf8(export(&assessment, format, lang)).expect("text");
                assert!(
                    !text.contains("report."),
                    "{format:?}: {:?}",
                    text.find("report.").and_then(|at| text.get(at..at + 60))
                );
            }
        }
    }
}
