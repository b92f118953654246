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

/// Whatever a confidential dossier leads to is as private as its owner asks.
#[cfg(unix)]
#[test]
fn files_are_as_private_as_the_user_asks() {
    use std::os::unix::fs::PermissionsExt as _;
    for (umask, file, folder) in [("077", 0o600, 0o700), ("022", 0o644, 0o755)] {
        let place = Place::new();
        let script = format!(
            "umask {umask}; {0} init acme && {0} assess acme --offline",
            env!("CARGO_BIN_EXE_waarborg")
        );
        let done = Command::new("sh")
            .args(["-c", &script])
            .current_dir(place.at(""))
            .output()
            .expect("a shell");
        assert!(done.status.success(), "{done:?}");
        for path in place.tree() {
            let mode = std::fs::metadata(place.at(&path))
                .expect("there")
                .permissions()
                .mode()
                & 0o777;
            let wanted = if path.ends_with('/') { folder } else { file };
            assert_eq!(mode, wanted, "{path}: {mode:o}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_named_as_output_is_written_to_and_stays_a_pipe() {
    use std::io::Read as _;
    use std::os::unix::fs::FileTypeExt as _;
    let place = Place::new();
    let pipe = place.at("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
    assert!(made.success());
    // Open for both, so that neither side waits for the other.
    let mut end = std::fs::File::options()
        .read(true)
        .write(true)
        .open(&pipe)
        .expect("the pipe");
    place
        .run(["scan", "example.nl", "--offline", "--output", "pipe"])
        .ends(0);
    assert!(
        std::fs::metadata(&pipe)
            .expect("there")
            .file_type()
            .is_fifo()
    );
    let mut read = [0; 1000];
    let count = end.read(&mut read).expect("bytes");
    assert!(String::from_utf8_lossy(&read[..count]).contains("example.nl"));
}
