//! `waarborg report … --format` and `waarborg scan … --format` in the formats of other tools.

use super::Place;

const STORED: &str = "acme/assessments/2026-11-22T120000Z";
const TEXTS: [(&str, &str); 6] = [
    ("sarif", "\"version\": \"2.1.0\""),
    ("oscal", "\"oscal-version\""),
    ("cyclonedx", "\"specVersion\": \"1.6\""),
    ("csv", "\u{feff}Id,"),
    ("dora", "B_05.01"),
    ("junit", "<testsuites"),
];

fn assessed() -> Place {
    let place = Place::with_dossier();
    place
        .run([
            "assess",
            "acme",
            "--offline",
            "--as-of",
            "2026-11-22T12:00:00Z",
        ])
        .ends(0);
    place
}

#[test]
fn a_stored_assessment_in_every_format() {
    let place = assessed();
    for (format, part) in TEXTS {
        let arguments = ["report", STORED, "--format", format, "--lang", "en"];
        let ran = place.run(arguments).ends(0);
        assert!(ran.out.contains(part), "{format}");
        let ran = place
            .run(arguments.iter().chain(&["--output", "out"]))
            .ends(0);
        assert_eq!(ran.out, "");
        assert!(place.read("out").contains(part), "{format}");
    }
    place
        .run(["report", STORED, "--format", "xlsx", "--output", "out.xlsx"])
        .ends(0);
    let bytes = std::fs::read(place.at("out.xlsx")).expect("a file");
    assert!(bytes.starts_with(b"PK"));
}

#[test]
fn a_scan_in_every_format_but_the_one_that_needs_a_dossier() {
    let place = Place::new();
    for (format, part) in TEXTS.iter().filter(|(format, _)| *format != "dora") {
        let ran = place
            .run([
                "scan",
                "example.nl",
                "--offline",
                "--format",
                format,
                "--lang",
                "en",
            ])
            .ends(0);
        assert!(ran.out.contains(part), "{format}");
    }
    place
        .run(["scan", "example.nl", "--offline", "--format", "dora"])
        .ends(2);
    let scan = place
        .run(["scan", "example.nl", "--offline", "--format", "json"])
        .ends(0);
    place.write("scan.json", scan.out);
    place
        .run(["report", "scan.json", "--format", "dora"])
        .refused(&["--format dora", "a scan has no dossier", "waarborg assess"]);
}
