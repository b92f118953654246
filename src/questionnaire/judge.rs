//! From answers to findings.

use std::collections::BTreeMap;

use super::decide::{Bench, Ruling};
use super::entry::{explanation, finding, item, item_id, unconfirmed};
use super::evidence::{Shelf, worth};
use super::expression::{Compiler, Engine, Inputs};
use super::outcome::told;
use super::refute::{Refuted, refuted};
use super::sheet::{Gap, Known, Sheet, State, lay_out, settle};
use super::support::{advice, support};
use super::table::Reader;
use super::words::{Words, join, sentence};
use crate::domain::acceptance::Acceptance;
use crate::domain::answer::{AnswerSet, AnswerValue, Evidence};
use crate::domain::assessment::JudgedEvidence;
use crate::domain::claim::Assertion;
use crate::domain::day::Day;
use crate::domain::deadline::Deadlines;
use crate::domain::dossier::Dossier;
use crate::domain::finding::{Confidence, Finding, Outcome};
use crate::domain::id::{KindId, KnockOutId};
use crate::domain::item::{Item, ItemReading, RaisedKnockOut};
use crate::domain::location::Areas;
use crate::domain::pack::{
    About, AnswerOption, EvidenceKind, KnockOut, KnockOutKind, Pack, Strength,
};
use crate::domain::phrase::Phrases;
use crate::domain::text::Text;

/// The value that counts as good enough to be held against observations.
const ASSERTS_FROM: u8 = 50;
/// Basis points in a point of an option.
const POINT: u32 = 100;
/// Full value in basis points.
const FULL: u32 = 10_000;

/// The data that judging reads.
#[derive(Debug, Clone, Copy)]
pub struct Catalog<'a> {
    /// Kinds of evidence.
    pub kinds: &'a BTreeMap<KindId, EvidenceKind>,
    /// Knock-outs.
    pub knock_outs: &'a BTreeMap<KnockOutId, KnockOut>,
    /// The legal position of countries.
    pub areas: &'a Areas,
    /// Periods and thresholds.
    pub deadlines: &'a Deadlines,
    /// Words.
    pub phrases: &'a Phrases,
}

/// What the answers come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judged {
    /// One for each question, by pack id and then in the order of asking; one for each decision table, at the end.
    pub findings: Vec<Finding>,
    /// One for each question that applies.
    pub items: Vec<Item>,
    /// Knock-outs that answers raised.
    pub knock_outs: Vec<RaisedKnockOut>,
    /// Every document of the register, in its order.
    pub evidence: Vec<JudgedEvidence>,
    /// Answers that say something observable.
    pub assertions: Vec<Assertion>,
    /// Risks that somebody took, with the item (`<pack>/<question>`) of each; of questions that are asked only.
    pub acceptances: Vec<(String, Acceptance)>,
}

/// Judges the answers on a day. Total: whatever is missing or makes no sense becomes unknown, never an error.
#[must_use]
pub fn judge(
    packs: &[&Pack],
    answers: &[AnswerSet],
    evidence: &[Evidence],
    dossier: &Dossier,
    catalog: &Catalog,
    as_of: Day,
) -> Judged {
    let words = Words {
        phrases: catalog.phrases,
        areas: catalog.areas,
        kinds: catalog.kinds,
    };
    let compiler = Compiler::default();
    let engine =
        Engine::new(catalog.areas, as_of).with_notifiable(catalog.deadlines.notifiable(as_of));
    let inputs = Inputs::of(dossier);
    let mut sheets = lay_out(packs, answers, evidence, &compiler);
    let mut known = settle(&mut sheets, &engine, &inputs);
    let shelf = Shelf {
        register: evidence,
        words,
        vendor: &dossier.vendor,
        as_of,
    };
    // What its own documents refute is no ground for anything else.
    let refuted: Vec<Option<Refuted>> = sheets.iter().map(|sheet| refuted(sheet, shelf)).collect();
    for (sheet, _) in sheets
        .iter()
        .zip(&refuted)
        .filter(|(_, refuted)| refuted.is_some())
    {
        known.answers.remove(sheet.question.id.as_str());
    }
    let register = evidence
        .iter()
        .map(|document| worth(document, shelf))
        .collect();
    let mut judge = Judge {
        words,
        catalog,
        evidence,
        bench: Bench {
            engine: &engine,
            inputs: &inputs,
            known: &known,
            compiler: &compiler,
        },
        known: &known,
        out: Judged {
            evidence: register,
            ..Judged::default()
        },
    };
    for (sheet, refuted) in sheets.iter().zip(&refuted) {
        if !sheet.pack.is_decision() {
            judge.sheet(sheet, refuted.as_ref());
        }
    }
    let tables = Reader {
        sheets: &sheets,
        known: &known,
        engine: &engine,
        inputs: &inputs,
        compiler: &compiler,
        deadlines: catalog.deadlines,
        country: dossier.controller.country,
    }
    .tables();
    for decided in &tables {
        judge.out.findings.push(told(decided, words));
    }
    judge.out
}

struct Judge<'a> {
    words: Words<'a>,
    catalog: &'a Catalog<'a>,
    evidence: &'a [Evidence],
    bench: Bench<'a>,
    known: &'a Known,
    out: Judged,
}

impl Judge<'_> {
    fn sheet(&mut self, sheet: &Sheet, refuted: Option<&Refuted>) {
        let taken = sheet.answer.and_then(|answer| answer.acceptance.as_ref());
        if let Some(acceptance) = taken.filter(|_| !matches!(sheet.state, State::Hidden)) {
            let given = (item_id(sheet), acceptance.clone());
            self.out.acceptances.push(given);
        }
        match &sheet.state {
            State::Hidden => {
                let detail = self.words.say("not-applicable.hidden");
                self.set_aside(sheet, "hidden", detail);
            }
            State::NotApplicable { claim, review } => {
                let detail = self.words.fill(
                    "not-applicable.approved",
                    &[
                        ("claim", sentence(&Text::same(*claim))),
                        ("by", Text::same(&review.by)),
                        ("date", self.words.date(review.at)),
                        ("reason", sentence(&Text::same(&review.reason))),
                    ],
                );
                self.set_aside(sheet, "not-applicable", detail);
            }
            State::Open(gap) => {
                let reason = match gap {
                    Gap::Rejected(_) => "rejected",
                    _ => "not-answered",
                };
                let detail = self.gap(sheet, gap);
                self.open(sheet, reason, detail);
            }
            State::Answered(value) => match self.bench.rule(sheet.question, value) {
                Ruling::Option { option, knock_out } => {
                    self.answered(sheet, value, option, refuted);
                    let presented = refuted.and_then(|refuted| refuted.knock_out);
                    if let Some(id) = knock_out.or(presented) {
                        self.knock_out(sheet, id, option);
                    }
                }
                Ruling::Nothing { awaits } => {
                    let answer = self.words.answer(sheet.question, value, self.evidence);
                    let open: Vec<&str> = awaits
                        .iter()
                        .filter(|id| !self.known.answers.contains_key(*id))
                        .map(String::as_str)
                        .collect();
                    let detail = if open.is_empty() {
                        self.words
                            .fill("gap.no-rule", &[("answer", sentence(&answer))])
                    } else {
                        let params = [
                            ("answer", sentence(&answer)),
                            ("questions", Text::same(open.join(", "))),
                        ];
                        self.words.fill("gap.awaits", &params)
                    };
                    self.open(sheet, "not-answered", detail);
                }
            },
        }
    }

    fn gap(&self, sheet: &Sheet, gap: &Gap) -> Text {
        let same = |text: &str| Text::same(text);
        let (key, params) = match gap {
            Gap::Nothing => ("nothing", vec![]),
            Gap::Misfit(why) => ("misfit", vec![("why", why.clone())]),
            Gap::Rejected(review) => (
                "rejected",
                vec![
                    ("by", same(&review.by)),
                    ("date", self.words.date(review.at)),
                    ("reason", sentence(&same(&review.reason))),
                ],
            ),
            Gap::Claimed(reason) => ("claimed", vec![("reason", sentence(&same(reason)))]),
            Gap::Never(reason) => ("never", vec![("reason", sentence(&same(reason)))]),
            Gap::NoDocument(id) => ("no-document", vec![("id", same(id))]),
            Gap::OtherVersion(version) => (
                "other-version",
                vec![
                    ("answered", same(version)),
                    ("current", same(&sheet.pack.pack.version)),
                ],
            ),
        };
        self.words.fill(&format!("gap.{key}"), &params)
    }

    /// A question that does not apply leaves the score.
    fn set_aside(&mut self, sheet: &Sheet, reason: &str, detail: Text) {
        let finding = finding(sheet, Outcome::NotApplicable, reason, detail);
        self.out.findings.push(finding);
    }

    /// A question without an answer that counts earns nothing, and everything if it turns out well.
    fn open(&mut self, sheet: &Sheet, reason: &str, detail: Text) {
        let help = ("help", sheet.question.help.clone());
        let remedy = self.words.fill("remedy.answer", &[help]);
        let mut finding = finding(sheet, Outcome::NotAnswered, reason, detail);
        finding.remediation = Some(remedy.clone());
        self.out.findings.push(finding);
        let reading = ItemReading::Unknown { best: FULL };
        self.count(sheet, Some(remedy), reading);
    }

    /// What the controller has to do itself says nothing about the provider and stays out of its score.
    fn count(&mut self, sheet: &Sheet, remedy: Option<Text>, reading: ItemReading) {
        if sheet.pack.pack.about == About::Provider {
            self.out.items.push(item(sheet, remedy, reading));
        }
    }

    fn answered(
        &mut self,
        sheet: &Sheet,
        value: &AnswerValue,
        option: &AnswerOption,
        refuted: Option<&Refuted>,
    ) {
        let question = sheet.question;
        let said = self.words.answer(question, value, self.evidence);
        let (strength, evidence) = support(sheet, value, &self.out.evidence, self.words);
        let carried = sheet.answer.and_then(unconfirmed);
        let mut detail = vec![sentence(&said)];
        if let Some(comment) = sheet.answer.and_then(|answer| answer.comment.as_deref()) {
            let comment = [("comment", sentence(&Text::same(comment)))];
            detail.push(self.words.fill("comment", &comment));
        }
        if let Some(day) = carried {
            let date = [("date", self.words.date(day))];
            detail.push(self.words.fill("carried", &date));
        }
        if let Some(refuted) = refuted {
            detail.push(refuted.say(&self.out.evidence, self.words));
        }
        let outcome = match option.value {
            _ if refuted.is_some() => Outcome::Deviates,
            0 => Outcome::Deviates,
            1..100 => Outcome::Partial,
            _ => Outcome::Conforms,
        };
        let mut finding = finding(sheet, outcome, "answered", join(detail.into_iter(), " "));
        finding.confidence = match strength {
            Strength::Asserted => Confidence::Low,
            Strength::Documented => Confidence::Medium,
            Strength::Attested | Strength::Observed => Confidence::High,
        };
        let cure = match refuted {
            Some(_) => Some(self.words.say("refuted.remedy")),
            None => option.fix.clone(),
        };
        finding.remediation.clone_from(&cure);
        finding.clause.clone_from(&option.clause);
        finding.evidence = evidence;
        if refuted.is_some() {
            // The documents are there for everybody to read.
            finding.confidence = Confidence::High;
        }
        self.out.findings.push(finding);

        let full = option.value >= 100 && refuted.is_none();
        let remedy = if full {
            advice(sheet.question, strength, self.words)
        } else {
            cure
        };
        let reading = ItemReading::Known {
            value: (u32::from(option.value) * POINT).min(FULL),
            strength,
            indicated: false,
            carried: carried.is_some(),
            contradicted: refuted.is_some(),
        };
        self.count(sheet, remedy, reading);
        if option.value >= ASSERTS_FROM
            && refuted.is_none()
            && (question.claim.is_some() || !question.observe.is_empty())
        {
            let brief = self.words.brief(question, value, self.evidence);
            self.out.assertions.push(Assertion {
                pack: sheet.pack.pack.id.clone(),
                question: question.id.clone(),
                importance: question.severity,
                value: value.clone(),
                said: join([question.text.clone(), sentence(&brief)].into_iter(), " "),
                rule: question.claim.clone(),
                observe: question.observe.clone(),
                explained: sheet.answer.and_then(explanation),
                response: sheet.answer.and_then(|answer| answer.explanation.clone()),
            });
        }
    }

    fn knock_out(&mut self, sheet: &Sheet, id: &KnockOutId, option: &AnswerOption) {
        let knock_out = self
            .catalog
            .knock_outs
            .get(id)
            .cloned()
            .unwrap_or_else(|| KnockOut {
                // A pack may name what the tables do not know; the defect is still there.
                id: id.clone(),
                kind: KnockOutKind::Soft,
                title: sheet.question.text.clone(),
                why: sheet.question.why.clone(),
                basis: sheet.question.refs.clone(),
                remedy: option.fix.clone().unwrap_or_default(),
                seen: None,
            });
        self.out.knock_outs.push(RaisedKnockOut {
            knock_out,
            item: item_id(sheet),
        });
    }
}
