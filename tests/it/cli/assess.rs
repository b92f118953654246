//! `waarborg assess`: what is written, when, and with which exit code.

use waarborg::domain::finding::Outcome;

use super::Place;

const NOON: &str = "2026-11-22T12:00:00Z";

#[test]
fn limits_decide_the_exit_code_and_not_what_is_written() {
    for (limit, code) in [
        (&["--fail-on", "hold"][..], 5),
        (&["--fail-on", "conditions"], 5),
        (&["--fail-on", "no-go"], 0),
        (&["--fail-on", "info"], 0),
        (&["--min-coverage", "80"], 4),
        (&["--min-coverage", "0"], 0),
        (&["--min-coverage", "80", "--fail-on", "hold"], 5),
    ] {
        let place = Place::with_dossier();
        let ran = place
            .run(["assess", "acme", "--offline"].iter().chain(limit))
            .ends(code);
        assert!(ran.out.contains("Hold"), "{limit:?}: {}", ran.out);
        assert!(place.assessment().verdict.is_some(), "{limit:?}");
    }
}

#[test]
fn a_severe_answer_reaches_its_limit() {
    let place = Place::with_dossier();
    place.write(
        "acme/answers/quick.toml",
        "pack = \"quick\"\nversion = \"1.0.0\"\n[answers.\"con.agreement\"]\nvalue = \"none\"\n",
    );
    place
        .run(["assess", "acme", "--offline", "--fail-on", "critical"])
        .ends(5);
    let deviates = |outcome| outcome == Outcome::Deviates;
    let assessment = place.assessment();
    assert!(assessment.findings.iter().any(|f| deviates(f.outcome)));
    place
        .run([
            "assess",
            "acme",
            "--offline",
            "--as-of",
            NOON,
            "--fail-on",
            "no-go",
        ])
        .ends(5);
}

#[test]
fn a_moment_is_assessed_once_and_never_written_over() {
    let place = Place::with_dossier();
    let arguments = ["assess", "acme", "--offline", "--as-of", NOON];
    place.run(arguments).ends(0);
    let stored = "acme/assessments/2026-11-22T120000Z/assessment.json";
    let before = place.contents();
    place.edit("acme/dossier.toml", "Example Cloud Ltd", "Another Ltd");
    place
        .run(arguments)
        .refused(&["2026-11-22T120000Z", "exists already", "--as-of"]);
    place.edit("acme/dossier.toml", "Another Ltd", "Example Cloud Ltd");
    assert_eq!(place.contents(), before);
    assert!(place.read(stored).contains("Example Cloud Ltd"));

    // Another offset is another way to write the same moment.
    place
        .run([
            "assess",
            "acme",
            "--offline",
            "--as-of",
            "2026-11-22T13:00:00+01:00",
        ])
        .refused(&["exists already"]);
}

#[test]
fn the_same_moment_gives_the_same_bytes_in_another_place() {
    let written = || {
        let place = Place::with_dossier();
        place
            .run(["assess", "acme", "--offline", "--as-of", NOON, "-q"])
            .ends(0);
        let at = |name: &str| place.read(&format!("acme/assessments/2026-11-22T120000Z/{name}"));
        let mut assessment: serde_json::Value =
            serde_json::from_str(&at("assessment.json")).expect("JSON");
        // Only the moments of looking may differ.
        for observation in assessment["observations"].as_array_mut().expect("a list") {
            observation["at"] = "then".into();
            observation["took_ms"] = 0.into();
        }
        let looking = assessment["method"]["network"].take();
        (assessment, looking.is_null(), at("report.html").len())
    };
    assert_eq!(written(), written());
}

#[test]
fn quiet_leaves_only_the_result() {
    let place = Place::with_dossier();
    let ran = place
        .run(["assess", "acme", "--offline", "--quiet"])
        .ends(0);
    assert_eq!(ran.err, "");
    assert!(ran.out.contains("Example Cloud Ltd"));
}

#[test]
fn the_result_has_no_colour_unless_asked() {
    let place = Place::with_dossier();
    let plain = place
        .run(["assess", "acme", "--offline", "--as-of", NOON])
        .ends(0);
    assert!(!plain.out.contains('\u{1b}') && !plain.err.contains('\u{1b}'));
    let coloured = place
        .run(["assess", "acme", "--offline", "--color", "always"])
        .ends(0);
    assert!(coloured.out.contains('\u{1b}'));
}

#[test]
fn two_writers_do_not_meet() {
    let place = Place::with_dossier();
    let held = waarborg::dossier::lock(&place.at("acme")).expect("the lock");
    place.run(["assess", "acme", "--offline"]).refused(&[
        "acme",
        "another run is at work",
        "try again",
    ]);
    place.assessed_nothing();
    drop(held);
    place.run(["assess", "acme", "--offline"]).ends(0);
}

#[test]
fn a_place_that_cannot_be_written_is_named_and_nothing_is_left() {
    let place = Place::with_dossier();
    place.write("acme/assessments", "a file where a folder should be");
    place
        .run(["assess", "acme", "--offline"])
        .refused(&["assessments", "cannot write the assessment"]);
    assert_eq!(
        place.read("acme/assessments"),
        "a file where a folder should be"
    );

    let place = Place::with_dossier();
    std::fs::create_dir(place.at("acme/.lock")).expect("a folder");
    place
        .run(["assess", "acme", "--offline"])
        .refused(&[".lock", "cannot write here"]);
    place.assessed_nothing();
}

#[test]
fn without_endpoints_there_is_nothing_to_see_and_the_verdict_says_so() {
    let place = Place::with_dossier();
    place.edit("acme/dossier.toml", "[[endpoint]]", "#");
    place.edit("acme/dossier.toml", "\ntarget = ", "\n#target = ");
    place.edit("acme/dossier.toml", "\nlabel = ", "\n#label = ");
    place.run(["assess", "acme"]).ends(0);
    let assessment = place.assessment();
    assert!(assessment.subjects.is_empty() && assessment.observations.0.is_empty());
    let verdict = assessment.verdict.expect("a verdict");
    let blind = waarborg::domain::verdict::ReasonRule::NothingObserved;
    assert!(verdict.reasons.iter().any(|reason| reason.rule == blind));
}

#[test]
fn explained_answers_of_a_filled_dossier_count() {
    let place = Place::with_dossier();
    place.write(
        "acme/answers/quick.toml",
        "pack = \"quick\"\nversion = \"1.0.0\"\n[answers.\"loc.endpoints\"]\nvalue = true\n",
    );
    place.run(["assess", "acme", "--offline"]).ends(0);
    let assessment = place.assessment();
    assert!(assessment.score.expect("a score").coverage > 0);
    let [claim] = assessment.claims.as_slice() else {
        panic!("{:?}", assessment.claims)
    };
    let status = waarborg::domain::claim::ClaimStatus::NotObservable;
    assert_eq!(
        (claim.question.as_str(), claim.status),
        ("loc.endpoints", status)
    );
}

#[test]
fn a_dossier_holds_other_services_than_the_web() {
    let place = Place::with_dossier();
    place.edit(
        "acme/dossier.toml",
        "target = \"https://www.example.nl/\"",
        "target = \"smtp://mx.example.nl\"",
    );
    let ran = place.run(["assess", "acme", "--offline"]).ends(0);
    assert!(!ran.out.is_empty());
    let assessment = place.assessment();
    let endpoint = assessment.subjects.first().expect("the endpoint");
    assert_eq!(endpoint.id.0, "endpoint:mx.example.nl:25");
    assert_eq!(endpoint.service(), waarborg::domain::service::Service::Smtp);
    let report = place
        .tree()
        .into_iter()
        .find(|path| path.ends_with("/report.html"))
        .expect("a report");
    assert!(
        place
            .read(&report)
            .contains("mx.example.nl:25, SMTP (STARTTLS)")
    );
    let place = Place::with_dossier();
    place.edit(
        "acme/dossier.toml",
        "target = \"https://www.example.nl/\"",
        "target = \"postgresql://u:p@db.example.nl\"",
    );
    place
        .run(["assess", "acme", "--offline"])
        .refused(&["dossier.toml:", "password"]);
}
