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
