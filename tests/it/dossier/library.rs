//! Storing and locking through the library: whole or not at all.

use std::fs;

use jiff::Timestamp;
use waarborg::dossier::{StoreError, init, lock, store, write_file};

fn noon() -> Timestamp {
    "2026-11-22T12:00:00.5Z".parse().expect("a moment")
}

fn names(folder: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[test]
fn an_assessment_is_stored_once() {
    let root = tempfile::tempdir().expect("a folder");
    let files = [("a.txt", "one".to_owned()), ("b.txt", "two".to_owned())];
    let stored = store(root.path(), noon(), &files).expect("stored");
    assert_eq!(stored, root.path().join("assessments/2026-11-22T120000Z"));
    assert_eq!(names(&stored), ["a.txt", "b.txt"]);
    let again = store(root.path(), noon(), &[("a.txt", "three".to_owned())]);
    assert!(matches!(again, Err(StoreError::Exists(path)) if path == stored));
    assert_eq!(
        fs::read_to_string(stored.join("a.txt")).expect("a file"),
        "one"
    );
    assert_eq!(
        names(&root.path().join("assessments")),
        ["2026-11-22T120000Z"]
    );
}

#[test]
fn a_write_that_fails_halfway_leaves_nothing() {
    let root = tempfile::tempdir().expect("a folder");
    let files = [
        ("a.txt", "one".to_owned()),
        ("no/such/folder.txt", "two".to_owned()),
    ];
    assert!(matches!(
        store(root.path(), noon(), &files),
        Err(StoreError::Write(_))
    ));
    assert!(names(&root.path().join("assessments")).is_empty());

    let taken = root.path().join("taken");
    fs::create_dir_all(taken.join("folder")).expect("a folder");
    assert!(
        write_file(&taken, b"x").is_err(),
        "a folder is not written over"
    );
    assert_eq!(names(root.path()), ["assessments", "taken"]);
}

#[test]
fn a_file_is_replaced_whole() {
    let root = tempfile::tempdir().expect("a folder");
    let path = root.path().join("report.md");
    write_file(&path, b"a long first version").expect("written");
    write_file(&path, b"short").expect("written");
    assert_eq!(fs::read(&path).expect("a file"), b"short");
    assert_eq!(names(root.path()), ["report.md"]);
}

#[test]
fn a_lock_is_held_by_one_and_released_when_dropped() {
    let root = tempfile::tempdir().expect("a folder");
    let held = lock(root.path()).expect("the lock");
    let refused = lock(root.path()).expect_err("held");
    assert!(refused.message.en.contains("another run"), "{refused}");
    drop(held);
    lock(root.path()).expect("free again");
    // The file stays behind; a lock nobody holds is free, so a run that was killed blocks nobody.
    assert!(root.path().join(".lock").exists());
    assert!(lock(&root.path().join("nowhere")).is_err());
}

#[test]
fn a_new_dossier_is_not_laid_over_another() {
    let root = tempfile::tempdir().expect("a folder");
    let files = |text: &str| {
        vec![
            ("dossier.toml".to_owned(), text.as_bytes().to_vec()),
            ("answers/quick.toml".to_owned(), text.as_bytes().to_vec()),
        ]
    };
    init(root.path(), &files("one")).expect("written");
    init(root.path(), &files("two")).expect_err("taken");
    fs::remove_file(root.path().join("dossier.toml")).expect("removed");
    init(root.path(), &files("three")).expect_err("an answer file is in the way");
    assert_eq!(names(root.path()), ["answers"]);
    assert_eq!(
        fs::read_to_string(root.path().join("answers/quick.toml")).expect("a file"),
        "one"
    );
}
