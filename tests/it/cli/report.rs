//! `waarborg report`: a stored assessment, rendered again.

use super::Place;
use crate::support::words::{gap, raw_key};

const STORED: &str = "acme/assessments/2026-11-22T120000Z";

fn assessed(lang: &str) -> Place {
    let place = Place::new();
    place.run(["init", "acme", "--lang", lang]).ends(0);
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
fn every_format_in_both_languages_from_the_file_or_its_folder() {
    let place = assessed("en");
    let file = format!("{STORED}/assessment.json");
    for format in ["html", "json", "md", "text"] {
        let pages = ["nl", "en"].map(|lang| {
            let arguments = ["--format", format, "--lang", lang];
            let of_file = place
                .run(["report", &file].iter().chain(&arguments))
                .ends(0);
            let of_folder = place
                .run(["report", STORED].iter().chain(&arguments))
                .ends(0);
            assert_eq!(of_file.out, of_folder.out, "{format}");
            assert_eq!(of_file.err, "");
            if format != "json" {
                assert_eq!(raw_key(&of_file.out), None, "{format} {lang}");
                assert_eq!(gap(&of_file.out), None, "{format} {lang}");
            }
            of_file.out
        });
        assert_eq!(pages[0] == pages[1], format == "json", "{format}");
    }
}

#[test]
fn what_was_stored_is_what_is_rendered_again() {
    let place = assessed("nl");
    for (format, name) in [
        ("html", "report.html"),
        ("md", "report.md"),
        ("json", "assessment.json"),
    ] {
        // Without --lang a report speaks the language of its dossier, as it did when it was stored.
        let ran = place.run(["report", STORED, "--format", format]).ends(0);
        assert!(
            ran.out == place.read(&format!("{STORED}/{name}")),
            "{name} differs"
        );
    }
}

#[cfg(feature = "pdf")]
#[test]
fn the_pdf_that_was_stored_is_made_again_byte_for_byte() {
    let place = Place::with_dossier();
    place
        .run_with_pdf(["assess", "acme", "--offline", "--as-of", "2026-01-31"])
        .ends(0);
    let stored = "acme/assessments/2026-01-31T120000Z";
    place
        .run(["report", stored, "--format", "pdf", "--output", "again.pdf"])
        .ends(0);
    let read = |path: &str| std::fs::read(place.at(path)).expect("a file");
    let first = read(&format!("{stored}/report.pdf"));
    assert!(first.starts_with(b"%PDF-1.7"));
    assert!(first == read("again.pdf"), "the PDF differs");
}

#[test]
fn a_report_goes_to_a_file() {
    let place = assessed("en");
    let ran = place
        .run(["report", STORED, "--format", "md", "--output", "out.md"])
        .ends(0);
    assert_eq!(ran.out, "");
    assert_eq!(
        place.read("out.md"),
        place.read(&format!("{STORED}/report.md"))
    );
    place
        .run(["report", STORED, "--output", "acme"])
        .refused(&["acme", "cannot write this file"]);
}

#[test]
fn what_is_no_assessment_is_refused() {
    let place = assessed("en");
    let text = place.read(&format!("{STORED}/assessment.json"));
    let lines = text.lines().count();

    place
        .run(["report", "gone.json"])
        .refused(&["gone.json", "cannot read this file"]);
    place
        .run(["report", "acme/answers"])
        .refused(&["acme/answers/assessment.json", "cannot read"]);

    for (content, parts) in [
        (String::new(), &["a.json", "no valid assessment"][..]),
        (
            "{}".to_owned(),
            &["a.json:1:", "no valid assessment", "format"],
        ),
        (
            "not JSON at all\n".to_owned(),
            &["a.json:1:", "no valid assessment"],
        ),
        ("[".repeat(200_000), &["a.json:1:", "no valid assessment"]),
        (
            text[..text.len() / 2].to_owned(),
            &["a.json:", "no valid assessment"],
        ),
        (
            text.replace("waarborg/assessment/1", "waarborg/assessment/2"),
            &[
                "a.json",
                "format `waarborg/assessment/2`",
                "reads `waarborg/assessment/1`",
                "newer one",
            ],
        ),
        (
            text.replacen("\"not-observed\"", "\"not-obsrved\"", 1),
            &["a.json:", "not-obsrved", "not-observed"],
        ),
        (
            text.replacen("\"subjects\": [", "\"subjects\": 7, \"x\": [", 1),
            &["a.json:"],
        ),
    ] {
        place.write("a.json", &content);
        let ran = place.run(["report", "a.json"]).refused(parts);
        assert!(ran.err.len() < 10_000, "{} characters", ran.err.len());
    }
    place.write("a.json", [0xff, 0xfe, 0x00, 0x41]);
    place.run(["report", "a.json"]).refused(&["a.json"]);
    // The fault is pointed at where it stands.
    let broken = text.replacen("\"tool\": \"waarborg\"", "\"tool\": 7", 1);
    place.write("a.json", &broken);
    place.run(["report", "a.json"]).refused(&["a.json:3:"]);
    assert!(lines > 100);
}

#[test]
fn what_others_wrote_does_not_act_in_a_report() {
    let place = Place::new();
    place.run(["init", "acme", "--packs", "quick"]).ends(0);
    let payload = "<script>alert(1)</script>\\u001b[31m\\u202e![x](javascript:alert(1))";
    place.edit(
        "acme/dossier.toml",
        "\nname = \"Example Cloud Ltd\"",
        &format!("\nname = \"{payload}\""),
    );
    place.edit(
        "acme/dossier.toml",
        "label = \"Website\"",
        &format!("label = \"{payload}\""),
    );
    place
        .run([
            "assess",
            "acme",
            "--offline",
            "--as-of",
            "2026-11-22T12:00:00Z",
            "--color",
            "never",
        ])
        .ends(0);
    for format in ["html", "md", "text"] {
        let page = place
            .run(["report", STORED, "--format", format])
            .ends(0)
            .out;
        assert!(page.contains("alert"), "{format}: the name is shown");
        assert!(!page.contains(['\u{1b}', '\u{202e}']), "{format}");
        if format != "text" {
            let escaped = page.matches("\\<script").count();
            assert_eq!(page.matches("<script").count(), escaped, "{format}");
        }
        if format == "md" {
            assert!(!page.contains("![x](javascript"), "{format}");
        }
    }
}
