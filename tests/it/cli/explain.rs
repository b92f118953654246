//! `waarborg explain`: everything that judges can be explained.

use waarborg::catalogue::{Catalogue, DEFAULT_POLICY};

use super::Place;
use crate::support::words::{gap, raw_key};

/// A page shows words: no keys and no gaps. Conditions of questions are code and stay as they are.
#[track_caller]
fn clean(id: &str, page: &str) {
    assert_eq!(raw_key(page), None, "{id}");
    let words: String = page.lines().filter(|line| !line.contains('→')).collect();
    assert_eq!(gap(&words), None, "{id}");
}

#[test]
fn every_id_is_explained_in_both_languages() {
    let catalogue = Catalogue::load(None, DEFAULT_POLICY).expect("the shipped data");
    let mut ids: Vec<String> = catalogue.sheets.keys().map(ToString::to_string).collect();
    ids.extend(
        catalogue
            .all_packs()
            .iter()
            .flat_map(|p| p.questions.iter().map(|q| q.id.to_string())),
    );
    ids.extend(catalogue.knock_outs.keys().map(ToString::to_string));
    ids.extend(catalogue.kinds.keys().map(ToString::to_string));
    assert!(ids.len() > 80, "{}", ids.len());
    let place = Place::new();
    for id in &ids {
        let pages = ["nl", "en"].map(|lang| {
            let ran = place.run(["explain", id, "--lang", lang]).ends(0);
            assert_eq!(ran.err, "", "{id}");
            assert!(ran.out.starts_with(&format!("{id}\n")), "{id}: {}", ran.out);
            clean(id, &ran.out);
            ran.out
        });
        assert_ne!(pages[0], pages[1], "{id} is in both languages");
        let norms = ["Normen", "Norms"].map(|head| format!("\n{head}\n"));
        assert_eq!(
            pages[0].contains(&norms[0]),
            pages[1].contains(&norms[1]),
            "{id}"
        );
    }
}

#[test]
fn a_norm_is_named_with_its_provision_in_words() {
    let ran = Place::new().run(["explain", "tls-versions"]).ends(0);
    let norms = ran.out.split("\nNorms\n").nth(1).expect("norms");
    assert!(norms.contains("https://") && norms.contains('—'), "{norms}");
}

#[test]
fn an_unknown_id_comes_with_the_nearest_known_one() {
    let place = Place::new();
    for (typed, meant) in [
        ("tls-version", "tls-versions"),
        ("loc.storge", "loc.storage"),
        ("iso27001-2202", "iso27001-2022"),
    ] {
        place
            .run(["explain", typed])
            .refused(&[typed, &format!("did you mean `{meant}`?")]);
    }
    place
        .run(["explain", "nothing-like-it-at-all", "--lang", "nl"])
        .refused(&["nothing-like-it-at-all", "waarborg questionnaire list"]);
    let ran = place
        .run(["explain", &format!("x\u{1b}[2J{}", "y".repeat(5000))])
        .refused(&["x"]);
    assert!(
        !ran.err.contains('\u{1b}') && ran.err.len() < 1000,
        "{:?}",
        ran.err
    );
}

#[test]
fn one_page_as_a_person_reads_it() {
    let ran = Place::new()
        .run(["explain", "certificate-validity", "--lang", "nl"])
        .ends(0);
    insta::assert_snapshot!("explain-nl", ran.out);
}
