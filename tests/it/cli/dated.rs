//! Files that say less as they grow older, and tables from after the day that is judged for: said where people look.

use std::time::{Duration, SystemTime};

use waarborg::domain::method::GivenKind;

use super::Place;

const SCAN: [&str; 3] = ["scan", "example.nl", "--offline"];
const ROUTES: &str = r#""roas":[{"asn":"AS1103","prefix":"145.100.0.0/16","maxLength":16}]}"#;

fn days_ago(days: u64) -> SystemTime {
    SystemTime::now() - Duration::from_secs(days * 86_400)
}

fn write_old(place: &Place, name: &str, text: &str, days: u64) {
    place.write(name, text);
    let file = std::fs::File::options().write(true).open(place.at(name));
    file.and_then(|file| file.set_modified(days_ago(days)))
        .expect("the time of a file can be set");
}

#[test]
fn an_old_list_of_routes_is_used_and_said_to_be_old() {
    let place = Place::new();
    let own = format!(r#"{{"metadata":{{"buildtime":"2026-01-02T03:04:05Z"}},{ROUTES}"#);
    place.write("own.json", own);
    write_old(&place, "written.json", &format!("{{{ROUTES}"), 10);
    place.write("fresh.json", format!("{{{ROUTES}"));
    for (file, old) in [
        ("own.json", true),
        ("written.json", true),
        ("fresh.json", false),
    ] {
        let ran = place
            .run(SCAN.iter().chain(&["--vrps", file, "--format", "json"]))
            .ends(0);
        assert_eq!(
            ran.err.contains("have the list made again"),
            old,
            "{}",
            ran.err
        );
        let given = super::parse(&ran.out).method.network.given_files;
        assert_eq!(given.len(), 1);
        assert_eq!(
            (given[0].kind, given[0].is_old()),
            (GivenKind::RouteOrigins, old)
        );
        assert_eq!(given[0].name, file);
        let ran = place.run(["locate", "145.100.1.1", "--vrps", file]).ends(0);
        assert_eq!(ran.err.contains("age in days"), old, "{}", ran.err);
    }
    // The report says it too, in the language of its reader.
    let ran = place
        .run(SCAN.iter().chain(&["--vrps", "own.json", "--lang", "nl"]))
        .ends(0);
    let page = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains("Een bestand dat u opgaf, is oud."), "{page}");
    assert!(page.contains("own.json is van 2026-01-02"), "{page}");
}

#[test]
fn old_keys_of_a_zone_are_used_and_said_to_be_old() {
    let place = Place::new();
    let key = "example. IN DS 370 13 2 BE74359954660069D5C63D200C39F5603827D7DD02B56F120EE9F3A86764247C\n";
    write_old(&place, "old.ds", key, 400);
    place.write("fresh.ds", key);
    place.write("empty.ds", "; nothing yet\n");
    for (file, old) in [("old.ds", true), ("fresh.ds", false)] {
        let ran = place
            .run(SCAN.iter().chain(&["--dnssec-anchor", file]))
            .ends(0);
        assert_eq!(ran.err.contains("keys for DNSSEC"), old, "{}", ran.err);
        assert_eq!(ran.out.contains("A file that you gave is old."), old);
    }
    place
        .run(SCAN.iter().chain(&["--dnssec-anchor", "empty.ds"]))
        .refused(&["empty.ds", "no DS or DNSKEY record"]);
}

#[test]
fn a_day_before_the_location_data_is_said() {
    let place = Place::with_dossier();
    let early = ["locate", "145.100.1.1", "--as-of", "2026-01-31"];
    let ran = place.run(early).ends(0);
    assert!(ran.err.contains("after 2026-01-31"), "{}", ran.err);
    let ran = place.run([&early[..], &["--quiet"]].concat()).ends(0);
    assert_eq!(ran.err, "");
    let ran = place.run(["locate", "145.100.1.1"]).ends(0);
    assert_eq!(ran.err, "");
    let ran = place
        .run(["assess", "acme", "--as-of", "2026-01-31", "--offline"])
        .ends(0);
    assert!(ran.err.contains("after 2026-01-31"), "{}", ran.err);
    assert!(
        ran.out.contains("The location data are from after the day"),
        "{}",
        ran.out
    );
}
