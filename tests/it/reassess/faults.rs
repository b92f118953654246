//! What can go wrong with one dossier, with the disk, the clock and the network: the run goes on and says so.

use super::{noon, portfolio, stored};
use crate::cli::finish;

fn all<'a>(day: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [
        &["reassess", "p", "--lean", "--offline", "--as-of", day],
        more,
    ]
    .concat()
}

#[test]
fn one_broken_dossier_stops_no_other() {
    let place = portfolio(4);
    place.edit("p/d1/dossier.toml", "format = 1", "format = 1\nformat = 2");
    place.write(
        "p/d2/answers/quick.toml",
        "pack = \"quick\"\nversion = \"1.0.0\"\n[answers.\"x.y\"]\nvalue = 1\n",
    );
    let ran = place
        .run(all(&noon(20), &[]))
        .ends(3)
        .blames(&["d1/dossier.toml", "d2/answers/quick.toml"]);
    assert!(
        ran.out.contains("2 assessed") && ran.out.contains("2 could not be assessed"),
        "{}",
        ran.out
    );
    assert_eq!(stored(&place, "p/d0").len(), 1);
    assert_eq!(stored(&place, "p/d3").len(), 1);
    assert_eq!(stored(&place, "p/d1").len(), 0);
    // The run is over: the broken ones are due when they are mended.
    assert!(!place.at("p/.waarborg/run.jsonl").exists());
    place.edit("p/d1/dossier.toml", "\nformat = 2", "");
    let ran = place.run(all(&noon(21), &["--due"])).ends(3);
    assert!(ran.out.contains("1 assessed"), "{}", ran.out);
}

#[test]
fn a_last_assessment_that_cannot_be_read_is_told_and_not_passed_over() {
    let place = portfolio(2);
    place.run(all(&noon(20), &["-q"])).ends(0);
    place.write("p/d0/assessments/2026-11-20T120000Z/assessment.json", "{");
    place.run(all(&noon(21), &["--due"])).ends(3).blames(&[
        "d0/assessments/2026-11-20T120000Z/assessment.json",
        "no valid assessment",
    ]);
}

/// A disk that takes no more: every file above a few kilobytes is refused.
#[test]
#[cfg(unix)]
fn a_full_disk_loses_nothing() {
    let place = portfolio(3);
    place.run(all(&noon(20), &["-q"])).ends(0);
    let before = place.contents();
    let program = env!("CARGO_BIN_EXE_waarborg");
    let script = format!(
        "trap '' XFSZ; ulimit -f 8; exec {program} reassess p --lean --offline --as-of {}",
        noon(21)
    );
    let mut command = assert_cmd::Command::new("bash");
    command
        .current_dir(place.at(""))
        .env("LANG", "C")
        .env("WAARBORG_NO_PDF", "true")
        .args(["-c", &script]);
    let ran = finish(&mut command)
        .ends(3)
        .blames(&["cannot write the assessment"]);
    assert!(ran.out.contains("3 could not be assessed"), "{}", ran.out);
    for (path, content) in before {
        assert_eq!(
            std::fs::read(place.at(&path)).expect("still there"),
            content,
            "{path}"
        );
    }
    for dossier in ["p/d0", "p/d1", "p/d2"] {
        assert_eq!(stored(&place, dossier).len(), 1);
    }
    place.run(all(&noon(21), &["-q"])).ends(0);
    assert_eq!(stored(&place, "p/d2").len(), 2);
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let place = portfolio(3);
    // A file where the folder should be stops the owner of the machine too.
    place.write("p/d1/assessments", "in the way");
    let ran = place
        .run(all(&noon(20), &[]))
        .ends(3)
        .blames(&["d1/assessments"]);
    assert!(ran.out.contains("2 assessed"), "{}", ran.out);

    let place = portfolio(1);
    place.write("p/.waarborg", "in the way");
    place.run(all(&noon(20), &[])).refused(&[".waarborg"]);
    assert_eq!(stored(&place, "p/d0").len(), 0);
    // To see what is due nothing has to be written.
    place.run(all(&noon(20), &["--due", "--dry-run"])).ends(0);
}

#[test]
fn a_clock_that_was_set_back_is_noticed() {
    let place = portfolio(2);
    place
        .run([
            "reassess",
            "p/d0",
            "--lean",
            "--offline",
            "-q",
            "--as-of",
            &noon(22),
        ])
        .ends(0);
    let ran = place
        .run(all(&noon(20), &["--due"]))
        .ends(3)
        .blames(&["is the clock right?", "--as-of"]);
    assert!(
        ran.out.contains("1 assessed") && ran.out.contains("1 could not"),
        "{}",
        ran.out
    );
    assert_eq!(stored(&place, "p/d0"), ["2026-11-22T120000Z"]);
}

/// Nobody answers: what could not be seen is stored as such, is told as lost sight, and is tried again the next day.
#[test]
fn a_network_that_is_gone_is_tried_again() {
    let place = portfolio(2);
    let silent = std::net::UdpSocket::bind("127.0.0.1:0").expect("a socket");
    let dns = silent.local_addr().expect("an address").to_string();
    let look = [
        "reassess",
        "p",
        "--lean",
        "--due",
        "--dns",
        &dns,
        "--timeout",
        "1",
    ];
    let ran = place.run(look).ends(0);
    assert!(ran.out.contains("2 assessed"), "{}", ran.out);
    assert!(ran.out.contains("Hold"), "{}", ran.out);
    let ran = place.run(look).ends(0);
    assert!(
        ran.out.contains("0 assessed") && ran.out.contains("2 not due"),
        "{}",
        ran.out
    );
    let tomorrow = waarborg::domain::day::Day::of(waarborg::assess::clock::now()).plus_days(1);
    let later = format!("{tomorrow}T23:00:00Z");
    let ran = place.run(all(&later, &["--due", "--dry-run"])).ends(0);
    assert!(
        ran.out
            .contains("nothing could be seen at the last assessment"),
        "{}",
        ran.out
    );
}
