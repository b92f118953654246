//! Several files at once: all of them or none.

use std::fs;

use waarborg::dossier::write_all;

#[test]
fn files_are_written_together_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    fs::write(at("one.toml"), "before").expect("a file");
    let text = |text: &str| text.as_bytes().to_vec();
    let unchanged = || {
        assert_eq!(
            fs::read_to_string(at("one.toml")).expect("a file"),
            "before"
        );
        let names: Vec<_> = fs::read_dir(folder.path())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name())
            .collect();
        assert_eq!(names, ["one.toml"], "nothing is left behind");
    };
    // The second cannot be prepared: its folder is not there.
    let nowhere = at("nowhere").join("two.toml");
    let fault = write_all(&[(at("one.toml"), text("after")), (nowhere, text("new"))]);
    assert!(fault.expect_err("a fault").to_string().contains("two.toml"));
    unchanged();
    // The third cannot be put in place: its name is too long. The first two are as they were again.
    let long = at(&"x".repeat(300));
    let files = [
        (at("one.toml"), text("after")),
        (at("two.toml"), text("new")),
        (long, text("new")),
    ];
    write_all(&files).expect_err("a fault");
    unchanged();
    write_all(&files[..2]).expect("written");
    assert_eq!(fs::read_to_string(at("one.toml")).expect("a file"), "after");
    assert_eq!(fs::read_to_string(at("two.toml")).expect("a file"), "new");
}
