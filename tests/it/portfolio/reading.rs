//! What is read, and what cannot be.

use std::fs;
use std::path::Path;

use waarborg::catalogue::{Catalogue, DEFAULT_POLICY, load_reviews};
use waarborg::domain::portfolio::{Portfolio, Rank, SkipReason};
use waarborg::dossier::{PortfolioRules, read_portfolio};

use super::{Run, Yard};

fn read(yard: &Yard) -> Portfolio {
    let catalogue = Catalogue::load(None, DEFAULT_POLICY).expect("the shipped data");
    let today = super::yard::TODAY.parse().expect("a day");
    let review = load_reviews(&catalogue.files).expect("the shipped periods");
    let rules = PortfolioRules {
        packs: &catalogue.packs,
        kinds: &catalogue.kinds,
        areas: &catalogue.areas,
        review: &review,
    };
    read_portfolio(&yard.place.at("all"), &rules, today).expect("a portfolio")
}

fn folders(portfolio: &Portfolio) -> Vec<&str> {
    portfolio
        .entries
        .iter()
        .map(|entry| entry.folder.as_str())
        .collect()
}

fn reasons(portfolio: &Portfolio) -> Vec<(&str, SkipReason)> {
    portfolio
        .skipped
        .iter()
        .map(|skipped| (skipped.path.as_str(), skipped.reason))
        .collect()
}

#[test]
fn dossiers_are_found_at_any_depth_and_hidden_folders_are_not_looked_into() {
    let yard = Yard::full();
    yard.dossier("a/b/c/deep", "Diep B.V.", "low", &[]);
    yard.dossier(".waarborg/outbox", "Verborgen B.V.", "low", &[]);
    // What stands inside a dossier is its own business.
    yard.dossier("kassa/old", "Oud B.V.", "low", &[]);
    yard.place.write("all/README.md", "not a dossier");
    let portfolio = read(&yard);
    assert_eq!(
        folders(&portfolio),
        [
            "a/b/c/deep",
            "kassa",
            "mail/berichtenbus",
            "nieuw",
            "roosters"
        ]
    );
    assert_eq!(portfolio.skipped, []);
}

#[test]
fn a_single_dossier_is_a_portfolio_of_one() {
    let yard = Yard::full();
    let ran = yard.place.run([
        "portfolio",
        "all/kassa",
        "--as-of",
        "2026-11-29",
        "--format",
        "json",
    ]);
    let json: serde_json::Value = serde_json::from_str(&ran.ends(0).out).expect("JSON");
    assert_eq!(json["entries"][0]["folder"], ".");
    assert_eq!(json["entries"][0]["latest"]["advice"], "no-go");
}

#[test]
fn the_summary_says_what_the_assessment_says() {
    let yard = Yard::full();
    let with = read(&yard);
    let mut removed = 0;
    for path in yard.place.tree() {
        if path.ends_with("summary.json") {
            fs::remove_file(yard.place.at(&path)).expect("removed");
            removed += 1;
        }
    }
    assert_eq!(removed, 4, "one beside each assessment");
    assert_eq!(with, read(&yard), "read from the assessments themselves");
    let latest = with.entries[1].latest.as_ref().expect("an assessment");
    assert!(
        latest.unknown == 1 && latest.agreement.is_some(),
        "{latest:?}"
    );
}

#[test]
fn a_summary_that_does_not_fit_its_assessment_is_not_believed() {
    let yard = Yard::full();
    let path = "all/kassa/assessments/2026-10-01T090000Z/summary.json";
    yard.place.edit(path, "\"no-go\"", "\"go\"");
    assert_eq!(
        read(&yard).entries[0].rank(),
        Rank::Go,
        "the size fits: it was ours"
    );
    yard.place.edit(path, "\"bytes\": ", "\"bytes\": 1");
    assert_eq!(read(&yard).entries[0].rank(), Rank::NoGo);
    yard.place.write(path, "{");
    assert_eq!(read(&yard).entries[0].rank(), Rank::NoGo);
}

#[test]
fn a_compacted_assessment_still_tells_what_it_came_to() {
    let yard = Yard::full();
    let folder = "all/mail/berichtenbus/assessments/2026-02-10T090000Z";
    fs::remove_file(yard.place.at(&format!("{folder}/assessment.json"))).expect("removed");
    let portfolio = read(&yard);
    assert_eq!(portfolio.skipped, []);
    assert_eq!(portfolio.entries[1].history.len(), 1);
}

#[test]
fn when_the_newest_cannot_be_read_an_older_verdict_does_not_take_its_place() {
    let yard = Yard::full();
    let folder = "all/mail/berichtenbus/assessments/2026-08-10T090000Z";
    fs::remove_file(yard.place.at(&format!("{folder}/summary.json"))).expect("removed");
    yard.place.write(
        &format!("{folder}/assessment.json"),
        "{\"format\": \"waarborg/assessment/1\", ",
    );
    let portfolio = read(&yard);
    let entry = &portfolio.entries[1];
    assert_eq!((entry.rank(), entry.unreadable), (Rank::Unassessed, true));
    assert_eq!(entry.history.len(), 1);
    assert_eq!(
        reasons(&portfolio),
        [(
            "mail/berichtenbus/assessments/2026-08-10T090000Z",
            SkipReason::Assessment
        )]
    );
    // A newer format is named as what it is.
    yard.place.write(
        &format!("{folder}/assessment.json"),
        "{\"format\": \"waarborg/assessment/9\"}",
    );
    let words = &read(&yard).skipped[0].words;
    assert!(words.en.contains("waarborg/assessment/9"), "{words:?}");
}

#[test]
fn later_assessments_do_not_show_on_an_earlier_day() {
    let yard = Yard::full();
    let ran = yard.place.run([
        "portfolio",
        "all",
        "--as-of",
        "2026-03-01",
        "--format",
        "json",
    ]);
    let json: serde_json::Value = serde_json::from_str(&ran.ends(0).out).expect("JSON");
    assert_eq!(
        json["entries"][0]["folder"], "kassa",
        "not assessed yet: right behind no-go"
    );
    assert!(json["entries"][0].get("latest").is_none());
    let mail = json["entries"].as_array().expect("a list").iter();
    let mail = mail.filter(|entry| entry["folder"] == "mail/berichtenbus");
    assert_eq!(
        mail.map(|entry| entry["latest"]["advice"].clone())
            .collect::<Vec<_>>(),
        ["hold"]
    );
}

#[test]
fn broken_dossiers_are_told_of_and_the_rest_goes_on() {
    let yard = Yard::full();
    yard.place
        .write("all/stuk/dossier.toml", "format = 1\nlangauge = \"nl\"\n");
    yard.place
        .write("all/nieuwer/dossier.toml", "format = 99\n");
    yard.place.write(
        "all/roosters/evidence/evidence.toml",
        "[[evidence]]\nid = 1\n",
    );
    yard.place
        .write("all/kassa/baseline.toml", "format = 1\nacept = []\n");
    fs::create_dir(yard.place.at("all/leeg")).expect("a folder");
    let ran = yard.show(&[]).ends(3).blames(&[
        "stuk/dossier.toml",
        "unknown key `langauge`",
        "nieuwer/dossier.toml",
        "format 99",
        "roosters/evidence/evidence.toml",
        "kassa/baseline.toml:2:1: unknown key `acept`",
    ]);
    assert!(ran.out.contains("Kassa en Co. N.V."), "{}", ran.out);
    assert!(ran.out.contains("What could not be read"), "{}", ran.out);
    let yard_path = yard.place.at("all").display().to_string();
    assert!(
        !ran.out.contains(&yard_path),
        "paths are those below the portfolio"
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_once_and_never_in_a_circle() {
    use std::os::unix::fs::symlink;
    let link = |to: &Path, at: &Path| symlink(to, at).expect("a link");
    let yard = Yard::full();
    let at = |name: &str| yard.place.at(name);
    // Alphabetically before what it leads to: the real folder keeps its name.
    link(&at("all/kassa"), &at("all/aaa"));
    link(&at("all"), &at("all/mail/circle"));
    link(&at("all/mail/self"), &at("all/mail/self"));
    link(&at("nowhere"), &at("all/nowhere"));
    let elsewhere = Yard::full();
    link(&elsewhere.place.at("all/nieuw"), &at("all/elders"));
    let portfolio = read(&yard);
    assert_eq!(
        folders(&portfolio),
        ["elders", "kassa", "mail/berichtenbus", "nieuw", "roosters"]
    );
    assert_eq!(
        reasons(&portfolio),
        [
            ("aaa", SkipReason::Twice),
            ("mail/circle", SkipReason::Loop),
            ("mail/self", SkipReason::Loop),
            ("nowhere", SkipReason::Folder),
        ]
    );
}

#[test]
fn a_folder_without_dossiers_is_refused_with_advice() {
    let yard = Yard::empty();
    yard.show(&[])
        .refused(&["there is no dossier in this folder", "waarborg init"]);
    yard.place
        .run(["portfolio", "none"])
        .refused(&["none", "cannot read this folder"]);
    yard.place.write("file", "");
    yard.place
        .run(["portfolio", "file"])
        .refused(&["file", "cannot read this folder"]);
}

#[test]
fn only_the_last_two_years_of_monthly_assessments_are_read() {
    let yard = Yard::empty();
    yard.dossier(
        "oud",
        "Oud B.V.",
        "low",
        &[Run::new("2026-10-01T09:00:00Z", "go", (0, 100))],
    );
    let stored = yard.place.at("all/oud/assessments/2026-10-01T090000Z");
    for number in 0..30 {
        let (year, month) = (2023 + number / 12, number % 12 + 1);
        let copy = yard
            .place
            .at(&format!("all/oud/assessments/{year}-{month:02}-01T090000Z"));
        fs::create_dir(&copy).expect("a folder");
        for file in ["assessment.json", "summary.json"] {
            fs::copy(stored.join(file), copy.join(file)).expect("a copy");
        }
    }
    let portfolio = read(&yard);
    assert_eq!(
        (
            portfolio.entries[0].history.len(),
            portfolio.entries[0].older
        ),
        (24, 6)
    );
}

#[test]
fn a_head_that_assess_refuses_is_told_and_passed_over() {
    let yard = Yard::full();
    let file = "all/kassa/dossier.toml";
    let sound = yard.place.read(file);
    let contract = "[contract]\nstarts = 2026-05-01\nends = 2026-04-01\n";
    let cases = [
        (
            format!("{sound}{contract}"),
            "the end lies before the beginning",
        ),
        (
            sound.replace("Kassa en Co. N.V.", &"x".repeat(301)),
            "at most 300 characters",
        ),
        (
            sound.replace("country = \"DE\"", "country = \"ZZ\""),
            "`ZZ` is no country code",
        ),
        (
            sound.replace("\"quick\"", "\"quik\""),
            "unknown questionnaire `quik`",
        ),
    ];
    for (head, words) in cases {
        assert_ne!(head, sound, "{words}");
        yard.place.write(file, &head);
        let refused = yard.place.run(["assess", "all/kassa", "--offline"]).ends(3);
        assert!(refused.err.contains(words), "{}", refused.err);
        let portfolio = read(&yard);
        assert_eq!(
            folders(&portfolio),
            ["mail/berichtenbus", "nieuw", "roosters"]
        );
        let [skipped] = portfolio.skipped.as_slice() else {
            panic!("{:?}", portfolio.skipped)
        };
        assert_eq!(skipped.reason, SkipReason::Dossier);
        assert!(
            skipped.path.starts_with("kassa/dossier.toml:"),
            "{skipped:?}"
        );
        assert!(skipped.words.en.contains(words), "{skipped:?}");
        assert!(!yard.show(&["--format", "json"]).out.contains("2026-04-01"));
    }
    // All that is wrong is counted.
    let head = sound.replace("country = \"DE\"", "country = \"ZZ\"");
    yard.place.write(file, format!("{head}{contract}"));
    let words = &read(&yard).skipped[0].words;
    assert!(words.en.contains("(and 1 more)"), "{words:?}");
}
