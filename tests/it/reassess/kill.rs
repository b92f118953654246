//! A run that is killed at any moment loses nothing and does nothing twice.
//!
//! The default run kills a few times over a few dossiers. `WAARBORG_DOSSIERS=200 WAARBORG_KILLS=50 cargo test --release
//! --test it reassess::kill` is the whole of it; so is the ignored test below.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{noon, portfolio, stored};
use crate::cli::Place;

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

/// Starts a run and kills it after a while; true when it was done before.
fn killed_after(place: &Place, day: &str, while_: Duration) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_waarborg"))
        .current_dir(place.at(""))
        .args(["reassess", "p", "--lean", "--offline", "-q", "--as-of", day])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program");
    std::thread::sleep(while_);
    let done = child.try_wait().expect("a state").is_some();
    child.kill().expect("killed, or done");
    child.wait().expect("an end");
    done
}

fn survive(dossiers: usize, kills: usize) {
    let place = portfolio(dossiers);
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed
    };
    // How long a whole run takes here says when to kill.
    let begun = Instant::now();
    place
        .run([
            "reassess",
            "p",
            "--lean",
            "--offline",
            "-q",
            "--as-of",
            &noon(1),
        ])
        .ends(0);
    let whole = u64::try_from(begun.elapsed().as_millis())
        .expect("short")
        .max(50);
    let mut left = kills;
    for round in 2_u32..=28 {
        let day = noon(round);
        // A few kills a round, at any point of what is left of it.
        let mut run = 0;
        while left > 0 && run < 5 {
            run += 1;
            if killed_after(&place, &day, Duration::from_millis(random() % whole)) {
                break;
            }
            left -= 1;
            // Whatever is there is whole, and nothing is there twice.
            for number in 0..dossiers {
                let names = whole_ones(&place, number);
                let most = usize::try_from(round).expect("small");
                assert!(names.len() == most || names.len() + 1 == most, "{names:?}");
            }
        }
        place
            .run([
                "reassess",
                "p",
                "--lean",
                "--offline",
                "-q",
                "--as-of",
                &day,
            ])
            .ends(0);
        for number in 0..dossiers {
            let names = stored(&place, &format!("p/d{number}"));
            assert_eq!(
                names.len(),
                usize::try_from(round).expect("small"),
                "{names:?}"
            );
        }
        assert!(!place.at("p/.waarborg/run.jsonl").exists());
        if left == 0 {
            return;
        }
    }
    panic!("{left} kills were left: the runs are too short to be killed");
}

/// The assessments of a dossier between two runs, when half-written ones may lie beside them under their own name.
fn whole_ones(place: &Place, number: usize) -> Vec<String> {
    let folder = place.at(&format!("p/d{number}/assessments"));
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| !name.starts_with(".writing-"))
        .collect();
    for name in &names {
        let file = format!("p/d{number}/assessments/{name}/assessment.json");
        crate::cli::parse(&place.read(&file));
    }
    names
}

#[test]
fn a_run_that_is_killed_loses_nothing_and_does_nothing_twice() {
    survive(number("WAARBORG_DOSSIERS", 6), number("WAARBORG_KILLS", 4));
}

#[test]
#[ignore = "minutes: 200 dossiers, killed 50 times"]
fn a_run_over_two_hundred_dossiers_is_killed_fifty_times() {
    survive(200, 50);
}
