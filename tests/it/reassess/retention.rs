//! Old assessments go back to their packs, and only what a pack holds goes.

use std::io::Write as _;

use waarborg::dossier::Register;

use super::{noon, portfolio};
use crate::cli::Place;

const OLD: &str = "p/d0/assessments/2020-01-01T120000Z";

/// A dossier with an assessment of 2020 and two of late.
fn kept() -> Place {
    let place = portfolio(1);
    for day in ["2020-01-01T12:00:00Z", &noon(20), &noon(21)] {
        place
            .run([
                "reassess",
                "p/d0",
                "--lean",
                "--offline",
                "-q",
                "--as-of",
                day,
            ])
            .ends(0);
    }
    for name in ["report.html", "report.md"] {
        place.write(&format!("{OLD}/{name}"), format!("what {name} says"));
    }
    place
}

/// A pack with these files of the old assessment.
fn pack(place: &Place, names: &[&str]) {
    let file = std::fs::File::create(place.at(&format!("{OLD}/evidence.zip"))).expect("a file");
    let mut zip = zip::ZipWriter::new(file);
    for name in names {
        zip.start_file(*name, zip::write::SimpleFileOptions::default())
            .expect("an entry");
        let path = place.at(&format!("{OLD}/{name}"));
        zip.write_all(&std::fs::read(path).expect("a file"))
            .expect("written");
    }
    zip.finish().expect("a pack");
}

fn names(place: &Place) -> Vec<String> {
    let all = [
        "assessment.json",
        "report.html",
        "report.md",
        "report.pdf",
        "evidence.zip",
    ];
    all.iter()
        .filter(|name| place.at(&format!("{OLD}/{name}")).exists())
        .map(ToString::to_string)
        .collect()
}

const WHO: [&str; 4] = ["--by", "the officer", "--reason", "two years are over"];

#[test]
fn what_the_pack_holds_goes_and_the_register_says_so() {
    let place = kept();
    let there: Vec<String> = names(&place)
        .into_iter()
        .filter(|n| n != "evidence.zip")
        .collect();
    let there: Vec<&str> = there.iter().map(String::as_str).collect();
    pack(&place, &there);
    let before = place.contents();
    let ran = place
        .run([&["compact", "p", "--dry-run"][..], &WHO].concat())
        .ends(0);
    assert!(
        ran.out
            .contains("would be brought back to the evidence pack: 1"),
        "{}",
        ran.out
    );
    assert_eq!(place.contents(), before);

    let ran = place.run([&["compact", "p"][..], &WHO].concat()).ends(0);
    assert!(
        ran.out.contains("2020-01-01T120000Z: assessment.json"),
        "{}",
        ran.out
    );
    assert_eq!(names(&place), ["evidence.zip"]);
    let text = place.read("p/d0/assessments/removed.toml");
    let register: Register = toml::from_str(&text).expect("a register");
    let [entry] = register.entries.as_slice() else {
        panic!("{text}")
    };
    assert_eq!(entry.assessment, "2020-01-01T120000Z");
    assert_eq!(
        (entry.by.as_str(), entry.reason.as_str()),
        ("the officer", "two years are over")
    );
    let gone: Vec<&String> = entry.files.keys().collect();
    assert_eq!(gone, there, "every file by name");
    // Once is enough, and the dossier is as good as before.
    let ran = place.run([&["compact", "p"][..], &WHO].concat()).ends(0);
    assert!(ran.out.contains(": 0."), "{}", ran.out);
    place.run(["diff", "p/d0"]).ends(0);
    place
        .run([
            "reassess",
            "p",
            "--lean",
            "--offline",
            "-q",
            "--as-of",
            &noon(25),
        ])
        .ends(0);
}

#[test]
fn what_the_pack_does_not_hold_stays() {
    let place = kept();
    let compact = [&["compact", "p"][..], &WHO].concat();
    let whole = names(&place);
    let _ = std::fs::remove_file(place.at(&format!("{OLD}/evidence.zip")));
    place
        .run(&compact)
        .ends(3)
        .blames(&["there is no evidence pack", "evidence.zip"]);
    assert!(!place.read(&format!("{OLD}/report.md")).is_empty());

    pack(&place, &["assessment.json", "report.html"]);
    place.run(&compact).ends(3).blames(&["nothing is removed"]);

    let all: Vec<&str> = whole
        .iter()
        .map(String::as_str)
        .filter(|n| *n != "evidence.zip")
        .collect();
    pack(&place, &all);
    let text = place.read(&format!("{OLD}/report.md"));
    place.write(&format!("{OLD}/report.md"), format!("{text} "));
    place.run(&compact).ends(3).blames(&[
        "report.md",
        "does not stand like this",
        "waarborg verify",
    ]);

    place.write(&format!("{OLD}/evidence.zip"), "no zip");
    place
        .run(&compact)
        .ends(3)
        .blames(&["cannot read this evidence pack"]);
    assert!(!place.at("p/d0/assessments/removed.toml").exists());
    for name in all {
        assert!(place.at(&format!("{OLD}/{name}")).exists(), "{name}");
    }
}

#[test]
fn the_newest_stay_however_old_and_a_reason_is_needed() {
    let place = portfolio(1);
    for day in ["2019-01-01T12:00:00Z", "2020-01-01T12:00:00Z"] {
        place
            .run([
                "reassess",
                "p/d0",
                "--lean",
                "--offline",
                "-q",
                "--as-of",
                day,
            ])
            .ends(0);
    }
    let ran = place.run([&["compact", "p"][..], &WHO].concat()).ends(0);
    assert!(ran.out.contains(": 0."), "{}", ran.out);
    place.run(["compact", "p", "--by", "me"]).ends(2);
    place
        .run(["compact", "p", "--by", " ", "--reason", "x"])
        .misused(&["--by", "at most 500 characters"]);
}
