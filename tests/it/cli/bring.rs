//! `waarborg questionnaire migrate` and `carry`, and imports that are refused as a whole.

use super::Place;

const PACK: &str = r#"
[pack]
id = "house"
version = "VERSION"
title = { nl = "Huisregels", en = "House rules" }
purpose = { nl = "Voor onze eigen inkoop.", en = "For our own purchasing." }
audience = "provider"
licence = "CC-BY-4.0"

[[section]]
id = "all"
title = { nl = "Alles", en = "Everything" }
"#;

fn question(id: &str) -> String {
    format!(
        r#"
[[question]]
id = "{id}"
rev = 1
section = "all"
topic = "governance"
text = {{ nl = "Is dit geregeld?", en = "Has this been arranged?" }}
why = {{ nl = "Anders weten we het niet.", en = "Otherwise we do not know." }}
help = {{ nl = "Stuur het stuk mee.", en = "Send the paper along." }}
type = "yes-no"

[[question.option]]
if = 'value'
value = 100

[[question.option]]
if = 'true'
value = 0
fix = {{ nl = "Regel het.", en = "Arrange it." }}
"#
    )
}

/// A dossier with a pack of its own, answered in version 1.0.0; the pack is in version 2.0.0 by now.
fn moved() -> Place {
    let place = Place::with_dossier();
    let first = PACK.replace("VERSION", "1.0.0");
    place.write(
        "own/questionnaires/house.toml",
        first + &question("house.old") + &question("house.gone"),
    );
    place.edit(
        "acme/dossier.toml",
        "packs = [\"quick\"]",
        "packs = [\"quick\", \"house\"]",
    );
    place.write(
        "acme/answers/house.toml",
        "# By hand.\npack = \"house\"\nversion = \"1.0.0\"\n\n[answers.\"house.old\"]\nvalue = \"yes\" # sure\n\
         at = 2026-01-05\n\n[answers.\"house.gone\"]\nvalue = \"no\"\n",
    );
    place
        .run(["assess", "acme", "--offline", "--data", "own"])
        .ends(0);
    let changes = r#"
[[migration]]
to = "2.0.0"
change = "split"
from = ["house.old"]
into = ["house.first", "house.second"]
note = { nl = "Twee dingen in één vraag.", en = "Two things in one question." }

[[migration]]
to = "2.0.0"
change = "removed"
from = ["house.gone"]
note = { nl = "Niet meer van belang.", en = "No longer of interest." }
"#;
    let second = PACK.replace("VERSION", "2.0.0");
    place.write(
        "own/questionnaires/house.toml",
        second + &question("house.first") + &question("house.second") + changes,
    );
    place
}

const MIGRATE: [&str; 5] = ["questionnaire", "migrate", "acme", "--data", "own"];

#[test]
fn answers_are_brought_along_and_the_old_file_is_kept() {
    let place = moved();
    place
        .run(["assess", "acme", "--offline", "--data", "own"])
        .refused(&["house.toml:3:11", "questionnaire migrate"]);
    let before = place.read("acme/answers/house.toml");
    let dry = place.run(MIGRATE.iter().chain(&["--dry-run"])).ends(0);
    for part in [
        "House rules (house): from version 1.0.0 to 2.0.0",
        "house.old  split. Two things in one question.",
        "→ house.first: comes along, to be confirmed",
        "house.gone  removed. No longer of interest.",
        "- no",
        "→ is left behind",
    ] {
        assert!(dry.out.contains(part), "{part}\n{}", dry.out);
    }
    assert_eq!(place.read("acme/answers/house.toml"), before);
    // Something would be lost, and there is nobody to ask.
    place
        .run(MIGRATE)
        .ends(3)
        .blames(&["answers would be left behind", "--yes"]);
    assert_eq!(place.read("acme/answers/house.toml"), before);

    place.run(MIGRATE.iter().chain(&["--yes"])).ends(0);
    let text = place.read("acme/answers/house.toml");
    assert!(
        text.starts_with("# By hand.\n") && text.contains("version = \"2.0.0\""),
        "{text}"
    );
    assert!(
        !text.contains("house.old") && !text.contains("house.gone"),
        "{text}"
    );
    assert_eq!(
        text.matches("source = { carried-from = 2026-01-05 }")
            .count(),
        2,
        "{text}"
    );
    assert_eq!(place.read("acme/answers/earlier/house-1.0.0.toml"), before);
    let again = place.run(MIGRATE).ends(0);
    assert!(
        again.out.contains("All answers are of the version"),
        "{}",
        again.out
    );
    place
        .run([
            "assess",
            "acme",
            "--offline",
            "--data",
            "own",
            "--as-of",
            "2026-12-30T00:00:00Z",
        ])
        .ends(0);
}

#[test]
fn one_file_that_cannot_be_brought_along_keeps_all_as_they_are() {
    let place = moved();
    place.write(
        "acme/answers/quick.toml",
        "pack = \"quick\"\nversion = \"9.0.0\"\n",
    );
    let before = place.contents();
    place
        .run(MIGRATE.iter().chain(&["--yes"]))
        .refused(&["quick.toml", "of a later version (9.0.0)"]);
    let files = |contents: Vec<(String, Vec<u8>)>| -> Vec<_> {
        contents
            .into_iter()
            .filter(|(name, _)| !name.ends_with(".lock"))
            .collect()
    };
    assert_eq!(files(place.contents()), files(before));
}

#[test]
fn answers_of_the_last_assessment_are_to_be_confirmed() {
    let place = Place::with_dossier();
    place.write(
        "in.csv",
        "pack,question,answer\nquick,sec.mfa,all\nquick,tls.versions,yes\n",
    );
    place
        .run(["questionnaire", "import", "acme", "in.csv"])
        .ends(0);
    place
        .run(["questionnaire", "carry", "acme"])
        .refused(&["no assessment yet", "--from"]);
    place
        .run([
            "assess",
            "acme",
            "--offline",
            "--as-of",
            "2990-06-01T12:00:00Z",
        ])
        .ends(0);
    let dry = place
        .run(["questionnaire", "carry", "acme", "--dry-run"])
        .ends(0);
    assert!(
        dry.out.contains("quick/sec.mfa") && dry.out.contains("2 answers to be confirmed"),
        "{}",
        dry.out
    );
    assert!(
        !place
            .read("acme/answers/quick.toml")
            .contains("carried-from")
    );
    place.run(["questionnaire", "carry", "acme"]).ends(0);
    let text = place.read("acme/answers/quick.toml");
    assert_eq!(
        text.matches("carried-from = 2990-06-01").count(),
        2,
        "{text}"
    );
    let again = place.run(["questionnaire", "carry", "acme"]).ends(0);
    assert!(again.out.contains("0 answers"), "{}", again.out);
    place
        .run([
            "assess",
            "acme",
            "--offline",
            "--as-of",
            "2991-06-01T12:00:00Z",
        ])
        .ends(0);
    let report = [
        "report",
        "acme/assessments/2991-06-01T120000Z",
        "--format",
        "md",
        "--lang",
        "en",
    ];
    let md = place.run(report).ends(0).out;
    assert!(
        md.contains("Carried over from the assessment of 1 June 2990 and not confirmed since."),
        "{md}"
    );
}

#[test]
fn what_was_sent_for_another_provider_or_version_is_refused() {
    let place = Place::with_dossier();
    let export = [
        "questionnaire",
        "export",
        "acme",
        "--format",
        "json",
        "--output",
        "q.json",
    ];
    place.run(export).ends(0);
    let page = place.read("q.json");
    let answered = page.replacen("\"answer\": null", "\"answer\": \"signed\"", 1);
    let import = ["questionnaire", "import", "acme", "in.json"];
    for (from, to, blame) in [
        (
            "\"vendor\": \"",
            "\"vendor\": \"Other ",
            "this dossier is about",
        ),
        (
            "\"version\": \"1.",
            "\"version\": \"7.",
            "this is version 7.",
        ),
        ("\"rev\": 1", "\"rev\": 2", "means something else now"),
    ] {
        place.write("in.json", answered.replacen(from, to, 1));
        place
            .run(import)
            .ends(3)
            .blames(&[blame, "Nothing was written."]);
    }
    // Nothing was filled in: that is said, and is no success.
    place.write("in.json", &page);
    place.run(import).ends(3).blames(&["no answer was found"]);
    place.write("in.json", answered);
    place.run(import).ends(0);
}

#[test]
fn a_workbook_in_which_nothing_was_found_names_its_sheets() {
    let place = Place::with_dossier();
    place
        .run(["questionnaire", "export", "acme", "--output", "q.xlsx"])
        .ends(0);
    place
        .run(["questionnaire", "import", "acme", "q.xlsx"])
        .ends(3)
        .blames(&["no answer was found", "sheets looked at: "]);
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("Prices").expect("a name");
    let bytes = book.save_to_buffer().expect("a workbook");
    place.write("other.xlsx", bytes);
    place
        .run(["questionnaire", "import", "acme", "other.xlsx"])
        .ends(3)
        .blames(&["holds no questionnaire", "Prices"]);
}

#[test]
fn what_the_controller_answers_for_itself_does_not_go_to_the_provider() {
    let place = Place::new();
    place
        .run(["init", "acme", "--packs", "quick,controller-duties"])
        .ends(0);
    let export = ["questionnaire", "export", "acme", "--format", "csv"];
    let out = place.run(export).ends(0).out;
    assert!(out.contains("\"quick\"") && !out.contains("controller-duties"));
    let named = export.iter().chain(&["--packs", "controller-duties"]);
    assert!(place.run(named).ends(0).out.contains("controller-duties"));
}
