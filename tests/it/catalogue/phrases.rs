//! Words: every key that the source names is there, in both languages, with the same parameters.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use waarborg::domain::country::Country;
use waarborg::domain::fact::GeoKind;
use waarborg::domain::finding::{Confidence, Severity};
use waarborg::domain::location::{LocationStatus, Rung};
use waarborg::domain::observation::FailureReason;
use waarborg::domain::pack::{KnockOutKind, Strength};
use waarborg::domain::party::{HitStrength, KnownBy, PartyRole, Standing, Way};
use waarborg::domain::policy::Level;
use waarborg::domain::text::Text;

use super::catalogue;

/// The groups whose keys the source spells out in full.
const GROUPS: [&str; 13] = [
    "claim.",
    "cli.",
    "dated.",
    "failure.",
    "failure-told.",
    "halt.",
    "place.",
    "questionnaire.",
    "quote.",
    "report.",
    "rung.",
    "verdict.",
    "web.",
];

fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(&path).expect("source");
            // Tests make words of their own.
            let code = text
                .split("#[cfg(test)]")
                .next()
                .unwrap_or_default()
                .to_owned();
            found.push((path, code));
        }
    }
}

fn all_sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    assert!(found.len() > 100);
    found
}

/// The texts between quotation marks that look like keys.
fn literals(code: &str) -> BTreeSet<&str> {
    code.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .filter(|text| {
            !text.is_empty()
                && text
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c))
        })
        .collect()
}

/// The arguments of a call such as `say("…")`.
fn arguments<'a>(code: &'a str, call: &str) -> BTreeSet<&'a str> {
    code.match_indices(call)
        .filter_map(|(at, _)| {
            let rest = code[at + call.len()..].trim_start();
            rest.strip_prefix('"')?.split('"').next()
        })
        .collect()
}

#[test]
fn every_key_that_the_source_names_has_words() {
    let phrases = catalogue().phrases;
    let (mut missing, mut named) = (Vec::new(), 0);
    for (path, code) in all_sources() {
        let mut keys: BTreeSet<String> = literals(&code)
            .into_iter()
            .filter(|text| {
                GROUPS.iter().any(|group| {
                    text.strip_prefix(group)
                        .is_some_and(|rest| !rest.is_empty())
                })
            })
            .filter(|text| {
                ![
                    "questionnaire.xlsx",
                    "report.css",
                    "report.html",
                    "report.md",
                    "report.pdf",
                    "report.typ",
                ]
                .contains(text)
            })
            .map(str::to_owned)
            .collect();
        if path.components().any(|part| part.as_os_str() == "cli") {
            keys.extend(
                arguments(&code, ".say(")
                    .iter()
                    .map(|key| format!("cli.{key}")),
            );
        }
        if path
            .components()
            .any(|part| part.as_os_str() == "interview")
        {
            keys.extend(
                arguments(&code, ".phrase(")
                    .iter()
                    .map(|key| format!("interview.{key}")),
            );
        }
        if path.ends_with("cli/command/explain.rs") {
            for call in ["self.word(", "self.part(", "self.list("] {
                keys.extend(
                    arguments(&code, call)
                        .iter()
                        .map(|key| format!("cli.explain.{key}")),
                );
            }
        }
        let papers = path
            .parent()
            .is_some_and(|dir| dir.ends_with("report/breach"));
        if papers || path.ends_with("cli/command/breach.rs") {
            for call in ["self.phrase(", "case.say(", "case.fill("] {
                keys.extend(
                    arguments(&code, call)
                        .iter()
                        .map(|key| format!("breach.{key}")),
                );
            }
        }
        named += keys.len();
        for key in keys.into_iter().filter(|key| !phrases.0.contains_key(key)) {
            missing.push(format!("{}: {key}", path.display()));
        }
    }
    assert!(missing.is_empty(), "without words:\n{}", missing.join("\n"));
    assert!(named > 60, "{named} keys were found in the source");
}

/// The stored values of an enum, as its schema lists them.
fn values<T: JsonSchema>() -> Vec<String> {
    fn walk(schema: &serde_json::Value, found: &mut Vec<String>) {
        match schema {
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    match (key.as_str(), value) {
                        ("const", serde_json::Value::String(text)) => found.push(text.clone()),
                        ("enum", serde_json::Value::Array(items)) => {
                            found.extend(
                                items
                                    .iter()
                                    .filter_map(|item| item.as_str().map(str::to_owned)),
                            );
                        }
                        _ => walk(value, found),
                    }
                }
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(schemars::schema_for!(T).as_value(), &mut found);
    assert!(found.len() > 1);
    found
}

#[test]
fn every_stored_value_that_is_told_has_words() {
    let phrases = catalogue().phrases;
    let groups = [
        ("failure", values::<FailureReason>()),
        ("party.known-by", values::<KnownBy>()),
        ("party.role", values::<PartyRole>()),
        ("party.standing", values::<Standing>()),
        ("party.strength", values::<HitStrength>()),
        ("party.way", values::<Way>()),
        ("level", values::<Level>()),
        (
            "rung",
            values::<Rung>()
                .iter()
                .map(|rung| rung.to_lowercase())
                .collect(),
        ),
        ("cli.status", values::<LocationStatus>()),
        ("cli.confidence", values::<Confidence>()),
        ("cli.kind", values::<GeoKind>()),
        ("cli.severity", values::<Severity>()),
        ("cli.knock-out", values::<KnockOutKind>()),
        ("cli.strength", values::<Strength>()),
    ];
    for (group, values) in groups {
        for value in values {
            assert!(
                phrases.0.contains_key(&format!("{group}.{value}")),
                "{group}.{value}"
            );
        }
    }
}

#[test]
fn words_of_the_command_line_and_of_judging_are_all_used() {
    let code: String = all_sources().into_iter().map(|(_, code)| code).collect();
    let dynamic = [
        "cli.status.",
        "cli.confidence.",
        "cli.kind.",
        "cli.severity.",
        "cli.knock-out.",
        "cli.notify.state-",
        "cli.strength.",
        "failure.",
        "rung.",
    ];
    let mut unused = Vec::new();
    for key in catalogue().phrases.0.keys() {
        let told = ["cli.", "claim.", "verdict.", "place."]
            .iter()
            .any(|group| key.starts_with(group));
        if !told || dynamic.iter().any(|group| key.starts_with(group)) {
            continue;
        }
        let last = key.rsplit('.').next().unwrap_or_default();
        let short = key.strip_prefix("cli.").unwrap_or(key);
        let named = [key.as_str(), short, last]
            .iter()
            .any(|name| code.contains(&format!("\"{name}\"")));
        // A remedy is named after its reason: `<key>-remedy`.
        let remedy = key.strip_suffix("-remedy").is_some_and(|base| {
            code.contains("-remedy") && catalogue().phrases.0.contains_key(base)
        });
        if !named && !remedy {
            unused.push(key.clone());
        }
    }
    assert!(unused.is_empty(), "words that nothing says: {unused:?}");
}

/// What is wrong with a text, if anything.
fn fault(text: &Text) -> Option<&'static str> {
    let (nl, en) = text.placeholders();
    if text.nl.trim().is_empty() || text.en.trim().is_empty() {
        Some("is empty in a language")
    } else if nl != en {
        Some("has other parameters in Dutch than in English")
    } else if [&text.nl, &text.en]
        .iter()
        .any(|t| t.trim() != t.as_str() || t.contains("  "))
    {
        Some("has stray spaces")
    } else {
        None
    }
}

/// The parameters that hold a number.
const NUMBERS: [&str; 10] = [
    "all", "count", "days", "done", "files", "links", "n", "open", "rows", "total",
];

/// What may stand behind a number in one form: out of how many, words without a plural, and numbers that are never one.
const NO_PLURAL: [&str; 18] = [
    "cli.portfolio.unread",
    "cli.reassess.done",
    "cli.trace.coverage",
    "cli.trace.nothing",
    "dated.",
    "interview.",
    "rating.more",
    "report.chain.issuer-elsewhere",
    "report.duty.follow-up.text",
    "report.edition.annex.seen",
    "report.edition.board.part.",
    "report.edition.layout.cut",
    "report.paper.cut",
    "report.picture.early.bytes",
    "report.portfolio.",
    "report.score.sum",
    "report.timeline.",
    "report.ways.heading",
];

/// A number with a word behind it knows one and many: `key.one` and `key.many`, filled in by `Phrases::count`.
#[test]
fn a_number_of_things_has_a_singular_and_a_plural() {
    let phrases = catalogue().phrases;
    let (mut faults, mut plurals) = (Vec::new(), 0);
    for (key, text) in &phrases.0 {
        if let Some(stem) = key.strip_suffix(".many") {
            plurals += 1;
            if !phrases.0.contains_key(&format!("{stem}.one")) {
                faults.push(format!("{key} has no {stem}.one"));
            }
            continue;
        }
        let bare = key.ends_with(".one") || NO_PLURAL.iter().any(|known| key.starts_with(known));
        for words in [&text.nl, &text.en] {
            let counts = NUMBERS.iter().any(|name| {
                words
                    .split_once(&format!("{{{name}}} "))
                    .is_some_and(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_lowercase()))
            });
            if counts && !bare {
                faults.push(format!("{key}: {words}"));
            }
        }
    }
    assert!(plurals > 30, "{plurals}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_text_is_in_both_languages_with_the_same_parameters() {
    let catalogue = catalogue();
    let mut texts: Vec<(String, &Text)> = Vec::new();
    texts.extend(
        catalogue
            .phrases
            .0
            .iter()
            .map(|(key, text)| (key.clone(), text)),
    );
    for sheet in catalogue.sheets.values() {
        let parts = [
            &sheet.title,
            &sheet.what,
            &sheet.why,
            &sheet.how,
            &sheet.remedy,
        ];
        texts.extend(
            parts
                .into_iter()
                .chain(sheet.reason.values())
                .map(|text| (sheet.id.to_string(), text)),
        );
    }
    for row in catalogue.knock_outs.values() {
        texts.extend([&row.title, &row.why, &row.remedy].map(|text| (row.id.to_string(), text)));
    }
    for kind in catalogue.kinds.values() {
        texts.extend([&kind.title, &kind.note].map(|text| (kind.id.to_string(), text)));
    }
    for (id, file) in &catalogue.norms {
        texts.extend([&file.norm.title, &file.norm.short].map(|text| (id.clone(), text)));
        texts.extend(
            file.provisions
                .iter()
                .map(|p| (format!("{id}:{}", p.id), &p.text)),
        );
    }
    for topic in &catalogue.policy.score.topic {
        texts.push((topic.id.to_string(), &topic.title));
    }
    let names: Vec<(String, Text)> = ["NL", "RE", "US", "GB", "JP"]
        .map(|code| {
            let country: Country = code.parse().expect("a country");
            (code.to_owned(), catalogue.areas.name(country))
        })
        .into();
    texts.extend(names.iter().map(|(code, name)| (code.clone(), name)));
    assert!(texts.len() > 600, "{}", texts.len());
    let faults: Vec<String> = texts
        .iter()
        .filter_map(|(key, text)| Some(format!("{key} {}: {text:?}", fault(text)?)))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
