//! What questionnaires cost. Run: `cargo bench --bench questionnaire`.
//!
//! - **shipped**: all shipped packs parsed from their text, linted together, and judged with every choice answered. The
//!   aim is under 50 ms together.
//! - **large**: a pack of 10,000 questions, a third of them with a condition on an earlier one. The aim is under 1 s.
//! - **workbook**: 500 questions written as a workbook, and read back. The aim is under 300 ms each.
//!
//! Each figure is the middle of several runs on this machine. As a test (`cargo test --benches`), everything runs once,
//! smaller, and only has to come out right.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "the bench makes a dossier, and prints its figures"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use waarborg::catalogue::{Catalogue, DEFAULT_POLICY};
use waarborg::domain::answer::{Answer, AnswerSet, AnswerValue};
use waarborg::domain::day::Day;
use waarborg::domain::dossier::Dossier;
use waarborg::domain::pack::{Pack, QuestionKind};
use waarborg::domain::text::Lang;
use waarborg::dossier::exchange::{Desk, Disputes, Outgoing, read_workbook, write_workbook};
use waarborg::questionnaire::{Catalog, LintLevel, ParsedPack, judge, lint, parse_pack, standings};

fn main() {
    let measuring = std::env::args().any(|argument| argument == "--bench");
    let (rounds, large, sheet) = if measuring {
        (9, 10_000, 500)
    } else {
        (1, 300, 60)
    };
    let catalogue = Catalogue::load(None, DEFAULT_POLICY).expect("the shipped data");
    shipped(&catalogue, rounds);
    self::large(&catalogue, rounds, large);
    workbook(&catalogue, rounds, sheet);
}

/// The middle of the times of some runs, and what the last one came to.
fn time<T>(rounds: usize, mut run: impl FnMut() -> T) -> (Duration, T) {
    let mut times = Vec::new();
    let mut last = None;
    for _ in 0..rounds {
        let begun = Instant::now();
        last = Some(run());
        times.push(begun.elapsed());
    }
    times.sort();
    (times[times.len() / 2], last.expect("a run"))
}

fn say(what: &str, took: Duration, aim: u32) {
    let took = took.as_secs_f64() * 1_000.0;
    println!(
        "{what:<44} {took:>9.1} ms   aim {aim} ms   {:.2} of it",
        took / f64::from(aim)
    );
}

fn today() -> Day {
    "2026-11-29".parse().expect("a day")
}

fn dossier(packs: &[&str]) -> Dossier {
    let packs: Vec<String> = packs.iter().map(|id| format!("\"{id}\"")).collect();
    toml::from_str(&format!(
        "format = 1\npacks = [{}]\ncontroller = {{ name = 'Buyer' }}\nvendor = {{ name = 'Cloud Ltd.' }}\n\
         service = {{ name = 'App', model = 'saas' }}\nintake = {{ volume = 'under-10000' }}\n",
        packs.join(", ")
    ))
    .expect("a dossier")
}

/// An answer to every question that has choices or asks yes or no.
fn answers(pack: &Pack) -> AnswerSet {
    let given = |question: &waarborg::domain::pack::Question| {
        let value = match question.kind {
            QuestionKind::Choice => AnswerValue::Text(question.choices.first()?.id.clone()),
            QuestionKind::Multi => AnswerValue::List(vec![question.choices.first()?.id.clone()]),
            QuestionKind::YesNo => AnswerValue::Flag(true),
            QuestionKind::Days | QuestionKind::Number => AnswerValue::Number(24),
            _ => return None,
        };
        let answer = Answer {
            value: Some(value),
            ..Answer::default()
        };
        Some((question.id.clone(), answer))
    };
    AnswerSet {
        pack: pack.pack.id.clone(),
        version: pack.pack.version.clone(),
        answers: pack
            .questions
            .iter()
            .filter_map(given)
            .collect::<BTreeMap<_, _>>(),
    }
}

fn read_all(sources: &[(String, Arc<str>)]) -> Vec<ParsedPack> {
    let read = |(file, source): &(String, Arc<str>)| parse_pack(file, source).expect("a pack");
    sources.iter().map(read).collect()
}

/// Findings of the packs, each judged with its answers.
fn judged(
    catalogue: &Catalogue,
    packs: &[ParsedPack],
    sets: &[AnswerSet],
    dossier: &Dossier,
) -> usize {
    let packs: Vec<&Pack> = packs.iter().map(|parsed| &parsed.pack).collect();
    let catalog = Catalog {
        kinds: &catalogue.kinds,
        knock_outs: &catalogue.knock_outs,
        areas: &catalogue.areas,
        deadlines: &catalogue.deadlines,
        phrases: &catalogue.phrases,
    };
    judge(&packs, sets, &[], dossier, &catalog, today())
        .findings
        .len()
}

fn whole(
    catalogue: &Catalogue,
    rounds: usize,
    sources: &[(String, Arc<str>)],
) -> [(Duration, usize); 3] {
    let (parsing, packs) = time(rounds, || read_all(sources));
    let vocabulary = catalogue.vocabulary();
    let refs: Vec<&ParsedPack> = packs.iter().collect();
    let (linting, errors) = time(rounds, || {
        let found = lint(&refs, &vocabulary);
        let is_error = |lint: &&waarborg::questionnaire::Lint| lint.level == LintLevel::Error;
        found.iter().filter(is_error).count()
    });
    let sets: Vec<AnswerSet> = packs.iter().map(|parsed| answers(&parsed.pack)).collect();
    let dossier = dossier(&[]);
    let (judging, findings) = time(rounds, || judged(catalogue, &packs, &sets, &dossier));
    let questions = packs.iter().map(|parsed| parsed.pack.questions.len()).sum();
    [(parsing, questions), (linting, errors), (judging, findings)]
}

fn tell(name: &str, figures: [(Duration, usize); 3], aim: u32) {
    let parts = ["parsed", "linted", "judged"];
    for (part, (took, count)) in parts.iter().zip(figures) {
        say(&format!("{name}: {part} ({count})"), took, aim);
    }
    let total = figures.iter().map(|(took, _)| *took).sum();
    say(&format!("{name}: together"), total, aim);
}

fn shipped(catalogue: &Catalogue, rounds: usize) {
    let sources: Vec<(String, Arc<str>)> = catalogue
        .packs
        .iter()
        .map(|parsed| (parsed.file.clone(), Arc::clone(&parsed.source)))
        .collect();
    let figures = whole(catalogue, rounds, &sources);
    assert_eq!(figures[1].1, 0, "no errors");
    tell("shipped packs", figures, 50);
}

/// A pack of so many questions.
fn source(id: &str, questions: usize) -> Arc<str> {
    let mut text = format!(
        "[pack]\nid = \"{id}\"\nversion = \"1.0.0\"\ntitle = {{ nl = \"Groot\", en = \"Large\" }}\n\
         purpose = {{ nl = \"Om mee te meten.\", en = \"To measure with.\" }}\naudience = \"provider\"\nlicence = \"CC-BY-4.0\"\n\
         [[section]]\nid = \"all\"\ntitle = {{ nl = \"Alles\", en = \"Everything\" }}\n"
    );
    for number in 0..questions {
        let _ = write!(
            text,
            "[[question]]\nid = \"{id}.q{number}\"\nrev = 1\nsection = \"all\"\ntopic = \"security\"\n\
             text = {{ nl = \"Is onderdeel {number} geregeld?\", en = \"Has part {number} been arranged?\" }}\n\
             why = {{ nl = \"Dat telt.\", en = \"It counts.\" }}\nhelp = {{ nl = \"Stuur het mee.\", en = \"Send it along.\" }}\n\
             type = \"choice\"\nseverity = \"normal\"\nchoices = [{{ id = \"yes\", nl = \"Ja, helemaal\", en = \"Yes, wholly\" }}, \
             {{ id = \"part\", nl = \"Deels\", en = \"Partly\" }}, {{ id = \"no\", nl = \"Nee\", en = \"No\" }}]\n"
        );
        if number % 3 == 2 {
            let earlier = number - 2;
            let _ = writeln!(text, "when = 'answers[\"{id}.q{earlier}\"] == \"yes\"'");
        }
        for (word, value) in [("yes", 100), ("part", 50)] {
            let _ = write!(
                text,
                "[[question.option]]\nif = 'value == \"{word}\"'\nvalue = {value}\n"
            );
            if value < 100 {
                text.push_str("fix = { nl = \"Maak het af.\", en = \"Finish it.\" }\n");
            }
        }
        text.push_str(
            "[[question.option]]\nif = 'true'\nvalue = 0\nfix = { nl = \"Regel het.\", en = \"Arrange it.\" }\n",
        );
    }
    text.into()
}

fn large(catalogue: &Catalogue, rounds: usize, questions: usize) {
    let sources = [("large.toml".to_owned(), source("large", questions))];
    let figures = whole(catalogue, rounds.min(3), &sources);
    assert_eq!(figures[0].1, questions);
    assert_eq!(figures[1].1, 0, "no errors");
    tell(&format!("{questions} questions"), figures, 1_000);
}

fn workbook(catalogue: &Catalogue, rounds: usize, questions: usize) {
    let parsed = parse_pack("sheet.toml", &source("sheet", questions)).expect("a pack");
    let root = tempfile::tempdir().expect("a folder");
    let main = "format = 1\npacks = [\"sheet\"]\ncontroller = { name = \"Buyer\" }\nvendor = { name = \"Cloud Ltd.\" }\n\
                service = { name = \"App\", model = \"saas\" }\nintake = { volume = \"under-10000\" }\n";
    std::fs::write(root.path().join("dossier.toml"), main).expect("a dossier");
    let packs = [parsed];
    let mut folder =
        waarborg::dossier::read(root.path(), &packs, &catalogue.kinds, &catalogue.areas)
            .expect("the dossier");
    folder.answers = vec![answers(&packs[0].pack)];
    let standings = standings(
        &[&packs[0].pack],
        &folder.answers,
        &[],
        &folder.dossier,
        &catalogue.areas,
        today(),
    );
    let outgoing = Outgoing {
        folder: &folder,
        standings: &standings,
        disputes: &Disputes::default(),
        lang: Lang::Nl,
    };
    let (writing, bytes) = time(rounds, || {
        write_workbook(&outgoing, &catalogue.phrases).expect("a workbook")
    });
    let listed = [&packs[0]];
    let desk = Desk {
        packs: &listed,
        areas: &catalogue.areas,
        vendor: "Cloud Ltd.",
    };
    let (reading, intake) = time(rounds, || read_workbook("q.xlsx", &bytes, &desk));
    assert!(intake.faults.is_empty(), "{:?}", intake.faults.first());
    assert_eq!(intake.slips.len(), questions);
    say(
        &format!("workbook of {questions} questions: written"),
        writing,
        300,
    );
    say(
        &format!("workbook of {questions} questions: read"),
        reading,
        300,
    );
}
