//! The house rules that the compiler does not hold: floors, file length, registries.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Floors from the ground up; modules on one floor do not know each other.
const FLOORS: [&[&str]; 6] = [
    &["domain"],
    &[
        "check",
        "claim",
        "clause",
        "questionnaire",
        "rating",
        "scoring",
    ],
    &["catalogue", "dossier", "probe", "report"],
    &["assess"],
    &["reassess"],
    &["cli", "demo"],
];
/// `cli` runs the demo: the one acquaintance on the top floor.
const ACQUAINTED: [(&str, &str); 1] = [("cli", "demo")];
const LONGEST: usize = 400;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("source folder") {
        let path = entry.expect("entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn module_of(path: &Path) -> String {
    let relative = path.strip_prefix(root().join("src")).expect("below src");
    let first = relative
        .components()
        .next()
        .expect("a component")
        .as_os_str()
        .to_string_lossy()
        .into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The modules that a source file names as `crate::module`, with the line.
fn imports(source: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in source.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            if let Some(group) = rest.strip_prefix('{') {
                let names = group
                    .split('}')
                    .next()
                    .unwrap_or_default()
                    .split(',')
                    .map(|n| n.trim().split("::").next().unwrap_or_default().to_owned());
                found.extend(
                    names
                        .filter(|n| !n.is_empty())
                        .map(|name| (number + 1, name)),
                );
            } else {
                let name: String = rest
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                found.push((number + 1, name));
            }
        }
    }
    found
}

#[test]
fn modules_import_only_from_lower_floors() {
    let floor: BTreeMap<&str, usize> = FLOORS
        .iter()
        .enumerate()
        .flat_map(|(n, modules)| modules.iter().map(move |m| (*m, n)))
        .collect();
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for path in rust_files(&root().join("src")) {
        let module = module_of(&path);
        if module == "lib" || module == "main" {
            continue;
        }
        let own = *floor
            .get(module.as_str())
            .unwrap_or_else(|| panic!("module {module} has no floor"));
        seen.insert(module.clone());
        for (line, import) in imports(&fs::read_to_string(&path).expect("source")) {
            let Some(other) = floor.get(import.as_str()) else {
                faults.push(format!(
                    "{}:{line}: crate::{import} is on no floor",
                    path.display()
                ));
                continue;
            };
            let fine = import == module
                || *other < own
                || ACQUAINTED.contains(&(module.as_str(), import.as_str()));
            if !fine {
                faults.push(format!(
                    "{}:{line}: {module} (F{own}) may not import {import} (F{other})",
                    path.display()
                ));
            }
        }
    }
    let listed: BTreeSet<String> = floor.keys().map(|m| (*m).to_owned()).collect();
    assert_eq!(
        seen, listed,
        "the floors list exactly the modules there are"
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_import_reader_sees_groups_and_paths_and_no_comments() {
    let source = "use crate::domain::id;\n// crate::cli\nfn f() { crate::probe::x() }\nuse crate::{assess, report::View};";
    let names: Vec<String> = imports(source)
        .into_iter()
        .map(|(line, name)| format!("{line}{name}"))
        .collect();
    assert_eq!(names, ["1domain", "3probe", "4assess", "4report"]);
}

#[test]
fn files_are_short_enough_to_read() {
    let mut long = Vec::new();
    for folder in ["src", "tests", "benches"] {
        let folder = root().join(folder);
        if !folder.exists() {
            continue;
        }
        for path in rust_files(&folder) {
            let lines = fs::read_to_string(&path).expect("source").lines().count();
            if lines > LONGEST {
                long.push(format!("{}: {lines} lines", path.display()));
            }
        }
    }
    assert!(
        long.is_empty(),
        "over {LONGEST} lines:\n{}",
        long.join("\n")
    );
}

#[test]
fn every_check_has_its_file_and_every_file_its_check() {
    let files: BTreeSet<String> = rust_files(&root().join("src/check"))
        .iter()
        .filter(|path| {
            fs::read_to_string(path)
                .expect("source")
                .contains("static CHECK: Check")
        })
        .map(|path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .replace('_', "-")
        })
        .collect();
    let registered: BTreeSet<String> = waarborg::check::CHECKS
        .iter()
        .map(|check| check.id.to_owned())
        .collect();
    assert_eq!(files, registered);
    assert_eq!(
        registered.len(),
        waarborg::check::CHECKS.len(),
        "no id twice"
    );
}

#[test]
fn every_claim_rule_has_its_file() {
    let files = rust_files(&root().join("src/claim"))
        .iter()
        .filter(|path| {
            fs::read_to_string(path)
                .expect("source")
                .contains("static RULE: Rule")
        })
        .count();
    assert_eq!(files, waarborg::claim::RULES.len());
}

#[test]
fn the_design_words_that_are_not_used_are_not_used() {
    // "compliant" and friends promise what no tool can: they stay out of everything that users read.
    let mut found = Vec::new();
    for folder in [
        "data/texts",
        "data/checks",
        "data/help",
        "questionnaires",
        "reports",
    ] {
        for entry in fs::read_dir(root().join(folder)).expect("folder") {
            let path = entry.expect("entry").path();
            let Ok(text) = fs::read_to_string(&path) else {
                continue;
            };
            for (number, line) in text.lines().enumerate() {
                let lower = line.to_lowercase();
                for word in [
                    "scan score",
                    "gdpr compliant",
                    "avg-proof",
                    "gdpr-proof",
                    "vulnerabilit",
                ] {
                    if lower.contains(word) && !lower.trim_start().starts_with('#') {
                        found.push(format!("{}:{}: {word}", path.display(), number + 1));
                    }
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
