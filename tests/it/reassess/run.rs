//! The run as a user starts it.

use waarborg::dossier::{Journal, RunHead};

use super::{noon, portfolio, stored};
use crate::cli::Place;
use crate::support::words::{gap, raw_key};

pub(super) const FIRST: &str = "2026-11-20T120000Z";

fn head(at: &str) -> RunHead {
    RunHead {
        format: 1,
        as_of: at.parse().expect("a moment"),
        given: true,
        due_only: false,
        offline: true,
        tool_version: "0".to_owned(),
    }
}

pub(super) fn reassess<'a>(day: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [
        &["reassess", "p", "--lean", "--offline", "--as-of", day],
        more,
    ]
    .concat()
}

#[test]
fn what_is_due_is_assessed_once() {
    let place = portfolio(3);
    let (first, later, review) = (noon(20), noon(22), "2027-12-01T12:00:00Z");
    let before = place.contents();
    let ran = place.run(reassess(&first, &["--due", "--dry-run"])).ends(0);
    assert!(
        ran.out.contains("never assessed") && ran.out.contains("3 to be assessed"),
        "{}",
        ran.out
    );
    assert_eq!(place.contents(), before, "a trial run writes nothing");

    let ran = place.run(reassess(&first, &["--due"])).ends(0);
    assert!(ran.out.contains("3 assessed"), "{}", ran.out);
    assert!(ran.out.contains("first assessment"), "{}", ran.out);
    for dossier in ["p/d0", "p/d1", "p/d2"] {
        assert_eq!(stored(&place, dossier), [FIRST]);
    }
    // Nothing is due any more: not today, not the day after.
    let before = place.contents().len();
    for moment in [&first, &later] {
        let ran = place.run(reassess(moment, &["--due", "-q"])).ends(0);
        if *moment == later {
            assert!(
                ran.out.contains("0 assessed") && ran.out.contains("3 not due"),
                "{}",
                ran.out
            );
            assert!(ran.out.contains("Next: "), "{}", ran.out);
        }
    }
    assert!(
        place.contents().len() <= before + 1,
        "only the journal of the last run"
    );

    place.edit("p/d1/dossier.toml", "Example Cloud Ltd", "Renamed Ltd");
    let ran = place.run(reassess(&later, &["--due"])).ends(0);
    assert!(ran.out.contains("d1: Renamed Ltd"), "{}", ran.out);
    assert!(
        ran.out.contains("changed since the last assessment"),
        "{}",
        ran.out
    );
    assert_eq!(stored(&place, "p/d1").len(), 2);
    assert_eq!(stored(&place, "p/d0").len(), 1);

    let ran = place.run(reassess(review, &["--due"])).ends(0);
    assert!(ran.out.contains("3 assessed"), "{}", ran.out);
    let last = "p/d0/assessments/2027-12-01T120000Z";
    let report = place.run(["report", last, "--format", "md"]).ends(0);
    assert!(
        report.out.contains("## Since the last time"),
        "{}",
        report.out
    );
}

#[test]
fn without_due_everything_is_assessed() {
    let place = portfolio(2);
    place.run(reassess(&noon(20), &["-q"])).ends(0);
    let ran = place.run(reassess(&noon(21), &["--lang", "nl"])).ends(0);
    assert!(ran.out.contains("niets veranderd"), "{}", ran.out);
    assert_eq!(
        (raw_key(&ran.out), gap(&ran.out)),
        (None, None),
        "{}",
        ran.out
    );
    assert_eq!(stored(&place, "p/d0").len(), 2);
    let ran = place.run(reassess(&noon(21), &["--dry-run"])).ends(0);
    assert!(
        ran.out
            .contains("not due; assessed because everything was asked for"),
        "{}",
        ran.out
    );
    // One dossier is a portfolio too.
    place
        .run([
            "reassess",
            "p/d0",
            "--lean",
            "--offline",
            "--as-of",
            &noon(23),
            "-q",
        ])
        .ends(0);
    assert_eq!(stored(&place, "p/d0").len(), 3);
}

#[test]
fn a_run_writes_every_report_that_assess_writes() {
    let place = portfolio(1);
    let at = noon(20);
    place
        .run(["reassess", "p", "--offline", "-q", "--as-of", &at])
        .ends(0);
    super::copy(&place.at("seed"), &place.at("alone"));
    place
        .run(["assess", "alone", "--offline", "-q", "--as-of", &at])
        .ends(0);
    let names = |dossier: &str| -> Vec<String> {
        let folder = format!("{dossier}/assessments/{FIRST}/");
        let paths = place.tree().into_iter();
        paths
            .filter_map(|path| Some(path.strip_prefix(&folder)?.to_owned()))
            .collect()
    };
    assert_eq!(names("p/d0"), names("alone"));
    assert!(names("p/d0").len() > 3, "{:?}", names("p/d0"));
}

#[test]
fn lean_runs_write_assessments_that_reports_can_be_made_of() {
    let place = portfolio(1);
    place.run(reassess(&noon(20), &["-q"])).ends(0);
    let folder = format!("p/d0/assessments/{FIRST}");
    let files: Vec<String> = place
        .tree()
        .into_iter()
        .filter(|path| path.starts_with(&folder) && !path.ends_with('/'))
        .collect();
    assert!(
        files.contains(&format!("{folder}/assessment.json")),
        "{files:?}"
    );
    assert!(
        files.iter().all(|path| path.ends_with(".json")),
        "{files:?}"
    );
    place.run(["report", &folder, "--format", "md"]).ends(0);
    let seal = ["seal", &folder, "--output", "pack.zip", "-q"];
    place.run(seal).ends(0);
    place.run(["verify", "pack.zip", "-q"]).ends(0);
}

#[test]
fn programs_get_json() {
    let place = portfolio(2);
    place.write("p/d1/dossier.toml", "format = 1\nx = 2\n");
    let ran = place
        .run(reassess(&noon(20), &["--format", "json", "-q"]))
        .ends(3);
    let run: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let states: Vec<&str> = run["dossiers"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|dossier| dossier["state"].as_str().expect("a state"))
        .collect();
    assert_eq!(states, ["assessed", "broken"]);
    assert_eq!(run["dossiers"][0]["standing"]["advice"], "hold");
    assert!(run["dossiers"][1]["faults"][0]["line"].is_number());
}

#[test]
fn limits_look_at_every_dossier() {
    let place = portfolio(2);
    place
        .run(reassess(&noon(20), &["-q", "--fail-on", "hold"]))
        .ends(5);
    // Also at those that are not due.
    place
        .run(reassess(&noon(21), &["-q", "--due", "--fail-on", "hold"]))
        .ends(5);
    place
        .run(reassess(&noon(21), &["-q", "--due", "--fail-on", "no-go"]))
        .ends(0);
    place
        .run(reassess(
            &noon(21),
            &["-q", "--due", "--min-coverage", "80"],
        ))
        .ends(4);
    place.write("p/d1/dossier.toml", "");
    place
        .run(reassess(
            &noon(22),
            &["-q", "--due", "--min-coverage", "80"],
        ))
        .ends(3);
    place
        .run(reassess(&noon(22), &["-q", "--due", "--fail-on", "hold"]))
        .ends(5);
}

#[test]
fn two_runs_do_not_meet_and_one_that_was_cut_off_is_taken_up() {
    let place = portfolio(3);
    let at = noon(20);
    let held = Journal::open(&place.at("p"), head(&at), |_| false).expect("a journal");
    place.run(reassess(&at, &[])).refused(&[
        "another run is at work in this portfolio",
        "wait until it is done",
    ]);
    // Cut off: the journal is there and nobody holds the lock.
    drop(held);
    place
        .run([
            "reassess",
            "p/d1",
            "--lean",
            "--offline",
            "-q",
            "--as-of",
            &at,
        ])
        .ends(0);
    let ran = place
        .run(reassess(&at, &[]))
        .ends(0)
        .blames(&["cut off was taken up again"]);
    assert!(ran.out.contains("3 assessed"), "{}", ran.out);
    for dossier in ["p/d0", "p/d1", "p/d2"] {
        assert_eq!(stored(&place, dossier), [FIRST]);
    }
    assert!(!place.at("p/.waarborg/run.jsonl").exists());
    assert!(
        place
            .at(&format!("p/.waarborg/runs/{FIRST}.jsonl"))
            .exists()
    );

    // One that was asked for something else is put away, and no journal that makes no sense stops anybody.
    drop(Journal::open(&place.at("p"), head(&at), |_| false).expect("a journal"));
    let ran = place.run(reassess(&noon(21), &[])).ends(0);
    assert!(!ran.err.contains("taken up"), "{}", ran.err);
    assert!(
        place
            .at(&format!("p/.waarborg/runs/{FIRST}-cut-off.jsonl"))
            .exists()
    );
    place.write("p/.waarborg/run.jsonl", [0_u8, 159, 146, 150]);
    place.run(reassess(&noon(22), &["-q"])).ends(0);
    assert_eq!(stored(&place, "p/d0").len(), 3);
}

#[test]
fn a_run_for_now_is_taken_up_the_same_day_and_not_later() {
    let now = waarborg::assess::clock::this_second();
    for (ago, taken_up) in [(2, true), (36 * 3_600, false)] {
        let place = portfolio(1);
        let then = now - jiff::SignedDuration::from_secs(ago);
        let old = RunHead {
            given: false,
            ..head(&then.to_string())
        };
        drop(Journal::open(&place.at("p"), old, |_| false).expect("a journal"));
        let ran = place.run(["reassess", "p", "--offline", "--lean"]).ends(0);
        assert_eq!(ran.err.contains("taken up again"), taken_up, "{}", ran.err);
        let name = then.strftime("%Y-%m-%dT%H%M%SZ").to_string();
        let names = stored(&place, "p/d0");
        assert_eq!(names == [name], taken_up, "{names:?}");
    }
}

#[test]
fn a_portfolio_without_dossiers_is_refused() {
    let place = Place::new();
    place
        .run(["reassess", "gone"])
        .refused(&["gone", "cannot read this folder"]);
    place.write("p/readme.txt", "nothing here");
    place
        .run(["reassess", "p"])
        .refused(&["there is no dossier here", "waarborg init p/acme"]);
    place
        .run(["watch", "p"])
        .refused(&["there is no dossier here"]);
}

#[test]
fn hidden_folders_and_folders_inside_dossiers_are_no_dossiers() {
    let place = portfolio(1);
    super::copy(&place.at("seed"), &place.at("p/d0/inner"));
    super::copy(&place.at("seed"), &place.at("p/.hidden"));
    super::copy(&place.at("seed"), &place.at("p/group/below"));
    let ran = place.run(reassess(&noon(20), &["-q"])).ends(0);
    assert!(ran.out.contains("2 assessed"), "{}", ran.out);
    assert_eq!(stored(&place, "p/group/below").len(), 1);
    assert_eq!(stored(&place, "p/d0/inner").len(), 0);
}

#[test]
fn a_contract_that_cannot_be_is_named() {
    let place = portfolio(1);
    let text = place.read("p/d0/dossier.toml");
    place.write(
        "p/d0/dossier.toml",
        format!("{text}\n[contract]\nstarts = 2027-01-01\nends = 2026-01-01\nnotice_days = 9999\n"),
    );
    place.run(reassess(&noon(20), &[])).ends(3).blames(&[
        "the end lies before the beginning",
        "expected 0 to 3650 days",
    ]);
}
