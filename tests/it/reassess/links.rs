//! Dossiers behind links: found once, by `reassess` and by `portfolio` alike.
#![cfg(unix)]

use std::os::unix::fs::symlink;

use super::run::reassess;
use super::{copy, noon, portfolio, stored};
use crate::cli::Place;

/// The names of the dossiers that `portfolio` finds.
fn shown(place: &Place) -> Vec<String> {
    let ran = place.run(["portfolio", "p", "--format", "json", "-q"]);
    let portfolio: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let entries = portfolio["entries"].as_array().expect("a list");
    entries
        .iter()
        .map(|entry| entry["folder"].as_str().expect("a name").to_owned())
        .collect()
}

fn assessed(place: &Place, day: &str, code: i32) -> Vec<String> {
    let ran = place
        .run(reassess(day, &["--format", "json", "-q"]))
        .ends(code);
    let run: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let dossiers = run["dossiers"].as_array().expect("a list");
    dossiers
        .iter()
        .filter(|dossier| dossier["state"] == "assessed")
        .map(|dossier| dossier["dossier"].as_str().expect("a name").to_owned())
        .collect()
}

#[test]
fn links_are_followed_once_and_circles_end() {
    let place = portfolio(1);
    copy(&place.at("seed"), &place.at("elsewhere/group/far"));
    symlink(place.at("elsewhere/group"), place.at("p/linked")).expect("a link");
    symlink(place.at("p/d0"), place.at("p/again")).expect("a link");
    symlink(place.at("p"), place.at("p/circle")).expect("a link");
    symlink("itself", place.at("p/itself")).expect("a link");
    let names = ["d0", "linked/far"];
    assert_eq!(assessed(&place, &noon(20), 0), names);
    assert_eq!(shown(&place), names);
    assert_eq!(stored(&place, "elsewhere/group/far").len(), 1);
    assert_eq!(stored(&place, "p/d0").len(), 1);
    let ran = place
        .run(reassess(&noon(20), &["--due", "--dry-run"]))
        .ends(0);
    assert!(ran.out.contains("2 not due"), "{}", ran.out);

    // A link to nothing may have led to a dossier: that is told.
    symlink(place.at("gone"), place.at("p/dead")).expect("a link");
    assert_eq!(assessed(&place, &noon(21), 3), names);
    place
        .run(reassess(&noon(22), &["--due", "--dry-run"]))
        .ends(3)
        .blames(&["p/dead", "this link leads nowhere"]);
    assert_eq!(shown(&place), names);
}
