//! The shipped data: it loads, it says what it needs to in both languages, and its parts fit together.

mod breach;
mod coverage;
mod curated_providers;
mod distances;
mod geo;
mod levels;
mod phrases;
mod providers;
mod quotation;

use std::collections::BTreeSet;

use waarborg::catalogue::{Catalogue, DEFAULT_POLICY};
use waarborg::domain::diagnostic::Diagnostic;
use waarborg::domain::method::DataFile;

fn catalogue() -> Catalogue {
    Catalogue::load(None, DEFAULT_POLICY).expect("the shipped data")
}

const POLICIES: [&str; 3] = ["mozilla-intermediate", "ncsc-2025-05", "nl-law-2.1.1"];

#[test]
fn the_shipped_data_loads_for_every_policy() {
    for policy in POLICIES {
        let catalogue = Catalogue::load(None, policy).expect(policy);
        assert_eq!(catalogue.policies, POLICIES);
        assert_eq!(catalogue.policy.levels.policy.id, policy);
        assert!(
            catalogue.packs.len() >= 2
                && catalogue.norms.len() >= 20
                && catalogue.kinds.len() >= 20
        );
        assert_eq!(catalogue.sheets.len(), waarborg::check::CHECKS.len());
        let judged_by: Vec<&DataFile> = catalogue
            .data
            .iter()
            .filter(|file| {
                POLICIES
                    .iter()
                    .any(|name| file.path == format!("policy/{name}.toml"))
            })
            .collect();
        // The guideline of the run, and the editions that are shown beside it.
        let mut named: Vec<&str> = judged_by.iter().map(|file| file.path.as_str()).collect();
        let mut wanted = vec!["policy/ncsc-2025-05.toml", "policy/nl-law-2.1.1.toml"];
        if policy == "mozilla-intermediate" {
            wanted.push("policy/mozilla-intermediate.toml");
        }
        named.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(named, wanted, "{policy}");
        let editions: Vec<&str> = catalogue
            .policy
            .editions
            .iter()
            .map(|edition| edition.policy.id.as_str())
            .collect();
        assert_eq!(editions.len() + 1, wanted.len(), "{editions:?}");
        assert!(!editions.contains(&policy), "{editions:?}");
        for letters in ["policy/labs-style-1.toml", "policy/name-letters-1.toml"] {
            assert!(catalogue.data.iter().any(|file| file.path == letters));
        }
    }
}

#[test]
fn every_file_that_judges_is_named_once_with_its_digest() {
    let data = catalogue().data;
    let paths: BTreeSet<&str> = data.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths.len(), data.len());
    assert!(data.is_sorted());
    for file in &data {
        let path = if file.path.starts_with("questionnaires/") {
            file.path.clone()
        } else {
            format!("data/{}", file.path)
        };
        let bytes =
            std::fs::read(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).expect("a file");
        assert_eq!(file.sha256, geo::digest(&bytes), "{path}");
    }
    for folder in [
        "checks/",
        "norms/",
        "policy/",
        "questionnaires/",
        "texts/",
        "locations/",
        "attestations/",
    ] {
        assert!(
            paths.iter().any(|path| path.starts_with(folder)),
            "{folder}"
        );
    }
}

#[test]
fn what_the_data_refers_to_is_there() {
    let catalogue = catalogue();
    let mut faults = Vec::new();
    let topics: BTreeSet<&str> = catalogue
        .policy
        .score
        .topic
        .iter()
        .map(|t| t.id.as_str())
        .collect();
    let mut cite = |what: &str, refs: &[String]| {
        for reference in refs {
            let known = reference.split_once(':').is_some_and(|(norm, provision)| {
                catalogue
                    .norms
                    .get(norm)
                    .is_some_and(|file| file.provisions.iter().any(|p| p.id == provision))
            });
            if !known {
                faults.push(format!("{what} cites {reference}"));
            }
        }
    };
    for sheet in catalogue.sheets.values() {
        cite(sheet.id.as_str(), &sheet.refs);
    }
    for knock_out in catalogue.knock_outs.values() {
        cite(knock_out.id.as_str(), &knock_out.basis);
    }
    for kind in catalogue.kinds.values() {
        cite(kind.id.as_str(), &kind.refs);
    }
    for period in &catalogue.deadlines.periods {
        cite(&period.id, &period.refs);
        assert!(period.length().is_some(), "{}: one length", period.id);
    }
    for threshold in &catalogue.deadlines.thresholds {
        cite(&threshold.id, &threshold.refs);
    }
    for pack in catalogue.all_packs() {
        for question in &pack.questions {
            cite(question.id.as_str(), &question.refs);
        }
        for rule in &pack.rules {
            cite(rule.id.as_str(), &rule.refs);
        }
    }
    for kind in catalogue.kinds.values() {
        for topic in kind
            .proves
            .iter()
            .filter(|topic| !topics.contains(topic.as_str()))
        {
            faults.push(format!("{} proves something about {topic}", kind.id));
        }
    }
    for pack in catalogue.all_packs() {
        for question in &pack.questions {
            if !pack.is_decision() && !topics.contains(question.topic.as_str()) {
                faults.push(format!("{}: topic {}", question.id, question.topic));
            }
            for kind in question
                .evidence
                .iter()
                .filter(|kind| !catalogue.kinds.contains_key(*kind))
            {
                faults.push(format!("{}: evidence {kind}", question.id));
            }
            for option in &question.options {
                for id in option
                    .knock_out
                    .iter()
                    .filter(|id| !catalogue.knock_outs.contains_key(*id))
                {
                    faults.push(format!("{}: knock-out {id}", question.id));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_question_id_is_one_question() {
    let catalogue = catalogue();
    let mut seen = BTreeSet::new();
    for pack in catalogue.all_packs() {
        for question in &pack.questions {
            assert!(seen.insert(&question.id), "{} is in two packs", question.id);
        }
    }
}

#[test]
fn an_unknown_policy_is_a_fault_with_advice() {
    let faults: Vec<Diagnostic> = Catalogue::load(None, "ncsc-2025-04").expect_err("unknown");
    let [fault] = &faults[..] else {
        panic!("{faults:?}")
    };
    assert_eq!(fault.file, "--policy");
    assert!(
        fault.to_string().contains("did you mean `ncsc-2025-05`?"),
        "{fault}"
    );
}

#[test]
fn every_fault_of_a_folder_of_ones_own_is_found_at_once() {
    let own = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = own.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("texts/mine.toml", "[mine]\nword.nl = \"woord\"\n");
    write("norms/mine.toml", "[norm]\nid = 7\n");
    write("locations/areas.toml", "areas = \n");
    write("notes.txt", "not data, and left alone");
    let faults = Catalogue::load(Some(own.path()), DEFAULT_POLICY).expect_err("faults");
    let own = own.path().to_string_lossy();
    let files: Vec<&str> = faults
        .iter()
        .filter_map(|fault| fault.file.strip_prefix(&*own))
        .collect();
    assert_eq!(
        files,
        [
            "/locations/areas.toml",
            "/norms/mine.toml",
            "/texts/mine.toml"
        ],
        "{faults:?}"
    );
    assert!(
        faults.iter().all(|fault| fault.position().is_some()),
        "{faults:?}"
    );
}
