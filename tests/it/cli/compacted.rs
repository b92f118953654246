//! Of a compacted assessment only the sealed pack is left: everything that reads assessments reads it from there.

use super::Place;

const FIRST: &str = "acme/assessments/2020-01-01T120000Z";
const SECOND: &str = "acme/assessments/2020-02-01T120000Z";
const COMPACT: [&str; 8] = [
    "compact",
    "acme",
    "--keep",
    "1",
    "--by",
    "the officer",
    "--reason",
    "two years are over",
];

/// A dossier that was assessed three times; an answer came before the third.
fn assessed_thrice() -> Place {
    let place = Place::with_dossier();
    for day in ["2020-01-01", "2020-02-01", "2020-03-01"] {
        if day == "2020-03-01" {
            place.write(
                "acme/answers/quick.toml",
                "pack = \"quick\"\nversion = \"1.0.0\"\n[answers.\"con.agreement\"]\nvalue = \"none\"\n",
            );
        }
        let moment = format!("{day}T12:00:00Z");
        place
            .run(["assess", "acme", "--offline", "-q", "--as-of", &moment])
            .ends(0);
    }
    place
}

#[test]
fn what_is_read_from_the_pack_is_what_was_there_before() {
    let place = assessed_thrice();
    let commands: [&[&str]; 8] = [
        &["diff", "acme", "--format", "json"],
        &["diff", FIRST, SECOND, "--format", "json"],
        &["diff", FIRST, "--format", "json"],
        &["report", SECOND, "--format", "md"],
        &["report", SECOND, "--format", "json"],
        &["report", SECOND, "--for", "board", "--format", "md"],
        &["rejudge", SECOND, "--format", "json"],
        &["explain", "--in", SECOND, "verdict"],
    ];
    let told = |place: &Place| commands.map(|command| place.run(command).ends(0).out);
    let before = told(&place);
    let ran = place.run(COMPACT).ends(0);
    assert!(ran.out.contains("evidence pack: 2"), "{}", ran.out);
    for folder in [FIRST, SECOND] {
        let gone = format!("{folder}/assessment.json");
        assert!(!place.at(&gone).exists(), "{folder}");
    }
    for ((command, before), after) in commands.iter().zip(&before).zip(told(&place)) {
        assert_eq!(*before, after, "{command:?}");
    }
    // The pack itself may be named as well.
    let pack = format!("{SECOND}/evidence.zip");
    let ran = place.run(["report", &pack, "--format", "json"]).ends(0);
    assert_eq!(ran.out, before[4]);

    // Nothing is left to remove, and the register says each once.
    let register = place.read("acme/assessments/removed.toml");
    let ran = place.run(COMPACT).ends(0);
    assert!(ran.out.contains("evidence pack: 0"), "{}", ran.out);
    assert_eq!(place.read("acme/assessments/removed.toml"), register);

    // Another pack would lack the reports.
    let bytes = std::fs::read(place.at(&pack)).expect("a pack");
    place.run(["seal", SECOND, "--output", &pack]).refused(&[
        "evidence.zip",
        "sealed already",
        "waarborg verify",
    ]);
    assert_eq!(std::fs::read(place.at(&pack)).expect("a pack"), bytes);
}

#[test]
fn a_pack_that_was_changed_is_not_believed() {
    let place = assessed_thrice();
    place.run(COMPACT).ends(0);
    let pack = format!("{SECOND}/evidence.zip");
    let whole = std::fs::read(place.at(&pack)).expect("a pack");
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 1;
    let mut longer = whole.clone();
    longer.extend(b"more");
    let cases: [(&[u8], &str); 4] = [
        (&damaged, ""),
        (&longer, "follow the end"),
        (&whole[..whole.len() - 30], "cut off"),
        (b"{}", "no zip file"),
    ];
    for (bytes, words) in cases {
        place.write(&pack, bytes);
        for command in [&["diff", "acme"][..], &["report", SECOND]] {
            place
                .run(command)
                .refused(&["evidence.zip", words, "waarborg verify"]);
        }
    }
}
