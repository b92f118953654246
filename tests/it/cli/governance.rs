//! `waarborg questionnaire review` and `accept`, and what the report makes of it.

use super::Place;

const ANSWERS: &str = "acme/answers/quick.toml";

fn answered(rows: &str) -> Place {
    let place = Place::with_dossier();
    place.write("in.csv", format!("pack,question,answer\n{rows}"));
    place
        .run(["questionnaire", "import", "acme", "in.csv", "--yes"])
        .ends(0);
    place
}

fn accept(place: &Place, question: &str, until: &str) -> super::Ran {
    place.run([
        "questionnaire",
        "accept",
        "acme",
        question,
        "--owner",
        "Director of operations",
        "--reason",
        "A small service",
        "--until",
        until,
    ])
}

fn assess(place: &Place, as_of: &str) {
    place
        .run(["assess", "acme", "--offline", "--as-of", as_of])
        .ends(0);
}

fn report(place: &Place, as_of: &str, lang: &str) -> String {
    let folder = format!("acme/assessments/{}", as_of.replace(':', ""));
    let out = ["report", &folder, "--format", "md", "--lang", lang];
    place.run(out).ends(0).out
}

#[test]
fn a_risk_is_taken_by_name_until_a_day_and_lapses() {
    let place = answered("quick,exit.switching,outside\nquick,sec.mfa,none\n");
    accept(&place, "sec.mfa", "2999-01-01").refused(&["there is no assessment yet"]);
    assess(&place, "2026-01-05T12:00:00Z");
    accept(&place, "sec.mfaa", "2999-01-01").refused(&["did you mean `sec.mfa`?"]);
    accept(&place, "sec.mfa", "2020-01-01").misused(&["--until", "ends after today"]);
    accept(&place, "sec.pentest", "2999-01-01").refused(&["has not been answered"]);
    accept(&place, "sec.mfa", "2999-01-01")
        .ends(0)
        .blames(&["changes no score"]);
    let text = place.read(ANSWERS);
    assert!(
        text.contains("acceptance = { owner = \"Director of operations\""),
        "{text}"
    );

    // Limits look away from it as long as it counts; the score and the advice do not change.
    let limited = |as_of: &str| {
        let run = ["assess", "acme", "--offline", "--as-of", as_of];
        place.run(run.iter().chain(&["--fail-on", "high"]))
    };
    limited("2999-06-01T12:00:00Z").ends(5);
    limited("2990-06-01T12:00:00Z")
        .ends(0)
        .blames(&["The risk of one answer was accepted"]);
    let sarif = place
        .run([
            "report",
            "acme/assessments/2990-06-01T120000Z",
            "--format",
            "sarif",
        ])
        .ends(0);
    assert_eq!(sarif.out.matches("\"suppressions\"").count(), 1);
    assert!(
        sarif
            .out
            .contains("A small service (Director of operations, until 2999-01-01)")
    );

    assess(&place, "2990-01-05T12:00:00Z");
    let md = report(&place, "2990-01-05T12:00:00Z", "en");
    assert!(
        md.contains("This risk was accepted on") && md.contains("Director of operations"),
        "{md}"
    );
    assess(&place, "2999-01-02T12:00:00Z");
    let md = report(&place, "2999-01-02T12:00:00Z", "nl");
    assert!(md.contains("telt niet meer. Besluit opnieuw."), "{md}");
}

#[test]
fn nobody_accepts_a_legal_defect() {
    let place = answered("quick,con.agreement,none\n");
    assess(&place, "2026-01-05T12:00:00Z");
    accept(&place, "con.agreement", "2999-01-01").refused(&["nobody can accept a legal defect"]);
}

#[test]
fn a_reviewer_decides_with_name_and_reason() {
    let place = answered("quick,sec.mfa,none\n");
    let review = |question: &str, decision: &str, reason: &str| {
        place.run([
            "questionnaire",
            "review",
            "acme",
            question,
            "--decision",
            decision,
            "--by",
            "Privacy desk",
            "--reason",
            reason,
        ])
    };
    review("quick/sec.mfa", "reject", " ").misused(&["--reason", "say something"]);
    review("sec.mfa", "explained", "fine").refused(&["no explanation of the provider"]);
    review("sec.mfa", "approve-not-applicable", "fine").refused(&["sec.mfa"]);
    review("quick/sec.mfa", "reject", "Not believable").ends(0);
    assert!(place.read(ANSWERS).contains("decision = \"rejected\""));
    assess(&place, "2026-01-05T12:00:00Z");
    let md = report(&place, "2026-01-05T12:00:00Z", "en");
    assert!(
        md.contains("Privacy desk") && md.contains("Not believable"),
        "{md}"
    );
}
