//! Long chains of conditions: the time grows with their length, not with its square or cube.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use waarborg::domain::answer::AnswerValue;
use waarborg::domain::finding::Outcome;

use super::linting::lints;
use super::{PACK, World, parsed};

/// A pack in which every question waits for the one before; the first may wait for the last.
fn chain(length: usize, closed: bool) -> String {
    let mut text = PACK.split("[[question]]").next().expect("a head").replace(
        "[[section]]\nid = \"rest\"\ntitle = { nl = \"De rest\", en = \"The rest\" }\n",
        "",
    );
    for index in 0..length {
        let when = match index {
            0 if closed => format!("when = 'answers[\"q.n{:05}\"]'\n", length - 1),
            0 => String::new(),
            _ => format!("when = 'answers[\"q.n{:05}\"]'\n", index - 1),
        };
        let _ = write!(
            text,
            "[[question]]\nid = \"q.n{index:05}\"\nrev = 1\nsection = \"contract\"\ntopic = \"contract\"\n\
             text = {{ nl = \"Vraag {index}?\", en = \"Question {index}?\" }}\n\
             why = {{ nl = \"Reden.\", en = \"Reason.\" }}\nhelp = {{ nl = \"Hulp.\", en = \"Help.\" }}\n\
             type = \"yes-no\"\n{when}refs = [\"gdpr:28(3)\"]\n\
             [[question.option]]\nif = 'value'\nvalue = 100\n\
             [[question.option]]\nif = 'true'\nvalue = 0\nfix = {{ nl = \"Doe.\", en = \"Do.\" }}\n"
        );
    }
    text
}

/// Far more than a build without optimisation takes, and far less than a square would.
const BOUND: Duration = Duration::from_mins(1);

#[test]
fn a_long_chain_is_linted_and_settled_in_one_pass() {
    let length = 5_000;
    let mut world = World::new();
    world.packs = vec![parsed("chain.toml", &chain(length, false))];
    for set in &mut world.answers {
        set.pack = world.packs[0].pack.pack.id.clone();
        set.version.clone_from(&world.packs[0].pack.pack.version);
    }
    let began = Instant::now();
    let found = lints(&[&world.packs[0]]);
    assert!(found.iter().all(|lint| lint.rule != "cycle"));
    for index in 0..length {
        // Answered with no halfway.
        world.say(
            &format!("q.n{index:05}"),
            AnswerValue::Flag(index != length / 2),
        );
    }
    let judged = world.judge();
    assert!(began.elapsed() < BOUND, "{:?}", began.elapsed());
    let count = |outcome: Outcome| {
        judged
            .findings
            .iter()
            .filter(|f| f.outcome == outcome)
            .count()
    };
    assert_eq!(count(Outcome::Deviates), 1);
    // The first behind it is hidden; what reads a hidden answer is asked: nothing is known about that.
    assert_eq!(count(Outcome::NotApplicable), 1);
    assert_eq!(count(Outcome::Conforms), length - 2);
}

#[test]
fn a_long_circle_is_told_once_and_in_short() {
    let pack = parsed("circle.toml", &chain(3_000, true));
    let began = Instant::now();
    let found = lints(&[&pack]);
    assert!(began.elapsed() < BOUND, "{:?}", began.elapsed());
    let cycles: Vec<String> = found
        .iter()
        .filter(|lint| lint.rule == "cycle")
        .map(|lint| lint.diagnostic.to_string())
        .collect();
    let [only] = cycles.as_slice() else {
        panic!("one circle expected: {}", cycles.len());
    };
    assert!(
        only.contains("q.n00000 → q.n02999") && only.contains("…"),
        "{only}"
    );
    assert!(only.len() < 400, "{only}");
}
