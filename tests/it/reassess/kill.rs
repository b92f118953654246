//! A run that is killed at any moment loses nothing and does nothing twice.
//!
//! Each start goes on where the one before was killed. Two hundred dossiers and fifty kills take some two minutes;
//! `WAARBORG_DOSSIERS` and `WAARBORG_KILLS` set the numbers of the first test.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{noon, portfolio};
use crate::cli::Place;

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

fn run(day: &str) -> [&str; 7] {
    ["reassess", "p", "--lean", "--offline", "-q", "--as-of", day]
}

/// Starts a run and kills it after a while; true when it was done before.
fn killed_after(place: &Place, day: &str, while_: Duration) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_waarborg"))
        .current_dir(place.at(""))
        .args(run(day))
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

/// What was found whole so far, so that each assessment is read once.
#[derive(Default)]
struct Known(BTreeSet<(usize, String)>);

impl Known {
    /// Looks at every dossier: each has an assessment for every round before this one, and at most one for this one; what
    /// came since is whole. Half-written ones may lie beside them under their own name. Gives how many have this round's.
    fn look(&mut self, place: &Place, dossiers: usize, round: usize) -> usize {
        let mut done = 0;
        for number in 0..dossiers {
            let mut names = entries(&place.at(&format!("p/d{number}/assessments")));
            names.retain(|name| !name.starts_with(".writing-"));
            assert!(
                names.len() == round || names.len() + 1 == round,
                "d{number} in round {round}: {names:?}"
            );
            done += usize::from(names.len() == round);
            for name in names {
                let file = format!("p/d{number}/assessments/{name}/assessment.json");
                if self.0.insert((number, name)) {
                    crate::cli::parse(&place.read(&file));
                }
            }
        }
        done
    }
}

fn entries(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
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
    // How long a whole run takes here says when to kill: somewhere in its first quarter, so that each start gets a bit
    // further, wherever in a dossier it is cut. The beginning is the same however few the dossiers are.
    let begun = Instant::now();
    place.run(run(&noon(1))).ends(0);
    let most = u64::try_from(begun.elapsed().as_millis() / 4 + 250).expect("short");
    let mut known = Known::default();
    known.look(&place, dossiers, 1);
    let (mut left, mut cut) = (kills, BTreeSet::new());
    for round in 2_u32..=28 {
        let day = noon(round);
        let round = usize::try_from(round).expect("small");
        while left > 0 && !killed_after(&place, &day, Duration::from_millis(random() % most)) {
            left -= 1;
            cut.insert(known.look(&place, dossiers, round));
        }
        place.run(run(&day)).ends(0);
        assert_eq!(known.look(&place, dossiers, round), dossiers);
        for number in 0..dossiers {
            let left = entries(&place.at(&format!("p/d{number}/assessments")));
            assert_eq!(left.len(), round, "half-written: {left:?}");
        }
        assert!(!place.at("p/.waarborg/run.jsonl").exists());
        if left == 0 {
            assert!(kills < 20 || cut.len() > 5, "cut at few points: {cut:?}");
            return;
        }
    }
    panic!("{left} kills were left: the runs are too short to be killed");
}

#[test]
fn a_run_that_is_killed_loses_nothing_and_does_nothing_twice() {
    survive(number("WAARBORG_DOSSIERS", 6), number("WAARBORG_KILLS", 4));
}

#[test]
fn a_run_over_two_hundred_dossiers_is_killed_fifty_times() {
    survive(200, 50);
}
