//! Moments to judge for, and codes for what was not seen.

use super::Place;

#[test]
fn a_scan_that_saw_too_little_says_so() {
    let place = Place::new();
    let scan = ["scan", "example.nl", "--offline"];
    place.run(scan).ends(0);
    let wanting = [&scan[..], &["--min-coverage", "1"]].concat();
    place.run(wanting).ends(4);
    let content = [&scan[..], &["--min-coverage", "0"]].concat();
    place.run(content).ends(0);
}

#[test]
fn a_day_will_do_for_a_moment_and_the_past_needs_no_network() {
    let place = Place::with_dossier();
    place
        .run(["assess", "acme", "--as-of", "2026-01-31"])
        .misused(&["earlier day", "--offline"]);
    place
        .run(["assess", "acme", "--as-of", "2026-01-31", "--offline"])
        .ends(0);
    assert!(
        place
            .at("acme/assessments/2026-01-31T120000Z/report.html")
            .exists()
    );
}

#[test]
fn a_vantage_is_a_country() {
    let place = Place::new();
    place
        .run(["scan", "example.nl", "--offline", "--vantage", "ZZ"])
        .misused(&["--vantage ZZ", "no country code"]);
}
