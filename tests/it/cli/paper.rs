//! `waarborg report --for READER` and `--edition public`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Place;
use crate::support::container::Container;

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

/// The smallest image of dots there is: one, red.
const DOT: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";
const LINES: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><rect width=\"40\" height=\"20\" fill=\"#1b4f7a\"/></svg>";

#[test]
fn the_logo_of_a_house_stands_on_every_paper() {
    let place = assessed();
    let dot = STANDARD.decode(DOT).expect("an image");
    for (name, bytes) in [("logo.svg", LINES.as_bytes()), ("logo.png", &dot)] {
        let house = name.replace('.', "-");
        place.write(&format!("{house}/{name}"), bytes);
        let write = |reader: &str, format: &str, dressed: bool| {
            let file = format!("{reader}.{format}");
            let mut arguments = vec!["report", STORED, "--for", reader, "--format", format];
            arguments.extend(["--output", &file]);
            if dressed {
                arguments.extend(["--templates", &house]);
            }
            place.run(arguments).ends(0);
            std::fs::read(place.at(&file)).expect("a paper")
        };
        for reader in ["board", "contract"] {
            let kind = if name == "logo.svg" { "svg+xml" } else { "png" };
            let html = write(reader, "html", true);
            let html = String::from_utf8(html)
                .expect("text")
                .replace("&#x3D;", "=");
            let image = format!("<img class=\"logo\" src=\"data:image/{kind};base64,");
            assert!(html.contains(&image), "{reader} {name}");
            let names = |bytes: &[u8]| {
                let container = Container::read(bytes);
                let names = container.names().into_iter().map(str::to_owned);
                names.collect::<Vec<String>>()
            };
            let part = "word/media/logo.png".to_owned();
            assert!(names(&write(reader, "docx", true)).contains(&part));
            assert!(!names(&write(reader, "docx", false)).contains(&part));
            // What is drawn on paper is more than what is not.
            let (with, without) = (write(reader, "pdf", true), write(reader, "pdf", false));
            assert!(with != without, "{reader} {name}");
        }
    }
    place.write("broken/logo.png", "no image");
    let broken = ["report", STORED, "--for", "board", "--format", "docx"];
    let with = ["--output", "x.docx", "--templates", "broken"];
    place
        .run(broken.iter().chain(&with))
        .refused(&["broken/logo.png:1:1", "no PNG image"]);
}
