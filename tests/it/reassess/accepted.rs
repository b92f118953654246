//! What the baseline of a dossier accepts, and what limits of a run make of it.

use super::run::reassess;
use super::{noon, portfolio};
use crate::cli::Place;

/// A dossier that answers one grave question badly.
fn place() -> Place {
    let place = portfolio(1);
    let file = "p/d0/answers/quick.toml";
    let text = place.read(file);
    let mut text: String = text
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("[answers"))
        .filter(|line| !line.starts_with("value"))
        .collect();
    text.push_str("[answers.\"sec.mfa\"]\nvalue = \"none\"\n");
    place.write(file, text);
    place
}

fn limited<'a>(day: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    reassess(day, &[&["--fail-on", "high"], more].concat())
}

fn accept(place: &Place, until: &str) {
    place.write(
        "p/d0/baseline.toml",
        format!(
            "format = 1\n[[accept]]\ncheck = \"quick/sec.mfa\"\nreason = \"moves in spring\"\n\
             until = {until}\nby = \"J. Doe\"\n"
        ),
    );
}

#[test]
fn limits_look_away_from_what_the_dossier_accepts_until_its_day() {
    let place = place();
    place.run(limited(&noon(20), &["-q"])).ends(5);
    accept(&place, "2026-12-31");
    let ran = place.run(limited(&noon(21), &[])).ends(0);
    assert!(
        ran.out.contains("accepted in baseline.toml: 1"),
        "{}",
        ran.out
    );
    // Also of a dossier that is not due, and in a trial run.
    let ran = place.run(limited(&noon(22), &["--due"])).ends(0);
    assert!(ran.out.contains("1 not due"), "{}", ran.out);
    place
        .run(limited(&noon(22), &["--due", "--dry-run"]))
        .ends(0);
    let ran = place.run(limited(&noon(23), &["--format", "json"])).ends(0);
    let run: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let standing = &run["dossiers"][0]["standing"];
    assert_eq!(standing["worst"], "high");
    assert_eq!(standing["open"]["accepted"], 1);
    assert_ne!(standing["open"]["worst"], "high");

    // Its day has passed: that makes the dossier due, is a finding, and the limit is reached again.
    let late = "2027-01-01T12:00:00Z";
    let ran = place.run(limited(late, &["--due"])).ends(5);
    for words in ["acceptance of quick/sec.mfa ends", "no longer valid: 1"] {
        assert!(ran.out.contains(words), "{}", ran.out);
    }
    let folder = "p/d0/assessments/2027-01-01T120000Z";
    let stored = crate::cli::parse(&place.read(&format!("{folder}/assessment.json")));
    assert!(
        stored
            .findings
            .iter()
            .any(|finding| finding.id == "baseline/quick/sec.mfa")
    );
    let ran = place.run(["diff", "p/d0", "--format", "json"]).ends(0);
    let delta: waarborg::domain::delta::Delta = serde_json::from_str(&ran.out).expect("JSON");
    let change = delta
        .findings
        .iter()
        .find(|change| change.check == "baseline")
        .expect("told");
    assert_eq!(change.causes, [waarborg::domain::delta::Cause::Age]);
}

#[test]
fn a_baseline_that_cannot_be_read_is_named() {
    let place = place();
    place.write(
        "p/d0/baseline.toml",
        "format = 1\n[[accept]]\nfinding = \"x\"\n",
    );
    place
        .run(limited(&noon(20), &[]))
        .ends(3)
        .blames(&["d0/baseline.toml:3"]);
}
