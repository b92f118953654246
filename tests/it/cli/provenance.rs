//! Who said what, when, and what became of decisions about it: nothing is taken over in silence.

use super::Place;

const ANSWERS: &str = "acme/answers/quick.toml";

fn import(place: &Place, text: &str, more: &[&str]) -> super::Ran {
    place.write("in.csv", text);
    let run = ["questionnaire", "import", "acme", "in.csv", "--yes"];
    place.run(run.iter().chain(more))
}

fn answered(rows: &str) -> Place {
    let place = Place::with_dossier();
    import(
        &place,
        &format!("pack,question,answer\n{rows}"),
        &["--by", "Jansen"],
    )
    .ends(0);
    place
}

fn review(place: &Place, question: &str, decision: &str) -> super::Ran {
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
        "Not shown",
    ])
}

fn accept(place: &Place, question: &str) -> super::Ran {
    place.run([
        "questionnaire",
        "accept",
        "acme",
        question,
        "--owner",
        "Director",
        "--reason",
        "A small service",
        "--until",
        "2999-01-01",
    ])
}

fn assess(place: &Place, as_of: &str) -> String {
    place
        .run(["assess", "acme", "--offline", "--as-of", as_of])
        .ends(0);
    let folder = format!("acme/assessments/{}", as_of.replace(':', ""));
    place
        .run(["report", &folder, "--format", "md", "--lang", "en"])
        .ends(0)
        .out
}

/// Today, as the program sees it: the day that it writes beside an answer.
fn today(place: &Place) -> String {
    let text = place.read(ANSWERS);
    let at = text.split("\nat = ").nth(1).expect("a day");
    at.chars().take(10).collect()
}

#[test]
fn a_remark_confirms_nothing_and_a_reviewer_does_on_the_same_day() {
    let place = answered("quick,sec.mfa,all\n");
    let day = today(&place);
    assess(&place, &format!("{day}T00:00:01Z"));
    place.run(["questionnaire", "carry", "acme"]).ends(0);
    let carried = format!("source = {{ carried-from = {day} }}");
    assert!(
        place.read(ANSWERS).contains(&carried),
        "{}",
        place.read(ANSWERS)
    );

    // The sheet comes back with the answer as it was sent and a remark beside it.
    import(
        &place,
        "pack,question,answer,comment,by\nquick,sec.mfa,all,see page 3,Pietersen\n",
        &[],
    )
    .ends(0);
    let text = place.read(ANSWERS);
    assert!(text.contains(&carried), "a remark is no answer: {text}");
    assert!(
        text.contains("see page 3") && text.contains("by = \"Jansen\""),
        "{text}"
    );
    let report = assess(&place, &format!("{day}T00:00:02Z"));
    assert!(report.contains("not confirmed since"), "{report}");

    review(&place, "sec.mfa", "confirm").ends(0);
    let report = assess(&place, &format!("{day}T00:00:03Z"));
    assert!(
        !report.contains("not confirmed since"),
        "confirmed on the day itself counts"
    );

    place
        .run(["questionnaire", "carry", "acme", "--from", "2998-01-01"])
        .misused(&["--from", "lies in the future"]);
}

#[test]
fn carrying_over_takes_an_earlier_confirmation_away() {
    let place = answered("quick,sec.mfa,all\n");
    let day = today(&place);
    review(&place, "sec.mfa", "confirm").ends(0);
    assess(&place, &format!("{day}T00:00:01Z"));
    place.run(["questionnaire", "carry", "acme"]).ends(0);
    assert!(
        !place.read(ANSWERS).contains("decision = \"confirmed\", by"),
        "{}",
        place.read(ANSWERS)
    );
}

#[test]
fn a_new_answer_is_not_put_down_to_somebody_else() {
    let place = answered("quick,sec.mfa,all\n");
    let ran = import(&place, "pack,question,answer\nquick,sec.mfa,none\n", &[]).ends(0);
    let text = place.read(ANSWERS);
    assert!(!text.contains("Jansen"), "{text}");
    assert!(ran.out.contains("by: Jansen → —"), "{}", ran.out);
}

#[test]
fn everything_that_lapses_is_told_with_its_words() {
    let place = answered("quick,sec.mfa,none\nquick,exit.switching,outside\n");
    assess(&place, "2026-01-05T12:00:00Z");
    accept(&place, "sec.mfa").ends(0);
    review(&place, "exit.switching", "reject").ends(0);
    place.write(
        "in.csv",
        "pack,question,answer\nquick,sec.mfa,all\nquick,exit.switching,full\n",
    );
    let ran = place
        .run(["questionnaire", "import", "acme", "in.csv", "--dry-run"])
        .ends(0);
    let told = ran.out + &ran.err;
    for part in [
        "lapses: Director accepted the risk",
        "2999-01-01, for this reason: A small service",
        "lapses: the decision \"rejected\"",
        "by Privacy desk",
        "for this reason: Not shown",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
}

#[test]
fn a_claim_that_a_question_does_not_apply_shows_beside_the_answer() {
    let place = answered("quick,exit.switching,outside\n");
    let ran = import(
        &place,
        "pack,question,answer,not_applicable\nquick,exit.switching,,Made to order\n",
        &[],
    )
    .ends(0);
    let line = ran
        .out
        .lines()
        .find(|line| line.trim_start().starts_with('+'));
    assert!(
        line.is_some_and(|line| line.contains("Made to order")),
        "{}",
        ran.out
    );
}

#[test]
fn nothing_is_accepted_where_no_risk_is_known() {
    let place =
        answered("quick,con.agreement,none\nquick,sec.mfa,all\nquick,exit.switching,outside\n");
    assess(&place, "2026-01-05T12:00:00Z");
    accept(&place, "sec.mfa").refused(&["there is no risk to accept"]);
    review(&place, "con.agreement", "reject").ends(0);
    accept(&place, "con.agreement").refused(&["does not count", "Not shown"]);
    accept(&place, "exit.switching").ends(0);
}

#[test]
fn an_answer_of_a_day_that_has_not_come_is_refused() {
    let place = answered("quick,sec.mfa,all\n");
    let day = today(&place);
    place.edit(ANSWERS, &format!("at = {day}"), "at = 2999-01-01");
    for command in [
        vec!["assess", "acme", "--offline"],
        vec!["questionnaire", "export", "acme", "--format", "csv"],
    ] {
        place.run(command).refused(&[
            "answers/quick.toml",
            "sec.mfa",
            "2999-01-01",
            "in the future",
        ]);
    }
}

#[test]
fn the_examples_of_review_can_be_followed() {
    let pack: toml::Table = include_str!("../../../questionnaires/quick.toml")
        .parse()
        .expect("a pack");
    let questions = pack["question"].as_array().expect("questions");
    let mut found = 0;
    for text in [
        include_str!("../../../docs/questionnaires.md"),
        include_str!("../../../data/help/en.toml"),
        include_str!("../../../data/help/nl.toml"),
    ] {
        for line in text
            .lines()
            .filter(|line| line.contains("--decision approve-not-applicable"))
        {
            let id = line.split_whitespace().nth(4).expect("a question");
            let question = questions.iter().find(|q| q["id"].as_str() == Some(id));
            let na = question.and_then(|q| q["na"].as_str());
            assert_eq!(na, Some("approval"), "{id}: {line}");
            found += 1;
        }
    }
    assert!(found >= 3, "{found} examples");
}
