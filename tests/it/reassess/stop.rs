//! Runs and watches that are told to stop.
#![cfg(unix)]

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::run::{FIRST, reassess};
use super::{noon, portfolio, stored};
use crate::cli::Place;

/// Starts the program and waits until it has said something on standard error.
pub(super) fn started(place: &Place, arguments: &[&str], until: &str) -> std::process::Child {
    use std::io::{BufRead as _, BufReader};
    let mut child = Command::new(env!("CARGO_BIN_EXE_waarborg"))
        .current_dir(place.at(""))
        .args(arguments)
        .env("LANG", "C")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    assert!(
        lines.any(|line| line.expect("text").contains(until)),
        "never said {until}"
    );
    // Goes on reading, so that the program never waits for a full pipe.
    std::thread::spawn(move || lines.for_each(drop));
    child
}

fn ask_to_stop(child: &mut std::process::Child) -> i32 {
    let pid = child.id().to_string();
    Command::new("kill")
        .args(["-TERM", &pid])
        .status()
        .expect("kill");
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("a state") {
            return status.code().expect("an exit code: it stopped by itself");
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "does not stop");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_run_that_is_told_to_stop_finishes_what_it_is_at() {
    let place = portfolio(40);
    let at = noon(20);
    let mut child = started(&place, &reassess(&at, &[]), "assessed: ");
    assert_eq!(ask_to_stop(&mut child), 0);
    let done = (0..40)
        .filter(|n| stored(&place, &format!("p/d{n}")).len() == 1)
        .count();
    assert!((1..40).contains(&done), "{done}");
    assert!(place.at("p/.waarborg/run.jsonl").exists());
    let ran = place
        .run(reassess(&at, &[]))
        .ends(0)
        .blames(&["taken up again"]);
    assert!(ran.out.contains("40 assessed"), "{}", ran.out);
    assert!((0..40).all(|n| stored(&place, &format!("p/d{n}")) == [FIRST]));
}

#[test]
fn a_watch_waits_runs_and_stops() {
    let place = portfolio(1);
    let watch = [
        "watch",
        "--lean",
        "p",
        "--offline",
        "--jitter",
        "0",
        "--timezone",
        "UTC",
        "--cron",
    ];
    let mut child = started(&place, &[&watch[..], &["0 0 1 1 *"]].concat(), "Next run");
    assert_eq!(ask_to_stop(&mut child), 0);
    assert_eq!(stored(&place, "p/d0").len(), 0, "it was not time yet");

    // Every second; what was due is done in the first run.
    let every = [&watch[..], &["* * * * * *"]].concat();
    let mut child = started(&place, &every, "assessed: d0");
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(ask_to_stop(&mut child), 0);
    assert_eq!(stored(&place, "p/d0").len(), 1);

    place.run([&watch[..], &["every day"]].concat()).misused(&[
        "--cron",
        "no valid schedule",
        "half past six",
    ]);
    place
        .run(["watch", "p", "--timezone", "Mars/Olympus"])
        .ends(2);
}
