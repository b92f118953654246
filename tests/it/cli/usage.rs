//! Wrong use of the command line: exit code 2, in the user's language.

use super::Place;

const WRONG: [&[&str]; 16] = [
    &["asess", "acme"],
    &["assess"],
    &["assess", "acme", "--offlin"],
    &["assess", "acme", "--as-of", "yesterday"],
    &["assess", "acme", "--timeout", "0"],
    &["assess", "acme", "--concurrency", "many"],
    &["assess", "acme", "--fail-on", "stop"],
    &["assess", "acme", "--min-coverage", "101"],
    &["assess", "acme", "--vantage", "Netherlands"],
    &["assess", "acme", "--dns", "ns.example"],
    &["scan"],
    &["scan", "example.nl", "--format", "docx"],
    &["locate", "1.1.1.1", "--as-of", "soon"],
    &["locate", "1.1.1.1", "--lang", "de"],
    &["schema", "dossier"],
    &["questionnaire"],
];

#[test]
fn wrong_use_ends_with_code_two_and_says_what_is_wrong() {
    let place = Place::new();
    for arguments in WRONG {
        let ran = place.run(arguments).ends(2);
        assert_eq!(ran.out, "", "{arguments:?}");
        assert!(
            ran.err.contains("Usage: ") || ran.err.contains("--help"),
            "{arguments:?}: {}",
            ran.err
        );
        assert!(!ran.err.contains("panicked"), "{arguments:?}: {}", ran.err);
    }
    assert!(place.tree().is_empty(), "{:?}", place.tree());
}

#[test]
fn wrong_use_is_told_in_dutch_to_who_reads_dutch() {
    let place = Place::new();
    for arguments in WRONG.iter().filter(|arguments| !arguments.contains(&"de")) {
        let ran =
            super::finish(place.command().env("WAARBORG_LANG", "nl").args(*arguments)).ends(2);
        for word in [
            "error:",
            "Usage:",
            "For more",
            "invalid",
            "required",
            "unrecognized",
            "unexpected",
            "possible values",
            "tip:",
            "[OPTIONS]",
        ] {
            assert!(
                !ran.err.contains(word),
                "`{word}` in {arguments:?}:\n{}",
                ran.err
            );
        }
        assert!(
            ran.err.contains("Meer weten: waarborg --help") || ran.err.contains("Gebruik: "),
            "{arguments:?}: {}",
            ran.err
        );
    }
}

#[test]
fn a_mistyped_word_comes_with_the_nearest_known_one() {
    let place = Place::new();
    place
        .run(["asess", "acme"])
        .ends(2)
        .blames(&["asess", "assess"]);
    place
        .run(["asess", "acme", "--lang", "nl"])
        .ends(2)
        .blames(&["asess", "bedoelde u", "assess"]);
    place
        .run(["assess", "acme", "--offlin"])
        .ends(2)
        .blames(&["--offline"]);
    place
        .run(["assess", "acme", "--offlin", "--lang", "nl"])
        .ends(2)
        .blames(&["onbekend argument `--offlin`", "bedoelde u `--offline`?"]);
    place
        .run(["scan", "example.nl", "--format", "htm", "--lang", "nl"])
        .ends(2)
        .blames(&["htm", "--format", "html, json, jsonl, junit, md"]);
    place
        .run(["assess", "--lang", "nl"])
        .ends(2)
        .blames(&["dit ontbreekt: <MAP>"]);
}

#[test]
fn without_arguments_help_is_shown() {
    let ran = Place::new().run::<&str>([]).ends(2);
    assert!(
        ran.err.contains("Usage: waarborg") && ran.err.contains("assess"),
        "{}",
        ran.err
    );
}
