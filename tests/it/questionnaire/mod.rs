//! Packs, answers and what they come to, through the public interface.

mod chains;
mod conditions;
mod documents;
mod governance;
mod judging;
mod linting;
mod migrating;
mod presented;
mod properties;
mod reading;
mod table_rules;
mod tables;

use std::collections::BTreeMap;
use std::sync::Arc;

use waarborg::domain::answer::{Answer, AnswerSet, AnswerValue, Evidence};
use waarborg::domain::day::Day;
use waarborg::domain::deadline::Deadlines;
use waarborg::domain::dossier::Dossier;
use waarborg::domain::finding::Finding;
use waarborg::domain::id::{KindId, KnockOutId};
use waarborg::domain::item::ItemReading;
use waarborg::domain::location::{Area, Areas};
use waarborg::domain::pack::{EvidenceKind, KnockOut, Strength};
use waarborg::domain::phrase::Phrases;
use waarborg::domain::text::Text;
use waarborg::questionnaire::{Catalog, Judged, ParsedPack, judge, parse_pack};

/// The pack that the tests are about.
const PACK: &str = include_str!("pack.toml");

fn parsed(file: &str, source: &str) -> ParsedPack {
    parse_pack(file, &Arc::from(source)).unwrap_or_else(|fault| panic!("{fault}"))
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// Everything that judging reads, small.
struct World {
    packs: Vec<ParsedPack>,
    answers: Vec<AnswerSet>,
    evidence: Vec<Evidence>,
    dossier: Dossier,
    kinds: BTreeMap<KindId, EvidenceKind>,
    knock_outs: BTreeMap<KnockOutId, KnockOut>,
    areas: Areas,
    deadlines: Deadlines,
    phrases: Phrases,
    as_of: Day,
}

impl World {
    fn new() -> Self {
        Self {
            packs: vec![parsed("basis.toml", PACK)],
            answers: vec![AnswerSet {
                pack: "basis".parse().expect("id"),
                version: "1.0.0".to_owned(),
                answers: BTreeMap::new(),
            }],
            evidence: Vec::new(),
            dossier: toml::from_str(
                "format = 1\ncontroller = { name = 'Buyer' }\nvendor = { name = 'Cloud Ltd.' }\n\
                 service = { name = 'App', model = 'saas' }\nintake = { volume = 'under-10000' }\n",
            )
            .expect("dossier"),
            kinds: kinds(),
            knock_outs: knock_outs(),
            areas: areas(),
            deadlines: tables::deadlines(),
            phrases: phrases(),
            as_of: day("2026-11-22"),
        }
    }

    fn answer(&mut self, question: &str, answer: Answer) -> &mut Self {
        let set = self.answers.first_mut().expect("a set");
        set.answers.insert(question.parse().expect("id"), answer);
        self
    }

    fn say(&mut self, question: &str, value: AnswerValue) -> &mut Self {
        self.answer(question, plain(value))
    }

    fn judge(&self) -> Judged {
        let packs: Vec<_> = self.packs.iter().map(|parsed| &parsed.pack).collect();
        let catalog = Catalog {
            kinds: &self.kinds,
            knock_outs: &self.knock_outs,
            areas: &self.areas,
            deadlines: &self.deadlines,
            phrases: &self.phrases,
        };
        judge(
            &packs,
            &self.answers,
            &self.evidence,
            &self.dossier,
            &catalog,
            self.as_of,
        )
    }
}

fn plain(value: AnswerValue) -> Answer {
    Answer {
        value: Some(value),
        ..Answer::default()
    }
}

/// A document of a kind, nothing else known.
fn document(id: &str, kind: &str) -> Evidence {
    toml::from_str(&format!("id = '{id}'\nkind = '{kind}'\n")).expect("document")
}

fn word(text: &str) -> AnswerValue {
    AnswerValue::Text(text.to_owned())
}

fn list(words: &[&str]) -> AnswerValue {
    AnswerValue::List(words.iter().map(|word| (*word).to_owned()).collect())
}

fn finding<'a>(judged: &'a Judged, question: &str) -> &'a Finding {
    let found = judged
        .findings
        .iter()
        .find(|finding| finding.check == question);
    found.expect(question)
}

fn reading(judged: &Judged, question: &str) -> Option<ItemReading> {
    let id = format!("basis/{question}");
    judged
        .items
        .iter()
        .find(|item| item.id == id)
        .map(|item| item.reading)
}

fn value(judged: &Judged, question: &str) -> Option<u32> {
    match reading(judged, question)? {
        ItemReading::Known { value, .. } => Some(value),
        ItemReading::Unknown { .. } => None,
    }
}

fn strength(judged: &Judged, question: &str) -> Option<Strength> {
    match reading(judged, question)? {
        ItemReading::Known { strength, .. } => Some(strength),
        ItemReading::Unknown { .. } => None,
    }
}

fn kinds() -> BTreeMap<KindId, EvidenceKind> {
    #[derive(serde::Deserialize)]
    struct File {
        kind: Vec<EvidenceKind>,
    }
    let file: File = toml::from_str(
        r#"
        kind = [
          { id = "agreement", title = { nl = "Overeenkomst", en = "Agreement" }, strength = "documented", proves = ["contract"], note = { nl = "", en = "" } },
          { id = "iso27001", title = { nl = "ISO-certificaat", en = "ISO certificate" }, strength = "attested", proves = ["security"], needs_expiry = true, note = { nl = "", en = "" } },
          { id = "iso27001-old", title = { nl = "Oud certificaat", en = "Old certificate" }, strength = "attested", proves = ["security"], needs_expiry = true, superseded_on = 2025-10-31, note = { nl = "", en = "" } },
          { id = "pentest", title = { nl = "Pentest", en = "Penetration test" }, strength = "attested", proves = ["security"], valid_days = 365, note = { nl = "", en = "" } },
          { id = "policy", title = { nl = "Beleid", en = "Policy" }, strength = "documented", proves = ["governance"], note = { nl = "", en = "" } },
          { id = "website", title = { nl = "Website", en = "Website" }, strength = "asserted", proves = ["security"], note = { nl = "", en = "" } },
        ]
        "#,
    )
    .expect("kinds");
    file.kind
        .into_iter()
        .map(|kind| (kind.id.clone(), kind))
        .collect()
}

fn knock_outs() -> BTreeMap<KnockOutId, KnockOut> {
    let knock_out = |id: &str| -> KnockOut {
        toml::from_str(&format!(
            "id = '{id}'\nkind = 'legal'\ntitle = {{ nl = 'a', en = 'b' }}\nwhy = {{ nl = 'a', en = 'b' }}\n\
             basis = ['gdpr:28(3)']\nremedy = {{ nl = 'a', en = 'b' }}\n"
        ))
        .expect("knock-out")
    };
    ["no-agreement", "transfer"]
        .into_iter()
        .map(|id| (id.parse().expect("id"), knock_out(id)))
        .collect()
}

fn areas() -> Areas {
    let row = |code: &str, nl: &str, en: &str, area: &str| -> Area {
        toml::from_str(&format!(
            "code = '{code}'\nname = {{ nl = '{nl}', en = '{en}' }}\narea = '{area}'\n"
        ))
        .expect("area")
    };
    Areas::new(vec![
        row("NL", "Nederland", "Netherlands", "eu"),
        row("DE", "Duitsland", "Germany", "eu"),
        row("CH", "Zwitserland", "Switzerland", "adequacy"),
        row(
            "US",
            "Verenigde Staten",
            "United States",
            "adequacy_conditional",
        ),
        row("IN", "India", "India", "outside"),
    ])
}

/// The words that judging uses.
fn phrases() -> Phrases {
    let table: toml::Table = include_str!("../../../data/texts/questionnaire.toml")
        .parse()
        .expect("words");
    let mut phrases = BTreeMap::new();
    flatten(String::new(), &table, &mut phrases);
    Phrases(phrases)
}

fn flatten(key: String, table: &toml::Table, into: &mut BTreeMap<String, Text>) {
    if let Ok(text) = table.clone().try_into::<Text>() {
        into.insert(key, text);
        return;
    }
    for (name, value) in table {
        let key = if key.is_empty() {
            name.clone()
        } else {
            format!("{key}.{name}")
        };
        if let toml::Value::Table(inner) = value {
            flatten(key, inner, into);
        }
    }
}
