//! Reading draft agreements: which clauses are found, which are not, and what the numbers come to.

mod denials;
mod files;
mod numbers;
mod samples;
mod sentences;

use waarborg::catalogue::{Files, load_clauses};
use waarborg::clause::Reader;
use waarborg::domain::agreement::{Agreement, Passage};
use waarborg::domain::clause::{ClauseFile, Reading};

fn clauses() -> Vec<ClauseFile> {
    load_clauses(&Files::open(None).expect("files")).expect("the shipped clauses")
}

fn agreement(text: &str) -> Agreement {
    Agreement {
        passages: Passage::split(text, None, &mut None),
        ..Agreement::default()
    }
}

/// What is found of every clause of every norm, by id.
fn read(text: &str) -> Vec<Reading> {
    let part = [agreement(text)];
    clauses()
        .iter()
        .flat_map(|file| {
            Reader::new(&file.list, &file.wording)
                .expect("patterns")
                .read(&part)
        })
        .collect()
}

fn of<'a>(readings: &'a [Reading], clause: &str) -> &'a Reading {
    readings
        .iter()
        .find(|reading| reading.clause == clause)
        .unwrap_or_else(|| panic!("{clause}"))
}
