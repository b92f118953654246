//! What can be wrong in `dossier.toml` and the answer files.

use super::{refused_at, refused_file};
use crate::cli::Place;

const MAIN: &str = "acme/dossier.toml";
const ANSWERS: &str = "acme/answers/quick.toml";

fn edited(from: &str, to: &str) -> Place {
    let place = Place::with_dossier();
    place.edit(MAIN, from, to);
    place
}

fn answered(answers: &str) -> Place {
    let place = Place::with_dossier();
    place.write(
        ANSWERS,
        format!("pack = \"quick\"\nversion = \"1.0.0\"\n\n{answers}"),
    );
    place
}

#[test]
fn an_unknown_key_comes_with_the_nearest_known_one() {
    let place = edited("review_days", "reviewdays");
    refused_at(
        &place,
        MAIN,
        "reviewdays",
        &["unknown key `reviewdays`", "did you mean `review_days`?"],
    );
    let place = edited("model = \"saas\"", "modle = \"saas\"");
    refused_at(
        &place,
        MAIN,
        "modle",
        &["unknown key `modle`", "did you mean `model`?"],
    );
    let place = edited("[intake]", "[intake]\nfavourite_colour = \"blue\"");
    refused_at(
        &place,
        MAIN,
        "favourite_colour",
        &["unknown key", "known here: ", "data_kinds"],
    );
}

#[test]
fn the_line_itself_is_shown_in_the_users_language() {
    let place = edited("review_days", "reviewdays");
    let ran = place.run(["assess", "acme", "--lang", "nl"]).refused(&[
        "fout: onbekende sleutel `reviewdays`",
        "reviewdays = 365",
        "^",
        "advies: bedoelde u `review_days`?",
    ]);
    assert!(!ran.err.contains("unknown key"), "{}", ran.err);
}

#[test]
fn a_value_of_the_wrong_type_or_out_of_range_is_pointed_at() {
    let place = edited("review_days = 365", "review_days = \"yearly\"");
    refused_at(&place, MAIN, "\"yearly\"", &["wrong type of value"]);
    let place = edited("review_days = 365", "review_days = 0");
    refused_at(&place, MAIN, "review_days", &["expected 1 to 3650 days"]);
    let place = edited("review_days = 365", "review_days = 99999999999999");
    refused_at(&place, MAIN, "99999999999999", &[]);
    let place = edited("model = \"saas\"", "model = \"sass\"");
    refused_at(
        &place,
        MAIN,
        "\"sass\"",
        &["unknown value `sass`", "did you mean `saas`?"],
    );
    let place = edited("\nname = \"Example Ltd\"", "\nname = \"   \"");
    refused_at(&place, MAIN, "name = \"   \"", &["give a name"]);
    let place = edited("country = \"NL\"", "country = \"Netherlands\"");
    refused_at(
        &place,
        MAIN,
        "\"Netherlands\"",
        &["two-letter country code"],
    );
    let place = edited("country = \"NL\"", "country = \"ZQ\"");
    refused_at(
        &place,
        MAIN,
        "country = \"ZQ\"",
        &["`ZQ` is no country code", "ISO 3166-1"],
    );
}

#[test]
fn a_missing_key_is_named() {
    let place = edited("format = 1", "#");
    refused_file(&place, &["acme/dossier.toml", "key `format` is missing"]);
    let place = edited("model = \"saas\"", "#");
    refused_file(&place, &["acme/dossier.toml", "key `model` is missing"]);
}

#[test]
fn broken_toml_is_pointed_at() {
    let place = edited("review_days = 365", "review_days = = 365");
    refused_at(&place, MAIN, "= 365", &["cannot read this"]);
    let place = edited("review_days = 365", "review_days = 365\nreview_days = 366");
    refused_at(
        &place,
        MAIN,
        "review_days = 366",
        &["this key stands here twice"],
    );
}

#[test]
fn a_dossier_of_a_newer_version_is_said_to_be_so_before_its_keys_are_called_unknown() {
    let place = edited("format = 1", "format = 2\nfrom_the_future = true");
    let ran = refused_at(
        &place,
        MAIN,
        "format = 2",
        &["format 2", "reads up to 1", "newer version of waarborg"],
    );
    assert!(!ran.err.contains("unknown key"), "{}", ran.err);
}

#[test]
fn a_folder_without_a_dossier_says_how_to_make_one() {
    let place = Place::new();
    place.run(["assess", "acme"]).refused(&[
        "acme/dossier.toml",
        "does not exist",
        "waarborg init acme",
    ]);
    assert!(place.tree().is_empty(), "{:?}", place.tree());
    place.write("acme", "a file where a folder should be");
    place
        .run(["assess", "acme"])
        .refused(&["acme/dossier.toml", "does not exist"]);
}

#[test]
fn a_file_that_is_no_text_is_named_with_its_line() {
    let place = Place::with_dossier();
    place.write(MAIN, b"format = 1\nlanguage = \"\xff\xfe\"\n");
    refused_file(
        &place,
        &["acme/dossier.toml:2", "not UTF-8", "save the file as UTF-8"],
    );
    // A byte order mark, as some editors write it, is no fault.
    let place = Place::with_dossier();
    let text = place.read(MAIN);
    place.write(MAIN, format!("\u{feff}{}", text.replace('\n', "\r\n")));
    place.run(["assess", "acme", "--offline"]).ends(0);
}

#[test]
fn a_text_of_nine_megabytes_is_not_read() {
    let place = Place::with_dossier();
    place.write(MAIN, "# ".repeat(4_500_000));
    refused_file(&place, &["acme/dossier.toml", "too large", "8388608 bytes"]);
}

/// The file system says that it is empty; it never ends.
#[cfg(unix)]
#[test]
fn a_device_in_place_of_a_file_is_not_read_to_its_end() {
    let place = Place::with_dossier();
    std::fs::remove_file(place.at(ANSWERS)).expect("removed");
    std::os::unix::fs::symlink("/dev/zero", place.at(ANSWERS)).expect("a link");
    refused_file(&place, &[ANSWERS]);
}

#[test]
fn text_that_would_act_on_the_terminal_is_not_shown() {
    let place = edited("review_days", "\"review\\u001B[2J\u{202e}days\"");
    let ran = place
        .run(["assess", "acme", "--offline"])
        .refused(&["acme/dossier.toml"]);
    assert!(!ran.err.contains(['\u{1b}', '\u{202e}']), "{:?}", ran.err);
}

#[test]
fn packs_that_are_not_there_or_listed_twice_are_refused() {
    let place = edited("packs = [\"quick\"]", "packs = [\"quik\"]");
    refused_at(
        &place,
        MAIN,
        "packs = ",
        &["unknown questionnaire `quik`", "did you mean `quick`?"],
    );
    let place = edited("packs = [\"quick\"]", "packs = [\"quick\", \"quick\"]");
    refused_at(&place, MAIN, "packs = ", &["`quick` stands here twice"]);
    let place = edited("packs = [\"quick\"]", "packs = [\"../quick\"]");
    refused_at(&place, MAIN, "[\"../quick\"]", &["is not an id"]);
}

#[test]
fn endpoints_that_are_no_targets_are_refused_before_anyone_is_contacted() {
    for (target, why) in [
        ("http://www.example.nl/", "only https"),
        ("bad..name", "no valid name"),
        ("https://user:secret@example.nl/", "password"),
        ("", "no valid address"),
    ] {
        let place = edited(
            "target = \"https://www.example.nl/\"",
            &format!("target = \"{target}\""),
        );
        refused_at(
            &place,
            MAIN,
            &format!("target = \"{target}\""),
            &[why, "give a name"],
        );
    }
}

#[test]
fn every_fault_is_told_at_once() {
    let place = edited("packs = [\"quick\"]", "packs = [\"quik\"]");
    place.edit(MAIN, "review_days = 365", "review_days = 0");
    place.write(
        "acme/evidence/evidence.toml",
        "[[evidence]]\nid = \"a\"\nkin = \"dpa\"\n",
    );
    refused_file(
        &place,
        &[
            "quik",
            "1 to 3650",
            "evidence.toml:3:1",
            "unknown key `kin`",
        ],
    );
}

#[test]
fn answers_to_questions_that_are_not_asked_are_refused() {
    let place = answered("[answers.\"loc.storag\"]\nvalue = [\"NL\"]\n");
    refused_at(
        &place,
        ANSWERS,
        "\"loc.storag\"",
        &["loc.storag", "did you mean `loc.storage`?"],
    );
}

#[test]
fn answers_of_the_wrong_type_are_refused() {
    let place = answered("[answers.\"loc.endpoints\"]\nvalue = 3\n");
    refused_at(&place, ANSWERS, "3", &["expected yes or no"]);
    let place = answered("[answers.\"con.agreement\"]\nvalue = \"sighned\"\n");
    refused_at(&place, ANSWERS, "\"sighned\"", &["sighned", "signed"]);
    let place = answered("[answers.\"loc.endpoints\"]\nvalue = true\ncoment = \"x\"\n");
    refused_at(&place, ANSWERS, "coment", &["did you mean `comment`?"]);
}

#[test]
fn answers_that_rest_on_an_unknown_document_are_refused() {
    let place =
        answered("[answers.\"con.agreement\"]\nvalue = \"signed\"\nevidence = [\"dpa-2025\"]\n");
    place.write(
        "acme/evidence/evidence.toml",
        "[[evidence]]\nid = \"dpa-2026\"\nkind = \"processor-agreement\"\n",
    );
    refused_at(
        &place,
        ANSWERS,
        "evidence = [",
        &["`dpa-2025`", "did you mean `dpa-2026`?"],
    );
}

#[test]
fn answers_that_nothing_asks_for_are_not_silently_left_out() {
    let place = Place::with_dossier();
    place.write(
        "acme/answers/location-and-transfers.toml",
        "pack = \"location-and-transfers\"\nversion = \"1.0.0\"\n",
    );
    refused_file(
        &place,
        &[
            "answers/location-and-transfers.toml",
            "belongs to no questionnaire",
            "`packs`",
        ],
    );
    let place = Place::with_dossier();
    place.edit(
        ANSWERS,
        "pack = \"quick\"",
        "pack = \"location-and-transfers\"",
    );
    refused_at(
        &place,
        ANSWERS,
        "\"location-and-transfers\"",
        &["location-and-transfers"],
    );
    // Notes that are no answers may stand beside them.
    let place = Place::with_dossier();
    place.write("acme/answers/notes.txt", "ask again on Monday");
    place.run(["assess", "acme", "--offline"]).ends(0);
}
