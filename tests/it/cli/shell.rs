//! Texts for other programs: completions, the manual page, the schema.

use std::path::Path;

use super::Place;

#[test]
fn every_shell_gets_its_completions() {
    let place = Place::new();
    for (shell, sign) in [
        ("bash", "complete -F"),
        ("zsh", "#compdef waarborg"),
        ("fish", "complete -c waarborg"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "set edit:completion"),
    ] {
        let ran = place.run(["completions", shell]).ends(0);
        assert!(ran.out.contains(sign), "{shell}");
        for word in ["questionnaire", "connect-to", "fail-on"] {
            assert!(ran.out.contains(word), "{shell}: {word}");
        }
    }
    place.run(["completions", "cmd"]).ends(2);
}

#[test]
fn the_manual_page_is_a_manual_page_in_both_languages() {
    let place = Place::new();
    let ran = place.run(["man"]).ends(0);
    for part in [".TH waarborg 1", ".SH NAME", ".SH OPTIONS", "assess"] {
        assert!(ran.out.contains(part), "{part}");
    }
    let dutch = place.run(["man", "--lang", "nl"]).ends(0);
    assert!(dutch.out.contains("Beoordeel een dossier"), "{}", dutch.out);
}

/// A stored schema is the one that the types give. `UPDATE=1 cargo test` writes it anew after a change of format.
fn stored_schema(name: &str) -> serde_json::Value {
    let printed = Place::new().run(["schema", name]).ends(0).out;
    let path = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = path.join(format!("data/schema/{name}.schema.json"));
    if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, &printed).expect("written");
    }
    let stored = std::fs::read_to_string(&path).expect("the stored schema");
    assert!(
        printed == stored,
        "the format has changed: run the tests with UPDATE=1 and look at what changed in {}",
        path.display()
    );
    serde_json::from_str(&printed).expect("JSON")
}

#[test]
fn portfolios_have_a_schema() {
    let printed = Place::new().run(["schema", "portfolio"]).ends(0).out;
    let schema: serde_json::Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!(schema["title"], "Portfolio");
    for field in ["format", "as_of", "entries", "providers", "concentration"] {
        assert!(schema["properties"][field].is_object(), "{field}");
    }
}

#[test]
fn differences_have_a_schema_that_tells_good_from_bad() {
    let place = Place::with_dossier();
    let assess = |day: &str| {
        let run = [
            "reassess",
            "acme",
            "--lean",
            "--offline",
            "-q",
            "--as-of",
            day,
        ];
        place.run(run).ends(0);
    };
    assess("2026-11-20T12:00:00Z");
    place.edit("acme/dossier.toml", "Example Cloud Ltd", "Renamed Ltd");
    assess("2026-11-22T12:00:00Z");
    let json = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&place.run(arguments).ends(0).out).expect("JSON")
    };
    let schema = json(&["schema", "delta"]);
    assert_eq!(schema["title"], "Delta");
    let delta = json(&["diff", "acme", "--format", "json"]);
    assert!(delta["stated"].is_array(), "{delta}");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    assert!(validator.is_valid(&delta), "{delta}");
    let mut other = delta.clone();
    other["then"]["as_of"] = serde_json::json!(7);
    assert!(!validator.is_valid(&other));
}

#[test]
fn the_schema_of_assessments_is_the_stored_one() {
    let schema = stored_schema("assessment");
    assert_eq!(schema["title"], "Assessment");
    for field in ["format", "method", "observations", "findings", "locations"] {
        assert!(schema["properties"][field].is_object(), "{field}");
        assert!(
            schema["required"]
                .as_array()
                .expect("a list")
                .contains(&field.into()),
            "{field}"
        );
    }
}
