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
    // Many at once: a program starts for each run.
    let explained = ["nl", "en"].map(|lang| {
        let mut arguments = vec!["explain", "--lang", lang];
        arguments.extend(ids.iter().map(String::as_str));
        let ran = place.run(arguments).ends(0);
        assert_eq!(ran.err, "");
        let rule = format!("\n{}\n\n", "─".repeat(40));
        let pages: Vec<String> = ran.out.split(&rule).map(str::to_owned).collect();
        assert_eq!(pages.len(), ids.len());
        pages
    });
    for (number, id) in ids.iter().enumerate() {
        let pages = [0, 1].map(|lang| {
            let page = &explained[lang][number];
            assert!(page.starts_with(&format!("{id}\n")), "{id}: {page}");
            clean(id, page);
            page.clone()
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
