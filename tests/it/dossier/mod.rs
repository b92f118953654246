//! The dossier on disk: every fault is found before anything is done, and named where it stands.

mod evidence;
mod faults;
mod library;
mod together;

use crate::cli::{Place, Ran};

/// Line and column of the first occurrence of a text, both from 1, as an editor counts them.
#[track_caller]
fn position(text: &str, of: &str) -> String {
    let at = text
        .find(of)
        .unwrap_or_else(|| panic!("`{of}` is not there"));
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    format!("{line}:{column}")
}

/// Assesses `acme`, which must be refused at the first occurrence of a text in a file, with nothing written.
#[track_caller]
fn refused_at(place: &Place, file: &str, of: &str, parts: &[&str]) -> Ran {
    let spot = format!("{file}:{}", position(&place.read(file), of));
    let before = place.contents();
    let ran = place
        .run(["assess", "acme", "--offline"])
        .refused(&[spot.as_str()])
        .blames(parts);
    place.assessed_nothing();
    assert_eq!(
        place.contents(),
        before,
        "a refused run leaves everything as it was"
    );
    ran
}

/// Assesses `acme`, which must be refused on account of a whole file, with nothing written.
#[track_caller]
fn refused_file(place: &Place, parts: &[&str]) -> Ran {
    let ran = place.run(["assess", "acme", "--offline"]).refused(parts);
    place.assessed_nothing();
    ran
}
