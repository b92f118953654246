//! `waarborg clauses`: a draft agreement, held against the law.

use std::io::{Cursor, Write as _};

use super::Place;
use crate::support::words::{gap, raw_key};

const GOOD: &str = include_str!("../clause/agreements/good-nl.txt");
const VENDOR: &str = include_str!("../clause/agreements/vendor-en.txt");

#[test]
fn a_file_in_every_format_and_both_languages() {
    let place = Place::new();
    place.write("agreement.txt", VENDOR);
    for format in ["text", "md", "html", "json"] {
        let [nl, en] = ["nl", "en"].map(|lang| {
            let arguments = [
                "clauses",
                "agreement.txt",
                "--format",
                format,
                "--lang",
                lang,
            ];
            let ran = place.run(arguments).ends(0);
            assert_eq!(raw_key(&ran.out), None, "{format} {lang}");
            assert_eq!(gap(&ran.out), None, "{format} {lang}");
            assert!(!ran.out.contains("clauses."), "{format} {lang}");
            assert_eq!(ran.out, place.run(arguments).ends(0).out, "the same bytes");
            ran.out
        });
        assert_ne!(nl, en);
        for part in ["A33-2", "ten (10) business days", "10"] {
            assert!(en.contains(part), "{format}: {part}");
        }
        assert!(!en.contains("DO-2a"), "DORA only when asked");
    }
    let text = place
        .run(["clauses", "agreement.txt", "--lang", "en"])
        .ends(0)
        .out;
    for part in [
        "to be confirmed by a person",
        "line 17",
        "beyond the limit",
        "The period starts only after confirmation or investigation",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let ran = place
        .run([
            "clauses",
            "agreement.txt",
            "--norm",
            "dora",
            "--output",
            "out.md",
            "--format",
            "md",
        ])
        .ends(0);
    assert_eq!(ran.out, "");
    assert!(place.read("out.md").contains("DO-2a") && !place.read("out.md").contains("A28-1"));
}

#[test]
fn a_dossier_names_its_contract_files() {
    let place = Place::with_dossier();
    place.run(["clauses", "acme"]).refused(&[
        "evidence.toml",
        "names no file of an agreement",
        "processor-agreement",
    ]);
    place.write("acme/evidence/dpa.txt", GOOD);
    place.write(
        "acme/evidence/sla.docx",
        docx("Beschikbaarheid 99,9% per maand"),
    );
    let register = "[[evidence]]\nid = \"dpa\"\nkind = \"processor-agreement\"\nfile = \"dpa.txt\"\n\
                    [[evidence]]\nid = \"sla\"\nkind = \"sla\"\nfile = \"sla.docx\"\n";
    place.write("acme/evidence/evidence.toml", register);
    let ran = place.run(["clauses", "acme", "--lang", "en"]).ends(0);
    for part in ["dpa.txt", "sla.docx", "✓ present: 19", "dpa.txt, line"] {
        assert!(ran.out.contains(part), "{part}\n{}", ran.out);
    }
    place.edit(
        "acme/dossier.toml",
        "[intake]",
        "[intake]\nregimes = [\"dora\"]",
    );
    let ran = place.run(["clauses", "acme", "--lang", "en"]);
    assert!(ran.code != 0 || ran.out.contains("DO-2e"), "{}", ran.err);
}

fn docx(text: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive
        .start_file(
            "word/document.xml",
            zip::write::SimpleFileOptions::default(),
        )
        .expect("a part");
    let xml = format!("<w:document xmlns:w=\"w\"><w:p><w:t>{text}</w:t></w:p></w:document>");
    archive.write_all(xml.as_bytes()).expect("a part");
    archive.finish().expect("an archive").into_inner()
}

#[test]
fn hostile_words_stay_words() {
    let place = Place::new();
    for payload in crate::report::PAYLOADS {
        // Text with such a character is refused as no text at all.
        let payload = payload.replace('\0', "");
        let text = format!(
            "5. Breaches {payload}\n\nThe processor notifies every breach within 24 hours {payload}\n"
        );
        place.write("agreement.txt", text);
        for format in ["text", "md", "html", "json"] {
            let ran = place
                .run(["clauses", "agreement.txt", "--format", format])
                .ends(0);
            assert!(
                !ran.out.contains(['\u{1b}', '\u{202e}', '\u{7}']),
                "{payload:?} {format}"
            );
            if format == "html" {
                for acting in ["<script", "<img", "<svg", "javascript:alert\""] {
                    assert!(!ran.out.contains(acting), "{payload:?}");
                }
            }
        }
    }
}

#[test]
fn faults_are_told() {
    let place = Place::new();
    place
        .run(["clauses", "none.pdf"])
        .refused(&["none.pdf", "cannot read this file"]);
    place.write("a.txt", "text");
    place.run(["clauses", "a.txt", "--norm", "gpdr"]).refused(&[
        "--norm gpdr",
        "no clauses of this norm",
        "did you mean `gdpr`?",
    ]);
    place.write("own/clauses/gdpr.toml", "[clauses]\nnorm = \"gdpr\"\nversion = \"1\"\nverified_on = 2026-01-01\ntitle.nl = \"x\"\ntitle.en = \"x\"\n[[clause]]\nid = \"a\"\nreference = \"gdpr:28(1)\"\ntitle.nl = \"x\"\ntitle.en = \"x\"\nwants.nl = \"x\"\nwants.en = \"x\"\nask.nl = \"x\"\nask.en = \"x\"\npresent = 2\nweak = 1\n[[clause.term]]\npoints = 2\nany = [\"~ data\"]\n");
    place.run(["clauses", "a.txt", "--data", "own"]).refused(&[
        "gdpr.toml:20",
        "`~ data` of a is no pattern",
        "without hyphens",
    ]);
}
