//! Texts of norms that may not be copied stay out. What a test can do, it does here: texts about norms are short, those
//! of closed norms are marked as our own words, and runs of words that such norms are known by are nowhere. Their text is
//! not in this repository, so the runs are kept as hashes (SHA-256 of six words in a row, the first 32 digits).
//! That is a net with holes: whoever writes a text remains the one who keeps it in their own words.

use std::collections::BTreeSet;
use std::path::Path;

use super::{catalogue, geo};

/// The runs of words that are not to be found.
const TELLTALE: &str = include_str!("telltale.txt");
/// Words in a run.
const RUN: usize = 6;
/// The longest text about a provision, in words.
const LONGEST: usize = 25;
/// The same of a norm that may not be copied.
const LONGEST_CLOSED: usize = 14;
/// Norms whose publishers allow no copies, by how their ids begin.
const CLOSED: [&str; 8] = ["iso", "iec", "nen", "tsc", "ccm", "isae", "soc", "pci"];

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace(['\'', '’'], "")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn runs(text: &str) -> impl Iterator<Item = String> {
    let words = words(text);
    let runs: Vec<String> = words.windows(RUN).map(|run| run.join(" ")).collect();
    runs.into_iter()
}

fn hash(run: &str) -> String {
    geo::digest(run.as_bytes()).chars().take(32).collect()
}

/// The runs of a text that are among the hashes.
fn caught(text: &str, known: &BTreeSet<String>) -> Vec<String> {
    runs(text)
        .filter(|run| known.contains(&hash(run)))
        .collect()
}

fn texts(value: &toml::Value, found: &mut Vec<String>) {
    match value {
        toml::Value::String(text) => found.push(text.clone()),
        toml::Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        toml::Value::Table(table) => table.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

fn files(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|end| end == "toml") {
            let text = std::fs::read_to_string(&path).expect("a file");
            found.push((path.display().to_string(), text));
        }
    }
}

#[test]
fn texts_about_norms_are_short_and_those_of_closed_norms_are_our_own_words() {
    let catalogue = catalogue();
    let mut faults = Vec::new();
    let mut closed = 0;
    for (id, file) in &catalogue.norms {
        let known = CLOSED.iter().any(|start| id.starts_with(start));
        if known != file.norm.closed {
            faults.push(format!("{id}: closed = {} in its file", file.norm.closed));
        }
        closed += usize::from(known);
        let limit = if known { LONGEST_CLOSED } else { LONGEST };
        for provision in &file.provisions {
            for text in [&provision.text.nl, &provision.text.en] {
                let count = text.split_whitespace().count();
                if count > limit {
                    faults.push(format!(
                        "{id}:{} has {count} words, of {limit} at most",
                        provision.id
                    ));
                }
                if known && text.contains(['"', '“', '”', '«', '„']) {
                    faults.push(format!("{id}:{} holds a quotation", provision.id));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(closed >= 3);
}

#[test]
fn no_run_of_words_of_a_closed_norm_is_in_any_text() {
    let known: BTreeSet<String> = TELLTALE.lines().map(str::to_owned).collect();
    assert!(known.len() > 150 && known.iter().all(|hash| hash.len() == 32));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    files(&root.join("data"), &mut all);
    files(&root.join("questionnaires"), &mut all);
    assert!(all.len() > 100, "{} files", all.len());
    let mut faults = Vec::new();
    for (file, source) in all {
        let mut found = Vec::new();
        texts(
            &source.parse::<toml::Table>().expect(&file).into(),
            &mut found,
        );
        for text in found {
            for run in caught(&text, &known) {
                faults.push(format!("{file}: {run}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_run_is_caught_whatever_its_case_and_punctuation() {
    let known: BTreeSet<String> = [hash("the fox jumps over the dog")].into();
    let text = "Behold: “The fox jumps, over the DOG” — and more.";
    assert_eq!(caught(text, &known), ["the fox jumps over the dog"]);
    assert!(caught("the fox jumps over a dog and more", &known).is_empty());
}
