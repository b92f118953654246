//! What is missing is an open point, and nothing else is said about it.

use std::collections::BTreeSet;

use waarborg::domain::answer::{Answer, AnswerSet, AnswerValue, Decision, Review, Source};
use waarborg::domain::assessment::Assessment;
use waarborg::domain::claim::ClaimStatus;
use waarborg::domain::dossier::Dossier;
use waarborg::domain::text::Lang;
use waarborg::questionnaire::{Catalog, judge};

use super::super::sample;
use super::{House, markdown};

/// A dossier that says nothing but names.
const BARE: &str = "format = 1\ncontroller = { name = 'Buyer B.V.' }\nvendor = { name = 'Cloud Ltd.', country = 'US' }\n\
                    service = { name = 'App', model = 'saas' }\nintake = {}\n";

/// Nothing was answered and nothing seen; every questionnaire was asked, or none.
fn bare(house: &House, answers: &[AnswerSet], asked: bool) -> Assessment {
    let mut bare = sample::assessment(&house.catalogue.areas);
    let dossier: Dossier = toml::from_str(BARE).expect("a dossier");
    let packs = if asked {
        house.catalogue.all_packs()
    } else {
        Vec::new()
    };
    let catalog = Catalog {
        kinds: &house.catalogue.kinds,
        knock_outs: &house.catalogue.knock_outs,
        areas: &house.catalogue.areas,
        deadlines: &house.catalogue.deadlines,
        phrases: &house.catalogue.phrases,
    };
    let day = "2026-11-22".parse().expect("a day");
    bare.findings = judge(&packs, answers, &[], &dossier, &catalog, day).findings;
    bare.dossier = Some(dossier);
    bare.answers = answers.to_vec();
    bare.claims.clear();
    bare.evidence.clear();
    bare.locations.clear();
    bare.parties.clear();
    bare.observations.0.clear();
    bare
}

/// The rows of the tables of the annexes, without their heads.
fn rows(markdown: &str) -> Vec<&str> {
    let annexes = markdown.find("## Annex I.").expect("the first annex");
    let lines: Vec<&str> = markdown[annexes..].lines().collect();
    let head = |at: usize| {
        lines
            .get(at + 1)
            .is_some_and(|next| next.starts_with("| ---"))
    };
    (0..lines.len())
        .filter(|at| lines[*at].starts_with("| ") && !lines[*at].starts_with("| ---") && !head(*at))
        .map(|at| lines[at])
        .collect()
}

#[test]
fn without_answers_every_line_is_an_open_point() {
    let house = House::new();
    for asked in [false, true] {
        let paper = house.paper(&bare(&house, &[], asked), Lang::En, "contract");
        let text = markdown(&paper);
        let rows = rows(&text);
        let lines = house.plan.list.iter().flat_map(|annex| &annex.parts);
        let lines: usize = lines.map(|part| part.lines.len()).sum();
        assert_eq!(rows.len(), lines, "asked: {asked}");
        // The names of the parties, a country and the kind of service are all that the dossier says.
        let said: Vec<&&str> = rows.iter().filter(|r| !r.contains("Open point:")).collect();
        assert_eq!(said.len(), 4, "asked: {asked}: {said:#?}");
        for row in said {
            assert!(row.contains("*dossier*"), "{row}");
        }
    }
}

#[test]
fn each_open_point_names_the_question_that_fills_it() {
    let house = House::new();
    let text = markdown(&house.paper(&bare(&house, &[], false), Lang::En, "contract"));
    let ids: BTreeSet<&str> = house
        .plan
        .list
        .iter()
        .flat_map(|annex| &annex.parts)
        .flat_map(|part| &part.lines)
        .filter_map(|line| line.questions.first())
        .map(String::as_str)
        .collect();
    // A line that the dossier answers asks nothing more.
    for id in ids {
        assert!(text.contains(&format!("question {id}")), "{id}");
    }
}

fn answered(answer: Answer) -> Vec<AnswerSet> {
    vec![AnswerSet {
        pack: "quick".parse().expect("an id"),
        version: "1.1.0".to_owned(),
        answers: [("sec.mfa".parse().expect("an id"), answer)].into(),
    }]
}

fn mfa(value: Option<&str>) -> Answer {
    Answer {
        value: value.map(|value| AnswerValue::Text(value.to_owned())),
        ..Answer::default()
    }
}

/// The row of the second factor.
fn second_factor(house: &House, assessment: &Assessment, order: &str) -> String {
    let text = markdown(&house.paper(assessment, Lang::En, order));
    let row = rows(&text)
        .into_iter()
        .find(|row| row.contains("Second factor at sign-in"));
    row.expect("the row").to_owned()
}

#[test]
fn an_answer_becomes_its_sentence_with_where_it_comes_from() {
    let house = House::new();
    let assessment = bare(&house, &answered(mfa(Some("all"))), true);
    let finding = assessment
        .findings
        .iter()
        .find(|finding| finding.id == "quick/sec.mfa")
        .expect("the finding");
    let clause = finding
        .clause
        .as_ref()
        .expect("a sentence for the agreement");
    let row = second_factor(&house, &assessment, "contract");
    assert!(row.contains(clause.en.trim_end_matches('.')), "{row}");
    assert!(row.contains("question quick/sec.mfa"), "{row}");
    assert!(row.contains("asserted only"), "{row}");
    assert!(!row.contains("Open point:"), "{row}");
}

#[test]
fn what_falls_short_is_to_be_agreed_and_a_promise_has_its_day() {
    let house = House::new();
    let mut answer = mfa(Some("admins"));
    let row = second_factor(
        &house,
        &bare(&house, &answered(answer.clone()), true),
        "contract",
    );
    assert!(row.contains("to be agreed:"), "{row}");
    assert!(row.contains("partly in place"), "{row}");
    answer.planned = "2027-03-01".parse().ok();
    let row = second_factor(&house, &bare(&house, &answered(answer), true), "contract");
    assert!(row.contains("promised for 1 March 2027"), "{row}");
    // A promise without an answer is a promise, and the question stays open.
    let mut answer = mfa(None);
    answer.planned = "2027-03-01".parse().ok();
    let row = second_factor(&house, &bare(&house, &answered(answer), true), "contract");
    assert!(
        row.contains("1 March 2027") && row.contains("Open point:"),
        "{row}"
    );
}

#[test]
fn what_was_seen_otherwise_is_no_sentence_of_the_agreement() {
    let house = House::new();
    let mut assessment = bare(&house, &answered(mfa(Some("all"))), true);
    let full = sample::assessment(&house.catalogue.areas);
    let mut claim = full
        .claims
        .into_iter()
        .find(|claim| claim.status == ClaimStatus::Contradicted)
        .expect("a contradiction");
    claim.id = "quick/sec.mfa".to_owned();
    let seen = claim.seen.en.clone();
    assessment.claims.push(claim);
    let clause = assessment
        .findings
        .iter()
        .find(|finding| finding.id == "quick/sec.mfa")
        .and_then(|finding| finding.clause.clone())
        .expect("a sentence");
    let row = second_factor(&house, &assessment, "contract");
    assert!(!row.contains(clause.en.trim_end_matches('.')), "{row}");
    assert!(
        row.contains("refuted") && row.contains("observation o8"),
        "{row}"
    );
    assert!(row.contains("Open point:"), "{row}");
    assert!(
        row.contains(seen.split(' ').next_back().unwrap_or("")),
        "{row}"
    );
}

#[test]
fn an_answer_carried_over_is_to_be_confirmed() {
    let house = House::new();
    let mut answer = mfa(Some("all"));
    answer.source = Some(Source::CarriedFrom("2025-10-28".parse().expect("a day")));
    let row = second_factor(
        &house,
        &bare(&house, &answered(answer.clone()), true),
        "contract",
    );
    assert!(
        row.contains("to be confirmed") && row.contains("28 October 2025"),
        "{row}"
    );
    answer.review = Some(Review {
        decision: Decision::Confirmed,
        by: "Reviewer".to_owned(),
        at: "2026-11-01".parse().expect("a day"),
        reason: "asked again".to_owned(),
    });
    let row = second_factor(&house, &bare(&house, &answered(answer), true), "contract");
    assert!(!row.contains("to be confirmed"), "{row}");
}
