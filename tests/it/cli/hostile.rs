//! Questionnaires and answers that mean harm: bounded in time and memory, and told.

use std::fs::File;
use std::io::Write as _;
use std::time::{Duration, Instant};

use zip::write::SimpleFileOptions;

use super::Place;

/// Far more than any refusal needs on a slow machine.
const LONG: Duration = Duration::from_secs(30);

#[test]
fn a_file_of_a_hundred_megabytes_is_refused_wherever_it_stands() {
    let place = Place::with_dossier();
    let huge = |name: &str| {
        let file = File::create(place.at(name)).expect("a file");
        file.set_len(100 * 1024 * 1024).expect("a hole");
    };
    let begun = Instant::now();
    for name in ["huge.toml", "huge.xlsx", "huge.csv", "huge.json"] {
        huge(name);
        let command = if name == "huge.toml" {
            "lint"
        } else {
            "import"
        };
        let arguments = ["questionnaire", command, "acme", name];
        let arguments: Vec<&str> = arguments
            .into_iter()
            .filter(|a| command == "import" || *a != "acme")
            .collect();
        place.run(arguments).ends(3).blames(&[name, "too large"]);
    }
    place
        .run([
            "questionnaire",
            "import",
            "acme",
            "huge.csv",
            "--map",
            "huge.toml",
        ])
        .ends(3);
    std::fs::create_dir_all(place.at("own/questionnaires")).expect("a folder");
    huge("own/questionnaires/huge.toml");
    place
        .run(["questionnaire", "list", "--data", "own"])
        .ends(3)
        .blames(&["too large"]);
    huge("acme/answers/quick.toml");
    place
        .run(["questionnaire", "migrate", "acme"])
        .ends(3)
        .blames(&["too large"]);
    place
        .run(["questionnaire", "carry", "acme"])
        .ends(3)
        .blames(&["too large"]);
    place
        .run(["assess", "acme", "--offline"])
        .ends(3)
        .blames(&["too large"]);
    assert!(begun.elapsed() < LONG * 2, "{:?}", begun.elapsed());
}

/// The pack of the scaffold with another condition on its first option.
fn with_condition(condition: &str) -> String {
    include_str!("../../../data/demo/pack.toml").replacen(
        "if = 'value'",
        &format!("if = '{condition}'"),
        1,
    )
}

#[test]
fn a_condition_that_would_never_end_is_refused_where_it_stands() {
    let place = Place::new();
    let loops = "value.all(a, value.all(b, value.all(c, value.all(d, a == b || c == d))))";
    let bombs = [
        "(".repeat(20_000) + "value" + &")".repeat(20_000),
        "!".repeat(50_000) + "value",
        "value || ".repeat(50_000) + "value",
        loops.to_owned(),
        "[".repeat(5_000) + &"]".repeat(5_000) + " == value",
        "value ? ".repeat(3_000) + "true" + &" : false".repeat(3_000),
        format!("value == \"{}\"", "x".repeat(2_000_000)),
    ];
    for bomb in bombs {
        let begun = Instant::now();
        place.write("bomb.toml", with_condition(&bomb));
        let ran = place.run(["questionnaire", "lint", "bomb.toml"]);
        assert_eq!(
            ran.code,
            3,
            "{} … {}",
            &bomb[..20],
            ran.err.chars().take(400).collect::<String>()
        );
        assert!(ran.err.contains("bomb.toml:") && !ran.err.contains("panicked"));
        assert!(
            ran.err.len() < 20_000,
            "{} characters are told",
            ran.err.len()
        );
        assert!(
            begun.elapsed() < LONG,
            "{} … {:?}",
            &bomb[..20],
            begun.elapsed()
        );
    }
}

#[test]
fn questions_that_wait_for_one_another_are_refused_in_an_overlay_too() {
    let place = Place::new();
    let question = |id: &str, waits: &str| {
        format!(
            "\n[[question]]\nid = \"{id}\"\nrev = 1\nsection = \"contract\"\ntopic = \"governance\"\n\
             text = {{ nl = \"Is het er?\", en = \"Is it there?\" }}\nwhy = {{ nl = \"Dat telt.\", en = \"It counts.\" }}\n\
             help = {{ nl = \"Stuur het mee.\", en = \"Send it along.\" }}\ntype = \"yes-no\"\n\
             when = 'answers[\"{waits}\"] == true'\n[[question.option]]\nif = 'value'\nvalue = 100\n\
             [[question.option]]\nif = 'true'\nvalue = 0\nfix = {{ nl = \"Regel het.\", en = \"Arrange it.\" }}\n"
        )
    };
    let head = "[overlay]\nof = \"quick\"\nversion = \"1.0.0\"\n";
    let ring = question("ring.one", "ring.two") + &question("ring.two", "ring.one");
    place.write("ring.toml", head.to_owned() + &ring);
    place
        .run(["questionnaire", "lint", "ring.toml"])
        .ends(3)
        .blames(&["ring.toml:", "ring.one", "ring.two"]);
}

/// The parts of a workbook, each packed again; `change` may give a part another content, `more` adds parts.
fn repacked(
    bytes: &[u8],
    change: impl Fn(&str, Vec<u8>) -> Vec<u8>,
    more: &[(&str, &str)],
) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut content = Vec::new();
        std::io::copy(&mut part, &mut content).expect("read");
        out.start_file(&name, SimpleFileOptions::default())
            .expect("a part");
        out.write_all(&change(&name, content)).expect("written");
    }
    for (name, content) in more {
        out.start_file(*name, SimpleFileOptions::default())
            .expect("a part");
        out.write_all(content.as_bytes()).expect("written");
    }
    out.finish().expect("a zip").into_inner()
}

#[test]
fn links_to_other_files_are_followed_nowhere() {
    let place = Place::with_dossier();
    place.write("in.csv", "pack,question,answer\nquick,sec.mfa,all\n");
    place
        .run(["questionnaire", "import", "acme", "in.csv"])
        .ends(0);
    place
        .run(["questionnaire", "export", "acme", "--output", "q.xlsx"])
        .ends(0);
    let bytes = std::fs::read(place.at("q.xlsx")).expect("the workbook");
    // Anyone who followed the link would be seen at this door.
    let door = std::net::TcpListener::bind("127.0.0.1:0").expect("a door");
    door.set_nonblocking(true)
        .expect("a door that does not wait");
    let address = door.local_addr().expect("an address");
    let rels = format!(
        "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath\" \
         Target=\"http://{address}/prices.xlsx\" TargetMode=\"External\"/></Relationships>"
    );
    let link = "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>\
         <externalLink xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">&e;</externalLink>";
    let more = [
        ("xl/externalLinks/externalLink1.xml", link),
        (
            "xl/externalLinks/_rels/externalLink1.xml.rels",
            rels.as_str(),
        ),
    ];
    let linked = repacked(&bytes, |_, content| content, &more);
    place.write("linked.xlsx", linked);
    let ran = place
        .run(["questionnaire", "import", "acme", "linked.xlsx"])
        .ends(0);
    assert!(ran.out.contains("the same: 1"), "{}", ran.out);
    assert!(door.accept().is_err(), "nobody came by");
    // An answer that is taken from the other file is a formula, and refused as such.
    let empty = "<c r=\"E5\" s=\"6\"/>";
    let filled = repacked(
        &bytes,
        |name, content| {
            if name != "xl/worksheets/sheet2.xml" {
                return content;
            }
            let text = String::from_utf8(content).expect("a sheet");
            assert!(text.contains(empty), "the first answer is blank");
            text.replace(empty, "<c r=\"E5\"><f>[1]Prices!A1</f><v>1</v></c>")
                .into_bytes()
        },
        &more,
    );
    place.write("filled.xlsx", filled);
    let ran = place.run(["questionnaire", "import", "acme", "filled.xlsx"]);
    assert!(
        ran.code == 3 && ran.err.contains("formula"),
        "{} {}",
        ran.code,
        ran.err
    );
    assert!(door.accept().is_err(), "nobody came by");
}
