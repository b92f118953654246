//! Standard output that goes away or is full.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use super::Place;

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let place = Place::new();
    place.run(["init", "acme"]).ends(0);
    for arguments in [
        &["explain", "loc.storage"][..],
        &["assess", "acme", "--offline"],
        &["man"],
        &["--help"],
    ] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_waarborg"))
            .args(arguments)
            .current_dir(place.at(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        drop(program.stdout.take());
        let err = BufReader::new(program.stderr.take().expect("errors"));
        let err: Vec<String> = err.lines().map(|line| line.expect("text")).collect();
        assert_eq!(
            program.wait().expect("an end").code(),
            Some(0),
            "{arguments:?}: {err:?}"
        );
        assert!(
            !err.iter().any(|line| line.contains("panicked")),
            "{arguments:?}: {err:?}"
        );
    }
}

/// A result that was not written must not look like one that was.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let place = Place::new();
    place.run(["init", "acme"]).ends(0);
    for arguments in [
        &["explain", "loc.storage"][..],
        &["scan", "example.nl", "--offline"],
        &["locate", "8.8.8.8"],
        &["questionnaire", "list"],
    ] {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .expect("/dev/full");
        let output = Command::new(env!("CARGO_BIN_EXE_waarborg"))
            .args(arguments)
            .current_dir(place.at(""))
            .stdout(full)
            .output()
            .expect("the program runs");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {err}");
        assert!(err.contains("standard output"), "{arguments:?}: {err}");
    }
}
