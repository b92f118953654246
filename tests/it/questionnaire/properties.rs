//! What holds for all answers.

use std::collections::BTreeMap;

use proptest::prelude::*;
use waarborg::domain::answer::{Answer, AnswerSet, AnswerValue, Cell, Evidence};
use waarborg::domain::finding::Outcome;
use waarborg::domain::item::ItemReading;
use waarborg::domain::pack::Strength;
use waarborg::questionnaire::Judged;

use super::{PACK, World, day, finding, parsed, plain, strength, value, word};

const QUESTIONS: [&str; 9] = [
    "agr.signed",
    "loc.storage",
    "xfer.tool",
    "sec.iso",
    "sec.test",
    "inc.hours",
    "sub.list",
    "gov.policy",
    "tls.only",
];

fn countries() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(
        proptest::sample::select(vec!["NL", "DE", "CH", "US", "IN", "ZZ"]),
        0..4,
    )
    .prop_map(|codes| codes.into_iter().map(str::to_owned).collect())
}

fn values() -> impl Strategy<Value = AnswerValue> {
    prop_oneof![
        any::<bool>().prop_map(AnswerValue::Flag),
        prop_oneof![0_i64..100, any::<i64>()].prop_map(AnswerValue::Number),
        (0_i64..900).prop_map(|days| AnswerValue::Day(day("2026-11-22").plus_days(100 - days))),
        proptest::sample::select(vec!["in-scope", "other", "none", "pol", "", "ja"]).prop_map(word),
        countries().prop_map(AnswerValue::List),
        proptest::sample::subsequence(vec!["scc", "bcr", "consent"], 0..=3)
            .prop_map(|ids| AnswerValue::List(ids.into_iter().map(str::to_owned).collect())),
        countries().prop_map(|codes| AnswerValue::Rows(
            codes
                .into_iter()
                .map(|code| BTreeMap::from([("country".to_owned(), Cell::Text(code))]))
                .collect()
        )),
    ]
}

fn answers() -> impl Strategy<Value = BTreeMap<&'static str, AnswerValue>> {
    proptest::collection::btree_map(
        proptest::sample::select(QUESTIONS.to_vec()),
        values(),
        0..20,
    )
}

fn world(answers: &BTreeMap<&'static str, AnswerValue>) -> World {
    let mut world = World::new();
    for (question, value) in answers {
        world.say(question, value.clone());
    }
    world
}

fn papers() -> impl Strategy<Value = Evidence> {
    let days = || proptest::option::of(-900_i64..900);
    let flag = || proptest::option::of(any::<bool>());
    let kinds = vec![
        "agreement",
        "iso27001",
        "iso27001-old",
        "pentest",
        "website",
        "unheard-of",
    ];
    (
        proptest::sample::select(kinds),
        days(),
        days(),
        flag(),
        flag(),
    )
        .prop_map(
            |(kind, issued, expires, covers_service, accredited)| Evidence {
                issued: issued.map(|days| day("2026-11-22").plus_days(days)),
                expires: expires.map(|days| day("2026-11-22").plus_days(days)),
                covers_service,
                accredited,
                ..toml::from_str(&format!("id = 'p'\nkind = '{kind}'\n")).expect("paper")
            },
        )
}

/// The strength behind an answer that rests on these documents.
fn backed(papers: &[Evidence], as_of: waarborg::domain::day::Day) -> Strength {
    let mut world = World::new();
    world.as_of = as_of;
    let mut answer = plain(word("in-scope"));
    for (index, paper) in papers.iter().enumerate() {
        let id: waarborg::domain::id::EvidenceId = format!("p{index}").parse().expect("id");
        answer.evidence.push(id.clone());
        world.evidence.push(Evidence {
            id,
            ..paper.clone()
        });
    }
    world.answer("sec.iso", answer);
    strength(&world.judge(), "sec.iso").expect("answered")
}

fn credit(judged: &Judged) -> BTreeMap<String, u32> {
    judged
        .items
        .iter()
        .map(|item| match item.reading {
            ItemReading::Known { value, .. } => (item.id.clone(), value),
            ItemReading::Unknown { .. } => (item.id.clone(), 0),
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn answers_to_hidden_questions_change_nothing(given in answers(), other in values()) {
        let judged = world(&given).judge();
        for question in QUESTIONS {
            if finding(&judged, question).reason == "hidden" {
                let mut changed = given.clone();
                changed.insert(question, other.clone());
                prop_assert_eq!(&world(&changed).judge(), &judged);
                changed.remove(question);
                prop_assert_eq!(&world(&changed).judge(), &judged);
            }
        }
    }

    #[test]
    fn the_order_of_files_changes_nothing(given in answers(), extra in values(), cut in 0_usize..9) {
        let mut world = world(&given);
        let mut second = parsed("second.toml", &PACK.replace("id = \"basis\"", "id = \"second\""));
        second.pack.questions.truncate(5);
        world.packs.push(second);
        // The answers of one pack may come in several files, even twice.
        let all: Vec<_> = world.answers.remove(0).answers.into_iter().collect();
        let (left, right) = all.split_at(cut.min(all.len()));
        let mut again: BTreeMap<_, Answer> = right.iter().cloned().collect();
        again.insert("sec.iso".parse().expect("id"), plain(extra));
        for (pack, answers) in [("basis", left.iter().cloned().collect()), ("basis", again.clone()), ("second", again)] {
            world.answers.push(AnswerSet {
                pack: pack.parse().expect("id"),
                version: "1.0.0".to_owned(),
                answers,
            });
        }
        let judged = world.judge();
        world.packs.reverse();
        world.answers.reverse();
        prop_assert_eq!(world.judge(), judged);
    }

    #[test]
    fn judging_is_total(given in answers()) {
        let judged = world(&given).judge();
        prop_assert_eq!(judged.findings.len(), QUESTIONS.len());
        let applies = judged.findings.iter().filter(|f| f.outcome != Outcome::NotApplicable).count();
        prop_assert_eq!(judged.items.len(), applies);
    }

    #[test]
    fn silence_elsewhere_never_raises_a_value(given in answers()) {
        let full = world(&given).judge();
        for question in given.keys() {
            let mut less = given.clone();
            less.remove(question);
            let judged = world(&less).judge();
            for other in QUESTIONS.iter().filter(|other| *other != question) {
                if let (Some(before), Some(after)) = (value(&full, other), value(&judged, other)) {
                    prop_assert!(after <= before, "{} without {}", other, question);
                }
            }
        }
    }

    #[test]
    fn claiming_that_a_question_does_not_apply_never_helps(given in answers(), index in 0_usize..9) {
        let before = world(&given);
        let mut after = world(&given);
        let question = QUESTIONS[index];
        let mut answer = given.get(question).cloned().map_or_else(Answer::default, plain);
        answer.not_applicable = Some("we say so".to_owned());
        after.answer(question, answer);
        let (before, after) = (before.judge(), after.judge());
        prop_assert_eq!(credit(&after), credit(&before));
        prop_assert_eq!(after.knock_outs, before.knock_outs);
    }

    #[test]
    fn more_or_better_evidence_never_weakens(papers in proptest::collection::vec(papers(), 0..4), more in papers()) {
        let as_of = day("2026-11-22");
        let before = backed(&papers, as_of);
        let mut longer = papers.clone();
        longer.push(more);
        prop_assert!(backed(&longer, as_of) >= before);
        let better: Vec<Evidence> = papers
            .iter()
            .map(|paper| Evidence {
                covers_service: Some(true),
                accredited: Some(true),
                expires: paper.expires.map(|day| day.plus_days(400)),
                issued: paper.issued,
                ..paper.clone()
            })
            .collect();
        prop_assert!(backed(&better, as_of) >= before);
    }

    #[test]
    fn time_never_strengthens(papers in proptest::collection::vec(papers(), 0..4), days in 0_i64..2000) {
        let as_of = day("2026-11-22");
        // What is dated in the future is not yet evidence; that alone may change for the better.
        let papers: Vec<Evidence> = papers
            .into_iter()
            .map(|paper| Evidence { issued: paper.issued.filter(|day| *day <= as_of), ..paper })
            .collect();
        prop_assert!(backed(&papers, as_of.plus_days(days)) <= backed(&papers, as_of));
    }
}
