//! `waarborg report --for READER` and `--edition public`.

use super::Place;

const STORED: &str = "acme/assessments/2026-11-22T120000Z";

fn assessed() -> Place {
    let place = Place::new();
    place.run(["init", "acme", "--lang", "nl"]).ends(0);
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
fn every_reader_gets_a_paper_in_every_format() {
    let place = assessed();
    for reader in ["administrator", "board", "contract", "provider"] {
        for (format, start) in [
            ("docx", "PK"),
            ("html", "<!doctype"),
            ("md", "# "),
            ("pdf", "%PDF"),
        ] {
            let file = format!("{reader}.{format}");
            let ran = place
                .run([
                    "report", STORED, "--for", reader, "--format", format, "-o", &file,
                ])
                .ends(0);
            assert_eq!(ran.out, "", "{file}");
            assert_eq!(
                ran.err.contains("Open points:"),
                reader == "contract",
                "{file}: {}",
                ran.err
            );
            let mut files = place.contents().into_iter();
            let (_, bytes) = files.find(|(name, _)| *name == file).expect("a file");
            assert!(bytes.starts_with(start.as_bytes()), "{file}");
        }
    }
    // Without a format: text, in the language of the dossier or the one asked for.
    let dutch = place.run(["report", STORED, "--for", "contract"]).ends(0);
    assert!(dutch.out.contains("Bijlage III."), "{}", dutch.out);
    let english = place
        .run(["report", STORED, "--for", "contract", "--lang", "en"])
        .ends(0);
    assert!(english.out.contains("Annex III."), "{}", english.out);
    let public = place.run(["report", STORED, "--edition", "public"]).ends(0);
    assert!(public.out.contains("Weggelaten zijn:"), "{}", public.out);
}

#[test]
fn the_letter_names_the_day_that_was_asked_for() {
    let place = assessed();
    let letter = |day: &str| place.run(["report", STORED, "--for", "provider", "--reply-by", day]);
    let ran = letter("2027-01-15").ends(0);
    assert!(ran.out.contains("15 januari 2027"), "{}", ran.out);
    letter("2026-11-01").refused(&["--reply-by 2026-11-01", "2026-11-22"]);
    letter("soon").ends(2);
    place
        .run(["report", STORED, "--reply-by", "2027-01-15"])
        .misused(&["--reply-by", "--for provider"]);
}

#[test]
fn what_cannot_be_is_refused_with_what_to_do() {
    let place = assessed();
    for (arguments, parts) in [
        (
            &["--for", "board", "--edition", "public"][..],
            &["--for board --edition public", "--for contract"][..],
        ),
        (
            &["--for", "contract", "--format", "json"],
            &["--format json", "docx"],
        ),
        (
            &["--for", "board", "--baseline", "known.toml"],
            &["--baseline known.toml", "--for"],
        ),
        (
            &["--format", "docx", "-o", "x.docx"],
            &["--format docx", "--for"],
        ),
    ] {
        place
            .run(["report", STORED].iter().chain(arguments))
            .misused(parts);
    }
    place.run(["report", STORED, "--for", "boss"]).ends(2);
    place
        .run(["report", "gone", "--for", "board"])
        .refused(&["gone"]);
}

#[test]
fn a_scan_is_no_contract() {
    let place = Place::new();
    place
        .run([
            "scan",
            "example.nl",
            "--offline",
            "--format",
            "json",
            "--output",
            "scan.json",
        ])
        .ends(0);
    place
        .run(["report", "scan.json", "--for", "contract"])
        .refused(&["scan.json", "waarborg assess"]);
}
