//! `waarborg demo`: the first thing that anyone runs.

use super::Place;

#[test]
fn the_demonstration_runs_and_runs_again() {
    let place = Place::new();
    for said in ["Go with conditions", "assessed again"] {
        let ran = place.run(["demo", "trial", "--lang", "en"]).ends(0);
        assert!(
            ran.out.contains("Said and seen") && ran.out.contains("India"),
            "{}",
            ran.out
        );
        assert!(
            ran.out.contains(said) || ran.err.contains(said),
            "{}",
            ran.err
        );
        // Assessments are named after the second.
        std::thread::sleep(std::time::Duration::from_millis(1_100));
    }
    let stored = std::fs::read_dir(place.at("trial/assessments"))
        .expect("assessments")
        .count();
    assert_eq!(stored, 2);
}

#[test]
fn a_real_dossier_is_not_judged_by_fictional_servers() {
    let place = Place::with_dossier();
    place
        .run(["demo", "acme", "--lang", "en"])
        .refused(&["not the dossier of the demonstration"]);
    assert!(!place.at("acme/assessments").exists());
}
