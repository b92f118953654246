//! Looking again: what is due, the run, and everything that can go wrong with it.

mod accepted;
mod disk;
mod due;
mod faults;
mod halfway;
mod kill;
mod links;
mod polite;
mod retention;
mod run;
mod stop;

use std::fs;
use std::path::Path;

use crate::cli::Place;

/// Noon of a day of November 2026.
fn noon(day: u32) -> String {
    format!("2026-11-{day:02}T12:00:00Z")
}

/// A portfolio of so many dossiers, `p/d0`, `p/d1` …, none of them assessed.
fn portfolio(dossiers: usize) -> Place {
    let place = Place::new();
    place.run(["init", "seed", "--packs", "quick"]).ends(0);
    for number in 0..dossiers {
        copy(&place.at("seed"), &place.at(&format!("p/d{number}")));
    }
    place
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// The names of the stored assessments of a dossier, sorted; ends the test when one is not whole.
fn stored(place: &Place, dossier: &str) -> Vec<String> {
    let folder = place.at(&format!("{dossier}/assessments"));
    let Ok(entries) = fs::read_dir(&folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    for name in &names {
        assert!(!name.starts_with('.'), "{dossier}: {name} was left behind");
        let text = place.read(&format!("{dossier}/assessments/{name}/assessment.json"));
        crate::cli::parse(&text);
    }
    names
}
