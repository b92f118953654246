//! `waarborg questionnaire export` and `import`: questions out, answers back.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::Command;

use rust_xlsxwriter::{Formula, Workbook};
use zip::write::SimpleFileOptions;

use super::Place;

const ANSWERS: &str = "acme/answers/quick.toml";

/// Brings answers in as CSV.
fn fill(place: &Place, rows: &[(&str, &str)]) {
    let mut text = String::from("pack,question,answer\n");
    for (question, answer) in rows {
        let _ = writeln!(text, "quick,{question},\"{answer}\"");
    }
    place.write("in.csv", text);
    place
        .run(["questionnaire", "import", "acme", "in.csv", "--yes"])
        .ends(0);
}

/// A workbook of one sheet whose keys stand in the given columns; `rows` come below.
fn workbook(name: &str, keys: &[&str], rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(name).expect("a name");
    sheet
        .write_string(0, 0, "waarborg:pack:quick:1.0.0")
        .expect("a mark");
    for (column, key) in (0_u16..).zip(keys) {
        sheet.write_string(2, column, *key).expect("a key");
    }
    for (row, cells) in (4_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(*cells) {
            match cell.strip_prefix('=') {
                Some(formula) => {
                    sheet
                        .write_formula(row, column, Formula::new(formula).set_result("Yes"))
                        .expect("a formula");
                }
                None => {
                    sheet.write_string(row, column, *cell).expect("a cell");
                }
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn every_format_comes_back_as_it_went_out() {
    let place = Place::with_dossier();
    fill(
        &place,
        &[
            ("loc.storage", "Nederland, Germany"),
            ("tls.versions", "ja"),
            ("sec.patching", "30 days"),
            ("xfer.mechanism", "scc"),
        ],
    );
    let before = place.read(ANSWERS);
    assert!(before.contains("value = [\"NL\", \"DE\"]"), "{before}");
    for (format, file) in [("xlsx", "q.xlsx"), ("csv", "q.csv"), ("json", "q.json")] {
        let out = [
            "questionnaire",
            "export",
            "acme",
            "--format",
            format,
            "--output",
            file,
        ];
        place.run(out).ends(0);
        let ran = place.run(["questionnaire", "import", "acme", file]).ends(0);
        assert_eq!(ran.out, "new: 0 · changed: 0 · the same: 4\n", "{format}");
        assert_eq!(place.read(ANSWERS), before, "{format}");
    }
    // The same dossier gives the same bytes.
    let first = std::fs::read(place.at("q.xlsx")).expect("a workbook");
    place
        .run(["questionnaire", "export", "acme", "--output", "again.xlsx"])
        .ends(0);
    assert_eq!(
        std::fs::read(place.at("again.xlsx")).expect("a workbook"),
        first
    );
}

#[test]
fn what_was_written_by_hand_stays() {
    let place = Place::with_dossier();
    place.edit(
        ANSWERS,
        "[answers.\"loc.storage\"]\n",
        "# Ask about the archive too.\n[answers.\"loc.storage\"]\nvalue = [\"NL\"] # by phone\ncomment = \"checked\"\nreview = { decision = \"confirmed\", by = \"A. Reviewer\", at = 2026-01-31, reason = \"seen\" }\n",
    );
    place.write(
        "in.csv",
        "pack,question,answer\nquick,loc.storage,\"NL, DE\"\n",
    );
    let refused = place
        .run(["questionnaire", "import", "acme", "in.csv"])
        .ends(3)
        .blames(&["answers would be replaced", "--yes"]);
    assert!(refused.out.contains("~ loc.storage"), "{}", refused.out);
    assert!(
        refused.out.contains("- NL\n    + NL, DE"),
        "{}",
        refused.out
    );
    assert!(
        !place.read(ANSWERS).contains("\"DE\"] # by phone"),
        "nothing is written unasked"
    );
    let ran = place
        .run([
            "questionnaire",
            "import",
            "acme",
            "in.csv",
            "--yes",
            "--by",
            "Vendor desk",
        ])
        .ends(0);
    assert!(ran.out.contains("lapses: the decision"), "{}", ran.out);
    let after = place.read(ANSWERS);
    for kept in [
        "# Ask about the archive too.",
        "value = [\"NL\", \"DE\"] # by phone",
        "comment = \"checked\"",
        "by = \"Vendor desk\"",
        "source = { import = \"in.csv\" }",
    ] {
        assert!(after.contains(kept), "{kept}\n{after}");
    }
    assert!(
        !after.contains("A. Reviewer"),
        "the decision was about another answer"
    );
    place
        .run(["assess", "acme", "--offline", "--quiet"])
        .ends(0);
}

#[test]
fn a_blank_cell_takes_nothing_away() {
    let place = Place::with_dossier();
    fill(&place, &[("tls.versions", "yes")]);
    let before = place.read(ANSWERS);
    place.write("blank.csv", "pack;question;answer\nquick;tls.versions;\n");
    let ran = place
        .run(["questionnaire", "import", "acme", "blank.csv", "--yes"])
        .ends(3)
        .blames(&["nothing was filled in"]);
    assert_eq!(ran.out, "new: 0 · changed: 0 · the same: 0\n");
    assert_eq!(place.read(ANSWERS), before);
}

#[test]
fn rows_and_columns_may_be_moved_and_added() {
    let place = Place::with_dossier();
    let keys = ["comment", "my own notes", "answer", "id"];
    let rows: [&[&str]; 4] = [
        &["", "", "", ""],
        &["as agreed", "ours", "Yes", "tls.versions"],
        &["", "a row of ours", "", ""],
        &["", "", "Frankrijk; DE", "loc.storage"],
    ];
    place.write("moved.xlsx", workbook("anything", &keys, &rows));
    place
        .run(["questionnaire", "import", "acme", "moved.xlsx"])
        .ends(0);
    let after = place.read(ANSWERS);
    assert!(after.contains("value = [\"FR\", \"DE\"]"), "{after}");
    assert!(after.contains("comment = \"as agreed\""), "{after}");
}

#[test]
fn every_problem_is_told_with_sheet_and_cell_and_nothing_is_written() {
    let place = Place::with_dossier();
    let before = place.contents();
    let keys = ["id", "answer", "evidence"];
    let rows: [&[&str]; 5] = [
        &["tls.versions", "=IF(1,\"Yes\",\"No\")"],
        &["loc.storage", "Atlantis"],
        &["loc.storge", "NL"],
        &["sec.mfa", "=HYPERLINK(\"http://192.0.2.1/\",\"x\")", ""],
        &[
            "con.agreement",
            "<script>alert(1)</script>",
            "no such document!",
        ],
    ];
    place.write("bad.xlsx", workbook("quick", &keys, &rows));
    let ran = place
        .run(["questionnaire", "import", "acme", "bad.xlsx", "--yes"])
        .ends(3)
        .blames(&[
            "[quick!B5]: a formula stands here",
            "[quick!B6]",
            "`Atlantis` is not a country",
            "[quick!A7]",
            "did you mean `loc.storage`?",
            "[quick!B8]: a formula stands here",
            "[quick!B9]",
            "[quick!C9]",
            "Nothing was written.",
        ]);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
    std::fs::remove_file(place.at("bad.xlsx")).expect("a file");
    let mut after = place.contents();
    after.retain(|(path, _)| path != "acme/.lock");
    assert_eq!(after, before);
}

#[test]
fn a_file_that_is_no_workbook_is_told_apart() {
    let place = Place::with_dossier();
    let whole = workbook("quick", &["id", "answer"], &[]);
    let mut bomb = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    bomb.start_file("xl/workbook.xml", SimpleFileOptions::default())
        .expect("a part");
    let nothing = vec![b' '; 1 << 20];
    for _ in 0..140 {
        bomb.write_all(&nothing).expect("a part");
    }
    let bomb = bomb.finish().expect("a zip").into_inner();
    assert!(bomb.len() < 1 << 20, "it is small until it is unpacked");
    let foreign = {
        let mut book = Workbook::new();
        book.add_worksheet()
            .write_string(0, 0, "their list")
            .expect("a cell");
        book.save_to_buffer().expect("a workbook")
    };
    let cases: [(&[u8], &str); 6] = [
        (
            b"\xd0\xcf\x11\xe0 an old one",
            "save the file as an Excel workbook",
        ),
        (whole.get(..whole.len() / 2).unwrap_or_default(), "damaged"),
        (&bomb, "more than 128 MB"),
        (&foreign, "--map"),
        (b"PK", "damaged"),
        (b"", "this is not an XLSX workbook"),
    ];
    for (bytes, words) in cases {
        place.write("in.xlsx", bytes);
        place
            .run(["questionnaire", "import", "acme", "in.xlsx"])
            .ends(3)
            .blames(&["in.xlsx", words]);
    }
    place
        .run(["questionnaire", "import", "acme", "nothing.xlsx"])
        .ends(3)
        .blames(&["nothing.xlsx"]);
}

#[test]
fn no_answer_runs_as_a_formula_in_a_spreadsheet() {
    let place = Place::with_dossier();
    place.write(
        "in.csv",
        "pack,question,answer,comment\nquick,tls.versions,yes,\"=cmd|' /C calc'!A0\"\n",
    );
    place
        .run(["questionnaire", "import", "acme", "in.csv"])
        .ends(0);
    let csv = place
        .run(["questionnaire", "export", "acme", "--format", "csv"])
        .ends(0);
    assert!(csv.out.contains("\"'=cmd|"), "{}", csv.out);
    assert!(!csv.out.contains("\"=cmd"), "{}", csv.out);
    place.write("out.csv", &csv.out);
    let back = place
        .run(["questionnaire", "import", "acme", "out.csv"])
        .ends(0);
    assert_eq!(back.out, "new: 0 · changed: 0 · the same: 1\n");
    place
        .run(["questionnaire", "export", "acme", "--output", "q.xlsx"])
        .ends(0);
    let bytes = std::fs::read(place.at("q.xlsx")).expect("a workbook");
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
    for index in 0..book.len() {
        let mut part = book.by_index(index).expect("a part");
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).expect("text");
        assert!(!text.contains("<f>"), "part {index} holds a formula");
    }
}

#[test]
fn a_list_of_others_is_read_by_a_mapping() {
    let place = Place::with_dossier();
    place.write(
        "caiq.csv",
        "CAIQ\nQuestion ID,Answer,Description\nIAM-14.1,Yes,all staff\nCEK-03.1,NA,no storage\nXXX-1,No,\n",
    );
    let mapping = "[list]\nhead = 2\nkey = \"Question ID\"\nanswer = \"Answer\"\ncomment = \"Description\"\n\
                   [[row]]\nkey = \"IAM-14.1\"\npack = \"quick\"\nquestion = \"tls.versions\"\n\
                   values = { \"Yes\" = \"yes\" }\n\
                   [[row]]\nkey = \"CEK-03.1\"\npack = \"quick\"\nquestion = \"sec.at-rest\"\nnot_applicable = [\"NA\"]\n";
    place.write("map.toml", mapping);
    place
        .run([
            "questionnaire",
            "import",
            "acme",
            "caiq.csv",
            "--map",
            "map.toml",
        ])
        .ends(0);
    let after = place.read(ANSWERS);
    assert!(after.contains("comment = \"all staff\""), "{after}");
    assert!(after.contains("not_applicable = \"no storage\""), "{after}");
    place.write("map.toml", mapping.replace("tls.versions", "tls.version"));
    place
        .run([
            "questionnaire",
            "import",
            "acme",
            "caiq.csv",
            "--map",
            "map.toml",
        ])
        .ends(3)
        .blames(&["map.toml", "did you mean `tls.versions`?"]);
    place.write("map.toml", mapping.replace("Question ID", "Control"));
    place
        .run([
            "questionnaire",
            "import",
            "acme",
            "caiq.csv",
            "--map",
            "map.toml",
        ])
        .ends(3)
        .blames(&["no heading `Control`"]);
}

/// What `LibreOffice` saves is read as well as what it was given.
#[test]
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn a_workbook_survives_libreoffice() {
    let place = Place::with_dossier();
    if Command::new("soffice").arg("--version").output().is_err() {
        eprintln!("skipped: no soffice on the path");
        return;
    }
    fill(
        &place,
        &[
            ("loc.storage", "NL"),
            ("sec.patching", "14"),
            ("tls.versions", "no"),
        ],
    );
    place
        .run(["questionnaire", "export", "acme", "--output", "q.xlsx"])
        .ends(0);
    let status = Command::new("soffice")
        .args([
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            "saved",
            "q.xlsx",
        ])
        .current_dir(place.at(""))
        .env("HOME", place.at(""))
        .output()
        .expect("soffice runs");
    assert!(status.status.success(), "{status:?}");
    let ran = place
        .run(["questionnaire", "import", "acme", "saved/q.xlsx"])
        .ends(0);
    assert_eq!(ran.out, "new: 0 · changed: 0 · the same: 3\n");
}
