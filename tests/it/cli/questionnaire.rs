//! `waarborg questionnaire`: list, show, lint.

use super::Place;
use crate::support::words::raw_key;

#[test]
fn the_list_as_a_person_reads_it() {
    let place = Place::new();
    for lang in ["en", "nl"] {
        let ran = place.run(["questionnaire", "list", "--lang", lang]).ends(0);
        assert_eq!(raw_key(&ran.out), None);
        insta::assert_snapshot!(format!("questionnaires-{lang}"), ran.out);
    }
}

#[test]
fn every_pack_is_shown_with_every_question() {
    let catalogue = waarborg::catalogue::Catalogue::load(None, waarborg::catalogue::DEFAULT_POLICY)
        .expect("the shipped data");
    let place = Place::new();
    for pack in catalogue.all_packs() {
        for lang in ["en", "nl"] {
            let ran = place
                .run([
                    "questionnaire",
                    "show",
                    pack.pack.id.as_str(),
                    "--lang",
                    lang,
                ])
                .ends(0);
            for question in &pack.questions {
                let shown = ran
                    .out
                    .lines()
                    .any(|line| line.trim_start().starts_with(question.id.as_str()));
                assert!(shown, "{} {}", pack.pack.id, question.id);
            }
            assert_eq!(raw_key(&ran.out), None);
        }
    }
    place
        .run(["questionnaire", "show", "quik"])
        .refused(&["quik", "did you mean `quick`?"]);
    place
        .run(["questionnaire", "show", "nothing-like-it"])
        .refused(&["nothing-like-it", "there are: ", "quick"]);
}

#[test]
fn the_shipped_packs_have_no_faults() {
    let ran = Place::new().run(["questionnaire", "lint"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("0 errors, 0 warnings"), "{}", ran.out);
}

#[test]
fn faults_of_a_pack_of_ones_own_are_pointed_at() {
    let place = Place::new();
    let quick = include_str!("../../../questionnaires/quick.toml");
    place.write("mine.toml", quick.replacen("\ntopic = ", "\ntopik = ", 1));
    let ran = place
        .run(["questionnaire", "lint", "mine.toml"])
        .ends(3)
        .blames(&["mine.toml:", "unknown key `topik`", "did you mean `topic`?"]);
    assert_eq!(ran.out, "");

    place.write(
        "mine.toml",
        quick.replacen(
            "observe = [\"tls-versions\"]",
            "observe = [\"tls-version\"]",
            1,
        ),
    );
    place
        .run(["questionnaire", "lint", "mine.toml"])
        .ends(3)
        .blames(&["mine.toml:", "tls-version"]);
    place
        .run(["questionnaire", "lint", "gone.toml"])
        .refused(&["gone.toml", "cannot read this file"]);
    place.write("noise.toml", [0xff, 0xfe, 0]);
    place
        .run(["questionnaire", "lint", "noise.toml"])
        .refused(&["noise.toml"]);
}

#[test]
fn coverage_tells_what_answers_every_row() {
    let place = Place::new();
    for lang in ["en", "nl"] {
        let ran = place
            .run(["questionnaire", "coverage", "--lang", lang])
            .ends(0);
        // Parts of the report are named by their keys here: these are what is shown, not words that are missing.
        let shown = ran.out.replace(" report.", " report ");
        assert_eq!(raw_key(&shown), None);
        assert!(ran.out.contains("S4-215"), "{}", ran.out);
        assert!(!ran.out.contains("NOT THERE") && !ran.out.contains("BESTAAT NIET"));
    }
    let ran = place
        .run([
            "questionnaire",
            "coverage",
            "--rows",
            "S2",
            "--format",
            "csv",
        ])
        .ends(0);
    let mut rows: Vec<&str> = ran
        .out
        .lines()
        .skip(1)
        .filter_map(|line| line.get(..5))
        .collect();
    rows.dedup();
    assert_eq!(rows.len(), 24, "{rows:?}");
    let ran = place
        .run([
            "questionnaire",
            "coverage",
            "--cross-map",
            "--format",
            "json",
        ])
        .ends(0);
    let page: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let rows = page["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 84);
    assert!(rows.iter().all(|row| row["by"][0]["exists"] == true));
    let ran = place
        .run([
            "questionnaire",
            "coverage",
            "--format",
            "md",
            "--rows",
            "s0-03,S0-04",
        ])
        .ends(0);
    assert!(
        ran.out
            .contains("| S0-03 | question | `processor-baseline/base.owner` |"),
        "{}",
        ran.out
    );
    place
        .run(["questionnaire", "coverage", "--rows", "S9"])
        .refused(&["S9", "no row of this name"]);
}
