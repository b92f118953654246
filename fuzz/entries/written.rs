//! What people write and send: questionnaires, answers, workbooks and tables. Part of `entries`.

use std::sync::Arc;

use waarborg::domain::answer::AnswerSet;
use waarborg::domain::day::Day;
use waarborg::dossier::exchange::{Desk, Intake, read_csv, read_json, read_workbook};
use waarborg::questionnaire::{
    Catalog, ParsedPack, is_overlay, judge, lint, migrate, parse_answers, parse_earlier,
    parse_overlay, parse_pack,
};

use super::catalogue;

/// The largest input that is tried: what is larger only takes longer.
const LIMIT: usize = 64 * 1024;

fn text(bytes: &[u8]) -> Option<Arc<str>> {
    let bytes = bytes.get(..bytes.len().min(LIMIT))?;
    std::str::from_utf8(bytes).ok().map(Arc::from)
}

fn today() -> Day {
    "2026-11-29".parse().expect("a day")
}

fn quick() -> &'static ParsedPack {
    catalogue().pack("quick").expect("the pack")
}

/// A pack or an overlay (TOML): linted, and judged with no answers, whatever the linter says.
pub(crate) fn pack(bytes: &[u8]) {
    let Some(source) = text(bytes) else { return };
    let parsed = if is_overlay(&source) {
        let Ok(overlay) = parse_overlay("over.toml", &source) else {
            return;
        };
        let mut pack = quick().clone();
        if pack.lay(&overlay).is_err() {
            return;
        }
        pack
    } else {
        let Ok(pack) = parse_pack("own.toml", &source) else {
            return;
        };
        pack
    };
    drop(lint(&[&parsed], &catalogue().vocabulary()));
    judged(&parsed, &[]);
}

/// A file of answers (TOML): read as of today, and as of an earlier version.
pub(crate) fn answers(bytes: &[u8]) {
    let Some(source) = text(bytes) else { return };
    if let Ok(set) = parse_answers("answers.toml", &source, &[quick()]) {
        judged(quick(), &[set]);
    }
    if let Ok(earlier) = parse_earlier("answers.toml", &source) {
        let brought = migrate(&quick().pack, &earlier, today());
        judged(quick(), &[brought.set]);
    }
}

/// A workbook (XLSX) that came back from a provider.
pub(crate) fn workbook(bytes: &[u8]) {
    taken(&read_workbook("in.xlsx", bytes, &desk(&[quick()])));
}

/// A table of text, and the JSON that stands for it.
pub(crate) fn sheet(bytes: &[u8]) {
    let Some(source) = text(bytes) else { return };
    taken(&read_csv("in.csv", &source, &desk(&[quick()])));
    taken(&read_json("in.json", &source, &desk(&[quick()])));
}

fn desk<'a>(packs: &'a [&'a ParsedPack]) -> Desk<'a> {
    Desk {
        packs,
        areas: &catalogue().areas,
        vendor: "Cloud & Co.",
    }
}

/// What came in is of questions that there are, each once.
fn taken(intake: &Intake) {
    let mut seen = Vec::new();
    for slip in &intake.slips {
        let known = quick().pack.questions.iter().any(|q| q.id == slip.question);
        assert!(known && !seen.contains(&&slip.question));
        seen.push(&slip.question);
    }
}

fn judged(parsed: &ParsedPack, answers: &[AnswerSet]) {
    let catalogue = catalogue();
    let dossier = toml::from_str(
        "format = 1\ncontroller = { name = 'Buyer' }\nvendor = { name = 'Cloud & Co.' }\n\
         service = { name = 'App', model = 'saas' }\nintake = {}\n",
    )
    .expect("a dossier");
    let judged = judge(
        &[&parsed.pack],
        answers,
        &[],
        &dossier,
        &Catalog {
            kinds: &catalogue.kinds,
            knock_outs: &catalogue.knock_outs,
            areas: &catalogue.areas,
            deadlines: &catalogue.deadlines,
            phrases: &catalogue.phrases,
        },
        today(),
    );
    if !parsed.pack.is_decision() {
        assert_eq!(judged.findings.len(), parsed.pack.questions.len());
    }
}
