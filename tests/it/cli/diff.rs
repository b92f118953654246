//! `waarborg diff`, and the chapter about it in reports.

use super::Place;
use crate::support::words::{gap, raw_key};

const FIRST: &str = "2026-11-20T12:00:00Z";
const SECOND: &str = "2026-11-22T12:00:00Z";
const OLD: &str = "acme/assessments/2026-11-20T120000Z";
const NEW: &str = "acme/assessments/2026-11-22T120000Z";

/// A dossier that was assessed twice; in between an answer was given.
fn assessed_twice() -> Place {
    assessed(&["reassess", "acme", "--lean"])
}

fn assessed(command: &[&str]) -> Place {
    let place = Place::with_dossier();
    place
        .run([command, &["--offline", "-q", "--as-of", FIRST]].concat())
        .ends(0);
    place.write(
        "acme/answers/quick.toml",
        "pack = \"quick\"\nversion = \"1.0.0\"\n[answers.\"con.agreement\"]\nvalue = \"none\"\n",
    );
    place
        .run([command, &["--offline", "-q", "--as-of", SECOND]].concat())
        .ends(0);
    place
}

#[test]
fn the_difference_is_told_in_every_form_and_language() {
    let place = assessed_twice();
    for lang in ["nl", "en"] {
        for format in ["text", "md", "html"] {
            let ran = place
                .run(["diff", OLD, NEW, "--format", format, "--lang", lang])
                .ends(0);
            assert_eq!(raw_key(&ran.out), None, "{format} {lang}");
            assert_eq!(gap(&ran.out), None, "{format} {lang}");
            let wanted = match (format, lang) {
                ("md", _) => "con\\.agreement".replace('\\', ""),
                _ => "con.agreement".to_owned(),
            };
            assert!(ran.out.contains(&wanted), "{format} {lang}\n{}", ran.out);
            let cause = if lang == "nl" {
                "leverancier veranderd"
            } else {
                "provider changed"
            };
            assert!(ran.out.contains(cause), "{format} {lang}\n{}", ran.out);
        }
    }
    let ran = place.run(["diff", "acme", "--format", "json"]).ends(0);
    let delta: waarborg::domain::delta::Delta = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(delta.answers.len(), 1);
    assert!(!delta.is_empty());
}

#[test]
fn a_report_tells_what_changed_since_the_one_before() {
    let place = assessed(&["assess", "acme"]);
    let html = |folder: &str| place.read(&format!("{folder}/report.html"));
    assert!(!html(OLD).contains("id=\"since\""), "there was none before");
    assert!(html(NEW).contains("id=\"since\""));
    assert!(
        place
            .read(&format!("{NEW}/report.md"))
            .contains("## Since the last time")
    );
    for format in ["text", "md", "html"] {
        let again = place.run(["report", NEW, "--format", format]).ends(0);
        assert!(again.out.contains("Since the last time"), "{format}");
        let first = place.run(["report", OLD, "--format", format]).ends(0);
        assert!(!first.out.contains("Since the last time"), "{format}");
    }
    #[cfg(feature = "pdf")]
    for (folder, wanted) in [(OLD, false), (NEW, true)] {
        let ran = place.run(["report", folder, "--format", "pdf", "--output", "r.pdf"]);
        ran.ends(0);
        let document = lopdf::Document::load(place.at("r.pdf")).expect("a PDF");
        let bookmarks = document.get_toc().expect("bookmarks").toc;
        assert!(bookmarks.len() > 3, "{bookmarks:?}");
        let chapter = bookmarks
            .iter()
            .any(|mark| mark.title.contains("Since the last time"));
        assert_eq!(chapter, wanted, "{bookmarks:?}");
    }
    // The report of a stored assessment is the one that was stored.
    let again = place.run(["report", NEW, "--format", "html"]).ends(0);
    assert_eq!(again.out, html(NEW));
}

#[test]
fn the_same_facts_are_no_difference() {
    let place = Place::with_dossier();
    for at in ["2026-11-22T12:00:00Z", "2026-11-22T13:00:00Z"] {
        place
            .run([
                "reassess",
                "acme",
                "--lean",
                "--offline",
                "-q",
                "--as-of",
                at,
            ])
            .ends(0);
    }
    let ran = place.run(["diff", "acme", "--exit-code"]).ends(0);
    assert!(ran.out.contains("Nothing changed"), "{}", ran.out);
    let place = assessed_twice();
    place.run(["diff", "acme", "--exit-code", "-q"]).ends(5);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let place = assessed_twice();
    place
        .run(["diff", NEW, OLD])
        .refused(&["later than the other", "older one first"]);
    place
        .run(["diff", "acme/dossier.toml"])
        .refused(&["lies in no dossier"]);
    place.run(["diff", "nowhere", "acme"]).refused(&["nowhere"]);
    place.write(
        "bad/assessment.json",
        "{\"format\":\"waarborg/assessment/1\",\n \"tool\": 7}",
    );
    place
        .run(["diff", "bad", NEW])
        .refused(&["bad", "assessment.json:2"]);
    place.write(
        "new/assessment.json",
        "{\"format\":\"waarborg/assessment/9\"}",
    );
    place
        .run(["diff", "new", NEW])
        .refused(&["waarborg/assessment/9", "newer one"]);

    let once = Place::with_dossier();
    once.run(["diff", "acme"])
        .refused(&["too few assessments", "waarborg assess acme"]);

    place.run(["init", "other", "--packs", "quick"]).ends(0);
    place.edit("other/dossier.toml", "Example Cloud Ltd", "Another Ltd");
    place.edit("other/dossier.toml", "Example service", "Another service");
    place
        .run([
            "reassess",
            "other",
            "--lean",
            "--offline",
            "-q",
            "--as-of",
            SECOND,
        ])
        .ends(0);
    place
        .run(["diff", OLD, "other"])
        .refused(&["Another service by Another Ltd"]);
}

#[test]
fn an_earlier_assessment_that_is_broken_stops_nobody() {
    let place = assessed_twice();
    place.write(&format!("{NEW}/assessment.json"), "{");
    let ran = place
        .run([
            "assess",
            "acme",
            "--offline",
            "--as-of",
            "2026-11-23T12:00:00Z",
        ])
        .ends(0)
        .blames(&["The assessment before cannot be read", "assessment.json"]);
    assert!(!ran.out.contains("Since the last time"));
}
