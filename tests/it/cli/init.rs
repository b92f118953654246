//! `waarborg init`: a dossier that works as it is written.

use waarborg::domain::finding::{FindingSource, Outcome};
use waarborg::domain::observation::FailureReason;
use waarborg::domain::verdict::{Advice, ReasonRule};

use super::Place;

const FILES: [&str; 5] = [
    "README.md",
    "answers/location-and-transfers.toml",
    "answers/quick.toml",
    "dossier.toml",
    "evidence/evidence.toml",
];

#[test]
fn a_new_dossier_is_assessed_as_it_is_in_both_languages() {
    for (lang, readme) in [("en", "README.md"), ("nl", "LEESMIJ.md")] {
        let place = Place::new();
        place.run(["init", "acme", "--lang", lang]).ends(0);
        for file in FILES.map(|file| if file == "README.md" { readme } else { file }) {
            assert!(place.at("acme").join(file).is_file(), "{lang}: {file}");
        }
        let ran = place.run(["assess", "acme", "--offline"]).ends(0);
        let assessment = place.assessment();
        let stored: Vec<String> = place
            .tree()
            .into_iter()
            .filter(|path| path.starts_with("acme/assessments/") && !path.ends_with('/'))
            .filter_map(|path| path.rsplit('/').next().map(str::to_owned))
            .collect();
        assert_eq!(
            stored,
            [
                "assessment.json",
                "evidence.zip",
                "report.html",
                "report.md",
                "summary.json",
            ]
        );
        let dossier = assessment.dossier.as_ref().expect("a dossier");
        assert_eq!(dossier.language.tag(), lang);

        // The report comes in the language of the dossier, whatever the locale says.
        let (blind, advice) = match lang {
            "nl" => ("Er is niets van buitenaf bekeken", "Aanhouden"),
            _ => ("Nothing was looked at from the outside", "Hold"),
        };
        assert!(
            ran.out.contains(blind) && ran.out.contains(advice),
            "{}",
            ran.out
        );
        assert!(ran.err.contains("report.html"), "{}", ran.err);

        let verdict = assessment.verdict.as_ref().expect("a verdict");
        assert_eq!(verdict.advice, Advice::Hold);
        assert!(
            verdict
                .reasons
                .iter()
                .any(|reason| reason.rule == ReasonRule::NothingObserved),
            "the verdict says that nothing could be observed"
        );
        for finding in &assessment.findings {
            let wanted: &[Outcome] = match finding.source {
                FindingSource::Baseline => panic!("no baseline was given: {finding:?}"),
                FindingSource::Check => &[Outcome::NotObserved],
                FindingSource::Decision | FindingSource::Question => {
                    &[Outcome::NotAnswered, Outcome::NotApplicable]
                }
            };
            assert!(wanted.contains(&finding.outcome), "{finding:?}");
        }
        assert!(assessment.observations.0.iter().all(|o| {
            o.failure()
                .is_some_and(|f| f.reason == FailureReason::Offline)
        }));
        assert_eq!(assessment.score.expect("a score").coverage, 0);
        assert!(assessment.claims.is_empty(), "nothing was claimed");
    }
}

#[test]
fn a_dossier_with_every_answer_uncommented_names_what_does_not_fit_and_never_panics() {
    let place = Place::new();
    place.run(["init", "acme"]).ends(0);
    for file in [
        "acme/answers/quick.toml",
        "acme/answers/location-and-transfers.toml",
    ] {
        let filled: String = place
            .read(file)
            .lines()
            .map(|line| {
                line.strip_prefix("# value")
                    .map_or_else(|| line.to_owned(), |rest| format!("value{rest}"))
            })
            .map(|line| line + "\n")
            .collect();
        assert!(filled.matches("\nvalue = ").count() >= 20, "{file}");
        place.write(file, filled);
    }
    // The examples are of the right type, so what remains is at most an answer that is no real one (`…`).
    let ran = place.run(["assess", "acme", "--offline"]);
    assert!([0, 3].contains(&ran.code), "{}", ran.err);
    assert!(!ran.err.contains("wrong type of value"), "{}", ran.err);
    assert!(!ran.err.contains("panicked"), "{}", ran.err);
}

#[test]
fn the_chosen_packs_are_the_ones_in_the_dossier() {
    let place = Place::with_dossier();
    assert!(
        place
            .read("acme/dossier.toml")
            .contains("\npacks = [\"quick\"]\n")
    );
    assert!(place.at("acme/answers/quick.toml").is_file());
    assert!(
        !place
            .at("acme/answers/location-and-transfers.toml")
            .exists()
    );
}

#[test]
fn an_unknown_pack_is_refused_before_anything_is_written() {
    let place = Place::new();
    place
        .run(["init", "acme", "--packs", "quick,location-and-transfer"])
        .refused(&[
            "location-and-transfer",
            "did you mean `location-and-transfers`?",
        ]);
    assert!(place.tree().is_empty(), "{:?}", place.tree());
}

#[test]
fn a_second_init_changes_nothing() {
    let place = Place::with_dossier();
    place.edit("acme/dossier.toml", "Example Cloud Ltd", "Cloud & Co.");
    let before = place.contents();
    place
        .run(["init", "acme", "--lang", "nl"])
        .refused(&["dossier.toml", "bestaat al"]);
    assert_eq!(place.contents(), before);
}

#[test]
fn a_file_in_the_way_is_kept_and_nothing_is_written_beside_it() {
    let place = Place::new();
    place.write("acme/evidence/evidence.toml", "# mine\n");
    let before = place.contents();
    place.run(["init", "acme"]).refused(&[
        "evidence.toml",
        "exists already",
        "choose another folder",
    ]);
    assert_eq!(place.contents(), before);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let place = Place::new();
    place.write("taken", "a file");
    place
        .run(["init", "taken/acme"])
        .refused(&["taken", "cannot make this folder"]);
    assert_eq!(place.read("taken"), "a file");
}

#[test]
fn the_language_comes_from_the_option_then_the_setting_then_the_locale() {
    let says = |set: &[(&str, &str)], arguments: &[&str]| {
        let place = Place::new();
        let mut command = place.command();
        command
            .envs(set.iter().copied())
            .args(["init", "acme"])
            .args(arguments);
        let ran = super::finish(&mut command).ends(0);
        if ran.out.starts_with("Dossier gemaakt") {
            "nl"
        } else {
            "en"
        }
    };
    assert_eq!(says(&[], &[]), "en");
    assert_eq!(says(&[("LANG", "nl_NL.UTF-8")], &[]), "nl");
    assert_eq!(says(&[("LANG", "de_DE.UTF-8")], &[]), "en");
    assert_eq!(says(&[("LANG", "nl_NL.UTF-8"), ("LC_ALL", "C")], &[]), "en");
    assert_eq!(says(&[("LANG", "C"), ("WAARBORG_LANG", "nl")], &[]), "nl");
    assert_eq!(says(&[("WAARBORG_LANG", "nl")], &["--lang", "en"]), "en");
    assert_eq!(says(&[("WAARBORG_LANG", "en")], &["--lang=nl"]), "nl");
}
