//! The dossier of the case, and the files for a new dossier.

use std::collections::BTreeSet;
use std::fmt::Write;

use sha2::Digest;
use waarborg::domain::answer::{AnswerSet, AnswerValue, Evidence};
use waarborg::domain::day::Day;
use waarborg::domain::dossier::{Dossier, Intake, ServiceModel};

use super::{case, data, now, parse, text};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Register {
    #[serde(default)]
    evidence: Vec<Evidence>,
}

#[tokio::test]
async fn the_dossier_holds_together() {
    let case = case().await;
    let today = Day::of(now());
    let dossier: Dossier = parse(&case, "dossier.toml");
    let register: Register = parse(&case, "evidence/evidence.toml");

    let ids: BTreeSet<_> = register.evidence.iter().map(|e| e.id.clone()).collect();
    assert_eq!(ids.len(), register.evidence.len(), "ids are unique");
    for evidence in &register.evidence {
        if let Some(issued) = evidence.issued {
            assert!(issued <= today, "{} is of the future", evidence.id);
        }
        let Some(file) = &evidence.file else { continue };
        let content = text(&case, &format!("evidence/{file}"));
        let mut digest = String::new();
        for byte in sha2::Sha256::digest(content) {
            write!(digest, "{byte:02x}").expect("a String");
        }
        assert_eq!(evidence.sha256.as_ref(), Some(&digest), "{file}");
    }
    let pentest = register
        .evidence
        .iter()
        .find(|e| e.kind.as_str() == "pentest-report")
        .expect("pentest");
    assert!(
        pentest.issued.expect("date").days_until(today) > 365,
        "older than a year"
    );

    assert_eq!(dossier.packs.len(), 2);
    let mut open = 0;
    let mut not_applicable = 0;
    for pack in &dossier.packs {
        let set: AnswerSet = parse(&case, &format!("answers/{pack}.toml"));
        assert_eq!(set.pack, *pack);
        for (question, answer) in &set.answers {
            for id in &answer.evidence {
                assert!(ids.contains(id), "{question} refers to {id}");
            }
            assert!(answer.at.is_none_or(|at| at <= today), "{question}");
            if answer.not_applicable.is_some() {
                not_applicable += 1;
                assert!(
                    answer.value.is_none() && answer.review.is_none(),
                    "{question} awaits a reviewer"
                );
            } else if answer.value.is_none() {
                open += 1;
                assert!(answer.comment.is_some(), "{question} says why it is open");
            }
        }
    }
    assert_eq!(not_applicable, 1);
    assert!(open >= 2, "{open} open");
}

#[tokio::test]
async fn the_provider_says_what_its_servers_refute() {
    let case = case().await;
    let quick: AnswerSet = parse(&case, "answers/quick.toml");
    for question in ["loc.endpoints", "tls.certificates", "tls.versions"] {
        assert_eq!(
            quick.answers[question].value,
            Some(AnswerValue::Flag(true)),
            "{question}"
        );
    }
}

#[test]
fn the_files_for_a_new_dossier_are_valid_as_they_are() {
    let init = data().join("init");
    let read = |name: &str| {
        std::fs::read_to_string(init.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    };
    for lang in ["nl", "en"] {
        let source = read(&format!("dossier.{lang}.toml"));
        let dossier: Dossier = toml::from_str(&source).expect(lang);
        assert_eq!(dossier.language.tag(), lang);
        assert!(!dossier.endpoints.is_empty() && !dossier.packs.is_empty());
        assert_eq!(
            dossier.intake,
            Intake::default(),
            "nothing is answered for the user"
        );
        assert!(dossier.sub_processors.is_empty());
        let full: Dossier = toml::from_str(&uncommented(&source)).expect(lang);
        assert_eq!((full.endpoints.len(), full.sub_processors.len()), (2, 1));
        shows_every_key(&source, &schemars::schema_for!(Dossier));
        shows_every_choice(&source);

        let source = read(&format!("evidence.{lang}.toml"));
        let register: Register = toml::from_str(&source).expect(lang);
        assert!(
            register.evidence.is_empty(),
            "nothing is proven for the user"
        );
        let full: Register = toml::from_str(&uncommented(&source)).expect(lang);
        assert_eq!(full.evidence.len(), 2);
        shows_every_key(&source, &schemars::schema_for!(Evidence));

        assert!(
            read(&format!("README.{lang}.md")).contains("waarborg assess"),
            "{lang}"
        );
    }
    for name in ["dossier", "evidence"] {
        let shown = |lang| keys(&read(&format!("{name}.{lang}.toml")));
        assert_eq!(
            shown("nl"),
            shown("en"),
            "{name}: both languages show the same keys"
        );
    }
}

/// The file as it is when its user removes every `#` that hides a setting. Explanations have a space after the `#`.
fn uncommented(source: &str) -> String {
    source
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if rest.starts_with(|c: char| c == '[' || c.is_ascii_lowercase()) => rest,
            _ => line,
        })
        .collect::<Vec<_>>()
        .join("\n")
}

fn shows_every_key(source: &str, schema: &schemars::Schema) {
    let shown = keys(&uncommented(source));
    let mut known = BTreeSet::new();
    collect_properties(schema.as_value(), &mut known);
    assert!(known.len() > 5);
    for key in known {
        assert!(shown.contains(&key), "`{key}` is not shown");
    }
}

/// Every value that can be chosen stands at the start of a line of explanation.
fn shows_every_choice(source: &str) {
    let schema = schemars::schema_for!(Intake);
    let mut choices = BTreeSet::new();
    collect_choices(schema.as_value(), &mut choices);
    collect_choices(schemars::schema_for!(ServiceModel).as_value(), &mut choices);
    assert!(choices.len() > 30, "{choices:?}");
    for choice in choices {
        assert!(
            source.contains(&format!("#   \"{choice}\" ")),
            "`{choice}` is not explained"
        );
    }
}

fn collect_choices(schema: &serde_json::Value, out: &mut BTreeSet<String>) {
    match schema {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                match (key.as_str(), value) {
                    ("const", serde_json::Value::String(text)) => {
                        out.insert(text.clone());
                    }
                    ("enum", serde_json::Value::Array(items)) => {
                        out.extend(items.iter().filter_map(|i| i.as_str().map(str::to_owned)));
                    }
                    _ => collect_choices(value, out),
                }
            }
        }
        serde_json::Value::Array(items) => {
            for item in items {
                collect_choices(item, out);
            }
        }
        _ => {}
    }
}

/// The keys and table names in a TOML file.
fn keys(source: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    collect_keys(&uncommented(source).parse().expect("TOML"), &mut out);
    out
}

fn collect_keys(table: &toml::Table, out: &mut BTreeSet<String>) {
    for (key, value) in table {
        out.insert(key.clone());
        match value {
            toml::Value::Table(table) => collect_keys(table, out),
            toml::Value::Array(items) => items
                .iter()
                .filter_map(toml::Value::as_table)
                .for_each(|table| collect_keys(table, out)),
            _ => {}
        }
    }
}

fn collect_properties(schema: &serde_json::Value, out: &mut BTreeSet<String>) {
    match schema {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                if key == "properties"
                    && let Some(properties) = value.as_object()
                {
                    out.extend(properties.keys().cloned());
                }
                collect_properties(value, out);
            }
        }
        serde_json::Value::Array(items) => {
            for item in items {
                collect_properties(item, out);
            }
        }
        _ => {}
    }
}
